//! Vendors with their business associate agreements, clauses, assessments and contacts, from a contract or risk system or
//! from a list kept by hand.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row};
use ward_domain::observation::{Observations, VendorSeen};

/// Reads vendor registers.
pub struct VendorRegister;

static ABOUT: About = About {
    id: "vendor-register",
    name: "Vendor register",
    how_to_get: "Export the vendors from accounts payable or the contract system and add who sees patient data, tier, agreement \
                 with its dates, clauses, last assessment and contact",
    carries: "Which vendors there are, what the agreement with each asks for and when each was assessed; not whether the list \
              is complete",
    version: 1,
    evidence_kind: "vendor-register",
};

const YES_NO: &[&str] = &["yes", "no"];

/// Headings of contract and vendor-risk systems, then of lists kept by hand.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "vendor-register",
    fields: &[
        Field::new("vendor", &[
            "Vendor Name", "Vendor", "Supplier Name", "Supplier", "Business Associate",
            "Business Associate Name", "Third Party", "Third Party Name", "Company", "Company Name",
            "Counterparty",
        ]),
        Field::new("service", &[
            "Service", "Services", "Services Provided", "Description of Services", "Product",
            "Product/Service", "Category", "Function",
        ]),
        Field::of_words("ephi", &[
            "ePHI", "PHI", "ePHI (Y/N)", "PHI (Y/N)", "PHI Access", "Access to PHI", "Access to ePHI",
            "Handles PHI", "Holds ePHI", "BA (Y/N)", "Is a Business Associate",
        ], YES_NO),
        Field::of_words("tier", &[
            "Tier", "Vendor Tier", "Risk Tier", "Criticality", "Vendor Criticality", "Inherent Risk",
            "Inherent Risk Rating", "Risk Level",
        ], &["1", "2", "3", "4"]),
        Field::new("owner", &[
            "Owner", "Business Owner", "Relationship Owner", "Contract Owner", "Vendor Owner",
            "Internal Owner", "Responsible",
        ]),
        Field::new("agreement-signed", &[
            "BAA Signed", "BAA Signed Date", "BAA Date", "BAA Effective Date", "BAA Executed",
            "BAA Execution Date", "Agreement Signed", "Agreement Date", "Contract Start Date", "BAA",
        ]),
        Field::new("agreement-ends", &[
            "BAA Expires", "BAA Expiration", "BAA Expiration Date", "BAA End Date", "Agreement Ends",
            "Agreement Expires", "Expiration Date", "Contract End Date", "Renewal Date",
        ]),
        Field::new("agreement", &[
            "BAA File", "BAA Document", "BAA Link", "BAA Location", "Agreement File", "Agreement",
            "Contract File", "Document",
        ]),
        Field::new("notice-hours", &[
            "Incident Notice Hours", "Incident Notice (Hours)", "Incident Notice", "Breach Notice (Hours)",
            "Breach Notification", "Breach Notification Period", "Notification Hours", "Notice Period",
        ]),
        Field::of_words("vulnerabilities", &[
            "Vulnerability Notice", "Vulnerability Disclosure", "Vulnerability Disclosure Clause",
            "Must Tell of Vulnerabilities",
        ], YES_NO),
        Field::of_words("mfa", &["MFA Required", "MFA Clause", "MFA", "Multifactor Required"], YES_NO),
        Field::of_words("subcontractors", &[
            "Subcontractor Flow-down", "Subcontractor Clause", "Flow-down", "Subcontractors Bound",
            "Subcontractor BAA",
        ], YES_NO),
        Field::of_words("return-data", &[
            "Data Return", "Return or Destroy", "Return/Destroy Clause", "Data Return or Destruction",
            "Data Destruction",
        ], YES_NO),
        Field::of_words("evidence", &[
            "Right to Evidence", "Right to Audit", "Audit Right", "Audit Clause", "Evidence Clause",
        ], YES_NO),
        Field::new("assessed", &[
            "Last Assessment", "Last Assessment Date", "Last Assessed", "Assessment Date",
            "Last Risk Assessment", "Assessed On", "Risk Assessment Date", "SOC 2 Date",
        ]),
        Field::new("assessment", &[
            "Assessment Type", "Assessment", "Assessment Method", "Certification", "Certifications",
            "Attestation",
        ]),
        Field::new("contact", &[
            "24x7 Contact", "24/7 Contact", "Security Contact", "Incident Contact", "Emergency Contact",
            "Contact", "Vendor Contact",
        ]),
        Field::new("contact-tested", &[
            "Contact Tested", "Contact Tested On", "Contact Last Tested", "Contact Verified",
        ]),
        Field::new("bought", &[
            "Purchase Date", "Purchased", "Bought", "Bought On", "Onboarded", "Onboarding Date",
        ]),
        Field::new("reviewed-before", &[
            "Security Review Date", "Pre-purchase Review", "Reviewed Before Purchase", "Security Review",
            "Due Diligence Date",
        ]),
        Field::new("outage-plan", &[
            "Outage Plan Tested", "Continuity Plan Tested", "Downtime Plan Tested", "Contingency Tested",
            "Exit Plan Tested",
        ]),
        Field::new("reviewed", &[
            "Last Reviewed", "Reviewed On", "Reviewed", "Review Date", "Confirmed On", "Last Confirmed",
        ]),
        Field::new(COLLECTED, &["Report Date", "Exported On", "As Of", "Last Updated"]),
    ],
    systems: &[],
    needs: &[
        &["vendor"],
        &["ephi", "tier", "agreement-signed", "agreement-ends", "notice-hours", "assessed", "contact-tested"],
    ],
    // Devices, systems, incidents, findings and people name vendors too.
    foreign: &[
        "hostname", "serialnumber", "serial", "macaddress", "ipaddress", "assettag", "model", "system",
        "systemname", "application", "rto", "rpo", "incidentid", "incident", "incidentdate", "cve", "cveid",
        "cves", "severity", "finding", "advisory", "notice", "noticeid", "hiredate", "employeeid", "username",
        "course", "rule", "job", "jobname",
    ],
};

