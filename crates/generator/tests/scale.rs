//! The writers for benchmarks give files of the promised size and shape.

use jiff::Timestamp;
use quick_xml::events::Event;
use ward_generator::scale::{self, NessusSize};

const ENDED: Timestamp = Timestamp::constant(1_795_000_000, 0);

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
    let size = NessusSize { hosts: 3, items_per_host: 20, padding_bytes_per_item: 100 };
    let scan = |seed| written(|out| scale::nessus(out, size, seed, ENDED));
    assert_eq!(scan(7), scan(7));
    assert_ne!(scan(7), scan(8));
}

#[test]
fn a_port_scan_has_its_hosts() {
    assert_eq!(elements(&written(|out| scale::nmap(out, 50, ENDED)), "host"), 50);
}

#[test]
fn a_catalogue_has_its_entries() {
    let kev: serde_json::Value = serde_json::from_slice(&written(|out| scale::kev(out, 300))).unwrap();
    assert_eq!(kev["count"], 300);
    assert_eq!(kev["vulnerabilities"].as_array().unwrap().len(), 300);
}

#[test]
fn lists_have_their_rows() {
    check_rows(&written(|out| scale::entra_users_csv(out, 120)), 120);
    check_rows(&written(|out| scale::roster_csv(out, 120)), 120);
    check_rows(&written(|out| scale::training_csv(out, 120)), 120);
}

#[test]
fn empty_lists_are_lists() {
    check_rows(&written(|out| scale::roster_csv(out, 0)), 0);
    assert_eq!(elements(&written(|out| scale::nmap(out, 0, ENDED)), "host"), 0);
}
