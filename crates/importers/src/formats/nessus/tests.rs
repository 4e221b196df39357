//! Tests of the Nessus importer.

use super::Nessus;
use crate::testing::{check_damaged, problems, read, read_fixture};
use crate::{Importer, Reading};
use ward_domain::network::Protocol;
use ward_domain::observation::{AssetKind, Severity};

#[test]
fn one_device() {
    insta::assert_debug_snapshot!(read_fixture(&Nessus, "one.nessus"));
}

#[test]
fn rows_that_cannot_be_used_are_counted_and_told() {
    let reading = read_fixture(&Nessus, "many.nessus");
    assert_eq!((reading.tally.read, reading.tally.used, reading.tally.skipped), (14, 10, 4));
    insta::assert_debug_snapshot!(problems(&reading), @r#"
    [
        "56: `70000` is not a port",
        "58: `x17` is not a pluginID",
        "60: `9` is not a severity from 0 to 4",
        "63: the scan of `printer3` has no end: it does not count as looked at to its end",
        "80: the item belongs to a ReportHost without name and address",
        "79: a ReportHost has no name and no address: its items were left out",
        "0: the target `10.20.0.300` was not understood: it does not count as looked at",
    ]
    "#);
}

#[test]
fn a_check_that_fires_in_several_places_is_one_check() {
    let reading = read_fixture(&Nessus, "many.nessus");
    let observations = &reading.observations;
    let ids: Vec<_> = observations.checks.iter().map(|check| check.id.as_str()).collect();
    assert_eq!(ids, ["nessus:900002", "nessus:900003", "nessus:900004"]);
    let fired = |check| observations.findings.iter().filter(|finding| finding.check == check).count();
    assert_eq!((fired(0), fired(1), fired(2)), (3, 3, 1));
    assert_eq!(observations.checks[0].title, "SSH Weak <script>alert(1)</script> Algorithms");
    assert_eq!((observations.checks[1].severity, observations.checks[1].cves.len()), (Severity::Info, 1));
    assert!(observations.checks[2].is_unsupported_product);
}

#[test]
fn a_port_is_one_service_however_many_checks_fired_on_it() {
    let services = read_fixture(&Nessus, "many.nessus").observations.services;
    let ports: Vec<_> =
        services.iter().map(|service| (service.asset, service.protocol, service.port)).collect();
    assert_eq!(
        ports,
        [(0, Protocol::Tcp, 22), (1, Protocol::Tcp, 22), (1, Protocol::Udp, 161), (2, Protocol::Tcp, 22)]
    );
}

#[test]
fn a_device_without_end_was_not_looked_at_to_its_end() {
    let observations = read_fixture(&Nessus, "many.nessus").observations;
    let completed: Vec<_> =
        observations.coverage.iter().map(|host| (host.completed, host.credentialed)).collect();
    assert_eq!(completed, [(true, Some(true)), (true, Some(false)), (false, Some(false))]);
    assert_eq!(observations.scans[0].ended, None);
    assert_eq!(observations.collected_at.unwrap().to_string(), "2025-05-23T13:11:55Z");
}

#[test]
fn scope_comes_from_the_policy() {
    let scan = read_fixture(&Nessus, "many.nessus").observations.scans.remove(0);
    let targets: Vec<_> = scan.targets.iter().map(ToString::to_string).collect();
    assert_eq!(targets, ["10.20.0.1-10.20.0.20"]);
    assert_eq!(scan.target_hosts, ["printer3"]);
    assert_eq!(scan.tcp_ports.ranges(), [(1, 1024), (8443, 8443)]);
    assert_eq!(scan.checks_run, None);
}

#[test]
fn kinds_come_from_the_system_type() {
    let assets = read_fixture(&Nessus, "many.nessus").observations.assets;
    let kinds: Vec<_> = assets.iter().map(|asset| asset.kind).collect();
    assert_eq!(kinds, [None, Some(AssetKind::Network), Some(AssetKind::Other)]);
    assert_eq!(assets[0].operating_system.as_deref(), Some("Linux Kernel 5.15 or Linux Kernel 6.1"));
}

#[test]
fn a_scan_on_which_nothing_answered_still_has_its_scope() {
    let reading = read_fixture(&Nessus, "none.nessus");
    assert_eq!(
        (reading.tally.read, reading.observations.contributed().iter().map(|(_, n)| n).sum::<u64>()),
        (0, 0)
    );
    assert_eq!(reading.observations.scans[0].targets.len(), 1);
    assert_eq!(reading.observations.collected_at, None);
}

#[test]
fn damage_says_where() {
    check_damaged(&Nessus, "broken.nessus", 30, "cut off");
    check_damaged(&Nessus, "hostile.nessus", 29, "the entity &i; that Ward does not expand");
}

fn host(properties: &str, items: &str) -> String {
    format!(
        "<NessusClientData_v2><Report><ReportHost name=\"h1\"><HostProperties>{properties}</HostProperties>{items}\
         </ReportHost></Report></NessusClientData_v2>"
    )
}

#[track_caller]
fn read_text(text: &str) -> Reading {
    read(&Nessus, text.as_bytes()).unwrap()
}

#[track_caller]
fn check_refused(text: &str, words: &str) {
    let damaged = read(&Nessus, text.as_bytes()).unwrap_err();
    assert!(damaged.reason.contains(words), "{damaged}");
}

#[test]
fn malformed_files_are_refused() {
    let item = |attributes: &str| host("", &format!("<ReportItem {attributes}></ReportItem>"));
    check_refused(&item("port=\"1\" port=\"2\""), "same attribute twice");
    check_refused(&item("port=1"), "malformed");
    check_refused(&item("pluginName=\"a\0b\""), "NUL");
    check_refused(&item("pluginName=\"&bomb;\""), "entity &bomb;");
    check_refused(&item("pluginName=\"a & b\""), "begins no entity");
    check_refused(&item(&format!("pluginName=\"{}\"", "x".repeat(10 << 20))), "longer than");
    check_refused(
        &item(&(0..500).map(|n| format!("a{n}=\"\" ")).collect::<Vec<_>>().concat()),
        "more than 256 attributes",
    );
    check_refused(&host("", &"<x>".repeat(5_000)), "nested more than 64 deep");
    check_refused("<NessusClientData_v2><a></b>", "<a> is closed by </b>");
    check_refused("<NessusClientData_v2/></b>", "closes nothing");
    check_refused("<other/>", "root element is not <NessusClientData_v2>");
    check_refused("", "ends before");
    check_refused("<NessusClientData_v2>", "ends before");
    check_refused("<NessusClientData_v2><!-- ", "ends before");
}

#[test]
fn long_texts_that_nobody_asks_for_cost_nothing() {
    let output = format!(
        "<ReportItem pluginID=\"5\" port=\"0\"><plugin_output>{}</plugin_output></ReportItem>",
        "&x; ".repeat(3 << 20)
    );
    assert_eq!(read_text(&host("", &output)).tally.used, 1);
}

#[track_caller]
fn check_ended(properties: &str, expected: Option<&str>) {
    let reading = read_text(&host(properties, ""));
    assert_eq!(reading.observations.coverage[0].at.map(|at| at.to_string()).as_deref(), expected);
}

#[test]
fn the_epoch_goes_before_the_local_time() {
    let local = "<tag name=\"HOST_END\">Fri May  3 13:06:55 2024</tag>";
    let epoch = "<tag name=\"HOST_END_TIMESTAMP\">1714748815</tag>";
    check_ended(local, Some("2024-05-03T13:06:55Z"));
    check_ended(&format!("{local}{epoch}"), Some("2024-05-03T15:06:55Z"));
    check_ended(&format!("{epoch}{local}"), Some("2024-05-03T15:06:55Z"));
    check_ended("<tag name=\"HOST_END\"></tag>", None);
    check_ended("<tag name=\"HOST_END\">yesterday</tag>", None);
}

#[test]
fn names_are_lower_case_and_loopback_names_are_none() {
    let properties =
        "<tag name=\"host-fqdn\">https://Www.Example:8443/x</tag><tag name=\"netbios-name\">DOM\\PC7</tag>";
    let asset = read_text(&host(properties, "")).observations.assets.remove(0);
    assert_eq!((asset.fqdn.as_deref(), asset.host_name.as_deref()), (Some("www.example"), Some("pc7")));
    let asset = read_text(&host("<tag name=\"host-fqdn\">localhost.localdomain</tag>", ""))
        .observations
        .assets
        .remove(0);
    assert_eq!((asset.fqdn, asset.host_name.as_deref()), (None, Some("h1")));
}

#[test]
fn what_differs_between_items_of_one_check_is_joined() {
    let item = |severity, cve| {
        format!(
            "<ReportItem pluginID=\"5\" port=\"0\" severity=\"{severity}\"><cve>CVE-2024-{cve}</cve></ReportItem>"
        )
    };
    let reading = read_text(&host("", &(item(1, 2222) + &item(3, 1111) + &item(2, 2222))));
    let check = &reading.observations.checks[0];
    assert_eq!(check.severity, Severity::High);
    assert_eq!(format!("{:?}", check.cves), "[CVE-2024-1111, CVE-2024-2222]");
}

#[test]
fn other_encodings_give_the_same() {
    let text = host("<tag name=\"operating-system\">Größe</tag>", "");
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin1: Vec<u8> =
        format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{text}").chars().map(|c| c as u8).collect();
    for bytes in [utf16, latin1] {
        assert_eq!(read(&Nessus, &bytes).unwrap(), read_text(&text));
    }
    assert_eq!(Nessus.about().id, "nessus");
}

#[test]
fn a_cve_that_is_none_is_told() {
    let item = "<ReportItem pluginID=\"5\" port=\"0\" severity=\"1\"><cve>CVE-20-1</cve></ReportItem>";
    let reading = read_text(&host("<tag name=\"HOST_END\">Fri May  3 13:06:55 2024</tag>", item));
    assert_eq!(reading.tally.used, 1);
    assert!(problems(&reading)[0].contains("`CVE-20-1` is not a CVE"));
}
