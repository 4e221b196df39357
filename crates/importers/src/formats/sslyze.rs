//! Reads what sslyze (version 5 and later) found out about servers that speak TLS, as JSON.
//!
//! A check that was not run or failed says nothing: only what was completed is found or absent.

use crate::json::{self, Layout, Piece, Value, get, text};
use crate::tls::{is_weak, service_on};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::observation::{
    Asked, CertificateSeen, Line, Observations, Origin, TlsEndpointSeen, TlsService, TlsVersion,
};

/// Reads what sslyze found.
pub struct Sslyze;

static ABOUT: About = About {
    id: "sslyze",
    name: "sslyze results (JSON)",
    how_to_get: "Run `sslyze --json_out=tls.json www.hospital.example mail.hospital.example:25`, with \
                 `--starttls=smtp` for mail servers",
    carries: "Which TLS versions and weak cipher suites each server accepts, its certificate, and HSTS where it was \
              asked for; whether plain HTTP redirects is not in it",
    version: 1,
    evidence_kind: "tls-check",
};

/// The checks of versions, oldest first.
const VERSIONS: [(TlsVersion, &str); 6] = [
    (TlsVersion::Ssl2, "ssl_2_0_cipher_suites"),
    (TlsVersion::Ssl3, "ssl_3_0_cipher_suites"),
    (TlsVersion::Tls10, "tls_1_0_cipher_suites"),
    (TlsVersion::Tls11, "tls_1_1_cipher_suites"),
    (TlsVersion::Tls12, "tls_1_2_cipher_suites"),
    (TlsVersion::Tls13, "tls_1_3_cipher_suites"),
];

/// Keys and long texts that say nothing here.
const LEFT_OUT: &[&str] = &[
    "as_pem",
    "ec_x",
    "ec_y",
    "ocsp_response",
    "rejected_cipher_suites",
    "rsa_e",
    "rsa_n",
    "serial_number",
    "verified_certificate_chain",
];

const FIELDS: &[&str] = &["sslyze_version", "date_scans_completed"];

impl Importer for Sslyze {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let is_ours = head.json().is_some_and(|json| {
            json.has("server_scan_results") || json.has("sslyze_version") || json.has("date_scans_completed")
        });
        if is_ours { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut account = Account::new(&context.limits);
        let (mut endpoints, mut version, mut completed) = (Vec::new(), None, None);
        let layout = Layout::Within("server_scan_results", FIELDS, LEFT_OUT);
        json::read(input, &context.limits, layout, &mut |piece| match piece {
            Piece::Field("sslyze_version", value) => {
                version = value.as_str().map(str::to_owned);
            }
            Piece::Field(_, value) => completed = value.as_str().and_then(moment),
            Piece::Record(line, record) => match endpoint(line, &record) {
                Ok(endpoint) => {
                    account.used();
                    if let Some(why) = endpoint.offers_tls.failed() {
                        account.problem(line, format!("{} could not be asked: {why}", endpoint.host));
                    }
                    endpoints.push(endpoint);
                }
                Err(reason) => account.skipped(line, reason),
            },
        })?;
        let observations = Observations {
            tool: format!("sslyze {}", version.unwrap_or_default()).trim().to_owned(),
            origin: Origin::Machine,
            collected_at: completed,
            tls_endpoints: endpoints,
            ..Observations::default()
        };
        Ok(Reading { observations, tally: account.finish() })
    }
}

fn endpoint(line: Line, record: &Value) -> Result<TlsEndpointSeen, &'static str> {
    let location = get(record, "server_location");
    let host = text(location, "hostname").ok_or("the server has no hostname")?.to_lowercase();
    let port = get(location, "port").as_u64().and_then(|port| u16::try_from(port).ok());
    let port = port.ok_or("the server has no port")?;
    let opportunistic = text(get(record, "network_configuration"), "tls_opportunistic_encryption");
    let mut endpoint = TlsEndpointSeen {
        address: text(location, "ip_address").and_then(|address| address.parse().ok()),
        speaks: match opportunistic {
            Some(protocol) if protocol.eq_ignore_ascii_case("smtp") => TlsService::Mail,
            Some(_) => TlsService::Other,
            None => service_on(port),
        },
        host,
        port,
        line,
        ..TlsEndpointSeen::default()
    };
    let status = text(record, "connectivity_status").unwrap_or_default();
    if !status.eq_ignore_ascii_case("completed") {
        let why = text(record, "connectivity_error_trace");
        let why = why.and_then(|trace| trace.lines().last().map(str::to_owned)).unwrap_or(status);
        endpoint.offers_tls = Asked::Failed(why.chars().filter(|c| !c.is_control()).take(200).collect());
        return Ok(endpoint);
    }
    endpoint.offers_tls = Asked::Found(());
    let results = get(record, "scan_result");
    suites(results, &mut endpoint);
    if let Some(certificates) = completed(get(results, "certificate_info")) {
        endpoint.certificate = certificate(certificates);
    }
    if let Some(headers) = completed(get(results, "http_headers")) {
        let hsts = get(headers, "strict_transport_security_header");
        endpoint.hsts_seconds = get(hsts, "max_age").as_u64().map_or(Asked::Absent, Asked::Found);
    }
    Ok(endpoint)
}

