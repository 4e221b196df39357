//! The awards that are worth a look for one applicant: best for their cost, and on the hull best at some price.

use super::Application;
use ward_domain::Money;

/// A possible award.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) cost: i64,
    pub(super) value: i64,
    /// For each row: 0 for nothing, else one more than the position of the level.
    pub(super) levels: Box<[u8]>,
}

/// All of an applicant.
#[derive(Debug)]
pub(super) struct Menu {
    /// By rising cost.
    pub(super) offers: Vec<Offer>,
    /// Those on the upper hull, by rising cost.
    hull: Vec<Corner>,
    /// Value for a cent of each step from a corner of the hull to the next, falling: apart from the corners, so that a
    /// look for the best at a price stays within the cache.
    slopes: Vec<f64>,
    /// Whether every award is in it, but for those that give less for the same cost.
    pub(super) is_whole: bool,
    /// What no award exceeds, in value and cost; the bound where money would be pushed out (a floor's price above the
    /// price of a dollar) when the menu is not whole.
    pub(super) most: (i64, i64),
    /// Value that a search given up early may have missed.
    pub(super) missed: i64,
}

/// An award that is best at some price.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    /// Position of the offer.
    pub(super) pick: usize,
    pub(super) cost: i64,
    value: i64,
}

/// A step from one level of a row to the next better one on the row's own hull.
struct Rise {
    row: usize,
    level: u8,
    cost: i64,
    value: i64,
}

/// Awards up to which all are listed.
const ALL: usize = 4_096;
/// Nodes of a search under a cap.
const NODES: u32 = 4_000;
/// A part of an award's value that a search under a cap may miss: the bound counts it. The last of it costs most nodes.
const NEAR: f64 = 1e-6;

impl Menu {
    pub(super) fn of(application: &Application, budget: Money) -> Self {
        let cap = application.cap.cents.min(budget.cents);
        let rows: Vec<Vec<Choice>> = application
            .asks
            .iter()
            .map(|ask| {
                let choices = ask.levels.iter().enumerate();
                let fits = choices.filter(|(_, level)| level.value > 0 && level.cost.cents <= cap);
                fits.map(|(at, level)| Choice {
                    level: at as u8 + 1,
                    cost: level.cost.cents,
                    value: level.value.cast_signed(),
                })
                .collect()
            })
            .collect();
        let highest = rows.iter().filter_map(|row| row.iter().map(|choice| choice.cost).max()).sum::<i64>();
        let combinations = rows.iter().try_fold(1_usize, |all, row| all.checked_mul(row.len() + 1));
        let is_whole = combinations.is_some_and(|all| all <= ALL / 16);
        let (mut offers, mut missed) = if is_whole { (every(&rows, cap), 0) } else { supported(&rows, cap) };
        // The best for each cost; of equals the first.
        offers.sort_by(|a, b| a.cost.cmp(&b.cost).then(b.value.cmp(&a.value)).then(a.levels.cmp(&b.levels)));
        offers.dedup_by_key(|offer| offer.cost);
        if !is_whole {
            let mut best = 0;
            offers.retain(|offer| {
                offer.value > best && {
                    best = offer.value;
                    true
                }
            });
        }
        let hull = hull(&offers);
        let best = offers.iter().map(|offer| offer.value).max().unwrap_or(0);
        missed = missed.max(0);
        let slope =
            |pair: &[Corner]| (pair[1].value - pair[0].value) as f64 / (pair[1].cost - pair[0].cost) as f64;
        let slopes = hull.windows(2).map(slope).collect();
        Self { most: (best + missed, highest.min(cap)), offers, hull, slopes, is_whole, missed }
    }

    /// The lowest and the highest cost of an award.
    pub(super) fn range(&self) -> Option<(i64, i64)> {
        let most = if self.is_whole { self.offers.last()?.cost } else { self.most.1 };
        Some((self.offers.first()?.cost, most))
    }

    /// The award that is best at a price for a cent, and what it is then worth. Of equals the cheapest.
    pub(super) fn best_at(&self, price: f64) -> Option<(Corner, f64)> {
        let corner = self.slopes.partition_point(|slope| *slope > price);
        let &corner = self.hull.get(corner)?;
        Some((corner, corner.value as f64 - price * corner.cost as f64))
    }

    /// The award that brings most for a cent, in points for a cent.
    pub(super) fn best_rate(&self) -> f64 {
        let rate = |offer: &Offer| offer.value as f64 / offer.cost as f64;
        self.offers.iter().filter(|offer| offer.cost > 0).map(rate).fold(0.0, f64::max)
    }

