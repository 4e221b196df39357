//! E1.4: no dangerous service answers on a public address.

use super::{Rule, outside};
use crate::{Ground, Ruling};
use ward_domain::network::Protocol;
use ward_estate::{ScanRun, Service, date_of};

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
        let declared = ground.declared_addresses().unwrap_or_default();
        for &address in declared {
            let Some(run) = ground.scan_of(address, days, tried_all) else {
                not_tried(&mut ruling, &address.to_string(), days);
                continue;
            };
            ruling.rests_on_external(run.source);
            // What a scan from within saw says nothing of the outside.
            let here = ground
                .assets_at(address)
                .flat_map(|(position, _)| ground.estate().services_of(position))
                .filter(|service| service.public_address == Some(address));
            judge_services(ground, &mut ruling, &address.to_string(), here, &ports, days);
        }
        for host in &ground.estate().organisation.public_hosts {
            let Some(run) = ground.scan_of_host(host, days, tried_all) else {
                not_tried(&mut ruling, host, days);
                continue;
            };
            ruling.rests_on_external(run.source);
            // What answers at a declared address was judged there.
            let here = ground
                .assets_named(host)
                .flat_map(|(position, _)| ground.estate().services_of(position))
                .filter(|service| service.public_address.is_some_and(|address| !declared.contains(&address)));
            judge_services(ground, &mut ruling, host, here, &ports, days);
        }
        ruling
    }
}

fn not_tried(ruling: &mut Ruling<'_>, subject: &str, days: i64) {
    ruling.undecided(0, subject, &[], || {
        format!("No scan of the last {days} days tried all the ports in question here.")
    });
}

/// Each dangerous service that answers at an address or host; the address or host itself when none does.
fn judge_services<'g>(
    ground: &'g Ground<'g>,
    ruling: &mut Ruling<'g>,
    place: &str,
    services: impl Iterator<Item = &'g Service>,
    ports: &[u16],
    days: i64,
) {
    let is_dangerous = |service: &&Service| {
        service.protocol == Protocol::Tcp && ports.contains(&service.port) && service.closed.is_none()
    };
    let mut is_clean = true;
    for service in services.filter(is_dangerous) {
        is_clean = false;
        let subject = format!("{place}:{}/tcp", service.port);
        let seen = date_of(service.last_seen);
        if seen < ground.days_ago(days) {
            ruling.undecided(1, &subject, &[service.at], || {
                format!("Answered on {seen}, and no scan since has shown that it is shut.")
            });
            continue;
        }
        ruling.rests_on(service.at.source);
        ruling.not_met(0, &subject, &[service.at], || {
            format!("{} answers to the whole Internet; seen on {seen}.", name(&service.service))
        });
    }
    if is_clean {
        ruling.met();
    }
}

fn name(service: &str) -> String {
    if service.is_empty() { "A service".to_owned() } else { format!("“{service}”") }
}
