//! The judgement: estate + catalogue + date → assessment, with reasons.
//!
//! A pure function without `Result`: given facts there is always an answer, and *unknown* is one. A measure is *met*
//! only if its target is reached even should everything unknown fail, and *not met* only if it is missed even should
//! everything unknown pass. So evidence that is removed, cut short or grown old can move a verdict towards *unknown*
//! and never towards *met*.

pub mod consistency;
pub mod framework;
mod goal;
mod ground;
pub mod measures;
pub mod next;
mod ruling;

pub use framework::{FrameworkResult, judge_framework};
pub use ground::{Due, Ground, answer_expiry};
pub use measures::{AnswersCount, RULES, Rule, answers_count};
pub use ruling::Ruling;

use std::sync::Arc;
use ward_catalog::Catalog;
use ward_domain::assessment::Assessment;
use ward_estate::Estate;

/// The framework that [`assess`] judges. The others follow from its verdicts by [`judge_framework`].
pub const FRAMEWORK: &str = "hph-cpg";

/// Judges an estate by a catalogue, as of the estate's day and for its organisation's size.
pub fn assess(catalog: &Catalog, estate: &Estate) -> Assessment {
    let size = estate.organisation.size;
    let framework = &catalog.frameworks[FRAMEWORK];
    let shared = ground::Shared::new(catalog, estate);
    let goals = framework
        .goals
        .iter()
        .map(|goal| {
            let measures = catalog
                .measures_of(goal.id)
                .map(|measure| {
                    let ground = Ground::new(&shared, measure);
                    measures::judge(&ground).finish()
                })
                .collect();
            goal::conclude(catalog, goal, measures)
        })
        .collect();
    Assessment {
        as_of: estate.as_of,
        profile: size,
        framework: Arc::from(framework.id.as_str()),
        catalogue: Arc::from(catalog.version.as_str()),
        goals,
    }
}

#[cfg(test)]
mod tests;
