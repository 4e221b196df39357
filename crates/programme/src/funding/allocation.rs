//! The allocation: who gets what, with the working of the planner, a reason for every yes and no, and changes by hand.

use super::{Answer, Application, ApplicationId, Roll, Stamp, Terms, told};
use crate::Refused;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::{Digest, GoalId, Money};

/// What the planner proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// SHA-256 of the planner's input: with it anyone can run the planner again.
    pub input: Digest,
    /// The planner and its version.
    pub planner: String,
    /// What the proposal is worth, in millionths of the planner's unit of benefit.
    pub value: u64,
    /// What no allocation can exceed, in the same unit.
    pub bound: u64,
    /// One for each application that stands.
    pub decisions: Vec<Decision>,
    /// Floors that are not reached although enough was asked, by name, each with the reason.
    #[serde(default)]
    pub floors_missed: BTreeMap<String, String>,
}

/// What an application gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Which.
    pub application: ApplicationId,
    /// One for each goal that it asks for.
    pub choices: Vec<Choice>,
    /// Why it gets this and not more or less, in a sentence for the applicant.
    pub because: String,
}

/// What is given for a goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The goal.
    pub goal: GoalId,
    /// What is given; none for a no.
    #[serde(default)]
    pub given: Option<Given>,
    /// Why, in a sentence for the applicant.
    pub because: String,
}

/// Money for a level of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The level, as the application numbers it.
    pub level: u8,
    /// The money, at most what was asked.
    pub amount: Money,
}

impl Decision {
    /// What the application gets in all.
    pub fn amount(&self) -> Money {
        self.choices.iter().filter_map(|choice| choice.given).map(|given| given.amount).sum()
    }
}

/// The proposal and what was changed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Rises with every change; whoever decides names the one that they read.
    pub version: u32,
    /// When it was proposed, and by whom.
    pub proposed: Stamp,
    /// SHA-256 of the planner's input.
    pub input: Digest,
    /// The planner and its version.
    pub planner: String,
    /// What the proposal was worth, in millionths of the planner's unit of benefit.
    pub value: u64,
    /// What no allocation can exceed, in the same unit.
    pub bound: u64,
    /// What each application gets now.
    pub decisions: BTreeMap<ApplicationId, Decision>,
    /// Floors that are not reached although enough was asked, with the reason.
    pub floors_missed: BTreeMap<String, String>,
    /// What people changed, in order.
    pub changes: Vec<Change>,
}

/// A change by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When, and by whom.
    pub made: Stamp,
    /// Why.
    pub reason: String,
    /// What was decided before about that application.
    pub before: Decision,
}

impl Allocation {
    /// How far the planner's proposal is from the best possible at most, as a share of the bound, 0 to 1. Changes by hand
    /// are not in it.
    pub fn gap(&self) -> f64 {
        if self.bound == 0 { 0.0 } else { self.bound.saturating_sub(self.value) as f64 / self.bound as f64 }
    }

    /// What is given in all.
    pub fn amount(&self) -> Money {
        self.decisions.values().map(Decision::amount).sum()
    }

    pub(super) fn expect(&self, version: u32) -> Result<(), Refused> {
        if self.version == version {
            return Ok(());
        }
        let last = self.changes.last().map_or(&self.proposed, |change| &change.made);
        Err(Refused::new(
            "changed-meanwhile",
            format!(
                "the allocation was changed by {} at {} after you read it: read it again and decide anew",
                last.by, last.at
            ),
        ))
    }
}

/// Turns a proposal into decisions by application, each standing application decided exactly once.
pub(super) fn gather(
    proposal: &Proposal,
    standing: &BTreeSet<ApplicationId>,
) -> Result<BTreeMap<ApplicationId, Decision>, Refused> {
    if proposal.value > proposal.bound {
        return Err(Refused::new(
            "wrong-bound",
            format!("a value of {} above the bound of {} proves nothing", proposal.value, proposal.bound),
        ));
    }
    told("the planner's name", &proposal.planner)?;
    let mut decisions = BTreeMap::new();
    for decision in &proposal.decisions {
        let id = decision.application;
        if !standing.contains(&id) {
            return Err(Refused::new(
                "no-such-application",
                format!("application {} does not stand in this round: run the planner again", id.0),
            ));
        }
        if decisions.insert(id, decision.clone()).is_some() {
            return Err(Refused::new("decided-twice", format!("application {} is decided twice", id.0)));
        }
    }
    match standing.iter().find(|id| !decisions.contains_key(id)) {
        Some(id) => Err(Refused::new(
            "not-decided",
            format!("application {} has no decision: every yes and every no must be explained", id.0),
        )),
        None => Ok(decisions),
    }
}

