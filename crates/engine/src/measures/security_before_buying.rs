//! E10.5: what was bought from vendors of the first tier was reviewed before.

use super::{Rule, vendors};
use crate::{Ground, Ruling};

/// See the module.
pub struct SecurityBeforeBuying;

impl Rule for SecurityBeforeBuying {
    fn slug(&self) -> &'static str {
        "security-before-buying"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let days = ground.days("window");
        let mut ruling = vendors::each(ground, |vendor, line| {
            vendors::of_first_tier(line, vendor);
            let from = line.window(days);
            line.only_if(vendor, |v| v.bought.map(|day| day >= from), "when it was bought");
            let what = "day on which its security was reviewed before buying";
            let Some((reviewed, at)) = line.happened(vendor, |v| v.reviewed_before_buying, what) else {
                return;
            };
            match line.said(vendor, |v| v.bought) {
                Some((bought, _)) if reviewed > bought => {
                    line.fault(
                        at,
                        format!("its security was reviewed on {reviewed}, after it was bought on {bought}"),
                    );
                }
                _ => line.rests_on(at),
            }
        });
        ruling.note("Whether security was scored beside the price, and whether devices came with MDS2 and SBOM, is not in the vendor list.");
        ruling.no_cases(format!("The vendor list has no purchase of tier 1 in its last {days} days."));
        ruling
    }
}
