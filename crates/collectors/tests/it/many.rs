//! Five hundred domains with mail and web servers, on 50 addresses of loopback.

use crate::lab::{Answers, Data, Lab, Says, Signed, address, good_pages, text};
use std::time::{Duration, Instant};

/// `clinic7.example` is at the address of its number modulo 50.
fn zone(name: &str, kind: u16) -> Says {
    let base = name.rsplit('.').nth(1).unwrap_or_default();
    let number: u32 = base.trim_start_matches("clinic").parse().unwrap_or(0);
    let labels = name.split('.').count();
    match (name.split('.').next().unwrap_or_default(), kind, labels) {
        (_, 15, 2) => Says::Records(vec![Data::Mx(10, MX[number as usize % 50])]),
        (_, 16, 2) => text("v=spf1 mx include:spf.provider.example -all"),
        ("spf", 16, _) => text("v=spf1 ip4:192.0.2.0/24 -all"),
        ("_dmarc", 16, _) => text("v=DMARC1; p=reject; rua=mailto:d@provider.example"),
        ("_mta-sts", 16, _) => text("v=STSv1; id=1"),
        (_, 1, 2) => address(&format!("127.0.3.{}", number % 50 + 1), kind),
        ("mta-sts", 1, _) => address("127.0.3.51", kind),
        (mx, 1, 3) if mx.starts_with("mx") => {
            address(&format!("127.0.3.{}", mx.trim_start_matches("mx").parse::<u32>().unwrap_or(0) + 1), kind)
        }
        (_, 28, _) => Says::Records(Vec::new()),
        _ => Says::NoName,
    }
}

/// Names that live as long as the test, because records borrow them.
static MX: std::sync::LazyLock<Vec<&'static str>> =
    std::sync::LazyLock::new(|| (0..50).map(|n| &*format!("mx{n}.provider.example").leak()).collect());

#[test]
fn five_hundred_domains_take_seconds() {
    let lab = Lab::new(zone).with_limit(20_000);
    for n in 1..=51 {
        let address = format!("127.0.3.{n}");
        lab.https(&address, &["clinic.example"], Signed::Well, Answers::Pages(good_pages()));
        if n <= 50 {
            lab.smtp(&address, &["*.provider.example"], Signed::Well);
        }
    }
    let names: Vec<String> = (0..500).map(|n| format!("clinic{n}.example")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let plan = Lab::plan(&names);
    let since = Instant::now();
    let report = lab.look(&plan);
    let took = since.elapsed();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned();
    eprintln!("500 domains, their web and 50 mail servers: {took:?}, servers and client together {peak}");
    assert_eq!((report.mail_domains.len(), report.tls_endpoints.len()), (500, 550));
    assert!(report.mail_domains.iter().all(|seen| seen.spf.found().is_some_and(|spf| spf.error.is_none())));
    let seen = report.tls_endpoints.iter().filter(|seen| seen.certificate.found().is_some()).count();
    assert_eq!(seen, 550);
    // A development build on a busy machine; the figure of the README is that of a release build.
    assert!(took < Duration::from_secs(90), "{took:?}");
}
