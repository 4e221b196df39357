//! H3.4: agreements about patient data bind the vendor's own vendors.

use super::{Rule, vendors};
use crate::{Ground, Ruling};

/// See the module.
pub struct SubcontractorDutyStated;

impl Rule for SubcontractorDutyStated {
    fn slug(&self) -> &'static str {
        "subcontractor-duty-stated"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let mut ruling = vendors::each(ground, |vendor, line| {
            vendors::with_patient_data(line, vendor);
            line.must(vendor, |v| v.must_bind_subcontractors, "duty for subcontractors");
        });
        ruling.no_cases(vendors::NO_PATIENT_DATA);
        ruling
    }
}
