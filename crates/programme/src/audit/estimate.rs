//! What a sample says about all from whom it was drawn.

use super::exact::clopper_pearson;

/// One stratum after the draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StratumResult {
    /// Its name.
    pub name: String,
    /// Members.
    pub population: u32,
    /// Drawn.
    pub drawn: u32,
    /// Cases that ended.
    pub ended: u32,
    /// Ended cases that deviate.
    pub deviations: u32,
}

/// The share of organisations that deviate.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Each stratum.
    pub strata: Vec<StratumResult>,
    /// The best single figure: each stratum's share among the ended cases, by its members. None before a case of each
    /// stratum has ended.
    pub share: Option<f64>,
    /// The interval at the design's confidence.
    pub interval: (f64, f64),
    /// Whether every case has ended.
    pub is_final: bool,
}

/// The share with its interval.
///
/// A single stratum has the interval of Clopper and Pearson. With several, each gets one that misses with its part of
/// the risk only (Bonferroni), and the bounds are added by members: whatever the true shares are, all intervals hold
/// together with the confidence, so the sum does. That is exact and conservative. A stratum of which all were drawn is
/// known and takes no part of the risk. Open cases count as none for the lower bound and as deviations for the upper one.
pub fn estimate(strata: Vec<StratumResult>, confidence: f64) -> Estimate {
    let population: f64 = strata.iter().map(|one| f64::from(one.population)).sum();
    let sampled = strata.iter().filter(|one| one.drawn < one.population).count().max(1);
    let miss = (1.0 - confidence) / 2.0 / sampled as f64;
    let (mut low, mut high) = (0.0, 0.0);
    let mut share = Some(0.0);
    for one in &strata {
        let weight = f64::from(one.population) / population;
        let open = one.drawn.saturating_sub(one.ended);
        let most = one.deviations.saturating_add(open);
        let of_all = |count: u32| f64::from(count) / f64::from(one.drawn);
        let (least, largest) = if one.drawn >= one.population {
            (of_all(one.deviations), of_all(most))
        } else {
            (clopper_pearson(one.deviations, one.drawn, miss).0, clopper_pearson(most, one.drawn, miss).1)
        };
        low += weight * least;
        high += weight * largest;
        share = share
            .filter(|_| one.ended > 0)
            .map(|sum| sum + weight * f64::from(one.deviations) / f64::from(one.ended));
    }
    let is_final = strata.iter().all(|one| one.ended == one.drawn);
    Estimate { strata, share, interval: (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0)), is_final }
}
