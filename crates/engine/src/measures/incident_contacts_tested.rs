//! H3.2: each vendor of the first tier has a contact that was tried within a year.

use super::{Rule, vendors};
use crate::{Ground, Ruling};

/// See the module.
pub struct IncidentContactsTested;

impl Rule for IncidentContactsTested {
    fn slug(&self) -> &'static str {
        "incident-contacts-tested"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let days = ground.days("tested-within");
        let mut ruling = vendors::each(ground, |vendor, line| {
            vendors::of_first_tier(line, vendor);
            match line.said(vendor, |v| v.contact.as_deref().filter(|c| !c.trim().is_empty())) {
                Some((_, at)) => line.rests_on(at),
                None => line.unsaid("whom to call at any hour"),
            }
            line.within(vendor, |v| v.contact_tested, days, "day on which the contact was last tried");
        });
        ruling.note(
            "Whether the vendor has your contact too, and how fast it answered, is not in the vendor list.",
        );
        ruling.no_cases(vendors::NO_FIRST_TIER);
        ruling
    }
}
