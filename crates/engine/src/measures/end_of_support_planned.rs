//! H1.7: each device that its maker no longer supports has a plan.

use super::{Rule, inventory};
use crate::{Ground, Ruling};
use ward_estate::At;

/// See the module.
pub struct EndOfSupportPlanned;

impl Rule for EndOfSupportPlanned {
    fn slug(&self) -> &'static str {
        "end-of-support-planned"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let mut past = 0u64;
        let mut all = 0u64;
        let plans = ground.estate().assets.iter().flat_map(|asset| &asset.state.rows);
        let is_used = plans.into_iter().any(|row| row.row.support_plan.is_some());
        let mut ruling = inventory::each(
            ground,
            inventory::ALL,
            |a| a.inventory_record.is_some(),
            |position, asset, line| {
                all += 1;
                let unsupported = unsupported_product(ground, position);
                let ended = asset.support_ends.filter(|day| *day < ground.as_of());
                if unsupported.is_none() && ended.is_none() {
                    if asset.support_ends.is_none() {
                        line.unsaid("when the maker's support ends");
                    }
                    return;
                }
                past += 1;
                if let Some(at) = unsupported {
                    line.rests_on(at);
                }
                let since = ended.map_or_else(|| "a scan says so".to_owned(), |day| format!("since {day}"));
                let plan = line
                    .said(&asset.state, |s| s.support_plan.as_deref().filter(|plan| !plan.trim().is_empty()));
                match plan {
                    Some((_, at)) => line.rests_on(at),
                    None if is_used => {
                        line.wrong(format!("past its maker's support ({since}) and without a plan"));
                    }
                    None => line
                        .perhaps(format!("past its maker's support ({since}); the inventory has no plans")),
                }
            },
        );
        if !ruling.population_is_unknown() && all == 0 && ruling.is_empty() {
            return Ruling::unknown(ground, "The inventory has no records.");
        }
        if all > 0 {
            ruling.note(format!(
                "Past their maker's support: {past} of {all} ({:.0} %).",
                past as f64 * 100.0 / all as f64
            ));
        }
        ruling
    }
}

/// The newest place at which a fresh scan says that a product on the device is past its support.
fn unsupported_product(ground: &Ground<'_>, position: u32) -> Option<At> {
    let estate = ground.estate();
    let found = estate.findings_of(position).iter().filter(|finding| {
        finding.is_open()
            && estate.checks[finding.check as usize].is_unsupported_product
            && ground.is_fresh(finding.last.source)
    });
    found.map(|finding| finding.last).max()
}
