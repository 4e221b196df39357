//! An organisation's plan: from its gaps, the catalogue's actions, its own assumptions and its means to the question of
//! [`plan`](crate::plan), and back to what people read.
//!
//! Published costs are assumptions. What the organisation assumes otherwise takes their place and is shown beside them.

pub mod funding;
mod question;
#[cfg(test)]
mod tests;
pub mod words;

use crate::plan::{Plan, Point, Refused, Step, Why, frontier, plan};
use jiff::civil::Date;
use question::Drafted;
use serde::Serialize;
use ward_catalog::Catalog;
use ward_domain::plan::{Assumed, Assumption, Frame, Intentions, Undertaking};
use ward_domain::{Assessment, GoalId, MeasureId, Money, Size};

/// The frontier is drawn up to so many times the budget, in so many steps: our choice.
const FRONTIER: (f64, u32) = (2.0, 8);
/// Steps of the search for each point of the frontier: a drawing needs less than the answer.
const FRONTIER_STEPS: u32 = 600;

/// Who asks, and for what.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Actions, resources, weights.
    pub catalog: &'a Catalog,
    /// Where the organisation stands.
    pub assessment: &'a Assessment,
    /// Whether flaws are open that are known to be exploited.
    pub has_exploited_flaws: bool,
    /// What it decided about its plan.
    pub intentions: &'a Intentions,
    /// What the plan may take: the frame that was set, or another one to see what would be.
    pub frame: &'a Frame,
    /// The day.
    pub today: Date,
}

/// A plan and everything beside it.
#[derive(Clone, Debug, Serialize)]
pub struct Outlook {
    /// The day.
    pub as_of: Date,
    /// Whose costs and targets.
    pub size: Size,
    /// What the plan may take.
    pub frame: Frame,
    /// The answer.
    pub plan: Plan,
    /// What other budgets would reach, from nothing to twice the budget.
    pub frontier: Vec<Point>,
    /// Every action of the catalogue that closes a gap, is needed for one, or that was decided about: those of the plan
    /// first, in its order.
    pub choices: Vec<Choice>,
    /// What goals weigh and what is missing, in order.
    pub weights: Vec<Weight>,
    /// Weight of all gaps together: what a plan without limits would hold at its end.
    pub open: f64,
    /// Gaps that no action of the catalogue closes.
    pub without_action: Vec<MeasureId>,
    /// Measures that an action that is said to be done should meet, and that no evidence shows.
    pub awaiting_evidence: Vec<MeasureId>,
    /// Money, services and material from outside that help with a gap.
    pub offers: Vec<Help>,
}

/// An action, as far as it concerns this organisation.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// Its id.
    pub action: String,
    /// Its place in the plan, when it is in.
    pub step: Option<Step>,
    /// Why it is in or out; none when it was no candidate because it is done or dropped.
    pub why: Option<Why>,
    /// Gaps that it closes.
    pub closes: Vec<MeasureId>,
    /// Its costs, published and own.
    pub numbers: Vec<Number>,
    /// Lowest and highest money in the first year, as it counts in the plan.
    pub first_year: (Money, Money),
    /// Money each later year, the middle of the range.
    pub yearly: Money,
    /// Hours in the first year, the middle of the range.
    pub first_year_hours: f64,
    /// Whether it counts without money because somebody gives it.
    pub is_free: bool,
    /// Who may give it without money.
    pub free: Vec<Help>,
    /// What the organisation decided about it.
    pub undertaking: Option<Undertaking>,
}

/// A cost or duration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Number {
    /// Which.
    pub which: Assumed,
    /// As published, from low to high.
    pub published: (f64, f64),
    /// Source tags.
    pub source: String,
    /// The organisation's own.
    pub own: Option<Assumption>,
}

impl Number {
    /// What the plan reckons with.
    pub fn value(&self) -> f64 {
        self.own.as_ref().map_or(f64::midpoint(self.published.0, self.published.1), |own| own.value)
    }
    /// From low to high; an own number has no range.
    pub fn span(&self) -> (f64, f64) {
        self.own.as_ref().map_or(self.published, |own| (own.value, own.value))
    }
}

