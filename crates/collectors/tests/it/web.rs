//! Web servers, good and bad.

use crate::lab::{Answers, Lab, Says, Signed, address, good_pages, page};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use ward_domain::live_check::LiveCheck;
use ward_domain::observation::{Asked, CertificateSeen, TlsVersion};

fn lab(limit: u64) -> Lab {
    let zone = |name: &str, kind: u16| match name {
        "www.clinic.example" => address("127.0.0.1", kind),
        _ => Says::NoName,
    };
    Lab::new(zone).with_limit(limit)
}

fn look(lab: &Lab) -> LiveCheck {
    let mut plan = Lab::plan(&[]);
    plan.hosts = vec!["www.clinic.example".to_owned()];
    lab.look(&plan)
}

#[track_caller]
fn check_certificate(names: &[&str], signed: Signed, expected: fn(&CertificateSeen) -> bool, words: &str) {
    let lab = lab(3_000);
    lab.https("127.0.0.1", names, signed, Answers::Pages(good_pages()));
    let report = look(&lab);
    let certificate = report.tls_endpoints[0].certificate.found().unwrap();
    assert!(
        expected(certificate) && certificate.problem.as_deref().unwrap().contains(words),
        "{certificate:?}"
    );
    let file = report.security_txts[0].file.found().unwrap();
    assert!(
        file.error.as_deref().is_some_and(|error| error.contains("certificate is not in order")),
        "{file:?}"
    );
}
const RIGHT: &[&str] = &["www.clinic.example"];

#[test]
fn a_certificate_signed_by_itself_is_not_trusted() {
    check_certificate(
        RIGHT,
        Signed::ByItself,
        |c| c.is_trusted == Some(false) && c.fits_host == Some(true),
        "no root",
    );
}
#[test]
fn an_expired_one_neither() {
    check_certificate(RIGHT, Signed::UntilYesterday, |c| c.is_trusted == Some(false), "expired");
}
#[test]
fn one_of_another_name_does_not_fit() {
    let fits = |c: &CertificateSeen| c.is_trusted == Some(true) && c.fits_host == Some(false);
    check_certificate(
        &["clinic.example", "*.other.example"],
        Signed::Well,
        fits,
        "does not hold for www.clinic.example",
    );
}

/// What a server says to the request for each file, and what becomes of it.
#[track_caller]
fn check_answers(answers: Answers, is_expected: fn(&LiveCheck) -> bool) {
    let lab = lab(800);
    lab.https("127.0.0.1", RIGHT, Signed::Well, answers);
    let since = Instant::now();
    let report = look(&lab);
    assert!(is_expected(&report), "{report:#?}");
    assert!(report.tls_endpoints[0].certificate.found().is_some(), "the handshake was fine: {report:#?}");
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
}
fn is_unknown(report: &LiveCheck) -> bool {
    report.tls_endpoints[0].hsts_seconds.failed().is_some() && report.security_txts[0].file.failed().is_some()
}

