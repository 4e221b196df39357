//! From indices back to names: what each action buys, why each is in or out, and what a little more would buy.

use super::model::{Model, POINTS, Starts};
use super::search::Found;
use super::{Plan, Question, Step, Taken, YEAR};
use serde::{Deserialize, Serialize};
use std::fmt;
use ward_domain::{MeasureId, Money};

/// Why a candidate is in or out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The candidate.
    pub action: String,
    /// Whether it is in the plan.
    pub is_in: bool,
    /// Why.
    pub why: Why,
}

/// Reasons; `Display` gives the sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Why {
    /// In: it closes gaps.
    Closes {
        /// Which.
        measures: Vec<MeasureId>,
    },
    /// In: another one needs it.
    NeededFor {
        /// Which.
        action: String,
    },
    /// Out: nothing that it satisfies is a gap.
    NoGap,
    /// Out: others in the plan close the same gaps.
    ClosedByOthers {
        /// One of them.
        by: String,
    },
    /// Out: a need is neither done nor among the candidates.
    NeedNotToBeHad {
        /// Which.
        need: String,
    },
    /// Out: it cannot be done, after its needs, within the years of the plan.
    NoTime,
    /// Out: even alone it is over the means of every year in which it could begin.
    OverMeans {
        /// Money that lacks in the best year.
        money: Money,
        /// Hours that lack in the best year.
        hours: f64,
    },
    /// Out: what it needs is out too, and together they do not fit or do not pay.
    NeedIsOut {
        /// The need.
        need: String,
    },
    /// Out: it does not fit beside what is in.
    NoRoom {
        /// Money that lacks, over the years.
        money: Money,
        /// Hours that lack, over the years.
        hours: f64,
        /// Weight that it would add.
        worth: f64,
        /// The weakest action that is in and holds more for each dollar and hour; none when no exchange one for one
        /// explains it.
        poorer_than: Option<String>,
    },
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closes { measures } => {
                let names: Vec<_> = measures.iter().map(ToString::to_string).collect();
                write!(f, "it closes {}", names.join(", "))
            }
            Self::NeededFor { action } => write!(f, "{action} needs it"),
            Self::NoGap => f.write_str("all that it serves is met already or not asked"),
            Self::ClosedByOthers { by } => write!(f, "others close the same gaps, {by} among them"),
            Self::NeedNotToBeHad { need } => {
                write!(f, "it needs {need}, which is neither done nor to be chosen")
            }
            Self::NoTime => f.write_str("it cannot be done within the years of the plan"),
            Self::OverMeans { money, hours } => write!(f, "even alone it lacks {money} and {hours:.1} hours"),
            Self::NeedIsOut { need } => write!(f, "it needs {need}, which is out"),
            Self::NoRoom { money, hours, worth, poorer_than } => {
                write!(
                    f,
                    "it would add {worth:.2}, but lacks {money} and {hours:.1} hours beside what is in"
                )?;
                match poorer_than {
                    Some(other) => write!(f, "; for its cost it adds less than {other}"),
                    None => f.write_str("; making room for it costs more than it adds"),
                }
            }
        }
    }
}

/// What a little more would buy beside the plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Next {
    /// With money alone.
    pub dollar: Option<Offer>,
    /// With staff hours alone.
    pub hour: Option<Offer>,
    /// With both, where both are used up; costs are compared in shares of all means.
    #[serde(default)]
    pub both: Option<Offer>,
}

/// An action that a little more would buy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Which; what it needs comes with it.
    pub action: String,
    /// Money that lacks, over the years.
    pub money: Money,
    /// Hours that lack, over the years.
    pub hours: f64,
    /// Weight that it adds, over the years.
    pub worth: f64,
}

fn weight(points: i64) -> f64 {
    points as f64 / POINTS
}

/// The answer in the words of the question.
pub(super) fn plan(question: &Question, model: &Model, found: &Found) -> Plan {
    let starts = &found.starts;
    let left = model.left(starts);
    let years = left
        .iter()
        .enumerate()
        .map(|(year, (money, minutes))| Taken {
            money: Money { cents: model.money[year] - money },
            hours: (model.minutes[year] - minutes) as f64 / 60.0,
            held: held_in(model, starts, year),
        })
        .collect();
    let steps = steps(question, model, starts);
    let rates = rates(model, found);
    let decisions = (0..model.actions.len())
        .map(|at| Decision {
            action: question.candidates[at].id.clone(),
            is_in: usize::from(starts[at]) < model.years,
            why: why(question, model, found, &steps, &rates, at),
        })
        .collect();
    let gap =
        if found.bound > found.points { found.bound as f64 / found.points.max(1) as f64 - 1.0 } else { 0.0 };
    Plan {
        value: weight(found.points),
        bound: weight(found.bound),
        gap,
        is_proven_best: found.bound <= found.points,
        next: next(question, model, found),
        chosen: steps,
        years,
        decisions,
    }
}

