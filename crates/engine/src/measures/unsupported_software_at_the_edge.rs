//! E1.5: nothing on a public or edge device is past its maker's support.

use super::{Rule, outside};
use crate::{Ground, Ruling};
use ward_domain::observation::Check;

/// See the module.
pub struct UnsupportedSoftwareAtTheEdge;

impl Rule for UnsupportedSoftwareAtTheEdge {
    fn slug(&self) -> &'static str {
        "unsupported-software-at-the-edge"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = outside::cannot_judge(ground) {
            return Ruling::unknown(ground, because);
        }
        let estate = ground.estate();
        if estate.scans.is_empty() && !ground.has("asset-inventory") {
            return Ruling::unknown(ground, ground.missing("external-scan"));
        }
        let words: Vec<String> =
            ground.measure().list("title-words").iter().map(|w| w.to_lowercase()).collect();
        let says_unsupported = |check: &Check| {
            let title = check.title.to_lowercase();
            check.is_unsupported_product || words.iter().any(|word| title.contains(word.as_str()))
        };
        let unsupported: Vec<bool> = estate.checks.iter().map(says_unsupported).collect();
        let days = ground.freshness("external-scan");
        let mut ruling = Ruling::new(ground);
        for (position, asset) in (0u32..).zip(&estate.assets).filter(|(_, a)| a.is_public || a.is_edge) {
            let scan = ground.vulnerability_scan(asset, days);
            let finding =
                estate.findings_of(position).iter().find(|f| f.is_open() && unsupported[f.check as usize]);
            let listed = asset.inventory_record.filter(|at| ground.is_fresh(at.source));
            if let (Some(finding), Some(_)) = (finding, scan) {
                ruling.rests_on_history(finding.last.source);
                let title = &estate.checks[finding.check as usize].title;
                ruling.not_met(ground.age(finding.first_seen_on()), &asset.name, &[finding.last], || {
                    format!("The scanner says: {title}. First seen on {}.", finding.first_seen_on())
                });
            } else if let (Some(at), Some(end)) =
                (listed, asset.support_ends.filter(|end| *end < ground.as_of()))
            {
                ruling.rests_on(at.source);
                ruling.not_met(ground.age(end), &asset.name, &[at], || {
                    format!("The inventory says that support ended on {end}.")
                });
            } else if let Some(scan) = scan {
                ruling.rests_on_external(scan.place.source);
                ruling.met();
            } else if let (Some(at), Some(_)) = (listed, asset.support_ends) {
                ruling.rests_on(at.source);
                ruling.met();
            } else {
                ruling.undecided(0, &asset.name, asset.rows.last().copied().as_slice(), || {
                    "No fresh vulnerability scan, and no end-of-support date in the inventory.".to_owned()
                });
            }
        }
        if ground.fresh("asset-inventory").is_empty() {
            ruling.undecided(0, "devices at the edge", &[], || {
                format!(
                    "Scans do not show which devices stand at the edge of the network. {}",
                    ground.missing("asset-inventory")
                )
            });
        }
        // An address that nobody looked at may hide a device.
        outside::looked_at(ground, &mut ruling);
        ruling.no_cases("Every declared public address was scanned, and no device answers there.");
        ruling
    }
}
