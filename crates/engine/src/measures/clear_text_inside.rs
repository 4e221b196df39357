//! E5.4: inside the network, no service sends passwords or patient data in the open.
//!
//! A scan cannot see zones. A service that answers the scanner counts as one that crosses them; where it stays within
//! its zone, or must cross, an exception records why.

use super::Rule;
use crate::{Ground, Ruling};
use std::collections::BTreeSet;
use ward_domain::network::Protocol;
use ward_domain::observation::Check;
use ward_estate::{Asset, HostScanned, Service, date_of};

/// See the module.
pub struct ClearTextInside;

impl Rule for ClearTextInside {
    fn slug(&self) -> &'static str {
        "clear-text-inside"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let days = ground.freshness("vulnerability-scan");
        let words = ground.measure().list("title-words");
        let speaks_of_it = |check: &Check| {
            let title = check.title.to_lowercase();
            words.iter().any(|word| title.contains(word.as_str()))
        };
        let by_check: Vec<bool> = ground.estate().checks.iter().map(speaks_of_it).collect();
        let ports = Ports { clear: ports(ground, "clear-ports"), doubtful: ports(ground, "doubtful-ports") };
        let mut ruling = Ruling::new(ground);
        let mut shut = 0;
        for (position, asset) in (0u32..).zip(&ground.estate().assets) {
            let services = ground.estate().services_of(position);
            shut += services
                .iter()
                .filter(|s| ports.clear.contains(&s.port) && is_inside(s) && s.closed.is_some())
                .count();
            let Some(scanned) = looked_at(ground, asset, days) else { continue };
            ruling.rests_on(scanned.place.source);
            let mut is_clean = open_ports(ground, &mut ruling, asset, services, &ports);
            for finding in ground.estate().findings_of(position).iter().filter(|f| f.is_open()) {
                if by_check.get(finding.check as usize) != Some(&true)
                    || !ground.is_fresh(finding.last.source)
                {
                    continue;
                }
                is_clean = false;
                let title = &ground.estate().checks[finding.check as usize].title;
                ruling.not_met(0, &format!("{}: {title}", asset.name), &[finding.last], || {
                    format!("A scan found: {title}.")
                });
            }
            if !is_clean {
                continue;
            }
            if would_see(ground, scanned, &ports) {
                ruling.met();
            } else {
                ruling.undecided(0, &asset.name, &[scanned.place], || {
                    "The scan did not try all the ports in question here.".to_owned()
                });
            }
        }
        if ruling.is_empty() {
            return Ruling::unknown(
                ground,
                format!("No scan of the last {days} days looked at a device from within."),
            );
        }
        ruling.note(format!("Services without encryption that later scans found shut: {shut}."));
        ruling.note("Log-in pages over plain HTTP are not told apart from other pages here.");
        ruling
    }
}

struct Ports {
    clear: BTreeSet<u16>,
    doubtful: BTreeSet<u16>,
}

fn ports(ground: &Ground<'_>, list: &str) -> BTreeSet<u16> {
    ground.measure().list(list).iter().filter_map(|port| port.parse().ok()).collect()
}

fn is_inside(service: &Service) -> bool {
    service.public_address.is_none() && service.protocol == Protocol::Tcp
}

/// The newest scan from within that finished the device lately.
fn looked_at<'g>(ground: &Ground<'_>, asset: &'g Asset, days: i64) -> Option<&'g HostScanned> {
    let oldest = ground.days_ago(days);
    let mut scans = asset.host_scans.iter().rev();
    scans.find(|h| {
        h.completed
            && h.public_address.is_none()
            && date_of(h.at) >= oldest
            && ground.is_fresh(h.place.source)
    })
}

/// Whether a scan would have seen the ports in question: it tried them, or logged in and read what is open.
fn would_see(ground: &Ground<'_>, scanned: &HostScanned, ports: &Ports) -> bool {
    let run = &ground.estate().scans[scanned.scan as usize];
    scanned.credentialed == Some(true) || ports.clear.iter().all(|port| run.tcp_ports.contains(*port))
}

/// Judges the open ports of a device, and says whether there was nothing to judge.
fn open_ports<'g>(
    ground: &'g Ground<'g>,
    ruling: &mut Ruling<'g>,
    asset: &Asset,
    services: &[Service],
    ports: &Ports,
) -> bool {
    let mut is_clean = true;
    for service in services.iter().filter(|s| is_inside(s) && s.closed.is_none()) {
        let subject = format!("{}:{}/tcp", asset.name, service.port);
        let what = if service.service.is_empty() { "A service" } else { &*service.service };
        let seen = date_of(service.last_seen);
        if !ports.clear.contains(&service.port) && !ports.doubtful.contains(&service.port) {
            continue;
        }
        is_clean = false;
        if ports.clear.contains(&service.port) && ground.is_fresh(service.at.source) {
            ruling.not_met(1, &subject, &[service.at], || {
                format!(
                    "{what} answers without encryption; seen on {seen}. Replace it, or record why it stays."
                )
            });
        } else {
            ruling.undecided(0, &subject, &[service.at], || {
                format!(
                    "{what} may answer without encryption; seen on {seen}. Look, and record what protects it."
                )
            });
        }
    }
    is_clean
}
