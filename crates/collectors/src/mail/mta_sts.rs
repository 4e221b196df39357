//! MTA-STS (RFC 8461): a policy that senders fetch over HTTPS, and that makes them insist on TLS.

use super::tags;
use crate::dns::{Dns as _, Kind};
use crate::http::Page;
use crate::outside::Outside;
use crate::web::fetch;
use ward_domain::observation::{Asked, MtaStsSeen};

/// Longest policy (RFC 8461, 3.2 suggests 64 KB).
const LONGEST: usize = 64 << 10;
/// Most servers that are kept.
const MOST_SERVERS: usize = 50;

/// Asks whether there is a policy, and fetches it from `mta-sts.` before the domain, the one place where it may be.
pub(super) async fn look(outside: &Outside, domain: &str) -> Asked<MtaStsSeen> {
    let answer = outside.dns.ask(&format!("_mta-sts.{domain}"), Kind::Txt).await;
    match tags::only(&answer, "STSv1") {
        Asked::Failed(why) => return Asked::Failed(why),
        Asked::Absent | Asked::NotAsked => return Asked::Absent,
        Asked::Found(Err(several)) => {
            return broken(format!("there are {several} MTA-STS records, and only one may be"));
        }
        Asked::Found(Ok(_)) => {}
    }
    let fetched = fetch(outside, &format!("mta-sts.{domain}"), "/.well-known/mta-sts.txt", LONGEST).await;
    match fetched {
        Err(why) => Asked::Failed(why),
        Ok((_, Some(problem))) => {
            broken(format!("the certificate of mta-sts.{domain} is not in order: {problem}"))
        }
        Ok((page, None)) => read(&page),
    }
}

fn broken(why: String) -> Asked<MtaStsSeen> {
    Asked::Found(MtaStsSeen { mode: "none".to_owned(), error: Some(why), ..MtaStsSeen::default() })
}

fn read(page: &Page) -> Asked<MtaStsSeen> {
    // Redirects must not be followed (RFC 8461, 3.3).
    match page.status {
        200 => Asked::Found(parse(&String::from_utf8_lossy(&page.body))),
        500.. => Asked::Failed(format!("the server of the policy answers with the status {}", page.status)),
        status => broken(format!("the server of the policy answers with the status {status}")),
    }
}

/// Reads a policy.
pub(super) fn parse(text: &str) -> MtaStsSeen {
    let mut seen = MtaStsSeen::default();
    let (mut version, mut max_age) = (None, None);
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim() {
            "version" => version = version.or(Some(value)),
            "mode" if seen.mode.is_empty() => seen.mode = value.chars().take(20).collect(),
            "mx" if seen.mx.len() < MOST_SERVERS => seen.mx.push(value.to_ascii_lowercase()),
            "max_age" => max_age = max_age.or(Some(value)),
            _ => {}
        }
    }
    let age = max_age.and_then(|age| age.parse().ok());
    seen.max_age = age.unwrap_or(0);
    let is_mode = ["enforce", "testing", "none"].contains(&seen.mode.as_str());
    seen.error = if version != Some("STSv1") {
        Some("the policy does not begin as one (version: STSv1)".to_owned())
    } else if !is_mode {
        Some("the policy does not say enforce, testing or none".to_owned())
    } else if age.is_none() {
        Some("the policy does not say for how long it holds (max_age)".to_owned())
    } else if seen.mx.is_empty() && seen.mode != "none" {
        Some("the policy names no mail server".to_owned())
    } else {
        None
    };
    if !is_mode {
        "none".clone_into(&mut seen.mode);
    }
    seen
}
