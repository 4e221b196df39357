//! DMARC (RFC 7489): the policy that applies to a domain, its own or its organisation's.
//!
//! The organisation's domain is found by walking up the labels, as RFC 9989 (which replaces RFC 7489) does, and not by a list of
//! public suffixes that would age inside the binary. A policy of a public suffix (`psd=y`) is not the organisation's and
//! does not count, nor is a top-level domain asked.

use super::MOST_PLACES;
use super::tags::{self, Tags};
use crate::dns::{Dns, Kind};
use ward_domain::observation::{Asked, DmarcSeen};

/// Most labels that are walked up (RFC 9989, 4.10).
const MOST_LABELS: usize = 8;

/// Looks for the policy of a domain.
pub(super) async fn look<D: Dns>(dns: &D, domain: &str) -> Asked<DmarcSeen> {
    let labels: Vec<&str> = domain.split('.').collect();
    for start in 0..labels.len().saturating_sub(1) {
        // Long names are not asked label by label.
        if start > 0 && labels.len() - start >= MOST_LABELS {
            continue;
        }
        let at = labels.get(start..).unwrap_or_default().join(".");
        let answer = dns.ask(&format!("_dmarc.{at}"), Kind::Txt).await;
        if let Some(why) = answer.failed() {
            return Asked::Failed(why.to_owned());
        }
        let records = tags::of_version(&answer, "DMARC1");
        let Some((record, tags)) = records.first() else { continue };
        if tags.get("psd").is_some_and(|psd| psd.eq_ignore_ascii_case("y")) && at != domain {
            continue;
        }
        return Asked::Found(policy(at == domain, at, records.len(), record, tags));
    }
    Asked::Absent
}

fn policy(is_own: bool, at: String, count: usize, record: &str, tags: &Tags) -> DmarcSeen {
    let known = |name: &str| {
        let policy = tags.get(name)?.to_ascii_lowercase();
        ["none", "quarantine", "reject"].contains(&policy.as_str()).then_some(policy)
    };
    let main = known("p");
    let of_subdomains = known("sp").or_else(|| main.clone());
    let applies = if is_own { main.clone() } else { of_subdomains.clone() };
    let percent = tags.get("pct").map(|pct| pct.parse::<u8>().ok().filter(|pct| *pct <= 100));
    let error = if count > 1 {
        Some(format!("there are {count} DMARC records, and only one may be"))
    } else if main.is_none() {
        Some("it does not say what to do (p=none, quarantine or reject)".to_owned())
    } else if tags.get("sp").is_some() && known("sp").is_none() {
        Some("what it says of subdomains (sp=) is no policy".to_owned())
    } else if percent == Some(None) {
        Some("its share of mail (pct=) is no number from 0 to 100".to_owned())
    } else {
        None
    };
    DmarcSeen {
        record: record.to_owned(),
        records: u32::try_from(count).unwrap_or(u32::MAX),
        subdomain_policy: of_subdomains.filter(|policy| is_own && Some(policy) != main.as_ref()),
        policy: applies.unwrap_or_else(|| "none".to_owned()),
        percent: percent.flatten().unwrap_or(100),
        reports_to: tags::places(tags, MOST_PLACES),
        at,
        error,
    }
}
