//! The best plan: which action to begin in which year, under a budget and staff hours for each year.
//!
//! **Worth.** Each goal has a weight. Each required measure that is a gap is worth an equal share of it, but for a
//! stated part, the bonus, which comes when the whole goal is reached. Several actions may satisfy a measure; it counts
//! once. What is held at the end of a year counts for that year, so earlier is better.
//!
//! **Time.** A plan has one to five years of 365 days. An action begins in a year, after what it needs is done, and is
//! done by its lead time. Where that and the lead times of its needs do not fit into one year, it begins the year after
//! them. Money and hours: once in the year it begins, yearly from that year on.
//!
//! **How.** Lagrangian relaxation of budgets, of needs and of the tie between actions and measures gives an upper bound
//! (`bound.rs`); best-first branching on the year of an action closes the gap (`search.rs`).

mod bound;
mod descent;
mod draft;
mod explain;
mod frontier;
mod improve;
mod model;
mod search;
#[cfg(test)]
mod tests;

pub use explain::{Decision, Next, Offer, Why};
pub use frontier::{Point, frontier};

use model::Model;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ward_catalog::Action;
use ward_domain::{GoalId, MeasureId, Money, Size};

/// Days in a year of a plan.
pub const YEAR: u32 = 365;

/// What is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    /// Actions that may be chosen.
    pub candidates: Vec<Candidate>,
    /// Actions that are done already: a need for them is fulfilled.
    pub done: BTreeSet<String>,
    /// What goals are worth, and what is missing.
    pub goals: Vec<GoalWorth>,
    /// Part of a goal's weight that comes only with the whole goal, 0 to 1. [`BONUS`] is this project's choice.
    pub bonus: f64,
    /// Money and hours of each year, one to five years.
    pub years: Vec<Means>,
    /// Most steps of the search for one year, fewer for more; [`STEPS`] answers 200 actions in less than a tenth of a second.
    pub steps: u32,
}

/// Part of a goal's weight that comes with the whole goal: this project's choice.
pub const BONUS: f64 = 0.25;
/// Steps that suffice for most plans.
pub const STEPS: u32 = 2_500;

/// Means of a year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Means {
    /// Budget.
    pub budget: Money,
    /// Staff hours.
    pub hours: f64,
}

/// An action with the costs that apply to the organisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Money once, the middle of the range.
    pub once: Money,
    /// Money each year, the middle of the range.
    pub yearly: Money,
    /// Lowest and highest money in the first year, for people to see.
    pub first_year: (Money, Money),
    /// Staff hours once.
    pub hours_once: f64,
    /// Staff hours each year.
    pub hours_yearly: f64,
    /// Days until it is done.
    pub lead_days: u32,
    /// Actions that must be done before.
    pub needs: Vec<String>,
    /// Measures that are met once it is done.
    pub satisfies: BTreeSet<MeasureId>,
}

impl Candidate {
    /// An action of the catalogue at the middle of its ranges.
    pub fn of(action: &Action, size: Size) -> Self {
        let money = |dollars: f64| Money { cents: (dollars * 100.0).round() as i64 };
        let first = action.first_year_dollars(size);
        Self {
            id: action.id.clone(),
            once: money(action.dollars.once.get(size).middle()),
            yearly: money(action.dollars.yearly.get(size).middle()),
            first_year: (money(first.low), money(first.high)),
            hours_once: action.hours.once.get(size).middle(),
            hours_yearly: action.hours.yearly.get(size).middle(),
            lead_days: u32::try_from(action.lead_days.get(size)).unwrap_or_default(),
            needs: action.needs.clone(),
            satisfies: action.satisfies.iter().copied().collect(),
        }
    }
    /// The same without money, because a resource gives it.
    pub fn without_money(self) -> Self {
        Self { once: Money::ZERO, yearly: Money::ZERO, first_year: (Money::ZERO, Money::ZERO), ..self }
    }
}

/// What a goal is worth, and what of it is missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GoalWorth {
    /// The goal.
    pub goal: GoalId,
    /// Its weight, for example from the base rates of the catalogue; 0 to 1,000,000.
    pub weight: f64,
    /// How many measures it requires of this organisation.
    pub required: u32,
    /// Those of them that are not met: the gaps.
    pub gaps: BTreeSet<MeasureId>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    /// No years or too many.
    #[error("a plan has one to five years, not {0}: change the list of years")]
    Years(usize),
    /// A number that means nothing.
    #[error("`{what}` of {of} is {value}: it must be {expected}")]
    Number {
        /// Which number.
        what: &'static str,
        /// Of what.
        of: String,
        /// What stands there.
        value: f64,
        /// What may stand there.
        expected: &'static str,
    },
    /// Two of a name.
    #[error("`{0}` stands in the list twice: remove one")]
    Twice(String),
    /// A need that is neither candidate nor done, is no mistake; a circle is.
    #[error("`{0}` needs itself, directly or by others: break the circle")]
    Circle(String),
}

/// The answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// What is begun, by year and then in the order of beginning.
    pub chosen: Vec<Step>,
    /// Weight held, summed over the years. Weight that was there before is not in it.
    pub value: f64,
    /// No plan can reach more than this.
    pub bound: f64,
    /// `bound` over `value`, less one; 0 when the plan is proven best.
    pub gap: f64,
    /// Whether no plan is better.
    pub is_proven_best: bool,
    /// What each year takes.
    pub years: Vec<Taken>,
    /// Why each candidate is in or out, in the order of the candidates.
    pub decisions: Vec<Decision>,
    /// What more money or time would buy.
    pub next: Next,
}

/// An action of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Id of the action.
    pub action: String,
    /// Year of the beginning, from 0.
    pub year: usize,
    /// First day, from 0 at the beginning of the plan.
    pub begins: u32,
    /// Day on which it is done.
    pub done: u32,
    /// Measures that it is the first to satisfy.
    pub buys: Vec<MeasureId>,
    /// Goals that are reached with it.
    pub completes: Vec<GoalId>,
}

/// What a year takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// Money at the middle of the ranges.
    pub money: Money,
    /// Staff hours.
    pub hours: f64,
    /// Weight held at the end of the year.
    pub held: f64,
}

/// The best plan, or a good one with how far it can be from the best.
pub fn plan(question: &Question) -> Result<Plan, Refused> {
    let model = Model::of(question)?;
    let found = search::best(&model, question.steps, None);
    Ok(explain::plan(question, &model, &found))
}
