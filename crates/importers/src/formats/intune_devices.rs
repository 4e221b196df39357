//! Devices that Microsoft Intune manages as CSV: the list of all devices, and the encryption report.

use crate::names;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System, recognise_system};
use crate::{About, Confidence, Head};
use std::net::IpAddr;
use ward_domain::observation::{AssetKind, AssetSeen, DeviceState, Observations};

/// Reads devices that Microsoft Intune manages.
pub struct IntuneDevices;

static ABOUT: About = About {
    id: "intune-devices",
    name: "Microsoft Intune devices (CSV)",
    how_to_get: "In the Intune admin centre choose Devices, All devices, Export, with all columns; or Reports, Device \
                 encryption status, Export",
    carries: "Which devices are managed, whether their disks are encrypted, whether they follow the policies, and when \
              they were last heard of",
    version: 1,
    evidence_kind: "device-encryption",
};

pub(crate) static LAYOUT: Layout = Layout {
    id: "intune-devices",
    fields: &[
        Field::new("id", &["Device ID", "Intune Device ID", "DeviceId"]),
        Field::new("name", &["Device name", "DeviceName"]),
        Field::new("serial", &["Serial number", "SerialNumber"]),
        Field::new("wifi-mac", &["Wi-Fi MAC", "WiFiMacAddress"]),
        Field::new("ethernet-mac", &["EthernetMAC", "Ethernet MAC"]),
        Field::new("address", &["WiFiIPv4Address", "IP address"]),
        Field::new("maker", &["Manufacturer"]),
        Field::new("model", &["Model"]),
        Field::new("os", &["OS", "Operating system"]),
        Field::new("os-version", &["OS version", "OSVersion"]),
        Field::new("owner", &["Primary user UPN", "User principal name", "Primary user email address"]),
        Field::of_words("compliance", &["Compliance", "ComplianceState", "Compliance state"], &["yes", "no"]),
        Field::of_words("encrypted", &["Encrypted", "IsEncrypted", "Encryption status"], &["yes", "no"]),
        Field::new("last-contact", &["Last check-in", "LastSyncDateTime", "Last contact"]),
        Field::new(COLLECTED, &["Report date", "Exported on"]),
    ],
    systems: &[
        System {
            name: "Microsoft Intune",
            marks: &[
                &["Device name"],
                &["Device ID", "Intune Device ID"],
                &["Ownership", "Compliance", "Managed by"],
                &["Last check-in", "Enrollment date", "Primary user UPN"],
            ],
        },
        System {
            name: "Microsoft Intune encryption report",
            marks: &[&["Device name"], &["Encryption status"], &["Encryption readiness", "TPM version"]],
        },
    ],
    needs: &[&["name", "id"], &["compliance", "encrypted", "last-contact"]],
    foreign: &["onboardingstatus", "healthstatus", "qid", "cve", "course"],
};

impl Register for IntuneDevices {
    type Seen = AssetSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "Microsoft Intune";
    fn confidence(head: &Head<'_>) -> Confidence {
        recognise_system(head, &LAYOUT)
    }
    fn list(observations: &mut Observations) -> &mut Vec<AssetSeen> {
        &mut observations.assets
    }
    fn row(row: &mut Row<'_>) -> Result<AssetSeen, String> {
        let (host_name, fqdn) = row.text("name").map(|name| names::host(&name)).unwrap_or_default();
        let directory_id = row.lower("id");
        let serial = row.lower("serial").filter(|serial| serial != "0");
        if host_name.is_none() && directory_id.is_none() && serial.is_none() {
            return Err("the row names no device: it has no id, serial or name".to_owned());
        }
        let (system, version) = (row.text("os"), row.text("os-version"));
        let state = DeviceState {
            last_contact: row.when("last-contact").and_then(|when| when.timestamp()),
            is_encrypted: row.meaning("encrypted", is_encrypted).and_then(Said::known),
            is_compliant: row.meaning("compliance", is_compliant).and_then(Said::known),
            ..DeviceState::default()
        };
        Ok(AssetSeen {
            is_inventory_record: true,
            directory_id,
            serial,
            macs: macs(row),
            fqdn,
            host_name,
            addresses: row.text("address").and_then(|text| text.parse::<IpAddr>().ok()).into_iter().collect(),
            kind: system.as_deref().and_then(kind_of),
            operating_system: system
                .map(|system| [Some(system), version].into_iter().flatten().collect::<Vec<_>>().join(" ")),
            owner: row.lower("owner"),
            maker: row.text("maker"),
            model: row.text("model"),
            state: Some(Box::new(state)),
            line: row.line(),
            ..AssetSeen::default()
        })
    }
}

