//! Best-first branching on the year in which an action begins, with the bound at each node and a repair of each relaxed
//! answer into a plan.

use super::bound::{Prices, Relaxed};
use super::model::{Model, Starts};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The best plan found, and a bound that no plan exceeds.
pub(super) struct Found {
    pub(super) starts: Starts,
    pub(super) points: i64,
    pub(super) bound: i64,
}

/// Steps for the prices at the root and at each later node.
const AT_ROOT: u32 = 600;
const AT_NODE: u32 = 24;

struct Node {
    bound: f64,
    number: u32,
    domains: Vec<u8>,
    prices: Prices,
    branch: usize,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    /// The highest bound first; of equals, the newest, which dives.
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(self.number.cmp(&other.number))
    }
}

/// Searches until the plan is proven best or the steps are used up. A known plan is never made worse.
pub(super) fn best(model: &Model, steps: u32, known: Option<&Starts>) -> Found {
    let mut search = Search { model, left: steps.max(AT_ROOT), best: model.nothing(), points: 0, nodes: 0 };
    if let Some(known) = known {
        search.offer(known.clone());
    }
    let domains: Vec<u8> = model.actions.iter().map(|action| action.may | 1 << model.years).collect();
    let mut open = BinaryHeap::new();
    open.extend(search.visit(domains, model.first_prices(), f64::INFINITY, AT_ROOT));
    while let Some(node) = open.pop() {
        if whole(node.bound) <= search.points {
            open.clear();
            break;
        }
        if search.left == 0 {
            open.push(node);
            break;
        }
        for option in 0..=model.years {
            if node.domains[node.branch] >> option & 1 == 1 {
                let mut domains = node.domains.clone();
                domains[node.branch] = 1 << option;
                open.extend(search.visit(domains, node.prices.clone(), node.bound, AT_NODE));
            }
        }
    }
    let bound = open.peek().map_or(search.points, |node| whole(node.bound).max(search.points));
    Found { points: search.points, starts: search.best, bound }
}

/// Points are whole: what is below the next whole number cannot reach it. The margin is for rounding in the sums.
fn whole(bound: f64) -> i64 {
    (bound + 1e-9 * bound.abs() + 1e-3).floor() as i64
}

struct Search<'m> {
    model: &'m Model,
    left: u32,
    best: Starts,
    points: i64,
    nodes: u32,
}

