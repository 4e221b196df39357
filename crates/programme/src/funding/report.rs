//! Totals of a round, whole or by state, class or goal, each as how many of how many and how much of how much.

use super::{Application, Award, AwardedMilestone, Clawback, Funding, Progress, Roll, RoundId};
use crate::Refused;
use std::collections::BTreeMap;
use ward_domain::{GoalId, Money};

/// What totals are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// One group, named `all`.
    Whole,
    /// The participant's state; empty when not known.
    State,
    /// The participant's class; empty when not known.
    Class,
    /// The goal. An application counts in each goal that it asks for.
    Goal,
}

/// So many of so many, worth so much of so much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// How many.
    pub number: u64,
    /// Of how many.
    pub of: u64,
    /// How much.
    pub amount: Money,
    /// Of how much.
    pub of_amount: Money,
}

/// Totals of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Withdrawn applications, of all that were filed.
    pub withdrawn: Part,
    /// Awards, of the applications that stand.
    pub awarded: Part,
    /// Milestones promised and not paid in awards that are open, of all milestones of awards.
    pub obligated: Part,
    /// Milestones verified and not paid, of all milestones of awards.
    pub payable: Part,
    /// Milestones paid, of all milestones of awards. Money asked back later is still in it.
    pub paid: Part,
    /// Milestones asked back in all or in part, of those paid.
    pub clawed_back: Part,
    /// Milestones of which all that was asked back came, of those asked back.
    pub returned: Part,
    /// Milestones of which something was given up, of those asked back.
    pub written_off: Part,
    /// Milestones of closed awards that were never paid, of all milestones of awards.
    pub released: Part,
}

impl Part {
    fn count(&mut self, is_in: bool, amount: Money, of_amount: Money) {
        self.of += 1;
        self.of_amount += of_amount;
        if is_in {
            self.number += 1;
        }
        self.amount += amount;
    }

    fn count_if(&mut self, is_in: bool, amount: Money) {
        self.count(is_in, if is_in { amount } else { Money::ZERO }, amount);
    }
}

impl Funding {
    /// Totals of a round by group, in order of the groups' names.
    pub fn totals(
        &self,
        round: &RoundId,
        by: By,
        roll: &dyn Roll,
    ) -> Result<BTreeMap<String, Totals>, Refused> {
        self.round(round)?;
        let mut groups: BTreeMap<String, Totals> = BTreeMap::new();
        for application in self.applications.values().filter(|application| application.round == *round) {
            let award = self.awards.get(&application.id);
            let mut goals: Vec<Option<GoalId>> = vec![None];
            let mut name = String::from("all");
            match by {
                By::Whole => {}
                By::State => name = roll.place(&application.participant).state,
                By::Class => name = roll.place(&application.participant).class,
                By::Goal => {
                    goals = application.form.lines.iter().map(|line| Some(line.goal)).collect();
                    goals.sort_unstable();
                    goals.dedup();
                }
            }
            for goal in goals {
                let name = goal.map_or_else(|| name.clone(), |goal| goal.to_string());
                groups.entry(name).or_default().count(application, award, goal);
            }
        }
        Ok(groups)
    }
}

impl Totals {
    /// Counts an application and its award, or only what they hold for one goal.
    fn count(&mut self, application: &Application, award: Option<&Award>, goal: Option<GoalId>) {
        let lines = application.form.lines.iter();
        let asked = match goal {
            None => application.asked(),
            Some(goal) => {
                lines.filter(|line| line.goal == goal).map(|line| line.asked).max().unwrap_or_default()
            }
        };
        self.withdrawn.count_if(!application.is_live(), asked);
        if !application.is_live() {
            return;
        }
        let mine = |award: &Award| -> Vec<AwardedMilestone> {
            let all = award.milestones.iter();
            all.filter(|(at, _)| goal.is_none_or(|goal| at.goal == goal)).map(|(_, m)| m.clone()).collect()
        };
        let milestones = award.map(mine).unwrap_or_default();
        let promised = milestones.iter().map(|milestone| milestone.amount).sum();
        self.awarded.count(!milestones.is_empty(), promised, asked);
        let is_closed = award.is_some_and(|award| award.closed.is_some());
        for milestone in &milestones {
            self.count_milestone(milestone, is_closed);
        }
    }

    fn count_milestone(&mut self, milestone: &AwardedMilestone, is_closed: bool) {
        let amount = milestone.amount;
        let is_paid = milestone.payment().is_some();
        let is_payable = matches!(milestone.progress, Progress::Payable(_));
        self.obligated.count_if(!is_paid && !is_closed, amount);
        self.payable.count_if(is_payable && !is_closed, amount);
        self.paid.count_if(is_paid, amount);
        self.released.count_if(!is_paid && is_closed, amount);
        if is_paid {
            let clawback = milestone.clawback();
            let asked_back = clawback.map(|clawback| clawback.amount).unwrap_or_default();
            self.clawed_back.count(clawback.is_some(), asked_back, amount);
        }
        if let Some(Clawback { amount, returned, written_off, .. }) = milestone.clawback() {
            self.returned.count(returned == amount, *returned, *amount);
            self.written_off.count(*written_off > Money::ZERO, *written_off, *amount);
        }
    }
}