/// Whether decisions keep within budget, cap, what was asked, and the floors.
pub(super) fn check(
    terms: &Terms,
    decisions: &BTreeMap<ApplicationId, Decision>,
    floors_missed: &BTreeMap<String, String>,
    applications: &BTreeMap<ApplicationId, Application>,
    at: Timestamp,
    roll: &dyn Roll,
) -> Result<(), Refused> {
    for (id, decision) in decisions {
        let application = applications.get(id).ok_or_else(|| {
            Refused::new("no-such-application", format!("there is no application {}", id.0))
        })?;
        decision.check(application, terms, roll)?;
    }
    let given: Money = decisions.values().map(Decision::amount).sum();
    if given > terms.budget.value {
        return Err(Refused::new(
            "over-budget",
            format!("{given} would be given and the budget is {}: take something out", terms.budget.value),
        ));
    }
    check_floors(terms, decisions, floors_missed, applications, at, roll)
}

impl Decision {
    fn check(&self, application: &Application, terms: &Terms, roll: &dyn Roll) -> Result<(), Refused> {
        let id = self.application.0;
        told(&format!("the decision about application {id}"), &self.because)?;
        let amount = self.amount();
        if amount > terms.cap.value {
            return Err(Refused::new(
                "over-cap",
                format!("application {id} would get {amount} and one applicant can get {}", terms.cap.value),
            ));
        }
        let asked: BTreeSet<GoalId> = application.form.lines.iter().map(|line| line.goal).collect();
        let mut decided = BTreeSet::new();
        for choice in &self.choices {
            let goal = choice.goal;
            told(&format!("the decision about {goal} of application {id}"), &choice.because)?;
            if !asked.contains(&goal) || !decided.insert(goal) {
                return Err(Refused::new(
                    "wrong-choice",
                    format!("application {id}: {goal} is decided twice, or was not asked for"),
                ));
            }
            let Some(given) = choice.given else { continue };
            let line = application.line(goal, given.level).ok_or_else(|| {
                Refused::new(
                    "wrong-choice",
                    format!("application {id} does not ask for {goal} at level {}", given.level),
                )
            })?;
            if given.amount <= Money::ZERO || given.amount > line.asked {
                return Err(Refused::new(
                    "wrong-amount",
                    format!(
                        "application {id}: {} for {goal} must be above $0 and at most the {} that was asked",
                        given.amount, line.asked
                    ),
                ));
            }
        }
        if let Some(goal) = asked.iter().find(|goal| !decided.contains(goal)) {
            return Err(Refused::new(
                "not-decided",
                format!("application {id}: nothing is said about {goal}; say yes or no, and why"),
            ));
        }
        if amount > Money::ZERO && roll.name(&application.participant).is_none() {
            return Err(Refused::new(
                "not-a-participant",
                format!("{} takes part no longer: take application {id} out", application.participant),
            ));
        }
        Ok(())
    }
}

/// A floor is kept when the group gets its share of the budget, or all that it asks for when that is less.
fn check_floors(
    terms: &Terms,
    decisions: &BTreeMap<ApplicationId, Decision>,
    floors_missed: &BTreeMap<String, String>,
    applications: &BTreeMap<ApplicationId, Application>,
    at: Timestamp,
    roll: &dyn Roll,
) -> Result<(), Refused> {
    for floor in terms.floors.iter().map(|floor| &floor.value) {
        let (mut given, mut asked) = (Money::ZERO, Money::ZERO);
        for (id, decision) in decisions {
            let Some(application) = applications.get(id) else { continue };
            if roll.answer(&application.participant, &floor.who, at) == Answer::Yes {
                given += decision.amount();
                asked += application.asked();
            }
        }
        let least = floor.amount(terms.budget.value).min(asked);
        let excuse = floors_missed.get(&floor.name).is_some_and(|reason| !reason.trim().is_empty());
        if given < least && !excuse {
            return Err(Refused::new(
                "floor-not-kept",
                format!(
                    "{} would get {given} and must get {least}: give them more, or say why it cannot be",
                    floor.name
                ),
            ));
        }
    }
    Ok(())
}