impl Search<'_> {
    /// Bounds a node; `None` when nothing in it beats the best plan.
    fn visit(&mut self, mut domains: Vec<u8>, mut prices: Prices, parent: f64, steps: u32) -> Option<Node> {
        self.nodes += 1;
        if !self.propagate(&mut domains) {
            return None;
        }
        let (mut bound, mut best_prices) = (parent, prices.clone());
        let mut least = f64::INFINITY;
        let (mut factor, mut since) = (1.2, 0);
        for step in 0..steps {
            let before = prices.clone();
            let relaxed = self.model.relax(&domains, &mut prices, Some((self.points as f64, factor)));
            self.left = self.left.saturating_sub(1);
            if relaxed.bound < least {
                since = if relaxed.bound < least * 0.9999 { 0 } else { since + 1 };
                (least, best_prices) = (relaxed.bound, before);
                bound = bound.min(least);
            } else {
                since += 1;
            }
            if since >= 12 {
                (factor, since) = (factor * 0.6, 0);
            }
            if whole(bound) <= self.points {
                return None;
            }
            if step % 50 == 10 && steps == AT_ROOT {
                self.repair(&relaxed, &domains);
            }
            // Options whose bound does not beat the best plan are out.
            if step % 8 == 7 && self.thin(&mut domains, &relaxed) && !self.propagate(&mut domains) {
                return None;
            }
        }
        let relaxed = self.model.relax(&domains, &mut best_prices.clone(), None);
        self.repair(&relaxed, &domains);
        if whole(bound) <= self.points || (self.thin(&mut domains, &relaxed) && !self.propagate(&mut domains))
        {
            return None;
        }
        let branch = self.branch(&domains, &relaxed);
        let Some(branch) = branch else {
            // One plan is left: it is either the best so far or not allowed.
            let starts = domains.iter().map(|domain| domain.trailing_zeros() as u8).collect();
            self.offer(starts);
            return None;
        };
        Some(Node { bound, number: self.nodes, domains, prices: best_prices, branch })
    }

    /// Takes out options that needs or means rule out; false when an action has none left.
    fn propagate(&self, domains: &mut [u8]) -> bool {
        let model = self.model;
        let never = 1_u8 << model.years;
        loop {
            let before: Vec<u8> = domains.to_vec();
            for &at in &model.order {
                for &need in &model.actions[at].needs {
                    for start in (0..model.years).filter(|start| before[at] >> start & 1 == 1) {
                        let in_time = model.latest(at, need, start).map_or(0, |latest| (2_u8 << latest) - 1);
                        if domains[need] & in_time == 0 {
                            domains[at] &= !(1 << start);
                        }
                    }
                    if domains[at] & never == 0 && domains[at] != 0 {
                        let last = 7 - domains[at].leading_zeros() as usize;
                        let in_time = model.latest(at, need, last).map_or(0, |latest| (2_u8 << latest) - 1);
                        domains[need] &= in_time;
                    }
                }
            }
            let fixed: Starts = domains
                .iter()
                .map(|d| if d.is_power_of_two() { d.trailing_zeros() as u8 } else { model.years as u8 })
                .collect();
            let left = model.left(&fixed);
            if left.iter().any(|(money, minutes)| *money < 0 || *minutes < 0) {
                return false;
            }
            for at in 0..domains.len() {
                if domains[at].count_ones() > 1 {
                    for start in (0..model.years).filter(|start| before[at] >> start & 1 == 1) {
                        let fits = (start..model.years).all(|year| {
                            let (money, minutes) = model.takes(at, start, year);
                            money <= left[year].0 && minutes <= left[year].1
                        });
                        if !fits {
                            domains[at] &= !(1 << start);
                        }
                    }
                }
            }
            if domains.contains(&0) {
                return false;
            }
            if domains == before.as_slice() {
                return true;
            }
        }
    }

    fn thin(&self, domains: &mut [u8], relaxed: &Relaxed) -> bool {
        let options = self.model.years + 1;
        let mut changed = false;
        for (at, domain) in domains.iter_mut().enumerate() {
            let gains = &relaxed.gains[at * options..(at + 1) * options];
            let best = gains[usize::from(relaxed.chosen[at])];
            for (option, &gain) in gains.iter().enumerate() {
                if *domain >> option & 1 == 1
                    && gain.is_finite()
                    && whole(relaxed.bound - best + gain) <= self.points
                    && domain.count_ones() > 1
                {
                    *domain &= !(1 << option);
                    changed = true;
                }
            }
        }
        changed
    }

    /// The open action whose two best options are closest: where the prices decide least.
    fn branch(&self, domains: &[u8], relaxed: &Relaxed) -> Option<usize> {
        let options = self.model.years + 1;
        let doubt = |at: usize| {
            let mut gains: Vec<f64> = relaxed.gains[at * options..(at + 1) * options].to_vec();
            gains.sort_by(|a, b| b.total_cmp(a));
            let size =
                self.model.actions[at].serves.iter().map(|&gap| self.model.gaps[gap].points).sum::<i64>();
            (gains[0] - gains[1]) / (1.0 + size as f64)
        };
        (0..domains.len())
            .filter(|&at| domains[at].count_ones() > 1)
            .min_by(|&a, &b| doubt(a).total_cmp(&doubt(b)).then(a.cmp(&b)))
    }

    fn offer(&mut self, starts: Starts) {
        let model = self.model;
        let points = model.points(&starts);
        let fits = || model.left(&starts).iter().all(|(money, minutes)| *money >= 0 && *minutes >= 0);
        if points > self.points && fits() && (0..starts.len()).all(|at| model.keeps_needs(at, &starts)) {
            (self.best, self.points) = (starts, points);
        }
    }

    /// Makes a plan of a relaxed answer: takes actions by their gain as long as they fit, then what still adds.
    fn repair(&mut self, relaxed: &Relaxed, domains: &[u8]) {
        let model = self.model;
        let options = model.years + 1;
        let mut ranked: Vec<(f64, usize)> = (0..domains.len())
            .map(|at| {
                let gains = &relaxed.gains[at * options..=at * options + model.years];
                let best = gains[..model.years].iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (best - gains[model.years].max(-1e300), at)
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut draft = Draft::new(model);
        let mut points = 0;
        for _ in 0..2 {
            for &(_, at) in &ranked {
                if usize::from(draft.starts[at]) >= model.years {
                    points = draft.add_if_better(at, points);
                }
            }
        }
        draft.drop_what_adds_nothing(points);
        for &(_, at) in &ranked {
            points = draft.add_if_better(at, points);
        }
        self.offer(draft.starts);
    }
}

/// A plan in the making.
struct Draft<'m> {
    model: &'m Model,
    starts: Starts,
    left: Vec<(i64, i64)>,
}

impl<'m> Draft<'m> {
    fn new(model: &'m Model) -> Self {
        let starts = model.nothing();
        Self { model, left: model.left(&starts), starts }
    }

    /// Adds the action with all that it needs, each as early as it fits, when that gives more points.
    fn add_if_better(&mut self, at: usize, points: i64) -> i64 {
        if usize::from(self.starts[at]) < self.model.years {
            return points;
        }
        let before = (self.starts.clone(), self.left.clone());
        if self.begin(at) {
            let now = self.model.points(&self.starts);
            if now > points {
                return now;
            }
        }
        (self.starts, self.left) = before;
        points
    }

    fn begin(&mut self, at: usize) -> bool {
        let model = self.model;
        let action = &model.actions[at];
        if action.may == 0 {
            return false;
        }
        for &need in &action.needs {
            if usize::from(self.starts[need]) >= model.years && !self.begin(need) {
                return false;
            }
        }
        for start in (0..model.years).filter(|start| action.may >> start & 1 == 1) {
            self.starts[at] = start as u8;
            let fits = |year: usize| {
                let (money, minutes) = model.takes(at, start, year);
                money <= self.left[year].0 && minutes <= self.left[year].1
            };
            if model.keeps_needs(at, &self.starts) && (start..model.years).all(fits) {
                self.take(at, start, 1);
                return true;
            }
        }
        self.starts[at] = model.years as u8;
        false
    }

    fn take(&mut self, at: usize, start: usize, sign: i64) {
        for year in start..self.model.years {
            let (money, minutes) = self.model.takes(at, start, year);
            self.left[year] = (self.left[year].0 - sign * money, self.left[year].1 - sign * minutes);
        }
    }

    fn drop_what_adds_nothing(&mut self, points: i64) {
        for &at in self.model.order.iter().rev() {
            let start = usize::from(self.starts[at]);
            let is_needed =
                self.model.actions.iter().zip(&self.starts).any(|(other, &begun)| {
                    usize::from(begun) < self.model.years && other.needs.contains(&at)
                });
            if start < self.model.years && !is_needed {
                self.starts[at] = self.model.years as u8;
                if self.model.points(&self.starts) < points {
                    self.starts[at] = start as u8;
                } else {
                    self.take(at, start, -1);
                }
            }
        }
    }
}
