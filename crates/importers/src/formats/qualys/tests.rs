//! Tests of the Qualys importer.

use super::Qualys;
use crate::testing::{check_damaged, problems, read_fixture};
use ward_domain::observation::Severity;

#[test]
fn one_device() {
    insta::assert_debug_snapshot!(read_fixture(&Qualys, "one.xml"));
}

#[test]
fn the_scan_says_what_it_was_told_to_look_at() {
    let reading = read_fixture(&Qualys, "many.xml");
    let scan = &reading.observations.scans[0];
    let targets: Vec<_> = scan.targets.iter().map(ToString::to_string).collect();
    assert_eq!(targets, ["10.20.0.1-10.20.0.4", "10.20.0.6-10.20.0.9"]);
    assert_eq!(scan.ended, Some("2026-11-10T14:29:11Z".parse().unwrap()));
    assert_eq!((reading.tally.read, reading.tally.used, reading.tally.skipped), (6, 4, 2));
    insta::assert_debug_snapshot!(problems(&reading), @r#"
    [
        "34: `CVE-X` is not a CVE identifier such as CVE-2024-12345: it was left out",
        "37: the vulnerability has no number, no severity from 1 to 5, or no device",
        "46: a device has no address and no name: what was found on it is left out",
        "48: the vulnerability has no number, no severity from 1 to 5, or no device",
        "0: the target `bad/24` was not understood: it does not count as looked at",
    ]
    "#);
}

#[test]
fn ratings_are_kept_apart() {
    let checks = read_fixture(&Qualys, "many.xml").observations.checks;
    let ratings: Vec<_> =
        checks.iter().map(|c| (c.id.as_str(), c.severity, c.cvss2_tenths, c.cvss3_tenths)).collect();
    assert_eq!(
        ratings,
        [
            ("qualys:900001", Severity::Critical, Some(75), Some(98)),
            ("qualys:900002", Severity::Low, Some(50), None)
        ]
    );
}

#[test]
fn a_report_gives_one_finding_for_each_open_row() {
    let reading = read_fixture(&Qualys, "many-report.csv");
    let seen = &reading.observations;
    assert_eq!((seen.assets.len(), seen.findings.len(), seen.checks.len()), (3, 2, 2));
    assert_eq!((reading.tally.used, reading.tally.skipped), (5, 1));
    assert!(seen.checks[1].is_unsupported_product);
    assert_eq!(seen.checks[0].cves.len(), 2);
    assert_eq!(seen.assets[0].fqdn.as_deref(), Some("pacs.hospital.example"));
    assert_eq!(seen.collected_at, Some("2026-11-20T07:36:58Z".parse().unwrap()));
}

#[test]
fn vmdr_detections_are_read_below_their_title() {
    let seen = read_fixture(&Qualys, "many-vmdr.csv").observations;
    assert_eq!((seen.tool.as_str(), seen.findings.len()), ("Qualys VMDR", 2));
    assert_eq!(seen.checks[0].patch_published, Some("2026-01-15".parse().unwrap()));
    assert_eq!(seen.assets[0].host_name.as_deref(), Some("server01"));
}

#[test]
fn nothing_is_read_as_nothing() {
    assert_eq!(read_fixture(&Qualys, "none.csv").tally.read, 0);
}

#[test]
fn damage_says_where() {
    check_damaged(&Qualys, "broken.xml", 34, "cut off");
}
