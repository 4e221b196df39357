//! What was tried and what came of it: exercises, findings of tests, notices about flaws, practice phishing.

use super::{Site, csv_bytes};
use crate::dates::at;
use crate::truth::Faultlist;

/// The register of exercises.
pub(super) fn exercises(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let plan = site.plan.faults;
    let why = "no exercise with neighbours in the last year";
    let coalition = faults.either(plan, &[("H9.7", "the organisation")], why, 395, 64);
    let why = "no unannounced exercise in the last year";
    let purple = faults.either(plan, &[("H4.2", "the organisation")], why, 410, 121);
    let why = "half of the tasks of a drill were never done";
    let done = faults.either(plan, &[("H9.3", "the tasks of all drills")], why, 3, 7);
    let why = "no drill of this case in the last two years";
    let device = faults.either(plan, &[("H9.2", "compromised medical device")], why, 800, 226);
    let drills: [(&str, i32, &str, &str, bool, u32, u32); 7] = [
        ("Autumn ransomware talk", 152, "Tabletop", "Ransomware with loss of the EHR", true, 7, done),
        ("Downtime shift", 93, "Hands-on drill", "EHR down for a whole shift", true, 4, 4),
        ("Claims stop", 301, "Tabletop", "Clearing house down for two weeks", false, 3, 3),
        ("Pump round", device, "Tabletop", "Infusion pump compromised", true, 2, 2),
        ("Letter from strangers", 404, "Tabletop", "Data theft and extortion", false, 5, 5),
        (
            "County exercise",
            coalition,
            "Full-scale",
            "Ransomware at two hospitals of the county",
            false,
            2,
            2,
        ),
        (
            "Night visit",
            purple,
            "Unannounced purple team",
            "Stolen password, way to the file server",
            false,
            3,
            3,
        ),
    ];
    let yes = |so: bool| if so { "Yes" } else { "No" }.to_owned();
    let rows = drills.into_iter().map(|(name, days, kind, scenario, clinical, actions, done)| {
        [
            name.to_owned(),
            site.day(days).to_string(),
            kind.to_owned(),
            scenario.to_owned(),
            yes(clinical),
            yes(name == "County exercise"),
            format!("after-action-{}.pdf", site.day(days)),
            actions.to_string(),
            done.to_string(),
        ]
    });
    let columns = [
        "Exercise Name",
        "Date",
        "Type",
        "Scenario",
        "Clinical Leaders",
        "Coalition",
        "After-Action Report",
        "Action Items",
        "Actions Done in Time",
    ];
    csv_bytes(columns, rows)
}

/// Day of the report of the penetration test, before the day of judgement.
const REPORTED: i32 = 140;

/// A finding of the penetration test. Days count back from the day of judgement.
struct Found {
    id: &'static str,
    title: &'static str,
    severity: &'static str,
    asset: &'static str,
    is_exposed: bool,
    entered: i32,
    /// Days until it must be closed; negative when that day is over.
    due: i32,
    decided: Option<i32>,
    updated: i32,
    closed: Option<i32>,
    seen_again: bool,
    accepted: bool,
}

/// A finding that was closed and tested again, or one that is open and not due yet.
fn found(
    id: &'static str,
    severity: &'static str,
    title: &'static str,
    asset: &'static str,
    closed: Option<i32>,
) -> Found {
    Found {
        id,
        title,
        severity,
        asset,
        is_exposed: false,
        entered: REPORTED - 4,
        due: if closed.is_some() { -60 } else { 75 },
        decided: Some(REPORTED - 12),
        updated: closed.unwrap_or(5),
        closed,
        seen_again: false,
        accepted: false,
    }
}

