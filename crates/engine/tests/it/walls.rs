//! H1.4, H1.7, H7.2, H7.4 and H7.5: devices that need papers and walls, and the rules of the walls.

use crate::build::{File, a_scan, an_inventory, named};
use crate::cases::*;
use crate::lists::*;
use ward_domain::observation::{AssetKind, AssetSeen, DeviceState, FirewallRuleSeen, Says, Severity};

/// Ten medical devices in order, and one that is changed.
fn devices(change: impl Fn(&mut AssetSeen)) -> Vec<File> {
    let mut changed = a_medical_device("pump.h.example");
    change(&mut changed);
    let others = (0..9).map(|n| a_medical_device(&format!("d{n}.h.example")));
    vec![others.chain([changed]).fold(an_inventory(&ago(0)), File::asset)]
}

/// The same with the state of the one device changed.
fn state(change: impl Fn(&mut DeviceState)) -> Vec<File> {
    devices(|device| change(device.state.as_mut().unwrap()))
}

#[test]
fn a_medical_device_has_maker_model_and_version() {
    // The devices, and the security forms of all together.
    check("H1.4", devices(|_| {}), "met 11+ 0- 0?");
    type Clear = fn(&mut AssetSeen);
    let fields: [(Clear, &str); 3] = [
        (|d| d.maker = None, "maker"),
        (|d| d.model = None, "model"),
        (|d| d.operating_system = None, "version"),
    ];
    for (clear, name) in fields {
        check("H1.4", devices(clear), "not-met 10+ 1- 0?");
        says("H1.4", devices(clear), &format!("No {name}."));
    }
}

#[test]
fn newer_medical_devices_have_a_list_of_parts() {
    let cleared = |on: &str| Some(crate::build::day(on));
    check("H1.4", state(|s| s.has_sbom = Some(false)), "not-met 10+ 1- 0?");
    check("H1.4", state(|s| s.has_sbom = None), "unknown 10+ 0- 1?");
    check("H1.4", state(|s| (s.has_sbom, s.cleared_on) = (None, None)), "unknown 10+ 0- 1?");
    check("H1.4", state(|s| (s.has_sbom, s.cleared_on) = (None, cleared("2023-03-28"))), "met 11+ 0- 0?");
    check("H1.4", state(|s| (s.has_sbom, s.cleared_on) = (None, cleared("2023-03-29"))), "unknown 10+ 0- 1?");
}

#[test]
fn security_forms_are_held_for_80_percent() {
    let forms = |without: usize, says: Option<bool>| {
        let mut files = devices(|_| {});
        let changed = files[0].says.assets.iter_mut().take(without);
        changed.for_each(|device| device.state.as_mut().unwrap().has_mds2 = says);
        files
    };
    check("H1.4", forms(2, Some(false)), "met 11+ 0- 0?");
    check("H1.4", forms(3, Some(false)), "not-met 10+ 1- 0?");
    check("H1.4", forms(3, None), "unknown 10+ 0- 1?");
}

#[test]
fn a_medical_device_that_no_inventory_lists_fails() {
    let mut files = devices(|_| {});
    files.push(
        a_scan(&ago(0)).asset(AssetSeen { kind: Some(AssetKind::MedicalDevice), ..named("new.h.example") }),
    );
    check("H1.4", files.clone(), "not-met 11+ 1- 0?");
    says("H1.4", files, "No inventory lists it.");
}

#[test]
fn an_inventory_without_medical_devices_does_not_show_that_there_are_none() {
    for measure in ["H1.4", "H7.4"] {
        let files = vec![an_inventory(&ago(0)).asset(an_old_computer("pc1.h.example"))];
        check(measure, files.clone(), "unknown 0+ 0- 0?");
        let none = an_answer(measure, "", Says::NotApplicable);
        check(measure, [files.clone(), vec![none]].concat(), "not-applicable 0+ 0- 0? 1n");
        let yes = an_answer(measure, "", Says::Yes);
        check(measure, [files, vec![yes]].concat(), "unknown 0+ 0- 0?");
    }
}

#[test]
fn a_device_past_its_support_has_a_plan() {
    let ends = |days: i32| devices(move |d| d.support_ends = back(days));
    check("H1.7", ends(0), "met 10+ 0- 0?");
    // Nothing in this inventory has a plan: it has no such column.
    check("H1.7", ends(1), "unknown 9+ 0- 1?");
    let with_plans = |days: i32| {
        let files = ends(days);
        vec![files[0].clone().asset(an_old_computer("pc1.h.example"))]
    };
    check("H1.7", with_plans(0), "met 11+ 0- 0?");
    check("H1.7", with_plans(1), "not-met 10+ 1- 0?");
    says("H1.7", with_plans(1), "Past their maker's support: 2 of 11 (18 %).");
    check("H1.7", devices(|d| d.support_ends = None), "unknown 9+ 0- 1?");
}

#[test]
fn a_scan_shows_that_support_has_ended() {
    let mut scan = a_scan(&ago(0)).host("pump.h.example").flaw(7, Severity::High, CVE);
    scan.says.checks[0].is_unsupported_product = true;
    let files = devices(|_| {});
    let inventory = files[0].clone().asset(an_old_computer("pc1.h.example"));
    check("H1.7", vec![inventory, scan], "not-met 10+ 1- 0?");
}

