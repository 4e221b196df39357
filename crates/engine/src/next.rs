//! The next three actions: where a step proves or mends most.
//!
//! The order is this project's own and simple on purpose: essential goals before enhanced ones; what is shown to be
//! wrong before what is not known; zero-tolerance and exploited findings before shares; then the widest gap.

use ward_catalog::Catalog;
use ward_domain::assessment::{Assessment, MeasureResult, Status};
use ward_domain::ids::Tier;
use ward_domain::{GoalId, MeasureId};

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// For which goal.
    pub goal: GoalId,
    /// For which measure.
    pub measure: MeasureId,
    /// What to do, in a few words.
    pub title: String,
    /// The first concrete step.
    pub step: String,
    /// Why now.
    pub because: String,
    /// Effort in words.
    pub effort: String,
}

/// The actions that come first, best first; at most `most`, and no two for the same missing evidence.
pub fn actions(catalog: &Catalog, assessment: &Assessment, most: usize) -> Vec<Action> {
    let mut open: Vec<&MeasureResult> = assessment
        .goals
        .iter()
        .flat_map(|g| &g.measures)
        .filter(|m| m.is_required && matches!(m.status, Status::NotMet | Status::Partly | Status::Unknown))
        .collect();
    open.sort_by(|a, b| rank(a).cmp(&rank(b)).then(b.score.high.total_cmp(&a.score.high)).then(a.id.cmp(&b.id)));
    let mut actions: Vec<Action> = Vec::new();
    let mut asked_for: Vec<&str> = Vec::new();
    for result in open {
        let Some(measure) = catalog.measures.get(&result.id) else { continue };
        let lacks_evidence = result.status == Status::Unknown && result.counts.population() == 0;
        if lacks_evidence {
            let wanted = measure.evidence.first().map_or("", String::as_str);
            if asked_for.contains(&wanted) {
                continue;
            }
            asked_for.push(wanted);
        }
        let step = match measure.evidence.first().and_then(|key| catalog.evidence_kinds.get(key)) {
            Some(kind) if lacks_evidence => format!("{}: {}", kind.name, kind.how_to_get),
            _ => measure.fix.clone(),
        };
        actions.push(Action {
            goal: result.id.goal(),
            measure: result.id,
            title: measure.title.clone(),
            step,
            because: result.because.clone(),
            effort: measure.effort.clone(),
        });
        if actions.len() == most {
            break;
        }
    }
    actions
}

/// Smaller comes first.
fn rank(result: &MeasureResult) -> (Tier, u8) {
    let order = match result.status {
        Status::NotMet => 0,
        Status::Partly => 1,
        Status::Unknown if result.counts.population() > 0 => 2,
        Status::Unknown | Status::Met | Status::NotApplicable => 3,
    };
    (result.id.goal().tier(), order)
}
