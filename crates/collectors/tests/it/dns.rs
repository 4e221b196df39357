//! Name servers that fail, lie and send too much: nothing of it becomes an absence, let alone a pass.

use crate::lab::{Data, Lab, Says, address, text};
use std::time::{Duration, Instant};
use ward_domain::live_check::LiveCheck;
use ward_domain::observation::Asked;

fn quick(oracle: impl Fn(&str, u16) -> Says + Send + Sync + 'static) -> Lab {
    Lab::new(oracle).with_limit(400)
}

#[track_caller]
fn all_failed(report: &LiveCheck, words: &str) {
    let mail = &report.mail_domains[0];
    let whys = [
        mail.mx.failed(),
        mail.spf.failed(),
        mail.dmarc.failed(),
        mail.mta_sts.failed(),
        mail.tls_rpt.failed(),
    ];
    assert!(whys.iter().all(|why| why.is_some_and(|why| why.contains(words))), "{mail:#?}");
    assert!(mail.dkim.iter().all(|row| row.key.failed().is_some()));
    assert!(report.tls_endpoints.iter().all(|row| row.offers_tls.failed().is_some()));
    assert!(report.security_txts.iter().all(|row| row.file.failed().is_some()));
    assert_eq!(report.tls_endpoints.len(), 1);
}

#[test]
fn a_name_server_that_fails_could_not_be_asked() {
    all_failed(&quick(|_, _| Says::ServFail).look(&Lab::plan(&["clinic.example"])), "SERVFAIL");
}
#[test]
fn a_silent_one_neither_and_soon() {
    let since = Instant::now();
    all_failed(&quick(|_, _| Says::Nothing).look(&Lab::plan(&["clinic.example"])), "did not answer");
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
}
#[test]
fn one_that_talks_nonsense_neither() {
    let lab = quick(|_, kind| Says::Garbage(if kind == 16 { vec![0xff; 300] } else { Vec::new() }));
    all_failed(&lab.look(&Lab::plan(&["clinic.example"])), "did not answer");
}
#[test]
fn aliases_in_a_circle_are_left() {
    let lab = quick(|name, _| {
        let other = if name.starts_with("a.") { name.replacen("a.", "b.", 1) } else { format!("a.{name}") };
        let back = name.strip_prefix("b.").map(|rest| format!("a.{rest}"));
        Says::Records(vec![Data::Alias(back.unwrap_or(other))])
    });
    all_failed(&lab.look(&Lab::plan(&["clinic.example"])), "circle");
}
#[test]
fn aliases_without_end_are_left() {
    let lab = quick(|name, _| Says::Records(vec![Data::Alias(format!("x{}", name.replacen('.', "y.", 1)))]));
    all_failed(&lab.look(&Lab::plan(&["clinic.example"])), "more than 8 aliases");
}
#[test]
fn what_does_not_exist_is_absent() {
    let report = quick(|_, _| Says::NoName).look(&Lab::plan(&["clinic.example"]));
    let mail = &report.mail_domains[0];
    assert_eq!((&mail.mx, &mail.spf, &mail.dmarc), (&Asked::Absent, &Asked::Absent, &Asked::Absent));
    assert!(report.tls_endpoints.is_empty());
}
#[test]
fn who_says_that_a_name_exists_and_does_not_is_not_believed() {
    let lab = quick(|name, kind| match (name, kind) {
        ("clinic.example", 15) => Says::Records(vec![Data::Mx(10, "mx.clinic.example")]),
        _ => Says::NoName,
    });
    let report = lab.look(&Lab::plan(&["clinic.example"]));
    assert!(report.mail_domains[0].spf.failed().is_some_and(|why| why.contains("both")));
}
#[test]
fn answers_of_100_kb_are_bounded() {
    // The length of an answer over TCP has two bytes: what goes on after 65,535 is cut, and so malformed.
    let lab = quick(|name, kind| match (name, kind) {
        (_, 16) => Says::Records((0..100).map(|_| Data::Text("x".repeat(1_000))).collect()),
        _ => Says::NoName,
    });
    all_or_absent(&lab.look(&Lab::plan(&["clinic.example"])));
}
#[test]
fn large_answers_that_fit_are_read_over_tcp() {
    let lab = quick(|name, kind| match (name, kind) {
        ("clinic.example", 16) => {
            let many = (0..50).map(|_| Data::Text("x".repeat(1_000)));
            Says::Records(many.chain([Data::Text("v=spf1 -all".to_owned())]).collect())
        }
        ("clinic.example", _) => Says::Records(Vec::new()),
        _ => Says::NoName,
    });
    let report = lab.look(&Lab::plan(&["clinic.example"]));
    assert_eq!(report.mail_domains[0].spf.found().unwrap().all, Some('-'));
}
#[test]
fn nxdomain_on_half_the_questions_makes_nothing_better() {
    let count = std::sync::atomic::AtomicU32::new(0);
    let lab = quick(move |name, kind| {
        if count.fetch_add(1, std::sync::atomic::Ordering::Relaxed).is_multiple_of(2) {
            return Says::NoName;
        }
        match (name, kind) {
            ("clinic.example", 16) => text("v=spf1 -all"),
            ("clinic.example", 15) => Says::Records(vec![Data::Mx(0, "")]),
            ("clinic.example", _) => address("127.0.0.9", kind),
            _ => Says::NoName,
        }
    });
    all_or_absent(&lab.look(&Lab::plan(&["clinic.example"])));
}

/// No policy that the zone does not hold.
#[track_caller]
fn all_or_absent(report: &LiveCheck) {
    let mail = &report.mail_domains[0];
    assert!(mail.dmarc.found().is_none() && mail.mta_sts.found().is_none() && mail.tls_rpt.found().is_none());
    assert!(mail.spf.found().is_none_or(|spf| spf.record == "v=spf1 -all"));
    assert!(mail.dkim.iter().all(|row| row.key.found().is_none()));
}
