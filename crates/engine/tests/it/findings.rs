//! E1.3 and E1.6: findings fixed in time, and computers scanned with a log-in.

use crate::build::{File, a_scan, an_inventory, named};
use crate::cases::*;
use ward_domain::Size;
use ward_domain::observation::{AssetKind, AssetSeen, Severity};

/// Scans of the computer inside, so many days ago; `true` when the flaw was seen.
fn scans(severity: Severity, rounds: &[(i32, bool)]) -> Vec<File> {
    rounds
        .iter()
        .map(
            |&(days, seen)| if seen { inside(&ago(days)).flaw(7, severity, CVE) } else { inside(&ago(days)) },
        )
        .collect()
}

#[test]
fn fixed_within_the_limit_is_met() {
    check("E1.3", scans(Severity::Critical, &[(40, false), (30, true), (0, false)]), "met 1+ 0- 0?");
}

#[test]
fn the_limit_has_a_last_day() {
    let open = |severity, days| scans(severity, &[(days + 5, false), (days, true), (0, true)]);
    for (severity, days) in [(Severity::Critical, 30), (Severity::High, 90), (Severity::Medium, 180)] {
        check("E1.3", open(severity, days), "not-applicable 0+ 0- 0? 1n");
        check("E1.3", open(severity, days + 1), "not-met 0+ 1- 0?");
    }
    check("E1.3", open(Severity::Low, 400), "not-applicable 0+ 0- 0?");
}

#[test]
fn the_limits_outside_are_shorter() {
    let seen = |days: i32| outside(&ago(days)).flaw(7, Severity::Critical, CVE);
    check("E1.3", vec![outside(&ago(30)), seen(14), seen(0)], "not-applicable 0+ 0- 0? 1n");
    check("E1.3", vec![outside(&ago(30)), seen(15), seen(0)], "not-met 0+ 1- 0?");
}

#[test]
fn what_the_first_scan_reported_may_be_older_than_the_record() {
    check("E1.3", scans(Severity::Critical, &[(10, true), (0, false)]), "unknown 0+ 0- 1?");
    check("E1.3", scans(Severity::Critical, &[(40, true), (0, true)]), "not-met 0+ 1- 0?");
}

#[test]
fn what_the_first_log_in_brought_to_light_may_be_older_too() {
    let without_log_in = inside(&ago(40)).looked(|h| h.credentialed = Some(false));
    let mut files = scans(Severity::Critical, &[(20, true), (0, false)]);
    files.push(without_log_in);
    check("E1.3", files, "unknown 0+ 0- 1?");
}

#[test]
fn a_fix_between_two_scans_is_late_only_if_the_first_of_them_was_late() {
    check("E1.3", scans(Severity::Critical, &[(90, false), (80, true), (0, false)]), "unknown 0+ 0- 1?");
    check(
        "E1.3",
        scans(Severity::Critical, &[(90, false), (80, true), (49, true), (0, false)]),
        "not-met 0+ 1- 0?",
    );
    says(
        "E1.3",
        scans(Severity::Critical, &[(90, false), (80, true), (0, false)]),
        "Fixed after 0 to 80 days",
    );
}

#[test]
fn what_was_fixed_before_the_window_is_not_judged() {
    let late = |fixed| {
        scans(Severity::Critical, &[(400, false), (390, true), (fixed + 1, true), (fixed, false), (0, false)])
    };
    check("E1.3", late(180), "not-met 0+ 1- 0?");
    check("E1.3", late(181), "not-applicable 0+ 0- 0?");
}

#[test]
fn an_old_scan_decides_nothing() {
    check("E1.3", scans(Severity::Critical, &[(60, false), (40, true), (31, false)]), "met 1+ 0- 0?");
    check("E1.3", scans(Severity::Critical, &[(60, false), (40, true), (32, false)]), "unknown 0+ 0- 0?");
    check("E1.3", Vec::new(), "unknown 0+ 0- 0?");
}

#[test]
fn the_days_of_an_inside_scan_differ_by_size() {
    for (size, days) in [(Size::Small, 150), (Size::Medium, 31), (Size::Large, 14)] {
        let files = scans(Severity::Critical, &[(days + 20, false), (days + 10, true), (days, false)]);
        check_for("E1.3", size, files, "met 1+ 0- 0?");
    }
}

#[test]
fn the_target_is_95_percent() {
    // Twenty or more devices with one finding each; the last `late` of them are fixed too late.
    let round = |days: i32, devices: u32, seen: &dyn Fn(u32) -> bool| {
        (0..devices).fold(a_scan(&ago(days)), |scan, n| {
            let scan = scan.host(&format!("pc{n}.h.example"));
            if seen(n) { scan.flaw(7, Severity::Critical, CVE) } else { scan }
        })
    };
    let files = |devices: u32, late: u32| {
        let is_late = move |n: u32| n >= devices - late;
        vec![
            round(90, devices, &|_| false),
            round(80, devices, &is_late),
            round(40, devices, &is_late),
            round(25, devices, &|n| !is_late(n)),
            round(0, devices, &|_| false),
        ]
    };
    check("E1.3", files(20, 1), "met 19+ 1- 0?");
    check("E1.3", files(19, 1), "not-met 18+ 1- 0?");
}

fn computers(names: &[&str]) -> File {
    names.iter().fold(an_inventory(&ago(0)), |list, name| {
        list.asset(AssetSeen { kind: Some(AssetKind::Server), ..named(name) })
    })
}

fn logged_in(on: &str, names: &[&str], worked: bool) -> File {
    names.iter().fold(a_scan(on), |scan, name| scan.host(name).looked(|h| h.credentialed = Some(worked)))
}

#[test]
fn a_working_log_in_within_the_days_is_met() {
    let list = || computers(&["a.h.example"]);
    check("E1.6", vec![list(), logged_in(&ago(31), &["a.h.example"], true)], "met 1+ 0- 0?");
    check("E1.6", vec![list(), logged_in(&ago(32), &["a.h.example"], true)], "unknown 0+ 0- 1?");
    check("E1.6", vec![list(), logged_in(&ago(0), &["a.h.example"], false)], "not-met 0+ 1- 0?");
    check("E1.6", vec![list(), logged_in(&ago(0), &["b.h.example"], true)], "not-met 0+ 1- 0?");
    check("E1.6", vec![list()], "unknown 0+ 0- 1?");
    check("E1.6", vec![logged_in(&ago(0), &["a.h.example"], true)], "unknown 0+ 0- 0?");
}

#[test]
fn a_small_practice_needs_90_percent_and_others_95() {
    let names: Vec<String> = (0..10).map(|n| format!("s{n}.h.example")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let files = || vec![computers(&names), logged_in(&ago(0), &names[1..], true)];
    check_for("E1.6", Size::Small, files(), "met 9+ 1- 0?");
    check_for("E1.6", Size::Medium, files(), "not-met 9+ 1- 0?");
    check_for("E1.6", Size::Large, files(), "not-met 9+ 1- 0?");
}
