//! E1.4: no dangerous service answers on a public address.

use super::{Rule, outside};
use crate::{Ground, Ruling};
use ward_domain::network::Protocol;
use ward_estate::{ScanRun, date_of};

/// See the module.
pub struct DangerousServicesExposed;

impl Rule for DangerousServicesExposed {
    fn slug(&self) -> &'static str {
        "dangerous-services-exposed"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = outside::cannot_judge(ground) {
            return Ruling::unknown(ground, because);
        }
        let ports: Vec<u16> =
            ground.measure().list("tcp-ports").iter().filter_map(|p| p.parse().ok()).collect();
        let days = ground.freshness("external-scan");
        let tried_all = |run: &ScanRun| ports.iter().all(|port| run.tcp_ports.contains(*port));
        let mut ruling = Ruling::new(ground);
        for &address in ground.declared_addresses().unwrap_or_default() {
            let Some(run) = ground.scan_of(address, days, tried_all) else {
                ruling.undecided(0, &address.to_string(), &[], || {
                    format!("No scan of the last {days} days tried all the ports in question here.")
                });
                continue;
            };
            ruling.rests_on_external(run.source);
            let mut is_clean = true;
            for (position, _) in ground.assets_at(address) {
                for service in ground.estate().services_of(position) {
                    // What a scan from within saw says nothing of the outside.
                    let is_here =
                        service.public_address == Some(address) && service.protocol == Protocol::Tcp;
                    if !is_here || !ports.contains(&service.port) || service.closed.is_some() {
                        continue;
                    }
                    is_clean = false;
                    let subject = format!("{address}:{}/tcp", service.port);
                    if date_of(service.last_seen) < ground.days_ago(days) {
                        ruling.undecided(1, &subject, &[service.at], || {
                            format!(
                                "Answered on {}, and no scan since has shown that it is shut.",
                                date_of(service.last_seen)
                            )
                        });
                        continue;
                    }
                    ruling.rests_on(service.at.source);
                    ruling.not_met(0, &subject, &[service.at], || {
                        format!(
                            "{} answers to the whole Internet; seen on {}.",
                            name(&service.service),
                            date_of(service.last_seen)
                        )
                    });
                }
            }
            if is_clean {
                ruling.met();
            }
        }
        ruling
    }
}

fn name(service: &str) -> String {
    if service.is_empty() { "A service".to_owned() } else { format!("“{service}”") }
}