fn held_in(model: &Model, starts: &[u8], year: usize) -> f64 {
    let is_held = |gap: usize| model.gap_held(&model.gaps[gap], starts) >= model.years - year;
    let gaps: i64 = (0..model.gaps.len()).filter(|&gap| is_held(gap)).map(|gap| model.gaps[gap].points).sum();
    let whole =
        model.goals.iter().filter(|goal| goal.is_reachable && goal.gaps.iter().all(|&gap| is_held(gap)));
    weight(gaps + whole.map(|goal| goal.bonus).sum::<i64>())
}

/// The plan in the order of beginning. Of actions that close the same gap, the first to be done buys it.
fn steps(question: &Question, model: &Model, starts: &[u8]) -> Vec<Step> {
    let mut done = vec![0; model.actions.len()];
    let mut steps = Vec::new();
    for &at in model.order.iter().filter(|&&at| usize::from(starts[at]) < model.years) {
        let year = usize::from(starts[at]);
        let after = model.actions[at].needs.iter().map(|&need| done[need]).max().unwrap_or(0);
        let begins = after.max(year as u32 * YEAR);
        done[at] = begins + question.candidates[at].lead_days.max(1);
        let action = question.candidates[at].id.clone();
        steps.push((at, Step { action, year, begins, done: done[at], buys: vec![], completes: vec![] }));
    }
    steps.sort_by_key(|(at, step)| (step.done, *at));
    let mut is_closed = vec![false; model.gaps.len()];
    for (at, step) in &mut steps {
        let new: Vec<usize> =
            model.actions[*at].serves.iter().copied().filter(|&gap| !is_closed[gap]).collect();
        for &gap in &new {
            is_closed[gap] = true;
            step.buys.push(model.gaps[gap].id);
        }
        for (goal, asked) in model.goals.iter().zip(&question.goals) {
            if goal.gaps.iter().any(|gap| new.contains(gap)) && goal.gaps.iter().all(|&gap| is_closed[gap]) {
                step.completes.push(asked.goal);
            }
        }
    }
    let mut steps: Vec<Step> = steps.into_iter().map(|(_, step)| step).collect();
    steps.sort_by_key(|step| (step.begins, step.done));
    steps
}

/// What each action that is in holds, for each share of all means that it takes.
fn rates(model: &Model, found: &Found) -> Vec<(f64, usize)> {
    let mut starts = found.starts.clone();
    let mut rates = Vec::new();
    for (at, &start) in
        found.starts.iter().enumerate().filter(|(_, start)| usize::from(**start) < model.years)
    {
        starts[at] = model.years as u8;
        let holds = (found.points - model.points(&starts)) as f64;
        starts[at] = start;
        rates.push((holds / share(model, at, start.into()), at));
    }
    rates
}

/// Cost in shares of all means, so that money and time can be compared.
fn share(model: &Model, at: usize, start: usize) -> f64 {
    let mut sum = 0.0;
    for year in start..model.years {
        let (money, time) = model.takes(at, start, year);
        sum +=
            money as f64 / model.money[year].max(1) as f64 + time as f64 / model.minutes[year].max(1) as f64;
    }
    sum.max(1e-12)
}

