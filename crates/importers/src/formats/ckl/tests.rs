//! Tests of the checklist importer.

use super::Ckl;
use crate::testing::{check_damaged, problems, read_fixture};
use ward_domain::observation::{Outcome, Severity};

#[test]
fn one_rule() {
    insta::assert_debug_snapshot!(read_fixture(&Ckl, "one.ckl"));
}

#[track_caller]
fn check_many(name: &str) {
    let reading = read_fixture(&Ckl, name);
    let seen = &reading.observations;
    let outcomes: Vec<_> = seen.configuration_results.iter().map(|result| result.outcome).collect();
    use Outcome::{Fail, NotApplicable, NotChecked, Pass};
    assert_eq!(outcomes, [Pass, Fail, NotApplicable, NotChecked, NotChecked]);
    assert_eq!((reading.tally.used, reading.tally.skipped), (5, 1));
    assert_eq!(seen.configuration_rules[0].benchmark, "Example Windows STIG");
    assert_eq!(seen.configuration_rules[1].severity, Severity::High);
    assert_eq!(seen.assets[0].fqdn.as_deref(), Some("ws-1.hospital.example"));
    assert_eq!(seen.assets[0].macs, ["02:00:5e:10:00:07"]);
    assert!(seen.configuration_results.iter().all(|result| result.asset == Some(0)));
    assert!(problems(&reading)[0].contains("none of STIG Viewer's"), "{:?}", problems(&reading));
}

#[test]
fn both_forms_say_the_same() {
    check_many("many.ckl");
    check_many("many.cklb");
}

#[test]
fn a_checklist_without_a_device_says_so() {
    let reading = read_fixture(&Ckl, "none.ckl");
    assert_eq!((reading.tally.read, reading.observations.assets.len()), (0, 0));
    assert!(problems(&reading)[0].contains("names no device"));
}

#[test]
fn damage_says_where() {
    check_damaged(&Ckl, "broken.ckl", 9, "cut off");
}
