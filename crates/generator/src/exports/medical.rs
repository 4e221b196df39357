//! What clinical engineering keeps: the list of medical devices from its maintenance system, and the list of the
//! software parts of one product.

use super::{Site, csv_bytes, to_bytes};
use crate::dates::at;
use crate::devices::{Class, Device};
use serde_json::json;

const COLUMNS: [&str; 17] = [
    "Control Number",
    "Equipment Type",
    "Manufacturer",
    "Model",
    "Serial Number",
    "Host Name",
    "IP Address",
    "MAC Address",
    "Software Version",
    "Department",
    "Assigned Technician",
    "Networked",
    "VLAN",
    "Last PM",
    "MDS2 on File",
    "SBOM on File",
    "FDA Clearance Date",
];

/// The device list of the maintenance system.
pub(super) fn devices(site: &Site<'_>) -> Vec<u8> {
    let technician = site.mail_of("Biomedical Equipment Technician");
    let medical = site.network.devices.iter().filter(|device| device.class == Class::Medical);
    let rows = (1..).zip(medical).map(|(number, device): (i32, &Device)| {
        let care = &device.care;
        let yes = |so: bool| if so { "Yes" } else { "No" }.to_owned();
        [
            format!("CE-{:05}", 4_000 + number),
            care.model.rsplit_once(' ').map_or(care.model, |(kind, _)| kind).to_owned(),
            care.maker.to_owned(),
            care.model.to_owned(),
            device.serial.clone(),
            device.fqdn.clone().unwrap_or_default(),
            device.inside.map(|address| address.to_string()).unwrap_or_default(),
            device.mac.clone(),
            device.system.to_owned(),
            device.location.clone(),
            technician.clone(),
            yes(true),
            care.zone.to_owned(),
            site.day(20 + number % 200).to_string(),
            yes(care.has_mds2),
            yes(care.has_sbom),
            care.cleared.to_string(),
        ]
    });
    csv_bytes(COLUMNS, rows)
}

/// The software parts of the infusion pump, as its maker gave them (CycloneDX).
pub(super) fn pump_parts(site: &Site<'_>) -> Vec<u8> {
    let part = |name: &str, version: &str| {
        json!({
            "type": "library",
            "name": name,
            "version": version,
            "supplier": {"name": "Farrier"},
            "purl": format!("pkg:generic/{name}@{version}"),
        })
    };
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:5f0c6d1e-3b52-4c8a-9a77-0d2b8e41c6a3",
        "version": 1,
        "metadata": {
            "timestamp": at(site.day(12), 8, 0, 0).to_string(),
            "component": {"type": "device", "name": "Infusion Pump IP-4", "version": "4.2.1"},
        },
        "components": [
            part("farrier-web-toolkit", "3.4.1"),
            part("farrier-tls", "1.9.0"),
            part("marrow-scripting", "6.0.2"),
            part("tickwheel-scheduler", "2.2.7"),
        ],
    });
    to_bytes(|out| Ok(serde_json::to_writer_pretty(out, &bill)?))
}
