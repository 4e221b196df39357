//! Mail domains, good and parked, and their mail servers.

use crate::lab::{Answers, Data, Lab, Says, Signed, address, good_pages, text};
use ward_domain::observation::{Asked, TlsService, TlsVersion};

const KEY: &str = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/// The zone of a clinic that does everything well.
fn clinic(name: &str, kind: u16) -> Says {
    match (name, kind) {
        ("clinic.example", 15) => {
            Says::Records(vec![Data::Mx(20, "mx2.clinic.example"), Data::Mx(10, "mx.clinic.example")])
        }
        ("clinic.example", 16) => text("v=spf1 mx include:_spf.provider.example -all"),
        ("_spf.provider.example", 16) => text("v=spf1 ip4:192.0.2.0/24 ~all"),
        ("_dmarc.clinic.example", 16) => text("v=DMARC1; p=reject; rua=mailto:d@clinic.example"),
        ("ours._domainkey.clinic.example", 16) => text(KEY),
        ("_mta-sts.clinic.example", 16) => text("v=STSv1; id=1;"),
        ("_smtp._tls.clinic.example", 16) => text("v=TLSRPTv1; rua=mailto:t@clinic.example"),
        ("clinic.example" | "mta-sts.clinic.example" | "mx.clinic.example", _) => address("127.0.0.1", kind),
        ("mx2.clinic.example", _) => address("127.0.0.2", kind),
        _ => Says::NoName,
    }
}

#[test]
fn a_good_domain_is_good_throughout() {
    let lab = Lab::new(clinic);
    let names = ["clinic.example", "mta-sts.clinic.example"];
    lab.https("127.0.0.1", &names, Signed::Well, Answers::Pages(good_pages()));
    lab.http(
        "127.0.0.1",
        Answers::Bytes(b"HTTP/1.1 301 Moved\r\nLocation: https://clinic.example/\r\n\r\n".to_vec()),
    );
    lab.smtp("127.0.0.1", &["mx.clinic.example"], Signed::Well);
    lab.smtp_in_the_clear("127.0.0.2");
    let mut plan = Lab::plan(&["clinic.example"]);
    plan.selectors = vec!["ours".to_owned()];
    let report = lab.look(&plan);

    let mail = &report.mail_domains[0];
    assert_eq!(mail.mx, Asked::Found(vec!["mx.clinic.example".to_owned(), "mx2.clinic.example".to_owned()]));
    let spf = mail.spf.found().unwrap();
    assert_eq!((spf.all, spf.lookups, spf.void_lookups, spf.records), (Some('-'), 2, 0, 1));
    assert_eq!(spf.error, None);
    assert_eq!(mail.dmarc.found().unwrap().policy, "reject");
    assert_eq!(mail.dkim[0].key.found().unwrap().algorithm, "ed25519");
    let sts = mail.mta_sts.found().unwrap();
    assert_eq!((sts.mode.as_str(), sts.max_age, &sts.error), ("enforce", 604_800, &None));
    assert_eq!(mail.tls_rpt, Asked::Found(vec!["mailto:t@clinic.example".to_owned()]));

    let [web, mx, mx2] = &report.tls_endpoints[..] else { panic!("{:#?}", report.tls_endpoints) };
    for server in [web, mx] {
        let is_found = |version: TlsVersion| {
            server.versions.iter().find(|(of, _)| *of == version).unwrap().1 == Asked::Found(())
        };
        assert!(is_found(TlsVersion::Tls12) && is_found(TlsVersion::Tls13), "{server:?}");
        let old = &server.versions[..3];
        assert!(old.iter().all(|(_, asked)| *asked == Asked::Absent), "{server:?}");
        assert!(server.weak_ciphers_tried && server.weak_ciphers.is_empty());
        let certificate = server.certificate.found().unwrap();
        assert_eq!((certificate.is_trusted, certificate.fits_host), (Some(true), Some(true)));
        assert_eq!((&certificate.problem, certificate.key_bits), (&None, Some(256)));
    }
    assert_eq!(
        (web.hsts_seconds.clone(), web.redirects_to_https.clone()),
        (Asked::Found(31_536_000), Asked::Found(()))
    );
    assert_eq!((mx.speaks, mx.host.as_str()), (TlsService::Mail, "mx.clinic.example"));
    assert_eq!((mx2.offers_tls.clone(), mx2.address), (Asked::Absent, Some("127.0.0.2".parse().unwrap())));
    let file = report.security_txts[0].file.found().unwrap();
    assert_eq!((file.contacts.len(), &file.error), (1, &None));
    assert_eq!((report.refused.len(), report.notes.len()), (0, 0));

    // Nobody but the declared and their own mail and policy servers.
    let hosts = ["clinic.example", "mta-sts.clinic.example", "mx.clinic.example", "mx2.clinic.example"];
    assert_eq!(lab.hosts_asked(), hosts);
    // What is written can be read again.
    let json = serde_json::to_vec(&report).unwrap();
    assert_eq!(serde_json::from_slice::<ward_domain::live_check::LiveCheck>(&json).unwrap(), report);
}

