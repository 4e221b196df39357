//! What a rule would mean, before anybody decides to use it.

use super::{Rule, Verdict};
use crate::participants::{Kind, Participant};
use crate::standing::Told;
use std::collections::BTreeMap;
use ward_catalog::SizeLimits;

/// Counts of a rule over participants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Participants that qualify.
    pub yes: usize,
    /// Participants that do not.
    pub no: usize,
    /// Participants of which something that decides is missing.
    pub unknown: usize,
    /// Those that qualify, by kind.
    pub by_kind: BTreeMap<Kind, usize>,
    /// Each condition alone, by group, in the order of the rule.
    pub conditions: Vec<Vec<ConditionCount>>,
    /// What is odd about the outcome, in sentences.
    pub warnings: Vec<String>,
}

/// How often one condition holds by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConditionCount {
    /// The condition in words.
    pub words: String,
    /// Holds.
    pub yes: usize,
    /// Does not.
    pub no: usize,
    /// Not known.
    pub unknown: usize,
}

/// Counts whom a rule matches.
pub fn preview<'a>(
    rule: &Rule,
    limits: SizeLimits,
    participants: impl IntoIterator<Item = (&'a Participant, Option<&'a Told>)>,
) -> Preview {
    let count = |condition: &super::Condition| ConditionCount {
        words: condition.words(),
        ..ConditionCount::default()
    };
    let mut preview = Preview {
        conditions: rule.any_of.iter().map(|group| group.all_of.iter().map(count).collect()).collect(),
        ..Preview::default()
    };
    for (participant, summary) in participants {
        let answer = rule.evaluate(participant, limits, summary);
        match answer.verdict {
            Verdict::Yes => {
                preview.yes += 1;
                *preview.by_kind.entry(participant.profile.kind).or_default() += 1;
            }
            Verdict::No => preview.no += 1,
            Verdict::Unknown => preview.unknown += 1,
        }
        let answers = answer.groups.iter().flat_map(|group| &group.conditions);
        for (count, (verdict, _)) in preview.conditions.iter_mut().flatten().zip(answers) {
            match verdict {
                Verdict::Yes => count.yes += 1,
                Verdict::No => count.no += 1,
                Verdict::Unknown => count.unknown += 1,
            }
        }
    }
    preview.warn();
    preview
}

impl Preview {
    fn warn(&mut self) {
        let all = self.yes + self.no + self.unknown;
        if all == 0 {
            self.warnings.push("there is nobody to match: import or list participants first".to_owned());
            return;
        }
        if self.yes == 0 {
            self.warnings.push("the rule matches nobody".to_owned());
        }
        if self.yes == all {
            self.warnings.push("the rule matches everybody".to_owned());
        }
        for count in self.conditions.iter().flatten() {
            if count.unknown == all {
                self.warnings.push(format!(
                    "“{}” is unknown for everybody: import the list that tells it",
                    count.words
                ));
            } else if count.no == all {
                self.warnings.push(format!("“{}” holds for nobody", count.words));
            }
        }
    }
}
