//! H2.1: contracts with vendors of the first tier hold the duty to tell of flaws.

use super::{Rule, vendors};
use crate::{Ground, Ruling};

/// See the module.
pub struct VendorsMustTellFlaws;

impl Rule for VendorsMustTellFlaws {
    fn slug(&self) -> &'static str {
        "vendors-must-tell-flaws"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let mut ruling = vendors::each(ground, |vendor, line| {
            vendors::of_first_tier(line, vendor);
            line.must(vendor, |v| v.must_tell_of_vulnerabilities, "duty to tell of flaws");
        });
        ruling.note("Within what time a vendor must tell of flaws is not in the vendor list.");
        ruling.no_cases(vendors::NO_FIRST_TIER);
        ruling
    }
}