#[test]
fn medical_devices_are_in_segments_of_their_own() {
    check("H7.4", devices(|_| {}), "met 10+ 0- 0?");
    check("H7.4", state(|s| s.segment = None), "unknown 9+ 0- 1?");
    check("H7.4", state(|s| s.segment = text("VLAN 30")), "unknown 9+ 0- 1?");
    let with_computer = |segment: &str| {
        let files = state(|s| s.segment = text(segment));
        vec![files[0].clone().asset(an_old_computer("pc1.h.example"))]
    };
    check("H7.4", with_computer("office "), "not-met 9+ 1- 0?");
    says("H7.4", with_computer("Office"), "Its segment Office also holds pc1.h.example");
}

fn wall(rules: Vec<FirewallRuleSeen>) -> Vec<File> {
    vec![firewall(&ago(0), rules)]
}

fn wide(number: &str) -> FirewallRuleSeen {
    FirewallRuleSeen { allows: true, ..FirewallRuleSeen { rule: number.to_owned(), ..the_last_rule() } }
}

#[test]
fn no_rule_lets_everything_through() {
    check("H7.2", wall(vec![a_rule("1"), the_last_rule()]), "met 3+ 0- 0?");
    check("H7.2", wall(vec![a_rule("1"), wide("2"), the_last_rule()]), "not-met 2+ 1- 0?");
    says("H7.2", wall(vec![a_rule("1"), wide("2")]), "Rule 2 lets everything through.");
    let off = FirewallRuleSeen { is_enabled: Some(false), ..wide("2") };
    check("H7.2", wall(vec![a_rule("1"), off, the_last_rule()]), "met 3+ 0- 0?");
    let to_lab = FirewallRuleSeen { from_zone: text("users"), to_zone: text("lab"), ..wide("2") };
    says("H7.2", wall(vec![a_rule("1"), to_lab, the_last_rule()]), "Rule 2 lets everything through.");
}

#[test]
fn what_no_rule_allows_is_refused() {
    check("H7.2", wall(vec![a_rule("1")]), "unknown 1+ 0- 1?");
    let between_two = FirewallRuleSeen { from_zone: text("users"), ..the_last_rule() };
    check("H7.2", wall(vec![a_rule("1"), between_two]), "unknown 2+ 0- 1?");
    let off = FirewallRuleSeen { is_enabled: Some(false), ..the_last_rule() };
    check("H7.2", wall(vec![a_rule("1"), off]), "unknown 2+ 0- 1?");
    let other = FirewallRuleSeen { firewall: "fw2".to_owned(), ..a_rule("1") };
    check("H7.2", wall(vec![a_rule("1"), the_last_rule(), other]), "unknown 4+ 0- 1?");
}

#[test]
fn an_expired_export_of_a_firewall_is_not_believed() {
    let other = |rule: FirewallRuleSeen| FirewallRuleSeen { firewall: "fw2".to_owned(), ..rule };
    let old = firewall(&ago(93), vec![other(a_rule("1")), other(the_last_rule())]).of_series("fw2");
    check("H7.2", [wall(vec![a_rule("1"), the_last_rule()]), vec![old]].concat(), "unknown 3+ 0- 1?");
}

/// A rule that is changed, beside one in order.
fn rule(change: impl Fn(&mut FirewallRuleSeen)) -> Vec<File> {
    let mut changed = a_rule("2");
    change(&mut changed);
    wall(vec![a_rule("1"), changed])
}

#[test]
fn a_firewall_rule_has_an_owner_and_a_use() {
    check("H7.5", rule(|_| {}), "met 2+ 0- 0?");
    check("H7.5", rule(|r| r.owner = None), "not-met 1+ 1- 0?");
    check("H7.5", rule(|r| r.last_hit = back(183)), "met 2+ 0- 0?");
    check("H7.5", rule(|r| r.last_hit = back(184)), "not-met 1+ 1- 0?");
    check("H7.5", rule(|r| (r.last_hit, r.hits) = (None, Some(0))), "unknown 1+ 0- 1?");
    check("H7.5", rule(|r| (r.last_hit, r.hits) = (None, Some(7))), "unknown 1+ 0- 1?");
    check("H7.5", rule(|r| (r.last_hit, r.hits) = (None, None)), "unknown 1+ 0- 1?");
    check("H7.5", rule(|r| (r.is_enabled, r.owner) = (Some(false), None)), "met 1+ 0- 0? 1n");
}

#[test]
fn risky_firewall_rules_are_reviewed_each_month() {
    let service = |name: &str, days: i32| {
        let name = name.to_owned();
        rule(move |r| (r.service, r.reviewed) = (name.clone(), back(days)))
    };
    check("H7.5", service("tcp/443", 92), "met 2+ 0- 0?");
    check("H7.5", service("tcp/443", 93), "not-met 1+ 1- 0?");
    check("H7.5", service("tcp/3389", 31), "met 2+ 0- 0?");
    check("H7.5", service("tcp/3389", 32), "not-met 1+ 1- 0?");
    check("H7.5", service("any", 32), "not-met 1+ 1- 0?");
    check("H7.5", rule(|r| r.reviewed = None), "unknown 1+ 0- 1?");
}