#[test]
fn a_parked_domain_says_that_it_takes_no_mail() {
    let lab = Lab::new(|name, kind| match (name, kind) {
        ("parked.example", 15) => Says::Records(vec![Data::Mx(0, "")]),
        ("parked.example", 16) => text("v=spf1 -all"),
        ("parked.example", _) => Says::Records(Vec::new()),
        _ => Says::NoName,
    });
    let report = lab.look(&Lab::plan(&["parked.example"]));
    let mail = &report.mail_domains[0];
    assert_eq!(mail.mx, Asked::Found(Vec::new()));
    assert_eq!((mail.spf.found().unwrap().all, mail.spf.found().unwrap().lookups), (Some('-'), 0));
    assert_eq!((&mail.dmarc, &mail.mta_sts, &mail.tls_rpt), (&Asked::Absent, &Asked::Absent, &Asked::Absent));
    assert!(report.tls_endpoints.is_empty() && report.security_txts.is_empty());
    assert!(report.notes[0].contains("no address"), "{:?}", report.notes);
}

#[track_caller]
fn check_spf(zone: fn(&str) -> Option<&'static str>, error: Option<&str>, lookups: u32) {
    let lab = Lab::new(move |name, kind| match zone(name) {
        Some(record) if kind == 16 => text(record),
        Some(_) => Says::Records(Vec::new()),
        None => Says::NoName,
    });
    let report = lab.look(&Lab::plan(&["clinic.example"]));
    let spf = report.mail_domains[0].spf.found().unwrap();
    assert_eq!(spf.lookups, lookups, "{spf:?}");
    assert_eq!(spf.error.is_some(), error.is_some(), "{spf:?}");
    assert!(spf.error.as_deref().unwrap_or_default().contains(error.unwrap_or_default()), "{spf:?}");
}

#[test]
fn an_include_of_itself_is_counted_and_stops() {
    check_spf(
        |name| (name == "clinic.example").then_some("v=spf1 include:clinic.example -all"),
        Some("look-ups"),
        31,
    );
}
#[test]
fn look_ups_that_find_nothing_are_counted() {
    let zone =
        |name: &str| (name == "clinic.example").then_some("v=spf1 a:a.none mx:b.none exists:c.none -all");
    // `none` would do as a top-level domain: the grammar asks for a dot before it and that is all.
    check_spf(zone, Some("find nothing"), 3);
}
#[test]
fn an_include_that_leads_nowhere_is_an_error() {
    check_spf(
        |name| (name == "clinic.example").then_some("v=spf1 include:gone.example -all"),
        Some("no SPF policy"),
        1,
    );
}
#[test]
fn a_redirect_is_followed_to_its_end() {
    check_spf(
        |name| match name {
            "clinic.example" => Some("v=spf1 redirect=_spf.clinic.example"),
            "_spf.clinic.example" => Some("v=spf1 ip4:192.0.2.1 -all"),
            _ => None,
        },
        None,
        1,
    );
}
#[test]
fn a_syntax_error_is_an_error() {
    check_spf(
        |name| (name == "clinic.example").then_some("v=spf1 ipv4:192.0.2.1 -all"),
        Some("no mechanism"),
        0,
    );
}
