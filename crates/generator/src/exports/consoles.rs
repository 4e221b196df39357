//! The consoles of managed devices: encryption in Microsoft Intune, protection in Microsoft Defender.

use super::{Site, csv_bytes};
use crate::devices::{Class, Device};

/// Devices that Intune manages, with all columns that its list of devices exports by default but the user.
pub(super) fn intune(site: &Site<'_>) -> Vec<u8> {
    let is_managed = |device: &&Device| device.is_listed && device.class.is_portable();
    let rows =
        (1..).zip(site.network.devices.iter().filter(is_managed)).map(|(number, device): (i32, &Device)| {
            let (os, version) = match device.class {
                Class::Tablet => ("iPadOS", "19.1"),
                Class::Smartphone => ("iOS", "19.1"),
                _ => ("Windows", "10.0.26100.4652"),
            };
            [
                format!("7c1d{number:04x}-52b0-4e6f-8a3d-{:012x}", 0x4a_0000 + number),
                device.name.clone(),
                "Intune".to_owned(),
                "Corporate".to_owned(),
                if device.care.is_encrypted { "Compliant" } else { "Not compliant" }.to_owned(),
                os.to_owned(),
                version.to_owned(),
                format!("{} 06:{:02}:00", site.day(1 + number % 3), number % 60),
                device.serial.clone(),
                device.care.maker.to_owned(),
                device.care.model.to_owned(),
                if device.care.is_encrypted { "True" } else { "False" }.to_owned(),
            ]
        });
    let columns = [
        "Device ID",
        "Device name",
        "Managed by",
        "Ownership",
        "Compliance",
        "OS",
        "OS version",
        "Last check-in",
        "Serial number",
        "Manufacturer",
        "Model",
        "Encrypted",
    ];
    csv_bytes(columns, rows)
}

/// Computers that Defender protects.
pub(super) fn defender(site: &Site<'_>) -> Vec<u8> {
    let computers = site.network.devices.iter().filter(|device| device.is_managed_computer());
    let rows = (1..).zip(computers).map(|(number, device): (i32, &Device)| {
        let (platform, version) = match device.class {
            Class::LinuxServer => ("Linux", "6.12"),
            Class::WindowsServer => ("WindowsServer2022", "21H2"),
            _ => ("Windows11", "24H2"),
        };
        let is_protected = device.care.is_protected;
        [
            format!("{:040x}", 0x9e37_79b9_u64 * number as u64),
            device.name.clone(),
            site.domain.to_owned(),
            platform.to_owned(),
            version.to_owned(),
            if is_protected { "Active" } else { "Inactive" }.to_owned(),
            "Onboarded".to_owned(),
            if is_protected { "Updated" } else { "Not updated" }.to_owned(),
            format!("{}T05:{:02}:11Z", site.day(if is_protected { 1 } else { 12 }), number % 60),
        ]
    });
    let columns = [
        "Device ID",
        "Device Name",
        "Domain",
        "OS Platform",
        "OS Version",
        "Health Status",
        "Onboarding Status",
        "Antivirus status",
        "Last device update",
    ];
    csv_bytes(columns, rows)
}
