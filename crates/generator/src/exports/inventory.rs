//! The asset inventory, as a list export of ServiceNow's configuration management database.

use super::{Site, csv_bytes};
use crate::devices::Blank;

/// Columns: ServiceNow's labels, then fields of the hospital's own.
pub(crate) const COLUMNS: [&str; 17] = [
    "Name",
    "Serial number",
    "Asset tag",
    "Class",
    "IP Address",
    "MAC Address",
    "FQDN",
    "Operating System",
    "Location",
    "Owned by",
    "Business criticality",
    "Holds ePHI",
    "Support ends",
    "Internet facing",
    "Network zone",
    "Status",
    "Updated",
];

pub(super) fn records(site: &Site<'_>) -> Vec<u8> {
    let listed = site.network.devices.iter().filter(|device| device.is_listed);
    let rows = (1_i32..).zip(listed).map(|(n, device)| {
        let yes = |so: bool| if so { "true" } else { "false" }.to_owned();
        let unless =
            |blank: Blank, text: String| if device.blank == Some(blank) { String::new() } else { text };
        let address = device.public.or(device.inside).map(|address| address.to_string()).unwrap_or_default();
        let is_hosted = device.inside.is_none();
        let zone = match (device.public, is_hosted) {
            (_, true) => "Hosted",
            (Some(_), false) => "DMZ",
            (None, false) => "Inside",
        };
        [
            device.name.clone(),
            device.serial.clone(),
            format!("P{:06}", 100_000 + n),
            device.class.as_str().to_owned(),
            address,
            if is_hosted { String::new() } else { device.mac.clone() },
            device.fqdn.clone().unwrap_or_default(),
            device.system.to_owned(),
            unless(Blank::Location, device.location.clone()),
            unless(Blank::Owner, device.owner.to_owned()),
            unless(Blank::Criticality, device.criticality.to_owned()),
            unless(Blank::HoldsEphi, yes(device.holds_ephi)),
            unless(Blank::SupportEnds, device.support_ends.to_string()),
            yes(device.public.is_some()),
            zone.to_owned(),
            "Operational".to_owned(),
            format!("{} 10:{:02}:00", site.day(1 + n % 24), n % 60),
        ]
    });
    csv_bytes(COLUMNS, rows)
}
