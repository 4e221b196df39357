//! The prices that give a low bound: steps along what the relaxed answers leave over, on average.
//!
//! One relaxed answer takes an action whole or not at all, and the next the other way round; steps along single answers
//! therefore zigzag. The average of the answers comes close to the best relaxed one, and steps along what *it* leaves over
//! do not. Steps begin at the best prices so far.

use super::bound::Relaxation;

/// Prices on their way.
pub(super) struct Descent {
    /// The best so far.
    pub(super) prices: Vec<f64>,
    /// Their bound.
    pub(super) bound: f64,
    tried: Vec<f64>,
    /// What is left over, averaged over the looks.
    left: Vec<f64>,
    /// Length of a step as a share of the way to the target, were the way straight.
    factor: f64,
    /// Looks since the bound got better by more than a hair.
    since: u32,
    is_first: bool,
}

/// Weight of the newest answer in the average, at most and at least.
const NEWEST: (f64, f64) = (0.25, 0.02);
/// Looks without a better bound after which steps get shorter, and by how much.
const PATIENCE: u32 = 10;
const SHORTER: f64 = 0.7;
/// A bound is better when it is lower by this part.
const HAIR: f64 = 2e-5;

impl Descent {
    pub(super) fn from(prices: Vec<f64>) -> Self {
        let (tried, left) = (prices.clone(), vec![0.0; prices.len()]);
        Self { prices, bound: f64::INFINITY, tried, left, factor: 1.0, since: 0, is_first: true }
    }

    /// One look at the prices that are tried, and a step from the best ones towards the target.
    pub(super) fn step(&mut self, relaxation: &mut Relaxation<'_>, domains: &[u8], target: f64) -> f64 {
        let bound = relaxation.look(domains, &self.tried);
        self.since = if bound < self.bound - HAIR * self.bound.abs() { 0 } else { self.since + 1 };
        if bound < self.bound {
            self.bound = bound;
            self.prices.copy_from_slice(&self.tried);
        }
        if self.since >= PATIENCE {
            (self.factor, self.since) = (self.factor * SHORTER, 0);
        }
        let newest = if self.is_first { 1.0 } else { self.newest(&relaxation.slack) };
        self.is_first = false;
        let mut norm = 0.0;
        for ((left, slack), price) in self.left.iter_mut().zip(&relaxation.slack).zip(&self.prices) {
            *left += newest * (slack - *left);
            // A price of zero that would fall further does not count.
            if *price > 0.0 || *left < 0.0 {
                norm += *left * *left;
            }
        }
        if norm > 0.0 {
            let pace = self.factor * (self.bound - target).max(1.0) / norm;
            let most = relaxation.all_points();
            for ((tried, price), left) in self.tried.iter_mut().zip(&self.prices).zip(&self.left) {
                *tried = (price - pace * left).clamp(0.0, most);
            }
        }
        bound
    }

    /// The weight of the newest answer that makes the average leave least over.
    fn newest(&self, slack: &[f64]) -> f64 {
        let (mut both, mut square) = (0.0, 0.0);
        for ((left, slack), price) in self.left.iter().zip(slack).zip(&self.prices) {
            if *price > 0.0 || *left < 0.0 || *slack < 0.0 {
                let apart = slack - left;
                both -= left * apart;
                square += apart * apart;
            }
        }
        let (most, least) = NEWEST;
        if square > 0.0 { (both / square).clamp(least, most) } else { most }
    }
}
