//! From indices back to names, with a sentence for each yes and no.

use super::prices::Prices;
use super::{Allocation, Award, Model, Round, RuleCount};
use serde::{Deserialize, Serialize};
use std::fmt;
use ward_domain::Money;

/// Why an application gets this much and not more; `Display` gives the sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum WhyAward {
    /// All that adds points is funded.
    Full,
    /// Nothing in it adds points at a cost within its cap and the budget.
    NothingToFund,
    /// More would be over the applicant's cap.
    AtCap {
        /// The cap.
        cap: Money,
        /// What the next better award takes.
        next: Money,
    },
    /// More would put a group over its cap.
    GroupIsFull {
        /// The group.
        group: String,
    },
    /// The next better award brings less for a dollar than what is funded elsewhere.
    BelowTheLine {
        /// Money more than now.
        more: Money,
        /// Points more for each dollar.
        points_per_dollar: f64,
        /// Points for each dollar that were needed, after the rules of the applicant's groups.
        line: f64,
    },
    /// The next better award is worth its money, but so much is not left.
    NotEnoughLeft {
        /// Money more than now.
        more: Money,
        /// What is left.
        left: Money,
    },
    /// Funded though it is below the line, so that the floor of a group is kept.
    LiftedByFloor {
        /// The group.
        group: String,
    },
}

impl fmt::Display for WhyAward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("all that adds value is funded"),
            Self::NothingToFund => f.write_str("nothing in it adds value within its cap and the budget"),
            Self::AtCap { cap, next } => {
                write!(f, "the next better award takes {next}, above the cap of {cap}")
            }
            Self::GroupIsFull { group } => write!(f, "more would put {group} over its cap"),
            Self::BelowTheLine { more, points_per_dollar, line } => write!(
                f,
                "the next {more} would bring {points_per_dollar:.4} points a dollar; {line:.4} were needed"
            ),
            Self::NotEnoughLeft { more, left } => {
                write!(f, "the next {more} would be worth it, but {left} are left")
            }
            Self::LiftedByFloor { group } => write!(f, "funded so that {group} reaches its floor"),
        }
    }
}

pub(super) fn allocation(
    round: &Round,
    model: &Model,
    prices: &Prices,
    picks: &[Option<usize>],
    bound: u64,
) -> Allocation {
    let value = model.value(picks);
    let bound = bound.max(value);
    let (spent, counts) = model.count(picks);
    let awards = picks.iter().enumerate().map(|(at, &pick)| {
        let application = &round.applications[at];
        let offer = pick.map(|pick| &model.menus[at].offers[pick]);
        let levels = offer.map_or_else(
            || vec![None; application.asks.len()],
            |offer| offer.levels.iter().map(|level| usize::from(*level).checked_sub(1)).collect(),
        );
        Award {
            application: application.id.clone(),
            levels,
            money: Money { cents: offer.map_or(0, |offer| offer.cost) },
            value: offer.map_or(0, |offer| offer.value as u64),
            why: why(round, model, prices, &counts, spent, at, pick),
        }
    });
    let rules = model.limits.iter().zip(&round.rules).map(|(limit, rule)| {
        let costs = limit.members.iter().filter_map(|&at| model.cost(at, picks[at]));
        let (money, awards) = costs.fold((0, 0), |(money, awards), cost| (money + cost, awards + 1));
        RuleCount { group: rule.group.clone(), money: Money { cents: money }, awards }
    });
    Allocation {
        awards: awards.collect(),
        value,
        bound,
        gap: if bound > value { bound as f64 / value.max(1) as f64 - 1.0 } else { 0.0 },
        is_proven_best: bound == value,
        spent: Money { cents: spent },
        points_per_dollar: prices.cent * 100.0,
        rules: rules.collect(),
    }
}

fn why(
    round: &Round,
    model: &Model,
    prices: &Prices,
    counts: &[i64],
    spent: i64,
    at: usize,
    pick: Option<usize>,
) -> WhyAward {
    let (menu, application) = (&model.menus[at], &round.applications[at]);
    let (cost, value) = pick.map_or((0, 0), |pick| (menu.offers[pick].cost, menu.offers[pick].value));
    let lift = |rule: &&usize| prices.rules[**rule] < 0.0 && counts[**rule] <= model.limits[**rule].least;
    if let (Some(pick), Some(&rule)) = (pick, model.rules_of[at].iter().find(lift)) {
        let offer = &menu.offers[pick];
        if (offer.value as f64) < prices.cent * offer.cost as f64 {
            return WhyAward::LiftedByFloor { group: round.rules[rule].group.clone() };
        }
    }
    // The next better award: the one that brings most for each further cent.
    let rate = |offer: &super::menu::Offer| (offer.value - value) as f64 / (offer.cost - cost).max(1) as f64;
    let better = menu.offers.iter().filter(|offer| offer.value > value);
    let Some(next) = better.max_by(|a, b| rate(a).total_cmp(&rate(b))) else {
        let beyond = application.asks.iter().zip(chosen_levels(menu, pick, application.asks.len()));
        let next = beyond
            .flat_map(|(ask, chosen)| {
                let now = chosen.and_then(|level| ask.levels.get(level));
                let (now_cost, now_value) = now.map_or((0, 0), |now| (now.cost.cents, now.value));
                let better = ask.levels.iter().filter(move |level| level.value > now_value);
                better.map(move |level| cost - now_cost + level.cost.cents)
            })
            .min();
        return match next {
            Some(next) if next > application.cap.cents => {
                WhyAward::AtCap { cap: application.cap, next: Money { cents: next } }
            }
            _ if pick.is_some() => WhyAward::Full,
            _ => WhyAward::NothingToFund,
        };
    };
    let more = next.cost - cost;
    let fills = |rule: &&usize| {
        let limit = &model.limits[**rule];
        counts[**rule] + limit.counts(Some(next.cost)) - limit.counts(model.cost(at, pick)) > limit.most
    };
    if let Some(&rule) = model.rules_of[at].iter().find(fills) {
        return WhyAward::GroupIsFull { group: round.rules[rule].group.clone() };
    }
    let left = model.budget - spent;
    let (cent, _) = prices.of(model, at);
    if rate(next) < cent || more <= left {
        let (points_per_dollar, line) = (rate(next) * 100.0, cent * 100.0);
        return WhyAward::BelowTheLine { more: Money { cents: more }, points_per_dollar, line };
    }
    WhyAward::NotEnoughLeft { more: Money { cents: more }, left: Money { cents: left } }
}

fn chosen_levels(menu: &super::Menu, pick: Option<usize>, rows: usize) -> Vec<Option<usize>> {
    pick.map_or_else(
        || vec![None; rows],
        |pick| menu.offers[pick].levels.iter().map(|level| usize::from(*level).checked_sub(1)).collect(),
    )
}