    /// What no award is worth more than at that price.
    pub(super) fn bound_at(&self, price: f64, worth: f64) -> f64 {
        if price < 0.0 && !self.is_whole {
            self.most.0 as f64 - price * self.most.1 as f64
        } else {
            worth + self.missed as f64
        }
    }
}

#[derive(Clone, Copy)]
struct Choice {
    level: u8,
    cost: i64,
    value: i64,
}

/// Every award within the cap.
fn every(rows: &[Vec<Choice>], cap: i64) -> Vec<Offer> {
    let none = Offer { cost: 0, value: 0, levels: vec![0; rows.len()].into() };
    let mut all = vec![none];
    for (at, row) in rows.iter().enumerate() {
        for known in 0..all.len() {
            let start = all[known].clone();
            for choice in row.iter().filter(|choice| start.cost + choice.cost <= cap) {
                let mut offer = start.clone();
                offer.cost += choice.cost;
                offer.value += choice.value;
                offer.levels[at] = choice.level;
                all.push(offer);
            }
        }
    }
    all.retain(|offer| offer.value > 0);
    all
}

/// The awards that are best at some price, each level alone, and how much a search given up early may have missed.
fn supported(rows: &[Vec<Choice>], cap: i64) -> (Vec<Offer>, i64) {
    let empty: Box<[u8]> = vec![0; rows.len()].into();
    let mut offers = Vec::new();
    let mut rises = Vec::new();
    for (row, choices) in rows.iter().enumerate() {
        for choice in choices {
            let mut levels = empty.clone();
            levels[row] = choice.level;
            offers.push(Offer { cost: choice.cost, value: choice.value, levels });
        }
        let mut corners: Vec<Choice> = vec![Choice { level: 0, cost: 0, value: 0 }];
        let mut sorted = choices.clone();
        sorted.sort_by_key(|choice| (choice.cost, -choice.value));
        for choice in sorted {
            if corners.last().is_some_and(|last| choice.value <= last.value) {
                continue;
            }
            while let [.., before, last] = corners[..]
                && rises_less((before, last), (before, choice))
            {
                corners.pop();
            }
            corners.push(choice);
        }
        for pair in corners.windows(2) {
            let (cost, value) = (pair[1].cost - pair[0].cost, pair[1].value - pair[0].value);
            rises.push(Rise { row, level: pair[1].level, cost, value });
        }
    }
    rises.sort_by(|a, b| {
        let (left, right) = (a.value as i128 * b.cost as i128, b.value as i128 * a.cost as i128);
        right.cmp(&left).then(a.row.cmp(&b.row)).then(a.cost.cmp(&b.cost))
    });
    let mut now = Offer { cost: 0, value: 0, levels: empty };
    let mut is_cut = false;
    for rise in &rises {
        if now.cost + rise.cost > cap {
            is_cut = true;
            break;
        }
        now.cost += rise.cost;
        now.value += rise.value;
        now.levels[rise.row] = rise.level;
        offers.push(now.clone());
    }
    let mut missed = 0;
    if is_cut {
        let mut knapsack = Knapsack {
            rows: rows.to_vec(),
            rises: (0..=rows.len())
                .map(|row| {
                    rises.iter().filter(|rise| rise.row >= row).map(|rise| (rise.cost, rise.value)).collect()
                })
                .collect(),
            sums: vec![Vec::new(); rows.len() + 1],
            near: 0.0,
            cap,
            price: 0.0,
            levels: vec![0; rows.len()].into(),
            best: now.clone(),
            nodes: NODES,
            bound: 0.0,
        };
        let last = knapsack.solve(0.0, &now);
        missed = missed.max(last.1);
        if last.0.value > now.value {
            between(&mut knapsack, &now, &last.0, 8, &mut offers, &mut missed);
            offers.push(last.0);
        }
    }
    (offers, missed)
}

/// Whether the first rise gives less for a dollar than the second, or as much.
fn rises_less(first: (Choice, Choice), second: (Choice, Choice)) -> bool {
    let rise =
        |(from, to): (Choice, Choice)| ((to.value - from.value) as i128, (to.cost - from.cost) as i128);
    let ((value, cost), (other_value, other_cost)) = (rise(first), rise(second));
    value * other_cost <= other_value * cost
}

/// The corners of the hull between two known ones.
fn between(
    knapsack: &mut Knapsack,
    low: &Offer,
    high: &Offer,
    depth: u32,
    offers: &mut Vec<Offer>,
    missed: &mut i64,
) {
    if high.cost <= low.cost {
        return;
    }
    let price = (high.value - low.value) as f64 / (high.cost - low.cost) as f64;
    let (found, lacking) = knapsack.solve(price, low);
    *missed = (*missed).max(lacking);
    let worth = |offer: &Offer| offer.value as f64 - price * offer.cost as f64;
    let more = worth(&found) - worth(low);
    if more <= NEAR * worth(low).abs().max(1e-3) {
        *missed = (*missed).max(lacking + more.max(0.0).ceil() as i64);
        return;
    }
    if depth == 0 {
        *missed = (*missed).max(more.ceil() as i64);
    } else {
        between(knapsack, low, &found, depth - 1, offers, missed);
        between(knapsack, &found, high, depth - 1, offers, missed);
    }
    offers.push(found);
}

