//! Practice phishing: what each person did with each message, from KnowBe4, Proofpoint and other systems.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System};
use ward_domain::observation::{Observations, PhishingSeen};

/// Reads results of practice phishing.
pub struct PhishingTests;

static ABOUT: About = About {
    id: "phishing-tests",
    name: "Practice phishing results",
    how_to_get: "Export the campaign results with one row for each person: in KnowBe4 Phishing, Campaigns, Download CSV; in \
                 Proofpoint Simulated phishing, Reports",
    carries: "Who got which practice message, who fell for it and who reported it; nothing about real attacks",
    version: 1,
    evidence_kind: "phishing-tests",
};

const YES_NO: &[&str] = &["yes", "no"];
/// Columns of which each says that somebody fell for the message.
const FALLS: [&str; 5] = ["clicked", "attachment", "data-entered", "replied", "failed"];

/// Headings of KnowBe4, of Proofpoint, then of other systems.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "phishing-tests",
    fields: &[
        Field::new("person-id", &["Employee ID", "Employee Number", "Person ID", "User ID"]),
        Field::new("mail", &[
            "Email", "Email Address", "User Email", "User Email Address", "Recipient", "Recipient Email",
        ]),
        Field::new("name", &["Name", "Full Name", "User", "Recipient Name"]),
        Field::new("first-name", &["First Name", "User First Name"]),
        Field::new("last-name", &["Last Name", "User Last Name"]),
        Field::new("campaign", &[
            "Campaign Name", "Campaign", "Campaign Title", "Phishing Campaign", "PST Name", "Phishing Test",
            "Test Name", "Simulation", "Simulation Name", "Template Name", "Template", "Email Template",
        ]),
        Field::new("sent", &[
            "Delivered At", "Date Sent", "Sent", "Sent At", "Sent On", "Send Date", "Scheduled At",
            "Sent Date", "Campaign Start Date", "Delivered",
        ]),
        Field::of_words("clicked", &[
            "Clicked At", "Primary Clicked", "Clicked", "Clicked Link", "Link Clicked", "Date Clicked",
            "Clicked On",
        ], YES_NO),
        Field::of_words("attachment", &[
            "Attachment Opened At", "Attachment Opened", "Attachment Open", "Macro Enabled At",
            "Opened Attachment",
        ], YES_NO),
        Field::of_words("data-entered", &[
            "Data Entered At", "Data Entered", "Primary Compromised Login", "Compromised Login",
            "Credentials Entered", "Submitted Data", "Entered Data",
        ], YES_NO),
        Field::of_words("replied", &["Replied At", "Replied"], YES_NO),
        Field::of_words("failed", &[
            "Failed", "Fell For It", "Compromised", "Phish Prone", "Failure",
        ], YES_NO),
        Field::of_words("passed", &["Passed?", "Passed", "Result"], YES_NO),
        Field::of_words("reported", &[
            "Reported At", "Reported", "Date Reported", "Reported Phish", "Reported Message",
        ], YES_NO),
        Field::new("bounced", &["Bounced At", "Bounced", "Email Bounced"]),
        Field::new("followed-up", &[
            "Followed Up", "Follow-up Date", "Followed Up On", "Coaching Date", "Remedial Training Date",
            "Remedial Training Completed",
        ]),
        Field::new(COLLECTED, &["Report Date", "Exported On", "As Of"]),
    ],
    systems: &[
        System {
            name: "KnowBe4",
            marks: &[
                &["Email", "Email Address"], &["Delivered At", "Scheduled At"], &["Clicked At"],
                &["Reported At"],
            ],
        },
        System {
            name: "Proofpoint",
            marks: &[
                &["Email Address", "User Email Address"],
                &["Campaign Title", "Campaign Name", "Campaign Type"],
                &["Primary Clicked", "Primary Compromised Login", "Passed?"], &["Reported", "Date Sent"],
            ],
        },
    ],
    needs: &[
        &["mail", "name", "person-id", "last-name"],
        &["clicked", "failed", "passed", "data-entered", "attachment"], &["reported", "campaign", "sent"],
    ],
    foreign: &[
        "course", "coursename", "modulename", "completiondate", "enrollmentdate", "hiredate", "cve",
        "severity",
    ],
};