#[test]
fn headers_of_5_mb_are_left() {
    check_answers(
        Answers::Bytes(format!("HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "x".repeat(5 << 20)).into_bytes()),
        is_unknown,
    );
}
#[test]
fn a_server_that_never_answers_is_left() {
    check_answers(Answers::Never, is_unknown);
}
#[test]
fn a_server_that_drips_is_left() {
    check_answers(Answers::Drip, is_unknown);
}
#[test]
fn a_server_that_closes_early_is_unknown() {
    check_answers(Answers::Bytes(Vec::new()), is_unknown);
    check_answers(Answers::Bytes(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec()), is_unknown);
}
#[test]
fn a_page_for_everything_is_no_file() {
    let page = page(200, "Content-Type: text/html\r\n", "<html>not here</html>");
    check_answers(Answers::Bytes(page.into_bytes()), |report| {
        report.security_txts[0].file == Asked::Absent && report.tls_endpoints[0].hsts_seconds == Asked::Absent
    });
}
#[test]
fn a_redirect_to_another_name_is_told_and_not_followed() {
    let answer = b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/x\r\n\r\n";
    let lab = lab(800);
    lab.https("127.0.0.1", RIGHT, Signed::Well, Answers::Bytes(answer.to_vec()));
    lab.http(
        "127.0.0.1",
        Answers::Bytes(b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\n\r\n".to_vec()),
    );
    let report = look(&lab);
    assert!(report.security_txts[0].file.failed().is_some_and(|why| why.contains("elsewhere.example")));
    assert_eq!(report.tls_endpoints[0].redirects_to_https, Asked::Absent);
    assert_eq!(report.notes.len(), 2, "{:?}", report.notes);
    assert_eq!(lab.hosts_asked(), ["www.clinic.example"]);
}

#[test]
fn a_web_in_the_clear_offers_no_tls() {
    let lab = lab(800);
    lab.http("127.0.0.1", Answers::Pages(good_pages()));
    let report = look(&lab);
    let seen = &report.tls_endpoints[0];
    assert_eq!((&seen.offers_tls, &seen.redirects_to_https), (&Asked::Absent, &Asked::Absent));
    assert_eq!(report.security_txts[0].file, Asked::Absent);
}
#[test]
fn a_host_without_address_could_not_be_checked() {
    let mut plan = Lab::plan(&[]);
    plan.hosts = vec!["gone.clinic.example".to_owned()];
    let report = lab(800).look(&plan);
    assert!(report.tls_endpoints[0].offers_tls.failed().is_some_and(|why| why.contains("no address")));
}
#[test]
fn what_is_no_tls_could_not_be_checked() {
    let lab = lab(800);
    lab.raw_https("127.0.0.1", |mut stream| async move {
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9\r\n").await;
        let _ = stream.read(&mut [0; 1_024]).await;
    });
    let seen = &look(&lab).tls_endpoints[0];
    assert!(seen.offers_tls.failed().is_some() && seen.certificate.failed().is_some(), "{seen:?}");
    assert!(!seen.weak_ciphers_tried);
}

#[test]
fn a_server_that_drops_old_greetings_is_asked_for_new_versions() {
    let lab = lab(600);
    lab.raw_https("127.0.0.1", |mut stream| async move {
        let mut greeting = [0; 4_096];
        // The version of the greeting; SSL 3.0 gets no word.
        let Ok(50..) = stream.read(&mut greeting).await else { return };
        if greeting[10] == 0 {
            let _ = stream.read(&mut greeting).await;
        } else {
            let _ = stream.write_all(&[21, 3, 1, 0, 2, 2, 70]).await;
        }
    });
    let versions = &look(&lab).tls_endpoints[0].versions;
    assert!(versions[0].1.failed().is_some(), "{versions:?}");
    assert!(versions[1..].iter().all(|(_, asked)| *asked == Asked::Absent), "{versions:?}");
}
#[test]
fn a_server_that_has_had_enough_leaves_weak_suites_open() {
    let lab = lab(600);
    let served = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    lab.raw_https("127.0.0.1", move |stream| {
        // The handshake, five versions, and then no more.
        let is_tired = served.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 6;
        async move {
            if !is_tired {
                old_server(stream).await;
            }
        }
    });
    let seen = &look(&lab).tls_endpoints[0];
    assert!(seen.versions.iter().any(|(_, asked)| asked.found().is_some()), "{seen:?}");
    assert!(!seen.weak_ciphers_tried, "{seen:?}");
}

/// A server of long ago: SSL 3.0 and TLS 1.0 with RC4 and triple DES, and an alert for all else.
async fn old_server(mut stream: tokio::net::TcpStream) {
    let mut greeting = vec![0; 4_096];
    let Ok(length @ 50..) = stream.read(&mut greeting).await else { return };
    let greeting = &greeting[..length];
    // It speaks at most TLS 1.0, whatever newer is offered.
    let spoken = greeting[10].min(1);
    let suites = &greeting[44 + usize::from(greeting[43])..];
    let suites = &suites[2..2 + usize::from(u16::from_be_bytes([suites[0], suites[1]]))];
    let Some(suite) = suites.chunks(2).find(|suite| matches!(suite, [0, 0x05 | 0x0a])) else {
        let _ = stream.write_all(&[21, 3, spoken, 0, 2, 2, 40]).await;
        return;
    };
    let mut hello = vec![22, 3, spoken, 0, 42, 2, 0, 0, 38, 3, spoken];
    hello.extend([9; 32]);
    hello.extend([0, suite[0], suite[1], 0]);
    let _ = stream.write_all(&hello).await;
    let _ = stream.read(&mut [0; 16]).await;
}

#[test]
fn old_versions_and_weak_suites_are_found() {
    let lab = lab(1_500);
    lab.raw_https("127.0.0.1", old_server);
    let report = look(&lab);
    let seen = &report.tls_endpoints[0];
    let found: Vec<TlsVersion> = seen
        .versions
        .iter()
        .filter(|(_, asked)| asked.found().is_some())
        .map(|(version, _)| *version)
        .collect();
    assert_eq!(found, [TlsVersion::Ssl3, TlsVersion::Tls10], "{seen:#?}");
    assert!(seen.weak_ciphers_tried);
    assert_eq!(seen.weak_ciphers, ["TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"]);
    assert_eq!(seen.offers_tls, Asked::Found(()));
    assert!(seen.certificate.failed().is_some());
}
