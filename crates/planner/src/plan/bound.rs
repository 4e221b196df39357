//! The upper bound: Lagrangian relaxation, driven down by subgradient steps.
//!
//! Relaxed, with a price each: money and minutes of a year, "a measure is met in a year only by an action that is done",
//! and "a need comes first". What is left falls apart into single actions (which year is best at these prices?) and
//! single goals (which measures are worth their price, with or without the bonus?). At any prices of zero or more the
//! sum is a bound, so rounding in the steps costs tightness and never truth.

use super::model::Model;

/// Prices: two for each year, one for each gap and year, one for each need and year.
#[derive(Clone)]
pub(super) struct Prices {
    means: Vec<f64>,
    gaps: Vec<f64>,
    needs: Vec<f64>,
}

/// What the prices say.
pub(super) struct Relaxed {
    /// No plan within the domains has more points.
    pub(super) bound: f64,
    /// Gain of each option of each action, never included; `NEG_INFINITY` where it is not allowed.
    pub(super) gains: Vec<f64>,
    /// Best option of each action.
    pub(super) chosen: Vec<u8>,
}

/// Shares of a year's means below this are rounding.
const ROUNDING: f64 = 1e-9;

impl Model {
    pub(super) fn first_prices(&self) -> Prices {
        let years = self.years;
        let needs: usize = self.actions.iter().map(|action| action.needs.len()).sum();
        let gap_price = |gap: &super::model::Gap| vec![gap.points as f64; years];
        Prices {
            means: vec![0.0; 2 * years],
            gaps: self.gaps.iter().flat_map(gap_price).collect(),
            needs: vec![0.0; needs * years],
        }
    }

    /// One evaluation at the prices. With a target, the prices then move towards it by the factor.
    pub(super) fn relax(&self, domains: &[u8], prices: &mut Prices, step: Option<(f64, f64)>) -> Relaxed {
        let years = self.years;
        let options = years + 1;
        let mut gains = vec![f64::NEG_INFINITY; self.actions.len() * options];
        let mut chosen = vec![years as u8; self.actions.len()];
        // What each action is paid for being begun by a year: for needs of others, less for its own.
        let mut paid = vec![0.0; self.actions.len() * years];
        let mut link = 0;
        for (at, action) in self.actions.iter().enumerate() {
            for &need in &action.needs {
                for year in 0..years {
                    let price = prices.needs[link * years + year];
                    paid[at * years + year] -= price;
                    if let Some(latest) = self.latest(at, need, year) {
                        paid[need * years + latest] += price;
                    }
                }
                link += 1;
            }
        }
        let mut bound = 0.0;
        // Money and minutes in shares of the year's means, so that prices are in points.
        let share = |amount: i64, means: i64| if means > 0 { amount as f64 / means as f64 } else { 0.0 };
        for (at, action) in self.actions.iter().enumerate() {
            let row = &mut gains[at * options..(at + 1) * options];
            if domains[at] >> years & 1 == 1 {
                row[years] = 0.0;
            }
            let mut from_here = 0.0; // Sums over the years from the last one back.
            let mut running = 0.0;
            for start in (0..years).rev() {
                from_here += paid[at * years + start];
                let (dollars, time) = (prices.means[2 * start], prices.means[2 * start + 1]);
                let (cap, minutes) = (self.money[start], self.minutes[start]);
                running += dollars * share(action.money.1, cap) + time * share(action.minutes.1, minutes);
                let once = dollars * share(action.money.0, cap) + time * share(action.minutes.0, minutes);
                if domains[at] >> start & 1 == 1 {
                    let done = start + action.lag;
                    let served: f64 = action
                        .serves
                        .iter()
                        .flat_map(|gap| &prices.gaps[gap * years + done..(gap + 1) * years])
                        .sum();
                    row[start] = served + from_here - running - once;
                }
            }
            let mut best = f64::NEG_INFINITY;
            for (option, &gain) in row.iter().enumerate().rev() {
                if gain > best {
                    best = gain;
                    chosen[at] = option as u8;
                }
            }
            bound += best;
        }
        bound += prices.means.iter().sum::<f64>();
        let mut is_met = vec![false; self.gaps.len() * years];
        for goal in &self.goals {
            for year in 0..years {
                let worth = |gap: usize| self.gaps[gap].points as f64 - prices.gaps[gap * years + year];
                let some: f64 = goal.gaps.iter().map(|&gap| worth(gap).max(0.0)).sum();
                let bonus = if goal.is_reachable { goal.bonus as f64 } else { f64::NEG_INFINITY };
                let whole = goal.gaps.iter().map(|&gap| worth(gap)).sum::<f64>() + bonus;
                for &gap in &goal.gaps {
                    is_met[gap * years + year] = whole > some || worth(gap) > 0.0;
                }
                bound += some.max(whole);
            }
        }
        if let Some((target, factor)) = step {
            self.step(prices, &chosen, &is_met, factor * (bound - target).max(1.0));
        }
        Relaxed { bound, gains, chosen }
    }

