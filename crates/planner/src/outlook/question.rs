//! The question: which gaps there are, what they weigh, and what each action costs here.

use super::{Ask, Choice, Help, Number, Weight};
use crate::plan::{BONUS, Candidate, GoalWorth, Means, Question, STEPS};
use std::collections::{BTreeMap, BTreeSet};
use ward_catalog::{Action, Asker, Availability};
use ward_domain::assessment::Status;
use ward_domain::plan::{Assumed, Outcome};
use ward_domain::{MeasureId, Money};

pub(super) struct Drafted {
    pub(super) question: Question,
    pub(super) choices: Vec<Choice>,
    pub(super) weights: Vec<Weight>,
    pub(super) without_action: Vec<MeasureId>,
    pub(super) awaiting_evidence: Vec<MeasureId>,
    pub(super) offers: Vec<Help>,
}

pub(super) fn draft(ask: &Ask<'_>) -> Drafted {
    let is_ended = |id: &str, outcome: Outcome| {
        ask.intentions.undertaking(id).is_some_and(|known| known.outcome == Some(outcome))
    };
    let actions = || ask.catalog.actions.values();
    let statuses: BTreeMap<MeasureId, (Status, bool)> = ask
        .assessment
        .goals
        .iter()
        .flat_map(|goal| &goal.measures)
        .map(|measure| (measure.id, (measure.status, measure.is_required)))
        .collect();
    let is_gap = |id: &MeasureId| {
        let status = statuses.get(id);
        status.is_some_and(|(status, required)| {
            *required && matches!(status, Status::NotMet | Status::Partly | Status::Unknown)
        })
    };
    // What somebody says is done waits for evidence; nothing else is bought for it.
    let claimed: BTreeSet<MeasureId> = actions()
        .filter(|action| is_ended(&action.id, Outcome::Done))
        .flat_map(|action| action.satisfies.iter().copied())
        .filter(is_gap)
        .collect();
    let is_open = |id: &MeasureId| is_gap(id) && !claimed.contains(id);
    let is_settled = |action: &Action| {
        let is_shown = |id: &MeasureId| {
            statuses.get(id).is_some_and(|(status, _)| matches!(status, Status::Met | Status::NotApplicable))
        };
        !action.satisfies.is_empty() && action.satisfies.iter().all(is_shown)
    };
    let done = actions()
        .filter(|action| is_ended(&action.id, Outcome::Done) || is_settled(action))
        .map(|action| action.id.clone())
        .collect::<BTreeSet<_>>();
    let offers: Vec<Help> = ask.catalog.resources.keys().filter_map(|id| help(ask, id, &is_open)).collect();
    let choices: Vec<Choice> = actions().map(|action| choice(ask, action, &is_open)).collect();
    let candidates = choices
        .iter()
        .filter(|choice| !done.contains(&choice.action) && !is_ended(&choice.action, Outcome::Dropped))
        .filter_map(|choice| Some(candidate(ask.catalog.actions.get(&choice.action)?, choice)))
        .collect();
    let weights: Vec<Weight> = weights(ask, &is_open);
    let goals = weights
        .iter()
        .map(|weight| GoalWorth {
            goal: weight.goal,
            weight: weight.value(),
            required: weight.required,
            gaps: weight.gaps.iter().copied().collect(),
        })
        .collect();
    let without_action = weights
        .iter()
        .flat_map(|weight| weight.gaps.iter().copied())
        .filter(|gap| ask.catalog.actions_for(*gap).next().is_none())
        .collect();
    let means = Means { budget: ask.frame.budget, hours: ask.frame.hours };
    let years = vec![means; usize::from(ask.frame.years)];
    Drafted {
        question: Question { candidates, done, goals, bonus: BONUS, years, steps: STEPS },
        choices,
        weights,
        without_action,
        awaiting_evidence: claimed.into_iter().collect(),
        offers: offers.into_iter().filter(|help| !help.gaps.is_empty()).collect(),
    }
}

fn weights(ask: &Ask<'_>, is_open: &dyn Fn(&MeasureId) -> bool) -> Vec<Weight> {
    let of = |goal: &ward_domain::assessment::GoalResult| {
        let asked = || goal.measures.iter().filter(|measure| measure.is_required);
        let gaps: Vec<MeasureId> = asked().map(|measure| measure.id).filter(is_open).collect();
        let is_unknown =
            |id: &&MeasureId| asked().any(|measure| measure.id == **id && measure.status == Status::Unknown);
        let required = asked().filter(|measure| measure.status != Status::NotApplicable).count();
        Weight {
            goal: goal.id,
            published: ask.catalog.base_rates.weight(goal.id, ask.has_exploited_flaws),
            own: ask.intentions.assumed(&goal.id.to_string(), Assumed::Weight).cloned(),
            required: u32::try_from(required).unwrap_or(u32::MAX),
            unknown: gaps.iter().filter(is_unknown).copied().collect(),
            gaps,
        }
    };
    ask.assessment.goals.iter().map(of).collect()
}