/// The result of a check that was completed.
fn completed<'r, 'v>(check: &'r Value<'v>) -> Option<&'r Value<'v>> {
    let is_completed = text(check, "status").is_some_and(|status| status.eq_ignore_ascii_case("completed"));
    Some(get(check, "result")).filter(|result| is_completed && !result.is_null())
}

/// Versions that were tried, and the weak suites of all of them.
fn suites(results: &Value, endpoint: &mut TlsEndpointSeen) {
    for (version, key) in VERSIONS {
        let check = get(results, key);
        let status = text(check, "status").unwrap_or_default();
        if status.eq_ignore_ascii_case("error") {
            let why = text(check, "error_reason").unwrap_or_else(|| "error".to_owned());
            endpoint.versions.push((version, Asked::Failed(why)));
        }
        let Some(result) = completed(check) else { continue };
        let accepted = get(result, "accepted_cipher_suites").as_array().unwrap_or_default();
        let is_there = get(result, "is_tls_version_supported").as_bool().unwrap_or(!accepted.is_empty());
        endpoint.versions.push((version, if is_there { Asked::Found(()) } else { Asked::Absent }));
        endpoint.weak_ciphers_tried = true;
        let names = accepted.iter().filter_map(|suite| text(get(suite, "cipher_suite"), "name"));
        endpoint.weak_ciphers.extend(names.filter(|name| is_weak(name)));
    }
    endpoint.weak_ciphers.sort_unstable();
    endpoint.weak_ciphers.dedup();
}

/// The first certificate that the server offers.
fn certificate(result: &Value) -> Asked<CertificateSeen> {
    let Some(deployment) = first_of(result, "certificate_deployments") else { return Asked::Absent };
    let Some(leaf) = first_of(deployment, "received_certificate_chain") else { return Asked::Absent };
    let name = |key| text(get(leaf, key), "rfc4514_string").unwrap_or_default();
    let alternative = get(leaf, "subject_alternative_name");
    let names =
        ["dns_names", "dns", "ip_addresses"].iter().filter_map(|key| get(alternative, key).as_array());
    let trust: Option<Vec<bool>> = get(deployment, "path_validation_results").as_array().map(|stores| {
        let is_valid = |store| get(store, "was_validation_successful").as_bool() == Some(true);
        stores.iter().map(is_valid).collect()
    });
    let when = |new, old| text(leaf, new).or_else(|| text(leaf, old)).as_deref().and_then(moment);
    let key = get(leaf, "public_key");
    Asked::Found(CertificateSeen {
        subject: name("subject"),
        issuer: name("issuer"),
        names: names.flatten().filter_map(Value::as_str).map(str::to_lowercase).collect(),
        not_before: when("not_valid_before_utc", "not_valid_before"),
        not_after: when("not_valid_after_utc", "not_valid_after"),
        key: key_name(&text(key, "algorithm").unwrap_or_default()),
        key_bits: get(key, "key_size").as_u64().and_then(|bits| u32::try_from(bits).ok()),
        is_trusted: trust.as_ref().filter(|trust| !trust.is_empty()).map(|trust| trust.iter().all(|is| *is)),
        fits_host: get(deployment, "leaf_certificate_subject_matches_hostname").as_bool(),
        problem: trust
            .filter(|trust| trust.contains(&false))
            .map(|_| "a trust store does not accept the chain".to_owned()),
    })
}

/// The first element of the list under a key.
fn first_of<'r, 'v>(value: &'r Value<'v>, key: &str) -> Option<&'r Value<'v>> {
    get(value, key).as_array()?.first()
}

/// The classes of the library that sslyze uses, such as `_RSAPublicKey`.
fn key_name(algorithm: &str) -> String {
    let lower = algorithm.to_lowercase();
    ["ed25519", "ed448", "rsa", "ec", "dsa"]
        .into_iter()
        .find(|name| lower.contains(name))
        .map_or(lower.clone(), str::to_owned)
}

/// A moment; sslyze leaves the zone out and means UTC.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse().or_else(|_| format!("{text}Z").parse()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, read_fixture};

    #[test]
    fn one_server() {
        insta::assert_debug_snapshot!(read_fixture(&Sslyze, "one.json"));
    }

    #[test]
    fn what_was_not_completed_says_nothing() {
        let seen = read_fixture(&Sslyze, "many.json").observations;
        let web = &seen.tls_endpoints[0];
        assert_eq!(web.versions.len(), 3);
        assert_eq!(web.versions[0], (TlsVersion::Tls10, Asked::Found(())));
        assert_eq!(web.versions[1], (TlsVersion::Tls12, Asked::Absent));
        assert!(matches!(web.versions[2], (TlsVersion::Tls13, Asked::Failed(_))));
        assert_eq!(web.weak_ciphers, ["TLS_RSA_WITH_3DES_EDE_CBC_SHA"]);
        assert_eq!((&web.certificate, &web.hsts_seconds), (&Asked::NotAsked, &Asked::Absent));
        let mail = &seen.tls_endpoints[1];
        assert_eq!((mail.speaks, mail.offers_tls.failed()), (TlsService::Mail, Some("Connection refused")));
        assert!(!mail.weak_ciphers_tried);
    }

    #[test]
    fn servers_without_a_name_are_counted() {
        let tally = read_fixture(&Sslyze, "many.json").tally;
        assert_eq!((tally.used, tally.skipped), (2, 1));
        assert_eq!(read_fixture(&Sslyze, "none.json").tally.read, 0);
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&Sslyze, "broken.json", 17, "cut off");
    }
}
