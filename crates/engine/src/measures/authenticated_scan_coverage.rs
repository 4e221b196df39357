//! E1.6: servers and workstations of the inventory are scanned with working log-in checks.

use super::Rule;
use crate::{Ground, Ruling};
use ward_domain::observation::AssetKind;

/// See the module.
pub struct AuthenticatedScanCoverage;

impl Rule for AuthenticatedScanCoverage {
    fn slug(&self) -> &'static str {
        "authenticated-scan-coverage"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if ground.fresh("asset-inventory").is_empty() {
            return Ruling::unknown(ground, ground.missing("asset-inventory"));
        }
        let days = ground.freshness("vulnerability-scan");
        let scans = &ground.estate().scans;
        let oldest = ground.days_ago(days);
        let is_fresh = |at: jiff::Timestamp| ward_estate::date_of(at) >= oldest;
        let any_fresh =
            scans.iter().any(|run| run.looks_for_vulnerabilities && run.ended && is_fresh(run.at));
        let kinds = ground.measure().list("kinds");
        let mut ruling = Ruling::new(ground);
        for asset in &ground.estate().assets {
            let (Some(record), Some(kind @ (AssetKind::Server | AssetKind::Workstation))) =
                (asset.inventory_record, asset.kind)
            else {
                continue;
            };
            if !kinds.iter().any(|k| k == kind.as_str()) {
                continue;
            }
            if !ground.is_fresh(record.source) {
                ruling.undecided(0, &asset.name, &[record], || {
                    "The inventory that lists it is too old to count.".to_owned()
                });
                continue;
            }
            ruling.rests_on(record.source);
            let fresh = || {
                asset
                    .host_scans
                    .iter()
                    .rev()
                    .filter(|h| is_fresh(h.at) && scans[h.scan as usize].looks_for_vulnerabilities)
            };
            let logged_in = fresh().find(|h| h.completed && h.credentialed == Some(true));
            if let Some(scan) = logged_in {
                ruling.rests_on(scan.place.source);
                ruling.met();
            } else if let Some(scan) = fresh().next() {
                ruling.rests_on(scan.place.source);
                ruling.not_met(1, &asset.name, &[scan.place], || {
                    format!(
                        "Scanned on {}, and the log-in checks did not work.",
                        ward_estate::date_of(scan.at)
                    )
                });
            } else if any_fresh {
                ruling.not_met(0, &asset.name, &[record], || {
                    format!("Listed in the inventory and in no scan of the last {days} days.")
                });
            } else {
                ruling.undecided(0, &asset.name, &[record], || ground.missing("vulnerability-scan"));
            }
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(
                ground,
                "The inventory lists no server and no workstation. Does it say what kind each device is?",
            );
        }
        ruling
    }
}
