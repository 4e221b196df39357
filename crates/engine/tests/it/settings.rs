//! E2.5, E8.4, E8.7 and H10: settings that a benchmark looked at.

use crate::build::{File, an_inventory, named};
use crate::cases::*;
use crate::posture::*;
use ward_domain::observation::Outcome::{Fail, NotApplicable, NotChecked, Pass};
use ward_domain::observation::*;

const FILTERS: [&str; 4] = ["MS.EXO.10.1v1", "MS.EXO.11.3v1", "MS.EXO.9.1v2", "MS.EXO.7.1v1"];

/// Four protections of the mail system that are on, and how forwarding came out.
fn forwarding(results: &[(&str, &str, Outcome)]) -> Vec<File> {
    let all: Vec<_> = FILTERS.iter().map(|id| (*id, "", Pass)).chain(results.iter().copied()).collect();
    vec![checked(0, "", &all)]
}

#[test]
fn a_protection_is_on_when_one_of_its_rules_passes() {
    check("E2.5", forwarding(&[("MS.EXO.1.1v2", "", Pass)]), "met 5+ 0- 0?");
    check("E2.5", forwarding(&[("MS.EXO.1.1v9", "", Pass)]), "met 5+ 0- 0?");
    check("E2.5", forwarding(&[("MS.EXO.1.1v2", "", Fail)]), "not-met 4+ 1- 0?");
    check("E2.5", forwarding(&[("MS.EXO.1.12v2", "", Pass)]), "unknown 4+ 0- 1?");
    let mut files = forwarding(&[("MS.EXO.1.1v2", "", Pass)]);
    files.push(checked(0, "", &[("MS.DEFENDER.1.2v1", "", Fail)]));
    check("E2.5", files, "met 5+ 0- 0?");
}

#[test]
fn two_products_are_two_mail_systems() {
    let both = forwarding(&[("MS.EXO.1.1v2", "", Pass), ("GWS.GMAIL.11.1v1", "", Fail)]);
    check("E2.5", both, "not-met 5+ 1- 0?");
}

#[test]
fn an_answer_fills_what_no_check_decided_and_nothing_else() {
    let with = |results: &[(&str, &str, Outcome)]| {
        let mut files = forwarding(results);
        files.push(whole("E2.5", Says::Yes));
        files
    };
    check("E2.5", with(&[]), "met 5+ 0- 0?");
    check("E2.5", with(&[("MS.EXO.1.1v2", "", NotChecked)]), "met 5+ 0- 0?");
    check("E2.5", with(&[("MS.EXO.1.1v2", "", Fail)]), "not-met 4+ 1- 0?");
    check("E2.5", vec![whole("E2.5", Says::Yes)], "met 1+ 0- 0?");
}

#[test]
fn a_check_that_grew_old_is_not_replaced_by_an_answer() {
    let all: Vec<_> = FILTERS.iter().map(|id| (*id, "", Pass)).chain([("MS.EXO.1.1v2", "", Pass)]).collect();
    check("E2.5", vec![checked(93, "", &all), whole("E2.5", Says::Yes)], "unknown 0+ 0- 5?");
}

fn passwords(results: &[(&str, &str, Outcome)]) -> Vec<File> {
    vec![checked(0, "dc1.h.example", results), whole("E8.4", Says::Yes)]
}

#[test]
fn a_rule_that_asks_for_less_can_only_fail() {
    const LONG: &str = "Passwords must have a minimum of 15 characters";
    const SHORT: &str = "Ensure 'Minimum password length' is set to '14 or more character(s)'";
    check("E8.4", passwords(&[("1", LONG, Pass)]), "met 3+ 0- 0?");
    check("E8.4", passwords(&[("1", LONG, Fail)]), "not-met 2+ 1- 0?");
    check("E8.4", passwords(&[("1", SHORT, Pass)]), "met 3+ 0- 0?");
    check("E8.4", passwords(&[("1", SHORT, Fail)]), "not-met 3+ 1- 0?");
    check("E8.4", vec![checked(0, "dc1.h.example", &[("1", LONG, Pass)])], "unknown 1+ 0- 2?");
}

#[test]
fn one_directory_that_locks_does_not_speak_for_the_others() {
    let lock = checked(0, "dc1.h.example", &[("1", "Ensure 'Account lockout threshold' is set", Pass)]);
    check("E8.7", vec![lock.clone()], "unknown 1+ 0- 1?");
    check("E8.7", vec![lock, whole("E8.7", Says::Yes)], "met 2+ 0- 0?");
}

