//! The operator's side: participants, standing, money, audits, cases and help as explicit state machines.
//!
//! The operator keeps a record like an organisation's: an ordered, append-only list of [`Entry`]. Each area is a fold
//! over its own events: [`Programme::apply`] changes the state or refuses, and never does half of it. What a person may
//! decide is therefore decided here, once, whatever page, command or file it came by. Pure: no I/O, no clock.

pub mod audit;
pub mod eligibility;
pub mod enforcement;
pub mod funding;
pub mod help;
pub mod identifiers;
pub mod incidents;
pub mod office;
pub mod participants;
pub mod recognition;
#[cfg(test)]
mod shipped;
pub mod standing;
mod words;

pub use funding::{Known, Summaries};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ward_catalog::Catalog;

/// One line of the operator's record. Its JSON form is a promise: fields may be added with a default, never renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Position in the record; the first is 0.
    pub number: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// Who decided.
    pub actor: String,
    /// What.
    pub event: Event,
}

/// What an entry says, by area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "area", content = "what", rename_all = "kebab-case")]
pub enum Event {
    /// Who takes part.
    Participants(participants::Event),
    /// Rounds, applications, awards, payments.
    Funding(funding::Event),
    /// Tiers and statements about them.
    Recognition(recognition::Event),
    /// Samples and audit cases.
    Audit(audit::Event),
    /// Settings of law and enforcement cases.
    Enforcement(enforcement::Event),
    /// Requests, bulletins, advisories, outages.
    Help(help::Event),
    /// How the office itself works.
    Office(office::Event),
}

/// A decision that the state of things does not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Refused {
    /// A word that programs can compare, such as `over-budget`.
    pub code: &'static str,
    /// What is wrong and what to do, in a sentence without a full stop.
    pub why: String,
}

impl Refused {
    /// A refusal.
    pub fn new(code: &'static str, why: impl Into<String>) -> Self {
        Self { code, why: why.into() }
    }
}

/// Where and when an event stands in the record.
#[derive(Clone, Copy, Debug)]
pub struct Made<'a> {
    /// Number of its entry.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: &'a str,
}

/// Everything that follows from the operator's record.
#[derive(Clone, Debug, PartialEq)]
pub struct Programme {
    /// Who takes part.
    pub participants: participants::Participants,
    /// Rounds, applications, awards, payments.
    pub funding: funding::Funding,
    /// Tiers and statements about them.
    pub recognition: recognition::Recognition,
    /// Samples and audit cases.
    pub audit: audit::Audit,
    /// Settings of law and enforcement cases.
    pub enforcement: enforcement::Enforcement,
    /// Requests, bulletins, advisories, outages.
    pub help: help::Help,
    /// How the office itself works.
    pub office: office::Office,
}

impl Programme {
    /// A programme without an entry, by the dated numbers of a catalogue.
    pub fn new(catalog: &Catalog) -> Self {
        Self {
            participants: participants::Participants::new(catalog.size_limits.clone()),
            funding: funding::Funding::default(),
            recognition: recognition::Recognition::default(),
            audit: audit::Audit::default(),
            enforcement: enforcement::Enforcement::default(),
            help: help::Help::default(),
            office: office::Office::new(catalog.office_days.clone()),
        }
    }
    /// Takes an entry into account, or says why it cannot be; then nothing has changed. What the participants had told by
    /// the time of the entry is asked of `summaries`, so that it comes out the same whenever the record is folded.
    pub fn apply(&mut self, entry: &Entry, summaries: &dyn Summaries) -> Result<(), Refused> {
        let made = Made { number: entry.number, at: entry.at, actor: &entry.actor };
        let known = Known { participants: &self.participants, summaries };
        match &entry.event {
            Event::Participants(event) => self.participants.apply(made, event),
            Event::Funding(event) => self.funding.apply(made, event, &known),
            Event::Recognition(event) => self.recognition.apply(made, event, &known),
            Event::Audit(event) => self.audit.apply(made, event, &self.participants),
            Event::Enforcement(event) => self.enforcement.apply(made, event, &self.participants),
            Event::Help(event) => self.help.apply(made, event, &self.participants),
            Event::Office(event) => self.office.apply(made, event),
        }
    }
}