impl Register for PhishingTests {
    type Seen = PhishingSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "practice phishing";
    fn list(observations: &mut Observations) -> &mut Vec<PhishingSeen> {
        &mut observations.phishing
    }
    fn row(row: &mut Row<'_>) -> Result<PhishingSeen, String> {
        let (person_id, mail, name) = (row.text("person-id"), row.lower("mail"), row.name());
        if person_id.is_none() && mail.is_none() && name.is_empty() {
            return Err("the row names nobody".to_owned());
        }
        if row.yes_no_or_date("bounced") == Some(true) {
            return Err("the message did not reach the person".to_owned());
        }
        let falls = FALLS.map(|field| did(row, field));
        let fell_for_it = match row.meaning("passed", passed).map(|passed| !passed) {
            Some(fell) => Some(fell),
            None if falls.contains(&Some(true)) => Some(true),
            None => falls.into_iter().flatten().next(),
        };
        Ok(PhishingSeen {
            person_id,
            mail,
            name,
            campaign: row.text("campaign").unwrap_or_else(|| "practice message".to_owned()),
            sent: row.date("sent"),
            fell_for_it,
            reported: did(row, "reported"),
            followed_up: row.date("followed-up"),
            line: row.line(),
        })
    }
}

/// Whether the person did it. Systems write when, and leave the cell empty for those who did not; in a list kept by
/// hand an empty cell says nothing.
#[inline]
fn did(row: &mut Row<'_>, field: &str) -> Option<bool> {
    if row.system().is_some() && row.has(field) && !row.says(field) {
        return Some(false);
    }
    row.yes_no_or_date(field)
}

fn passed(word: &str) -> Option<bool> {
    match word {
        "yes" | "true" | "passed" | "pass" | "no action" | "reported" => Some(true),
        "no" | "false" | "failed" | "fail" | "clicked" | "compromised" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    #[track_caller]
    fn check(text: &str, tool: &str, expected: &[(Option<bool>, Option<bool>)]) {
        let sample = Sample::read(&PhishingTests, text);
        assert_eq!(sample.observations.tool, tool);
        let seen: Vec<_> = sample.observations.phishing.iter().map(|p| (p.fell_for_it, p.reported)).collect();
        assert_eq!(seen, expected);
    }

    const KNOWBE4: &str = "Email,First Name,Last Name,Template,Scheduled At,Delivered At,Opened At,Clicked At,Replied At,Attachment Opened At,\
                           Data Entered At,Reported At,Bounced At\n";

    #[test]
    fn what_people_did_is_read_as_each_system_writes_it() {
        let text = format!(
            "{KNOWBE4}A@ward.example,Ana,Ito,Parcel,2026-05-01,2026-05-01 09:00:00,,2026-05-01 09:05:00,,,,,\n\
             b@ward.example,Ben,Oh,Parcel,2026-05-01,2026-05-01 09:00:00,,,,,,2026-05-01 10:00:00,\n\
             c@ward.example,Eve,Lund,Parcel,2026-05-01,,,,,,,,2026-05-01 09:00:00\n"
        );
        check(&text, "KnowBe4", &[(Some(true), Some(false)), (Some(false), Some(true))]);
        let sample = Sample::read(&PhishingTests, &text);
        let first = &sample.observations.phishing[0];
        assert_eq!(
            (first.mail.as_deref(), first.name.as_str(), first.sent),
            (Some("a@ward.example"), "Ana Ito", Some(date(2026, 5, 1)))
        );
        sample.says(4, "did not reach");
        check(
            "Email Address,First Name,Last Name,Campaign Title,Date Sent,Primary Clicked,Primary Compromised Login,Reported,Passed?\n\
             a@ward.example,Ana,Ito,Q2,2026-05-01,FALSE,FALSE,TRUE,TRUE\nb@ward.example,Ben,Oh,Q2,2026-05-01,TRUE,TRUE,FALSE,FALSE\n",
            "Proofpoint",
            &[(Some(false), Some(true)), (Some(true), Some(false))],
        );
    }

    #[test]
    fn an_empty_cell_of_a_list_kept_by_hand_says_nothing() {
        check(
            "Email,Campaign,Sent,Clicked,Reported\na@ward.example,Q2,2026-05-01,no,\nb@ward.example,Q2,2026-05-01,,yes\n",
            "practice phishing",
            &[(Some(false), None), (None, Some(true))],
        );
        let sample = Sample::read(&PhishingTests, "Email,Campaign,Clicked\n,Q2,no\n");
        sample.says(2, "names nobody");
    }
}
