//! Tests of the reports of `ward check`.

use super::*;
use crate::testing::{check_damaged, problems, read_fixture};
use ward_domain::observation::Asked;

#[test]
fn a_report_gives_what_it_saw() {
    let reading = read_fixture(&WardCheck, "one.json");
    let seen = &reading.observations;
    assert_eq!((reading.tally.used, reading.tally.skipped, problems(&reading).len()), (4, 0, 0));
    assert_eq!((seen.tool.as_str(), seen.origin), ("ward 0.1.0", Origin::Machine));
    assert_eq!(seen.collected_at.unwrap().to_string(), "2026-11-20T08:01:30Z");
    let mail = &seen.mail_domains[0];
    assert_eq!((mail.domain.as_str(), mail.line), ("clinic.example", 1));
    assert_eq!(mail.spf.found().unwrap().all, Some('-'));
    assert!(mail.tls_rpt.failed().is_some() && mail.mta_sts == Asked::Absent);
    assert_eq!((seen.tls_endpoints[0].line, seen.security_txts[0].line), (2, 3));
    assert!(seen.tls_endpoints[0].certificate.found().unwrap().not_after.is_some());
}
#[test]
fn ports_that_were_tried_are_a_scan() {
    let seen = read_fixture(&WardCheck, "one.json").observations;
    let scan = &seen.scans[0];
    assert_eq!(scan.tcp_ports.ranges(), [(23, 23), (445, 445), (3389, 3389)]);
    assert!(!scan.looks_for_vulnerabilities && scan.targets.len() == 1);
    assert_eq!((seen.services.len(), seen.services[0].port, seen.services[0].line), (1, 3389, 4));
    assert!(seen.coverage[0].completed && seen.coverage[0].at.is_some());
}
#[test]
fn rows_that_cannot_be_used_are_told() {
    let reading = read_fixture(&WardCheck, "many.json");
    let seen = &reading.observations;
    assert_eq!((reading.tally.used, reading.tally.skipped), (8, 3));
    let told = problems(&reading);
    assert!(
        told[0].starts_with("3: the DMARC policy") && told[1].starts_with("4: the row cannot be read"),
        "{told:?}"
    );
    assert!(told[2].starts_with("9: not all ports of 2001:db8::10"), "{told:?}");
    assert!(told[4].starts_with("11: port 445 of 203.0.113.13 is open and was not tried"), "{told:?}");
    // The same ports are one scan in any order; an address without a tried port is in none.
    let counts: Vec<usize> = seen.scans.iter().map(|scan| scan.targets.len()).collect();
    assert_eq!(counts, [1, 2]);
    assert_eq!(seen.coverage.iter().filter(|host| host.completed).count(), 2);
    assert_eq!(seen.mail_domains[1].mx, Asked::Found(Vec::new()));
}
#[test]
fn a_look_at_nothing_is_read() {
    let reading = read_fixture(&WardCheck, "none.json");
    assert_eq!((reading.tally.read, reading.observations.scans.len()), (0, 0));
}
#[test]
fn damaged_reports_are_refused() {
    check_damaged(&WardCheck, "later.json", 0, "not of version 1");
    check_damaged(&WardCheck, "unstated.json", 0, "who allowed the look");
    check_damaged(&WardCheck, "hostile.json", 1, "recursion limit");
}
#[test]
fn a_report_that_was_cut_off_is_refused() {
    let bytes = crate::testing::fixture("ward-check", "broken.json");
    assert!(crate::testing::read(&WardCheck, &bytes).unwrap_err().reason.contains("cut off"));
}
