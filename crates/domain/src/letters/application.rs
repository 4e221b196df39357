//! The application for funding, as it leaves an organisation: goals, actions of the catalogue, amounts, days.
//!
//! There is no free text in it. Actions are the catalogue's, so no name of the estate can stand where one belongs.

use crate::assessment::{Grade, Status};
use crate::ids::GoalId;
use crate::money::Money;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What an organisation asks of a round. The statement is about the signed call that it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Version of this format: 1.
    pub version: u32,
    /// The first application is 1; each later one has a higher number, so an old one cannot be sent again.
    pub number: u64,
    /// When it was signed.
    pub made_at: Timestamp,
    /// Version of the catalogue that names the actions.
    pub catalogue: String,
    /// The round.
    pub round: String,
    /// What is asked: one line for each goal and level of it.
    pub lines: Vec<Line>,
    /// The goals of the round that the organisation has already, in order.
    pub already: Vec<Already>,
}

/// A goal, at one of the levels at which it can be funded. At most one level of a goal is funded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The goal to be met.
    pub goal: GoalId,
    /// The level, 1 for the leanest way to meet the goal.
    pub level: u8,
    /// Ids of the catalogue's actions that the plan takes for it.
    pub actions: Vec<String>,
    /// What it costs in all, by the plan.
    pub cost: Money,
    /// What is asked of the round, at most the cost.
    pub asked: Money,
    /// The part of what is asked that is paid when the goal is still met a year later; below what is asked.
    pub kept_back: Money,
    /// The last day on which the goal's being met counts.
    pub due: Date,
}

/// A goal that is met, in whole or in part, by the organisation's own verdict. Its summary proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Already {
    /// The goal.
    pub goal: GoalId,
    /// Its status.
    pub status: Status,
    /// The lowest grade among the measures that it needs.
    pub grade: Option<Grade>,
}

impl Application {
    /// The most that it can cost the round: the dearest level of each goal.
    pub fn asked(&self) -> Money {
        let mut dearest = std::collections::BTreeMap::<GoalId, Money>::new();
        for line in &self.lines {
            let most = dearest.entry(line.goal).or_default();
            *most = (*most).max(line.asked);
        }
        dearest.into_values().sum()
    }
}
