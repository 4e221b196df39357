//! The vendors: the register with agreements and clauses, and the register of incidents.

use super::{Site, csv_bytes};
use crate::truth::Faultlist;

/// A vendor. Days count back from the day of judgement.
struct Vendor {
    name: &'static str,
    service: &'static str,
    sees_patient_data: bool,
    tier: u8,
    agreement_signed: i32,
    /// Days until the agreement ends, if it does.
    agreement_ends: Option<i32>,
    notice_hours: u32,
    must_tell_flaws: bool,
    binds_subcontractors: bool,
    assessed: i32,
    contact_tested: i32,
    bought: i32,
    outage_plan_tested: Option<i32>,
}

/// Who hosts the health record; the list of systems names it too.
pub(super) const RECORD_HOST: &str = "Ambergate Health Records";
const CLEARING_HOUSE: &str = "Quillmark Clearing House";
const PHARMACY: &str = "Oxlip Pharmacy Services";
const SUPPORT: &str = "Tidewell Managed Services";
const IMAGES: &str = "Brambling Image Storage";
const READERS: &str = "Riverbend Imaging";

fn vendor(name: &'static str, service: &'static str, tier: u8, bought: i32) -> Vendor {
    Vendor {
        name,
        service,
        sees_patient_data: true,
        tier,
        agreement_signed: bought - 20,
        agreement_ends: None,
        notice_hours: 72,
        must_tell_flaws: true,
        binds_subcontractors: true,
        assessed: 130 + bought % 90,
        contact_tested: 60 + bought % 70,
        bought,
        outage_plan_tested: (tier == 1).then_some(80 + bought % 110),
    }
}

fn vendors() -> Vec<Vendor> {
    vec![
        Vendor { notice_hours: 24, ..vendor(RECORD_HOST, "EHR hosting", 1, 2_210) },
        vendor(CLEARING_HOUSE, "Clearing house for claims", 1, 1_460),
        vendor("Fennel Laboratory Partners", "Reference laboratory", 1, 1_900),
        vendor(PHARMACY, "Electronic prescribing and pharmacy network", 1, 1_010),
        Vendor { sees_patient_data: false, ..vendor("Signet Harbor", "Single sign-on", 1, 210) },
        Vendor { agreement_ends: Some(300), ..vendor(SUPPORT, "IT support out of hours", 1, 760) },
        vendor(IMAGES, "Copy of the image archive", 2, 880),
        Vendor { agreement_ends: Some(120), ..vendor(READERS, "Reading of images", 2, 970) },
        Vendor { sees_patient_data: false, ..vendor("Copperleaf Linen", "Linen", 3, 1_330) },
    ]
}

const COLUMNS: [&str; 22] = [
    "Vendor Name",
    "Services Provided",
    "Access to PHI",
    "Vendor Tier",
    "Business Owner",
    "BAA Signed",
    "BAA Expires",
    "BAA File",
    "Incident Notice (Hours)",
    "Vulnerability Notice",
    "MFA Required",
    "Subcontractor Flow-down",
    "Return or Destroy",
    "Right to Audit",
    "Last Assessment",
    "Assessment Type",
    "24x7 Contact",
    "Contact Tested",
    "Purchase Date",
    "Security Review Date",
    "Outage Plan Tested",
    "Last Reviewed",
];

