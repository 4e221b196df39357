//! Recognition: tiers, statements that an organisation reached one, and their withdrawal when it stands there no longer.
//!
//! A statement rests on one verified summary and expires. Whether it stands is asked of [`Recognition::status`], by its
//! number; [`Recognition::to_withdraw`] names those that newer summaries no longer carry, and each withdrawal is an entry.

mod statement;
#[cfg(test)]
mod tests;
mod tier;

pub use statement::{PREDICATE_TYPE, Predicate, STATEMENT_TYPE, Statement, Subject};
pub use tier::{Goals, Tier};

use crate::funding::{Roll, Stamp, told};
use crate::participants::ParticipantId;
use crate::{Made, Refused};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ward_domain::Digest;

/// Number of a statement: the number of the entry that issued it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatementId(pub u64);

impl std::fmt::Display for StatementId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What is decided about recognition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// A tier is offered from now on, or its rule is another from now on. Statements that were issued keep their rule.
    TierOffered {
        /// The tier.
        tier: Tier,
    },
    /// A tier is offered no more. Statements that were issued stand until they expire.
    TierEnded {
        /// Its id.
        tier: String,
        /// Why.
        reason: String,
    },
    /// A participant reached a tier. The number of this entry becomes the number of the statement.
    Issued {
        /// Who.
        participant: ParticipantId,
        /// The tier's id.
        tier: String,
        /// SHA-256 of the newest verified summary, which shows it.
        summary: Digest,
    },
    /// A statement stands no more.
    Withdrawn {
        /// Which.
        statement: StatementId,
        /// Why, in a sentence that the public may read.
        reason: String,
    },
}

/// A statement that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub id: StatementId,
    /// Who is recognised.
    pub participant: ParticipantId,
    /// Its name on the day of issue.
    pub name: String,
    /// The tier, with the rule of the day of issue.
    pub tier: Tier,
    /// SHA-256 of the summary that it rests on.
    pub summary: Digest,
    /// When, and by whom.
    pub made: Stamp,
    /// The first instant at which it counts no more.
    pub expires: Timestamp,
    /// When and why it was withdrawn.
    pub withdrawn: Option<(Stamp, String)>,
}

/// Whether a statement stands, as anyone may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status<'a> {
    /// It stands.
    Valid(&'a Issued),
    /// It stood until it expired.
    Expired(&'a Issued),
    /// It was withdrawn; the reason is in it.
    Withdrawn(&'a Issued),
    /// No such statement was ever issued here.
    Unknown,
}

/// A statement that must be withdrawn, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallen {
    /// Which.
    pub statement: StatementId,
    /// Why, in a sentence that the public may read.
    pub reason: String,
}

/// All tiers and statements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognition {
    tiers: BTreeMap<String, Tier>,
    issued: BTreeMap<StatementId, Issued>,
}

impl Recognition {
    /// The tiers that are offered.
    pub fn tiers(&self) -> impl Iterator<Item = &Tier> {
        self.tiers.values()
    }
    /// All statements, by number.
    pub fn statements(&self) -> impl Iterator<Item = &Issued> {
        self.issued.values()
    }
    /// Whether the statement of that number stands at that instant.
    pub fn status(&self, id: StatementId, at: Timestamp) -> Status<'_> {
        match self.issued.get(&id) {
            None => Status::Unknown,
            Some(issued) if issued.withdrawn.is_some() => Status::Withdrawn(issued),
            Some(issued) if at >= issued.expires => Status::Expired(issued),
            Some(issued) => Status::Valid(issued),
        }
    }
    /// Statements that stand at that instant and that the newest summaries do not carry: each must be withdrawn now.
    pub fn to_withdraw(&self, at: Timestamp, roll: &dyn Roll) -> Vec<Fallen> {
        let standing = self.issued.values().filter(|issued| issued.is_valid(at));
        standing
            .filter_map(|issued| {
                let reason = issued.tier.reached(&issued.participant, at, roll).err()?;
                Some(Fallen { statement: issued.id, reason })
            })
            .collect()
    }

    /// Takes an event into account, or says why it cannot be; then nothing has changed.
    pub fn apply(&mut self, made: Made<'_>, event: &Event, roll: &dyn Roll) -> Result<(), Refused> {
        match event {
            Event::TierOffered { tier } => {
                tier.check()?;
                self.tiers.insert(tier.id.clone(), tier.clone());
                Ok(())
            }
            Event::TierEnded { tier, reason } => {
                told("the reason", reason)?;
                self.tiers.remove(tier).map(drop).ok_or_else(|| no_tier(tier))
            }
            Event::Issued { participant, tier, summary } => {
                self.issue(made, participant, tier, *summary, roll)
            }
            Event::Withdrawn { statement, reason } => self.withdraw(made, *statement, reason),
        }
    }

    fn issue(
        &mut self,
        made: Made<'_>,
        who: &ParticipantId,
        tier: &str,
        summary: Digest,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        let tier = self.tiers.get(tier).ok_or_else(|| no_tier(tier))?.clone();
        let newest = tier.reached(who, made.at, roll).map_err(|why| {
            Refused::new("not-reached", format!("{who} has not reached `{}`: {why}", tier.id))
        })?;
        if newest != summary {
            return Err(Refused::new(
                "not-the-newest",
                format!(
                    "the summary {summary} is not the newest of {who}, which is {newest}: decide on that one"
                ),
            ));
        }
        let same = |issued: &&Issued| {
            issued.participant == *who && issued.tier.id == tier.id && issued.is_valid(made.at)
        };
        if let Some(earlier) = self.issued.values().find(same) {
            // A renewal may come in the last third, so that nobody is without a statement for a day.
            let length = earlier.expires.duration_since(earlier.made.at);
            if made.at < earlier.expires - length / 3 {
                return Err(Refused::new(
                    "issued-twice",
                    format!("{who} has statement {} until {}", earlier.id.0, earlier.expires),
                ));
            }
        }
        let id = StatementId(made.number);
        if self.issued.contains_key(&id) {
            return Err(Refused::new("number-taken", format!("there is a statement {} already", id.0)));
        }
        let valid = SignedDuration::from_hours(24 * i64::from(tier.valid_days));
        let expires = made.at.checked_add(valid).map_err(|_| {
            Refused::new("too-late", "the statement would expire after the end of the calendar")
        })?;
        let name = roll.name(who).unwrap_or_default().to_owned();
        let made = Stamp::of(made);
        let participant = who.clone();
        let issued = Issued { id, participant, name, tier, summary, made, expires, withdrawn: None };
        self.issued.insert(id, issued);
        Ok(())
    }

    fn withdraw(&mut self, made: Made<'_>, id: StatementId, reason: &str) -> Result<(), Refused> {
        told("the reason", reason)?;
        let none = || Refused::new("no-such-statement", format!("there is no statement {}", id.0));
        let issued = self.issued.get_mut(&id).ok_or_else(none)?;
        if let Some((earlier, _)) = &issued.withdrawn {
            let why = format!("statement {} was withdrawn by {} at {}", id.0, earlier.by, earlier.at);
            return Err(Refused::new("already-withdrawn", why));
        }
        issued.withdrawn = Some((Stamp::of(made), reason.to_owned()));
        Ok(())
    }
}

impl Issued {
    fn is_valid(&self, at: Timestamp) -> bool {
        self.withdrawn.is_none() && at < self.expires
    }
}

fn no_tier(id: &str) -> Refused {
    Refused::new("no-such-tier", format!("there is no tier `{id}`"))
}
