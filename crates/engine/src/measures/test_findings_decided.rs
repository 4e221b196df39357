//! H5.1: each finding of a test has an owner, a date and a decision within days of the report.

use super::listed::Column;
use super::{Rule, findings_of_tests as findings};
use crate::ground::plus;
use crate::{Ground, Ruling};
use ward_domain::observation::TestFindingSeen;

/// See the module.
pub struct TestFindingsDecided;

impl Rule for TestFindingsDecided {
    fn slug(&self) -> &'static str {
        "test-findings-decided"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let limit = ground.days("decide-within");
        let list = &ground.estate().test_findings;
        let decided = Column::new(list, "decision", |f: &TestFindingSeen| f.decided.is_some());
        let owner = Column::new(list, "owner", |f: &TestFindingSeen| findings::is_filled(f.owner.as_ref()));
        let due = Column::new(list, "due date", |f: &TestFindingSeen| f.due.is_some());
        findings::each(ground, |finding, line| {
            line.names(finding, &owner);
            if finding.row.closed.is_none() {
                line.names(finding, &due);
            }
            let by = finding.row.reported.map(|day| plus(day, limit));
            // Who closes a finding has decided about it.
            let either = |f: &TestFindingSeen| f.decided.into_iter().chain(f.closed).min();
            line.done_by(finding, by, either, &decided);
        })
    }
}
