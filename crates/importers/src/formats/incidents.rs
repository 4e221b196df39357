//! The register of incidents, own and vendors', with the times that reporting duties count from.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row};
use ward_domain::observation::{IncidentSeen, Observations};

/// Reads registers of incidents.
pub struct Incidents;

static ABOUT: About = About {
    id: "incidents",
    name: "Register of incidents",
    how_to_get: "Export the security incidents of the ticket system, or keep a list with number, what happened, vendor, when the \
                 vendor knew, when you were told, breach assessed, clocks started, closed",
    carries: "Which incidents there were, when each became known, and whether a breach was weighed; an empty list says that \
              there were none",
    version: 1,
    evidence_kind: "incident-register",
};

const YES_NO: &[&str] = &["yes", "no"];

/// Headings of ticket systems and of lists that privacy offices keep.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "incidents",
    fields: &[
        Field::new("id", &[
            "Incident ID", "Incident Number", "Incident No", "Incident #", "Number", "Ticket", "Case Number",
            "Case ID", "ID",
        ]),
        Field::new("title", &[
            "Title", "Incident", "Summary", "Short Description", "Description", "What Happened",
            "Incident Description",
        ]),
        Field::new("vendor", &["Vendor", "Vendor Name", "Business Associate", "Third Party", "Supplier"]),
        Field::new("vendor-aware", &[
            "Vendor Aware", "Vendor Discovered", "Vendor Aware On", "Vendor Discovery Date",
            "BA Discovery Date", "Vendor Knew",
        ]),
        Field::new("noticed", &[
            "Noticed", "Notified", "Told On", "Date Notified", "Date Discovered", "Discovered",
            "Discovered On", "Discovery Date", "Detected", "Detected On", "Reported On", "Opened",
            "Opened At", "Date Opened", "Incident Date",
        ]),
        Field::of_words("breach-assessed", &[
            "Breach Assessed", "Breach Assessment", "Breach Risk Assessment", "Breach Assessment Done",
            "Risk Assessment Completed", "Four-factor Assessment",
        ], YES_NO),
        Field::of_words("clocks", &[
            "Clocks Started", "Reporting Clocks Started", "Reporting Clock", "Clock Started",
            "Notification Clock",
        ], YES_NO),
        Field::new("closed", &[
            "Closed", "Closed On", "Date Closed", "Closed At", "Resolved", "Resolved At", "Closure Date",
        ]),
        Field::new(COLLECTED, &["Report Date", "Exported On", "As Of"]),
    ],
    systems: &[],
    needs: &[
        &["id", "title"], &["noticed", "vendor-aware"],
        &["breach-assessed", "clocks", "vendor-aware", "closed"],
    ],
    foreign: &[
        "plugin", "pluginid", "cve", "cveid", "cves", "finding", "findingid", "cvss", "advisory", "course",
        "serialnumber", "scenario", "retested", "testname", "baasigned",
    ],
};

impl Register for Incidents {
    type Seen = IncidentSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "register of incidents";
    fn list(observations: &mut Observations) -> &mut Vec<IncidentSeen> {
        &mut observations.incidents
    }
    fn row(row: &mut Row<'_>) -> Result<IncidentSeen, String> {
        let (id, title) = (row.text("id"), row.text("title"));
        if id.is_none() && title.is_none() {
            return Err("the row has no number and does not say what happened".to_owned());
        }
        let vendor = row.text("vendor").filter(|name| {
            !matches!(name.to_lowercase().as_str(), "none" | "n/a" | "own" | "internal" | "-")
        });
        Ok(IncidentSeen {
            id: id.or_else(|| title.clone()).unwrap_or_default(),
            title: title.unwrap_or_default(),
            vendor,
            vendor_aware: row.when("vendor-aware").map(|when| when.start()),
            noticed: row.when("noticed").map(|when| when.start()),
            breach_assessed: row.yes_no_or_date("breach-assessed"),
            clocks_started: row.yes_no_or_date("clocks"),
            closed: row.when("closed").map(|when| when.end()),
            line: row.line(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    #[test]
    fn an_incident_of_a_vendor_is_read_whole() {
        let text = "Incident ID,Description,Vendor,Vendor Aware,Date Notified,Breach Assessed,Clocks Started,Closed\n\
                    I-7,Files of a clearing house copied,Northwind Claims,2026-02-01 08:00,2026-02-03 17:30,2026-02-10,Yes,2026-03-01\n";
        let sample = Sample::read(&Incidents, text);
        assert_eq!(
            sample.observations.incidents,
            [IncidentSeen {
                id: "I-7".into(),
                title: "Files of a clearing house copied".into(),
                vendor: Some("Northwind Claims".into()),
                vendor_aware: Some(date(2026, 2, 1).at(8, 0, 0, 0)),
                noticed: Some(date(2026, 2, 3).at(17, 30, 0, 0)),
                breach_assessed: Some(true),
                clocks_started: Some(true),
                closed: Some(date(2026, 3, 1).at(23, 59, 59, 0)),
                line: 2,
            }]
        );
        sample.says_nothing();
    }

    #[test]
    fn own_incidents_have_no_vendor_and_open_ones_no_end() {
        let sample = Sample::read(
            &Incidents,
            "Number,Summary,Vendor,Opened,Closed,Breach Assessment\n1,Lost laptop,n/a,2026-02-03,,no\n,,A,2026-02-03,,\n",
        );
        let seen = &sample.observations.incidents;
        assert_eq!(
            (seen.len(), seen[0].vendor.as_deref(), seen[0].closed, seen[0].breach_assessed),
            (1, None, None, Some(false))
        );
        sample.says(3, "no number");
    }
}
