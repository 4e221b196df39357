//! Reads CVE records (version 5) for CISA's SSVC decisions, as the Vulnrichment project publishes them.
//!
//! A file holds one record, an array of records, or one record a line. CISA's part of a record is the container of the
//! authorised data publisher "CISA ADP Vulnrichment"; its metric of type `ssvc` holds the decision points.

use crate::json::{self, Layout, Piece, Value, get, text};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::ids::CveId;
use ward_domain::observation::{Exploitation, Line, Observations, Origin, SsvcSeen};

/// Reads CVE records with SSVC decisions.
pub struct Cve5;

static ABOUT: About = About {
    id: "cve5",
    name: "CVE records with CISA's SSVC decisions (Vulnrichment, JSON)",
    how_to_get: "Download records from github.com/cisagov/vulnrichment; several may stand in one file, one a line",
    carries: "CISA's SSVC inputs for each CVE: exploitation, whether attacks can be automated, technical impact; \
              records without them are counted and left out",
    version: 1,
    evidence_kind: "ssvc-decisions",
};

impl Importer for Cve5 {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let Some(json) = head.json() else { return Confidence::No };
        if json.has("cveMetadata") && (json.has("dataType") || json.has("containers")) {
            Confidence::Certain
        } else if json.has("dataType") && head.text().contains("\"CVE_RECORD\"") {
            Confidence::Likely
        } else {
            Confidence::No
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut account = Account::new(&context.limits);
        let mut decisions = Vec::new();
        let mut updated = None;
        json::read(input, &context.limits, Layout::Outermost, &mut |piece| {
            let Piece::Record(line, record) = piece else { return };
            match decision(line, &record) {
                Ok(decision) => {
                    account.used();
                    updated = updated.max(moment(get(&record, "cveMetadata"), "dateUpdated"));
                    decisions.push(decision);
                }
                Err(reason) => account.skipped(line, reason),
            }
        })?;
        let observations = Observations {
            tool: "CISA Vulnrichment".to_owned(),
            origin: Origin::Machine,
            collected_at: decisions.iter().filter_map(|decision| decision.decided_at).max().or(updated),
            ssvc: decisions,
            ..Observations::default()
        };
        Ok(Reading { observations, tally: account.finish() })
    }
}

fn decision(line: Line, record: &Value) -> Result<SsvcSeen, String> {
    let metadata = get(record, "cveMetadata");
    let cve = text(metadata, "cveId").ok_or("the record has no cveMetadata.cveId: it is no CVE record")?;
    let cve: CveId = cve.parse().map_err(|error| format!("{error}"))?;
    let publishers = get(get(record, "containers"), "adp");
    let content = each(publishers)
        .filter(|publisher| is_cisa(publisher))
        .flat_map(|publisher| each(get(publisher, "metrics")))
        .map(|metric| get(metric, "other"))
        .filter(|other| text(other, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("ssvc")))
        .map(|other| get(other, "content"))
        // Should there be several, the last decision counts.
        .max_by_key(|content| moment(content, "timestamp"))
        .ok_or_else(|| format!("no CISA SSVC decision in this record ({cve})"))?;
    let option =
        |name| each(get(content, "options")).find_map(|option| text(option, name)).map(|t| t.to_lowercase());
    Ok(SsvcSeen {
        cve,
        exploitation: match option("Exploitation").as_deref() {
            Some("none") => Some(Exploitation::None),
            Some("poc" | "public poc") => Some(Exploitation::Poc),
            Some("active") => Some(Exploitation::Active),
            _ => None,
        },
        is_automatable: match option("Automatable").as_deref() {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        },
        impact_is_total: match option("Technical Impact").as_deref() {
            Some("total") => Some(true),
            Some("partial") => Some(false),
            _ => None,
        },
        decided_at: moment(content, "timestamp"),
        line,
    })
}

fn is_cisa(publisher: &Value) -> bool {
    let by_title = text(publisher, "title").is_some_and(|title| title.contains("CISA ADP Vulnrichment"));
    by_title || text(get(publisher, "providerMetadata"), "shortName").is_some_and(|name| name == "CISA-ADP")
}

fn each<'r, 'v>(list: &'r Value<'v>) -> impl Iterator<Item = &'r Value<'v>> {
    list.as_array().into_iter().flatten()
}

fn moment(record: &Value, key: &str) -> Option<Timestamp> {
    let text = text(record, key)?;
    // Some dates of CVE records lack their zone; the CVE schema reads them as UTC.
    text.parse().or_else(|_| format!("{text}Z").parse()).ok()
}

#[cfg(test)]
mod tests;
