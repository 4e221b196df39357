//! Best-first branching on the year in which an action begins, with the bound at each node and a repair of each relaxed
//! answer into a plan.

use super::bound::Relaxation;
use super::descent::Descent;
use super::draft::Draft;
use super::improve::improve;
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

/// More open actions than this with a wider gap than that, as a part of the points, and branching is not tried.
const MANY: usize = 50;
const WIDE: f64 = 0.02;

struct Node {
    bound: f64,
    number: u32,
    domains: Vec<u8>,
    prices: Vec<f64>,
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

/// A step looks at every year, so that plans of several years get fewer of them and take no longer.
fn of_years(steps: u32, years: usize) -> u32 {
    steps.saturating_mul(3) / u32::try_from(years).unwrap_or(u32::MAX).saturating_add(2)
}

/// Searches until the plan is proven best or the steps are used up. A known plan is never made worse.
pub(super) fn best(model: &Model, steps: u32, known: Option<&Starts>) -> Found {
    let relaxation = Relaxation::of(model);
    let steps = of_years(steps, model.years);
    let first = relaxation.first_prices();
    let mut search = Search {
        model,
        relaxation,
        left: steps.max(AT_ROOT),
        rounds: steps / 3,
        best: model.nothing(),
        points: 0,
        nodes: 0,
    };
    if let Some(known) = known {
        search.offer(known.clone());
    }
    let domains: Vec<u8> = model.actions.iter().map(|action| action.may | 1 << model.years).collect();
    let mut open = BinaryHeap::new();
    let root = search.visit(domains, first, f64::INFINITY, AT_ROOT);
    if let Some(root) = root.as_ref().filter(|root| search.is_hopeless(root)) {
        search.rounds = std::mem::take(&mut search.left);
        search.improve(&root.prices);
    }
    open.extend(root);
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
    relaxation: Relaxation<'m>,
    /// Looks at prices that are left.
    left: u32,
    /// Rounds of making the plan better, at the root.
    rounds: u32,
    best: Starts,
    points: i64,
    nodes: u32,
}

impl Search<'_> {
    /// Bounds a node; `None` when nothing in it beats the best plan.
    fn visit(&mut self, mut domains: Vec<u8>, prices: Vec<f64>, parent: f64, steps: u32) -> Option<Node> {
        self.nodes += 1;
        if !self.propagate(&mut domains) {
            return None;
        }
        let is_root = steps == AT_ROOT;
        let mut descent = Descent::from(prices);
        for step in 0..steps {
            let bound = descent.step(&mut self.relaxation, &domains, self.points as f64);
            self.left = self.left.saturating_sub(1);
            if whole(descent.bound.min(parent)) <= self.points {
                return None;
            }
            if is_root && step % 50 == 10 {
                self.repair(&domains);
            }
            if is_root && (step == steps / 3 || step + 1 == steps) {
                self.improve(&descent.prices);
            }
            // Options whose bound does not beat the best plan are out.
            if step % 8 == 7 && self.thin(&mut domains, bound) && !self.propagate(&mut domains) {
                return None;
            }
        }
        let bound = self.relaxation.look(&domains, &descent.prices);
        self.repair(&domains);
        let least = descent.bound.min(parent);
        if whole(least) <= self.points || (self.thin(&mut domains, bound) && !self.propagate(&mut domains)) {
            return None;
        }
        let Some(branch) = self.branch(&domains) else {
            // One plan is left: it is either the best so far or not allowed.
            let starts = domains.iter().map(|domain| domain.trailing_zeros() as u8).collect();
            self.offer(starts);
            return None;
        };
        Some(Node { bound: least, number: self.nodes, domains, prices: descent.prices, branch })
    }

    /// Whether branching would not close the gap with any number of steps that is left: better plans are worth more then.
    fn is_hopeless(&self, root: &Node) -> bool {
        let open = root.domains.iter().filter(|domain| domain.count_ones() > 1).count();
        open > MANY && root.bound > self.points as f64 * (1.0 + WIDE)
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

    /// Takes out options whose bound, given the bound at the prices of the last look, does not beat the best plan.
    fn thin(&self, domains: &mut [u8], bound: f64) -> bool {
        let options = self.model.years + 1;
        let mut changed = false;
        for (at, domain) in domains.iter_mut().enumerate() {
            let gains = &self.relaxation.gains[at * options..(at + 1) * options];
            let best = gains[usize::from(self.relaxation.chosen[at])];
            for (option, &gain) in gains.iter().enumerate() {
                if *domain >> option & 1 == 1
                    && gain.is_finite()
                    && whole(bound - best + gain) <= self.points
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
    fn branch(&self, domains: &[u8]) -> Option<usize> {
        let options = self.model.years + 1;
        let doubt = |at: usize| {
            let (mut first, mut second) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
            for &gain in &self.relaxation.gains[at * options..(at + 1) * options] {
                if gain > first {
                    (first, second) = (gain, first);
                } else if gain > second {
                    second = gain;
                }
            }
            let size =
                self.model.actions[at].serves.iter().map(|&gap| self.model.gaps[gap].points).sum::<i64>();
            (first - second) / (1.0 + size as f64)
        };
        let open = (0..domains.len()).filter(|&at| domains[at].count_ones() > 1);
        open.map(|at| (doubt(at), at))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
            .map(|(_, at)| at)
    }

    fn offer(&mut self, starts: Starts) {
        let model = self.model;
        let points = model.points(&starts);
        let fits = || model.left(&starts).iter().all(|(money, minutes)| *money >= 0 && *minutes >= 0);
        if points > self.points && fits() && (0..starts.len()).all(|at| model.keeps_needs(at, &starts)) {
            (self.best, self.points) = (starts, points);
        }
    }

    /// Makes a plan of the last relaxed answer: takes actions by their gain as long as they fit, then what still adds.
    fn repair(&mut self, domains: &[u8]) {
        let model = self.model;
        let options = model.years + 1;
        let mut ranked: Vec<(f64, usize)> = (0..domains.len())
            .map(|at| {
                let gains = &self.relaxation.gains[at * options..=at * options + model.years];
                let best = gains[..model.years].iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (best - gains[model.years].max(-1e300), at)
            })
            .collect();
        ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let (mut draft, mut placed) = (Draft::new(model), Vec::new());
        for _ in 0..2 {
            for &(_, at) in &ranked {
                draft.add_if_better(at, &mut placed);
            }
        }
        draft.drop_what_adds_nothing();
        for &(_, at) in &ranked {
            draft.add_if_better(at, &mut placed);
        }
        if draft.points > self.points {
            self.offer(draft.starts);
        }
    }

    fn improve(&mut self, prices: &[f64]) {
        let seed = 0x9E37_79B9_7F4A_7C15 ^ u64::from(self.left);
        let better = improve(self.model, &self.best, &self.relaxation, prices, self.rounds, seed);
        self.offer(better);
    }
}
