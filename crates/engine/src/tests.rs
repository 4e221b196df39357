//! The lists of rules and measures pair.

use super::*;
use std::collections::BTreeSet;
use ward_catalog::MeasureKind;

#[test]
fn every_observed_measure_has_a_rule_and_every_rule_a_measure() {
    let catalog = Catalog::built_in();
    let observed: BTreeSet<&str> = catalog
        .measures
        .values()
        .filter(|m| m.kind == MeasureKind::Observed)
        .map(|m| m.slug.as_str())
        .collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.slug()).collect();
    assert_eq!(observed, rules);
}
