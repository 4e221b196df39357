//! Tests of the KEV importer.

use super::CisaKev;
use crate::testing::{check_damaged, problems, read, read_fixture};

#[test]
fn one_entry() {
    insta::assert_debug_snapshot!(read_fixture(&CisaKev, "one.json"));
}

#[test]
fn entries_that_cannot_be_used_are_counted_and_told() {
    let reading = read_fixture(&CisaKev, "many.json");
    assert_eq!((reading.tally.read, reading.tally.used, reading.tally.skipped), (7, 2, 5));
    insta::assert_debug_snapshot!(problems(&reading), @r#"
    [
        "3: `CVE-2024-1x` is not a CVE identifier such as CVE-2024-12345",
        "4: the entry has no cveID",
        "5: the dateAdded is not a date such as 2025-08-25",
        "6: the dueDate is not a date such as 2025-08-25",
        "7: the entry has no cveID",
    ]
    "#);
}

#[test]
fn a_due_date_is_a_field_and_never_computed() {
    assert_eq!(read_fixture(&CisaKev, "many.json").observations.known_exploited[1].due, None);
}

#[test]
fn an_empty_catalogue_is_read() {
    assert_eq!(read_fixture(&CisaKev, "none.json").tally.read, 0);
}

#[test]
fn utf16_gives_the_same() {
    assert_eq!(read_fixture(&CisaKev, "utf16.json").observations.known_exploited.len(), 1);
}

#[test]
fn damage_says_where() {
    check_damaged(&CisaKev, "broken.json", 66, "cut off");
    check_damaged(&CisaKev, "short.json", 0, "says that it has 3 entries and holds 1");
    check_damaged(&CisaKev, "hostile.json", 1, "recursion limit");
}

#[test]
fn a_catalogue_without_its_count_says_so() {
    let reading = read(&CisaKev, br#"{"catalogVersion":"1","vulnerabilities":[]}"#).unwrap();
    assert!(problems(&reading)[0].contains("does not say how many"));
}
