//! What several rules ask of the register of test findings.

use super::listed::{self, Line};
use crate::{Ground, Ruling};
use ward_domain::observation::{Severity, TestFindingSeen};
use ward_estate::Placed;

/// The evidence that carries the findings.
pub(super) const LIST: &str = "penetration-test";

/// What to say when no finding is critical or high.
pub(super) const NO_SERIOUS: &str = "The register has no critical or high finding to judge.";

/// Judges each finding of the register.
pub(super) fn each<'g>(
    ground: &'g Ground<'g>,
    judge: impl FnMut(&'g Placed<TestFindingSeen>, &mut Line<'g>),
) -> Ruling<'g> {
    listed::judge(ground, LIST, &ground.estate().test_findings, name, judge)
}

/// The rule is only about critical and high findings.
pub(super) fn if_serious(line: &mut Line<'_>, finding: &Placed<TestFindingSeen>) {
    line.only_if(finding, |f| f.severity.map(|severity| severity >= Severity::High), "its severity");
}

/// A finding by its number, and its title where it has none.
fn name(finding: &TestFindingSeen) -> String {
    let name = if finding.id.trim().is_empty() { &finding.title } else { &finding.id };
    name.clone()
}

/// Whether a text is there.
pub(super) fn is_filled(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}