/// A resource, and whether this organisation may have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Help {
    /// Its id.
    pub resource: String,
    /// Yes, no, or ask: something that matters is not known.
    pub admits: Option<bool>,
    /// Whether it is given at present, as far as is known.
    pub is_given: bool,
    /// Gaps that it helps with.
    pub gaps: Vec<MeasureId>,
}

/// What a goal weighs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Weight {
    /// The goal.
    pub goal: GoalId,
    /// Its weight by the base rates; all goals together weigh 100 before known-exploited flaws count.
    pub published: f64,
    /// The organisation's own.
    pub own: Option<Assumption>,
    /// Measures that it needs here.
    pub required: u32,
    /// Of them, those not met.
    pub gaps: Vec<MeasureId>,
    /// Of the gaps, those that are only unknown: evidence may show them met.
    pub unknown: Vec<MeasureId>,
}

impl Weight {
    /// What the plan reckons with.
    pub fn value(&self) -> f64 {
        self.own.as_ref().map_or(self.published, |own| own.value)
    }
}

/// The frame of those who set none, by size. Our choice, to be changed: numbers to begin a talk with.
pub fn first_frame(size: Size) -> Frame {
    let (dollars, hours) = match size {
        Size::Small => (5_000, 60.0),
        Size::Medium => (50_000, 600.0),
        Size::Large => (500_000, 4_000.0),
    };
    Frame {
        budget: Money::dollars(dollars),
        hours,
        years: 2,
        kind: None,
        state: None,
        rural: None,
        counts_on_free: true,
    }
}

/// The best plan for an organisation, with everything that explains it.
pub fn outlook(ask: &Ask<'_>) -> Result<Outlook, Refused> {
    let Drafted { question, mut choices, weights, without_action, awaiting_evidence, offers } =
        question::draft(ask);
    let answer = plan(&question)?;
    let mut rough = question.clone();
    rough.steps = FRONTIER_STEPS;
    let frontier = frontier(&rough, FRONTIER.0, FRONTIER.1)?;
    for choice in &mut choices {
        choice.step = answer.chosen.iter().find(|step| step.action == choice.action).cloned();
        let decision = answer.decisions.iter().find(|decision| decision.action == choice.action);
        choice.why = decision.map(|decision| decision.why.clone());
    }
    choices
        .retain(|choice| choice.undertaking.is_some() || choice.step.is_some() || !choice.closes.is_empty());
    let place = |choice: &Choice| {
        let step = answer.chosen.iter().position(|step| step.action == choice.action);
        (step.is_none(), step)
    };
    choices.sort_by_key(place);
    let open = question
        .goals
        .iter()
        .filter(|goal| !goal.gaps.is_empty())
        .map(|goal| {
            let share = goal.gaps.len() as f64 / f64::from(goal.required.max(1));
            goal.weight * ((1.0 - question.bonus) * share + question.bonus)
        })
        .sum();
    Ok(Outlook {
        as_of: ask.assessment.as_of,
        size: ask.assessment.profile,
        frame: ask.frame.clone(),
        plan: answer,
        frontier,
        choices,
        weights,
        open,
        without_action,
        awaiting_evidence,
        offers,
    })
}

impl Outlook {
    /// The choice about that action, when it concerns the organisation.
    pub fn choice(&self, action: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.action == action)
    }
    /// Part of the open weight that the plan holds at the end of a year, 0 to 1; 1 when nothing is open.
    pub fn closed(&self, year: usize) -> f64 {
        let held = self.plan.years.get(year).map_or(0.0, |year| year.held);
        if self.open > 0.0 { (held / self.open).clamp(0.0, 1.0) } else { 1.0 }
    }
    /// Part of the open weight that a value stands for, on the mean of the years: for the frontier.
    pub fn part(&self, value: f64) -> f64 {
        let all = self.open * f64::from(self.frame.years.max(1));
        if all > 0.0 { (value / all).clamp(0.0, 1.0) } else { 1.0 }
    }
}
