//! Tests of the testssl.sh importer.

use super::TestSsl;
use crate::testing::{check_damaged, problems, read_fixture};
use ward_domain::observation::{Asked, TlsEndpointSeen, TlsVersion};

#[test]
fn one_server() {
    insta::assert_debug_snapshot!(read_fixture(&TestSsl, "one.json"));
}

#[track_caller]
fn check_web(server: &TlsEndpointSeen) {
    assert_eq!((server.host.as_str(), server.port), ("www.hospital.example", 443));
    assert_eq!(server.address, "203.0.113.16".parse().ok());
    let expected = [
        (TlsVersion::Ssl2, Asked::Absent),
        (TlsVersion::Tls10, Asked::Found(())),
        (TlsVersion::Tls12, Asked::Found(())),
    ];
    assert_eq!(server.versions, expected);
    assert_eq!(server.weak_ciphers, ["TLS_RSA_WITH_3DES_EDE_CBC_SHA"]);
    assert_eq!(server.hsts_seconds, Asked::Found(31_536_000));
}

#[test]
fn all_forms_say_the_same() {
    for name in ["many.json", "pretty.json", "many.csv"] {
        check_web(&read_fixture(&TestSsl, name).observations.tls_endpoints[0]);
    }
}

#[test]
fn a_server_that_cannot_be_reached_is_no_absence() {
    let reading = read_fixture(&TestSsl, "many.csv");
    let server = &reading.observations.tls_endpoints[1];
    assert!(server.offers_tls.failed().is_some_and(|why| why.contains("connect")));
    assert!(server.versions.is_empty());
    assert!(problems(&reading).iter().any(|problem| problem.contains("could not be asked")));
}

#[test]
fn nothing_is_read_as_nothing() {
    assert_eq!(read_fixture(&TestSsl, "none.csv").tally.read, 0);
}

#[test]
fn damage_says_where() {
    check_damaged(&TestSsl, "broken.json", 13, "cut off");
}
