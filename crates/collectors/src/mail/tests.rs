//! Policies as records say them, over a zone in memory.

use super::*;
use std::collections::BTreeMap;
use ward_domain::observation::{DkimKey, DmarcSeen};

/// Names with their texts; `!` fails.
struct Zone(BTreeMap<String, Vec<String>>);

impl Zone {
    fn of(records: &[(&str, &str)]) -> Self {
        let mut zone: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, text) in records {
            zone.entry((*name).to_owned()).or_default().push((*text).to_owned());
        }
        Self(zone)
    }
}

impl Dns for Zone {
    async fn ask(&self, name: &str, kind: Kind) -> Answer {
        match self.0.get(name) {
            None => Answer::NoName,
            Some(texts) if texts.iter().any(|text| text == "!") => Answer::Failed("SERVFAIL".to_owned()),
            Some(texts) if kind == Kind::Txt => {
                Answer::Records(texts.iter().map(|text| Record::Text(text.clone().into_bytes())).collect())
            }
            Some(_) => Answer::NoData,
        }
    }
}

#[track_caller]
fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[track_caller]
fn check_dmarc(records: &[(&str, &str)], expected: impl Fn(&DmarcSeen) -> bool) {
    let seen = now(dmarc::look(&Zone::of(records), "mail.clinic.example"));
    assert!(seen.found().is_some_and(&expected), "{seen:?}");
}
const OWN: &str = "_dmarc.mail.clinic.example";
const PARENT: &str = "_dmarc.clinic.example";

#[test]
fn the_domains_own_policy_comes_first() {
    check_dmarc(
        &[
            (OWN, "v=DMARC1; p=reject; pct=20; rua=mailto:a@b.example!10m, mailto:c@d.example"),
            (PARENT, "v=DMARC1;p=none"),
        ],
        |s| {
            s.policy == "reject"
                && s.percent == 20
                && s.reports_to == ["mailto:a@b.example", "mailto:c@d.example"]
                && s.error.is_none()
        },
    );
}
#[test]
fn else_the_organisations_applies() {
    check_dmarc(&[(PARENT, "v=DMARC1; p=reject")], |s| s.policy == "reject" && s.at == "clinic.example");
    check_dmarc(&[(PARENT, "v=DMARC1; p=reject; sp=none")], |s| {
        s.policy == "none" && s.subdomain_policy.is_none()
    });
}
#[test]
fn what_it_says_of_subdomains_is_told_when_it_differs() {
    check_dmarc(&[(OWN, "v=DMARC1; p=reject; sp=none")], |s| s.subdomain_policy.as_deref() == Some("none"));
    check_dmarc(&[(OWN, "v=DMARC1; p=reject; sp=reject")], |s| s.subdomain_policy.is_none());
}
#[test]
fn a_public_suffix_is_not_the_organisation() {
    let zone = Zone::of(&[(PARENT, "v=DMARC1; p=reject; psd=y")]);
    assert_eq!(now(dmarc::look(&zone, "mail.clinic.example")), Asked::Absent);
    let zone = Zone::of(&[("_dmarc.example", "v=DMARC1; p=reject")]);
    assert_eq!(now(dmarc::look(&zone, "mail.clinic.example")), Asked::Absent);
}
#[test]
fn broken_policies_are_none() {
    check_dmarc(&[(OWN, "v=DMARC1; p=reject"), (OWN, "v=DMARC1; p=none")], |s| {
        s.records == 2 && s.error.is_some()
    });
    check_dmarc(&[(OWN, "v=DMARC1; rua=mailto:a@b.example")], |s| s.policy == "none" && s.error.is_some());
    check_dmarc(&[(OWN, "v=DMARC1; p=reject; pct=all")], |s| s.error.is_some());
}
#[test]
fn what_is_no_dmarc_does_not_count() {
    let zone = Zone::of(&[(OWN, "v=spf1 -all"), (OWN, "p=reject; v=DMARC1"), (OWN, "v=DMARC10; p=reject")]);
    assert_eq!(now(dmarc::look(&zone, "mail.clinic.example")), Asked::Absent);
}
#[test]
fn a_dns_that_fails_on_the_way_leaves_it_open() {
    let zone = Zone::of(&[(OWN, "!"), (PARENT, "v=DMARC1; p=reject")]);
    assert!(now(dmarc::look(&zone, "mail.clinic.example")).failed().is_some());
}
#[test]
fn long_names_are_walked_in_few_steps() {
    let name = format!("{}clinic.example", "a.".repeat(100));
    let zone = Zone::of(&[(PARENT, "v=DMARC1; p=reject")]);
    assert!(now(dmarc::look(&zone, &name)).found().is_some());
}

