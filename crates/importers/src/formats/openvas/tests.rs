//! Tests of the Greenbone importer.

use super::{OpenVas, port};
use crate::testing::{check_damaged, problems, read_fixture};
use ward_domain::network::Protocol;
use ward_domain::observation::Severity;

#[test]
fn one_device() {
    insta::assert_debug_snapshot!(read_fixture(&OpenVas, "one.xml"));
}

#[test]
fn results_that_cannot_be_used_are_counted_and_told() {
    let reading = read_fixture(&OpenVas, "many.xml");
    assert_eq!((reading.tally.read, reading.tally.used, reading.tally.skipped), (7, 5, 2));
    insta::assert_debug_snapshot!(problems(&reading), @r#"
    [
        "25: `CVE-X` is not a CVE identifier such as CVE-2024-12345: it was left out",
        "57: the result names no device",
        "66: the result names no check (nvt oid)",
        "77: the scan of `10.20.0.2` has no end: it does not count as looked at to its end",
        "79: a host of the report has no address: it was left out",
        "0: the file does not say what the scanner was told to look at: only the devices in it count as looked at",
    ]
    "#);
}

#[test]
fn the_scales_of_a_check_are_kept_apart() {
    let checks = read_fixture(&OpenVas, "many.xml").observations.checks;
    let by_id = |id: &str| checks.iter().find(|check| check.id.ends_with(id)).unwrap();
    let old = by_id(".900001");
    assert_eq!((old.severity, old.cvss2_tenths, old.cvss3_tenths), (Severity::High, Some(75), None));
    let new = by_id(".900002");
    assert_eq!(
        (new.severity, new.cvss2_tenths, new.cvss3_tenths, new.cvss4_tenths),
        (Severity::Critical, Some(100), Some(98), Some(93))
    );
    assert_eq!((new.epss, new.cves.len()), (Some(9712), 2));
}

#[test]
fn a_device_is_completed_by_its_own_element() {
    let seen = read_fixture(&OpenVas, "many.xml").observations;
    assert_eq!(seen.assets.len(), 3);
    let server = &seen.assets[0];
    assert_eq!(server.fqdn.as_deref(), Some("pacs.hospital.example"));
    assert_eq!(server.macs, ["02:00:5e:10:00:11"]);
    let coverage: Vec<_> = seen.coverage.iter().map(|host| (host.completed, host.credentialed)).collect();
    assert_eq!(coverage, [(true, Some(true)), (false, Some(false)), (true, None)]);
    let ports: Vec<_> = seen.services.iter().map(|service| (service.asset, service.port)).collect();
    assert_eq!(ports, [(0, 443), (0, 22), (1, 445)]);
}

#[test]
fn what_was_marked_as_false_is_no_finding() {
    let seen = read_fixture(&OpenVas, "many.xml").observations;
    let fired: Vec<_> = seen.findings.iter().map(|finding| (finding.asset, finding.check)).collect();
    assert_eq!(fired, [(0, 0), (0, 1), (1, 0)]);
}

#[track_caller]
fn check_port(text: &str, expected: (Protocol, u16)) {
    assert_eq!(port(text), expected);
}

#[test]
fn ports_are_read() {
    check_port("443/tcp", (Protocol::Tcp, 443));
    check_port("http (80/tcp)", (Protocol::Tcp, 80));
    check_port("general/tcp", (Protocol::Tcp, 0));
    check_port("general/CPE-T", (Protocol::Other, 0));
    check_port("161/udp", (Protocol::Udp, 161));
}

#[test]
fn damage_says_where() {
    check_damaged(&OpenVas, "broken.xml", 34, "cut off");
    check_damaged(&OpenVas, "hostile.xml", 5, "does not expand");
}
