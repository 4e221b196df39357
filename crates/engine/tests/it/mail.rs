//! E2.1 to E2.5: mail records and mail servers.

use crate::build::{File, day};
use crate::cases::*;
use crate::posture::*;
use ward_domain::observation::*;
use ward_domain::{Organisation, Size};

fn dmarc(change: impl FnOnce(&mut DmarcSeen)) -> Vec<File> {
    let mut policy = good_dmarc();
    change(&mut policy);
    vec![dns(0, MailDomainSeen { dmarc: found(policy), ..good_domain() })]
}

#[test]
fn only_reject_for_all_mail_and_all_sub_domains_is_enforced() {
    check("E2.1", dmarc(|_| {}), "met 1+ 0- 0?");
    check("E2.1", dmarc(|p| p.policy = "quarantine".to_owned()), "not-met 0+ 1- 0?");
    check("E2.1", dmarc(|p| p.subdomain_policy = Some("none".to_owned())), "not-met 0+ 1- 0?");
    check("E2.1", dmarc(|p| p.percent = 50), "not-met 0+ 1- 0?");
    check("E2.1", dmarc(|p| p.records = 2), "not-met 0+ 1- 0?");
    check("E2.1", dmarc(|p| p.reports_to.clear()), "not-met 0+ 1- 0?");
    check("E2.1", dmarc(|p| p.error = Some("no policy".to_owned())), "not-met 0+ 1- 0?");
}

#[test]
fn quarantine_earns_a_sentence() {
    says("E2.1", dmarc(|p| p.policy = "quarantine".to_owned()), "Domains on the way");
}

#[test]
fn a_sub_domain_stands_under_the_policy_for_sub_domains() {
    let under = |sub: &str| {
        dmarc(|p| {
            p.at = "example".to_owned();
            p.policy = "none".to_owned();
            p.subdomain_policy = Some(sub.to_owned());
        })
    };
    check("E2.1", under("reject"), "met 1+ 0- 0?");
    check("E2.1", under("none"), "not-met 0+ 1- 0?");
}

#[test]
fn a_declared_domain_that_nobody_asked_is_undecided() {
    let organisation =
        Organisation { domains: vec!["h.example".to_owned(), "parked.example".to_owned()], ..organisation() };
    for measure in ["E2.1", "E2.2", "E2.3"] {
        let result = judged_for(&organisation, measure, vec![dns(0, good_domain())], day(TODAY));
        assert_eq!(verdict(&result), "unknown 1+ 0- 1?", "{measure}");
    }
}

#[test]
fn without_a_declared_domain_nothing_is_known() {
    let organisation = Organisation { domains: Vec::new(), ..organisation() };
    for measure in ["E2.1", "E2.2", "E2.3", "E2.4", "H2.5"] {
        let files = vec![dns(0, good_domain()), security_txt(0, "h.example", Asked::Absent)];
        let result = judged_for(&organisation, measure, files, day(TODAY));
        assert_eq!(verdict(&result), "unknown 0+ 0- 0?", "{measure}");
    }
}

#[test]
fn a_look_up_that_failed_is_no_absence() {
    fn failed<T>() -> Asked<T> {
        Asked::Failed("the resolver did not answer".to_owned())
    }
    let domain = MailDomainSeen { spf: failed(), dmarc: failed(), mx: failed(), ..good_domain() };
    check("E2.1", vec![dns(0, domain.clone())], "unknown 0+ 0- 1?");
    check("E2.2", vec![dns(0, domain.clone())], "unknown 0+ 0- 1?");
    check("E2.3", vec![dns(0, domain.clone())], "unknown 0+ 0- 1?");
    says("E2.2", vec![dns(0, domain)], "the resolver did not answer");
}

#[test]
fn an_older_answer_stands_in_for_a_failed_look_up_while_it_is_fresh() {
    let failed = MailDomainSeen { dmarc: Asked::Failed("time-out".to_owned()), ..good_domain() };
    check("E2.1", vec![dns(3, good_domain()), dns(0, failed.clone())], "met 1+ 0- 0?");
    check("E2.1", vec![dns(8, good_domain()), dns(0, failed)], "unknown 0+ 0- 1?");
}

fn spf(mx: &[&str], record: &str, change: impl FnOnce(&mut SpfSeen)) -> Vec<File> {
    let mut spf = SpfSeen { record: record.to_owned(), records: 1, all: Some('-'), ..SpfSeen::default() };
    change(&mut spf);
    let mx = found(mx.iter().map(|host| (*host).to_owned()).collect());
    vec![dns(0, MailDomainSeen { mx, spf: found(spf), ..good_domain() })]
}

#[test]
fn spf_ends_in_a_refusal_within_ten_look_ups() {
    let mx = &["mx.h.example"][..];
    check("E2.2", spf(mx, "v=spf1 mx -all", |s| s.lookups = 10), "met 1+ 0- 0?");
    check("E2.2", spf(mx, "v=spf1 mx -all", |s| s.lookups = 11), "not-met 0+ 1- 0?");
    check("E2.2", spf(mx, "v=spf1 mx ~all", |s| s.all = Some('~')), "not-met 0+ 1- 0?");
    check("E2.2", spf(mx, "v=spf1 mx", |s| s.all = None), "not-met 0+ 1- 0?");
    check("E2.2", spf(mx, "v=spf1 mx -all", |s| s.records = 2), "not-met 0+ 1- 0?");
    check("E2.2", spf(mx, "v=spf1 mx -all", |s| s.error = Some("loop".to_owned())), "not-met 0+ 1- 0?");
    says("E2.2", spf(mx, "v=spf1 mx ~all", |s| s.all = Some('~')), "in part");
}

