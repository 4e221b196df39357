//! H4.4: findings of tests were entered soon after the report, with what is needed to act on them.

use super::listed::Column;
use super::{Rule, findings_of_tests as findings};
use crate::ground::plus;
use crate::{Ground, Ruling};
use ward_domain::observation::TestFindingSeen;

/// See the module.
pub struct TestFindingsRecorded;

impl Rule for TestFindingsRecorded {
    fn slug(&self) -> &'static str {
        "test-findings-recorded"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let limit = ground.days("record-within");
        let list = &ground.estate().test_findings;
        let entered = Column::new(list, "entry in the register", |f: &TestFindingSeen| f.entered.is_some());
        let fields = ground.measure().list("fields");
        let columns: Vec<_> = fields.iter().map(|field| Column::new(list, field, fills(field))).collect();
        let mut ruling = findings::each(ground, |finding, line| {
            for column in &columns {
                line.names(finding, column);
            }
            let due = finding.row.reported.map(|day| plus(day, limit));
            line.done_by(finding, due, |f| f.entered, &entered);
        });
        ruling.note("Findings of a report that nobody entered cannot be seen in a register: compare it with the report. The same holds for the proof and the CVE or CWE number of each.");
        ruling
    }
}

fn fills(field: &str) -> fn(&TestFindingSeen) -> bool {
    match field {
        "severity" => |f| f.severity.is_some(),
        "asset" => |f| findings::is_filled(f.asset.as_ref()),
        // A field that nobody knows is filled nowhere: the mistake shows at once.
        _ => |_| false,
    }
}
