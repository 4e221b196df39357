//! The upper bound: Lagrangian relaxation, evaluated at prices that `descent.rs` drives down.
//!
//! Relaxed, with a price each: money and minutes of a year, "a measure is met in a year only by an action that is done",
//! and "a need comes first". What is left falls apart into single actions (which year is best at these prices?) and
//! single goals (which measures are worth their price, with or without the bonus?). At any prices of zero or more the
//! sum is a bound, so rounding in the steps costs tightness and never truth.

use super::model::Model;

/// The question laid out for many looks at many prices.
///
/// Prices stand in one row: two for each year (money, minutes), one for each gap and year, one for each need and year.
pub(super) struct Relaxation<'m> {
    model: &'m Model,
    /// For each action and year, in shares of the year's means: money once and yearly, minutes once and yearly.
    takes: Vec<[f64; 4]>,
    /// For each need: who needs what.
    links: Vec<(usize, usize)>,
    /// For each need and year: the latest year in which it may begin for who needs it to begin then, or [`NONE`].
    latest: Vec<u8>,
    /// Sums of the gaps' prices from a year to the last.
    served: Vec<f64>,
    /// What each action is paid for being begun by a year: for needs of others, less for its own.
    paid: Vec<f64>,
    is_met: Vec<bool>,
    /// Gain of each option of each action, never included; `NEG_INFINITY` where it is not allowed.
    pub(super) gains: Vec<f64>,
    /// Best option of each action.
    pub(super) chosen: Vec<u8>,
    /// What the relaxed answer leaves of what each price stands for; below zero is too much.
    pub(super) slack: Vec<f64>,
}

const NONE: u8 = u8::MAX;
/// Shares of a year's means below this are rounding.
const ROUNDING: f64 = 1e-9;

