//! Tests of the CVE record importer.

use super::Cve5;
use crate::testing::{check_damaged, fixture, problems, read, read_fixture};
use crate::{Confidence, Head, Importer};

#[test]
fn one_record() {
    insta::assert_debug_snapshot!(read_fixture(&Cve5, "one.json"));
}

#[test]
fn records_without_a_decision_are_counted_and_told() {
    let reading = read_fixture(&Cve5, "many.json");
    assert_eq!((reading.tally.read, reading.tally.used, reading.tally.skipped), (7, 3, 4));
    insta::assert_debug_snapshot!(problems(&reading), @r#"
    [
        "4: no CISA SSVC decision in this record (CVE-2024-99004)",
        "5: `CVE-24-1` is not a CVE identifier such as CVE-2024-12345",
        "6: the record has no cveMetadata.cveId: it is no CVE record",
        "7: the record has no cveMetadata.cveId: it is no CVE record",
    ]
    "#);
    assert_eq!(read_fixture(&Cve5, "none.json").tally.skipped, 1);
}

#[test]
fn an_array_and_lines_give_the_same() {
    let (lines, array) = (read_fixture(&Cve5, "lines.jsonl"), read_fixture(&Cve5, "many.json"));
    assert_eq!(lines.observations, array.observations);
}

#[test]
fn a_point_that_was_not_decided_stays_open() {
    let decision = read_fixture(&Cve5, "many.json").observations.ssvc[2];
    assert_eq!((decision.is_automatable, decision.impact_is_total), (None, None));
}

#[test]
fn only_cisa_counts() {
    let text = String::from_utf8(fixture("cve5", "one.json")).unwrap();
    let other = text.replace("CISA ADP Vulnrichment", "Somebody").replace("CISA-ADP", "Somebody");
    assert_eq!(read(&Cve5, other.as_bytes()).unwrap().tally.skipped, 1);
}

#[test]
fn damage_says_where() {
    check_damaged(&Cve5, "broken.json", 121, "cut off");
    check_damaged(&Cve5, "hostile.json", 1, "recursion limit");
}

#[test]
fn other_json_is_not_taken() {
    for text in ["{}", "[]", r#"{"dataType":"OTHER"}"#, r#"{"cve":{"id":"CVE-2024-0001"}}"#] {
        assert_eq!(Cve5.recognise(&Head::of(text.as_bytes())), Confidence::No, "{text}");
    }
}
