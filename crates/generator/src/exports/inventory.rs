//! The asset inventory, as a list export of ServiceNow's configuration management database.

use super::{Site, csv_bytes};
use crate::devices::{Blank, Class};

/// Columns: ServiceNow's labels, then fields of the hospital's own.
pub(crate) const COLUMNS: [&str; 26] = [
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
    "Manufacturer",
    "Model ID",
    "Removable media blocked",
    "LAPS enabled",
    "Default password changed",
    "Watched or isolated",
    "Support plan",
    "Config backup date",
    "Local administrators",
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
        let care = &device.care;
        let zone = match (device.public, is_hosted) {
            _ if !care.zone.is_empty() => care.zone,
            (_, true) => "Hosted",
            (Some(_), false) => "DMZ",
            (None, false) => "Inside",
        };
        // What does not concern a class stays empty in its rows.
        let if_so = |so: bool, text: String| if so { text } else { String::new() };
        let (is_computer, is_network) = (device.class.is_computer(), device.class.is_network());
        let has_factory_password = matches!(device.class, Class::Medical | Class::Printer) || is_network;
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
            care.maker.to_owned(),
            care.model.to_owned(),
            if_so(is_computer, yes(care.blocks_removable_media)),
            if_so(is_computer, yes(care.has_managed_password)),
            if_so(has_factory_password, yes(care.default_password_changed)),
            if_so(device.class == Class::Medical, yes(care.is_watched)),
            care.support_plan.to_owned(),
            if_so(is_network, care.configuration_saved.to_string()),
            if_so(is_computer, care.local_administrators.join(";")),
            format!("{} 10:{:02}:00", site.day(1 + n % 24), n % 60),
        ]
    });
    csv_bytes(COLUMNS, rows)
}