    /// Points of a plan without limits. No price above it is of use, and sums of higher ones would lose the points.
    fn all_points(&self) -> f64 {
        let gaps = self.gaps.iter().map(|gap| gap.points as f64).sum::<f64>();
        let bonus = self.goals.iter().map(|goal| goal.bonus as f64).sum::<f64>();
        (gaps + bonus) * self.years as f64
    }

    /// Moves the prices against what the relaxed answer leaves over.
    fn step(&self, prices: &mut Prices, chosen: &[u8], is_met: &[bool], length: f64) {
        let years = self.years;
        let mut means = vec![1.0; 2 * years];
        let mut gaps: Vec<f64> = is_met.iter().map(|&met| if met { -1.0 } else { 0.0 }).collect();
        let mut needs = Vec::with_capacity(prices.needs.len());
        let share = |amount: i64, means: i64| if means > 0 { amount as f64 / means as f64 } else { 0.0 };
        for (at, action) in self.actions.iter().enumerate() {
            let start = usize::from(chosen[at]);
            for year in start..years {
                let (money, minutes) = self.takes(at, start, year);
                means[2 * year] -= share(money, self.money[year]);
                means[2 * year + 1] -= share(minutes, self.minutes[year]);
                for &gap in action.serves.iter().filter(|_| year >= start + action.lag) {
                    gaps[gap * years + year] += 1.0;
                }
            }
            for &need in &action.needs {
                for year in 0..years {
                    let is_ready =
                        self.latest(at, need, year).is_some_and(|latest| usize::from(chosen[need]) <= latest);
                    needs.push(f64::from(u8::from(is_ready)) - f64::from(u8::from(start <= year)));
                }
            }
        }
        // What is left of a year by rounding alone would make the pace, and with it the prices, huge.
        for left in means.iter_mut().filter(|left| left.abs() < ROUNDING) {
            *left = 0.0;
        }
        let all = || {
            let pairs = |prices: &[f64], left: &[f64]| -> f64 {
                // A price of zero that would fall further does not count.
                prices
                    .iter()
                    .zip(left)
                    .filter(|(price, left)| **price > 0.0 || **left < 0.0)
                    .map(|(_, l)| l * l)
                    .sum()
            };
            pairs(&prices.means, &means) + pairs(&prices.gaps, &gaps) + pairs(&prices.needs, &needs)
        };
        let norm = all();
        if norm <= 0.0 {
            return;
        }
        let pace = length / norm;
        let most = self.all_points();
        for (prices, left) in
            [(&mut prices.means, &means), (&mut prices.gaps, &gaps), (&mut prices.needs, &needs)]
        {
            for (price, left) in prices.iter_mut().zip(left) {
                *price = (*price - pace * left).clamp(0.0, most);
            }
        }
    }
}
