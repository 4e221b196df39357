//! How the measures of a goal add up.

use std::sync::Arc;
use ward_catalog::{Catalog, Goal};
use ward_domain::assessment::{GoalResult, MeasureResult, Range, Status};

/// A goal is *met* when all its required measures are met or have no cases, *unknown* when none of them is decided,
/// *partly* when some are met, else *not met*. Its grade is the lowest among the measures it needs.
pub(crate) fn conclude(catalog: &Catalog, goal: &Goal, measures: Vec<MeasureResult>) -> GoalResult {
    let required: Vec<&MeasureResult> =
        measures.iter().filter(|m| m.is_required && m.status != Status::NotApplicable).collect();
    let status = status(&required);
    let mean =
        |of: fn(&Range) -> f64| required.iter().map(|m| of(&m.score)).sum::<f64>() / required.len() as f64;
    let score = if required.is_empty() {
        Range { low: 1.0, high: 1.0 }
    } else {
        Range { low: mean(|r| r.low), high: mean(|r| r.high) }
    };
    GoalResult {
        id: goal.id,
        title: Arc::from(goal.title.as_str()),
        tier: goal.id.tier(),
        status,
        because: because(catalog, status, &required),
        score,
        grade: required.iter().filter_map(|m| m.grade).max(),
        measures,
    }
}

fn status(required: &[&MeasureResult]) -> Status {
    if required.is_empty() {
        return Status::NotApplicable;
    }
    let all = |wanted: Status| required.iter().all(|m| m.status == wanted);
    if all(Status::Met) {
        Status::Met
    } else if all(Status::Unknown) {
        Status::Unknown
    } else if required.iter().any(|m| matches!(m.status, Status::Met | Status::Partly)) {
        Status::Partly
    } else {
        Status::NotMet
    }
}

/// The text with a small first letter, unless it begins with an abbreviation.
pub(crate) fn first_lower(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

fn because(catalog: &Catalog, status: Status, required: &[&MeasureResult]) -> String {
    let title = |m: &MeasureResult| catalog.measures.get(&m.id).map_or("", |measure| measure.title.as_str());
    let named = |wanted: &[Status]| {
        let list: Vec<String> = required
            .iter()
            .filter(|m| wanted.contains(&m.status))
            .map(|m| format!("{} {}", m.id, first_lower(title(m))))
            .collect();
        list.join("; ")
    };
    match status {
        Status::Met => format!("All {} measures that it needs are met or have no cases.", required.len()),
        Status::NotApplicable => "None of its measures has a case to judge.".to_owned(),
        Status::Unknown => format!("No evidence decides it yet: {}.", named(&[Status::Unknown])),
        Status::Partly | Status::NotMet => {
            let failing = named(&[Status::NotMet, Status::Partly]);
            let open = named(&[Status::Unknown]);
            match (failing.is_empty(), open.is_empty()) {
                (false, true) => format!("Held back by {failing}."),
                (true, _) => format!("Not decided yet: {open}."),
                (false, false) => format!("Held back by {failing}. Not decided yet: {open}."),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::first_lower;

    #[test]
    fn abbreviations_and_names_keep_their_capitals() {
        assert_eq!(first_lower("MFA for outside"), "MFA for outside");
        assert_eq!(first_lower("USB sticks are blocked"), "USB sticks are blocked");
        assert_eq!(first_lower("No services open to the Internet"), "no services open to the Internet");
        assert_eq!(first_lower(""), "");
    }
}