/// The best award under the cap at a price: branch and bound, row by row, with the bound of the rises of later rows.
struct Knapsack {
    /// The choices of each row; within a search what is worth most comes first.
    rows: Vec<Vec<Choice>>,
    /// For each row, cost and value of the rises of that row and all later ones, the steepest first.
    rises: Vec<Vec<(i64, i64)>>,
    /// The same as sums, at the price: cost and worth of the first rises, of the first two and so on.
    sums: Vec<Vec<(i64, f64)>>,
    /// What need not be found.
    near: f64,
    cap: i64,
    price: f64,
    /// The levels of the node that is visited.
    levels: Box<[u8]>,
    best: Offer,
    nodes: u32,
    /// Highest bound of what was left unsearched.
    bound: f64,
}

impl Knapsack {
    /// The best, and by how much an unsearched one could beat it.
    fn solve(&mut self, price: f64, known: &Offer) -> (Offer, i64) {
        (self.price, self.nodes, self.best, self.bound) = (price, NODES, known.clone(), f64::NEG_INFINITY);
        self.near = NEAR * self.worth(known.cost, known.value).abs();
        let worth = |choice: &Choice| choice.value as f64 - price * choice.cost as f64;
        for row in &mut self.rows {
            row.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        }
        for (sums, rises) in self.sums.iter_mut().zip(&self.rises) {
            let mut all = (0, 0.0);
            sums.clear();
            sums.extend(rises.iter().map_while(|&(cost, value)| {
                let gain = value as f64 - price * cost as f64;
                all = (all.0 + cost, all.1 + gain);
                (gain > 0.0).then_some(all)
            }));
        }
        self.visit(0, 0, 0);
        let missed = (self.bound - self.worth(self.best.cost, self.best.value)).max(0.0).ceil() as i64;
        (self.best.clone(), missed)
    }

    fn worth(&self, cost: i64, value: i64) -> f64 {
        value as f64 - self.price * cost as f64
    }

    fn visit(&mut self, row: usize, cost: i64, value: i64) {
        let mut known = self.worth(self.best.cost, self.best.value);
        if self.worth(cost, value) > known {
            self.best = Offer { cost, value, levels: self.levels.clone() };
            known = self.worth(cost, value);
        }
        if row == self.rows.len() {
            return;
        }
        let bound = self.relaxed(row, cost, value);
        if bound <= known + 1e-9 * bound.abs() {
            return;
        }
        if bound <= known + self.near || self.nodes == 0 {
            self.bound = self.bound.max(bound);
            return;
        }
        self.nodes -= 1;
        for place in 0..self.rows[row].len() {
            let choice = self.rows[row][place];
            if cost + choice.cost <= self.cap {
                self.levels[row] = choice.level;
                self.visit(row + 1, cost + choice.cost, value + choice.value);
            }
        }
        self.levels[row] = 0;
        self.visit(row + 1, cost, value);
    }

    /// What later rows could add if levels could be split.
    fn relaxed(&self, row: usize, cost: i64, value: i64) -> f64 {
        let (left, sums) = (self.cap - cost, &self.sums[row]);
        let whole = sums.partition_point(|(cost, _)| *cost <= left);
        let (taken, worth) = whole.checked_sub(1).map_or((0, 0.0), |last| sums[last]);
        // Of the first rise that does not fit whole, the part that does.
        let part = sums
            .get(whole)
            .map_or(0.0, |(cost, sum)| (sum - worth) * (left - taken) as f64 / (cost - taken) as f64);
        self.worth(cost, value) + worth + part
    }
}

/// The corners of the upper hull.
fn hull(offers: &[Offer]) -> Vec<Corner> {
    let mut hull: Vec<Corner> = Vec::new();
    for (pick, offer) in offers.iter().enumerate() {
        let c = Corner { pick, cost: offer.cost, value: offer.value };
        while let [.., a, b] = hull[..] {
            let turn = (b.value - a.value) as i128 * (c.cost - a.cost) as i128
                - (c.value - a.value) as i128 * (b.cost - a.cost) as i128;
            if turn > 0 {
                break;
            }
            hull.pop();
        }
        hull.push(c);
    }
    hull
}
