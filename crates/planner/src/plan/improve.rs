//! Makes a plan better: part of it is taken out and what is out put in instead, over and over, in an order that follows
//! from a fixed seed. What is not worse is kept, and for a while what is hardly worse.

use super::bound::Relaxation;
use super::draft::Draft;
use super::model::{Model, Starts};

/// Actions that are taken out at most in one round, beside those that need them.
const MOST_OUT: u64 = 6;
/// How much worse a plan may be, at first, to go on from it: a part of the points.
const WORSE: f64 = 0.012;
/// How far an action's rank may be from what it brings for its price, so that rounds differ.
const NOISE: f64 = 0.8;

/// The plan after so many rounds; never worse than before. Prices tell what money and hours of each year are worth.
pub(super) fn improve(
    model: &Model,
    starts: &[u8],
    relaxation: &Relaxation<'_>,
    prices: &[f64],
    rounds: u32,
    seed: u64,
) -> Starts {
    let never = model.years;
    let price = |at: usize| {
        let action = &model.actions[at];
        let first = (0..never).find(|start| action.may >> start & 1 == 1).unwrap_or(never);
        relaxation.cost(prices, at, first)
    };
    let costs: Vec<f64> = (0..model.actions.len()).map(price).collect();
    let usual = costs.iter().sum::<f64>() / costs.len().max(1) as f64;
    let mut best = Draft::of(model, starts);
    let (mut now, mut tried) = (best.clone(), best.clone());
    let mut work = Rounds { model, costs, usual, dice: Dice(seed), ranked: Vec::new(), placed: Vec::new() };
    for round in 0..rounds {
        tried.copy(&now);
        work.take_apart(&mut tried);
        work.put_together(&mut tried);
        let worse = WORSE * f64::from(rounds - round) / f64::from(rounds);
        if tried.points as f64 >= now.points as f64 * (1.0 - worse) {
            now.copy(&tried);
        }
        if now.points > best.points {
            now.drop_what_adds_nothing();
            best.copy(&now);
        } else if round % 256 == 255 {
            now.copy(&best);
        }
    }
    best.starts
}

struct Rounds<'m> {
    model: &'m Model,
    /// What each action costs at the prices.
    costs: Vec<f64>,
    usual: f64,
    dice: Dice,
    ranked: Vec<(f64, usize)>,
    placed: Vec<usize>,
}

impl Rounds<'_> {
    /// Takes some actions out: any, or those in the way of one that is out.
    fn take_apart(&mut self, draft: &mut Draft<'_>) {
        let chosen: Vec<usize> = (0..draft.starts.len()).filter(|&at| draft.is_in(at)).collect();
        if chosen.is_empty() {
            return;
        }
        let is_any = self.dice.below(2) == 0;
        let most = 1 + self.dice.below(MOST_OUT.min(chosen.len() as u64));
        if is_any {
            for _ in 0..most {
                let at = chosen[self.dice.below(chosen.len() as u64) as usize];
                draft.remove(at);
            }
            return;
        }
        let wanted = self.dice.below(draft.starts.len() as u64) as usize;
        let serves = |at: usize| self.model.actions[at].serves.iter().any(|&gap| draft.credit(gap) > 0.0);
        let Some(wanted) = (wanted..draft.starts.len())
            .chain(0..wanted)
            .find(|&at| !draft.is_in(at) && self.model.actions[at].may != 0 && serves(at))
        else {
            return;
        };
        for _ in 0..=most {
            self.placed.clear();
            if draft.add(wanted, &mut self.placed) {
                return;
            }
            draft.undo(&mut self.placed);
            let at = chosen[self.dice.below(chosen.len() as u64) as usize];
            draft.remove(at);
        }
    }

    /// Puts in what still fits, what brings most for its price first.
    fn put_together(&mut self, draft: &mut Draft<'_>) {
        self.ranked.clear();
        for (at, action) in self.model.actions.iter().enumerate() {
            if action.may == 0 || draft.is_in(at) {
                continue;
            }
            let brings: f64 = action.serves.iter().map(|&gap| draft.credit(gap)).sum();
            if brings > 0.0 {
                let noise = 1.0 - NOISE + NOISE * self.dice.share();
                // What is free comes before all else, but not without bounds.
                self.ranked.push((noise * brings / (self.costs[at] + 1e-3 * self.usual + 1e-9), at));
            }
        }
        self.ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, at) in &self.ranked {
            draft.add_if_better(at, &mut self.placed);
        }
        if draft.pull_forward() {
            for &(_, at) in &self.ranked {
                draft.add_if_better(at, &mut self.placed);
            }
        }
    }
}

/// A fixed sequence of numbers without a pattern that matters here (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 16) % limit.max(1)
    }
    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
