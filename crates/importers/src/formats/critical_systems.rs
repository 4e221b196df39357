//! The systems that care and business depend on, with owner, recovery times and the way to work without them.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, yes_or_no};
use ward_domain::observation::{Observations, SystemSeen};

/// Reads lists of critical systems.
pub struct CriticalSystems;

static ABOUT: About = About {
    id: "critical-systems",
    name: "Critical systems",
    how_to_get: "Export the application list of the business impact analysis, or keep a list with system, owner, recovery time, \
                 recovery point, what to do without it, vendor and last access review",
    carries: "Which systems are critical, who answers for each and how soon each must run again; not whether the list is \
              complete",
    version: 1,
    evidence_kind: "critical-systems",
};

/// Headings of business impact analyses and application portfolios.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "critical-systems",
    fields: &[
        Field::new("system", &[
            "System Name", "System", "Application Name", "Application", "Critical System", "Service Name",
            "Name",
        ]),
        Field::new("owner", &[
            "Owner", "System Owner", "Business Owner", "Application Owner", "Owned by", "Responsible",
        ]),
        Field::of_words("critical", &[
            "Critical", "Critical (Y/N)", "Is Critical", "Criticality", "Business Criticality",
            "Criticality Tier", "Tier", "Mission Critical",
        ], &["yes", "no"]),
        Field::of_words("ephi", &[
            "ePHI", "PHI", "ePHI (Y/N)", "Holds ePHI", "Contains ePHI", "Stores ePHI", "Contains PHI",
        ], &["yes", "no"]),
        Field::of_words("encrypted", &[
            "Encrypted at Rest", "Encryption at Rest", "Encrypted", "Data at Rest Encrypted",
        ], &["yes", "no"]),
        Field::new("rto", &[
            "RTO", "RTO (hours)", "RTO Hours", "RTO (h)", "Recovery Time Objective",
            "Recovery Time Objective (hours)", "Recovery Time",
        ]),
        Field::new("rpo", &[
            "RPO", "RPO (hours)", "RPO Hours", "RPO (h)", "Recovery Point Objective",
            "Recovery Point Objective (hours)", "Recovery Point",
        ]),
        Field::new("fallback", &[
            "Manual Fallback", "Fallback", "Downtime Procedure", "Manual Workaround", "Workaround",
            "Downtime Plan",
        ]),
        Field::new("vendor", &["Vendor", "Hosted By", "Hosting Vendor", "Supplier", "Provider"]),
        Field::new("access-reviewed", &[
            "Access Reviewed", "Access Review Date", "Last Access Review", "Access List Signed",
            "User Access Review",
        ]),
        Field::new(COLLECTED, &["Report Date", "Exported On", "As Of", "Last Updated"]),
    ],
    systems: &[],
    needs: &[&["system"], &["rto", "rpo", "fallback", "access-reviewed"]],
    foreign: &[
        "serialnumber", "macaddress", "ipaddress", "job", "jobname", "lastsuccess", "restored", "restoredate",
        "cve", "severity", "lastevent",
    ],
};

impl Register for CriticalSystems {
    type Seen = SystemSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "list of critical systems";
    fn list(observations: &mut Observations) -> &mut Vec<SystemSeen> {
        &mut observations.systems
    }
    fn row(row: &mut Row<'_>) -> Result<SystemSeen, String> {
        Ok(SystemSeen {
            name: row.required("system")?,
            owner: row.text("owner"),
            // A list that does not rank its systems is the list of the critical ones.
            is_critical: if row.has("critical") { row.meaning("critical", is_critical) } else { Some(true) },
            holds_ephi: row.yes_no("ephi"),
            is_encrypted: row.yes_no("encrypted"),
            recovery_time_hours: row.hours("rto"),
            recovery_point_hours: row.hours("rpo"),
            fallback: row.text("fallback"),
            vendor: row.text("vendor"),
            access_reviewed: row.date("access-reviewed"),
            line: row.line(),
        })
    }
}

/// Words for how critical a system is; the first of three or four grades and the one below it count.
fn is_critical(word: &str) -> Option<bool> {
    match word {
        "critical" | "mission critical" | "life safety" | "high" | "tier 0" | "tier 1"
        | "1 - most critical" => Some(true),
        "tier 2"
        | "tier 3"
        | "tier 4"
        | "2"
        | "3"
        | "4"
        | "medium"
        | "moderate"
        | "low"
        | "important"
        | "2 - somewhat critical"
        | "3 - less critical"
        | "4 - not critical"
        | "not critical" => Some(false),
        word => yes_or_no(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    #[test]
    fn a_system_is_read_whole() {
        let text = "Application,Business Owner,Criticality,ePHI,Encrypted at Rest,RTO,RPO (hours),Downtime Procedure,Vendor,Last Access Review\n\
                    EHR,Ana Ito,Tier 1,Y,Yes,4 hours,1,Red binder,Northwind EHR,2026-10-01\n";
        let sample = Sample::read(&CriticalSystems, text);
        assert_eq!(
            sample.observations.systems,
            [SystemSeen {
                name: "EHR".into(),
                owner: Some("Ana Ito".into()),
                is_critical: Some(true),
                holds_ephi: Some(true),
                is_encrypted: Some(true),
                recovery_time_hours: Some(4),
                recovery_point_hours: Some(1),
                fallback: Some("Red binder".into()),
                vendor: Some("Northwind EHR".into()),
                access_reviewed: Some(date(2026, 10, 1)),
                line: 2,
            }]
        );
        sample.says_nothing();
    }

    #[test]
    fn a_list_without_grades_lists_the_critical_ones() {
        let sample = Sample::read(&CriticalSystems, "System,RTO\nPACS,90 min\n,4\nLab,soon\n");
        let seen: Vec<_> =
            sample.observations.systems.iter().map(|s| (s.is_critical, s.recovery_time_hours)).collect();
        assert_eq!(seen, [(Some(true), Some(2)), (Some(true), None)]);
        sample.says(3, "no system");
        sample.says(4, "“soon”");
    }
}
