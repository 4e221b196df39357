//! Tests of the nmap importer.

use super::Nmap;
use crate::Reading;
use crate::testing::{check_damaged, problems, read, read_fixture};
use ward_domain::observation::{Asked, AssetKind, TlsVersion};

#[test]
fn one_device() {
    insta::assert_debug_snapshot!(read_fixture(&Nmap, "one.xml"));
}

#[test]
fn hosts_that_cannot_be_used_are_counted_and_told() {
    let reading = read_fixture(&Nmap, "many.xml");
    assert_eq!((reading.tally.read, reading.tally.used, reading.tally.skipped), (6, 4, 2));
    insta::assert_debug_snapshot!(problems(&reading), @r#"
    [
        "21: `99999` is not a port number: it was left out",
        "28: the host timed out: it does not count as looked at to its end",
        "31: the host has no address that can be read",
        "34: the host has no status",
        "0: the target `bad/24` was not understood: it does not count as looked at",
    ]
    "#);
}

fn targets(reading: &Reading) -> Vec<String> {
    reading.observations.scans[0].targets.iter().map(ToString::to_string).collect()
}

#[test]
fn scope_is_what_was_asked_for_and_not_what_answered() {
    let reading = read_fixture(&Nmap, "many.xml");
    assert_eq!(targets(&reading), ["10.20.1.1-10.20.1.8", "10.20.1.10-10.20.1.20"]);
    assert_eq!(reading.observations.scans[0].tcp_ports.ranges(), [(22, 22), (80, 80), (443, 443)]);
    let reading = read_fixture(&Nmap, "none.xml");
    assert_eq!(targets(&reading), ["10.20.2.0-10.20.2.255"]);
    assert_eq!(reading.tally.read, 0);
}

#[test]
fn targets_from_a_list_are_those_that_answered() {
    let reading = read_fixture(&Nmap, "list.xml");
    assert_eq!(targets(&reading), ["10.20.1.1"]);
    assert!(problems(&reading)[0].contains("only the hosts that answered"));
}

#[test]
fn only_open_ports_are_services_and_only_hosts_that_are_up_are_devices() {
    let observations = read_fixture(&Nmap, "many.xml").observations;
    let ports: Vec<_> = observations.services.iter().map(|service| (service.asset, service.port)).collect();
    assert_eq!(ports, [(0, 22), (1, 80)]);
    let completed: Vec<_> = observations.coverage.iter().map(|host| host.completed).collect();
    assert_eq!(completed, [true, true, false]);
    assert_eq!(observations.assets[1].kind, Some(AssetKind::Network));
    assert_eq!(observations.assets[1].host_name, None, "script is no name");
}

#[test]
fn damage_says_where() {
    check_damaged(&Nmap, "broken.xml", 21, "cut off");
    check_damaged(&Nmap, "stopped.xml", 11, "stopped before its end");
    check_damaged(&Nmap, "hostile.xml", 14, "the entity &i; that Ward does not expand");
}

#[test]
fn a_run_that_ended_with_an_error_covers_nothing() {
    let text = "<nmaprun args=\"nmap 10.0.0.1\"><host><status state=\"up\"/><address addr=\"10.0.0.1\" addrtype=\"ipv4\"/></host>\
                <runstats><finished time=\"1768471500\" exit=\"error\" errormsg=\"no memory\"/></runstats></nmaprun>";
    let reading = read(&Nmap, text.as_bytes()).unwrap();
    assert!(problems(&reading)[0].contains("no memory"));
    assert_eq!(
        (reading.observations.scans[0].ended, reading.observations.coverage[0].completed),
        (None, false)
    );
}

#[test]
fn a_name_that_was_given_goes_before_one_that_was_found() {
    let observations = read_fixture(&Nmap, "one.xml").observations;
    assert_eq!(observations.assets[0].fqdn.as_deref(), Some("portal.hospital.example"));
}

#[test]
fn scripts_tell_of_tls_and_default_accounts() {
    let seen = read_fixture(&Nmap, "scripts.xml").observations;
    let server = &seen.tls_endpoints[0];
    assert_eq!((server.host.as_str(), server.port), ("portal.hospital.example", 443));
    let there: Vec<_> =
        server.versions.iter().filter(|(_, asked)| asked.found().is_some()).map(|(v, _)| *v).collect();
    assert_eq!(there, [TlsVersion::Tls10, TlsVersion::Tls12]);
    assert!(server.versions.contains(&(TlsVersion::Ssl3, Asked::Absent)));
    assert!(!server.versions.iter().any(|(version, _)| *version == TlsVersion::Tls13));
    assert_eq!(server.weak_ciphers, ["TLS_RSA_WITH_3DES_EDE_CBC_SHA"]);
    let certificate = server.certificate.found().unwrap();
    assert_eq!(
        (certificate.names.len(), certificate.issuer.as_str(), certificate.key_bits),
        (2, "Example CA", Some(2048))
    );
    assert_eq!(certificate.not_after, Some("2027-01-01T00:00:00Z".parse().unwrap()));
    assert_eq!((seen.findings.len(), seen.findings[0].port), (1, 8080));
    assert_eq!(seen.checks[0].id, "nmap:http-default-accounts");
}
