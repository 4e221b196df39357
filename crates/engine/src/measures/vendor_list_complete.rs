//! E10.1: each vendor is marked and was compared lately, and no other list names a vendor that is missing.

use super::listed::Column;
use super::{Rule, vendors};
use crate::{Ground, Ruling};
use std::collections::BTreeSet;
use ward_domain::observation::VendorSeen;

/// See the module.
pub struct VendorListComplete;

impl Rule for VendorListComplete {
    fn slug(&self) -> &'static str {
        "vendor-list-complete"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let days = ground.days("max-age");
        let list = &ground.estate().vendors;
        let columns = [
            Column::new(list, "mark for patient data", |v: &VendorSeen| v.holds_ephi.is_some()),
            Column::new(list, "tier", |v: &VendorSeen| v.tier.is_some()),
        ];
        let mut ruling = vendors::each(ground, |vendor, line| {
            for column in &columns {
                line.names(vendor, column);
            }
            line.within(vendor, |v| v.reviewed, days, "day on which its line was last compared");
        });
        if !ruling.population_is_unknown() {
            named_elsewhere(ground, &mut ruling);
        }
        ruling.note("Whether a list is complete can only be contradicted: compare it with accounts payable, single sign-on and remote access.");
        ruling
    }
}

/// Vendors that other lists name and this one does not, perhaps because it writes them differently.
fn named_elsewhere<'g>(ground: &'g Ground<'g>, ruling: &mut Ruling<'g>) {
    let estate = ground.estate();
    let of_systems = estate.systems.iter().flat_map(|system| &system.told.rows);
    let of_systems =
        of_systems.filter_map(|row| Some((row.row.vendor.as_deref()?, row.at, "list of systems")));
    let of_incidents = estate
        .incidents
        .iter()
        .filter_map(|row| Some((row.row.vendor.as_deref()?, row.at, "register of incidents")));
    let mut known: BTreeSet<String> =
        estate.vendors.iter().map(|vendor| vendor.name.trim().to_lowercase()).collect();
    for (name, at, list) in of_systems.chain(of_incidents) {
        if !name.trim().is_empty() && known.insert(name.trim().to_lowercase()) {
            ruling.undecided(1, name.trim(), &[at], || {
                format!("The {list} names it. Add it to the vendor list, or write both names the same way.")
            });
        }
    }
}
