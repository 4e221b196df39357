//! Questionnaires that people filled in: each question is a rule of a benchmark, and each answer how it came out.
//!
//! What people say of themselves stays apart from what machines measured by its benchmark and its origin. No answer to a
//! measure is made of it.

use std::collections::BTreeMap;
use ward_domain::observation::{
    ConfigurationResult, ConfigurationRule, Index, Line, Obligation, Observations, Outcome, Severity,
};

/// A question with its answer.
#[derive(Debug)]
pub(crate) struct Statement {
    /// The question's own number.
    pub(crate) id: String,
    /// What it asks.
    pub(crate) question: String,
    /// What was answered.
    pub(crate) outcome: Outcome,
    /// Where in the file.
    pub(crate) line: Line,
}

/// Adds the statements of one questionnaire, about a device or about the organisation.
pub(crate) fn add(
    observations: &mut Observations,
    benchmark: &str,
    asset: Option<Index>,
    statements: Vec<Statement>,
) {
    let mut known: BTreeMap<String, Index> = BTreeMap::new();
    for Statement { id, question, outcome, line } in statements {
        let next = Index::try_from(observations.configuration_rules.len()).unwrap_or(Index::MAX);
        let rule = *known.entry(id.clone()).or_insert(next);
        if rule == next {
            observations.configuration_rules.push(ConfigurationRule {
                benchmark: benchmark.to_owned(),
                id,
                title: question,
                obligation: Obligation::Should,
                severity: Severity::Info,
            });
        }
        observations.configuration_results.push(ConfigurationResult { rule, asset, outcome, line });
    }
}

/// The words of questionnaires. What is begun, planned or not known is not done; what needs a note to be understood was
/// not looked at.
pub(crate) fn outcome_of(answer: &str) -> Option<Outcome> {
    let answer = answer.trim().to_lowercase();
    Some(match answer.as_str() {
        "yes" | "y" | "true" | "implemented" | "fully implemented" | "complete" | "completed" | "always" => {
            Outcome::Pass
        }
        "no"
        | "n"
        | "false"
        | "in progress"
        | "in-progress"
        | "scoped"
        | "not started"
        | "not implemented"
        | "partially implemented"
        | "partial"
        | "planned"
        | "never" => Outcome::Fail,
        "n/a" | "na" | "not applicable" | "does not apply" => Outcome::NotApplicable,
        "" | "see note" | "see notes" | "unknown" | "i don't know" | "i don’t know" | "don't know"
        | "not sure" | "unsure" | "not answered" | "unanswered" | "flagged" => Outcome::NotChecked,
        _ => return None,
    })
}
