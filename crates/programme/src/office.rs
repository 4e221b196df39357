//! How the office itself works: whose verdicts it accepts, and which tables it let out.
//!
//! Both bind what comes later. A catalogue that is not accepted makes summaries be refused, and a release that was
//! forgotten would let the next one give away what it hid; so neither is a setting that somebody can change unseen.

use crate::funding::{Stamp, day_of, told};
use crate::{Made, Refused};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ward_catalog::{Dated, OfficeDays, SmallestCell};
use ward_domain::Digest;

/// Longest name of a catalogue version, as summaries have them.
const LONGEST_VERSION: usize = 32;
/// Most versions that are accepted at one time (OWN): more is no choice.
const MOST_VERSIONS: usize = 20;

/// What is decided about the office itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// From now on the verdicts of these catalogue versions are accepted, beside those of the office's own version. The
    /// whole list, not the difference.
    CataloguesAccepted {
        /// The versions; none when only the own one counts.
        versions: BTreeSet<String>,
        /// Why.
        because: String,
    },
    /// Tables were let out.
    Released {
        /// The day that they are about: that of the entry.
        day: Date,
        /// SHA-256 of the release as it is kept, with those who are counted.
        file: Digest,
        /// How many tables it has.
        tables: u32,
    },
}

/// Tables that left the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// The day.
    pub day: Date,
    /// SHA-256 of the release as it is kept.
    pub file: Digest,
    /// How many tables it has.
    pub tables: u32,
    /// When, and by whom.
    pub made: Stamp,
}

/// What follows from the events.
#[derive(Clone, Debug, PartialEq)]
pub struct Office {
    days: Dated<OfficeDays>,
    catalogues: BTreeSet<String>,
    chosen: Option<(Stamp, String)>,
    releases: Vec<Released>,
}

impl Office {
    /// An office that decided nothing yet. The days say how patient it is on each day.
    pub fn new(days: Dated<OfficeDays>) -> Self {
        Self { days, catalogues: BTreeSet::new(), chosen: None, releases: Vec::new() }
    }
    /// The catalogue versions whose verdicts are accepted beside the office's own, in order.
    pub fn catalogues(&self) -> &BTreeSet<String> {
        &self.catalogues
    }
    /// When they were chosen, by whom and why.
    pub fn chosen(&self) -> Option<(&Stamp, &str)> {
        self.chosen.as_ref().map(|(stamp, because)| (stamp, because.as_str()))
    }
    /// Every release, oldest first.
    pub fn releases(&self) -> &[Released] {
        &self.releases
    }
    /// Whether tables may be let out on that day, or why not.
    pub fn may_release(&self, day: Date) -> Result<(), Refused> {
        let least = self.days.on(day).between_releases;
        match self.releases.last() {
            Some(last) if last.day.saturating_add(i64::from(least).days()) > day => Err(Refused::new(
                "too-soon",
                format!("the last release is of {}: the next can be made {least} days after it", last.day),
            )),
            _ => Ok(()),
        }
    }

    /// Takes an event into account, or says why it cannot be; then nothing has changed.
    pub fn apply(&mut self, made: Made<'_>, event: &Event) -> Result<(), Refused> {
        match event {
            Event::CataloguesAccepted { versions, because } => {
                check_versions(versions)?;
                told("the reason", because)?;
                if *versions == self.catalogues {
                    return Err(Refused::new("same", "these versions are accepted already"));
                }
                self.catalogues.clone_from(versions);
                self.chosen = Some((Stamp::of(made), because.trim().to_owned()));
                Ok(())
            }
            Event::Released { day, file, tables } => {
                if *day != day_of(made.at) {
                    return Err(Refused::new(
                        "day",
                        format!("a release is of the day on which it is made, and {day} is not that day"),
                    ));
                }
                self.may_release(*day)?;
                if *tables == 0 {
                    return Err(Refused::new("no-table", "a release has at least one table"));
                }
                let (day, file, tables) = (*day, *file, *tables);
                self.releases.push(Released { day, file, tables, made: Stamp::of(made) });
                Ok(())
            }
        }
    }
}