#[test]
fn a_parked_domain_lets_nobody_send() {
    check("E2.2", spf(&[], "V=spf1  -all", |_| {}), "met 1+ 0- 0?");
    check("E2.2", spf(&[], "v=spf1 ip4:192.0.2.1 -all", |_| {}), "not-met 0+ 1- 0?");
    let no_mx = MailDomainSeen { mx: Asked::Absent, ..good_domain() };
    check("E2.2", vec![dns(0, no_mx)], "not-met 0+ 1- 0?");
    let not_asked = MailDomainSeen { mx: Asked::NotAsked, ..good_domain() };
    check("E2.2", vec![dns(0, not_asked)], "unknown 0+ 0- 1?");
}

fn dkim(key: Asked<DkimKey>) -> Vec<File> {
    let dkim = vec![DkimSeen { selector: "s1".to_owned(), key }];
    vec![dns(0, MailDomainSeen { dkim, ..good_domain() })]
}

fn key(algorithm: &str, bits: Option<u32>) -> DkimKey {
    DkimKey { algorithm: algorithm.to_owned(), bits, ..DkimKey::default() }
}

#[test]
fn a_working_key_is_long_enough_and_in_use() {
    check("E2.3", dkim(found(key("rsa", Some(1024)))), "met 1+ 0- 0?");
    check("E2.3", dkim(found(key("rsa", Some(1023)))), "not-met 0+ 1- 0?");
    check("E2.3", dkim(found(key("ed25519", None))), "met 1+ 0- 0?");
    check("E2.3", dkim(found(DkimKey { is_revoked: true, ..key("rsa", Some(2048)) })), "not-met 0+ 1- 0?");
    check("E2.3", dkim(found(DkimKey { is_testing: true, ..key("rsa", Some(2048)) })), "not-met 0+ 1- 0?");
    says("E2.3", dkim(found(key("rsa", Some(1024)))), "shorter than the 2048 bits");
}

#[test]
fn an_unknown_selector_is_unknown_until_all_are_declared() {
    check("E2.3", dkim(Asked::Absent), "unknown 0+ 0- 1?");
    let organisation = Organisation { dkim_selectors: vec!["s1".to_owned()], ..organisation() };
    let judge = |files| verdict(&judged_for(&organisation, "E2.3", files, day(TODAY)));
    assert_eq!(judge(dkim(Asked::Absent)), "not-met 0+ 1- 0?");
    assert_eq!(judge(dkim(Asked::Failed("time-out".to_owned()))), "unknown 0+ 0- 1?");
}

#[test]
fn a_domain_without_mail_signs_nothing() {
    let parked = MailDomainSeen { mx: found(Vec::new()), dkim: Vec::new(), ..good_domain() };
    check("E2.3", vec![dns(0, parked.clone())], "not-applicable 0+ 0- 0? 1n");
    check("E2.4", vec![dns(0, parked)], "not-applicable 0+ 0- 0? 1n");
}

fn mx(change: impl FnOnce(&mut TlsEndpointSeen)) -> Vec<File> {
    let mut server = good_server("mx.h.example", 25);
    change(&mut server);
    vec![dns(0, good_domain()), tls(0, vec![server])]
}

#[test]
fn mail_servers_offer_encryption_with_a_valid_certificate() {
    check("E2.4", mx(|_| {}), "met 1+ 0- 0? 1n");
    check("E2.4", mx(|s| s.offers_tls = Asked::Absent), "not-met 0+ 1- 0? 1n");
    check("E2.4", mx(|s| s.offers_tls = Asked::Failed("blocked".to_owned())), "unknown 0+ 0- 1? 1n");
    check("E2.4", mx(|s| s.versions = vec![(TlsVersion::Tls10, found(()))]), "unknown 0+ 0- 1? 1n");
    let other_name = CertificateSeen { fits_host: Some(false), ..good_certificate() };
    check("E2.4", mx(|s| s.certificate = found(other_name)), "not-met 0+ 1- 0? 1n");
    let not_looked = CertificateSeen { is_trusted: None, ..good_certificate() };
    check("E2.4", mx(|s| s.certificate = found(not_looked)), "unknown 0+ 0- 1? 1n");
}

#[test]
fn a_mail_server_that_nobody_asked_is_undecided() {
    check("E2.4", vec![dns(0, good_domain())], "unknown 0+ 0- 1? 1n");
    check(
        "E2.4",
        vec![dns(0, good_domain()), tls(0, vec![good_server("mx.h.example", 443)])],
        "unknown 0+ 0- 1? 1n",
    );
    check(
        "E2.4",
        vec![dns(0, good_domain()), tls(8, vec![good_server("mx.h.example", 25)])],
        "unknown 0+ 0- 1? 1n",
    );
}

#[test]
fn a_statement_about_mail_counts_until_somebody_looks() {
    let yes = || whole("E2.1", Says::Yes);
    check("E2.1", vec![yes()], "met 1+ 0- 0?");
    check("E2.1", vec![yes(), dns(8, good_domain())], "unknown 0+ 0- 0?");
    check_for("E2.1", Size::Small, vec![yes(), dns(0, good_domain())], "met 1+ 0- 0?");
}
