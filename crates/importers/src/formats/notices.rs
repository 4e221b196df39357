//! The log of notices about flaws in products: CISA, FDA and vendor advisories, and what became of each here.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, yes_or_no};
use ward_domain::observation::{NoticeSeen, Observations};

/// Reads logs of notices.
pub struct Notices;

static ABOUT: About = About {
    id: "notices",
    name: "Log of notices",
    how_to_get: "Keep a list with notice, published, whether you have the product, decided, protected in the meantime, fixed, and \
                 whether the risk to patients is uncontrolled",
    carries: "Which notices were looked at, how fast, and what was done; not which notices were missed",
    version: 1,
    evidence_kind: "advisories",
};

/// Headings of lists kept by hand and of recall and alert management systems.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "notices",
    fields: &[
        Field::new("notice", &[
            "Notice", "Notice ID", "Advisory", "Advisory ID", "Alert", "Alert ID", "Recall Number",
            "Bulletin", "Notice Number", "CVE", "CVE ID",
        ]),
        Field::new("published", &[
            "Published", "Published On", "Date Published", "Publication Date", "Release Date", "Issued",
            "Received", "Date Received", "Notice Date", "Date",
        ]),
        Field::of_words("applies", &[
            "Applies", "Applicable", "Do We Have It", "In Use", "Affected", "In Inventory", "Impacted",
            "Relevant",
        ], &["yes", "no"]),
        Field::new("decided", &[
            "Decided", "Decided On", "Decision Date", "Assessed On", "Triage Date", "Reviewed On",
            "Date Reviewed", "Date Assessed",
        ]),
        Field::new("contained", &[
            "Contained", "Interim Control", "Interim Control Date", "Mitigated", "Mitigated On",
            "Protected On", "Compensating Control Date",
        ]),
        Field::new("fixed", &[
            "Fixed", "Fixed On", "Fix Date", "Patched", "Patched On", "Remediated", "Remediated On", "Closed",
            "Closed On", "Completed",
        ]),
        Field::of_words("uncontrolled", &[
            "Uncontrolled Risk", "Uncontrolled", "Risk to Patients", "Residual Risk", "FDA Risk",
        ], &["yes", "no"]),
        Field::new(COLLECTED, &["Report Date", "Exported On", "As Of"]),
    ],
    systems: &[],
    needs: &[&["notice"], &["applies", "decided"], &["decided", "contained", "fixed", "published"]],
    foreign: &[
        "plugin", "pluginid", "host", "hostname", "ipaddress", "ip", "port", "qid", "packagename",
        "installedversion", "fixedversion", "cvssscore", "epss", "serialnumber", "dateadded", "vendorproject",
        "finding", "findingid", "owner signed", "measure", "course", "severity",
    ],
};

impl Register for Notices {
    type Seen = NoticeSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "log of notices";
    fn list(observations: &mut Observations) -> &mut Vec<NoticeSeen> {
        &mut observations.notices
    }
    fn row(row: &mut Row<'_>) -> Result<NoticeSeen, String> {
        Ok(NoticeSeen {
            id: row.required("notice")?,
            published: row.date("published"),
            applies: row.meaning("applies", applies),
            decided: row.date("decided"),
            contained: row.date("contained"),
            fixed: row.date("fixed"),
            is_uncontrolled: row.meaning("uncontrolled", is_uncontrolled),
            line: row.line(),
        })
    }
}

fn applies(word: &str) -> Option<bool> {
    match word {
        "applicable" | "affected" | "in use" | "impacted" => Some(true),
        "not applicable" | "n/a" | "na" | "not affected" | "not in use" | "not in inventory" | "none" => {
            Some(false)
        }
        word => yes_or_no(word),
    }
}

/// The words of the FDA's post-market guidance.
fn is_uncontrolled(word: &str) -> Option<bool> {
    match word {
        "uncontrolled" | "uncontrolled risk" => Some(true),
        "controlled" | "controlled risk" | "acceptable" => Some(false),
        word => yes_or_no(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    #[test]
    fn a_notice_is_read_whole() {
        let text = "Advisory,Published,Do We Have It,Decided,Interim Control,Fixed,Residual Risk\n\
                    ICSMA-26-012-01,2026-01-12,Yes,2026-01-15,2026-01-20,2026-03-01,Uncontrolled\n";
        let sample = Sample::read(&Notices, text);
        assert_eq!(
            sample.observations.notices,
            [NoticeSeen {
                id: "ICSMA-26-012-01".into(),
                published: Some(date(2026, 1, 12)),
                applies: Some(true),
                decided: Some(date(2026, 1, 15)),
                contained: Some(date(2026, 1, 20)),
                fixed: Some(date(2026, 3, 1)),
                is_uncontrolled: Some(true),
                line: 2,
            }]
        );
        sample.says_nothing();
    }

    #[test]
    fn what_is_not_decided_stays_open() {
        let sample = Sample::read(
            &Notices,
            "Notice,Date,Affected,Decided\nCVE-2026-1234,2026-01-12,,\n,2026-01-12,no,\nX-1,2026-01-12,n/a,2026-01-13\n",
        );
        let seen: Vec<_> = sample.observations.notices.iter().map(|n| (n.applies, n.decided)).collect();
        assert_eq!(seen, [(None, None), (Some(false), Some(date(2026, 1, 13)))]);
        sample.says(3, "no notice");
    }
}
