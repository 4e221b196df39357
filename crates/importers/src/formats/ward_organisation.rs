//! Reads the profile that an organisation keeps beside its exports: who it is and what it answers for.
//!
//! ```toml
//! [organisation]
//! name             = "Example County Hospital"
//! size             = "medium"
//! domains          = ["hospital.example"]
//! public_addresses = ["203.0.113.0/28"]
//! declared_on      = 2026-01-31
//! ```

use crate::source::newlines;
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::io::{BufRead, Read};
use toml::value::Datetime;
use ward_domain::network::AddressRange;
use ward_domain::observation::{Line, Observations, Origin};
use ward_domain::organisation::{Organisation, Size};

/// Reads organisation profiles.
pub struct WardOrganisation;

static ABOUT: About = About {
    id: "ward-organisation",
    name: "Organisation profile (TOML)",
    how_to_get: "Write it: a table [organisation] with name, size, domains, public_addresses, public_hosts, \
                 dmz_addresses, medical_addresses, dkim_selectors and declared_on",
    carries: "The name, the size, and every domain and public address that the organisation answers for",
    version: 1,
    evidence_kind: "organisation-profile",
};

impl Importer for WardOrganisation {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let mut lines =
            head.text().lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let key = |line: &str| line.split_once('=').map(|(key, _)| key.trim().to_owned());
        let is_header = |line: &str| line.split('#').next().unwrap_or_default().trim() == "[organisation]";
        // Only `declared_on` may stand before the table.
        match lines.by_ref().find(|line| key(line).as_deref() != Some("declared_on")) {
            Some(first) if is_header(first) => {}
            _ => return Confidence::No,
        }
        let has_name =
            lines.take_while(|line| !line.starts_with('[')).any(|line| key(line).as_deref() == Some("name"));
        if has_name { Confidence::Certain } else { Confidence::Likely }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let text = whole_text(input, context.limits.field_bytes)?;
        let File { organisation: profile, declared_on } = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(0, |span| line_of(&text, span.start));
            Damaged { line, reason: error.message().trim().replace('\n', "; ") }
        })?;
        let mut account = Account::new(&context.limits);
        account.used();
        let declared_on = profile.declared_on.or(declared_on).and_then(moment);
        if declared_on.is_none() {
            account.problem(0, "the profile does not say when it was declared: add declared_on = 2026-01-31");
        }
        let observations = Observations {
            tool: "organisation profile".to_owned(),
            origin: Origin::OwnRecord,
            collected_at: declared_on,
            series: Some("ward-organisation".to_owned()),
            organisation: Some(profile.into()),
            ..Observations::default()
        };
        Ok(Reading { observations, tally: account.finish() })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    organisation: Profile,
    declared_on: Option<Datetime>,
}

/// The fields of [`Organisation`], and the day of the declaration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    name: String,
    #[serde(default)]
    size: Size,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    public_addresses: Vec<AddressRange>,
    #[serde(default)]
    public_hosts: Vec<String>,
    #[serde(default)]
    dmz_addresses: Vec<AddressRange>,
    #[serde(default)]
    medical_addresses: Vec<AddressRange>,
    #[serde(default)]
    dkim_selectors: Vec<String>,
    declared_on: Option<Datetime>,
}

impl From<Profile> for Organisation {
    fn from(profile: Profile) -> Self {
        let lower = |names: Vec<String>| names.iter().map(|name| name.trim().to_lowercase()).collect();
        Self {
            name: profile.name.trim().to_owned(),
            size: profile.size,
            domains: lower(profile.domains),
            public_addresses: profile.public_addresses,
            public_hosts: lower(profile.public_hosts),
            dmz_addresses: profile.dmz_addresses,
            medical_addresses: profile.medical_addresses,
            dkim_selectors: lower(profile.dkim_selectors),
        }
    }
}

fn whole_text(input: &mut dyn BufRead, most: usize) -> Result<String, Damaged> {
    let mut bytes = Vec::new();
    let unreadable =
        |error| Damaged { line: 0, reason: format!("the file could not be read to its end: {error}") };
    input.take(most as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > most {
        return Err(Damaged { line: 0, reason: format!("the profile is longer than {most} bytes") });
    }
    Ok(Head::of(&bytes).text().to_owned())
}

/// The start of that day, UTC.
fn moment(declared_on: Datetime) -> Option<Timestamp> {
    let date: Date = declared_on.date?.to_string().parse().ok()?;
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn line_of(text: &str, offset: usize) -> Line {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    1 + newlines(before)
}

#[cfg(test)]
mod tests;
