//! Incidents: one record with its times kept apart, the reporting clocks that apply, reports ready to be read and sent.
//!
//! Used by an organisation for itself and by the operator who helps. Laws start their clocks with different events:
//! discovery, reasonable belief, determination, payment, materiality; so each time is stored by its own name and none is
//! taken for another. What is not known stays not known: a clock then says which fact is missing.

mod clocks;
mod facts;
mod reports;
mod rules;
mod sharing;
#[cfg(test)]
mod tests;

pub use clocks::{Applies, Clock, Deadline, clocks};
pub use facts::{Facts, Hold, Kind, Times};
pub use reports::{Field, Form, Report, report};
pub use rules::{ClockId, RULES};
pub use sharing::{Shared, Tlp, shield};

use crate::enforcement::needs;
use crate::{Made, Refused};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is recorded about an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It is known from now on.
    Opened {
        /// A short name.
        title: String,
        /// What is known so far.
        facts: Box<Facts>,
        /// What happened when, so far.
        times: Times,
    },
    /// Facts are known better: all of them as they are now.
    FactsSet {
        /// All facts.
        facts: Box<Facts>,
    },
    /// Times are known better: all of them as they are now.
    TimesSet {
        /// All times.
        times: Times,
        /// Why they changed.
        because: String,
    },
    /// A report was made, so its clock has stopped.
    Reported {
        /// Which clock.
        clock: ClockId,
        /// When.
        at: Timestamp,
        /// Number of the receipt, or how it was sent.
        receipt: String,
    },
    /// Something was shared with somebody.
    Shared(Shared),
    /// Nothing is left to do.
    Closed {
        /// What was learned.
        lessons: String,
    },
    /// It was not over.
    Reopened {
        /// Why.
        because: String,
    },
}

/// One incident.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incident {
    /// A short name; empty before it is opened.
    pub title: String,
    /// What is known.
    pub facts: Facts,
    /// What happened when.
    pub times: Times,
    /// When and how each report was made.
    pub reported: BTreeMap<ClockId, (Timestamp, String)>,
    /// What was shared with whom, in order.
    pub shared: Vec<Shared>,
    /// Whether nothing is left to do.
    pub is_closed: bool,
    /// Numbers of its entries.
    pub entries: Vec<u64>,
}

impl Incident {
    /// Takes an event into account, or says why it cannot be; then nothing has changed.
    pub fn apply(&mut self, made: Made<'_>, event: &Event) -> Result<(), Refused> {
        self.check(made, event)?;
        match event {
            Event::Opened { title, facts, times } => {
                self.title.clone_from(title);
                self.facts = (**facts).clone();
                self.times = times.clone();
            }
            Event::FactsSet { facts } => self.facts = (**facts).clone(),
            Event::TimesSet { times, .. } => self.times = times.clone(),
            Event::Reported { clock, at, receipt } => {
                self.reported.insert(*clock, (*at, receipt.clone()));
            }
            Event::Shared(shared) => self.shared.push(shared.clone()),
            Event::Closed { .. } => self.is_closed = true,
            Event::Reopened { .. } => self.is_closed = false,
        }
        self.entries.push(made.number);
        Ok(())
    }

    fn check(&self, made: Made<'_>, event: &Event) -> Result<(), Refused> {
        let is_open = !self.title.is_empty();
        match event {
            Event::Opened { title, facts, times } => {
                if is_open {
                    return Err(Refused::new("opened", "the incident is recorded already"));
                }
                needs("the title", title)?;
                facts.check()?;
                return times.check(made.at);
            }
            _ if !is_open => return Err(Refused::new("no-incident", "record the incident first")),
            Event::Reopened { because } => {
                if !self.is_closed {
                    return Err(Refused::new("not-closed", "the incident is not closed"));
                }
                return needs("the reason", because);
            }
            _ if self.is_closed => {
                return Err(Refused::new("closed", "the incident is closed: reopen it first"));
            }
            _ => {}
        }
        match event {
            Event::Opened { .. } | Event::Reopened { .. } => Ok(()),
            Event::FactsSet { facts } => facts.check(),
            Event::TimesSet { times, because } => {
                needs("the reason", because)?;
                times.check(made.at)
            }
            Event::Reported { clock, at, receipt } => {
                needs("the receipt", receipt)?;
                if *at > made.at {
                    return Err(Refused::new("future", format!("the report of {at} lies in the future")));
                }
                if self.reported.contains_key(clock) {
                    let why = format!("{} was reported before: share a supplement instead", clock.as_str());
                    return Err(Refused::new("reported", why));
                }
                Ok(())
            }
            Event::Shared(shared) => shared.check(made.at),
            Event::Closed { lessons } => needs("what was learned", lessons),
        }
    }
}
