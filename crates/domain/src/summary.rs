//! The summary: the only thing that leaves an organisation. It names no host, address, person or finding.
//!
//! The list of fields is part of the format; what is not listed is refused, and a change of the list is a new version.
//! What comes back is a [`Receipt`].

mod check;

pub use check::NotASummary;

use crate::assessment::{Assessment, Grade, Status};
use crate::ids::{Digest, GoalId};
use crate::organisation::Size;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The version of the format that this program writes and reads.
pub const VERSION: u32 = 1;

/// Parts in which shares are told. Four decimals say enough, and a longer tail would tell the size of a population.
const PARTS: f64 = 10_000.0;

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

impl GoalStanding {
    /// The goals of an assessment as they are told: ranges are widened and coverage is narrowed to four decimals, so
    /// that rounding never makes anything look better.
    pub fn all_of(assessment: &Assessment) -> Vec<Self> {
        let narrowed = |share: f64| (share * PARTS + 1e-6).floor() / PARTS;
        let widened = |share: f64| (share * PARTS - 1e-6).ceil() / PARTS;
        assessment
            .goals
            .iter()
            .map(|goal| Self {
                goal: goal.id,
                status: goal.status,
                low: narrowed(goal.score.low),
                high: widened(goal.score.high),
                grade: goal.grade,
                coverage: narrowed(goal.coverage()),
            })
            .collect()
    }
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

/// What the operator says about a summary that it has kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Version of this format: 1.
    pub version: u32,
    /// The participant that the operator counts the summary for.
    pub participant: String,
    /// Number of the summary.
    pub number: u64,
    /// The day that it judges.
    pub as_of: Date,
    /// When the operator received it.
    pub received_at: Timestamp,
    /// The head of the organisation's record as a checkpoint that the operator has cosigned (C2SP tlog-cosignature).
    pub witnessed: String,
}
