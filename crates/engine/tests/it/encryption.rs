//! E5.1 to E5.4 and H2.5: what the outside sees of the web, and what lies or travels inside.

use crate::build::{File, a_scan, day, noon};
use crate::cases::*;
use crate::posture::*;
use ward_domain::Organisation;
use ward_domain::network::Ports;
use ward_domain::observation::*;

fn web(change: impl FnOnce(&mut TlsEndpointSeen)) -> Vec<File> {
    let mut server = good_server("www.h.example", 443);
    change(&mut server);
    vec![tls(0, vec![server])]
}

fn certificate(change: impl FnOnce(&mut CertificateSeen)) -> Vec<File> {
    let mut certificate = good_certificate();
    change(&mut certificate);
    web(|server| server.certificate = found(certificate))
}

#[test]
fn public_sites_allow_only_strong_encryption() {
    check("E5.1", web(|_| {}), "met 1+ 0- 0?");
    check("E5.1", web(|s| s.versions[1].1 = found(())), "not-met 0+ 1- 0?");
    check("E5.1", web(|s| s.versions.truncate(3)), "unknown 0+ 0- 1?");
    check("E5.1", web(|s| drop(s.versions.remove(0))), "unknown 0+ 0- 1?");
    check(
        "E5.1",
        web(|s| s.weak_ciphers = vec!["TLS_RSA_WITH_3DES_EDE_CBC_SHA".to_owned()]),
        "not-met 0+ 1- 0?",
    );
    check("E5.1", web(|s| s.weak_ciphers_tried = false), "unknown 0+ 0- 1?");
}

#[test]
fn nobody_has_to_try_ssl_2_and_a_server_that_speaks_it_fails() {
    check("E5.1", web(|s| s.versions.push((TlsVersion::Ssl2, found(())))), "not-met 0+ 1- 0?");
}

#[test]
fn a_certificate_has_more_than_14_days_left() {
    check("E5.1", certificate(|c| c.not_after = Some(noon(&ago(-15)))), "met 1+ 0- 0?");
    check("E5.1", certificate(|c| c.not_after = Some(noon(&ago(-14)))), "not-met 0+ 1- 0?");
    check("E5.1", certificate(|c| c.not_after = None), "unknown 0+ 0- 1?");
}

#[test]
fn a_key_is_long_enough_for_its_kind() {
    let of = |kind: &str, bits| {
        certificate(|c| {
            c.key = kind.to_owned();
            c.key_bits = bits;
        })
    };
    check("E5.1", of("rsa", Some(2048)), "met 1+ 0- 0?");
    check("E5.1", of("rsa", Some(2047)), "not-met 0+ 1- 0?");
    check("E5.1", of("ec", Some(224)), "not-met 0+ 1- 0?");
    check("E5.1", of("ed25519", None), "met 1+ 0- 0?");
    check("E5.1", of("", None), "unknown 0+ 0- 1?");
}

#[test]
fn web_sites_insist_on_encryption_for_a_year() {
    check("E5.1", web(|s| s.hsts_seconds = found(31_535_999)), "not-met 0+ 1- 0?");
    check("E5.1", web(|s| s.hsts_seconds = Asked::Absent), "not-met 0+ 1- 0?");
    check("E5.1", web(|s| s.hsts_seconds = Asked::NotAsked), "unknown 0+ 0- 1?");
    let other = |s: &mut TlsEndpointSeen| {
        s.speaks = TlsService::Other;
        s.hsts_seconds = Asked::NotAsked;
    };
    check("E5.1", web(other), "met 1+ 0- 0?");
}

#[test]
fn servers_of_strangers_and_of_the_inside_do_not_count() {
    let inside = |s: &mut TlsEndpointSeen| s.address = Some("10.0.0.9".parse().unwrap());
    check("E5.1", web(inside), "unknown 0+ 0- 0?");
    check("E5.1", web(|s| s.host = "www.nothospital.example".to_owned()), "unknown 0+ 0- 0?");
    check("E5.1", web(|s| s.host = "oh.example".to_owned()), "unknown 0+ 0- 0?");
    let at_declared = |s: &mut TlsEndpointSeen| {
        s.host = ADDRESS.to_owned();
        s.address = Some(ADDRESS.parse().unwrap());
    };
    check("E5.1", web(at_declared), "met 1+ 0- 0?");
}

#[test]
fn a_declared_host_that_nobody_checked_is_undecided() {
    let organisation =
        Organisation { public_hosts: vec!["portal.cloud.example".to_owned()], ..organisation() };
    let judge = |files| verdict(&judged_for(&organisation, "E5.1", files, day(TODAY)));
    assert_eq!(judge(web(|_| {})), "unknown 1+ 0- 1?");
    let both = vec![good_server("www.h.example", 443), good_server("portal.cloud.example", 443)];
    assert_eq!(judge(vec![tls(0, both)]), "met 2+ 0- 0?");
    let silent = |host| TlsEndpointSeen { offers_tls: Asked::Absent, ..good_server(host, 443) };
    assert_eq!(
        judge(vec![tls(0, vec![silent("www.h.example"), silent("portal.cloud.example")])]),
        "unknown 0+ 0- 1? 1n"
    );
}

