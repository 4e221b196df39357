//! What a round promises before it opens: who may ask, how much, for what proof, and on what ground each number stands.

use super::day_of;
use crate::Refused;
use crate::eligibility::Rule;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::ids::Tier;
use ward_domain::{Grade, Money};

/// What the money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Upfront investment: essential goals, for organisations with high need.
    Upfront,
    /// Incentive: enhanced goals, for all.
    Incentive,
}

impl Kind {
    /// The goals that this money pays for.
    pub fn tier(self) -> Tier {
        match self {
            Self::Upfront => Tier::Essential,
            Self::Incentive => Tier::Enhanced,
        }
    }
}

/// The terms of a round. They can change while it is a draft and never after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The name shown to applicants.
    pub title: String,
    /// What the money is for.
    pub kind: Kind,
    /// The first instant at which an application is taken.
    pub opens: Timestamp,
    /// The first instant at which none is taken any more.
    pub closes: Timestamp,
    /// All the money of the round.
    pub budget: Dated<Money>,
    /// The most that one applicant can get.
    pub cap: Dated<Money>,
    /// The lowest grade of evidence that earns money.
    pub required_grade: Dated<Grade>,
    /// Who may apply.
    pub eligibility: Dated<Rule>,
    /// Shares of the budget that groups must get.
    #[serde(default)]
    pub floors: Vec<Dated<Floor>>,
    /// Whose benefit counts for more.
    #[serde(default)]
    pub priorities: Vec<Dated<Priority>>,
    /// Reviews that an application needs before money can be given. This programme's own choice.
    #[serde(default)]
    pub reviews_needed: u8,
}

/// A number or rule with the ground that it stands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated<T> {
    /// The number or rule.
    pub value: T,
    /// Where it comes from, and when it holds.
    pub basis: Basis,
}

/// Where a parameter comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Whether it is law, an idea, or our own choice.
    pub force: Force,
    /// The law, bill, budget or decision that says it, as a person would look it up.
    pub citation: String,
    /// The scenario that it belongs to; it counts only while the operator has adopted that scenario.
    #[serde(default)]
    pub scenario: Option<String>,
    /// The first day on which it holds.
    pub from: Date,
    /// The last day on which it holds; none when no end is known.
    #[serde(default)]
    pub to: Option<Date>,
}

/// How binding the source of a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Force {
    /// It binds.
    InForce,
    /// A proposal of an office.
    Proposed,
    /// A bill reported out of committee.
    Reported,
    /// It bound once.
    Lapsed,
    /// It was asked for and did not become law.
    NeverEnacted,
    /// A "what if" that an operator can adopt.
    Scenario,
    /// A model that others follow of their own will.
    Template,
    /// The operator's own choice.
    Own,
}

/// A share of the budget that a group must get, if it asks for as much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// What the group is called, such as `critical access hospitals`.
    pub name: String,
    /// Who belongs to it.
    pub who: Rule,
    /// The share of the budget in hundredths of a per cent, 1 to 10,000.
    pub basis_points: u32,
}

impl Floor {
    /// The share as money, rounded up to the cent.
    pub fn amount(&self, budget: Money) -> Money {
        let cents = (i128::from(budget.cents) * i128::from(self.basis_points)).div_euclid(10_000);
        let rest = (i128::from(budget.cents) * i128::from(self.basis_points)).rem_euclid(10_000);
        Money { cents: i64::try_from(cents + i128::from(rest > 0)).unwrap_or(i64::MAX) }
    }
}

/// A group whose benefit counts for more, or less, in the allocation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priority {
    /// What the group is called.
    pub name: String,
    /// Who belongs to it.
    pub who: Rule,
    /// What its benefit counts, in per cent: 100 is as everyone.
    pub per_cent: u32,
}

/// More than any programme has: an amount above it is a typing error, and sums below it stay exact.
const MOST: Money = Money::dollars(10_000_000_000_000);

impl Terms {
    /// Whether an application is taken at that instant.
    pub fn is_in_window(&self, at: Timestamp) -> bool {
        self.opens <= at && at < self.closes
    }