/// The register of findings of the yearly penetration test.
pub(super) fn test_findings(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let mut list = vec![
        Found {
            is_exposed: true,
            ..found("PT-01", "Critical", "Old upload form takes programs", "portal", Some(REPORTED - 10))
        },
        found("PT-02", "High", "Service account with a weak password", "dc1", Some(REPORTED - 41)),
        found("PT-03", "High", "Signing of file sharing is off", "file1", Some(REPORTED - 63)),
        found("PT-04", "High", "Backup console open to the office network", "backup1", Some(REPORTED - 33)),
        found("PT-05", "Medium", "Printers answer to anybody", "print1", None),
        Found {
            due: -30,
            accepted: true,
            ..found("PT-06", "Medium", "Old cipher on the imaging link", "pacs1", None)
        },
        Found {
            due: -12,
            accepted: true,
            ..found("PT-09", "Low", "Label printers without a log-in", "print1", None)
        },
        found("PT-07", "Low", "Banner tells the version", "portal", None),
        found("PT-08", "Medium", "Guest network reaches the time server", "fw-main", None),
    ];
    for finding in &mut list {
        spoil(site, finding, faults);
    }
    let yes = |so: bool| if so { "Yes" } else { "No" }.to_owned();
    let day = |days: i32| site.day(days).to_string();
    let rows = list.into_iter().map(|finding| {
        let if_so = |so: bool, text: String| if so { text } else { String::new() };
        [
            finding.id.to_owned(),
            finding.title.to_owned(),
            "Penetration test of the summer".to_owned(),
            finding.severity.to_owned(),
            format!("{}.{}", finding.asset, site.domain),
            yes(finding.is_exposed),
            day(REPORTED),
            day(finding.entered),
            site.mail_of("Systems Engineer"),
            day(-finding.due),
            finding.decided.map(day).unwrap_or_default(),
            if_so(finding.decided.is_some(), if finding.accepted { "Accept" } else { "Fix" }.to_owned()),
            day(finding.updated),
            finding.closed.map(day).unwrap_or_default(),
            finding.closed.map(|days| day(days - 8)).unwrap_or_default(),
            yes(finding.seen_again),
            if_so(finding.accepted, site.mail_of("Chief Executive Officer")),
            if_so(finding.accepted, day(-150)),
        ]
    });
    let columns = [
        "Finding ID",
        "Finding Title",
        "Engagement",
        "Severity",
        "Affected Asset",
        "Internet-facing",
        "Date of Report",
        "Date Entered",
        "Assigned To",
        "Due Date",
        "Decision Date",
        "Decision",
        "Last Updated",
        "Closed On",
        "Retest Date",
        "Repeat Finding",
        "Risk Accepted By",
        "Acceptance Expires",
    ];
    csv_bytes(columns, rows)
}

/// Plants one fault for each measure about findings, each in a finding of its own.
fn spoil(site: &Site<'_>, finding: &mut Found, faults: &mut Faultlist) {
    let (plan, id) = (site.plan.faults, finding.id);
    match id {
        "PT-02" => {
            let why = "high, inside, and closed after 125 days";
            finding.closed = faults.either(plan, &[("H5.2", id)], why, Some(REPORTED - 125), finding.closed);
            finding.updated = finding.closed.unwrap_or(finding.updated);
        }
        "PT-03" => {
            finding.seen_again =
                faults.either(plan, &[("H5.3", id)], "closed, and seen again in a later test", true, false);
        }
        "PT-05" => {
            finding.decided =
                faults.either(plan, &[("H5.1", id)], "nobody decided what to do", None, finding.decided);
        }
        "PT-06" => {
            finding.accepted = faults.either(
                plan,
                &[("H5.4", id)],
                "open past its day, and nobody signed for it",
                false,
                true,
            );
        }
        "PT-07" => {
            finding.updated = faults.either(
                plan,
                &[("H5.5", id)],
                "open, and no word of it for two months",
                62,
                finding.updated,
            );
        }
        "PT-08" => {
            let why = "entered a month after the report";
            finding.entered = faults.either(plan, &[("H4.4", id)], why, REPORTED - 31, finding.entered);
        }
        _ => {}
    }
}

