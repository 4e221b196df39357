//! From a plan to what can be asked of somebody who pays: goals with their actions, what they cost, and by when.
//!
//! A cost that serves several goals is shared among them by the gaps that it closes for each, so that nothing is asked for
//! twice. What an action needs first belongs to the goals that need it.

use super::{Choice, Outlook};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use ward_catalog::Catalog;
use ward_domain::assessment::{Assessment, Status};
use ward_domain::ids::Tier;
use ward_domain::letters::{Already, Line};
use ward_domain::plan::Frame;
use ward_domain::{GoalId, MeasureId, Money};

/// A goal that money would help to meet, by the plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoalLine {
    /// The goal.
    pub goal: GoalId,
    /// Actions of the catalogue, in the order of the plan.
    pub actions: Vec<String>,
    /// Their part of the cost over the years of the plan.
    pub cost: Money,
    /// The day on which the last of them is done.
    pub done: Date,
    /// Gaps that stay open even so.
    pub left: Vec<MeasureId>,
}

/// What is asked for one goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The goal.
    pub goal: GoalId,
    /// What is asked, at most the cost.
    pub asked: Money,
    /// The last day on which the goal's being met counts.
    pub due: Date,
    /// Whether half is paid only when the goal is still met a year later.
    pub half_later: bool,
}

/// Why what was asked cannot be: about which goal, when about one, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct WrongAsk {
    /// The goal that it is about.
    pub goal: Option<GoalId>,
    /// What is wrong and what to do, in a sentence.
    pub why: String,
}

/// The means with somebody's money on top, spread over the years of the plan.
pub fn with_money(frame: &Frame, money: Money) -> Frame {
    let each = money.share(1.0 / f64::from(frame.years.max(1)));
    let most = Money::dollars(Frame::MOST_DOLLARS);
    Frame { budget: (frame.budget + each).min(most), ..frame.clone() }
}

/// The goals of a tier that the plan works on and that cost money, in order.
pub fn lines(seen: &Outlook, catalog: &Catalog, tier: Tier) -> Vec<GoalLine> {
    let mut all: BTreeMap<GoalId, GoalLine> = BTreeMap::new();
    for choice in seen.choices.iter().filter(|choice| choice.step.is_some()) {
        let shares = goals_of(seen, catalog, &choice.action, &mut BTreeSet::new());
        let (whole, done) = (cost(seen, choice), done(seen, choice));
        for (goal, part) in split(whole, &shares) {
            let line = all.entry(goal).or_insert_with(|| GoalLine {
                goal,
                actions: Vec::new(),
                cost: Money::ZERO,
                done,
                left: left(seen, goal),
            });
            line.actions.push(choice.action.clone());
            line.cost += part;
            line.done = line.done.max(done);
        }
    }
    all.into_values().filter(|line| line.goal.tier() == tier && line.cost > Money::ZERO).collect()
}

/// For whom an action is: gaps that it is the first to close, by goal; else those of the actions that need it.
fn goals_of(
    seen: &Outlook,
    catalog: &Catalog,
    action: &str,
    asked: &mut BTreeSet<String>,
) -> BTreeMap<GoalId, u32> {
    let mut goals: BTreeMap<GoalId, u32> = BTreeMap::new();
    if !asked.insert(action.to_owned()) {
        return goals;
    }
    let step = seen.choice(action).and_then(|choice| choice.step.as_ref());
    for measure in step.map(|step| step.buys.as_slice()).unwrap_or_default() {
        *goals.entry(measure.goal()).or_default() += 1;
    }
    if goals.is_empty() {
        let needs_it = |choice: &&Choice| {
            let known = catalog.actions.get(&choice.action);
            choice.step.is_some() && known.is_some_and(|known| known.needs.iter().any(|need| need == action))
        };
        for choice in seen.choices.iter().filter(needs_it) {
            for (goal, gaps) in goals_of(seen, catalog, &choice.action, asked) {
                *goals.entry(goal).or_default() += gaps;
            }
        }
    }
    goals
}

