//! H5.5: the status of open findings was updated lately.

use super::{Rule, findings_of_tests as findings};
use crate::{Ground, Ruling};
use ward_domain::observation::Severity;

/// See the module.
pub struct FindingStatusUpdated;

impl Rule for FindingStatusUpdated {
    fn slug(&self) -> &'static str {
        "finding-status-updated"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let (all, serious) = (ground.days("update-within"), ground.days("high-update-within"));
        let mut ruling = findings::each(ground, |finding, line| {
            if finding.row.closed.is_some() {
                return line.only_if(finding, |_| Some(false), "whether it is closed");
            }
            // Without a severity it may be a serious one.
            let is_lesser = finding.row.severity.is_some_and(|severity| severity < Severity::High);
            line.within(
                finding,
                |f| f.updated,
                if is_lesser { all } else { serious },
                "day of the last status",
            );
        });
        ruling.no_cases("The register has no open finding.");
        ruling
    }
}
