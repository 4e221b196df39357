//! Who works here: the personnel system's worker report, and the sponsor list of everybody else.

use super::{Site, csv_bytes};
use crate::people::{Belongs, Person};

/// Columns of the worker report, as Workday names them; the last two are fields of the hospital's own.
pub(crate) const WORKER_COLUMNS: [&str; 16] = [
    "Employee ID",
    "Worker",
    "Legal First Name",
    "Legal Last Name",
    "Worker Type",
    "Worker Status",
    "Hire Date",
    "Termination Date",
    "Termination Category",
    "Business Title",
    "Supervisory Organization",
    "Location",
    "Email - Work",
    "User Name",
    "Security Role",
    "Access Removed",
];

pub(super) fn employees(site: &Site<'_>) -> Vec<u8> {
    let as_of = site.plan.as_of;
    let rows = site.staff.people.iter().filter(|person| person.belongs == Belongs::Employee).map(|person| {
        let left = person.end.filter(|_| person.has_left(as_of));
        let status = match left {
            Some(_) => "Terminated",
            None if person.is_on_leave => "On Leave",
            None => "Active",
        };
        let category = match (person.end, person.is_dismissed) {
            (None, _) => "",
            (Some(_), true) => "Involuntary",
            (Some(_), false) => "Voluntary",
        };
        // A dismissal takes effect in the morning, a departure at the end of the shift.
        let hour = if person.is_dismissed { "09:00:00" } else { "16:30:00" };
        let removed = left.filter(|_| person.is_access_removed).map(|day| format!("{day} {hour}"));
        [
            person.id.clone(),
            person.name(),
            person.first.clone(),
            person.last.clone(),
            "Employee".to_owned(),
            status.to_owned(),
            person.start.to_string(),
            person.end.map(|day| day.to_string()).unwrap_or_default(),
            category.to_owned(),
            person.title.to_owned(),
            person.department.to_owned(),
            person.site.to_owned(),
            person.mail.clone(),
            person.mail.clone(),
            person.role.unwrap_or_default().to_owned(),
            removed.unwrap_or_default(),
        ]
    });
    csv_bytes(WORKER_COLUMNS, rows)
}

/// Columns of the list of people who are no employees.
const NONEMPLOYEE_COLUMNS: [&str; 11] = [
    "Person ID",
    "First Name",
    "Last Name",
    "Email",
    "Person Type",
    "Status",
    "Department",
    "Title",
    "Sponsor",
    "Start Date",
    "End Date",
];

pub(super) fn nonemployees(site: &Site<'_>) -> Vec<u8> {
    let is_other = |person: &&Person| person.belongs != Belongs::Employee;
    let rows = site.staff.people.iter().filter(is_other).map(|person| {
        [
            person.id.clone(),
            person.first.clone(),
            person.last.clone(),
            person.mail.clone(),
            person.belongs.as_str().to_owned(),
            "Active".to_owned(),
            person.department.to_owned(),
            person.title.to_owned(),
            person.sponsor.clone().unwrap_or_default(),
            person.start.to_string(),
            person.end.map(|day| day.to_string()).unwrap_or_default(),
        ]
    });
    csv_bytes(NONEMPLOYEE_COLUMNS, rows)
}