fn why(
    question: &Question,
    model: &Model,
    found: &Found,
    steps: &[Step],
    rates: &[(f64, usize)],
    at: usize,
) -> Why {
    let starts = &found.starts;
    let action = &model.actions[at];
    let name = |at: usize| question.candidates[at].id.clone();
    let is_in = |at: usize| usize::from(starts[at]) < model.years;
    if is_in(at) {
        let buys =
            steps.iter().find(|step| step.action == question.candidates[at].id).map(|step| step.buys.clone());
        let user = action.users.iter().copied().find(|&other| is_in(other));
        return match (buys, user) {
            (Some(measures), Some(user)) if measures.is_empty() => Why::NeededFor { action: name(user) },
            (measures, _) => Why::Closes { measures: measures.unwrap_or_default() },
        };
    }
    if let Some(need) = &action.missing {
        return Why::NeedNotToBeHad { need: need.clone() };
    }
    if action.serves.is_empty() && action.users.is_empty() {
        return Why::NoGap;
    }
    if action.may == 0 {
        let alone = (0..model.years)
            .filter(|year| year + action.lag < model.years)
            .map(|year| lacking(model, &model.nothing(), &[(at, year)]))
            .filter(|(money, minutes)| money + minutes > 0)
            .min();
        return alone.map_or(Why::NoTime, |(cents, minutes)| Why::OverMeans {
            money: Money { cents },
            hours: minutes as f64 / 60.0,
        });
    }
    let Some(bundle) = bundle(model, starts, at) else { return Why::NoTime };
    let worth = with(model, starts, &bundle) - found.points;
    if worth <= 0 {
        let by = action
            .serves
            .iter()
            .flat_map(|&gap| &model.gaps[gap].servers)
            .copied()
            .find(|&other| is_in(other));
        return by.map_or(Why::NoGap, |by| Why::ClosedByOthers { by: name(by) });
    }
    if let Some(&need) = action.needs.iter().find(|&&need| !is_in(need)) {
        return Why::NeedIsOut { need: name(need) };
    }
    let (cents, minutes) = lacking(model, starts, &bundle);
    let rate = worth as f64 / share(model, at, bundle.last().map_or(0, |(_, start)| *start));
    let poorer_than = rates
        .iter()
        .filter(|(other_rate, _)| *other_rate >= rate)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, other)| name(*other));
    Why::NoRoom { money: Money { cents }, hours: minutes as f64 / 60.0, worth: weight(worth), poorer_than }
}

/// The action and what of its needs is out, each in its first possible year whatever the means.
fn bundle(model: &Model, starts: &[u8], at: usize) -> Option<Vec<(usize, usize)>> {
    let mut placed: Starts = starts.to_vec();
    let mut bundle = Vec::new();
    place(model, &mut placed, &mut bundle, at).then_some(bundle)
}

fn place(model: &Model, placed: &mut Starts, bundle: &mut Vec<(usize, usize)>, at: usize) -> bool {
    for &need in &model.actions[at].needs {
        if usize::from(placed[need]) >= model.years && !place(model, placed, bundle, need) {
            return false;
        }
    }
    for start in (0..model.years).filter(|start| model.actions[at].timely >> start & 1 == 1) {
        placed[at] = start as u8;
        if model.keeps_needs(at, placed) {
            bundle.push((at, start));
            return true;
        }
    }
    placed[at] = model.years as u8;
    false
}

fn with(model: &Model, starts: &[u8], bundle: &[(usize, usize)]) -> i64 {
    let mut starts = starts.to_vec();
    for &(at, start) in bundle {
        starts[at] = start as u8;
    }
    model.points(&starts)
}

/// Cents and minutes that lack, summed over the years, when the bundle is added.
fn lacking(model: &Model, starts: &[u8], bundle: &[(usize, usize)]) -> (i64, i64) {
    let mut starts = starts.to_vec();
    for &(at, start) in bundle {
        starts[at] = start as u8;
    }
    let short = |left: i64| (-left).max(0);
    model.left(&starts).iter().fold((0, 0), |sum, left| (sum.0 + short(left.0), sum.1 + short(left.1)))
}

fn next(question: &Question, model: &Model, found: &Found) -> Next {
    let mut next = Next::default();
    let sum = |means: &[i64]| means.iter().sum::<i64>().max(1) as f64;
    let (all_money, all_minutes) = (sum(&model.money), sum(&model.minutes));
    let mut best_of_both = 0.0;
    for at in (0..model.actions.len()).filter(|&at| usize::from(found.starts[at]) >= model.years) {
        let Some(bundle) = bundle(model, &found.starts, at) else { continue };
        let worth = with(model, &found.starts, &bundle) - found.points;
        let (cents, minutes) = lacking(model, &found.starts, &bundle);
        let offer = Offer {
            action: question.candidates[at].id.clone(),
            money: Money { cents },
            hours: minutes as f64 / 60.0,
            worth: weight(worth),
        };
        let better = |old: &Option<Offer>, rate: fn(&Offer) -> f64| {
            old.as_ref().is_none_or(|old| rate(&offer) > rate(old))
        };
        if worth > 0 && cents > 0 && minutes == 0 && better(&next.dollar, |o| o.worth / o.money.cents as f64)
        {
            next.dollar = Some(offer);
        } else if worth > 0 && minutes > 0 && cents == 0 && better(&next.hour, |o| o.worth / o.hours) {
            next.hour = Some(offer);
        } else if worth > 0 && minutes > 0 && cents > 0 {
            let rate = offer.worth / (cents as f64 / all_money + minutes as f64 / all_minutes);
            if rate > best_of_both {
                (best_of_both, next.both) = (rate, Some(offer));
            }
        }
    }
    next
}
