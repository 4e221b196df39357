//! Scope closes findings, absence does not.

use crate::build::{File, a_scan, estate, noon};
use ward_domain::network::Ports;

/// Each row of one finding: first seen, last seen, fixed.
fn history(files: Vec<File>) -> Vec<String> {
    let row = |f: &ward_estate::Finding| {
        let fixed = f.fixed_on().map_or("open".to_owned(), |day| day.to_string());
        format!("{} {} {fixed}", f.first_seen_on(), f.last_seen_on())
    };
    estate(files).findings.iter().map(row).collect()
}

/// A finding on port 445, seen by a scan that logged in.
fn seen(on: &str) -> File {
    a_scan(on).host("pc1.h.example").looked(|h| h.credentialed = Some(true)).finding(1001, 445)
}

/// A scan that looks again in the same way and finds nothing.
fn clean(on: &str) -> File {
    a_scan(on).host("pc1.h.example").looked(|h| h.credentialed = Some(true))
}

#[track_caller]
fn closes(second: File) {
    assert_eq!(history(vec![seen("2026-05-01"), second]), ["2026-05-01 2026-05-01 2026-06-01"]);
}

#[track_caller]
fn closes_nothing(second: File) {
    assert_eq!(history(vec![seen("2026-05-01"), second]), ["2026-05-01 2026-05-01 open"]);
}

#[test]
fn a_scan_that_looked_again_closes() {
    closes(clean("2026-06-01"));
}

#[test]
fn a_device_that_was_not_finished_closes_nothing() {
    closes_nothing(clean("2026-06-01").looked(|h| h.completed = false));
}

#[test]
fn a_scan_that_was_cut_off_closes_nothing() {
    closes_nothing(clean("2026-06-01").scan(|s| s.ended = None));
}

#[test]
fn lost_credentials_close_nothing() {
    closes_nothing(clean("2026-06-01").looked(|h| h.credentialed = Some(false)));
    closes_nothing(clean("2026-06-01").looked(|h| h.credentialed = None));
}

#[test]
fn credentials_are_not_needed_for_what_was_found_without() {
    let first = a_scan("2026-05-01").host("pc1.h.example").finding(1001, 445);
    let second = a_scan("2026-06-01").host("pc1.h.example");
    assert_eq!(history(vec![first, second]), ["2026-05-01 2026-05-01 2026-06-01"]);
}

#[test]
fn another_tool_closes_nothing() {
    closes_nothing(clean("2026-06-01").of_format("openvas"));
}

#[test]
fn a_port_scan_closes_no_finding() {
    closes_nothing(clean("2026-06-01").scan(|s| s.looks_for_vulnerabilities = false));
}

#[test]
fn a_check_that_was_off_closes_nothing() {
    closes_nothing(clean("2026-06-01").scan(|s| s.checks_run = Some(vec![1000, 1002])));
    closes(clean("2026-06-01").scan(|s| s.checks_run = Some(vec![1000, 1001])));
}

#[test]
fn a_port_that_was_not_tried_closes_nothing() {
    closes_nothing(clean("2026-06-01").scan(|s| s.tcp_ports = Ports::from_ranges([(1, 444)])));
    closes(clean("2026-06-01").scan(|s| s.tcp_ports = Ports::from_ranges([(445, 445)])));
}

#[test]
fn ports_that_are_not_said_are_taken_as_tried() {
    closes(clean("2026-06-01").scan(|s| s.tcp_ports = Ports::default()));
}

#[test]
fn a_scan_of_other_devices_closes_nothing() {
    closes_nothing(a_scan("2026-06-01").host("pc2.h.example").looked(|h| h.credentialed = Some(true)));
}

#[test]
fn an_empty_scan_closes_nothing() {
    closes_nothing(a_scan("2026-06-01"));
}

#[test]
fn an_older_scan_closes_nothing() {
    closes_nothing(clean("2026-04-01"));
}

#[test]
fn a_device_with_two_addresses_in_one_scan_does_not_close_its_own_findings() {
    let again = clean("2026-05-01").says;
    let mut two_faced = seen("2026-05-01");
    two_faced.says.assets.extend(again.assets);
    let mut later = again.coverage[0];
    (later.asset, later.at) = (1, Some(noon("2026-05-02")));
    two_faced.says.coverage.push(later);
    assert_eq!(history(vec![two_faced.clone()]), ["2026-05-01 2026-05-01 open"]);
    assert_eq!(history(vec![two_faced, clean("2026-06-01")]), ["2026-05-01 2026-05-01 2026-06-01"]);
}

#[test]
fn a_finding_that_stays_is_one_row() {
    let files = vec![seen("2026-05-01"), seen("2026-05-15"), seen("2026-06-01")];
    assert_eq!(history(files), ["2026-05-01 2026-06-01 open"]);
}

#[test]
fn a_finding_that_comes_back_is_a_new_row() {
    let files = vec![seen("2026-04-01"), clean("2026-05-01"), seen("2026-06-01")];
    assert_eq!(history(files), ["2026-04-01 2026-04-01 2026-05-01", "2026-06-01 2026-06-01 open"]);
}

#[test]
fn a_finding_that_nobody_could_look_for_meanwhile_is_still_the_same() {
    let unable = clean("2026-05-01").looked(|h| h.credentialed = Some(false));
    assert_eq!(history(vec![seen("2026-04-01"), unable, seen("2026-06-01")]), ["2026-04-01 2026-06-01 open"]);
}

#[test]
fn ports_and_checks_are_findings_of_their_own() {
    let first =
        a_scan("2026-05-01").host("pc1.h.example").finding(1001, 80).finding(1001, 443).finding(1002, 80);
    let second = a_scan("2026-06-01").host("pc1.h.example").finding(1001, 80);
    let files = vec![first, second];
    let open = "2026-05-01 2026-06-01 open";
    let fixed = "2026-05-01 2026-05-01 2026-06-01";
    assert_eq!(history(files), [open, fixed, fixed]);
}

#[test]
fn what_a_cut_off_scan_reports_counts() {
    assert_eq!(history(vec![seen("2026-05-01").scan(|s| s.ended = None)]), ["2026-05-01 2026-05-01 open"]);
}
