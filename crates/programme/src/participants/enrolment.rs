//! How a participant takes part: enrolment, consent, keys, and numbers that it holds for a time.

use crate::Refused;
use crate::identifiers::as_text;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use ward_domain::Digest;

/// How far a participant has come: listed → invited → enrolled → left; one that left can be invited again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Enrolment {
    /// Known from a public list. Nothing is expected of it.
    Listed,
    /// Asked to take part.
    Invited,
    /// Takes part: its summaries are taken.
    Enrolled,
    /// Took part once.
    Left,
}

impl Enrolment {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Invited => "invited",
            Self::Enrolled => "enrolled",
            Self::Left => "left",
        }
    }
    /// The step to `next`, or why there is none.
    pub(super) fn step(self, next: Self) -> Result<Self, Refused> {
        let allowed = match next {
            Self::Invited => matches!(self, Self::Listed | Self::Left),
            Self::Listed | Self::Enrolled => self == Self::Invited,
            Self::Left => self == Self::Enrolled,
        };
        if allowed {
            return Ok(next);
        }
        let first = match next {
            Self::Listed => "only an invitation can be declined",
            Self::Invited => "invite one that is listed or has left",
            Self::Enrolled => "invite it first",
            Self::Left => "only an enrolled participant can leave",
        };
        Err(Refused::new(
            "enrolment",
            format!("the participant is {}, so it cannot become {}: {first}", self.label(), next.label()),
        ))
    }
}

/// What a participant agreed to. Each may be taken back alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The day it was given.
    pub given_on: Date,
    /// The signed document, when there is one.
    pub document: Option<Digest>,
    /// Counted in the published tables of the sector, under suppression of small cells.
    pub in_statistics: bool,
    /// Counted among the peers that others compare themselves with.
    pub among_peers: bool,
    /// Named on the public page of recognised organisations.
    pub named_in_public: bool,
}

/// The text of a key that verifies an organisation's summaries: one line, as `ward` prints it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerifyingKey(String);

/// The text is not a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a verifying key: paste the one line that the organisation's Ward shows as its public key"
)]
pub struct NotAKey;

impl VerifyingKey {
    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VerifyingKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let text = text.trim();
        let is_one_line = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        // A raw Ed25519 key takes 43 characters of base64; a name and a hash may stand before it.
        if is_one_line && (43..=512).contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(NotAKey) }
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

as_text!(VerifyingKey);

/// A key over the time in which it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub key: VerifyingKey,
    /// When the operator took it.
    pub from: Timestamp,
    /// When it stopped counting, and why.
    pub ended: Option<(Timestamp, String)>,
}

impl Key {
    /// Whether summaries received at that moment may be verified with it.
    pub fn counts_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.ended.as_ref().is_none_or(|(end, _)| at < *end)
    }
}

/// A number held for a time. Both days are part of it; an open side is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held<T> {
    /// The number.
    pub id: T,
    /// First day, when known.
    pub from: Option<Date>,
    /// Last day; none while it is held.
    pub to: Option<Date>,
}

impl<T> Held<T> {
    /// Whether it was held on that day.
    pub fn on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
    /// Whether some day lies in both times.
    pub(super) fn overlaps<U>(&self, other: &Held<U>) -> bool {
        let before = |end: Option<Date>, start: Option<Date>| matches!((end, start), (Some(end), Some(start)) if end < start);
        !before(self.to, other.from) && !before(other.to, self.from)
    }
}
