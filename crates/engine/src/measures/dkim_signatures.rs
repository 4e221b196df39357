//! E2.3: every domain with mail has a working key for signatures.
//!
//! A selector cannot be listed from outside. So a key that is not found is missing only when every selector that the
//! organisation declares was asked for; else nobody knows.

use super::subject::Subject;
use super::{Rule, declared};
use crate::{Ground, Ruling};
use std::collections::BTreeMap;
use ward_domain::observation::{Asked, DkimKey, MailDomainSeen};
use ward_estate::{At, Told};

/// See the module.
pub struct DkimSignatures;

impl Rule for DkimSignatures {
    fn slug(&self) -> &'static str {
        "dkim-signatures"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let mut short = 0;
        let mut ruling = declared::judge_mail(ground, |subject, told| {
            if declared::mail_servers(subject, told).is_some_and(<[String]>::is_empty) {
                return false;
            }
            let keys = newest_keys(subject, told);
            let works = |key: &&DkimKey| flaw(ground, key).is_none();
            let found: Vec<&DkimKey> = keys.values().filter_map(|(key, _)| key.found()).collect();
            for (_, at) in keys.values() {
                subject.by(*at);
            }
            let working = found.iter().copied().filter(works);
            let wanted = ground.days("rsa-bits-wanted");
            short += u32::from(
                working.clone().count() > 0
                    && working.clone().all(|k| k.bits.is_some_and(|bits| i64::from(bits) < wanted)),
            );
            if i64::try_from(working.count()).unwrap_or(i64::MAX) >= ground.days("selectors") {
                return true;
            }
            let flaws: Vec<String> = found.iter().filter_map(|key| flaw(ground, key)).collect();
            let declared = &ground.estate().organisation.dkim_selectors;
            let is_settled = |selector: &String| keys.contains_key(selector.as_str());
            if !flaws.is_empty() {
                subject.wrong(format!("No key of it works: {}.", flaws.join("; ")));
            } else if !declared.is_empty() && declared.iter().all(is_settled) {
                subject.wrong(format!("None of its selectors has a key: {}.", declared.join(", ")));
            } else {
                subject.open("No key was found under the names that were tried. Declare the DKIM selectors of your mail systems.");
            }
            true
        });
        if short > 0 {
            ruling.note(format!(
                "Domains whose keys are shorter than the {} bits to aim for: {short}.",
                ground.days("rsa-bits-wanted")
            ));
        }
        ruling
    }
}

/// The newest answer for each selector that somebody could give and that still counts.
fn newest_keys<'g>(
    subject: &Subject<'g>,
    told: &'g Told<MailDomainSeen>,
) -> BTreeMap<&'g str, (&'g Asked<DkimKey>, At)> {
    let fresh = told.rows.iter().filter(|row| subject.is_fresh(row.at));
    fresh
        .flat_map(|placed| placed.row.dkim.iter().map(|seen| (placed.at, seen)))
        .filter(|(_, seen)| matches!(seen.key, Asked::Found(_) | Asked::Absent))
        .map(|(at, seen)| (seen.selector.as_str(), (&seen.key, at)))
        .collect()
}

/// Why a key does not count.
fn flaw(ground: &Ground<'_>, key: &DkimKey) -> Option<String> {
    let is_known = ground.measure().list("key-types").contains(&key.algorithm);
    let least = ground.days("rsa-bits");
    match key {
        _ if key.is_revoked => Some("a key was taken back".to_owned()),
        _ if key.is_testing => Some("a key says that it is only tried out (t=y)".to_owned()),
        _ if !is_known => Some(format!("a key is of the kind {}", key.algorithm)),
        DkimKey { bits: Some(bits), .. } if key.algorithm == "rsa" && i64::from(*bits) < least => {
            Some(format!("a key has {bits} bits, less than {least}"))
        }
        DkimKey { bits: None, .. } if key.algorithm == "rsa" => Some("a key cannot be read".to_owned()),
        _ => None,
    }
}
