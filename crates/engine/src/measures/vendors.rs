//! What several rules ask of the list of vendors.

use super::listed::{self, Line};
use crate::{Ground, Ruling};
use ward_domain::observation::VendorSeen;
use ward_estate::Named;

/// The evidence that names the vendors.
pub(super) const LIST: &str = "vendor-register";

/// Judges each vendor of the list.
pub(super) fn each<'g>(
    ground: &'g Ground<'g>,
    judge: impl FnMut(&'g Named<VendorSeen>, &mut Line<'g>),
) -> Ruling<'g> {
    listed::judge(ground, LIST, &ground.estate().vendors, |vendor| vendor.name.clone(), judge)
}

/// The rule is only about vendors of the first tier.
pub(super) fn of_first_tier(line: &mut Line<'_>, vendor: &Named<VendorSeen>) {
    line.only_if(vendor, |v| v.tier.map(|tier| tier == 1), "tier");
}

/// The rule is only about vendors that see patient data.
pub(super) fn with_patient_data(line: &mut Line<'_>, vendor: &Named<VendorSeen>) {
    line.only_if(vendor, |v| v.holds_ephi, "whether it sees patient data");
}

/// What to say when no vendor is of the first tier.
pub(super) const NO_FIRST_TIER: &str = "The vendor list has no vendor of tier 1.";
/// What to say when no vendor sees patient data.
pub(super) const NO_PATIENT_DATA: &str = "The vendor list has no vendor that sees patient data.";
