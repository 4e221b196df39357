//! The whole search of a small round: applicant by applicant, with the bound at the prices.

use super::Model;
use super::prices::Prices;

/// What a search says.
pub(super) enum Answer {
    /// The best awards; `None` when none keep the rules.
    Best(Option<Vec<Option<usize>>>),
    /// The round is too large, or the nodes were used up.
    CutShort(Option<Vec<Option<usize>>>),
}

/// Applicants and nodes up to which a round counts as small.
const APPLICANTS: usize = 64;
const NODES: u32 = 400_000;

pub(super) fn search(model: &Model, prices: &Prices, known: Option<&Vec<Option<usize>>>) -> Answer {
    if model.menus.len() > APPLICANTS || !model.menus.iter().all(|menu| menu.is_whole) {
        return Answer::CutShort(None);
    }
    let count = model.menus.len();
    let mut search = Search {
        model,
        worth: vec![Vec::new(); count],
        order: vec![Vec::new(); count],
        best_after: vec![0.0; count + 1],
        most_after: vec![vec![0; model.limits.len()]; count + 1],
        nodes: NODES,
        value: known.map_or(-1, |known| model.value(known).cast_signed()),
        best: known.cloned(),
    };
    search.prepare(prices);
    let constant = prices.cent * model.budget as f64
        + model
            .limits
            .iter()
            .zip(&prices.rules)
            .map(|(limit, price)| {
                let amount = if *price > 0.0 { limit.most } else { limit.least };
                if *price == 0.0 { 0.0 } else { price * amount as f64 }
            })
            .sum::<f64>();
    let mut node = Node {
        picks: vec![None; count],
        value: 0,
        spent: 0,
        counts: vec![0; model.limits.len()],
        worth: constant,
    };
    let is_whole = search.visit(0, &mut node);
    if is_whole { Answer::Best(search.best) } else { Answer::CutShort(search.best) }
}

struct Search<'m> {
    model: &'m Model,
    /// For each applicant what each award is worth at the prices; the last is none.
    worth: Vec<Vec<f64>>,
    /// For each applicant the awards, what is worth most first.
    order: Vec<Vec<usize>>,
    /// Worth of the best awards from an applicant on.
    best_after: Vec<f64>,
    /// Most that each rule can count from an applicant on.
    most_after: Vec<Vec<i64>>,
    nodes: u32,
    value: i64,
    best: Option<Vec<Option<usize>>>,
}

struct Node {
    picks: Vec<Option<usize>>,
    value: i64,
    spent: i64,
    counts: Vec<i64>,
    worth: f64,
}

impl Search<'_> {
    fn prepare(&mut self, prices: &Prices) {
        for (at, menu) in self.model.menus.iter().enumerate().rev() {
            let (cent, award) = prices.of(self.model, at);
            let worth = |offer: &super::menu::Offer| offer.value as f64 - cent * offer.cost as f64 - award;
            self.worth[at] = menu.offers.iter().map(worth).chain([0.0]).collect();
            let mut order: Vec<usize> = (0..=menu.offers.len()).collect();
            order.sort_by(|&a, &b| self.worth[at][b].total_cmp(&self.worth[at][a]));
            self.order[at] = order;
            self.best_after[at] =
                self.best_after[at + 1] + self.worth[at].iter().copied().fold(0.0, f64::max);
            let (here, after) = self.most_after.split_at_mut(at + 1);
            here[at].clone_from(&after[0]);
            for &rule in &self.model.rules_of[at] {
                let limit = &self.model.limits[rule];
                self.most_after[at][rule] +=
                    menu.offers.last().map_or(0, |offer| limit.counts(Some(offer.cost)));
            }
        }
    }

    /// Whether everything below was searched or cannot be better.
    fn visit(&mut self, at: usize, node: &mut Node) -> bool {
        let limits = self.model.limits.iter().zip(&node.counts).zip(&self.most_after[at]);
        let is_hopeless =
            limits.into_iter().any(|((limit, now), more)| now + more < limit.least || *now > limit.most);
        if is_hopeless || node.spent > self.model.budget || self.is_beaten(node.worth + self.best_after[at]) {
            return true;
        }
        if at == self.model.menus.len() {
            if node.value > self.value {
                (self.value, self.best) = (node.value, Some(node.picks.clone()));
            }
            return true;
        }
        if self.nodes == 0 {
            return false;
        }
        self.nodes -= 1;
        let count = self.model.menus[at].offers.len();
        let mut is_whole = true;
        // Searches below look at later applicants only.
        let order = std::mem::take(&mut self.order[at]);
        for &option in &order {
            // What follows in the order is worth no more.
            if self.is_beaten(node.worth + self.worth[at][option] + self.best_after[at + 1]) {
                break;
            }
            let pick = (option < count).then_some(option);
            let (cost, value) = pick.map_or((0, 0), |pick| {
                let offer = &self.model.menus[at].offers[pick];
                (offer.cost, offer.value)
            });
            let model = self.model;
            let counts = |rule: usize| model.limits[rule].counts(model.cost(at, pick));
            let before = node.worth;
            node.picks[at] = pick;
            node.value += value;
            node.spent += cost;
            node.worth += self.worth[at][option];
            for &rule in &model.rules_of[at] {
                node.counts[rule] += counts(rule);
            }
            is_whole &= self.visit(at + 1, node);
            for &rule in &model.rules_of[at] {
                node.counts[rule] -= counts(rule);
            }
            node.picks[at] = None;
            node.value -= value;
            node.spent -= cost;
            node.worth = before;
        }
        self.order[at] = order;
        is_whole
    }

    /// Whether a bound leaves no room for more points than are known.
    fn is_beaten(&self, bound: f64) -> bool {
        bound + 1e-9 * bound.abs() + 1e-3 < (self.value + 1) as f64
    }
}