const RSA_1024: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";

#[track_caller]
fn check_dkim(record: &str, expected: &Asked<DkimKey>) {
    let zone = Zone::of(&[("mine._domainkey.clinic.example", record)]);
    let seen = now(dkim::look(&zone, "clinic.example", &["mine".to_owned()]));
    assert_eq!((seen[0].selector.as_str(), &seen[0].key), ("mine", expected));
    assert!(seen.len() > 5 && seen[1..].iter().all(|row| row.key == Asked::Absent));
}
fn key(algorithm: &str, bits: Option<u32>) -> DkimKey {
    DkimKey { algorithm: algorithm.to_owned(), bits, ..DkimKey::default() }
}

#[test]
fn dkim_keys_have_kinds_and_lengths() {
    // The key of RFC 6376, appendix C.
    check_dkim(&format!("v=DKIM1; p={RSA_1024}"), &Asked::Found(key("rsa", Some(1024))));
    check_dkim(
        "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        &Asked::Found(key("ed25519", None)),
    );
    check_dkim("v=DKIM1; p=", &Asked::Found(DkimKey { is_revoked: true, ..key("rsa", None) }));
    let testing = DkimKey { is_testing: true, ..key("rsa", Some(1024)) };
    check_dkim(&format!("k=rsa; t=s:y; p={RSA_1024}"), &Asked::Found(testing));
}
#[test]
fn what_a_wildcard_answers_is_no_key() {
    check_dkim("v=spf1 -all", &Asked::Absent);
    check_dkim("v=DMARC1; p=none", &Asked::Absent);
}
#[test]
fn a_key_that_cannot_be_read_is_unknown() {
    check_dkim("v=DKIM1; p=????", &Asked::Failed("the selector's key cannot be read".to_owned()));
    check_dkim("v=DKIM1; p=AAAA", &Asked::Failed("the selector's key cannot be read".to_owned()));
}
#[test]
fn selectors_are_not_asked_for_ever() {
    let names: Vec<String> = (0..5).map(|n| format!("s{n}._domainkey.clinic.example")).collect();
    let records: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "!")).collect();
    let selectors: Vec<String> = (0..5).map(|n| format!("s{n}")).collect();
    let seen = now(dkim::look(&Zone::of(&records), "clinic.example", &selectors));
    assert!(seen.iter().all(|row| row.key.failed().is_some()), "{seen:?}");
}

#[track_caller]
fn check_sts(text: &str, mode: &str, error: Option<&str>) {
    let seen = mta_sts::parse(text);
    assert_eq!(seen.mode, mode);
    assert_eq!(seen.error.is_some(), error.is_some(), "{:?}", seen.error);
    assert!(seen.error.unwrap_or_default().contains(error.unwrap_or_default()));
}
#[test]
fn mta_sts_policies_are_read() {
    check_sts(
        "version: STSv1\r\nmode: enforce\r\nmx: *.Clinic.example\r\nmax_age: 604800\r\n",
        "enforce",
        None,
    );
    check_sts("version: STSv1\nmode: none\nmax_age: 1", "none", None);
    check_sts("mode: enforce\nmx: a\nmax_age: 1", "enforce", Some("does not begin"));
    check_sts("version: STSv1\nmode: strict\nmx: a\nmax_age: 1", "none", Some("does not say enforce"));
    check_sts("version: STSv1\nmode: testing\nmx: a\nmax_age: soon", "testing", Some("how long"));
    check_sts("version: STSv1\nmode: enforce\nmax_age: 1", "enforce", Some("no mail server"));
    check_sts("<html>", "none", Some("does not begin"));
}

#[test]
fn a_null_mx_is_found_and_empty() {
    let mx = |preference, host: &str| Record::Mx(preference, host.to_owned());
    assert_eq!(servers(&Answer::Records(vec![mx(0, "")])), Asked::Found(Vec::new()));
    let answer = Answer::Records(vec![mx(20, "b.example"), mx(10, "a.example"), mx(10, "a.example")]);
    assert_eq!(servers(&answer), Asked::Found(vec!["a.example".to_owned(), "b.example".to_owned()]));
    assert_eq!(servers(&Answer::NoData), Asked::Absent);
}
