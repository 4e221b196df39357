//! The register of findings of penetration tests and assessments, with what was decided and done about each.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row};
use ward_domain::observation::{Observations, Severity, TestFindingSeen};

/// Reads registers of test findings.
pub struct TestFindings;

static ABOUT: About = About {
    id: "test-findings",
    name: "Register of test findings",
    how_to_get: "Keep the findings of each test in a list with number, title, test, severity, asset, reported, entered, owner, due, \
                 decision, closed, retested, accepted by and until",
    carries: "Which findings were entered, decided, closed, tested again or accepted, and when; not how good the test was",
    version: 1,
    evidence_kind: "penetration-test",
};

const YES_NO: &[&str] = &["yes", "no"];

/// Headings of plans of action and milestones, of risk registers and of lists kept by hand.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "test-findings",
    fields: &[
        Field::new("id", &[
            "Finding ID", "Finding Number", "Finding #", "Finding No", "POA&M ID", "Issue ID", "Ref",
            "Reference", "ID", "Number",
        ]),
        Field::new("title", &[
            "Finding", "Finding Title", "Title", "Issue", "Weakness", "Weakness Name", "Summary",
            "Description",
        ]),
        Field::new("test", &[
            "Test", "Test Name", "Assessment", "Engagement", "Source", "Pen Test", "Identified By", "Report",
        ]),
        Field::of_words("severity", &[
            "Severity", "Risk", "Risk Rating", "Rating", "Risk Level", "Priority", "Adjusted Risk Rating",
        ], &["critical", "high", "medium", "low", "info"]),
        Field::new("asset", &[
            "Asset", "Affected Asset", "Affected System", "Affected Systems", "System", "Host",
            "Asset Identifier", "Component",
        ]),
        Field::new("reported", &[
            "Reported", "Report Date", "Reported On", "Date Reported", "Date Identified",
            "Original Detection Date", "Date of Report",
        ]),
        Field::new("entered", &[
            "Entered", "Entered On", "Date Entered", "Created", "Created On", "Date Added", "Opened",
        ]),
        Field::new("owner", &[
            "Owner", "Assigned To", "Responsible", "Point of Contact", "Remediation Owner", "Risk Owner",
        ]),
        Field::new("due", &[
            "Due", "Due Date", "Target Date", "Scheduled Completion Date", "Remediation Due", "Deadline",
        ]),
        Field::new("decided", &["Decided", "Decided On", "Decision Date", "Date of Decision"]),
        Field::new("decision", &[
            "Decision", "Treatment", "Response", "Disposition", "Risk Response", "Risk Treatment",
        ]),
        Field::new("updated", &[
            "Updated", "Last Updated", "Updated On", "Status Date", "Last Status Change", "Modified",
        ]),
        Field::new("closed", &[
            "Closed", "Closed On", "Date Closed", "Closure Date", "Remediated", "Remediated On", "Fixed On",
            "Actual Completion Date", "Completion Date",
        ]),
        Field::new("retested", &[
            "Retested", "Retested On", "Retest Date", "Re-tested", "Verified On", "Retest",
        ]),
        Field::of_words("seen-again", &[
            "Seen Again", "Repeat", "Repeat Finding", "Recurring", "Previously Reported",
        ], YES_NO),
        Field::new("accepted-by", &["Accepted By", "Risk Accepted By", "Acceptance Signed By", "Approver"]),
        Field::new("accepted-until", &[
            "Accepted Until", "Acceptance Expires", "Risk Acceptance Expires", "Acceptance End Date",
        ]),
        Field::of_words("exposed", &[
            "Internet-facing", "Internet Facing", "External", "Exposed", "Public-facing",
        ], YES_NO),
        Field::new(COLLECTED, &["Exported On", "As Of"]),
    ],
    systems: &[],
    needs: &[
        &["id", "title"], &["severity"], &["owner", "due", "decided", "decision", "accepted-by"],
        &["due", "decided", "closed", "retested", "accepted-by"],
    ],
    // Scanners name findings too, and never who answers for one and what was decided.
    foreign: &[
        "plugin", "pluginid", "pluginoutput", "qid", "nvtname", "cvssbasescore", "epss", "portname",
        "serialnumber", "macaddress", "incidentid", "vendoraware", "measure", "subject",
        "compensatingcontrol", "signer", "course", "advisory", "checkid", "controlid", "vulnerabilityid",
    ],
};

