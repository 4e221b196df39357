//! What the findings of testssl.sh say of each server.

use crate::tls::{is_weak, service_on, version};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use std::collections::BTreeMap;
use ward_domain::observation::{Asked, CertificateSeen, Line, TlsEndpointSeen};

/// Servers under way, by host and port.
#[derive(Default)]
pub(super) struct Servers(BTreeMap<(String, u16), TlsEndpointSeen>);

impl Servers {
    /// Takes one finding. `host` is a name, an address, or `name/address`.
    pub(super) fn take(&mut self, host: &str, port: u16, id: &str, finding: &str, line: Line) {
        let server = self.0.entry((host.to_owned(), port)).or_insert_with(|| {
            let (name, address) = host.split_once('/').unwrap_or((host, host));
            let address = address.parse().ok();
            let name = if name.is_empty() { host.trim_matches('/') } else { name };
            TlsEndpointSeen {
                host: name.to_lowercase(),
                address,
                port,
                speaks: service_on(port),
                line,
                ..TlsEndpointSeen::default()
            }
        });
        // A second certificate of the same server has its number behind the id: `cert_notAfter <cert#2>`.
        let id = id.split(' ').next().unwrap_or_default();
        if let Some(version) = version(id) {
            // `SSLv2`, `TLS1`, … `TLS1_3`.
            let asked = offered(finding);
            server.offers_tls =
                if asked.found().is_some() { Asked::Found(()) } else { server.offers_tls.clone() };
            server.versions.retain(|(known, _)| *known != version);
            server.versions.push((version, asked));
        } else if id.starts_with("cipherlist_") {
            server.weak_ciphers_tried = true;
        } else if id.starts_with("cipher-") || id.starts_with("cipher_x") {
            // `TLSv1.2   xc028   ECDHE-RSA-AES256-SHA384   ECDH 256   AES   256   TLS_ECDHE_…`
            server.weak_ciphers_tried = true;
            let suite = finding.split_whitespace().last().unwrap_or_default();
            if is_weak(suite) {
                server.weak_ciphers.push(suite.to_owned());
            }
        } else if id == "scanProblem" || id == "engine_problem" {
            server.offers_tls =
                Asked::Failed(finding.chars().filter(|c| !c.is_control()).take(200).collect());
        } else if id == "HSTS_time" {
            let seconds =
                finding.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse::<u64>().ok());
            // `365 days (=31536000 seconds) > 15552000 seconds`, or the seconds alone.
            let first: Vec<u64> = seconds.take(2).collect();
            let seconds = if finding.contains('=') { first.get(1).or(first.first()) } else { first.first() };
            server.hsts_seconds = seconds.copied().map_or(Asked::NotAsked, Asked::Found);
        } else if id == "HSTS" && finding.contains("not offered") {
            server.hsts_seconds = Asked::Absent;
        } else if let Some(field) = id.strip_prefix("cert") {
            certificate(server, field.trim_start_matches('_'), finding);
        }
    }

    pub(super) fn finish(self, tell: &mut dyn FnMut(Line, String)) -> Vec<TlsEndpointSeen> {
        let mut servers: Vec<_> = self.0.into_values().collect();
        servers.sort_by_key(|server| server.line);
        for server in &mut servers {
            server.versions.sort_by_key(|(version, _)| *version);
            server.weak_ciphers.sort_unstable();
            server.weak_ciphers.dedup();
            if let Some(why) = server.offers_tls.failed() {
                tell(server.line, format!("{} could not be asked: {why}", server.host));
            } else if matches!(server.certificate, Asked::Found(_)) {
                server.offers_tls = Asked::Found(());
            }
        }
        servers
    }
}

/// `offered`, `offered (deprecated)`, `not offered`, `not offered + downgraded to weaker protocol`.
fn offered(finding: &str) -> Asked<()> {
    if finding.starts_with("not offered") || finding.starts_with("not supported") {
        Asked::Absent
    } else if finding.starts_with("offered")
        || finding.starts_with("vulnerable")
        || finding.contains("is offered")
    {
        Asked::Found(())
    } else {
        Asked::Failed(finding.chars().filter(|c| !c.is_control()).take(200).collect())
    }
}

/// The ids `cert_commonName`, `cert_notAfter`, …
fn certificate(server: &mut TlsEndpointSeen, field: &str, finding: &str) {
    let known = [
        "commonName",
        "caIssuers",
        "notAfter",
        "notBefore",
        "subjectAltName",
        "keySize",
        "chain_of_trust",
        "trust",
    ];
    if !known.contains(&field) {
        return;
    }
    if !matches!(server.certificate, Asked::Found(_)) {
        server.certificate = Asked::Found(CertificateSeen::default());
    }
    let Asked::Found(certificate) = &mut server.certificate else { return };
    match field {
        "commonName" if certificate.subject.is_empty() => finding.clone_into(&mut certificate.subject),
        "caIssuers" if certificate.issuer.is_empty() => finding.clone_into(&mut certificate.issuer),
        "notBefore" => certificate.not_before = certificate.not_before.or(moment(finding)),
        // Of several certificates the one that ends first counts.
        "notAfter" => {
            certificate.not_after = [certificate.not_after, moment(finding)].into_iter().flatten().min();
        }
        "subjectAltName" => certificate.names.extend(finding.split_whitespace().map(str::to_lowercase)),
        "keySize" => {
            // `RSA 2048 bits (exponent is 65537)`, `EC 256 bits`
            let mut words = finding.split_whitespace();
            certificate.key = words.next().unwrap_or_default().to_lowercase();
            certificate.key_bits = words.next().and_then(|bits| bits.parse().ok());
        }
        "chain_of_trust" => {
            let is_trusted = finding.starts_with("passed");
            certificate.is_trusted = Some(is_trusted);
            certificate.problem = (!is_trusted).then(|| finding.chars().take(200).collect());
        }
        "trust" => {
            certificate.fits_host = Some(finding.to_lowercase().starts_with("ok"));
        }
        _ => {}
    }
}

/// `2026-08-22 09:15` in UTC, or an RFC 3339 moment.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| Offset::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok())
}
