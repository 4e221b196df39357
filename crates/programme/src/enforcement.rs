//! Enforcement: what is asked of whom from which day, and cases from the notice to the close.
//!
//! An aid for people who decide, and no legal advice: every amount shows its rule, citation and force, and every step the
//! person who took it. Nothing here is law by itself; what is asked is a dated setting of the operator with its authority.

mod case;
mod demand;
mod event;
pub mod hipaa;
pub mod medicare;
mod penalty;
mod practices;
mod regimes;
#[cfg(test)]
mod tests;

pub use case::{Case, CaseNumber, Hardship, Stage, Step};
pub use demand::{Class, Demands, Level, Setting};
pub use event::{AppealOutcome, Event};
pub use penalty::{AID, Amounts, Column, Line, Penalty, Relief, Rule};
pub use practices::{Continuity, Gap, GapKind, continuity};
pub use regimes::{RegimeOn, regimes};

use crate::participants::{ParticipantId, Participants};
use crate::{Made, Refused};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// What follows from the events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enforcement {
    /// What is asked of whom.
    pub demands: Demands,
    cases: BTreeMap<CaseNumber, Case>,
}

impl Enforcement {
    /// The case of that number.
    pub fn case(&self, number: CaseNumber) -> Option<&Case> {
        self.cases.get(&number)
    }
    /// All cases, oldest first.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.values()
    }
    /// The cases of a participant, oldest first.
    pub fn cases_of(&self, participant: &ParticipantId) -> impl Iterator<Item = &Case> {
        self.cases.values().filter(move |case| case.participant == *participant)
    }
    /// The open cases whose next date has passed on a day.
    pub fn overdue(&self, day: Date) -> impl Iterator<Item = &Case> {
        self.cases.values().filter(move |case| case.deadline().is_some_and(|(due, _)| due < day))
    }

    /// Takes an event into account, or says why it cannot be; then nothing has changed.
    pub fn apply(
        &mut self,
        made: Made<'_>,
        event: &Event,
        participants: &Participants,
    ) -> Result<(), Refused> {
        match event {
            Event::DemandSet(setting) => self.demands.set(made, setting),
            Event::CaseOpened { participant, .. } => {
                participants.find(participant)?;
                let case = Case::open(made, event)?;
                self.cases.insert(case.number, case);
                Ok(())
            }
            _ => {
                let number = event.case().unwrap_or_default();
                let case = self.cases.get_mut(&number).ok_or_else(|| {
                    Refused::new("no-case", format!("there is no case {number}: open it first"))
                })?;
                *case = case.after(made, event)?;
                Ok(())
            }
        }
    }
}

/// The last day that it can be anywhere in the United States at that moment: Guam is ten hours ahead of UTC.
pub(crate) fn latest_day(at: Timestamp) -> Date {
    let ahead = at.saturating_add(SignedDuration::from_hours(10)).unwrap_or(at);
    jiff::tz::Offset::UTC.to_datetime(ahead).date()
}

/// Refuses a text that says nothing.
pub(crate) fn needs(what: &str, text: &str) -> Result<(), Refused> {
    if text.trim().is_empty() {
        return Err(Refused::new("empty", format!("{what} is missing: the record needs it")));
    }
    Ok(())
}