/// The register of the contract office.
pub(super) fn register(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let mut list = vendors();
    for vendor in &mut list {
        spoil(site, vendor, faults);
    }
    let yes = |so: bool| if so { "Yes" } else { "No" }.to_owned();
    let day = |days: i32| site.day(days).to_string();
    let rows = list.into_iter().map(|vendor| {
        let with_data = |text: String| if vendor.sees_patient_data { text } else { String::new() };
        let host = vendor.name.to_lowercase().replace(' ', "-");
        [
            vendor.name.to_owned(),
            vendor.service.to_owned(),
            yes(vendor.sees_patient_data),
            vendor.tier.to_string(),
            site.mail_of("Chief Financial Officer"),
            with_data(day(vendor.agreement_signed)),
            with_data(vendor.agreement_ends.map(|days| day(-days)).unwrap_or_default()),
            with_data(format!("baa-{host}.pdf")),
            vendor.notice_hours.to_string(),
            yes(vendor.must_tell_flaws),
            yes(true),
            yes(vendor.binds_subcontractors),
            yes(true),
            yes(true),
            day(vendor.assessed),
            if vendor.tier == 1 { "SOC 2 type 2" } else { "Questionnaire" }.to_owned(),
            format!("soc@{host}.example"),
            day(vendor.contact_tested),
            day(vendor.bought),
            day(vendor.bought + 35),
            vendor.outage_plan_tested.map(day).unwrap_or_default(),
            day(41),
        ]
    });
    csv_bytes(COLUMNS, rows)
}

/// Plants the faults of the register.
fn spoil(site: &Site<'_>, vendor: &mut Vendor, faults: &mut Faultlist) {
    let (plan, name) = (site.plan.faults, vendor.name);
    match name {
        CLEARING_HOUSE => {
            let why = "last assessed more than a year ago";
            vendor.assessed = faults.either(plan, &[("E10.4", name)], why, 505, vendor.assessed);
        }
        PHARMACY => {
            let why = "nobody has tried its contact for more than a year";
            vendor.contact_tested = faults.either(plan, &[("H3.2", name)], why, 430, vendor.contact_tested);
        }
        SUPPORT => {
            let why = "no clause about flaws in its contract";
            let found_by = [("H2.1", name), ("E10.3", name)];
            vendor.must_tell_flaws = faults.either(plan, &found_by, why, false, true);
        }
        IMAGES => {
            vendor.notice_hours =
                faults.either(plan, &[("H3.1", name)], "may wait ten days", 240, vendor.notice_hours);
            vendor.binds_subcontractors =
                faults.either(plan, &[("H3.4", name)], "may pass the data on freely", false, true);
        }
        READERS => {
            let why = "the agreement has ended";
            vendor.agreement_ends =
                faults.either(plan, &[("E10.2", name)], why, Some(-40), vendor.agreement_ends);
        }
        _ => {}
    }
}

/// The register of incidents of the privacy office.
pub(super) fn incidents(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let time = |days: i32, hour: u8| format!("{} {hour:02}:30", site.day(days));
    let row = |id: &str,
               title: &str,
               vendor: &str,
               aware: String,
               noticed: String,
               assessed: &str,
               closed: String| {
        let text = str::to_owned;
        let clocks = if vendor.is_empty() { text("") } else { text("Yes") };
        [text(id), text(title), text(vendor), aware, noticed, text(assessed), clocks, closed]
    };
    let assessed = faults.either(
        site.plan.faults,
        &[("H3.3", "INC-2031")],
        "nobody weighed whether patient data was breached",
        "No",
        "Yes",
    );
    let rows = [
        row(
            "INC-1987",
            "Phishing mail opened, password changed",
            "",
            String::new(),
            time(150, 9),
            "Yes",
            time(149, 16),
        ),
        row("INC-2009", "Lost tablet, wiped", "", String::new(), time(96, 13), "Yes", time(95, 10)),
        row(
            "INC-2018",
            "Claims delayed by malware at the vendor",
            CLEARING_HOUSE,
            time(71, 6),
            time(70, 11),
            "Yes",
            time(52, 15),
        ),
        row(
            "INC-2031",
            "Mail account of a reader taken over",
            READERS,
            time(33, 7),
            time(32, 8),
            assessed,
            time(20, 12),
        ),
    ];
    let columns = [
        "Incident Number",
        "Summary",
        "Vendor",
        "Vendor Aware",
        "Date Notified",
        "Breach Assessment",
        "Clocks Started",
        "Closed",
    ];
    csv_bytes(columns, rows.into_iter())
}
