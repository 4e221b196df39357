//! Security training, assigned and done, as CSV from a learning system.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System};
use ward_domain::observation::{Observations, TrainingSeen};

/// Reads training records.
pub struct Training;

static ABOUT: About = About {
    id: "training",
    name: "Training records (CSV)",
    how_to_get: "Export assignments with their completion dates from the learning system, for everybody and not only for \
                 those who are done",
    carries: "Who was given which course, when, and when it was completed; nothing about how good the course is",
    version: 1,
    evidence_kind: "training-records",
};

/// The words of the status column.
const STATES: &[&str] = &["completed", "not-completed"];

/// Headings of KnowBe4, Proofpoint, Relias, HealthStream, Workday Learning, Cornerstone and Moodle, then common ones.
pub(crate) static LAYOUT: Layout = Layout {
    id: "training",
    fields: &[
        Field::new(
            "person-id",
            &[
                "Employee ID",
                "Employee Number",
                "Employee #",
                "Emp ID",
                "Person ID",
                "Worker ID",
                "Student ID",
                "Learner ID",
                "User ID",
                "Personnel Number",
                "ID number",
                "EMPLID",
                "Associate ID",
            ],
        ),
        Field::new(
            "mail",
            &[
                "Email",
                "Email Address",
                "E-mail",
                "Work Email",
                "User Email",
                "User Email Address",
                "Learner Email",
                "Student Email",
            ],
        ),
        Field::new(
            "name",
            &[
                "Name",
                "Full Name",
                "User Full Name",
                "User Name",
                "Learner",
                "Learner Name",
                "Student",
                "Student Name",
                "Employee Name",
                "User",
                "Worker",
            ],
        ),
        Field::new("first-name", &["First Name", "User First Name", "Given Name"]),
        Field::new("last-name", &["Last Name", "User Last Name", "Surname", "Family Name"]),
        Field::new(
            "course",
            &[
                "Course",
                "Course Name",
                "Course Title",
                "Course full name",
                "Content",
                "Content Name",
                "Module",
                "Module Name",
                "Training",
                "Training Name",
                "Training Title",
                "Assignment Name",
                "Learning Content",
                "Learning Course",
                "Activity",
                "Activity Name",
                "Lesson",
                "Curriculum",
            ],
        ),
        Field::new("track", &["Track", "Role Track", "Learning Path", "Role", "Audience"]),
        Field::new(
            "assigned",
            &[
                "Enrollment Date",
                "Enrolled On",
                "Enrolled Date",
                "Assigned Date",
                "Assigned On",
                "Date Assigned",
                "Assignment Date",
                "Assigned",
                "Registration Date",
                "Transcript Registration Date",
                "Time enrolled",
            ],
        ),
        Field::new(
            "completed",
            &[
                "Completion Date",
                "Completed On",
                "Completed Date",
                "Date Completed",
                "Completed At",
                "Completion Date/Time",
                "Transcript Completed Date",
                "Time completed",
                "Completed",
            ],
        ),
        Field::of_words(
            "status",
            &[
                "Status",
                "Completion Status",
                "Training Status",
                "Transcript Status",
                "Course Status",
                "Assignment Status",
                "Enrollment Status",
            ],
            STATES,
        ),
        Field::new(COLLECTED, &["Report Date", "Report Run Date", "As Of", "As Of Date", "Exported On"]),
    ],
    systems: &[
        System {
            name: "KnowBe4",
            marks: &[
                &["Email", "Email Address"],
                &["Campaign", "Campaign Name", "Training Campaign"],
                &["Enrollment Date", "Enrolled On"],
                &["Completion Date", "Completed On"],
            ],
        },
        System {
            name: "Proofpoint",
            marks: &[
                &["User Email Address", "Email Address"],
                &["Assignment Name"],
                &["Module Name", "Training Module"],
            ],
        },
        System {
            name: "HealthStream",
            marks: &[&["Student ID"], &["Course Name", "Course"], &["Completed On", "Completion Date"]],
        },
        System {
            name: "Relias",
            marks: &[
                &["User ID", "Username"],
                &["Course Name", "Module Name", "Course Title"],
                &["Completion Date"],
                &["Hierarchy", "Hierarchy Name", "Training Plan"],
            ],
        },
        System {
            name: "Workday Learning",
            marks: &[
                &["Learner", "Worker"],
                &["Learning Content", "Learning Course"],
                &["Completion Date", "Completion Status"],
            ],
        },
        System {
            name: "Cornerstone",
            marks: &[&["Training Title"], &["Transcript Status", "Transcript Completed Date"]],
        },
        System {
            name: "Moodle",
            marks: &[
                &["Course full name"],
                &["Time completed", "Completion date"],
                &["Email address", "Username", "ID number"],
            ],
        },
    ],
    needs: &[&["course"], &["person-id", "mail", "name", "last-name"], &["completed", "status", "assigned"]],
    foreign: &["phishingtest", "clicked", "hiredate", "terminationdate", "serialnumber", "cve", "pluginid"],
};

