//! Awards: milestones that pay when a goal is verified, and what happens when it is met no longer.

use super::{Account, Application, ApplicationId, Decision, Roll, RoundId, Stamp, Transfer, Verified};
use crate::participants::ParticipantId;
use crate::{Made, Refused};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ward_domain::{GoalId, Grade, Money};

/// A milestone of an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MilestoneRef {
    /// Its goal.
    pub goal: GoalId,
    /// Its place in the application's line, from 1.
    pub number: u8,
}

impl std::fmt::Display for MilestoneRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "milestone {} of {}", self.number, self.goal)
    }
}

/// Money promised to a participant. It has the number of its application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// Number of the application.
    pub id: ApplicationId,
    /// The round that pays.
    pub round: RoundId,
    /// Whom.
    pub participant: ParticipantId,
    /// When it was decided, and by whom.
    pub decided: Stamp,
    /// The grade that evidence must have.
    pub required_grade: Grade,
    /// What pays.
    pub milestones: BTreeMap<MilestoneRef, AwardedMilestone>,
    /// When and why it was closed.
    pub closed: Option<(Stamp, String)>,
}

/// A milestone, with how far it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardedMilestone {
    /// What is reached.
    pub name: String,
    /// What is paid for it.
    pub amount: Money,
    /// The first day on which the goal's being met counts.
    pub not_before: Option<Date>,
    /// The last day on which the goal's being met counts.
    pub due: Date,
    /// How far it came.
    pub progress: Progress,
}

/// How far a milestone came. It never goes back to an earlier line but by way of an entry that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not yet verified.
    Pending,
    /// Verified, and not yet paid.
    Payable(Proof),
    /// Paid.
    Paid(Payment),
    /// Paid and asked back, all or in part.
    ClawedBack(Payment, Clawback),
}

/// What made a milestone payable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When it was recorded, and by whom.
    pub made: Stamp,
    /// What the summary said.
    pub verified: Verified,
}

/// A payment sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// When, and by whom.
    pub made: Stamp,
    /// Its name, which no other movement of money can have.
    pub key: String,
    /// What made it payable.
    pub proof: Proof,
}

/// Money asked back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clawback {
    /// When, and by whom.
    pub made: Stamp,
    /// Why.
    pub reason: String,
    /// What the newest summary said then.
    pub standing: Verified,
    /// How much.
    pub amount: Money,
    /// Received since.
    pub returned: Money,
    /// Given up since.
    pub written_off: Money,
}

impl Clawback {
    /// What is still to come back.
    pub fn outstanding(&self) -> Money {
        self.amount - self.returned - self.written_off
    }
}

impl AwardedMilestone {
    /// The payment, if there was one.
    pub fn payment(&self) -> Option<&Payment> {
        match &self.progress {
            Progress::Paid(payment) | Progress::ClawedBack(payment, _) => Some(payment),
            Progress::Pending | Progress::Payable(_) => None,
        }
    }
    /// What was asked back, if anything was.
    pub fn clawback(&self) -> Option<&Clawback> {
        match &self.progress {
            Progress::ClawedBack(_, clawback) => Some(clawback),
            Progress::Pending | Progress::Payable(_) | Progress::Paid(_) => None,
        }
    }
}

impl Award {
    /// What was promised.
    pub fn amount(&self) -> Money {
        self.milestones.values().map(|milestone| milestone.amount).sum()
    }

    /// What is asked back and has not come.
    pub fn outstanding(&self) -> Money {
        self.milestones.values().filter_map(AwardedMilestone::clawback).map(Clawback::outstanding).sum()
    }

    /// The award that a decision makes of an application; none for a no.
    pub(super) fn from_decision(
        made: Made<'_>,
        application: &Application,
        decision: &Decision,
        required_grade: Grade,
    ) -> Option<Self> {
        let mut milestones = BTreeMap::new();
        for choice in &decision.choices {
            let Some(given) = choice.given else { continue };
            let Some(line) = application.line(choice.goal, given.level) else { continue };
            let amounts = divide(given.amount, line.milestones.iter().map(|milestone| milestone.amount));
            for ((number, milestone), amount) in (1..=u8::MAX).zip(&line.milestones).zip(amounts) {
                if amount > Money::ZERO {
                    milestones.insert(
                        MilestoneRef { goal: choice.goal, number },
                        AwardedMilestone {
                            name: milestone.name.clone(),
                            amount,
                            not_before: milestone.not_before,
                            due: milestone.due,
                            progress: Progress::Pending,
                        },
                    );
                }
            }
        }
        (!milestones.is_empty()).then(|| Self {
            id: application.id,
            round: application.round.clone(),
            participant: application.participant.clone(),
            decided: Stamp::of(made),
            required_grade,
            milestones,
            closed: None,
        })
    }