fn macs(row: &mut Row<'_>) -> Vec<String> {
    let mut macs: Vec<String> =
        ["wifi-mac", "ethernet-mac"].into_iter().filter_map(|field| names::mac(&row.text(field)?)).collect();
    macs.dedup();
    macs
}

/// What a word says.
#[derive(Clone, Copy)]
enum Said {
    Yes,
    No,
    /// A word that the console uses when it does not know.
    Nothing,
}

impl Said {
    fn known(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Nothing => None,
        }
    }
}

fn is_encrypted(word: &str) -> Option<Said> {
    match word {
        "true" | "yes" | "encrypted" => Some(Said::Yes),
        "false" | "no" | "not encrypted" | "notencrypted" => Some(Said::No),
        "unknown" | "not applicable" => Some(Said::Nothing),
        _ => None,
    }
}

/// A device in its grace period does not follow the policy yet.
fn is_compliant(word: &str) -> Option<Said> {
    match word {
        "compliant" | "yes" => Some(Said::Yes),
        "noncompliant" | "not compliant" | "no" | "in grace period" | "ingraceperiod" | "error"
        | "conflict" => Some(Said::No),
        "unknown" | "not evaluated" | "not applicable" | "see configmgr" | "configmanager" => {
            Some(Said::Nothing)
        }
        _ => None,
    }
}

fn kind_of(system: &str) -> Option<AssetKind> {
    let system = system.to_lowercase();
    let is = |names: &[&str]| names.iter().any(|name| system.contains(name));
    if system.contains("server") {
        Some(AssetKind::Server)
    } else if is(&["ios", "ipados", "android"]) {
        Some(AssetKind::Mobile)
    } else if is(&["windows", "macos", "chrome"]) {
        Some(AssetKind::Workstation)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{Sample, at};

    const HEADER: &str = "Device ID,Device name,Managed by,Ownership,Compliance,OS,OS version,Last check-in,Primary user UPN,Serial number,Manufacturer,Model,Encrypted,Wi-Fi MAC\n";

    fn state(row: &str) -> DeviceState {
        let sample = Sample::read(&IntuneDevices, &format!("{HEADER}{row}\n"));
        assert_eq!(sample.confidence, Confidence::Certain);
        *sample.observations.assets[0].state.clone().unwrap()
    }

    #[test]
    fn the_state_of_a_device_is_read() {
        let read = state(
            "D1,WS-1,Intune,Corporate,Compliant,Windows,10.0.22631,2026-11-20 06:00:00,ana@hospital.example,SN1,HP,Elite,True,02005E100001",
        );
        assert_eq!(
            read,
            DeviceState {
                last_contact: Some(at("2026-11-20T06:00:00Z")),
                is_encrypted: Some(true),
                is_compliant: Some(true),
                ..DeviceState::default()
            }
        );
        let read = state("D1,WS-1,Intune,Corporate,In grace period,iOS,18,,,,,,False,");
        assert_eq!(
            (read.is_encrypted, read.is_compliant, read.last_contact),
            (Some(false), Some(false), None)
        );
        let read = state("D1,WS-1,Intune,Corporate,Not evaluated,iOS,18,,,,,,Unknown,");
        assert_eq!((read.is_encrypted, read.is_compliant), (None, None));
    }

    #[test]
    fn the_encryption_report_is_known() {
        let text = "Device name,OS,OS version,TPM version,Encryption readiness,Encryption status,User principal name\nWS-1,Windows,10,2.0,Ready,Not encrypted,ana@hospital.example\n";
        let sample = Sample::read(&IntuneDevices, text);
        assert_eq!(sample.confidence, Confidence::Certain);
        assert_eq!(sample.observations.assets[0].state.as_ref().unwrap().is_encrypted, Some(false));
        assert_eq!(sample.observations.assets[0].kind, Some(AssetKind::Workstation));
    }
}
