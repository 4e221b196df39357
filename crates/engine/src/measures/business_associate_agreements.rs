//! E10.2: every vendor that sees patient data has a signed agreement that has not ended.

use super::{Rule, vendors};
use crate::{Ground, Ruling};

/// See the module.
pub struct BusinessAssociateAgreements;

impl Rule for BusinessAssociateAgreements {
    fn slug(&self) -> &'static str {
        "business-associate-agreements"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let mut ruling = vendors::each(ground, |vendor, line| {
            vendors::with_patient_data(line, vendor);
            let signed =
                line.happened(vendor, |v| v.agreement_signed, "day on which the agreement was signed");
            let Some((_, at)) = signed else { return };
            line.rests_on(at);
            // The end belongs to the signature: the newest agreement may have none.
            let of_newest = line.said(vendor, |v| v.agreement_signed.map(|_| v.agreement_ends));
            let Some((Some(end), at)) = of_newest else { return };
            if end < ground.estate().source(at).collected_on() {
                line.fault(at, format!("the agreement ended on {end}"));
            } else if end < ground.as_of() {
                line.doubt(at, format!("the agreement ended on {end}; the list is older and does not say whether it was renewed"));
            }
        });
        ruling.no_cases(vendors::NO_PATIENT_DATA);
        ruling
    }
}
