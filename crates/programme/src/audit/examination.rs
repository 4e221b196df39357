//! What examining a packet showed: worked out by the office's Ward, never typed.

use super::ReRun;
use serde::{Deserialize, Serialize};
use ward_domain::GoalId;
use ward_domain::summary::GoalStanding;

/// A packet against what its owner claimed and what the office had witnessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examination {
    /// Entries of the record in the packet.
    pub entries: u64,
    /// Evidence files, each compared with its digest.
    pub files: u64,
    /// Entries of the record when the office witnessed it last.
    pub witnessed: u64,
    /// Why the record is not the one that was witnessed; none when it only grew.
    pub contradiction: Option<String>,
    /// What judging the evidence again gave, as of the day of the summary that is audited.
    pub re_run: ReRun,
    /// Why it could not be judged again.
    #[serde(default)]
    pub why: Option<String>,
    /// The goals that come out otherwise.
    #[serde(default)]
    pub differences: Vec<Difference>,
}

/// A goal that the evidence does not show as the summary claims it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// What the summary claims.
    pub claimed: GoalStanding,
    /// What the evidence gives.
    pub found: GoalStanding,
}

impl Difference {
    /// The goals that differ, in order; goals that only one side names count as equal, for summaries name all.
    pub fn between(claimed: &[GoalStanding], found: &[GoalStanding]) -> Vec<Self> {
        let other = |goal: GoalId| found.iter().find(|one| one.goal == goal);
        let pair = |claimed: &GoalStanding| {
            let found = *other(claimed.goal)?;
            (found != *claimed).then_some(Self { claimed: *claimed, found })
        };
        claimed.iter().filter_map(pair).collect()
    }
}

impl Examination {
    /// Whether record and signatures are whole and only add to what was witnessed.
    pub fn is_whole(&self) -> bool {
        self.contradiction.is_none()
    }
    /// Whether the packet proves the claim.
    pub fn proves(&self) -> bool {
        self.is_whole() && self.re_run == ReRun::Same
    }
    /// Whether its parts can be true together.
    pub(super) fn is_consistent(&self) -> bool {
        match self.re_run {
            ReRun::Same => self.differences.is_empty() && self.why.is_none(),
            ReRun::Different => self.why.is_none(),
            ReRun::NotPossible => self.why.is_some() && self.differences.is_empty(),
        }
    }
    /// What it showed, in a sentence without a full stop.
    pub fn words(&self) -> String {
        let record = if self.is_whole() {
            "the record is whole and only adds to what was witnessed"
        } else {
            "the record contradicts what was witnessed"
        };
        let again = match self.re_run {
            ReRun::Same => "the evidence gives the claimed verdicts".to_owned(),
            ReRun::Different if self.differences.is_empty() => {
                "the evidence gives the claimed verdicts, and not the same assessment to the byte".to_owned()
            }
            ReRun::Different => {
                format!("the evidence gives other verdicts on {} goals", self.differences.len())
            }
            ReRun::NotPossible => "the evidence could not be judged again".to_owned(),
        };
        format!("{record}, {again}")
    }
}