/// The log of notices about flaws in products.
pub(super) fn notices(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let plan = site.plan.faults;
    let day = |days: i32| site.day(days).to_string();
    let why = "decided after three weeks";
    let late = faults.either(plan, &[("H2.2", "BR-2026-19")], why, 43, 62);
    let why = "uncontrolled risk to patients, and no fix after 60 days";
    let fixed = faults.either(plan, &[("H2.3", "HM-2026-07")], why, None, Some(35));
    let notice = |id: &str,
                  published: i32,
                  applies: &str,
                  decided: i32,
                  dates: [Option<i32>; 2],
                  risk: &str| {
        let [contained, fixed] = dates.map(|days| days.map(day).unwrap_or_default());
        [id.to_owned(), day(published), applies.to_owned(), day(decided), contained, fixed, risk.to_owned()]
    };
    let rows = [
        notice("HM-2026-07", 84, "Yes", 81, [Some(70), fixed], "Uncontrolled"),
        notice("BR-2026-19", 65, "Yes", late, [None, Some(30)], "Controlled"),
        notice("HAL-2026-112", 52, "Yes", 51, [Some(50), Some(44)], "Controlled"),
        notice("HM-2026-09", 37, "No", 35, [None, None], "Controlled"),
        notice("TAM-2026-4", 16, "No", 15, [None, None], "Controlled"),
    ];
    let columns =
        ["Notice", "Published", "Applies", "Decision Date", "Interim Control Date", "Fixed On", "FDA Risk"];
    csv_bytes(columns, rows.into_iter())
}

/// Practice messages: name, days before the day of judgement, and one person in how many reported it.
const CAMPAIGNS: &[(&str, i32, usize)] = &[
    ("Winter: parcel", 330, 9),
    ("Spring: benefits", 245, 7),
    ("Early summer: invoice", 160, 5),
    ("Late summer: shared file", 95, 4),
    ("Autumn: payroll", 30, 2),
];

/// Results of the practice messages, one row for each person and message.
pub(super) fn phishing(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let staff: Vec<_> = site
        .staff
        .people
        .iter()
        .filter(|person| person.start < site.day(340) && person.end.is_none() && person.role.is_none())
        .collect();
    // One falls twice and is spoken with; the fault is to speak with this person before the second time only.
    let Some(again) = staff.first() else { return Vec::new() };
    let talked = faults.either(
        site.plan.faults,
        &[("E4.5", again.mail.as_str())],
        "fell for two practice messages, and nobody spoke with this person after the second",
        86,
        21,
    );
    let mut rows = Vec::new();
    for (number, &(campaign, days, one_reports_in)) in CAMPAIGNS.iter().enumerate() {
        let moment = |minute: i8| at(site.day(days), 14, minute, 0).to_string();
        for (n, person) in staff.iter().enumerate() {
            let is_again = n == 0 && number >= 3;
            // Everybody else clicks once at most, so that nobody else needs a talk.
            let clicks = is_again || n % (CAMPAIGNS.len() * 6) == number * 6 + 5;
            let reports = !clicks && n % one_reports_in == 1;
            rows.push([
                person.mail.clone(),
                person.first.clone(),
                person.last.clone(),
                campaign.to_owned(),
                moment(2),
                if clicks { moment(31) } else { String::new() },
                if reports { moment(9) } else { String::new() },
                if is_again && number == 3 {
                    site.day(86).to_string()
                } else if is_again && talked < 30 {
                    site.day(talked).to_string()
                } else {
                    String::new()
                },
            ]);
        }
    }
    let columns = [
        "Email",
        "First Name",
        "Last Name",
        "Campaign Name",
        "Delivered At",
        "Clicked At",
        "Reported At",
        "Remedial Training Completed",
    ];
    csv_bytes(columns, rows.into_iter())
}
