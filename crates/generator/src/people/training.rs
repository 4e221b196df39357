//! Courses: the yearly one for everybody, and the role courses of the special teams.

use super::{Account, Cast, Person};
use crate::Plan;
use crate::dates::days_before;
use crate::prng::Prng;
use crate::truth::Faultlist;
use jiff::civil::Date;

/// One enrolment in one course.
pub(crate) struct Course {
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) mail: String,
    pub(crate) employee_id: Option<String>,
    pub(crate) campaign: String,
    pub(crate) module: String,
    pub(crate) enrolled: Date,
    pub(crate) state: State,
}

/// How far somebody got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Passed(Date),
    InProgress,
    NotStarted,
}

pub(super) fn make(
    plan: &Plan,
    people: &[Person],
    accounts: &[Account],
    cast: &Cast,
    faults: &mut Faultlist,
) -> Vec<Course> {
    let as_of = plan.as_of;
    let prng = &mut Prng::stream(plan.seed, "training");
    let mut courses = Vec::with_capacity(people.len() * 2);
    for (n, person) in people.iter().enumerate() {
        if person.end.is_some_and(|end| end < days_before(as_of, 92)) {
            continue; // Removed from the training system after a quarter.
        }
        if person.start < days_before(as_of, 560) && (cast.untrained.contains(&n) || prng.one_in(3)) {
            let passed = days_before(as_of, prng.between(400, 520));
            courses.push(yearly(person, days_before(passed, 12), State::Passed(passed)));
        }
        courses.push(if cast.untrained.contains(&n) {
            faults.plant("E4.1", &person.mail, "no completed yearly course in the last 365 days");
            let state = if n % 2 == 0 { State::NotStarted } else { State::InProgress };
            yearly(person, days_before(as_of, prng.between(40, 90)), state)
        } else if cast.starters.contains(&n) {
            let is_late = cast.late_starter == Some(n);
            if is_late {
                faults.plant("E4.2", &person.mail, "started, and took the first course too late");
            }
            let days = if is_late { 16 } else { prng.between(1, 7) };
            yearly(person, person.start, State::Passed(days_before(person.start, -days)))
        } else {
            let most = if person.has_left(as_of) { 300 } else { 190 };
            let passed = days_before(as_of, prng.between(if most == 300 { 100 } else { 20 }, most));
            yearly(person, days_before(passed, prng.between(2, 14)), State::Passed(passed))
        });
        let role = match person.role {
            Some("Administrator") if cast.uncoached_admin == Some(n) => {
                faults.plant(
                    "E4.4",
                    &person.mail,
                    "administrator without a role course in the last 365 days",
                );
                None
            }
            Some("Administrator") => Some("Privileged Administrators"),
            Some("Incident Response") => Some("Incident Response Team"),
            Some("Clinical Engineering") => Some("Clinical Engineering"),
            Some("Executive") => Some("Executives"),
            _ => None,
        };
        let coaching = cast.administrators.contains(&n) && person.role != Some("Administrator");
        for role in role.into_iter().chain(coaching.then_some("Privileged Administrators")) {
            let passed = days_before(as_of, prng.between(40, 300));
            courses.push(Course {
                campaign: "Role-Based Security Training".to_owned(),
                module: format!("Role-Based Security Training: {role}"),
                ..yearly(person, days_before(passed, 9), State::Passed(passed))
            });
        }
    }
    // The account that matches nobody has taken the course, so that only one measure fails for it.
    for account in accounts.iter().filter(|account| account.name.ends_with("(Locum)")) {
        let passed = days_before(as_of, 61);
        let mut names = account.name.split(' ').map(str::to_owned);
        courses.push(Course {
            first: names.next().unwrap_or_default(),
            last: names.next().unwrap_or_default(),
            mail: account.log_in.clone(),
            employee_id: None,
            campaign: campaign(passed),
            module: module(passed),
            enrolled: days_before(passed, 5),
            state: State::Passed(passed),
        });
    }
    courses
}

fn yearly(person: &Person, enrolled: Date, state: State) -> Course {
    Course {
        first: person.first.clone(),
        last: person.last.clone(),
        mail: person.mail.clone(),
        employee_id: Some(person.id.clone()),
        campaign: campaign(enrolled),
        module: module(enrolled),
        enrolled,
        state,
    }
}

fn campaign(date: Date) -> String {
    format!("Annual Security Awareness {}", date.year())
}

fn module(date: Date) -> String {
    format!("Annual Security Awareness and Privacy Training {}", date.year())
}
