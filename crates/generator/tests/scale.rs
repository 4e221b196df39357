//! The writers for benchmarks give files of the promised size and shape.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use quick_xml::events::Event;
use std::collections::BTreeSet;
use ward_generator::scale::{self, NessusSize};

const ENDED: Timestamp = Timestamp::constant(1_795_000_000, 0);
const DAY: Date = date(2026, 11, 20);

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("writing to memory does not fail");
    bytes
}

#[track_caller]
fn elements(bytes: &[u8], name: &str) -> usize {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let (mut buffer, mut count) = (Vec::new(), 0);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).expect("well-formed XML") {
            Event::Start(tag) if tag.name().as_ref() == name => count += 1,
            Event::Eof => return count,
            _ => {}
        }
    }
}

#[track_caller]
fn check_rows(bytes: &[u8], expected: usize) {
    let rows: Result<Vec<_>, _> = csv::Reader::from_reader(bytes).records().collect();
    assert_eq!(rows.expect("rows have the columns of the header").len(), expected);
}

#[test]
fn the_large_scan_is_about_a_quarter_of_a_gigabyte() {
    let size = NessusSize { hosts: 10, ..NessusSize::QUARTER_GIGABYTE };
    let bytes = written(|out| scale::nessus(out, size, 7, ENDED));
    assert_eq!(elements(&bytes, "ReportItem"), 1_000);
    assert_eq!(elements(&bytes, "ReportHost"), 10);
    let whole = bytes.len() * 100;
    assert!((240_000_000..260_000_000).contains(&whole), "{whole} bytes");
}

#[test]
fn the_same_arguments_give_the_same_scan() {
    let size = NessusSize { first_host: 0, hosts: 3, items_per_host: 20, padding_bytes_per_item: 100 };
    let scan = |seed| written(|out| scale::nessus(out, size, seed, ENDED));
    assert_eq!(scan(7), scan(7));
    assert_ne!(scan(7), scan(8));
}

/// Values of an attribute in the order of the file.
fn values<'a>(text: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    text.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_host_has_its_findings_and_no_check_twice() {
    let size = NessusSize { first_host: 4_000, hosts: 2, items_per_host: 151, padding_bytes_per_item: 0 };
    let text = String::from_utf8(written(|out| scale::nessus(out, size, 7, ENDED))).unwrap();
    let hosts: Vec<&str> = text.split("<ReportHost ").skip(1).collect();
    assert_eq!(hosts.len(), 2);
    for host in &hosts {
        let checks = values(host, "pluginID");
        assert_eq!(checks.len(), 151);
        assert_eq!(checks.iter().collect::<BTreeSet<_>>().len(), 151, "a check came twice");
        assert_eq!(host.matches("<cve>").count(), 100);
    }
    assert_ne!(values(hosts[0], "pluginID"), values(hosts[1], "pluginID"));
}

#[test]
fn files_that_begin_at_different_hosts_share_none() {
    let hosts = |first_host| {
        let size = NessusSize { first_host, hosts: 20, items_per_host: 2, padding_bytes_per_item: 0 };
        let text = String::from_utf8(written(|out| scale::nessus(out, size, 7, ENDED))).unwrap();
        let fqdns = text.split(r#"<tag name="host-fqdn">"#).skip(1);
        fqdns.map(|rest| rest.split('<').next().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(hosts(0).len(), 20);
    assert!(hosts(0).is_disjoint(&hosts(20)));
    assert!(hosts(0).contains("host-00019.scale.example"));
}

#[test]
fn a_port_scan_has_its_hosts() {
    assert_eq!(elements(&written(|out| scale::nmap(out, 50, ENDED)), "host"), 50);
}

#[test]
fn a_catalogue_has_its_entries() {
    let kev: serde_json::Value = serde_json::from_slice(&written(|out| scale::kev(out, 300, DAY))).unwrap();
    assert_eq!(kev["count"], 300);
    assert_eq!(kev["vulnerabilities"].as_array().unwrap().len(), 300);
}

#[test]
fn lists_have_their_rows() {
    check_rows(&written(|out| scale::entra_users_csv(out, 120, DAY)), 120);
    check_rows(&written(|out| scale::roster_csv(out, 120, DAY)), 120);
    check_rows(&written(|out| scale::training_csv(out, 120, DAY)), 120);
    check_rows(&written(|out| scale::inventory_csv(out, 120, DAY)), 120);
}

#[test]
fn empty_lists_are_lists() {
    check_rows(&written(|out| scale::roster_csv(out, 0, DAY)), 0);
    assert_eq!(elements(&written(|out| scale::nmap(out, 0, ENDED)), "host"), 0);
}