    /// The milestone, if the award is open and has it.
    pub(super) fn open_milestone(&self, at: MilestoneRef) -> Result<&AwardedMilestone, Refused> {
        if let Some((closed, _)) = &self.closed {
            return Err(Refused::new(
                "award-closed",
                format!(
                    "award {} was closed by {} at {}: nothing can happen to it",
                    self.id.0, closed.by, closed.at
                ),
            ));
        }
        self.milestones.get(&at).ok_or_else(|| {
            Refused::new(
                "no-such-milestone",
                format!("award {} has no milestone {} of {}", self.id.0, at.number, at.goal),
            )
        })
    }

    /// Whether a fact makes a milestone payable now.
    pub(super) fn check_verified(
        &self,
        at: MilestoneRef,
        fact: &Verified,
        now: Timestamp,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        let milestone = self.open_milestone(at)?;
        match &milestone.progress {
            Progress::Pending | Progress::Payable(_) => {}
            Progress::Paid(_) | Progress::ClawedBack(..) => {
                return Err(Refused::new(
                    "already-paid",
                    format!("`{}` of {} was paid", milestone.name, at.goal),
                ));
            }
        }
        if fact.goal != at.goal {
            return Err(Refused::new(
                "wrong-goal",
                format!("what is known about {} says nothing about {}", fact.goal, at.goal),
            ));
        }
        fact.confirm(&self.participant, now, roll)?;
        if !fact.holds(self.required_grade) {
            return Err(Refused::new("not-verified", self.not_met(fact)));
        }
        if milestone.not_before.is_some_and(|first| fact.as_of < first) {
            return Err(Refused::new(
                "too-early",
                format!("the summary judges {}, before `{}` can count", fact.as_of, milestone.name),
            ));
        }
        if fact.as_of > milestone.due {
            return Err(Refused::new(
                "too-late",
                format!(
                    "the summary judges {} and `{}` was due on {}: extend it with a reason first",
                    fact.as_of, milestone.name, milestone.due
                ),
            ));
        }
        Ok(())
    }

    /// Whether the newest summary still shows the goal met at the required grade.
    pub(super) fn still_holds(&self, goal: GoalId, now: Timestamp, roll: &dyn Roll) -> bool {
        roll.verified(&self.participant, goal, now).is_some_and(|newest| newest.holds(self.required_grade))
    }

    /// Says that a goal is not met as the award needs it.
    pub(super) fn not_met(&self, fact: &Verified) -> String {
        format!(
            "{} is {} at {} on {}, and must be met at grade {} or better",
            fact.goal,
            fact.status.as_str(),
            fact.grade.map_or_else(|| "no grade".to_owned(), |grade| format!("grade {}", grade.as_str())),
            fact.as_of,
            self.required_grade.as_str()
        )
    }

    pub(super) fn transfer(
        &self,
        at: MilestoneRef,
        from: fn(ApplicationId) -> Account,
        to: fn(ApplicationId) -> Account,
        amount: Money,
    ) -> Transfer {
        Transfer { from: from(self.id), to: to(self.id), amount, milestone: Some(at) }
    }
}

/// Divides an amount as the parts are to each other; each is rounded down to the cent and the last gets the rest.
fn divide(amount: Money, parts: impl ExactSizeIterator<Item = Money> + Clone) -> Vec<Money> {
    let whole: i128 = parts.clone().map(|part| i128::from(part.cents)).sum();
    let count = parts.len();
    let mut rest = amount;
    parts
        .enumerate()
        .map(|(number, part)| {
            let share = i128::from(amount.cents) * i128::from(part.cents) / whole.max(1);
            let share = Money { cents: i64::try_from(share).unwrap_or(rest.cents) };
            let share = if number + 1 == count { rest } else { share };
            rest -= share;
            share
        })
        .collect()
}
