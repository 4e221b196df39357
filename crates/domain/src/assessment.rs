//! Verdicts: what was concluded, how sure it is and which evidence it rests on.

use crate::ids::{Digest, GoalId, MeasureId, Tier};
use crate::organisation::Size;
use crate::record::EntryNumber;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The status of a measure or a goal. *Unknown* is never a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Shown to be so, even if everything unknown should fail.
    Met,
    /// The floor is reached and the target is not; or, of a goal, some measures are met.
    Partly,
    /// Shown not to be so, even if everything unknown should pass.
    NotMet,
    /// The evidence does not decide.
    Unknown,
    /// There is nothing to judge, and evidence says so.
    NotApplicable,
}

impl Status {
    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partly => "partly",
            Self::NotMet => "not-met",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
        }
    }
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Met => "Met",
            Self::Partly => "Partly met",
            Self::NotMet => "Not met",
            Self::Unknown => "Unknown",
            Self::NotApplicable => "Not applicable",
        }
    }
}

/// How good evidence is. A is best; grades are shown, never added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// A machine file that Ward parsed itself, or a live check.
    A,
    /// A dated document of a third party.
    B,
    /// An own record with an artefact.
    C,
    /// A statement only.
    D,
}

impl Grade {
    /// The letter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

/// What a verdict rests on: a line of a kept file, or an entry of the record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceRef {
    /// `sha256#L12`.
    Line(Digest, u32),
    /// `entry#7`.
    Entry(EntryNumber),
}

impl fmt::Display for EvidenceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(digest, line) => write!(f, "{digest}#L{line}"),
            Self::Entry(number) => write!(f, "entry#{number}"),
        }
    }
}

/// A range from "everything unknown fails" to "everything unknown passes", each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// If everything unknown fails.
    pub low: f64,
    /// If everything unknown passes.
    pub high: f64,
}

/// How many subjects came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Shown to be so.
    pub met: u64,
    /// Shown not to be so.
    pub not_met: u64,
    /// Not decided by the evidence.
    pub unknown: u64,
    /// In the population, and the rule does not apply to them.
    pub not_applicable: u64,
    /// Not met, and covered by an exception that holds.
    pub excepted: u64,
}

impl Counts {
    /// All subjects.
    pub fn population(&self) -> u64 {
        self.met + self.not_met + self.unknown + self.not_applicable + self.excepted
    }
    /// Subjects to which the rule applies.
    pub fn applicable(&self) -> u64 {
        self.met + self.not_met + self.unknown + self.excepted
    }
    /// Subjects that count towards the share: excepted ones are shown and not counted.
    pub fn counted(&self) -> u64 {
        self.met + self.not_met + self.unknown
    }
    /// Share of the applicable subjects that evidence covers; 0 when there are none.
    pub fn coverage(&self) -> f64 {
        if self.applicable() == 0 {
            0.0
        } else {
            (self.applicable() - self.unknown) as f64 / self.applicable() as f64
        }
    }
}

/// A subject that fails, or that cannot be decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What it is called: a host, an account, a person, a finding on a host.
    pub subject: String,
    /// Why, in a sentence.
    pub reason: String,
    /// What it rests on; empty only when there is no evidence at all.
    pub evidence: Vec<EvidenceRef>,
}

/// A measure, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureResult {
    /// Which.
    pub id: MeasureId,
    /// Its readable name.
    pub slug: Arc<str>,
    /// The verdict.
    pub status: Status,
    /// Why, in a sentence: what decided it, or what is missing.
    pub because: String,
    /// The target in words, for this size.
    pub target: String,
    /// Whether the goal needs it.
    pub is_required: bool,
    /// How the subjects came out; all zero when the population is not known.
    pub counts: Counts,
    /// The share met, as a range; `0..1` when the population is not known.
    pub score: Range,
    /// Lowest grade of the evidence used; `None` without evidence.
    pub grade: Option<Grade>,
    /// Collection date of the oldest evidence used.
    pub observed_at: Option<Date>,
    /// First day on which the evidence used no longer counts.
    pub expires_at: Option<Date>,
    /// Subjects that fail, worst first.
    pub failing: Vec<Case>,
    /// Failing subjects beyond those listed.
    pub failing_omitted: u64,
    /// Subjects that are not decided.
    pub undecided: Vec<Case>,
    /// Undecided subjects beyond those listed.
    pub undecided_omitted: u64,
    /// Further numbers worth a line, such as median hours.
    pub notes: Vec<String>,
    /// Evidence that would answer it, in words, when the status is unknown or the evidence is about to expire.
    pub would_change: Vec<String>,
}

/// A goal, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalResult {
    /// Which.
    pub id: GoalId,
    /// Its title.
    pub title: Arc<str>,
    /// Essential or enhanced.
    pub tier: Tier,
    /// The verdict.
    pub status: Status,
    /// Which measure holds it back, in a sentence.
    pub because: String,
    /// Mean of the required measures' ranges.
    pub score: Range,
    /// Lowest grade among the measures it needs that have evidence.
    pub grade: Option<Grade>,
    /// Its measures, in order.
    pub measures: Vec<MeasureResult>,
}

impl GoalResult {
    /// Mean coverage of the required measures that have cases, 0 to 1: how much of what the goal asks evidence reaches.
    pub fn coverage(&self) -> f64 {
        let asked: Vec<f64> = self
            .measures
            .iter()
            .filter(|m| m.is_required && m.status != Status::NotApplicable)
            .map(|m| m.counts.coverage())
            .collect();
        if asked.is_empty() {
            f64::from(u8::from(!self.measures.is_empty()))
        } else {
            asked.iter().sum::<f64>() / asked.len() as f64
        }
    }
}

/// All goals, judged on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The day.
    pub as_of: Date,
    /// Whose thresholds.
    pub profile: Size,
    /// Framework id.
    pub framework: Arc<str>,
    /// Version of the catalogue.
    pub catalogue: Arc<str>,
    /// The goals, in order.
    pub goals: Vec<GoalResult>,
}

impl Assessment {
    /// How many goals have the status.
    pub fn count(&self, status: Status) -> usize {
        self.goals.iter().filter(|g| g.status == status).count()
    }
    /// The goal of that id, if the framework has it.
    pub fn find_goal(&self, id: GoalId) -> Option<&GoalResult> {
        self.goals.iter().find(|g| g.id == id)
    }
    /// The measure of that id, if a goal has it.
    pub fn find_measure(&self, id: MeasureId) -> Option<&MeasureResult> {
        self.goals.iter().flat_map(|g| &g.measures).find(|m| m.id == id)
    }
}
