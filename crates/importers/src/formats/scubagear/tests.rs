//! Tests of the ScubaGear importer.

use super::ScubaGear;
use crate::testing::{check_damaged, problems, read, read_fixture};
use ward_domain::observation::{Obligation, Outcome};

fn outcomes(name: &str) -> Vec<(String, Outcome)> {
    let seen = read_fixture(&ScubaGear, name).observations;
    let rule = |index: u32| seen.configuration_rules[index as usize].id.clone();
    seen.configuration_results.iter().map(|result| (rule(result.rule), result.outcome)).collect()
}

#[test]
fn one_policy() {
    insta::assert_debug_snapshot!(read_fixture(&ScubaGear, "one.csv"));
}

#[test]
fn only_what_was_looked_at_passes_or_fails() {
    let expected = [
        ("MS.AAD.1.1v1", Outcome::Pass),
        ("MS.AAD.2.1v1", Outcome::Fail),
        ("MS.EXO.4.3v1", Outcome::Fail),
        ("MS.EXO.8.1v2", Outcome::NotChecked),
        ("MS.TEAMS.1.1v1", Outcome::NotChecked),
        ("MS.TEAMS.1.2v1", Outcome::NotChecked),
        ("MS.TEAMS.1.3v1", Outcome::NotChecked),
        ("MS.TEAMS.1.4v1", Outcome::NotChecked),
    ];
    let expected: Vec<_> = expected.iter().map(|(id, outcome)| ((*id).to_owned(), *outcome)).collect();
    assert_eq!(outcomes("many.csv"), expected);
    let reading = read_fixture(&ScubaGear, "many.csv");
    assert_eq!((reading.tally.used, reading.tally.skipped), (8, 1));
    assert!(problems(&reading)[0].contains("“Perhaps” is not a result"), "{:?}", problems(&reading));
    assert_eq!(reading.observations.configuration_rules[2].obligation, Obligation::Should);
}

#[test]
fn a_whole_run_says_when_and_with_what() {
    let seen = read_fixture(&ScubaGear, "run.json").observations;
    assert_eq!(seen.tool, "ScubaGear 1.8.0");
    assert_eq!(seen.collected_at, Some("2026-11-04T17:15:48Z".parse().unwrap()));
    assert_eq!(seen.series.as_deref(), Some("scubagear"));
    assert_eq!((seen.configuration_rules.len(), seen.configuration_results.len()), (3, 3));
    assert_eq!(seen.configuration_rules[0].title, "Legacy \"authentication\" SHALL be blocked.");
}

#[test]
fn a_report_of_one_product_in_utf_16_is_no_whole_run() {
    let seen = read_fixture(&ScubaGear, "product.json").observations;
    assert_eq!((seen.series, seen.configuration_results.len()), (None, 2));
}

#[test]
fn what_the_tool_cannot_look_at_is_no_failure() {
    let ids = outcomes("tests.json");
    assert_eq!(ids[0].1, Outcome::Pass);
    assert_eq!(ids[1].1, Outcome::Fail);
    assert_eq!(ids[2].1, Outcome::NotChecked);
}

#[test]
fn nothing_is_read_as_nothing() {
    assert_eq!(read_fixture(&ScubaGear, "none.csv").tally.read, 0);
    assert_eq!(read(&ScubaGear, b"[]").unwrap().tally.read, 0);
}

#[test]
fn damage_says_where() {
    check_damaged(&ScubaGear, "broken.csv", 3, "");
}
