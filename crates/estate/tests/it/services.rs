//! Ports over time: a scan that tried the port shuts it, from where it was seen.

use crate::build::{File, a_scan, addressed, estate, named, on};
use ward_domain::network::Ports;
use ward_domain::observation::AssetSeen;

fn outside() -> AssetSeen {
    AssetSeen { addresses: addressed("203.0.113.5").addresses, ..named("web.h.example") }
}

fn inside() -> AssetSeen {
    AssetSeen { addresses: addressed("10.0.0.5").addresses, ..named("web.h.example") }
}

/// Each port: number, last seen, closed.
fn ports(files: Vec<File>) -> Vec<String> {
    let estate = estate(files);
    assert_eq!(estate.assets.len(), 1);
    let closed = |s: &ward_estate::Service| s.closed.map_or("open".to_owned(), on);
    estate.services.iter().map(|s| format!("{} {} {}", s.port, on(s.last_seen), closed(s))).collect()
}

#[test]
fn a_scan_that_tried_the_port_shuts_it() {
    let files = vec![a_scan("2026-05-01").asset(outside()).open(3389), a_scan("2026-06-01").asset(outside())];
    assert_eq!(ports(files), ["3389 2026-05-01 2026-06-01"]);
}

#[test]
fn a_scan_of_other_ports_shuts_nothing() {
    let other = a_scan("2026-06-01").scan(|s| s.tcp_ports = Ports::from_ranges([(1, 1000)])).asset(outside());
    assert_eq!(
        ports(vec![a_scan("2026-05-01").asset(outside()).open(3389), other]),
        ["3389 2026-05-01 open"]
    );
}

#[test]
fn a_scan_from_within_shuts_nothing_outside() {
    let files = vec![a_scan("2026-05-01").asset(outside()).open(3389), a_scan("2026-06-01").asset(inside())];
    assert_eq!(ports(files), ["3389 2026-05-01 open"]);
}

#[test]
fn a_port_open_inside_and_outside_is_two() {
    let files =
        vec![a_scan("2026-05-01").asset(outside()).open(22), a_scan("2026-06-01").asset(inside()).open(22)];
    assert_eq!(ports(files), ["22 2026-06-01 open", "22 2026-05-01 open"]);
}

#[test]
fn a_port_that_answers_again_is_open() {
    let shut = a_scan("2026-05-15").asset(outside());
    let files = vec![
        a_scan("2026-05-01").asset(outside()).open(22),
        shut,
        a_scan("2026-06-01").asset(outside()).open(22),
    ];
    assert_eq!(ports(files), ["22 2026-06-01 open"]);
}
