//! Tests of the XCCDF importer.

use super::Xccdf;
use crate::testing::{check_damaged, problems, read_fixture};
use ward_domain::observation::{Outcome, Severity};

#[test]
fn one_rule() {
    insta::assert_debug_snapshot!(read_fixture(&Xccdf, "one.xml"));
}

#[test]
fn only_what_was_checked_passes_or_fails() {
    let reading = read_fixture(&Xccdf, "many.xml");
    let seen = &reading.observations;
    let outcomes: Vec<_> = seen.configuration_results.iter().map(|result| result.outcome).collect();
    use Outcome::{Fail, NotApplicable, NotChecked, Pass};
    assert_eq!(outcomes, [Pass, Fail, NotApplicable, NotChecked, NotChecked, NotChecked, Pass, NotChecked]);
    assert_eq!((reading.tally.used, reading.tally.skipped), (8, 2));
    insta::assert_debug_snapshot!(problems(&reading), @r#"
    [
        "23: the result is not a word of XCCDF: the rule counts as not checked",
        "24: the result names no rule",
        "33: the test result names no device: name and address are missing",
    ]
    "#);
}

#[test]
fn a_rule_has_the_title_of_its_benchmark() {
    let seen = read_fixture(&Xccdf, "many.xml").observations;
    assert_eq!(seen.configuration_rules[0].benchmark, "Example Linux benchmark");
    assert_eq!(seen.configuration_rules[0].title, "Lock the screen");
    assert_eq!(seen.configuration_rules[1].severity, Severity::High);
    assert_eq!(seen.configuration_rules.len(), 7);
}

#[test]
fn the_device_is_known_by_name_address_and_facts() {
    let seen = read_fixture(&Xccdf, "many.xml").observations;
    let device = &seen.assets[0];
    assert_eq!(device.fqdn.as_deref(), Some("his.hospital.example"));
    assert_eq!(device.addresses.iter().map(ToString::to_string).collect::<Vec<_>>(), ["10.20.0.5"]);
    assert_eq!(device.macs, ["02:00:5e:10:00:05"]);
    assert_eq!(seen.tool, "openscap 1.3.10");
    assert_eq!(seen.collected_at, Some("2026-11-12T11:37:31Z".parse().unwrap()));
}

#[test]
fn a_report_may_wrap_its_results() {
    let seen = read_fixture(&Xccdf, "arf.xml").observations;
    assert_eq!((seen.assets.len(), seen.configuration_results.len()), (2, 2));
    assert_eq!(seen.configuration_rules[0].benchmark, "xccdf_org.example_benchmark_WIN");
}

#[test]
fn a_benchmark_without_results_says_so() {
    let reading = read_fixture(&Xccdf, "none.xml");
    assert!(problems(&reading)[0].contains("no results"), "{:?}", problems(&reading));
}

#[test]
fn damage_says_where() {
    check_damaged(&Xccdf, "broken.xml", 15, "cut off");
}