/// The refusal of a release for which no table could be made.
pub fn no_table(smallest: SmallestCell) -> Refused {
    let why =
        format!("no table can be made yet: each number in it must count {smallest} organisations or more");
    Refused::new("no-table", why)
}

fn check_versions(versions: &BTreeSet<String>) -> Result<(), Refused> {
    let is_version = |text: &str| {
        (1..=LONGEST_VERSION).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    };
    if let Some(wrong) = versions.iter().find(|text| !is_version(text)) {
        let wrong: String = wrong.chars().take(LONGEST_VERSION).collect();
        let why = format!("`{wrong}` is not a version of a catalogue, such as 2026.11.2");
        return Err(Refused::new("version", why));
    }
    if versions.len() > MOST_VERSIONS {
        let why = format!("{} versions are no choice: accept at most {MOST_VERSIONS}", versions.len());
        return Err(Refused::new("version", why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(versions: &[&str], because: &str) -> Event {
        let versions = versions.iter().map(|text| (*text).to_owned()).collect();
        Event::CataloguesAccepted { versions, because: because.to_owned() }
    }

    fn releases(day: &str, tables: u32) -> Event {
        Event::Released { day: day.parse().unwrap(), file: Digest([7; 32]), tables }
    }

    #[track_caller]
    fn check(office: &mut Office, day: &str, event: &Event, expected: Result<(), &'static str>) {
        let before = office.clone();
        let at = format!("{day}T09:00:00Z").parse().unwrap();
        let result = office.apply(Made { number: 3, at, actor: "Ada" }, event);
        assert_eq!(result.as_ref().map_err(|refused| refused.code), expected.as_ref().map_err(|code| *code));
        if result.is_err() {
            assert_eq!(*office, before, "what is refused changes nothing");
        }
    }

    #[test]
    fn versions_are_chosen_with_a_reason_and_replace_each_other() {
        let mut office = Office::new(crate::shipped::CATALOG.office_days.clone());
        let on = "2026-11-21";
        check(&mut office, on, &accepts(&["2026.9", "2026.10"], "many still have them"), Ok(()));
        assert_eq!(office.catalogues().iter().collect::<Vec<_>>(), ["2026.10", "2026.9"]);
        check(&mut office, on, &accepts(&["2026.9", "2026.10"], "again"), Err("same"));
        check(&mut office, on, &accepts(&["2026.10"], " "), Err("no-reason"));
        for wrong in ["latest", "", "2026.1\n", "1234567890123456789012345678901234567890"] {
            check(&mut office, on, &accepts(&[wrong], "x"), Err("version"));
        }
        let many: Vec<String> = (0..=MOST_VERSIONS).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        check(&mut office, on, &accepts(&many, "x"), Err("version"));
        check(&mut office, on, &accepts(&[], "all have updated"), Ok(()));
        assert!(office.catalogues().is_empty());
        assert_eq!(office.chosen().unwrap().1, "all have updated");
    }

    #[test]
    fn releases_are_few_and_of_their_day() {
        let mut office = Office::new(crate::shipped::CATALOG.office_days.clone());
        check(&mut office, "2026-11-21", &releases("2026-11-20", 3), Err("day"));
        check(&mut office, "2026-11-21", &releases("2026-11-21", 0), Err("no-table"));
        check(&mut office, "2026-11-21", &releases("2026-11-21", 3), Ok(()));
        check(&mut office, "2026-11-21", &releases("2026-11-21", 3), Err("too-soon"));
        check(&mut office, "2026-12-18", &releases("2026-12-18", 3), Err("too-soon"));
        check(&mut office, "2026-12-19", &releases("2026-12-19", 3), Ok(()));
        assert_eq!(office.releases().len(), 2);
    }
}
