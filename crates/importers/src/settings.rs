//! Collects rules of benchmarks and how each came out, for every importer of compliance results.

use crate::{Damaged, Limits};
use std::collections::BTreeMap;
use ward_domain::observation::{
    AssetSeen, ConfigurationResult, ConfigurationRule, Index, Line, Observations, Origin, Outcome, Severity,
};

/// Rules and results under way.
pub(crate) struct Settings {
    pub(crate) observations: Observations,
    /// Where each rule stands, by benchmark and id.
    rules: BTreeMap<(String, String), Index>,
    most: usize,
}

impl Settings {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            observations: Observations { origin: Origin::Machine, ..Observations::default() },
            rules: BTreeMap::new(),
            most: limits.rows,
        }
    }
    /// The place of a rule; what an earlier mention left out is filled in.
    pub(crate) fn rule(&mut self, rule: ConfigurationRule) -> Index {
        let rules = &mut self.observations.configuration_rules;
        let key = (rule.benchmark.clone(), rule.id.clone());
        let index = *self.rules.entry(key).or_insert(rules.len() as Index);
        match rules.get_mut(index as usize) {
            None => rules.push(rule),
            Some(known) => {
                if known.title.is_empty() {
                    known.title = rule.title;
                }
                known.severity = known.severity.max(rule.severity);
            }
        }
        index
    }
    /// The place of a new device.
    pub(crate) fn asset(&mut self, asset: AssetSeen) -> Index {
        self.observations.assets.push(asset);
        (self.observations.assets.len() - 1) as Index
    }
    /// How a rule came out.
    pub(crate) fn result(
        &mut self,
        rule: Index,
        asset: Option<Index>,
        outcome: Outcome,
        line: Line,
    ) -> Result<(), Damaged> {
        if self.observations.configuration_results.len() >= self.most {
            return Err(Damaged { line, reason: format!("there are more than {} results", self.most) });
        }
        let result = ConfigurationResult { rule, asset, outcome, line };
        self.observations.configuration_results.push(result);
        Ok(())
    }
}

/// The words that tools use for the severity of a rule or finding; `None` for others.
pub(crate) fn severity(word: &str) -> Option<Severity> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "critical" | "urgent" | "serious" => Severity::Critical,
        "high" | "important" => Severity::High,
        "medium" | "moderate" => Severity::Medium,
        "low" | "minor" => Severity::Low,
        "info" | "informational" | "information" | "log" | "none" | "unknown" => Severity::Info,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_one_rule_however_often_it_is_named() {
        let mut settings = Settings::new(&Limits { rows: 2, ..Limits::default() });
        let rule = |title: &str| ConfigurationRule {
            benchmark: "B".into(),
            id: "1".into(),
            title: title.into(),
            ..ConfigurationRule::default()
        };
        let first = settings.rule(rule(""));
        let again = settings.rule(rule("Lock the screen"));
        assert_eq!((first, again), (0, 0));
        assert_eq!(settings.observations.configuration_rules[0].title, "Lock the screen");
        settings.result(0, None, Outcome::Pass, 1).unwrap();
        settings.result(0, None, Outcome::Fail, 2).unwrap();
        assert_eq!(settings.result(0, None, Outcome::Fail, 3).unwrap_err().line, 3);
        assert_eq!(settings.observations.configuration_results.len(), 2);
    }

    #[test]
    fn severities_are_words() {
        assert_eq!(severity(" HIGH "), Some(Severity::High));
        assert_eq!(severity("Log"), Some(Severity::Info));
        assert_eq!(severity("10"), None);
    }
}
