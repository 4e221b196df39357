//! How breaches happen, and how much of the risk each goal stops.
//!
//! The shares by year are counted from a public list. Which goal stops how much of which way is this project's own
//! reading; it stands in the data so that people can see and change it.

use crate::parameters::Mark;
use jiff::civil::Date;
use std::collections::BTreeMap;
use ward_domain::GoalId;

/// Breaches by year, ways in which harm comes, and what goals do against them.
#[derive(Clone, Debug)]
pub struct BaseRates {
    /// What is counted.
    pub title: String,
    /// The day on which this was written down.
    pub as_of: Date,
    /// Source tag of the counts.
    pub source: String,
    /// How sure the counts are.
    pub mark: Mark,
    /// The year whose shares the ways use.
    pub base_year: i16,
    /// Oldest first.
    pub years: Vec<BreachYear>,
    /// By id.
    pub ways: BTreeMap<String, Way>,
    /// By goal.
    pub goals: BTreeMap<GoalId, GoalRisk>,
    /// What flaws that are known to be exploited add.
    pub known_exploited: KnownExploited,
}

/// Breaches filed in a year.
#[derive(Clone, Debug)]
pub struct BreachYear {
    /// Year of filing.
    pub year: i16,
    /// How many.
    pub breaches: u64,
    /// Which part of the year, when not all of it.
    pub partly: Option<String>,
    /// Median number of people.
    pub median_people: u64,
    /// Shares of the breaches by type or place, 0 to 1. They do not add up to 1: a breach can have several.
    pub shares: BTreeMap<String, f64>,
}

/// A way in which harm comes.
#[derive(Clone, Debug)]
pub struct Way {
    /// In words.
    pub says: String,
    /// Its weight, 0 to 1.
    pub share: f64,
    /// Source of the weight.
    pub source: String,
}

/// What a goal stops.
#[derive(Clone, Debug)]
pub struct GoalRisk {
    /// Why, in words.
    pub because: String,
    /// Part of each way that is stopped once the goal is reached, 0 to 1.
    pub stops: BTreeMap<String, f64>,
    /// Source of the parts; `OWN` throughout the built-in data.
    pub source: String,
}

/// Where flaws in the known-exploited list are open, a goal counts more.
#[derive(Clone, Debug)]
pub struct KnownExploited {
    /// The goal that closes them.
    pub goal: GoalId,
    /// How many times as much.
    pub factor: f64,
    /// Source of the factor.
    pub source: String,
}

impl BaseRates {
    /// Weight of a goal: what it stops of each way, times the weight of the way, so scaled that all goals together
    /// weigh 100. With flaws open that are known to be exploited, the goal that closes them weighs more on top.
    pub fn weight(&self, goal: GoalId, has_exploited_flaws: bool) -> f64 {
        let all: f64 = self.goals.values().map(|risk| self.stopped(risk)).sum();
        let Some(risk) = self.goals.get(&goal).filter(|_| all > 0.0) else { return 0.0 };
        let factor = if has_exploited_flaws && goal == self.known_exploited.goal {
            self.known_exploited.factor
        } else {
            1.0
        };
        100.0 * factor * self.stopped(risk) / all
    }

    fn stopped(&self, risk: &GoalRisk) -> f64 {
        let part = |(way, stops): (&String, &f64)| self.ways.get(way).map_or(0.0, |way| way.share * stops);
        risk.stops.iter().map(part).sum()
    }
}
