//! What CISA publishes: known exploited vulnerabilities, and SSVC decision inputs (Vulnrichment).

use super::{Site, to_bytes};
use crate::dates::{at, days_before};
use crate::flaws::{FLAWS, Flaw, vector};
use crate::prng::Prng;
use crate::words::{MAKERS, WEAKNESSES};
use jiff::civil::{Date, date};
use serde::Serialize;
use serde_json::{Value, json};

/// Entries beside those that the scans report.
const OTHER_ENTRIES: u32 = 45;
/// BOD 26-04 replaced BOD 22-01: from this day entries give 3 or 14 days, before it mostly 21.
const DIRECTIVE_CHANGED: Date = date(2026, 6, 10);

/// The catalogue, with the keys in CISA's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Catalogue {
    pub(crate) title: &'static str,
    pub(crate) catalog_version: String,
    pub(crate) date_released: String,
    pub(crate) count: usize,
    pub(crate) vulnerabilities: Vec<Entry>,
}

/// An entry, with the keys in CISA's order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    #[serde(rename = "cveID")]
    pub(crate) cve_id: String,
    pub(crate) vendor_project: &'static str,
    pub(crate) product: &'static str,
    pub(crate) vulnerability_name: String,
    pub(crate) date_added: Date,
    pub(crate) short_description: String,
    pub(crate) required_action: &'static str,
    pub(crate) due_date: Date,
    pub(crate) known_ransomware_campaign_use: &'static str,
    pub(crate) notes: String,
    pub(crate) cwes: Vec<&'static str>,
}

/// A catalogue of these entries, newest first, released on that day.
pub(crate) fn catalogue(mut entries: Vec<Entry>, released: Date) -> Catalogue {
    entries.sort_by(|a, b| b.date_added.cmp(&a.date_added).then_with(|| a.cve_id.cmp(&b.cve_id)));
    Catalogue {
        title: "CISA Catalog of Known Exploited Vulnerabilities",
        catalog_version: released.strftime("%Y.%m.%d").to_string(),
        date_released: format!("{released}T15:02:11.4206Z"),
        count: entries.len(),
        vulnerabilities: entries,
    }
}

/// One invented entry.
pub(crate) fn entry(
    cve_id: String,
    maker: usize,
    weakness: usize,
    added: Date,
    due: Date,
    ransomware: bool,
) -> Entry {
    let (vendor_project, product) = MAKERS[maker % MAKERS.len()];
    let (weakness, cwe) = WEAKNESSES[weakness % WEAKNESSES.len()];
    Entry {
        vendor_project,
        product,
        vulnerability_name: format!("{vendor_project} {product} {weakness} Vulnerability"),
        date_added: added,
        short_description: format!(
            "{vendor_project} {product} has a weakness of the kind: {}.",
            weakness.to_lowercase()
        ),
        required_action: "Apply the vendor's fix or mitigation by the due date, or stop using the product.",
        due_date: due,
        known_ransomware_campaign_use: if ransomware { "Known" } else { "Unknown" },
        notes: format!("https://vendor.example/advisories/{cve_id}"),
        cwes: vec![cwe],
        cve_id,
    }
}

pub(super) fn known_exploited(site: &Site<'_>) -> Vec<u8> {
    let prng = &mut Prng::stream(site.plan.seed, "known exploited");
    let mut entries = Vec::new();
    for flaw in FLAWS {
        let Some(exploited) = flaw.exploited else { continue };
        let added = site.day(exploited.added_days_ago);
        let due = days_before(added, -exploited.days_to_fix);
        entries.extend(
            flaw.cve_ids().map(|cve| entry(cve, flaw.maker, flaw.weakness, added, due, prng.one_in(4))),
        );
    }
    for number in 0..OTHER_ENTRIES {
        let added = site.day(prng.between(9, 700));
        let days = if added < DIRECTIVE_CHANGED {
            21
        } else if prng.one_in(3) {
            3
        } else {
            14
        };
        let cve = format!("CVE-2025-{}", 91_000 + number);
        entries.push(entry(
            cve,
            prng.below(20),
            prng.below(10),
            added,
            days_before(added, -days),
            prng.one_in(4),
        ));
    }
    let catalogue = catalogue(entries, site.day(1));
    to_bytes(|out| Ok(serde_json::to_writer_pretty(out, &catalogue)?))
}

/// A CVE record (format 5.1), with the keys in the usual order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CveRecord {
    data_type: &'static str,
    data_version: &'static str,
    cve_metadata: Value,
    containers: Value,
}

pub(super) fn vulnrichment(site: &Site<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for flaw in FLAWS {
        for cve in flaw.cve_ids() {
            let record = to_bytes(|out| Ok(serde_json::to_writer(out, &cve_record(site, flaw, &cve))?));
            bytes.extend(record);
            bytes.push(b'\n');
        }
    }
    bytes
}

fn cve_record(site: &Site<'_>, flaw: &Flaw, cve: &str) -> CveRecord {
    let (maker, product) = MAKERS[flaw.maker];
    let (weakness, cwe) = WEAKNESSES[flaw.weakness];
    let published = at(site.day(flaw.published_days_ago), 14, 0, 0);
    // CISA looks again at what it follows: all decisions are recent.
    let decided = at(site.day(2), 8, 20, 5);
    let updated = at(site.day(2), 9, 30, 0);
    let yes_no = |so: bool| if so { "yes" } else { "no" };
    let impact = if flaw.ssvc.impact_is_total { "total" } else { "partial" };
    let mut metrics = vec![json!({"other": {"type": "ssvc", "content": {
        "id": cve,
        "role": "CISA Coordinator",
        "options": [
            {"Exploitation": flaw.ssvc.exploitation},
            {"Automatable": yes_no(flaw.ssvc.is_automatable)},
            {"Technical Impact": impact},
        ],
        "version": "2.0.3",
        "timestamp": decided.to_string(),
    }}})];
    if let Some(exploited) = flaw.exploited {
        let added = site.day(exploited.added_days_ago);
        metrics.push(json!({"other": {"type": "kev", "content": {"dateAdded": added.to_string()}}}));
    }
    let (_, severity) = super::nessus::severity(flaw.score_tenths);
    CveRecord {
        data_type: "CVE_RECORD",
        data_version: "5.1",
        cve_metadata: json!({
            "cveId": cve,
            "state": "PUBLISHED",
            "assignerShortName": maker.to_lowercase(),
            "datePublished": published.to_string(),
            "dateUpdated": updated.to_string(),
        }),
        containers: json!({
            "cna": {
                "title": format!("{maker} {product} {weakness}"),
                "affected": [{"vendor": maker, "product": product, "versions": [{"version": "4.1.0", "status": "affected"}]}],
                "descriptions": [{"lang": "en", "value": format!("{maker} {product} has a weakness: {weakness}.")}],
                "problemTypes": [{"descriptions": [{"lang": "en", "type": "CWE", "cweId": cwe, "description": weakness}]}],
                "metrics": [{"cvssV3_1": {
                    "version": "3.1",
                    "baseScore": f64::from(flaw.score_tenths) / 10.0,
                    "baseSeverity": severity.to_uppercase(),
                    "vectorString": vector(flaw.score_tenths),
                }}],
                "providerMetadata": {"shortName": maker.to_lowercase(), "dateUpdated": published.to_string()},
            },
            "adp": [{
                "title": "CISA ADP Vulnrichment",
                "metrics": metrics,
                "providerMetadata": {"shortName": "CISA-ADP", "dateUpdated": updated.to_string()},
            }],
        }),
    }
}