/// Money over the years of the plan, at the middle of the ranges.
fn cost(seen: &Outlook, choice: &Choice) -> Money {
    let (low, high) = choice.first_year;
    let first = (low + high).share(0.5);
    let begins = choice.step.as_ref().map_or(0, |step| step.year);
    let later = usize::from(seen.frame.years).saturating_sub(begins + 1);
    (0..later).fold(first, |sum, _| sum + choice.yearly)
}

fn done(seen: &Outlook, choice: &Choice) -> Date {
    let days = choice.step.as_ref().map_or(0, |step| i64::from(step.done));
    seen.as_of.saturating_add(days.days())
}

fn left(seen: &Outlook, goal: GoalId) -> Vec<MeasureId> {
    let bought: BTreeSet<MeasureId> = seen
        .choices
        .iter()
        .filter_map(|choice| choice.step.as_ref())
        .flat_map(|step| step.buys.clone())
        .collect();
    let gaps = seen.weights.iter().filter(|weight| weight.goal == goal).flat_map(|weight| &weight.gaps);
    gaps.filter(|gap| !bought.contains(gap)).copied().collect()
}

/// Parts of an amount by shares; cents that are left over go to the first, so that the parts add up.
fn split(whole: Money, shares: &BTreeMap<GoalId, u32>) -> Vec<(GoalId, Money)> {
    let all: i64 = shares.values().map(|share| i64::from(*share)).sum();
    let part = |share: u32| whole.cents.saturating_mul(i64::from(share)).checked_div(all).unwrap_or(0);
    let mut parts: Vec<_> =
        shares.iter().map(|(goal, share)| (*goal, Money { cents: part(*share) })).collect();
    let given: Money = parts.iter().map(|(_, money)| *money).sum();
    if let Some((_, first)) = parts.first_mut() {
        *first += whole - given;
    }
    parts
}

/// What to begin with: all that the lines cost, in order, until the most for one applicant is reached. A goal must be seen
/// met `to_show_met` days after the work is done, or after the window closes.
pub fn first_asks(lines: &[GoalLine], cap: Money, closes: Date, to_show_met: u32) -> Vec<Ask> {
    let mut rest = cap;
    let mut asks = Vec::new();
    for line in lines {
        let asked = line.cost.min(rest);
        if asked > Money::ZERO {
            let due = line.done.max(closes).saturating_add(i64::from(to_show_met).days());
            asks.push(Ask { goal: line.goal, asked, due, half_later: false });
            rest -= asked;
        }
    }
    asks
}

/// The lines of an application, or what is wrong with what is asked.
pub fn application_lines(lines: &[GoalLine], asks: &[Ask], cap: Money) -> Result<Vec<Line>, WrongAsk> {
    let wrong = |goal, why: String| Err(WrongAsk { goal, why });
    if asks.is_empty() {
        return wrong(None, "nothing is asked: enter an amount for at least one goal".to_owned());
    }
    let mut all = Vec::new();
    for ask in asks {
        let goal = ask.goal;
        let Some(line) = lines.iter().find(|line| line.goal == goal) else {
            return wrong(Some(goal), format!("your plan has nothing for {goal} that costs money"));
        };
        if ask.asked <= Money::ZERO || ask.asked > line.cost {
            let why = format!(
                "ask more than $0 and at most {} for {goal}: that is what your plan says it costs",
                line.cost
            );
            return wrong(Some(goal), why);
        }
        let kept_back = if ask.half_later { Money { cents: ask.asked.cents / 2 } } else { Money::ZERO };
        let (actions, cost) = (line.actions.clone(), line.cost);
        all.push(Line { goal, level: 1, actions, cost, asked: ask.asked, kept_back, due: ask.due });
    }
    let asked: Money = all.iter().map(|line| line.asked).sum();
    if asked > cap {
        return wrong(
            None,
            format!("{asked} is asked in all, and one applicant can get {cap}: ask for less"),
        );
    }
    Ok(all)
}

/// What an organisation has already of a tier: goals that are met in whole or in part.
pub fn already(assessment: &Assessment, tier: Tier) -> Vec<Already> {
    let has = |status| matches!(status, Status::Met | Status::Partly);
    let goals = assessment.goals.iter().filter(|goal| goal.id.tier() == tier && has(goal.status));
    goals.map(|goal| Already { goal: goal.id, status: goal.status, grade: goal.grade }).collect()
}
