//! The prices that give the least upper bound: one for a cent of the budget, one for each floor and cap.

use super::Model;
use super::menu::Corner;

/// Prices, and what they prove.
pub(super) struct Prices {
    /// Points for a cent of the budget.
    pub(super) cent: f64,
    /// For each rule, points for a cent or an award: above zero where its cap holds back, below where its floor lifts.
    pub(super) rules: Vec<f64>,
    /// No awards have more points.
    pub(super) bound: u64,
}

/// Rounds through all prices, and halvings for each.
const ROUNDS: u32 = 12;
const HALVINGS: i32 = 40;
/// The first step away from the last price, as a share of it, and how much wider each next one is.
const NEAR: f64 = 1e-5;
const WIDER: f64 = 16.0;

pub(super) fn least(model: &Model) -> Prices {
    let mut prices = Prices { cent: 0.0, rules: vec![0.0; model.limits.len()], bound: 0 };
    let mut least = f64::INFINITY;
    let highest = highest(model);
    let everybody: Vec<usize> = (0..model.menus.len()).collect();
    for round in 0..ROUNDS {
        // The price of a cent: never below zero.
        prices.cent = if spend(model, &prices, &everybody, None) <= model.budget && prices.cent == 0.0 {
            0.0
        } else {
            bisect(prices.cent, highest, |price| {
                let tried = Prices { cent: price, rules: prices.rules.clone(), bound: 0 };
                spend(model, &tried, &everybody, None) > model.budget
            })
        };
        for rule in 0..model.limits.len() {
            let limit = &model.limits[rule];
            let count = |prices: &Prices| spend(model, prices, &limit.members, Some(rule));
            let before = std::mem::take(&mut prices.rules[rule]).abs();
            let free = count(&prices);
            // Most rules are kept by themselves: they cost one look.
            if (limit.least..=limit.most).contains(&free) {
                continue;
            }
            let reach = reach(model, &prices, rule, highest);
            let mut tried = Prices { cent: prices.cent, rules: prices.rules.clone(), bound: 0 };
            let mut at = |price: f64| {
                tried.rules[rule] = price;
                count(&tried)
            };
            prices.rules[rule] = if free > limit.most {
                bisect(before, reach, |price| at(price) > limit.most)
            } else {
                -bisect(before, reach, |price| at(-price) < limit.least)
            };
        }
        let bound = bound(model, &prices);
        let is_settled = bound > least * (1.0 - 1e-8);
        least = least.min(bound);
        if is_settled && round > 1 {
            break;
        }
    }
    prices.bound = (least + 1e-9 * least.abs() + 1e-3).floor().max(0.0) as u64;
    prices
}

/// The lowest price from zero to `most` at which too much turns to not too much; looked for near the last one first, as
/// prices move little from round to round.
fn bisect(last: f64, most: f64, is_too_much: impl FnMut(f64) -> bool) -> f64 {
    let mut is_too_much = is_too_much;
    let (mut low, mut high) = (0.0, most);
    if last > 0.0 && last < most {
        let mut width = NEAR;
        if is_too_much(last) {
            low = last;
            while width < 1.0 && last * (1.0 + width) < most {
                let tried = last * (1.0 + width);
                if !is_too_much(tried) {
                    high = tried;
                    break;
                }
                (low, width) = (tried, width * WIDER);
            }
        } else {
            high = last;
            while width < 1.0 {
                let tried = last * (1.0 - width);
                if is_too_much(tried) {
                    low = tried;
                    break;
                }
                (high, width) = (tried, width * WIDER);
            }
        }
    }
    let enough = most * 0.5_f64.powi(HALVINGS);
    while high - low > enough {
        let middle = f64::midpoint(low, high);
        if is_too_much(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// A price of a cent above which nothing is bought: one cent never brings more than all points of the best award.
fn highest(model: &Model) -> f64 {
    2.0 * model.menus.iter().map(super::Menu::best_rate).fold(0.0, f64::max)
}

/// A price for a rule above which it has its way.
fn reach(model: &Model, prices: &Prices, rule: usize, highest: f64) -> f64 {
    if model.limits[rule].is_money {
        return 3.0 * highest + prices.cent;
    }
    let worth =
        |&at: &usize| model.menus[at].best_at(prices.of(model, at).0).map_or(0.0, |(_, worth)| worth.abs());
    1.0 + 2.0 * model.limits[rule].members.iter().map(worth).fold(0.0, f64::max)
}

impl Prices {
    /// The price of a cent and of an award for an applicant.
    pub(super) fn of(&self, model: &Model, at: usize) -> (f64, f64) {
        let (mut cent, mut award) = (self.cent, 0.0);
        for &rule in &model.rules_of[at] {
            if model.limits[rule].is_money {
                cent += self.rules[rule];
            } else {
                award += self.rules[rule];
            }
        }
        (cent, award)
    }

    /// The award that is best for an applicant, none when none is worth its price.
    pub(super) fn pick(&self, model: &Model, at: usize) -> Option<Corner> {
        let (cent, award) = self.of(model, at);
        model.menus[at].best_at(cent).filter(|(_, worth)| *worth > award).map(|(corner, _)| corner)
    }
}

/// Cents, or what a rule counts, of the best awards of some applicants.
fn spend(model: &Model, prices: &Prices, members: &[usize], rule: Option<usize>) -> i64 {
    let cost = |&at: &usize| prices.pick(model, at).map(|corner| corner.cost);
    match rule {
        None => members.iter().filter_map(cost).sum(),
        Some(rule) => members.iter().map(|at| model.limits[rule].counts(cost(at))).sum(),
    }
}

fn bound(model: &Model, prices: &Prices) -> f64 {
    let mut bound = prices.cent * model.budget as f64;
    for (limit, &price) in model.limits.iter().zip(&prices.rules) {
        let amount = if price > 0.0 { limit.most } else { limit.least };
        if price != 0.0 {
            bound += price * amount as f64;
        }
    }
    for (at, menu) in model.menus.iter().enumerate() {
        let (cent, award) = prices.of(model, at);
        if let Some((_, worth)) = menu.best_at(cent) {
            bound += (menu.bound_at(cent, worth) - award).max(0.0);
        }
    }
    bound
}
