//! Exact probabilities of counts: binomial, hypergeometric, and the interval of Clopper and Pearson.

/// Natural logarithms of factorials.
pub(super) struct LnFactorials(Vec<f64>);

impl LnFactorials {
    /// 0! to `most`!.
    pub(super) fn up_to(most: usize) -> Self {
        let mut all = vec![0.0];
        let mut sum = 0.0;
        for number in 1..=most {
            sum += (number as f64).ln();
            all.push(sum);
        }
        Self(all)
    }
    /// ln of n over k; minus infinity when there is no way.
    fn choose(&self, n: usize, k: usize) -> f64 {
        let of = |number: usize| self.0.get(number).copied().unwrap_or(f64::NAN);
        if k > n { f64::NEG_INFINITY } else { of(n) - of(k) - of(n - k) }
    }
    /// P(X ≤ most) for `drawn` without replacement out of `population`, of which `marked` count.
    pub(super) fn hypergeometric_at_most(
        &self,
        most: usize,
        population: usize,
        marked: usize,
        drawn: usize,
    ) -> f64 {
        let all = self.choose(population, drawn);
        let term = |hit: usize| {
            let others = drawn.checked_sub(hit)?;
            Some((self.choose(marked, hit) + self.choose(population - marked, others) - all).exp())
        };
        (0..=most.min(drawn)).filter_map(term).sum()
    }
    /// P(X ≤ most) for `drawn` trials, each of which hits with `rate`.
    fn binomial_at_most(&self, most: usize, drawn: usize, rate: f64) -> f64 {
        if most >= drawn || rate <= 0.0 {
            return 1.0;
        }
        if rate >= 1.0 {
            return 0.0;
        }
        let (hit, miss) = (rate.ln(), (-rate).ln_1p());
        let term = |x: usize| (self.choose(drawn, x) + x as f64 * hit + (drawn - x) as f64 * miss).exp();
        (0..=most).map(term).sum::<f64>().min(1.0)
    }
}

/// The interval of Clopper and Pearson (1934) for `found` of `drawn`, each side missing with at most `miss`.
///
/// It is exact for independent trials. Drawing without replacement spreads less, so it is conservative there.
pub fn clopper_pearson(found: u32, drawn: u32, miss: f64) -> (f64, f64) {
    let (found, drawn) = (found.min(drawn) as usize, drawn as usize);
    if drawn == 0 {
        return (0.0, 1.0);
    }
    let factorials = LnFactorials::up_to(drawn);
    // The least rate at which so many are not too surprising, and the largest at which so few are not.
    let low = match found.checked_sub(1) {
        Some(fewer) => bisect(|rate| 1.0 - factorials.binomial_at_most(fewer, drawn, rate) >= miss).0,
        None => 0.0,
    };
    let high = if found == drawn {
        1.0
    } else {
        bisect(|rate| factorials.binomial_at_most(found, drawn, rate) < miss).1
    };
    (low, high)
}

/// Both sides of the place between 0 and 1 where a condition that holds to the right of it begins to hold.
fn bisect(holds: impl Fn(f64) -> bool) -> (f64, f64) {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if holds(middle) { high = middle } else { low = middle }
    }
    (low, high)
}
