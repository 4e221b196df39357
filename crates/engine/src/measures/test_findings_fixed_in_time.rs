//! H5.2: critical and high findings of tests were closed within the limit for their place.

use super::listed::Column;
use super::{Rule, findings_of_tests as findings};
use crate::ground::plus;
use crate::{Ground, Ruling};
use ward_domain::observation::{Severity, TestFindingSeen};

/// See the module.
pub struct TestFindingsFixedInTime;

impl Rule for TestFindingsFixedInTime {
    fn slug(&self) -> &'static str {
        "test-findings-fixed-in-time"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let list = &ground.estate().test_findings;
        let closed = Column::new(list, "closing", |f: &TestFindingSeen| f.closed.is_some());
        let mut ruling = findings::each(ground, |finding, line| {
            findings::if_serious(line, finding);
            let Some(severity) = finding.row.severity.filter(|s| *s >= Severity::High) else { return };
            let limit = |place: &str| ground.days(&format!("{place}-{}", severity.as_str()));
            let (exposed, inside) = (limit("exposed"), limit("inside"));
            let due = |days| finding.row.reported.map(|day| plus(day, days));
            match finding.row.is_exposed {
                Some(true) => line.done_by(finding, due(exposed), |f| f.closed, &closed),
                Some(false) => line.done_by(finding, due(inside), |f| f.closed, &closed),
                // In time by the shorter limit is in time, late by the longer one is late.
                None => match (due(exposed), due(inside), finding.row.closed) {
                    (soonest @ Some(limit), _, Some(day)) if day <= limit => {
                        line.done_by(finding, soonest, |f| f.closed, &closed);
                    }
                    (Some(soonest), Some(latest), done) if done.unwrap_or(ground.as_of()) <= latest => {
                        if done.is_some() || ground.as_of() > soonest {
                            line.unsaid("whether it concerns the public side");
                        } else {
                            line.done_by(finding, Some(soonest), |f| f.closed, &closed);
                        }
                    }
                    (_, latest, _) => line.done_by(finding, latest, |f| f.closed, &closed),
                },
            }
        });
        ruling.note(proposed(ground));
        ruling.no_cases(findings::NO_SERIOUS);
        ruling
    }
}

/// The line of the proposed HIPAA rule, reported beside the verdict and never part of it.
fn proposed(ground: &Ground<'_>) -> String {
    let (mut closed, mut within) = (0u32, 0u32);
    for finding in &ground.estate().test_findings {
        let row = &finding.row;
        let limit = match row.severity {
            Some(Severity::Critical) => ground.days("nprm-critical"),
            Some(Severity::High) => ground.days("nprm-high"),
            _ => continue,
        };
        let (Some(reported), Some(day)) = (row.reported, row.closed) else { continue };
        closed += 1;
        within += u32::from(day <= plus(reported, limit));
    }
    format!(
        "By the proposed HIPAA rule (critical {}, high {} days; not law): {within} of {closed} closed ones in time.",
        ground.days("nprm-critical"),
        ground.days("nprm-high"),
    )
}
