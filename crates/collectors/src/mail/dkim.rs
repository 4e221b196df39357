//! DKIM (RFC 6376): the keys behind selectors. A selector that nobody declared and that is not there says nothing.

use super::tags::Tags;
use crate::dns::{Answer, Dns, Kind};
use crate::tls::certificate;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ward_domain::observation::{Asked, DkimKey, DkimSeen};

/// Selectors that common mail services use: Microsoft 365, Google Workspace, and names that many choose.
const COMMON: &[&str] =
    &["selector1", "selector2", "google", "default", "dkim", "mail", "k1", "k2", "s1", "s2"];

/// After so many failures in a row the rest is not asked.
const PATIENCE: usize = 2;

/// Asks for the declared selectors, then for common ones.
pub(super) async fn look<D: Dns>(dns: &D, domain: &str, declared: &[String]) -> Vec<DkimSeen> {
    let declared = declared.iter().map(String::as_str);
    let common = COMMON.iter().copied();
    let mut seen: Vec<DkimSeen> = Vec::new();
    let mut failures = Vec::new();
    for selector in declared.chain(common) {
        if seen.iter().any(|row| row.selector == selector) {
            continue;
        }
        let key = if failures.len() >= PATIENCE {
            Asked::Failed(failures.last().cloned().unwrap_or_default())
        } else {
            key_of(&dns.ask(&format!("{selector}._domainkey.{domain}"), Kind::Txt).await)
        };
        match key.failed() {
            Some(why) => failures.push(why.to_owned()),
            None => failures.clear(),
        }
        seen.push(DkimSeen { selector: selector.to_owned(), key });
    }
    seen
}

fn key_of(answer: &Answer) -> Asked<DkimKey> {
    if let Some(why) = answer.failed() {
        return Asked::Failed(why.to_owned());
    }
    let records = answer.texts().map(|text| Tags::parse(&String::from_utf8_lossy(text)));
    // A wildcard answers every name with something; only a record with a key is one. The version may be left out.
    let mut keys = records
        .filter(|tags| tags.get("p").is_some() && tags.get("v").is_none_or(|version| version == "DKIM1"));
    let Some(tags) = keys.next() else { return Asked::Absent };
    if keys.next().is_some() {
        return Asked::Failed("the selector has several keys, and receivers take any of them".to_owned());
    }
    let algorithm = tags.get("k").unwrap_or("rsa").to_ascii_lowercase();
    let is_testing = tags.get("t").is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y"));
    let text: String = tags.get("p").unwrap_or_default().split_whitespace().collect();
    let mut key = DkimKey { algorithm, bits: None, is_revoked: text.is_empty(), is_testing };
    if key.is_revoked {
        return Asked::Found(key);
    }
    let unreadable = || Asked::Failed("the selector's key cannot be read".to_owned());
    let Ok(bytes) = STANDARD.decode(&text) else { return unreadable() };
    match key.algorithm.as_str() {
        // Most publish the key with its algorithm around it, some the bare key.
        "rsa" => {
            let info = certificate::key_of(&bytes).filter(|(algorithm, _)| algorithm == "rsa");
            match info.and_then(|(_, bits)| bits).or_else(|| certificate::rsa_bits(&bytes)) {
                Some(bits) => key.bits = Some(bits),
                None => return unreadable(),
            }
        }
        "ed25519" if bytes.len() != 32 => return unreadable(),
        _ => {}
    }
    Asked::Found(key)
}