impl Register for VendorRegister {
    type Seen = VendorSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "vendor register";
    fn list(observations: &mut Observations) -> &mut Vec<VendorSeen> {
        &mut observations.vendors
    }
    fn row(row: &mut Row<'_>) -> Result<VendorSeen, String> {
        Ok(VendorSeen {
            name: row.required("vendor")?,
            service: row.text("service"),
            holds_ephi: row.yes_no("ephi"),
            tier: row.meaning("tier", tier_of),
            owner: row.text("owner"),
            agreement_signed: row.date("agreement-signed"),
            agreement_ends: row.date("agreement-ends"),
            agreement: row.text("agreement"),
            incident_notice_hours: row.hours("notice-hours"),
            must_tell_of_vulnerabilities: row.yes_no("vulnerabilities"),
            must_use_mfa: row.yes_no("mfa"),
            must_bind_subcontractors: row.yes_no("subcontractors"),
            must_return_data: row.yes_no("return-data"),
            must_show_evidence: row.yes_no("evidence"),
            assessed: row.date("assessed"),
            assessment: row.text("assessment"),
            contact: row.text("contact"),
            contact_tested: row.date("contact-tested"),
            bought: row.date("bought"),
            reviewed_before_buying: row.date("reviewed-before"),
            outage_plan_tested: row.date("outage-plan"),
            reviewed: row.date("reviewed"),
            line: row.line(),
        })
    }
}

/// Tiers by number or by word. `high` is the first tier: where a list also has `critical`, that asks more than it need.
fn tier_of(word: &str) -> Option<u8> {
    match word.strip_prefix("tier").unwrap_or(word).trim_start_matches(['-', ' ']) {
        "1" | "i" | "critical" | "high" | "very high" => Some(1),
        "2" | "ii" | "medium" | "moderate" => Some(2),
        "3" | "iii" | "low" => Some(3),
        "4" | "iv" | "none" | "minimal" => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    #[test]
    fn a_vendor_is_read_whole() {
        let text = "Vendor,Services,PHI,Tier,BAA Signed,BAA Expires,Breach Notification,MFA Required,Right to Audit,Last Assessed,\
                    Assessment Type,24x7 Contact,Contact Tested\n\
                    Northwind EHR,EHR,Yes,Tier 1,2024-02-01,evergreen,within 3 days,Yes,No,2026-05-04,SOC 2,+1 555 0100,2026-06-01\n";
        let sample = Sample::read(&VendorRegister, text);
        assert_eq!(
            sample.observations.vendors,
            [VendorSeen {
                name: "Northwind EHR".into(),
                service: Some("EHR".into()),
                holds_ephi: Some(true),
                tier: Some(1),
                agreement_signed: Some(date(2024, 2, 1)),
                incident_notice_hours: Some(72),
                must_use_mfa: Some(true),
                must_show_evidence: Some(false),
                assessed: Some(date(2026, 5, 4)),
                assessment: Some("SOC 2".into()),
                contact: Some("+1 555 0100".into()),
                contact_tested: Some(date(2026, 6, 1)),
                line: 2,
                ..VendorSeen::default()
            }]
        );
        sample.says_nothing();
    }

    #[test]
    fn an_agreement_without_a_date_is_told() {
        let sample = Sample::read(&VendorRegister, "Vendor,BAA,Tier\nA,Yes,huge\n,No,1\nB,No,low\n");
        sample.says(2, "“Yes” in the column “BAA” is left out");
        sample.says(2, "“huge”");
        sample.says(3, "no vendor");
        let tiers: Vec<_> =
            sample.observations.vendors.iter().map(|v| (v.agreement_signed, v.tier)).collect();
        assert_eq!(tiers, [(None, None), (None, Some(3))]);
    }
}
