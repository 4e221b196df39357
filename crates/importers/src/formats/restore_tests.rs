//! Restores that somebody tried: what, when, how long it took, and who found it in order.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, yes_or_no};
use ward_domain::observation::{Observations, RestoreSeen};

/// Reads records of restore tests.
pub struct RestoreTests;

static ABOUT: About = About {
    id: "restore-tests",
    name: "Restore tests",
    how_to_get: "Keep a list with system, restore started, restore finished, result and who used the restored system and found \
                 it in order; or export the verification report of the backup software",
    carries: "Which systems were restored, how long it took and who checked; a restore that nobody used is not verified",
    version: 1,
    evidence_kind: "restore-test",
};

/// Headings of lists kept by hand and of verification reports.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "restore-tests",
    fields: &[
        Field::new("system", &[
            "System", "System Name", "System Restored", "Restored System", "Application", "VM Name", "Server",
            "What Was Restored",
        ]),
        Field::new("started", &[
            "Restore Started", "Started", "Start Time", "Start", "Restore Date", "Test Date", "Date of Test",
            "Date Tested", "Date",
        ]),
        Field::new("restored", &[
            "Restore Finished", "Restored", "Restored At", "Restore Completed", "End Time", "Finished",
            "Back in Service",
        ]),
        Field::new("minutes", &[
            "Duration (minutes)", "Duration (min)", "Minutes", "Duration", "Restore Time (minutes)",
            "Time to Restore", "Restore Duration",
        ]),
        Field::of_words("result", &[
            "Result", "Outcome", "Status", "Successful", "Success", "Test Result",
        ], &["yes", "no"]),
        Field::new("verified-by", &[
            "Verified By", "Verified by User", "Checked By", "Validated By", "Tested By User",
            "Signed Off By",
        ]),
        Field::new(COLLECTED, &["Report Date", "Exported On", "As Of"]),
    ],
    systems: &[],
    needs: &[&["system"], &["started", "restored"], &["restored", "minutes", "verified-by"]],
    foreign: &[
        "jobname", "repository", "lastsuccess", "lastbackup", "course", "email", "scenario", "severity",
        "incidentid",
    ],
};

impl Register for RestoreTests {
    type Seen = RestoreSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "restore tests";
    fn list(observations: &mut Observations) -> &mut Vec<RestoreSeen> {
        &mut observations.restores
    }
    fn row(row: &mut Row<'_>) -> Result<RestoreSeen, String> {
        Ok(RestoreSeen {
            system: row.required("system")?,
            started: row.when("started").map(|when| when.start()),
            // A day without a time would make the restore seem to end before it began.
            restored: row.when("restored").map(|when| when.end()),
            minutes: row.minutes("minutes"),
            succeeded: row.meaning("result", is_success),
            verified_by: row.text("verified-by"),
            line: row.line(),
        })
    }
}

fn is_success(word: &str) -> Option<bool> {
    match word {
        "success" | "successful" | "succeeded" | "pass" | "passed" | "ok" => Some(true),
        "failed" | "fail" | "failure" | "unsuccessful" | "partial" | "partly" | "error" => Some(false),
        word => yes_or_no(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    #[test]
    fn a_restore_is_read_whole() {
        let text = "System,Restore Started,Restore Finished,Result,Verified By\nEHR,2026-05-03 08:00,2026-05-03 11:30,Passed,Dr Ito\n";
        let sample = Sample::read(&RestoreTests, text);
        assert_eq!(
            sample.observations.restores,
            [RestoreSeen {
                system: "EHR".into(),
                started: Some(date(2026, 5, 3).at(8, 0, 0, 0)),
                restored: Some(date(2026, 5, 3).at(11, 30, 0, 0)),
                minutes: None,
                succeeded: Some(true),
                verified_by: Some("Dr Ito".into()),
                line: 2,
            }]
        );
        sample.says_nothing();
    }

    #[test]
    fn a_length_may_stand_for_the_end() {
        let sample = Sample::read(
            &RestoreTests,
            "System,Test Date,Duration,Outcome\nPACS,2026-05-03,3:30,partial\nLab,2026-05-04,2 h,maybe\n",
        );
        let seen: Vec<_> = sample.observations.restores.iter().map(|r| (r.minutes, r.succeeded)).collect();
        assert_eq!(seen, [(Some(210), Some(false)), (Some(120), None)]);
        sample.says(3, "“maybe”");
    }
}
