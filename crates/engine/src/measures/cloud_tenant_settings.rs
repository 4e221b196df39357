//! H10.6: the cloud tenant passes every required setting of CISA's baseline, or has an exception for it.

use super::subject::Subject;
use super::{AnswersCount, Rule, attested};
use crate::{Ground, Ruling};
use ward_domain::observation::{ConfigurationRule, Obligation, Outcome};

/// See the module.
pub struct CloudTenantSettings;

impl Rule for CloudTenantSettings {
    fn slug(&self) -> &'static str {
        "cloud-tenant-settings"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let words = ground.measure().list("benchmark-words");
        let is_required = |rule: &ConfigurationRule| {
            let benchmark = rule.benchmark.to_lowercase();
            rule.obligation == Obligation::Shall && words.iter().any(|word| benchmark.contains(word.as_str()))
        };
        let mut ruling = Ruling::new(ground);
        let mut benchmarks: Vec<&str> = Vec::new();
        let mut any_fresh = false;
        for of_one in ground.estate().settings.chunk_by(|a, b| (a.rule, a.asset) == (b.rule, b.asset)) {
            let Some(newest) = of_one.last() else { continue };
            let rule = &ground.estate().configuration_rules[newest.rule as usize];
            if newest.asset.is_some() || !is_required(rule) {
                continue;
            }
            benchmarks.push(&rule.benchmark);
            let mut subject = Subject::new(ground, &rule.id);
            if !ground.is_fresh(newest.at.source) {
                subject.open("Checked too long ago to count.");
                subject.conclude(&mut ruling);
                continue;
            }
            any_fresh = true;
            subject.by(newest.at);
            match newest.outcome {
                Outcome::Pass => {}
                Outcome::Fail => subject.wrong(rule.title.clone()),
                Outcome::NotChecked => subject.open(format!("The tool could not look at it: {}", rule.title)),
                Outcome::NotApplicable => {
                    ruling.rests_on(newest.at.source);
                    ruling.not_applicable();
                    continue;
                }
            }
            subject.conclude(&mut ruling);
        }
        if benchmarks.is_empty() {
            return attested::instead(ground, "No result of ScubaGear or ScubaGoggles was given.");
        }
        if !any_fresh {
            return Ruling::unknown(ground, ground.missing("configuration-compliance"));
        }
        benchmarks.dedup();
        ruling.note(format!("Baselines that were looked at: {}.", benchmarks.join(", ")));
        ruling
    }
}
