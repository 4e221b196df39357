//! Devices that Microsoft Intune manages as CSV: the list of all devices, and the encryption report.

use crate::names;
use crate::table::{COLLECTED, Column, Field, Layout, System, Table, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use std::net::IpAddr;
use ward_domain::observation::{AssetKind, AssetSeen, DeviceState};

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

impl Importer for IntuneDevices {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        match recognise(head, &LAYOUT) {
            Confidence::Certain => Confidence::Certain,
            _ => Confidence::No,
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        let mut observations = table.observations("Microsoft Intune");
        let assets = &mut observations.assets;
        let column = |name| table.column(name);
        let (id, name, serial) = (column("id"), column("name"), column("serial"));
        let (macs, address) = ([column("wifi-mac"), column("ethernet-mac")], column("address"));
        let (maker, model, os, os_version) =
            (column("maker"), column("model"), column("os"), column("os-version"));
        let (owner, compliance, encrypted) = (column("owner"), column("compliance"), column("encrypted"));
        let (last_contact, collected) = (column("last-contact"), column(COLLECTED));
        while table.next()? {
            let (line, row) = (table.line(), assets.len());
            let (host_name, fqdn) = table.text(name).map(|name| names::host(&name)).unwrap_or_default();
            let (id, serial) = (table.lower(id), table.lower(serial).filter(|serial| serial != "0"));
            if host_name.is_none() && id.is_none() && serial.is_none() {
                table.skipped(line, "the row names no device: it has no id, serial or name");
                continue;
            }
            let system = table.text(os);
            let version = table.text(os_version);
            let state = DeviceState {
                last_contact: table.when(last_contact, row).and_then(|when| when.timestamp()),
                is_encrypted: table.meaning(encrypted, is_encrypted).and_then(Said::known),
                is_compliant: table.meaning(compliance, is_compliant).and_then(Said::known),
                ..DeviceState::default()
            };
            assets.push(AssetSeen {
                is_inventory_record: true,
                directory_id: id,
                serial,
                macs: read_macs(&mut table, macs),
                fqdn,
                host_name,
                addresses: table
                    .text(address)
                    .and_then(|text| text.parse::<IpAddr>().ok())
                    .into_iter()
                    .collect(),
                kind: system.as_deref().and_then(kind_of),
                operating_system: system.map(|system| {
                    [Some(system), version].into_iter().flatten().collect::<Vec<_>>().join(" ")
                }),
                owner: table.lower(owner),
                maker: table.text(maker),
                model: table.text(model),
                state: Some(Box::new(state)),
                line,
                ..AssetSeen::default()
            });
            table.collected(collected);
            table.used();
        }
        for late in table.settle_dates() {
            if let Some(state) = assets.get_mut(late.row).and_then(|asset| asset.state.as_mut()) {
                state.last_contact = late.when.timestamp();
            }
        }
        Ok(table.finish(observations))
    }
}

fn read_macs(table: &mut Table<'_>, columns: [Column; 2]) -> Vec<String> {
    let mut macs: Vec<String> =
        columns.into_iter().filter_map(|column| names::mac(&table.text(column)?)).collect();
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
