//! E1.2: every declared public address and host name was scanned lately, port scans over all TCP ports.

use super::{Rule, outside};
use crate::{Ground, Ruling};
use ward_estate::{ScanRun, date_of};

/// See the module.
pub struct ExternalScanReach;

impl Rule for ExternalScanReach {
    fn slug(&self) -> &'static str {
        "external-scan-reach"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = outside::cannot_judge(ground) {
            return Ruling::unknown(ground, because);
        }
        let days = ground.freshness("external-scan");
        if ground.estate().scans.is_empty() {
            return Ruling::unknown(ground, ground.missing("external-scan"));
        }
        let mut ruling = Ruling::new(ground);
        let reaches = |run: &ScanRun| run.looks_for_vulnerabilities || run.tcp_ports.is_all();
        for &address in ground.declared_addresses().unwrap_or_default() {
            let subject = address.to_string();
            match ground.scan_of(address, days, reaches) {
                Some(run) => {
                    ruling.rests_on_external(run.source);
                    ruling.met();
                }
                None => missed(
                    ground,
                    &mut ruling,
                    &subject,
                    ground.scan_of(address, i64::from(i32::MAX), |_| true),
                    days,
                ),
            }
        }
        for host in &ground.estate().organisation.public_hosts {
            if let Some(run) = ground.scan_of_host(host, days, reaches) {
                ruling.rests_on_external(run.source);
                ruling.met();
            } else {
                let before = ground.scan_of_host(host, i64::from(i32::MAX), |_| true);
                missed(ground, &mut ruling, host, before, days);
            }
        }
        for asset in ground.estate().assets.iter().filter(|a| a.has_undeclared_public_address) {
            let at = asset.rows.last().copied();
            ruling.undecided(1, &asset.name, at.as_slice(), || {
                "Seen on a public address that is not declared. Declare it, or say why it is not yours."
                    .to_owned()
            });
        }
        ruling
    }
}

/// With a scan at hand that left the address out, the address was not scanned; with scans that are all too old, nobody knows.
fn missed<'g>(
    ground: &'g Ground<'g>,
    ruling: &mut Ruling<'g>,
    subject: &str,
    before: Option<&ScanRun>,
    days: i64,
) {
    let oldest = ground.days_ago(days);
    let any_fresh = ground.estate().scans.iter().any(|run| run.ended && date_of(run.at) >= oldest);
    let why = || match before {
        Some(run) if date_of(run.at) >= oldest => {
            format!("The scan of {} did not try all TCP ports.", date_of(run.at))
        }
        Some(run) => format!("Last scanned on {}, more than {days} days ago.", date_of(run.at)),
        None => "Not among the targets of any scan.".to_owned(),
    };
    if any_fresh { ruling.not_met(0, subject, &[], why) } else { ruling.undecided(0, subject, &[], why) }
}
