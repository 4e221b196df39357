//! Drills: tabletops, downtime exercises and unannounced tests, with what had to change afterwards.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row};
use ward_domain::observation::{ExerciseKind, ExerciseSeen, Observations};

/// Reads registers of exercises.
pub struct Exercises;

static ABOUT: About = About {
    id: "exercises",
    name: "Register of exercises",
    how_to_get: "Keep a list with exercise, date, kind (tabletop, hands-on, purple team), scenario, clinical leaders present, \
                 neighbours present, after-action report, actions and actions done in time",
    carries: "Which drills were held, of what, with whom, and whether the lessons were closed",
    version: 1,
    evidence_kind: "exercise-record",
};

/// Headings of lists that emergency managers keep.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "exercises",
    fields: &[
        Field::new("exercise", &[
            "Exercise Name", "Exercise", "Exercise Title", "Drill", "Drill Name", "Name", "Title",
        ]),
        Field::new("held", &[
            "Date", "Exercise Date", "Held", "Held On", "Date Held", "Conducted On", "Date Conducted",
            "Start Date",
        ]),
        Field::of_words("kind", &[
            "Exercise Type", "Type", "Kind", "Format", "Drill Type",
        ], &["tabletop", "hands-on", "purple team"]),
        Field::new("scenario", &[
            "Scenario", "Scenario Description", "Hazard", "Threat", "What Was Played", "Topic",
        ]),
        Field::of_words("clinical", &[
            "Clinical Leaders", "Clinical Leaders Present", "Clinical Leadership", "Clinical Participation",
            "Clinical Lead Present",
        ], &["yes", "no"]),
        Field::of_words("neighbours", &[
            "Coalition", "Neighbours", "Neighbors", "Community Partners", "Coalition Participation",
            "Regional", "Community-based",
        ], &["yes", "no"]),
        Field::new("report", &[
            "After-Action Report", "After Action Report", "AAR", "AAR/IP", "AAR Link", "Report", "AAR File",
        ]),
        Field::new("actions", &[
            "Actions", "Action Items", "Corrective Actions", "Improvement Items", "Lessons",
            "Number of Actions",
        ]),
        Field::new("actions-done", &[
            "Actions Done in Time", "Actions on Time", "Actions Done", "Actions Closed", "Actions Completed",
            "Closed on Time",
        ]),
        Field::new(COLLECTED, &["Report Date", "Exported On", "As Of"]),
    ],
    systems: &[],
    needs: &[
        &["exercise", "scenario"], &["held"], &["kind", "scenario"],
        &["scenario", "report", "actions", "clinical", "neighbours"],
    ],
    foreign: &[
        "email", "employeeid", "course", "completiondate", "campaign", "clicked", "cve", "severity",
        "incidentid", "vendor", "advisory", "finding",
    ],
};

impl Register for Exercises {
    type Seen = ExerciseSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "register of exercises";
    fn list(observations: &mut Observations) -> &mut Vec<ExerciseSeen> {
        &mut observations.exercises
    }
    fn row(row: &mut Row<'_>) -> Result<ExerciseSeen, String> {
        let scenario = row.text("scenario");
        let name = row.text("exercise").or_else(|| scenario.clone()).ok_or("the row names no exercise")?;
        Ok(ExerciseSeen {
            name,
            held: row.date("held"),
            kind: row.meaning("kind", kind_of),
            scenario,
            with_clinical_leaders: row.yes_no("clinical"),
            with_neighbours: row.yes_no("neighbours"),
            report: row.text("report").filter(|report| {
                !matches!(report.to_lowercase().as_str(), "no" | "none" | "n/a" | "pending")
            }),
            actions: row.number("actions"),
            actions_done: row.number("actions-done"),
            line: row.line(),
        })
    }
}

/// Kinds of exercises, by the words of the Homeland Security Exercise and Evaluation Program and of testers.
fn kind_of(word: &str) -> Option<ExerciseKind> {
    let is = |parts: &[&str]| has_any(word, parts);
    if is(&["purple", "red team", "unannounced"]) {
        Some(ExerciseKind::PurpleTeam)
    } else if word == "ttx"
        || is(&["tabletop", "table top", "table-top", "discussion", "workshop", "seminar"])
    {
        Some(ExerciseKind::Tabletop)
    } else if is(&[
        "hands",
        "functional",
        "full-scale",
        "full scale",
        "drill",
        "downtime",
        "restore",
        "real event",
    ]) {
        Some(ExerciseKind::HandsOn)
    } else {
        None
    }
}

/// Whether one of the parts stands in the word; none is empty. Looked for in one walk: each row asks for seventeen.
fn has_any(word: &str, parts: &[&str]) -> bool {
    let mut rest = word.as_bytes();
    while let [first, after @ ..] = rest {
        let begins =
            |part: &&str| part.as_bytes().first() == Some(first) && rest.starts_with(part.as_bytes());
        if parts.iter().any(begins) {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    #[test]
    fn an_exercise_is_read_whole() {
        let text = "Exercise,Date,Type,Scenario,Clinical Leaders,Coalition,AAR,Action Items,Actions on Time\n\
                    Spring drill,2026-04-02,Full-scale,Ransomware with loss of the EHR,Yes,No,aar-2026-04.pdf,6,5\n";
        let sample = Sample::read(&Exercises, text);
        assert_eq!(
            sample.observations.exercises,
            [ExerciseSeen {
                name: "Spring drill".into(),
                held: Some(date(2026, 4, 2)),
                kind: Some(ExerciseKind::HandsOn),
                scenario: Some("Ransomware with loss of the EHR".into()),
                with_clinical_leaders: Some(true),
                with_neighbours: Some(false),
                report: Some("aar-2026-04.pdf".into()),
                actions: Some(6),
                actions_done: Some(5),
                line: 2,
            }]
        );
        sample.says_nothing();
    }

    #[track_caller]
    fn check_kind(word: &str, expected: Option<ExerciseKind>) {
        assert_eq!(kind_of(word), expected, "{word}");
    }

    #[test]
    fn kinds_are_known_by_their_words() {
        check_kind("tabletop", Some(ExerciseKind::Tabletop));
        check_kind("ttx", Some(ExerciseKind::Tabletop));
        check_kind("hands-on", Some(ExerciseKind::HandsOn));
        check_kind("functional exercise", Some(ExerciseKind::HandsOn));
        check_kind("unannounced drill", Some(ExerciseKind::PurpleTeam));
        check_kind("lecture", None);
    }
}
