//! What a summary must satisfy before anybody believes a word of it.

use super::{Class, GoalStanding, PARTS, Summary, VERSION};
use crate::ids::GoalId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Longest name of a catalogue version; ours have nine characters.
const LONGEST_VERSION: usize = 32;
/// Largest number of a summary and largest size of a record: what every database can hold.
const LARGEST: u64 = i64::MAX as u64;

/// The summary does not say what a summary says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotASummary {
    /// Another version of the format.
    #[error(
        "the summary has format {0}, and this Ward reads format {VERSION}: one of the two must be updated"
    )]
    Version(u32),
    /// A count that cannot be.
    #[error("the {what} of the summary is {value}: it must be between 1 and {LARGEST}")]
    Count {
        /// Which count.
        what: &'static str,
        /// Its value.
        value: u64,
    },
    /// A day that had not come.
    #[error("the summary judges {as_of} and says that it was made before that day, at {made_at}")]
    AheadOfItself {
        /// The day judged.
        as_of: Date,
        /// When it was made.
        made_at: Timestamp,
    },
    /// Free text where a version belongs.
    #[error("the summary names no version of a catalogue, such as 2026.11.2")]
    Catalogue,
    /// Free text where an identifier belongs.
    #[error("the {what} of the summary is not one: it must be {shape}")]
    Class {
        /// Which field.
        what: &'static str,
        /// How it looks.
        shape: &'static str,
    },
    /// Not the twenty goals.
    #[error(
        "place {place} of the goals must be {wanted}: a summary has all twenty goals, E1 to E10 and H1 to H10, in order"
    )]
    Goals {
        /// The place, from 1.
        place: usize,
        /// The goal that belongs there, or `the end`.
        wanted: String,
    },
    /// Not a share.
    #[error("the {what} of {goal} is not a share: it must be from 0 to 1 with at most four decimals")]
    Share {
        /// Which share.
        what: &'static str,
        /// Of which goal.
        goal: GoalId,
    },
    /// The ends of a range are in the wrong order.
    #[error("the range of {0} is upside down: its low end is above its high end")]
    UpsideDown(GoalId),
}

impl Summary {
    /// Whether everything that it says can be so. Who signed it is another question.
    pub fn check(&self) -> Result<(), NotASummary> {
        if self.version != VERSION {
            return Err(NotASummary::Version(self.version));
        }
        for (what, value) in [("number", self.number), ("size of the record", self.record.size)] {
            if !(1..=LARGEST).contains(&value) {
                return Err(NotASummary::Count { what, value });
            }
        }
        if self.made_at.to_zoned(TimeZone::UTC).date() < self.as_of {
            return Err(NotASummary::AheadOfItself { as_of: self.as_of, made_at: self.made_at });
        }
        if !is_version(&self.catalogue) {
            return Err(NotASummary::Catalogue);
        }
        self.class.check()?;
        self.check_goals()
    }

    fn check_goals(&self) -> Result<(), NotASummary> {
        let mut wanted = GoalId::all();
        for (place, standing) in (1..).zip(&self.goals) {
            let expected = wanted.next();
            if expected != Some(standing.goal) {
                let wanted = expected.map_or_else(|| "the end".to_owned(), |goal| goal.to_string());
                return Err(NotASummary::Goals { place, wanted });
            }
            standing.check()?;
        }
        match wanted.next() {
            None => Ok(()),
            Some(goal) => Err(NotASummary::Goals { place: self.goals.len() + 1, wanted: goal.to_string() }),
        }
    }
}

impl Class {
    /// Whether every field that is told has the shape of what it names, so that no other text can hide in it.
    pub fn check(&self) -> Result<(), NotASummary> {
        let is_state = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        let is_ccn = |text: &str| {
            (6..=10).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
                && text.bytes().filter(u8::is_ascii_digit).count() >= 4
        };
        if !self.state.as_deref().is_none_or(is_state) {
            return Err(NotASummary::Class { what: "state", shape: "two capital letters, such as VT" });
        }
        if !self.ccn.as_deref().is_none_or(is_ccn) {
            let shape = "the CMS certification number with its leading zeros, such as 011300";
            return Err(NotASummary::Class { what: "certification number", shape });
        }
        Ok(())
    }
}

impl GoalStanding {
    fn check(&self) -> Result<(), NotASummary> {
        for (what, share) in [("low end", self.low), ("high end", self.high), ("coverage", self.coverage)] {
            // The comparison is exact on purpose: only the shortest text of four decimals is the same number again.
            #[expect(clippy::float_cmp, reason = "a share is told in whole parts or refused")]
            let is_whole = (share * PARTS).round() / PARTS == share;
            if !(0.0..=1.0).contains(&share) || share.is_sign_negative() || !is_whole {
                return Err(NotASummary::Share { what, goal: self.goal });
            }
        }
        if self.low > self.high { Err(NotASummary::UpsideDown(self.goal)) } else { Ok(()) }
    }
}

fn is_version(text: &str) -> bool {
    (1..=LONGEST_VERSION).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