/// A computer whose rules came out so: so many passed, failed, were not looked at, do not apply.
fn measured(passed: u32, failed: u32, open: u32, not_applicable: u32) -> Vec<File> {
    let groups = [(passed, Pass), (failed, Fail), (open, NotChecked), (not_applicable, NotApplicable)];
    let outcomes: Vec<Outcome> =
        groups.iter().flat_map(|(count, outcome)| (0..*count).map(|_| *outcome)).collect();
    let ids: Vec<String> = (0..outcomes.len()).map(|n| format!("rule-{n}")).collect();
    let results: Vec<_> = ids.iter().zip(outcomes).map(|(id, outcome)| (id.as_str(), "", outcome)).collect();
    vec![one_device(AssetKind::Server, DeviceState::default()), checked(0, "pc1.h.example", &results)]
}

#[test]
fn a_system_passes_nine_of_ten_rules() {
    check("H10.2", measured(9, 1, 0, 5), "met 1+ 0- 0?");
    check("H10.2", measured(8, 1, 0, 0), "not-met 0+ 1- 0?");
    check("H10.2", measured(9, 0, 2, 0), "unknown 0+ 0- 1?");
    check("H10.2", measured(0, 0, 0, 3), "unknown 0+ 0- 1?");
}

#[test]
fn a_listed_system_that_nobody_measured_is_undecided() {
    let mut files = measured(9, 1, 0, 0);
    let other = AssetSeen { kind: Some(AssetKind::Network), ..named("fw.h.example") };
    files[0] = files[0].clone().asset(other);
    check("H10.2", files, "unknown 1+ 0- 1?");
    check("H10.2", vec![checked(0, "pc1.h.example", &[("1", "", Pass)])], "unknown 0+ 0- 0?");
}

fn hardened(outcomes: [Outcome; 3], system: &str) -> Vec<File> {
    let asset = AssetSeen {
        kind: Some(AssetKind::Workstation),
        operating_system: (!system.is_empty()).then(|| system.to_owned()),
        ..named("pc1.h.example")
    };
    let ids = ["1", "2", "3"];
    let results: Vec<_> = (0..3).map(|n| (ids[n], WEAK_SPOTS[n], outcomes[n])).collect();
    vec![an_inventory(&ago(0)).asset(asset), checked(0, "pc1.h.example", &results), whole("H10.4", Says::Yes)]
}

#[test]
fn each_weak_spot_is_closed_on_each_windows_computer() {
    check("H10.4", hardened([Pass, Pass, Pass], "Windows 11"), "met 2+ 0- 0?");
    check("H10.4", hardened([NotApplicable, Pass, Pass], "Windows 11"), "met 2+ 0- 0?");
    check("H10.4", hardened([Pass, Fail, Pass], "Windows 11"), "not-met 1+ 1- 0?");
    check("H10.4", hardened([Pass, Pass, NotChecked], ""), "unknown 1+ 0- 1?");
    let mut files = hardened([Pass, Pass, Pass], "Windows 11");
    files.truncate(2);
    check("H10.4", files, "unknown 1+ 0- 1?");
}

#[test]
fn required_settings_of_the_tenant_pass_or_have_an_exception() {
    let tenant =
        |outcome| checked(0, "", &[("MS.AAD.1.1v1", "Legacy", outcome), ("MS.AAD.2.1v1", "Risk", Pass)]);
    check("H10.6", vec![tenant(Pass)], "met 2+ 0- 0?");
    check("H10.6", vec![tenant(Fail)], "not-met 1+ 1- 0?");
    check("H10.6", vec![tenant(NotChecked)], "unknown 1+ 0- 1?");
    let exception = an_exception("H10.6", "MS.AAD.1.1v1", &ago(9), &ago(-9));
    check("H10.6", vec![tenant(Fail), exception], "met 1+ 0- 0? 1x");
}

#[test]
fn recommended_settings_and_other_benchmarks_do_not_count() {
    let mut file = checked(0, "", &[("MS.AAD.1.1v1", "", Pass), ("MS.AAD.3.7v1", "", Fail)]);
    file.says.configuration_rules[1].obligation = Obligation::Should;
    check("H10.6", vec![file.clone()], "met 1+ 0- 0?");
    for rule in &mut file.says.configuration_rules {
        rule.benchmark = "CIS Microsoft 365".to_owned();
    }
    check("H10.6", vec![file], "unknown 0+ 0- 0?");
}