impl Register for TestFindings {
    type Seen = TestFindingSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "register of test findings";
    fn list(observations: &mut Observations) -> &mut Vec<TestFindingSeen> {
        &mut observations.test_findings
    }
    fn row(row: &mut Row<'_>) -> Result<TestFindingSeen, String> {
        let (id, title) = (row.text("id"), row.text("title"));
        if id.is_none() && title.is_none() {
            return Err("the row has no number and no title".to_owned());
        }
        Ok(TestFindingSeen {
            id: id.or_else(|| title.clone()).unwrap_or_default(),
            title: title.unwrap_or_default(),
            test: row.text("test"),
            severity: row.meaning("severity", severity_of),
            asset: row.text("asset"),
            reported: row.date("reported"),
            entered: row.date("entered"),
            owner: row.text("owner"),
            due: row.date("due"),
            decided: row.date("decided"),
            decision: row.text("decision"),
            updated: row.date("updated"),
            closed: row.date("closed"),
            retested: row.date("retested"),
            seen_again: row.yes_no("seen-again"),
            accepted_by: row.text("accepted-by"),
            accepted_until: row.date("accepted-until"),
            is_exposed: row.yes_no("exposed"),
            line: row.line(),
        })
    }
}

fn severity_of(word: &str) -> Option<Severity> {
    match word {
        "critical" | "very high" | "severe" | "5" | "p1" => Some(Severity::Critical),
        "high" | "4" | "p2" => Some(Severity::High),
        "medium" | "moderate" | "3" | "p3" => Some(Severity::Medium),
        "low" | "2" | "p4" | "very low" => Some(Severity::Low),
        "info" | "informational" | "information" | "none" | "best practice" | "1" | "p5" => {
            Some(Severity::Info)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    #[test]
    fn a_finding_is_read_whole() {
        let text = "Finding ID,Title,Pen Test,Risk Rating,Affected System,Report Date,Date Entered,Owner,Due Date,Decision Date,Decision,\
                    Last Updated,Closed,Retested,Repeat,Accepted By,Accepted Until,External\n\
                    F-3,SMB signing off,2026 internal,High,dc1,2026-02-01,2026-02-03,Ola Berg,2026-03-03,2026-02-10,fix,2026-02-20,2026-02-27,\
                    2026-03-15,No,,,No\n";
        let sample = Sample::read(&TestFindings, text);
        assert_eq!(
            sample.observations.test_findings,
            [TestFindingSeen {
                id: "F-3".into(),
                title: "SMB signing off".into(),
                test: Some("2026 internal".into()),
                severity: Some(Severity::High),
                asset: Some("dc1".into()),
                reported: Some(date(2026, 2, 1)),
                entered: Some(date(2026, 2, 3)),
                owner: Some("Ola Berg".into()),
                due: Some(date(2026, 3, 3)),
                decided: Some(date(2026, 2, 10)),
                decision: Some("fix".into()),
                updated: Some(date(2026, 2, 20)),
                closed: Some(date(2026, 2, 27)),
                retested: Some(date(2026, 3, 15)),
                seen_again: Some(false),
                is_exposed: Some(false),
                line: 2,
                ..TestFindingSeen::default()
            }]
        );
        sample.says_nothing();
    }

    #[test]
    fn words_that_say_nothing_are_told() {
        let sample = Sample::read(
            &TestFindings,
            "ID,Finding,Severity,Owner,Closed\nF-1,A,scary,Ana,soon\n,,High,Ana,\n",
        );
        sample.says(2, "“scary”");
        sample.says(2, "“soon”");
        sample.says(3, "no number");
    }
}
