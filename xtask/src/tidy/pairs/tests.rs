//! Each pairing can fail.

use super::*;
use crate::tidy::check_rule;

const LIST: &str = "crates/importers/src/formats/mod.rs";
const IMPORTERS: &[(&str, &str)] = &[
    (
        LIST,
        "pub mod my_scan;\npub mod nmap;\npub static IMPORTERS: &[&dyn Importer] = &[\n    &my_scan::MyScan,\n    &nmap::Nmap,\n];\n",
    ),
    ("crates/importers/src/formats/my_scan.rs", "id: \"my-scan\""),
    ("crates/importers/src/formats/nmap.rs", "id: \"nmap\""),
    ("crates/importers/fixtures/my-scan/README.md", ""),
    ("crates/importers/fixtures/my-scan/one.csv", ""),
    ("crates/importers/fixtures/my-scan/none.csv", ""),
    ("crates/importers/fixtures/my-scan/broken.csv", ""),
    ("crates/importers/fixtures/nmap/README.md", ""),
    ("crates/importers/fixtures/nmap/one.xml", ""),
    ("crates/importers/fixtures/nmap/none.xml", ""),
    ("crates/importers/fixtures/nmap/broken.xml", ""),
];

/// Checks the importers without one file, or with one more or another.
#[track_caller]
fn check_importers(changed: &str, text: Option<&str>, places: &[&str]) {
    let others = IMPORTERS.iter().copied().filter(|(path, _)| *path != changed);
    let files: Vec<(&str, &str)> = others.chain(text.map(|text| (changed, text))).collect();
    check_rule(importers, &files, places);
}

#[test]
fn importers_that_pair_pass() {
    check_importers("", None, &[]);
}
#[test]
fn an_importer_without_a_file_is_found() {
    let file = "crates/importers/src/formats/my_scan.rs";
    check_importers(file, None, &[file]);
    check_importers(file, Some("id: \"myscan\""), &[file]);
}
#[test]
fn missing_fixtures_are_found() {
    for name in ["README.md", "one.csv", "none.csv", "broken.csv"] {
        check_importers(
            &format!("crates/importers/fixtures/my-scan/{name}"),
            None,
            &["crates/importers/fixtures/my-scan/"],
        );
    }
}
#[test]
fn fixtures_without_an_importer_are_found() {
    check_importers("crates/importers/fixtures/gone/one.csv", Some(""), &["crates/importers/fixtures/gone/"]);
}
#[test]
fn an_unsorted_list_is_found() {
    let unsorted = "pub mod my_scan;\npub mod nmap;\npub static IMPORTERS: &[&dyn Importer] = &[\n    &nmap::Nmap,\n    &my_scan::MyScan,\n];\n";
    check_importers(LIST, Some(unsorted), &[LIST]);
    let unsorted = "mod nmap;\nmod my_scan;\npub static IMPORTERS: &[&dyn Importer] = &[\n    &my_scan::MyScan,\n    &nmap::Nmap,\n];\n";
    check_importers(LIST, Some(unsorted), &[LIST]);
}

const RULE_LIST: &str = "crates/engine/src/measures/mod.rs";
const MEASURES: &[(&str, &str)] = &[
    (
        RULE_LIST,
        "pub mod seen_and_known;\npub static RULES: &[&dyn Rule] = &[\n    &seen_and_known::SeenAndKnown,\n];\n",
    ),
    ("crates/engine/src/measures/seen_and_known.rs", "\"seen-and-known\""),
    (
        "crates/catalog/data/measures/seen-and-known.toml",
        "id = \"E1.1\"\nslug = \"seen-and-known\"\nkind = \"observed\"\n",
    ),
    (
        "crates/catalog/data/measures/told.toml",
        "slug = \"told\"\nkind = \"attested\"\n[numbers]\nkind = \"days\"\n",
    ),
];

#[track_caller]
fn check_measures(changed: &str, text: Option<&str>, places: &[&str]) {
    let others = MEASURES.iter().copied().filter(|(path, _)| *path != changed);
    let files: Vec<(&str, &str)> = others.chain(text.map(|text| (changed, text))).collect();
    check_rule(measures, &files, places);
}

#[test]
fn measures_that_pair_pass() {
    check_measures("", None, &[]);
}
#[test]
fn a_slug_that_is_not_the_file_name_is_found() {
    let data = "crates/catalog/data/measures/told.toml";
    check_measures(data, Some("slug = \"partners-told\"\nkind = \"attested\"\n"), &[data]);
}
#[test]
fn a_measure_without_a_kind_is_found() {
    let data = "crates/catalog/data/measures/told.toml";
    check_measures(data, Some("slug = \"told\"\n[target]\nkind = \"attested\"\n"), &[data]);
}
#[test]
fn an_observed_measure_without_a_rule_is_found() {
    check_measures(
        "crates/catalog/data/measures/told.toml",
        Some("slug = \"told\"\nkind = \"observed\"\n"),
        &[RULE_LIST],
    );
}
#[test]
fn a_rule_without_a_measure_is_found() {
    check_measures("crates/catalog/data/measures/seen-and-known.toml", None, &[RULE_LIST]);
}
#[test]
fn a_rule_of_another_name_is_found() {
    let rule = "crates/engine/src/measures/seen_and_known.rs";
    check_measures(rule, Some("\"seen\""), &[rule]);
}

#[test]
fn numbers_without_gaps_pass() {
    check_rule(numbered, &[("docs/decisions/0001-a.md", ""), ("docs/decisions/0002-b.md", "")], &[]);
    check_rule(numbered, &[("crates/store/migrations/0001_a.sql", "")], &[]);
}
#[test]
fn a_gap_is_found() {
    check_rule(
        numbered,
        &[("docs/decisions/0001-a.md", ""), ("docs/decisions/0003-b.md", "")],
        &["docs/decisions/0003-b.md"],
    );
}
#[test]
fn a_number_used_twice_is_found() {
    check_rule(
        numbered,
        &[("docs/decisions/0001-a.md", ""), ("docs/decisions/0001-b.md", "")],
        &["docs/decisions/0001-b.md"],
    );
}
#[test]
fn a_name_without_a_number_is_found() {
    check_rule(
        numbered,
        &[("crates/store/migrations/record.sql", "")],
        &["crates/store/migrations/record.sql"],
    );
}
