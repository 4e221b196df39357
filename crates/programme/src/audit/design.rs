//! How a sample is designed: strata with visible risk weights, and a size that follows from confidence and rate.

use super::exact::LnFactorials;
use crate::Refused;
use crate::participants::ParticipantId;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use ward_domain::Digest;

/// What an audit wants to find out, and from whom it draws. Published before the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// What people call it.
    pub name: String,
    /// Confidence wanted, between 0.5 and 0.999.
    pub confidence: f64,
    /// The share of organisations whose claim is wrong that would still be tolerable, between 0.001 and 0.5.
    pub tolerable: f64,
    /// How many deviations in the sample would still support “tolerable”.
    pub accepted: u32,
    /// The lowest grade of a finding that makes a deviation.
    pub deviation: FindingGrade,
    /// The strata.
    pub strata: Vec<Stratum>,
}

/// Participants that are drawn from together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stratum {
    /// Its name, such as `critical-access/TX`: no spaces.
    pub name: String,
    /// How much more often one of these is drawn than one with weight 1; above 0, at most 100.
    pub risk_weight: f64,
    /// Why it has that weight.
    pub because: String,
    /// Who is in it.
    pub members: BTreeSet<ParticipantId>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingGrade {
    /// Worth saying; nothing has to follow.
    Observation,
    /// The claim holds in the main; something must be put right.
    Minor,
    /// The claim does not hold.
    Major,
}

impl Design {
    /// Everything that a design must satisfy.
    pub fn check(&self) -> Result<(), Refused> {
        let refused = |why: String| Err(Refused::new("design", why));
        if !(0.5..=0.999).contains(&self.confidence) || !(0.001..=0.5).contains(&self.tolerable) {
            return refused(
                "the confidence must be 0.5 to 0.999 and the tolerable rate 0.001 to 0.5".to_owned(),
            );
        }
        let mut seen = BTreeMap::new();
        for stratum in &self.strata {
            let name = &stratum.name;
            if name.is_empty() || name.bytes().any(|byte| !byte.is_ascii_graphic()) {
                return refused(format!(
                    "“{name}” cannot name a stratum: use letters, digits and signs without spaces"
                ));
            }
            if !(stratum.risk_weight > 0.0 && stratum.risk_weight <= 100.0) {
                return refused(format!("the risk weight of {name} must be above 0 and at most 100"));
            }
            if stratum.members.is_empty() {
                return refused(format!("nobody is in the stratum {name}: leave it out"));
            }
            if self.strata.iter().filter(|other| other.name == *name).count() > 1 {
                return refused(format!("two strata are called {name}"));
            }
            for member in &stratum.members {
                if let Some(other) = seen.insert(member, name) {
                    return refused(format!(
                        "{member} is in {other} and in {name}: everyone is in one stratum"
                    ));
                }
            }
        }
        if seen.is_empty() {
            return refused("there is nobody to draw from".to_owned());
        }
        Ok(())
    }

    /// How many there are to draw from.
    pub fn population(&self) -> usize {
        self.strata.iter().map(|stratum| stratum.members.len()).sum()
    }

    /// How many are drawn from each stratum, in the order of the strata.
    ///
    /// The whole sample is [`sample_size`]; it is shared in proportion to members times risk weight, by the divisors of
    /// Webster, with one at least and never more than there are.
    pub fn sizes(&self) -> Vec<usize> {
        let all = sample_size(self.population(), self.confidence, self.tolerable, self.accepted);
        let mut sizes = vec![1_usize; self.strata.len()];
        // One seat after the other, so nobody loses a seat when the sample grows.
        for _ in sizes.len()..all.max(sizes.len()) {
            let due = |at: usize| {
                let (stratum, size) = (self.strata.get(at)?, *sizes.get(at)?);
                let claim = stratum.members.len() as f64 * stratum.risk_weight / (size as f64 + 0.5);
                (size < stratum.members.len()).then_some((at, claim))
            };
            let next = (0..sizes.len())
                .filter_map(due)
                .reduce(|best, next| if next.1 > best.1 { next } else { best });
            let Some((at, _)) = next else { break };
            if let Some(size) = sizes.get_mut(at) {
                *size += 1;
            }
        }
        sizes
    }

    /// The design and the frame as a text that anyone can hash: what the seed is published after.
    pub fn text(&self) -> String {
        let mut text = format!(
            "ward audit design 1\nconfidence {}\ntolerable {}\naccepted {}\n",
            self.confidence, self.tolerable, self.accepted
        );
        for (stratum, size) in self.strata.iter().zip(self.sizes()) {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "stratum {} weight {} draw {size}", stratum.name, stratum.risk_weight);
            for member in &stratum.members {
                let _ = writeln!(text, "{member}");
            }
        }
        text
    }

    /// SHA-256 of [`text`](Self::text).
    pub fn commitment(&self) -> Digest {
        Digest(Sha256::digest(self.text().as_bytes()).into())
    }
}

/// The smallest sample that shows, with the confidence, that no more than the tolerable share deviates, when no more
/// than `accepted` deviations are found in it.
///
/// It is the least n with P(X ≤ accepted) ≤ 1 − confidence, where X is hypergeometric: n drawn without replacement from
/// a population of which the least number over the tolerable share deviates. That is the exact attribute sampling plan
/// for a finite population; without deviations and for a very large one it becomes n = ln(1 − confidence) / ln(1 −
/// tolerable). When no sample is enough, everyone is drawn.
pub fn sample_size(population: usize, confidence: f64, tolerable: f64, accepted: u32) -> usize {
    let wrong = ((population as f64 * tolerable).floor() as usize + 1).min(population);
    let factorials = LnFactorials::up_to(population);
    let risk = |drawn: usize| factorials.hypergeometric_at_most(accepted as usize, population, wrong, drawn);
    // More drawn, less risk: the least one is found by halving.
    let (mut low, mut high) = (1, population.max(1));
    while low < high {
        let middle = usize::midpoint(low, high);
        if risk(middle) <= 1.0 - confidence { high = middle } else { low = middle + 1 }
    }
    low.min(population)
}
