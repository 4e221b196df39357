//! Courses given and taken, as KnowBe4's training report.

use super::{Site, csv_bytes};
use crate::dates::at;
use crate::people::{Course, CourseState};
use jiff::civil::Date;

/// Columns of the training report.
pub(crate) const COLUMNS: [&str; 12] = [
    "Enrollment ID",
    "Email",
    "First Name",
    "Last Name",
    "Employee Number",
    "Campaign Name",
    "Module Name",
    "Content Type",
    "Enrollment Date",
    "Start Date",
    "Completion Date",
    "Status",
];

pub(super) fn enrolments(site: &Site<'_>) -> Vec<u8> {
    let rows = (0..).zip(&site.staff.courses).map(|(n, course)| row(n, course));
    csv_bytes(COLUMNS, rows)
}

fn row(n: u32, course: &Course) -> [String; 12] {
    let moment = |day: Date, hour| at(day, hour, (n % 60) as i8, 0).to_string();
    let (begun, completed, status) = match course.state {
        CourseState::Passed(day) => (moment(day, 13), moment(day, 14), "Passed"),
        CourseState::InProgress => (moment(course.enrolled, 15), String::new(), "In Progress"),
        CourseState::NotStarted => (String::new(), String::new(), "Not Started"),
    };
    [
        (7_410_000 + n).to_string(),
        course.mail.clone(),
        course.first.clone(),
        course.last.clone(),
        course.employee_id.clone().unwrap_or_default(),
        course.campaign.clone(),
        course.module.clone(),
        "Store Purchase".to_owned(),
        moment(course.enrolled, 12),
        begun,
        completed,
        status.to_owned(),
    ]
}
