//! H5.3: closed critical and high findings were tested again, and none came back.

use super::{Rule, findings_of_tests as findings};
use crate::{Ground, Ruling};
use ward_domain::observation::Severity;

/// See the module.
pub struct FixesRetested;

impl Rule for FixesRetested {
    fn slug(&self) -> &'static str {
        "fixes-retested"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let most = ground.days("most-repeats");
        let mut repeats = 0i64;
        let mut ruling = findings::each(ground, |finding, line| {
            findings::if_serious(line, finding);
            if finding.row.severity.is_some_and(|s| s >= Severity::High)
                && finding.row.seen_again == Some(true)
            {
                repeats += 1;
                line.fault(finding.at, "it was seen again in a later test");
                return;
            }
            let Some(closed) = finding.row.closed else {
                return line.only_if(finding, |_| Some(false), "whether it is closed");
            };
            let what = "day on which a second test showed it closed";
            let Some((retested, at)) = line.happened(finding, |f| f.retested, what) else { return };
            if retested < closed {
                line.doubt(at, format!("it was tested on {retested}, before it was closed on {closed}"));
            } else {
                line.rests_on(at);
            }
        });
        if repeats > most {
            ruling.veto(format!(
                "{repeats} critical or high findings were seen again in a later test; {most} are allowed."
            ));
        }
        ruling.no_cases("The register has no closed critical or high finding.");
        ruling
    }
}
