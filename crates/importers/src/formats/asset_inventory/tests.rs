//! What inventories are read as, as tables.

use super::layout::KINDS;
use super::*;
use crate::Confidence;
use crate::table::testing::{Sample, at};
use jiff::civil::date;
use ward_domain::observation::AssetKind;

#[test]
fn a_row_is_read_whole() {
    let text = "Name,Class,Asset tag,Serial number,Assigned to,Location,Site,IP Address,MAC Address,Operating System,OS Version,\
                Business criticality,ePHI,End of Support,Manufacturer,Model,DMZ,Updated\n\
                PACS1.ward.example,Linux Server,P100,SN-1,Ana Ito,Room 2,Main,\"10.0.0.5, 10.0.0.6\",AA-BB-CC-00-11-22,Ubuntu,24.04,\
                1 - critical,Yes,2029-04-01,Dell,R740,No,2026-11-01 10:00\n";
    let sample = Sample::read(&AssetInventory, text);
    assert_eq!((sample.confidence, sample.observations.tool.as_str()), (Confidence::Certain, "ServiceNow"));
    assert_eq!(sample.observations.collected_at, Some(at("2026-11-01T10:00:00Z")));
    assert_eq!(
        sample.observations.assets,
        [AssetSeen {
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
            state: None,
            line: 2,
        }]
    );
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
    for headings in [
        "IP,Hostname,Port,Severity,OS",
        "IP,DNS,OS,QID,Title",
        "Plugin ID,CVE,Host,Name,Model",
        "Name,Location",
    ] {
        assert_eq!(
            Sample::confidence(&AssetInventory, &format!("{headings}\n")),
            Confidence::No,
            "{headings}"
        );
    }
}