    /// Whether the terms make sense by themselves.
    pub(super) fn check(&self) -> Result<(), Refused> {
        let wrong = |why: String| Err(Refused::new("wrong-terms", why));
        if self.title.trim().is_empty() {
            return wrong("the round needs a title".to_owned());
        }
        if self.opens >= self.closes {
            return wrong("the window must open before it closes".to_owned());
        }
        if self.budget.value <= Money::ZERO {
            return Err(Refused::new(
                "no-budget",
                format!("a budget of {} can fund nothing: give the round an amount", self.budget.value),
            ));
        }
        if self.budget.value > MOST {
            return wrong(format!("a budget above {MOST} is taken for a typing error"));
        }
        if self.cap.value <= Money::ZERO || self.cap.value > self.budget.value {
            return wrong(format!(
                "the most that one applicant can get must be above $0 and at most the budget of {}, and is {}",
                self.budget.value, self.cap.value
            ));
        }
        self.eligibility.value.check()?;
        let groups = self.floors.iter().map(|floor| &floor.value.who);
        for who in groups.chain(self.priorities.iter().map(|priority| &priority.value.who)) {
            who.check()?;
        }
        let mut names = BTreeSet::new();
        for Dated { value: floor, .. } in &self.floors {
            if floor.name.trim().is_empty() || !names.insert(floor.name.as_str()) {
                return wrong(format!("each floor needs a name of its own; `{}` is none", floor.name));
            }
            if !(1..=10_000).contains(&floor.basis_points) {
                return wrong(format!("the floor of {} must be above 0 % and at most 100 %", floor.name));
            }
        }
        match self.priorities.iter().find(|p| p.value.name.trim().is_empty() || p.value.per_cent == 0) {
            Some(priority) => {
                wrong(format!("the priority `{}` needs a name and a weight above 0 %", priority.value.name))
            }
            None => Ok(()),
        }
    }

    /// Whether every parameter may be used: it holds when the window opens, and a scenario is used only when adopted.
    pub(super) fn check_grounds<T>(&self, adopted: &BTreeMap<String, T>) -> Result<(), Refused> {
        let day = day_of(self.opens);
        let named = [
            ("the budget", &self.budget.basis),
            ("the cap", &self.cap.basis),
            ("the required grade", &self.required_grade.basis),
            ("the eligibility rule", &self.eligibility.basis),
        ];
        let floors = self.floors.iter().map(|floor| (floor.value.name.as_str(), &floor.basis));
        let priorities =
            self.priorities.iter().map(|priority| (priority.value.name.as_str(), &priority.basis));
        for (what, basis) in named.into_iter().chain(floors).chain(priorities) {
            basis.check(what, day, adopted)?;
        }
        Ok(())
    }
}

impl Basis {
    fn check<T>(&self, what: &str, day: Date, adopted: &BTreeMap<String, T>) -> Result<(), Refused> {
        if self.citation.trim().is_empty() {
            return Err(Refused::new("no-citation", format!("{what} must say where it comes from")));
        }
        if day < self.from || self.to.is_some_and(|to| day > to) {
            return Err(Refused::new(
                "not-in-force",
                format!("{what} ({}) does not hold on {day}, when the window opens", self.citation),
            ));
        }
        match (&self.scenario, self.force) {
            (Some(scenario), _) if adopted.contains_key(scenario) => Ok(()),
            (Some(scenario), _) => Err(Refused::new(
                "scenario-off",
                format!(
                    "{what} comes from the scenario `{scenario}`, which is off: adopt it first, with a reason"
                ),
            )),
            (None, Force::InForce | Force::Own) => Ok(()),
            (
                None,
                Force::Proposed
                | Force::Reported
                | Force::Lapsed
                | Force::NeverEnacted
                | Force::Scenario
                | Force::Template,
            ) => Err(Refused::new(
                "not-binding",
                format!(
                    "{what} ({}) is not in force: name the adopted scenario that it belongs to, or make it your own choice",
                    self.citation
                ),
            )),
        }
    }
}
