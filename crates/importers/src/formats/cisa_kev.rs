//! Reads CISA's catalogue of Known Exploited Vulnerabilities (JSON).

use crate::json::{self, Layout, Piece, Value, get, text};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::BufRead;
use ward_domain::ids::CveId;
use ward_domain::observation::{KnownExploited, Line, Observations, Origin};

/// Reads CISA's KEV catalogue.
pub struct CisaKev;

static ABOUT: About = About {
    id: "cisa-kev",
    name: "CISA Known Exploited Vulnerabilities catalogue (JSON)",
    how_to_get: "Download known_exploited_vulnerabilities.json from cisa.gov/known-exploited-vulnerabilities-catalog",
    carries: "Which CVEs are exploited, since when CISA lists them, CISA's due dates and use in ransomware campaigns",
    version: 1,
    evidence_kind: "known-exploited-catalogue",
};

impl Importer for CisaKev {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let Some(json) = head.json().filter(|json| !json.is_array) else { return Confidence::No };
        match (json.has("catalogVersion"), json.has("vulnerabilities") || json.has("dateReleased")) {
            (true, true) => Confidence::Certain,
            _ if json.has("vulnerabilities") && json.has_in_rows("cveID") => Confidence::Likely,
            _ => Confidence::No,
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut account = Account::new(&context.limits);
        let mut entries = Vec::new();
        let (mut version, mut count, mut records, mut released) = (None, None, 0u64, None);
        json::read(input, &context.limits, Layout::Under("vulnerabilities"), &mut |piece| match piece {
            Piece::Record(line, record) => {
                records += 1;
                match entry(line, &record) {
                    Ok(entry) => {
                        account.used();
                        entries.push(entry);
                    }
                    Err(reason) => account.skipped(line, reason),
                }
            }
            Piece::Field(key, value) => match key {
                "catalogVersion" => version = value.as_str().map(str::to_owned),
                "dateReleased" => released = value.as_str().and_then(|text| text.parse::<Timestamp>().ok()),
                "count" => count = value.as_u64(),
                _ => {}
            },
        })?;
        if let Some(count) = count.filter(|&count| count != records) {
            let reason = format!(
                "the catalogue says that it has {count} entries and holds {records}: it was cut off or edited, download it again"
            );
            return Err(Damaged { line: 0, reason });
        }
        if count.is_none() {
            account.problem(
                0,
                "the catalogue does not say how many entries it has: whether it is whole is not known",
            );
        }
        let observations = Observations {
            tool: format!("CISA KEV {}", version.unwrap_or_default()).trim().to_owned(),
            origin: Origin::Machine,
            collected_at: released,
            series: Some("cisa-kev".to_owned()),
            known_exploited: entries,
            ..Observations::default()
        };
        Ok(Reading { observations, tally: account.finish() })
    }
}

fn entry(line: Line, record: &Value) -> Result<KnownExploited, String> {
    let cve: CveId =
        text(record, "cveID").ok_or("the entry has no cveID")?.parse().map_err(|error| format!("{error}"))?;
    let added = date(record, "dateAdded")?.ok_or_else(|| format!("{cve} has no dateAdded"))?;
    let ransomware =
        text(record, "knownRansomwareCampaignUse").is_some_and(|use_| use_.eq_ignore_ascii_case("known"));
    Ok(KnownExploited { cve, added, due: date(record, "dueDate")?, ransomware, line })
}

fn date(record: &Value, key: &str) -> Result<Option<Date>, String> {
    match get(record, key) {
        Value::Null => Ok(None),
        Value::String(text) => {
            text.trim().parse().map(Some).map_err(|_| format!("the {key} is not a date such as 2025-08-25"))
        }
        _ => Err(format!("the {key} is not a text")),
    }
}

#[cfg(test)]
mod tests;