fn disclosed(file: Asked<SecurityTxt>) -> Vec<File> {
    vec![security_txt(0, "www.h.example", file), whole("H2.5", Says::Yes)]
}

#[test]
fn a_disclosure_file_has_a_contact_and_an_end_within_a_year() {
    check("H2.5", disclosed(found(good_security_txt())), "met 2+ 0- 0?");
    let ends = |days: i32| found(SecurityTxt { expires: Some(noon(&ago(-days))), ..good_security_txt() });
    check("H2.5", disclosed(ends(365)), "met 2+ 0- 0?");
    check("H2.5", disclosed(ends(366)), "not-met 1+ 1- 0?");
    check("H2.5", disclosed(ends(0)), "not-met 1+ 1- 0?");
    check("H2.5", disclosed(found(SecurityTxt { expires: None, ..good_security_txt() })), "not-met 1+ 1- 0?");
    check(
        "H2.5",
        disclosed(found(SecurityTxt { contacts: Vec::new(), ..good_security_txt() })),
        "not-met 1+ 1- 0?",
    );
    check("H2.5", disclosed(Asked::Failed("time-out".to_owned())), "unknown 1+ 0- 1?");
}

#[test]
fn the_file_alone_does_not_show_that_reports_get_an_answer() {
    let file = security_txt(0, "h.example", found(good_security_txt()));
    check("H2.5", vec![file.clone()], "unknown 1+ 0- 1?");
    check("H2.5", vec![file, whole("H2.5", Says::No)], "not-met 1+ 1- 0?");
}

#[test]
fn a_domain_without_a_web_site_needs_no_file() {
    let silent = TlsEndpointSeen { offers_tls: Asked::Absent, ..good_server("h.example", 443) };
    let file = security_txt(0, "h.example", Asked::Absent);
    check("H2.5", vec![file, tls(0, vec![silent]), whole("H2.5", Says::Yes)], "met 1+ 0- 0? 1n");
}

#[test]
fn what_no_list_clears_of_patient_data_may_hold_some() {
    let backups = || [("EHR", Some(true))];
    let judged = |holds, encrypted| systems(&[("EHR", holds, encrypted)], &backups());
    check("E5.3", judged(Some(true), Some(true)), "met 2+ 0- 0?");
    check("E5.3", judged(None, Some(false)), "not-met 1+ 1- 0?");
    check("E5.3", judged(Some(true), None), "unknown 1+ 0- 1?");
    check("E5.3", judged(Some(false), Some(false)), "unknown 0+ 0- 0?");
}

#[test]
fn backups_count_with_the_systems_that_they_hold() {
    let all = |backups: &[(&str, Option<bool>)]| {
        systems(&[("EHR", Some(true), Some(true)), ("Menu", Some(false), None)], backups)
    };
    check("E5.3", all(&[("ehr", Some(true)), ("menu", Some(false))]), "met 2+ 0- 0? 1n");
    check("E5.3", all(&[("ehr", Some(false))]), "not-met 1+ 1- 0? 1n");
    check("E5.3", all(&[("another", None)]), "unknown 1+ 0- 1? 1n");
    check("E5.3", all(&[]), "unknown 1+ 0- 1? 1n");
}

fn scanned(port: u16) -> Vec<File> {
    vec![a_scan(&ago(0)).host("pc1.h.example").open(port)]
}

#[test]
fn clear_text_ports_fail_and_doubtful_ones_stay_open() {
    check("E5.4", scanned(443), "met 1+ 0- 0?");
    check("E5.4", scanned(23), "not-met 0+ 1- 0?");
    check("E5.4", scanned(389), "unknown 0+ 0- 1?");
    let mut files = scanned(23);
    files.push(an_exception("E5.4", "pc1.h.example:23/tcp", &ago(9), &ago(-9)));
    check("E5.4", files, "not-applicable 0+ 0- 0? 1x");
}

#[test]
fn a_scan_of_few_ports_shows_no_clean_device() {
    let few = || a_scan(&ago(0)).scan(|s| s.tcp_ports = Ports::from_ranges(vec![(443, 443)]));
    check("E5.4", vec![few().host("pc1.h.example")], "unknown 0+ 0- 1?");
    let logged_in = few().host("pc1.h.example").looked(|h| h.credentialed = Some(true));
    check("E5.4", vec![logged_in], "met 1+ 0- 0?");
    check("E5.4", vec![few().host("pc1.h.example").open(23)], "not-met 0+ 1- 0?");
}

#[test]
fn a_check_that_speaks_of_clear_text_fails() {
    let mut file = a_scan(&ago(0)).host("pc1.h.example").finding(96982, 445);
    "SMB Protocol Version 1 Enabled".clone_into(&mut file.says.checks[0].title);
    check("E5.4", vec![file], "not-met 0+ 1- 0?");
}

#[test]
fn a_port_that_a_later_scan_found_shut_is_forgotten() {
    let files = vec![a_scan(&ago(9)).host("pc1.h.example").open(23), a_scan(&ago(0)).host("pc1.h.example")];
    check("E5.4", files, "met 1+ 0- 0?");
}

#[test]
fn a_scan_of_the_outside_says_nothing_of_the_inside() {
    check("E5.4", vec![outside(&ago(0)).open(23)], "unknown 0+ 0- 0?");
}
