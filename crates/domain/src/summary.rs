//! The summary: the only thing that leaves an organisation. It names no host, address, person or finding.
//!
//! The list of fields is part of the format; what is not listed is refused, and a change of the list is a new version.

use crate::assessment::{Grade, Status};
use crate::ids::{Digest, GoalId};
use crate::organisation::Size;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where an organisation stood on a day, as it tells the programme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// Version of this format: 1.
    pub version: u32,
    /// The first summary is 1; each later one has a higher number, so an old one cannot be sent again.
    pub number: u64,
    /// The day judged.
    pub as_of: Date,
    /// When the organisation made it.
    pub made_at: Timestamp,
    /// Version of the catalogue that judged.
    pub catalogue: String,
    /// Class fields that the organisation states about itself.
    pub class: Class,
    /// All twenty goals, in order.
    pub goals: Vec<GoalStanding>,
    /// SHA-256 of the assessment in contract form (version 1), which a packet can prove.
    pub assessment: Digest,
    /// The record that it follows from.
    pub record: RecordHead,
}

/// What kind of organisation it is, by its own word. The operator's own lists decide where the two differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// HICP size, which chose the thresholds.
    pub size: Size,
    /// Two-letter state, when it was told.
    pub state: Option<String>,
    /// CMS Certification Number, when it has one.
    pub ccn: Option<String>,
}

/// One goal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoalStanding {
    /// Which.
    pub goal: GoalId,
    /// Its status.
    pub status: Status,
    /// Score if everything unknown fails, 0 to 1.
    pub low: f64,
    /// Score if everything unknown passes, 0 to 1.
    pub high: f64,
    /// The lowest grade among the measures that it needs; none when nothing is known.
    pub grade: Option<Grade>,
    /// Share of the subjects that evidence covers, 0 to 1.
    pub coverage: f64,
}

/// Size and root of the organisation's record: what the operator witnesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordHead {
    /// Entries.
    pub size: u64,
    /// Root of the Merkle tree over them (RFC 6962).
    pub root: Digest,
}
