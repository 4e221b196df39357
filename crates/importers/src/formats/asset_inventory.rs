//! Device inventories as CSV: what the organisation says that it has, from a CMDB, an asset manager or a spreadsheet.

use crate::names;
use crate::table::{COLLECTED, Column, Field, Layout, System, Table, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use std::net::IpAddr;
use ward_domain::observation::{AssetKind, AssetSeen};

/// Reads device inventories.
pub struct AssetInventory;

static ABOUT: About = About {
    id: "asset-inventory",
    name: "Asset inventory (CSV)",
    how_to_get: "Export all devices with owner, place, kind, system, address, criticality and end of support from the \
                 inventory or CMDB",
    carries: "Which devices are known and what is known of each; not what is on the network",
    version: 1,
    evidence_kind: "asset-inventory",
};

const KINDS: &[&str] =
    &["server", "workstation", "mobile", "network device", "medical device", "building system", "cloud", "other"];

/// Headings of ServiceNow, Snipe-IT, Lansweeper and Intune, then common ones.
pub(crate) static LAYOUT: Layout = Layout {
    id: "asset-inventory",
    fields: &[
        Field::new("id", &[
            "sys_id", "Device ID", "Intune Device ID", "Asset ID", "AssetID", "Asset Tag", "Asset Number", "Control Number", "Equipment ID", "Inventory Number",
        ]),
        Field::new("serial", &["Serial number", "Serial", "Serial No", "SerialNumber", "S/N"]),
        Field::new("mac", &["MAC Address", "MAC", "MAC addresses", "Mac", "Ethernet MAC", "Wi-Fi MAC", "WiFi MAC"]),
        Field::new("fqdn", &["FQDN", "Fully qualified domain name", "DNS Name"]),
        Field::new("host", &["Hostname", "Host", "Computer Name", "Device name", "Asset Name", "Server Name", "NetBIOS Name", "Machine Name"]),
        Field::new("name", &["Name", "Device", "Asset", "Display name"]),
        Field::new("address", &["IP Address", "IPAddress", "IP", "IPv4", "IPv4 Address", "IP Addresses", "Address"]),
        Field::of_words("kind", &["Class", "sys_class_name", "Asset Type", "AssetType", "Device Type", "Asset Category", "Category", "Kind", "Type", "Asset Class"], KINDS),
        Field::new("os", &["Operating System", "OS", "OS Name", "Firmware", "Platform"]),
        Field::new("os-version", &["OS Version", "Operating System Version", "Firmware Version"]),
        Field::new("site", &["Site", "Facility", "Campus", "Hospital"]),
        Field::new("place", &["Location", "Place", "Room", "Building", "Department"]),
        Field::new("owner", &[
            "Owned by", "Owner", "Asset Owner", "Business Owner", "Responsible", "Custodian", "Managed by", "Assigned to", "Checked Out To",
            "Primary user UPN", "Primary user email address", "User",
        ]),
        Field::new("criticality", &["Business criticality", "Criticality", "Critical", "Priority", "Importance", "Impact"]),
        Field::of_words("ephi", &["ePHI", "Holds ePHI", "Contains ePHI", "Stores ePHI", "PHI", "Contains PHI", "ePHI (y/n)", "Has PHI"], &["yes", "no"]),
        Field::new("support-ends", &[
            "End of Support", "Support Ends", "Support End Date", "End of Support Date", "End of Life", "EOL", "EOL Date", "EOS", "End of Life Date", "Vendor Support Until",
        ]),
        Field::new("maker", &["Manufacturer", "Maker", "Vendor", "Make"]),
        Field::new("model", &["Model", "Model ID", "Model Number", "Model Name"]),
        Field::of_words("edge", &["DMZ", "In DMZ", "Edge", "Internet facing", "Internet-facing", "Public", "Exposed"], &["yes", "no"]),
        Field::new("status", &["Status", "Install Status", "State", "Lifecycle", "Life Cycle Stage", "Asset Status"]),
        Field::new(COLLECTED, &["Exported on", "Report date", "Last updated", "Updated", "sys_updated_on", "Updated at", "Inventory date"]),
    ],
    systems: &[
        System {
            name: "ServiceNow",
            marks: &[&["Name"], &["Class", "sys_class_name"], &["Asset tag", "Serial number"], &["Assigned to", "Owned by", "Managed by", "Support group"]],
        },
        System { name: "Snipe-IT", marks: &[&["Asset Tag"], &["Asset Name"], &["Serial"], &["Checked Out To", "Checked Out", "Category"]] },
        System { name: "Lansweeper", marks: &[&["AssetName"], &["IPAddress"], &["Lastseen", "Last seen", "First seen", "Firstseen"]] },
        System {
            name: "Microsoft Intune",
            marks: &[&["Device name"], &["Device ID", "Intune Device ID"], &["Ownership", "Compliance", "Managed by"], &["Last check-in", "Enrollment date", "Primary user UPN"]],
        },
    ],
    needs: &[
        &["id", "serial", "mac", "fqdn", "host", "address"],
        &["kind", "os", "owner", "place", "criticality", "ephi", "support-ends", "maker", "model"],
    ],
    foreign: &[
        "port", "protocol", "plugin", "pluginid", "qid", "cve", "cveid", "cves", "severity", "cvss", "nvtname", "vulnerability",
        "finding", "risk", "employeeid", "hiredate", "userprincipalname", "course", "coursename", "measure", "controlid", "result",
        "checkid", "employee#", "packages",
    ],
};

impl Importer for AssetInventory {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        recognise(head, &LAYOUT)
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        let mut observations = table.observations("asset inventory");
        let assets = &mut observations.assets;
        let (id, serial, mac) = (table.column("id"), table.column("serial"), table.column("mac"));
        let (fqdn, host, name, address) = (table.column("fqdn"), table.column("host"), table.column("name"), table.column("address"));
        let (kind, os, os_version) = (table.column("kind"), table.column("os"), table.column("os-version"));
        let (site, place, owner) = (table.column("site"), table.column("place"), table.column("owner"));
        let (criticality, ephi, edge) = (table.column("criticality"), table.column("ephi"), table.column("edge"));
        let (support_ends, maker, model) = (table.column("support-ends"), table.column("maker"), table.column("model"));
        let (status, collected) = (table.column("status"), table.column(COLLECTED));

        while table.next()? {
            let (line, row) = (table.line(), assets.len());
            if let Some(gone) = table.lower(status).filter(|status| is_gone(status)) {
                table.skipped(line, format!("the inventory says that the device is {gone}"));
                continue;
            }
            let (short, full) = [host, name, fqdn]
                .into_iter()
                .find_map(|column| table.text(column).map(|text| names::host(&text)).filter(|(short, _)| short.is_some()))
                .unwrap_or_default();
            let fqdn = table.text(fqdn).and_then(|text| names::host(&text).1).or(full);
            let (macs, addresses) = (macs(&mut table, mac), addresses(&mut table, address));
            let (id, serial) = (table.text(id), table.text(serial).filter(|serial| is_serial(serial)));
            if id.is_none() && serial.is_none() && short.is_none() && fqdn.is_none() && macs.is_empty() && addresses.is_empty() {
                table.skipped(line, "the row names no device: it has no number, serial, name or address");
                continue;
            }
            let system = [table.text(os), table.text(os_version)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            assets.push(AssetSeen {
                is_inventory_record: true,
                directory_id: id.map(|id| id.to_lowercase()),
                serial: serial.map(|serial| serial.to_lowercase()),
                macs,
                fqdn,
                host_name: short,
                addresses,
                kind: table.meaning(kind, kind_of),
                operating_system: (!system.is_empty()).then_some(system),
                site: table.text(site),
                place: table.text(place),
                owner: table.text(owner),
                criticality: table.text(criticality),
                holds_ephi: table.yes_no(ephi),
                support_ends: table.when(support_ends, row).map(|when| when.date),
                maker: table.text(maker),
                model: table.text(model),
                is_edge: table.yes_no(edge),
                line,
            });
            table.collected(collected);
            table.used();
        }

        for late in table.settle_dates() {
            if let Some(asset) = assets.get_mut(late.row) {
                asset.support_ends = Some(late.when.date);
            }
        }
        Ok(table.finish(observations))
    }
}

fn macs(table: &mut Table<'_>, column: Column) -> Vec<String> {
    let Some(listed) = table.text(column) else { return Vec::new() };
    let mut macs = Vec::new();
    for part in listed.split([',', ';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match names::mac(part) {
            Some(mac) if !macs.contains(&mac) => macs.push(mac),
            Some(_) => {}
            None => table.problem(table.line(), format!("“{part}” is not a MAC address and is left out")),
        }
    }
    macs
}

fn addresses(table: &mut Table<'_>, column: Column) -> Vec<IpAddr> {
    let Some(listed) = table.text(column) else { return Vec::new() };
    let mut addresses = Vec::new();
    for part in listed.split([',', ';', '|', '\n', ' ']).map(str::trim).filter(|part| !part.is_empty()) {
        match part.parse::<IpAddr>() {
            Ok(address) if !addresses.contains(&address) => addresses.push(address),
            Ok(_) => {}
            Err(_) if part.eq_ignore_ascii_case("dhcp") => {}
            Err(_) => table.problem(table.line(), format!("“{part}” is not an IP address and is left out")),
        }
    }
    addresses
}

/// What makers leave in place of a serial number would make one device of many.
fn is_serial(text: &str) -> bool {
    const PLACEHOLDERS: &[&str] = &[
        "n/a", "na", "none", "unknown", "-", "0", "default string", "to be filled by o.e.m.", "system serial number", "not specified", "tbd",
    ];
    !PLACEHOLDERS.iter().any(|placeholder| text.eq_ignore_ascii_case(placeholder))
}

fn is_gone(status: &str) -> bool {
    matches!(status, "retired" | "disposed" | "decommissioned" | "archived" | "stolen" | "lost" | "lost/stolen" | "scrapped" | "sold" | "absent")
}

/// The classes, types and categories of inventories. Medical words first: an `ultrasound workstation` is a medical device.
fn kind_of(word: &str) -> Option<AssetKind> {
    const WORDS: &[(AssetKind, &[&str])] = &[
        (AssetKind::MedicalDevice, &[
            "medical", "clinical", "biomed", "infusion", "pump", "ventilator", "ultrasound", "imaging", "modality", "x-ray", "xray", "mri", "ct scanner",
            "patient monitor", "defibrillator", "ecg", "ekg", "iomt", "analyzer", "analyser", "anesthesia", "telemetry",
        ]),
        (AssetKind::Building, &["building", "hvac", "bms", "ot device", "operational technology", "plc", "scada", "camera", "cctv", "badge", "door", "elevator", "ics"]),
        (AssetKind::Cloud, &["cloud", "saas", "aws", "azure", "gcp", "ec2", "application service"]),
        (AssetKind::Network, &["network", "switch", "router", "firewall", "access point", "wireless", "wap", "load balancer", "gateway", "ip_router", "netgear", "vpn"]),
        (AssetKind::Server, &["server", "esx", "hypervisor", "virtual machine", "storage", "nas", "database", "mainframe"]),
        (AssetKind::Mobile, &["mobile", "phone", "tablet", "ipad", "android", "ios", "handheld"]),
        (AssetKind::Workstation, &["workstation", "laptop", "desktop", "computer", "notebook", "pc", "thin client", "windows", "macos", "mac", "kiosk", "cart"]),
        (AssetKind::Other, &["printer", "scanner", "peripheral", "other", "monitor", "ups", "copier", "mfp", "unknown"]),
    ];
    // Short words must stand alone: `ups` is not in `groups`.
    let stands_alone = |short: &str| word.split(|c: char| !c.is_alphanumeric()).any(|part| part == short);
    let fits = |known: &&str| if known.len() <= 4 { stands_alone(known) } else { word.contains(*known) };
    WORDS.iter().find(|(_, words)| words.iter().any(|known| fits(&known))).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{Sample, at};
    use jiff::civil::date;

    #[test]
    fn a_row_is_read_whole() {
        let text = "Name,Class,Asset tag,Serial number,Assigned to,Location,Site,IP Address,MAC Address,Operating System,OS Version,\
                    Business criticality,ePHI,End of Support,Manufacturer,Model,DMZ,Updated\n\
                    PACS1.ward.example,Linux Server,P100,SN-1,Ana Ito,Room 2,Main,\"10.0.0.5, 10.0.0.6\",AA-BB-CC-00-11-22,Ubuntu,24.04,\
                    1 - critical,Yes,2029-04-01,Dell,R740,No,2026-11-01 10:00\n";
        let sample = Sample::read(&AssetInventory, text);
        assert_eq!((sample.confidence, sample.observations.tool.as_str()), (Confidence::Certain, "ServiceNow"));
        assert_eq!(sample.observations.collected_at, Some(at("2026-11-01T10:00:00Z")));
        assert_eq!(sample.observations.assets, [AssetSeen {
            is_inventory_record: true,
            directory_id: Some("p100".into()),
            serial: Some("sn-1".into()),
            macs: vec!["aa:bb:cc:00:11:22".into()],
            fqdn: Some("pacs1.ward.example".into()),
            host_name: Some("pacs1".into()),
            addresses: vec!["10.0.0.5".parse().unwrap(), "10.0.0.6".parse().unwrap()],
            kind: Some(AssetKind::Server),
            operating_system: Some("Ubuntu 24.04".into()),
            site: Some("Main".into()),
            place: Some("Room 2".into()),
            owner: Some("Ana Ito".into()),
            criticality: Some("1 - critical".into()),
            holds_ephi: Some(true),
            support_ends: Some(date(2029, 4, 1)),
            maker: Some("Dell".into()),
            model: Some("R740".into()),
            is_edge: Some(false),
            line: 2,
        }]);
        sample.says_nothing();
    }

    #[track_caller]
    fn check_system(headings: &str, tool: &str) {
        let sample = Sample::read(&AssetInventory, &format!("{headings}\n"));
        assert_eq!((sample.confidence, sample.observations.tool.as_str()), (Confidence::Certain, tool));
        sample.says(0, "no rows");
    }

    #[test]
    fn systems_are_known_by_their_headings() {
        check_system("name,serial_number,asset_tag,assigned_to,sys_class_name,ip_address", "ServiceNow");
        check_system("Asset Name,Asset Tag,Serial,Model,Category,Status,Checked Out To,Location,EOL", "Snipe-IT");
        check_system("AssetName,Type,IPAddress,Mac,OS,Lastseen", "Lansweeper");
        check_system("Device ID,Device name,Managed by,Ownership,OS,OS version,Last check-in,Primary user UPN", "Microsoft Intune");
    }

    #[track_caller]
    fn check_kind(word: &str, expected: Option<AssetKind>) {
        assert_eq!(kind_of(word), expected, "{word}");
    }

    #[test]
    fn kinds_are_known_by_their_words() {
        check_kind("cmdb_ci_win_server", Some(AssetKind::Server));
        check_kind("laptop", Some(AssetKind::Workstation));
        check_kind("ultrasound workstation", Some(AssetKind::MedicalDevice));
        check_kind("infusion pump", Some(AssetKind::MedicalDevice));
        check_kind("ip switch", Some(AssetKind::Network));
        check_kind("mobile phone", Some(AssetKind::Mobile));
        check_kind("printer", Some(AssetKind::Other));
        check_kind("hvac controller", Some(AssetKind::Building));
        check_kind("groups", None);
        for word in KINDS {
            assert_eq!(kind_of(word).map(AssetKind::as_str), Some(*word), "a mapping may say it");
        }
    }

    #[test]
    fn gone_and_nameless_devices_are_skipped_and_bad_parts_left_out() {
        let text = "Hostname,Serial,MAC,IP,Owner,Status\nold1,,,,A,Retired\n,N/A,,,B,In use\nnew1,,zz,10.0.0.999,C,In use\n";
        let sample = Sample::read(&AssetInventory, text);
        assert_eq!(sample.observations.assets.len(), 1);
        sample.says(2, "retired");
        sample.says(3, "names no device");
        sample.says(4, "“zz” is not a MAC address");
        sample.says(4, "“10.0.0.999” is not an IP address");
    }

    #[test]
    fn scanner_reports_are_no_inventories() {
        for headings in ["IP,Hostname,Port,Severity,OS", "IP,DNS,OS,QID,Title", "Plugin ID,CVE,Host,Name,Model", "Name,Location"] {
            assert_eq!(Sample::confidence(&AssetInventory, &format!("{headings}\n")), Confidence::No, "{headings}");
        }
    }
}