impl<'m> Relaxation<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let years = model.years;
        // In shares of the year's means, so that prices are in points.
        let share = |amount: i64, means: i64| if means > 0 { amount as f64 / means as f64 } else { 0.0 };
        let takes = model.actions.iter().flat_map(|action| {
            (0..years).map(move |year| {
                let (cents, minutes) = (model.money[year], model.minutes[year]);
                [
                    share(action.money.0, cents),
                    share(action.money.1, cents),
                    share(action.minutes.0, minutes),
                    share(action.minutes.1, minutes),
                ]
            })
        });
        let links: Vec<(usize, usize)> = model
            .actions
            .iter()
            .enumerate()
            .flat_map(|(at, action)| action.needs.iter().map(move |&need| (at, need)))
            .collect();
        let latest = links.iter().flat_map(|&(at, need)| {
            (0..years).map(move |year| model.latest(at, need, year).map_or(NONE, |latest| latest as u8))
        });
        let (actions, gaps) = (model.actions.len(), model.gaps.len());
        Self {
            takes: takes.collect(),
            latest: latest.collect(),
            served: vec![0.0; gaps * years],
            paid: vec![0.0; actions * years],
            is_met: vec![false; gaps * years],
            gains: vec![0.0; actions * (years + 1)],
            chosen: vec![years as u8; actions],
            slack: vec![0.0; (2 + gaps + links.len()) * years],
            links,
            model,
        }
    }

    /// Prices to begin with: a gap costs what it is worth, all else nothing.
    pub(super) fn first_prices(&self) -> Vec<f64> {
        let years = self.model.years;
        let mut prices = vec![0.0; self.slack.len()];
        for (row, gap) in prices.chunks_mut(years).skip(2).zip(&self.model.gaps) {
            row.fill(gap.points as f64);
        }
        prices
    }

    /// What a year of an action takes at the prices, begun in that year or before.
    pub(super) fn cost(&self, prices: &[f64], at: usize, start: usize) -> f64 {
        let years = self.model.years;
        (start..years)
            .map(|year| {
                let takes = self.takes[at * years + year];
                let once = f64::from(u8::from(year == start));
                prices[2 * year] * (takes[1] + once * takes[0])
                    + prices[2 * year + 1] * (takes[3] + once * takes[2])
            })
            .sum()
    }

    /// The bound at the prices: no plan within the domains has more points. Fills gains, choices and slack.
    pub(super) fn look(&mut self, domains: &[u8], prices: &[f64]) -> f64 {
        let (model, years) = (self.model, self.model.years);
        let (means, rest) = prices.split_at(2 * years);
        let (gaps, needs) = rest.split_at(model.gaps.len() * years);
        for (served, prices) in self.served.chunks_mut(years).zip(gaps.chunks(years)) {
            let mut sum = 0.0;
            for (served, price) in served.iter_mut().zip(prices).rev() {
                sum += price;
                *served = sum;
            }
        }
        self.pay(needs);
        let mut bound: f64 = means.iter().sum();
        for (at, action) in model.actions.iter().enumerate() {
            let options = years + 1;
            let row = &mut self.gains[at * options..(at + 1) * options];
            row.fill(f64::NEG_INFINITY);
            let domain = domains[at];
            let (mut best, mut chosen) = (f64::NEG_INFINITY, years as u8);
            if domain >> years & 1 == 1 {
                (row[years], best) = (0.0, 0.0);
            }
            if domain & !(1 << years) != 0 {
                let mut from_here = 0.0; // Sums over the years from the last one back.
                for start in (0..years).rev() {
                    let takes = &self.takes[at * years + start];
                    let (dollars, time) = (means[2 * start], means[2 * start + 1]);
                    from_here += self.paid[at * years + start] - dollars * takes[1] - time * takes[3];
                    if domain >> start & 1 == 1 {
                        let done = start + action.lag;
                        let served: f64 =
                            action.serves.iter().map(|gap| self.served[gap * years + done]).sum();
                        row[start] = served + from_here - dollars * takes[0] - time * takes[2];
                        if row[start] > best {
                            (best, chosen) = (row[start], start as u8);
                        }
                    }
                }
            }
            self.chosen[at] = chosen;
            bound += best;
        }
        bound += self.goals(gaps);
        self.leave();
        bound
    }

    /// Pays for needs.
    fn pay(&mut self, needs: &[f64]) {
        let years = self.model.years;
        self.paid.fill(0.0);
        for (link, &(at, need)) in self.links.iter().enumerate() {
            for year in 0..years {
                let price = needs[link * years + year];
                if price > 0.0 {
                    self.paid[at * years + year] -= price;
                    let latest = self.latest[link * years + year];
                    if latest != NONE {
                        self.paid[need * years + usize::from(latest)] += price;
                    }
                }
            }
        }
    }

    /// The measures that are worth their price, with or without the bonus.
    fn goals(&mut self, prices: &[f64]) -> f64 {
        let (model, years) = (self.model, self.model.years);
        let mut sum = 0.0;
        for goal in &model.goals {
            let bonus = if goal.is_reachable { goal.bonus as f64 } else { f64::NEG_INFINITY };
            for year in 0..years {
                let worth = |gap: usize| model.gaps[gap].points as f64 - prices[gap * years + year];
                let (mut some, mut whole) = (0.0, bonus);
                for &gap in &goal.gaps {
                    let worth = worth(gap);
                    some += worth.max(0.0);
                    whole += worth;
                }
                for &gap in &goal.gaps {
                    self.is_met[gap * years + year] = whole > some || worth(gap) > 0.0;
                }
                sum += some.max(whole);
            }
        }
        sum
    }

    /// What the choices leave over.
    fn leave(&mut self) {
        let (model, years) = (self.model, self.model.years);
        let (means, rest) = self.slack.split_at_mut(2 * years);
        let (gaps, needs) = rest.split_at_mut(model.gaps.len() * years);
        means.fill(1.0);
        for (left, is_met) in gaps.iter_mut().zip(&self.is_met) {
            *left = if *is_met { -1.0 } else { 0.0 };
        }
        for (at, action) in model.actions.iter().enumerate() {
            let start = usize::from(self.chosen[at]);
            for year in start..years {
                let takes = &self.takes[at * years + year];
                let once = f64::from(u8::from(year == start));
                means[2 * year] -= takes[1] + once * takes[0];
                means[2 * year + 1] -= takes[3] + once * takes[2];
            }
            for &gap in &action.serves {
                for year in (start + action.lag).min(years)..years {
                    gaps[gap * years + year] += 1.0;
                }
            }
        }
        for (link, &(at, need)) in self.links.iter().enumerate() {
            let (start, begun) = (usize::from(self.chosen[at]), self.chosen[need]);
            for year in 0..years {
                let latest = self.latest[link * years + year];
                let is_ready = latest != NONE && begun <= latest;
                needs[link * years + year] =
                    f64::from(u8::from(is_ready)) - f64::from(u8::from(start <= year));
            }
        }
        // What is left of a year by rounding alone would make the pace, and with it the prices, huge.
        for left in means.iter_mut().filter(|left| left.abs() < ROUNDING) {
            *left = 0.0;
        }
    }

    /// Points of a plan without limits. No price above it is of use, and sums of higher ones would lose the points.
    pub(super) fn all_points(&self) -> f64 {
        let gaps = self.model.gaps.iter().map(|gap| gap.points as f64).sum::<f64>();
        let bonus = self.model.goals.iter().map(|goal| goal.bonus as f64).sum::<f64>();
        (gaps + bonus) * self.model.years as f64
    }
}