impl Register for Training {
    type Seen = TrainingSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "training list";
    fn list(observations: &mut Observations) -> &mut Vec<TrainingSeen> {
        &mut observations.trainings
    }
    fn row(row: &mut Row<'_>) -> Result<TrainingSeen, String> {
        let course = row.text("course").ok_or("the row names no course")?;
        let (person_id, mail, name) = (row.text("person-id"), row.lower("mail"), row.name());
        if person_id.is_none() && mail.is_none() && name.is_empty() {
            return Err("the row names nobody".to_owned());
        }
        let is_done = row.meaning("status", is_completed);
        // A failed or repeated attempt may carry a date all the same; it is no completion.
        let completed = if is_done == Some(false) { None } else { row.date("completed") };
        if is_done == Some(true) && row.is_empty("completed") {
            row.problem(|| "the row says completed without a date, so it counts as not completed");
        }
        Ok(TrainingSeen {
            person_id,
            mail,
            name,
            course,
            track: row.text("track"),
            assigned: row.date("assigned"),
            completed,
            line: row.line(),
        })
    }
}

/// The words of learning systems for done and not done.
fn is_completed(word: &str) -> Option<bool> {
    match word {
        "completed" | "complete" | "passed" | "pass" | "successful" | "satisfied" | "attended"
        | "finished" | "done" | "yes" | "true" | "100%" | "completed - passed" | "completed late"
        | "complete (late)" | "completed on time" => Some(true),
        "not-completed"
        | "not completed"
        | "not complete"
        | "incomplete"
        | "not started"
        | "in progress"
        | "started"
        | "enrolled"
        | "assigned"
        | "registered"
        | "past due"
        | "overdue"
        | "failed"
        | "fail"
        | "not attempted"
        | "no show"
        | "withdrawn"
        | "expired"
        | "not passed"
        | "pending"
        | "no"
        | "false"
        | "waived"
        | "exempt"
        | "due"
        | "not yet started"
        | "in progress / past due"
        | "not started / past due"
        | "0%" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Confidence;
    use crate::table::testing::Sample;
    use jiff::civil::{Date, date};

    const KNOWBE4: &str =
        "First Name,Last Name,Email,Campaign Name,Content Name,Status,Enrollment Date,Completion Date\n";

    #[test]
    fn a_knowbe4_report_is_known_and_read() {
        let text = format!(
            "{KNOWBE4}Ana,Ito,ANA@ward.example,2026,Phishing basics,Completed,2026-01-05 09:00:00,2026-01-20 10:11:12\n"
        );
        let sample = Sample::read(&Training, &text);
        assert_eq!(sample.confidence, Confidence::Certain);
        assert_eq!(sample.observations.tool, "KnowBe4");
        assert_eq!(
            sample.observations.trainings,
            [TrainingSeen {
                mail: Some("ana@ward.example".into()),
                name: "Ana Ito".into(),
                course: "Phishing basics".into(),
                assigned: Some(date(2026, 1, 5)),
                completed: Some(date(2026, 1, 20)),
                line: 2,
                ..TrainingSeen::default()
            }]
        );
        sample.says_nothing();
    }

    #[track_caller]
    fn check(status: &str, completed: &str, expected: Option<Date>, says: Option<&str>) {
        let text = format!("Employee ID,Course,Status,Completed On\n7,Basics,{status},{completed}\n");
        let sample = Sample::read(&Training, &text);
        assert_eq!(sample.observations.trainings[0].completed, expected);
        match says {
            Some(part) => assert!(
                sample.tally.problems.iter().any(|p| p.reason.contains(part)),
                "{:?}",
                sample.tally.problems
            ),
            None => sample.says_nothing(),
        }
    }

    #[test]
    fn only_a_dated_completion_counts() {
        let day = Some(date(2026, 2, 3));
        check("Completed", "2026-02-03", day, None);
        check("", "2026-02-03", day, None);
        check("Failed", "2026-02-03", None, None);
        check("Not Started", "", None, None);
        check("Completed", "", None, Some("without a date"));
        check("Completed", "2/3/2026", None, Some("two ways"));
        check("Completed", "2/30/2026", None, Some("no such day"));
        check("Zorblax", "2026-02-03", day, Some("zorblax"));
    }

    #[test]
    fn rows_without_person_or_course_are_skipped() {
        let sample = Sample::read(
            &Training,
            "Email,Course,Completed On\n,Basics,\na@ward.example,,\na@ward.example,Basics,\n",
        );
        sample.says(2, "names nobody");
        sample.says(3, "no course");
        assert_eq!(sample.observations.trainings.len(), 1);
    }

    #[test]
    fn one_clear_date_settles_the_column() {
        let sample = Sample::read(
            &Training,
            "Email,Course,Completed On\na@ward.example,C,2/3/2026\nb@ward.example,C,2/13/2026\n",
        );
        let days: Vec<_> = sample.observations.trainings.iter().map(|t| t.completed).collect();
        assert_eq!(days, [Some(date(2026, 2, 3)), Some(date(2026, 2, 13))]);
        sample.says_nothing();
    }
}
