//! The next three actions: where a step proves or mends most.
//!
//! The order is this project's own and simple on purpose: essential goals before enhanced ones; open doors before
//! unwatched ones before upkeep (the measure's urgency in the catalogue); what is shown to be wrong before what is not
//! known; then the order of the goals. The first places go to different goals, so that three people can begin at once.

use ward_catalog::{Catalog, Measure};
use ward_domain::assessment::{Assessment, MeasureResult, Status};
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
    let mut open: Vec<(&Measure, &MeasureResult)> = assessment
        .goals
        .iter()
        .flat_map(|g| &g.measures)
        .filter(|m| m.is_required && matches!(m.status, Status::NotMet | Status::Partly | Status::Unknown))
        .filter_map(|m| Some((catalog.measures.get(&m.id)?, m)))
        .collect();
    open.sort_by_key(|(measure, result)| {
        (measure.id.goal().tier(), measure.urgency, certainty(result), measure.id)
    });
    let mut seen_goals: Vec<GoalId> = Vec::new();
    let (first, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|(measure, _)| {
        let is_new = !seen_goals.contains(&measure.id.goal());
        seen_goals.push(measure.id.goal());
        is_new
    });
    let mut asked_for: Vec<&str> = Vec::new();
    first
        .into_iter()
        .chain(rest)
        .filter(|(measure, result)| {
            let wanted = measure.evidence.first().map_or("", String::as_str);
            let is_new = !lacks_evidence(result) || !asked_for.contains(&wanted);
            if lacks_evidence(result) {
                asked_for.push(wanted);
            }
            is_new
        })
        .take(most)
        .map(|(measure, result)| action(catalog, measure, result))
        .collect()
}

fn action(catalog: &Catalog, measure: &Measure, result: &MeasureResult) -> Action {
    let step = match measure.evidence.first().and_then(|key| catalog.evidence_kinds.get(key)) {
        Some(kind) if lacks_evidence(result) => format!("{}: {}", kind.name, kind.how_to_get),
        _ => measure.fix.clone(),
    };
    Action {
        goal: measure.id.goal(),
        measure: measure.id,
        title: measure.title.clone(),
        step,
        because: result.because.clone(),
        effort: measure.effort.clone(),
    }
}

/// Not one subject is known: what is missing is evidence and not a repair.
fn lacks_evidence(result: &MeasureResult) -> bool {
    result.status == Status::Unknown && result.counts.population() == 0
}

/// Smaller comes first: shown to be wrong, then partly, then in doubt, then not known at all.
fn certainty(result: &MeasureResult) -> u8 {
    match result.status {
        Status::NotMet => 0,
        Status::Partly => 1,
        Status::Unknown if !lacks_evidence(result) => 2,
        Status::Unknown | Status::Met | Status::NotApplicable => 3,
    }
}
