//! Tests of the profile importer.

use super::WardOrganisation;
use crate::testing::{check_damaged, problems, read_fixture};
use crate::{Confidence, Head, Importer};

#[test]
fn every_field() {
    insta::assert_debug_snapshot!(read_fixture(&WardOrganisation, "one.toml"));
}

#[test]
fn the_day_may_stand_before_the_table() {
    let observations = read_fixture(&WardOrganisation, "many.toml").observations;
    assert_eq!(observations.collected_at.unwrap().to_string(), "2026-01-31T00:00:00Z");
    assert_eq!(observations.organisation.unwrap().public_addresses.len(), 3);
}

#[test]
fn a_profile_without_a_day_says_so() {
    let reading = read_fixture(&WardOrganisation, "none.toml");
    assert_eq!(reading.observations.collected_at, None);
    assert!(problems(&reading)[0].contains("declared_on"));
}

#[test]
fn damage_says_where() {
    check_damaged(&WardOrganisation, "broken.toml", 3, "203.0.113.300");
    check_damaged(&WardOrganisation, "hostile.toml", 3, "recurse further");
}

#[track_caller]
fn check(text: &str, expected: Confidence) {
    assert_eq!(WardOrganisation.recognise(&Head::of(text.as_bytes())), expected);
}

#[test]
fn only_the_table_is_the_mark() {
    check("# who\n\n[organisation]\nsize = \"small\"\nname = \"x\"", Confidence::Certain);
    check("declared_on = 2026-01-31\n[organisation] # us\nname=\"x\"", Confidence::Certain);
    check("[organisation]\n", Confidence::Likely);
    check("[other]\nname = \"x\"\n[organisation]\n", Confidence::No);
    check("name,organisation\n[organisation],x", Confidence::No);
    check("", Confidence::No);
}
