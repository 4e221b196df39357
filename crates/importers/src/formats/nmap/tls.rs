//! What the scripts `ssl-enum-ciphers` and `ssl-cert` found on a port.

use crate::Damaged;
use crate::tls::{is_weak, version};
use crate::xml::Xml;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use ward_domain::observation::{Asked, CertificateSeen, TlsEndpointSeen, TlsVersion};

/// The versions that the script tries whatever the server says; TLS 1.3 only since nmap 7.92.
const TRIED: [TlsVersion; 4] = [TlsVersion::Ssl3, TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12];

/// Reads the element `script` of `ssl-enum-ciphers`, which was just opened: a table for each version that is there.
pub(super) fn ciphers(xml: &mut Xml<'_>, endpoint: &mut TlsEndpointSeen) -> Result<(), Damaged> {
    let (inside, mut found) = (xml.depth(), Vec::new());
    while let Some(element) = xml.next_within(inside)? {
        let key = element.attribute("key")?.unwrap_or_default();
        match element.name() {
            "table" => found.extend(version(&key)),
            "elem" if key == "name" => {
                let suite = xml.text()?;
                if is_weak(&suite) {
                    endpoint.weak_ciphers.push(suite);
                }
            }
            _ => {}
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let absent =
        TRIED.into_iter().filter(|version| !found.contains(version)).map(|version| (version, Asked::Absent));
    endpoint.versions = absent.chain(found.iter().map(|version| (*version, Asked::Found(())))).collect();
    endpoint.versions.sort_by_key(|(version, _)| *version);
    endpoint.versions.dedup_by_key(|(version, _)| *version);
    endpoint.weak_ciphers_tried = true;
    endpoint.weak_ciphers.sort_unstable();
    endpoint.weak_ciphers.dedup();
    Ok(())
}

/// Reads the element `script` of `ssl-cert`, which was just opened.
pub(super) fn certificate(xml: &mut Xml<'_>, endpoint: &mut TlsEndpointSeen) -> Result<(), Damaged> {
    let inside = xml.depth();
    let mut certificate = CertificateSeen::default();
    let (mut table, mut extension) = (String::new(), String::new());
    while let Some(element) = xml.next_within(inside)? {
        let key = element.attribute("key")?.unwrap_or_default();
        if element.name() == "table" {
            if !key.is_empty() {
                table = key;
            }
            continue;
        }
        let text = xml.text()?;
        match (table.as_str(), key.as_str()) {
            ("subject", "commonName") => certificate.subject = text,
            ("issuer", "commonName") => certificate.issuer = text,
            ("issuer", "organizationName") if certificate.issuer.is_empty() => certificate.issuer = text,
            ("pubkey", "type") => certificate.key = text.to_lowercase(),
            ("pubkey", "bits") => certificate.key_bits = text.parse().ok(),
            ("extensions", "name") => extension = text,
            ("extensions", "value") if extension.contains("Subject Alternative Name") => {
                let names = text.split(',').filter_map(|name| name.trim().strip_prefix("DNS:"));
                certificate.names = names.map(str::to_lowercase).collect();
            }
            (_, "notBefore") => certificate.not_before = moment(&text),
            (_, "notAfter") => certificate.not_after = moment(&text),
            _ => {}
        }
    }
    endpoint.certificate = Asked::Found(certificate);
    Ok(())
}

/// A moment in UTC, which the script writes without its zone.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| Offset::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok())
}