fn help(ask: &Ask<'_>, id: &str, is_open: &dyn Fn(&MeasureId) -> bool) -> Option<Help> {
    let resource = ask.catalog.resources.get(id)?;
    let frame = ask.frame;
    let asker = Asker {
        kind: frame.kind.as_deref(),
        size: ask.assessment.profile,
        state: frame.state.as_deref(),
        rural: frame.rural,
    };
    let of_actions = resource
        .actions
        .iter()
        .filter_map(|action| ask.catalog.actions.get(action))
        .flat_map(|action| &action.satisfies);
    let gaps: BTreeSet<MeasureId> =
        resource.measures.iter().chain(of_actions).filter(|id| is_open(id)).copied().collect();
    Some(Help {
        resource: id.to_owned(),
        admits: resource.eligible.admits(&asker),
        is_given: resource.status == Availability::InForce && resource.covers(ask.today),
        gaps: gaps.into_iter().collect(),
    })
}

fn choice(ask: &Ask<'_>, action: &Action, is_open: &dyn Fn(&MeasureId) -> bool) -> Choice {
    let size = ask.assessment.profile;
    let days = action.lead_days.get(size) as f64;
    let number = |which, published: (f64, f64), source: &str| Number {
        which,
        published,
        source: source.to_owned(),
        own: ask.intentions.assumed(&action.id, which).cloned(),
    };
    let span = |span: ward_catalog::Span| (span.low, span.high);
    let (dollars, hours) = (&action.dollars, &action.hours);
    let numbers = vec![
        number(Assumed::DollarsOnce, span(dollars.once.get(size)), &dollars.source),
        number(Assumed::DollarsYearly, span(dollars.yearly.get(size)), &dollars.source),
        number(Assumed::HoursOnce, span(hours.once.get(size)), &hours.source),
        number(Assumed::HoursYearly, span(hours.yearly.get(size)), &hours.source),
        number(Assumed::LeadDays, (days, days), &action.lead_source),
    ];
    let free: Vec<Help> = action.free.iter().filter_map(|id| help(ask, id, is_open)).collect();
    // An own price is a price: whoever writes one down does not get it for nothing.
    let has_own_price = numbers.iter().take(2).any(|number| number.own.is_some());
    let is_free = ask.frame.counts_on_free
        && !has_own_price
        && free.iter().any(|help| help.is_given && help.admits == Some(true));
    let mut choice = Choice {
        action: action.id.clone(),
        step: None,
        why: None,
        closes: action.satisfies.iter().filter(|id| is_open(id)).copied().collect(),
        first_year: (Money::ZERO, Money::ZERO),
        yearly: Money::ZERO,
        first_year_hours: value(&numbers, Assumed::HoursOnce) + value(&numbers, Assumed::HoursYearly),
        is_free,
        free,
        undertaking: ask.intentions.undertaking(&action.id).cloned(),
        numbers,
    };
    if !is_free {
        let (once, yearly) =
            (of(&choice.numbers, Assumed::DollarsOnce), of(&choice.numbers, Assumed::DollarsYearly));
        choice.first_year = (money(once.0 + yearly.0), money(once.1 + yearly.1));
        choice.yearly = money(value(&choice.numbers, Assumed::DollarsYearly));
    }
    choice
}

fn candidate(action: &Action, choice: &Choice) -> Candidate {
    let value = |which| value(&choice.numbers, which);
    let candidate = Candidate {
        id: action.id.clone(),
        once: money(value(Assumed::DollarsOnce)),
        yearly: money(value(Assumed::DollarsYearly)),
        first_year: choice.first_year,
        hours_once: value(Assumed::HoursOnce),
        hours_yearly: value(Assumed::HoursYearly),
        lead_days: value(Assumed::LeadDays) as u32,
        needs: action.needs.clone(),
        satisfies: action.satisfies.iter().copied().collect(),
    };
    if choice.is_free { candidate.without_money() } else { candidate }
}

fn value(numbers: &[Number], which: Assumed) -> f64 {
    numbers.iter().find(|number| number.which == which).map_or(0.0, Number::value)
}

fn of(numbers: &[Number], which: Assumed) -> (f64, f64) {
    numbers.iter().find(|number| number.which == which).map_or((0.0, 0.0), Number::span)
}

fn money(dollars: f64) -> Money {
    Money { cents: (dollars * 100.0).round() as i64 }
}
