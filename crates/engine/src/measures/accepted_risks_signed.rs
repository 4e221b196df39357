//! H5.4: findings that stay open past their date are signed for, for a limited time, and are few.

use super::listed::Column;
use super::{Rule, findings_of_tests as findings};
use crate::ground::plus;
use crate::{Ground, Ruling};
use ward_domain::observation::{Severity, TestFindingSeen};

/// See the module.
pub struct AcceptedRisksSigned;

impl Rule for AcceptedRisksSigned {
    fn slug(&self) -> &'static str {
        "accepted-risks-signed"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let signed_within = ground.days("signed-within");
        let is_accepted = |f: &TestFindingSeen| findings::is_filled(f.accepted_by.as_ref());
        let signature =
            Column::new(&ground.estate().test_findings, "signature that accepts the risk", is_accepted);
        let mut serious = Serious::default();
        let mut ruling = findings::each(ground, |finding, line| {
            let row = &finding.row;
            let is_open = row.closed.is_none();
            serious.count(row, is_open);
            let is_overdue = |f: &TestFindingSeen| match (is_open, f.due) {
                (false, _) => Some(false),
                (true, due) => due.map(|day| day < ground.as_of()),
            };
            line.only_if(finding, is_overdue, "by when it must be closed");
            if is_overdue(row) != Some(true) {
                return;
            }
            let listed = ground.estate().source(finding.at).collected_on();
            let is_signed = is_accepted(row);
            if is_signed && row.severity.is_none() {
                line.unsaid("its severity");
            }
            match (row.accepted_until, is_signed) {
                (_, false) if row.due.is_some_and(|due| due >= listed) => {
                    line.doubt(finding.at, "it came due after the register was made");
                }
                (_, false) => line.names(finding, &signature),
                (None, true) => line.unsaid("until when the risk is accepted"),
                (Some(until), true) if until < listed => {
                    line.fault(finding.at, format!("the acceptance ended on {until}"));
                }
                (Some(until), true) if until < ground.as_of() => {
                    line.doubt(
                        finding.at,
                        format!("the acceptance ended on {until}, after the register was made"),
                    );
                }
                (Some(until), true) if until > plus(listed, signed_within) => {
                    line.fault(
                        finding.at,
                        format!("the risk is accepted until {until}, for more than {signed_within} days"),
                    );
                }
                (Some(_), true) => line.rests_on(finding.at),
            }
        });
        let share = ground.measure().number("most-share", ground.size());
        if serious.accepted as f64 > share * serious.all as f64 {
            ruling.veto(format!(
                "The risk of {} of {} critical and high findings was accepted; at most {:.0} % may be.",
                serious.accepted,
                serious.all,
                share * 100.0
            ));
        }
        ruling.no_cases("The register has no open finding past its date.");
        ruling
    }
}

/// Critical and high findings, and how many of them stay open by a signature.
#[derive(Default)]
struct Serious {
    all: u64,
    accepted: u64,
}

impl Serious {
    fn count(&mut self, finding: &TestFindingSeen, is_open: bool) {
        // What has no severity may be serious; as an accepted one it stays undecided by itself.
        if finding.severity.is_none_or(|severity| severity >= Severity::High) {
            self.all += 1;
            let is_accepted = is_open && findings::is_filled(finding.accepted_by.as_ref());
            self.accepted += u64::from(is_accepted && finding.severity.is_some());
        }
    }
}
