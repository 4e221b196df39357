//! E10.6: for each key service that comes from a vendor, a plan for its outage was tried.

use super::listed::{self, Column};
use super::{Rule, vendors};
use crate::{Ground, Ruling};
use ward_domain::observation::VendorSeen;

/// See the module.
pub struct VendorOutagePlans;

impl Rule for VendorOutagePlans {
    fn slug(&self) -> &'static str {
        "vendor-outage-plans"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let services = listed::labelled(ground, "services");
        let words: Vec<&str> = services.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        let plan =
            Column::new(&ground.estate().vendors, "plan for its outage that was tried", |v: &VendorSeen| {
                v.outage_plan_tested.is_some()
            });
        let mut ruling = vendors::each(ground, |vendor, line| {
            line.only_if(
                vendor,
                |v| v.service.as_deref().map(|s| listed::has_word(s, &words)),
                "what it does",
            );
            line.names(vendor, &plan);
            if let Some((day, at)) = line.said(vendor, |v| v.outage_plan_tested)
                && line.is_ahead(day, at)
            {
                line.doubt(at, format!("the plan for its outage is to be tried on {day}"));
            }
        });
        let has = |words: &[&str]| {
            let mut rows = ground.estate().vendors.iter().flat_map(|vendor| &vendor.told.rows);
            rows.any(|row| row.row.service.as_deref().is_some_and(|s| listed::has_word(s, words)))
        };
        let without: Vec<&str> =
            services.iter().filter(|(_, words)| !has(words)).map(|(label, _)| *label).collect();
        if !without.is_empty() {
            ruling.note(format!("The vendor list names nobody for: {}.", without.join(", ")));
        }
        ruling.no_cases("The vendor list has no vendor of a key service.");
        ruling
    }
}
