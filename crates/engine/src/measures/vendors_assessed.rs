//! E10.4: vendors of the first tier were assessed within a year.

use super::{Rule, vendors};
use crate::{Ground, Ruling};

/// See the module.
pub struct VendorsAssessed;

impl Rule for VendorsAssessed {
    fn slug(&self) -> &'static str {
        "vendors-assessed"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let days = ground.days("max-age");
        let mut ruling = vendors::each(ground, |vendor, line| {
            vendors::of_first_tier(line, vendor);
            line.within(vendor, |v| v.assessed, days, "day of the last assessment");
        });
        ruling.no_cases(vendors::NO_FIRST_TIER);
        ruling
    }
}
