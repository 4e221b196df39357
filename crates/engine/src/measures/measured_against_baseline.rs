//! H10.2: systems pass most rules of the standard that they are measured against.

use super::subject::Subject;
use super::{AnswersCount, Rule, attested};
use crate::{Ground, Ruling};
use std::collections::BTreeMap;
use ward_domain::observation::{AssetKind, Outcome};
use ward_estate::At;

/// See the module.
pub struct MeasuredAgainstBaseline;

/// How the rules of a system came out.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    open: u64,
    stale: u64,
    at: Option<At>,
}

impl Rule for MeasuredAgainstBaseline {
    fn slug(&self) -> &'static str {
        "measured-against-baseline"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let estate = ground.estate();
        if estate.settings.is_empty() {
            return attested::instead(ground, ground.missing("configuration-compliance"));
        }
        if ground.fresh("asset-inventory").is_empty() {
            return Ruling::unknown(ground, ground.missing("asset-inventory"));
        }
        let (devices, tenants) = tallies(ground);
        let kinds = ground.measure().list("kinds");
        let mut ruling = Ruling::new(ground);
        for source in ground.fresh("asset-inventory") {
            ruling.rests_on(source);
        }
        for (position, asset) in (0u32..).zip(&estate.assets) {
            let tally = devices.get(&position);
            let counts = match asset.kind.map(AssetKind::as_str) {
                Some(kind) => kinds.iter().any(|wanted| wanted == kind),
                None => true,
            };
            if tally.is_none() && (asset.inventory_record.is_none() || !counts) {
                continue;
            }
            let mut subject = Subject::new(ground, &asset.name);
            judge(ground, &mut subject, tally);
            subject.conclude(&mut ruling);
        }
        for (benchmark, tally) in &tenants {
            let mut subject = Subject::new(ground, *benchmark);
            judge(ground, &mut subject, Some(tally));
            subject.conclude(&mut ruling);
        }
        ruling
    }
}

/// The newest result of each rule, added up for each device, and for each benchmark of a tenant.
fn tallies<'g>(ground: &Ground<'g>) -> (BTreeMap<u32, Tally>, BTreeMap<&'g str, Tally>) {
    let (mut devices, mut tenants): (BTreeMap<u32, Tally>, BTreeMap<&str, Tally>) = Default::default();
    for of_one in ground.estate().settings.chunk_by(|a, b| (a.rule, a.asset) == (b.rule, b.asset)) {
        let Some(newest) = of_one.last() else { continue };
        let rule = &ground.estate().configuration_rules[newest.rule as usize];
        let tally = match newest.asset {
            Some(asset) => devices.entry(asset).or_default(),
            None => tenants.entry(&rule.benchmark).or_default(),
        };
        if !ground.is_fresh(newest.at.source) {
            tally.stale += 1;
            continue;
        }
        tally.at = tally.at.max(Some(newest.at));
        match newest.outcome {
            Outcome::Pass => tally.passed += 1,
            Outcome::Fail => tally.failed += 1,
            Outcome::NotChecked => tally.open += 1,
            Outcome::NotApplicable => {}
        }
    }
    (devices, tenants)
}

fn judge(ground: &Ground<'_>, subject: &mut Subject<'_>, tally: Option<&Tally>) {
    let least = ground.measure().number("least-rules", ground.size());
    let Some(Tally { passed, failed, open, stale, at: Some(at) }) = tally else {
        subject.open("No check that still counts measured it against a standard.");
        return;
    };
    subject.by(*at);
    let all = (passed + failed + open + stale) as f64;
    let (low, high) = (*passed as f64, (passed + open + stale) as f64);
    if low + 1e-9 >= least * all && all > 0.0 {
        return;
    }
    let sentence =
        format!("{passed} rules passed and {failed} failed; {} were not looked at lately.", open + stale);
    if high + 1e-9 < least * all { subject.wrong(sentence) } else { subject.open(sentence) }
}
