//! Which rows are one device.

use crate::build::{File, a_scan, addressed, an_inventory, decided, estate, named};
use ward_domain::observation::AssetSeen;
use ward_estate::identity::Decisions;

fn serial(text: &str) -> AssetSeen {
    AssetSeen { serial: Some(text.to_owned()), ..AssetSeen::default() }
}

fn mac(text: &str) -> AssetSeen {
    AssetSeen { macs: vec![text.to_owned()], ..AssetSeen::default() }
}

fn host(name: &str, site: &str) -> AssetSeen {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    AssetSeen { host_name: some(name), site: some(site), ..AssetSeen::default() }
}

/// The same device, with what the second row says beside.
fn and(one: AssetSeen, other: AssetSeen) -> AssetSeen {
    AssetSeen {
        serial: one.serial.or(other.serial),
        macs: [one.macs, other.macs].concat(),
        fqdn: one.fqdn.or(other.fqdn),
        host_name: one.host_name.or(other.host_name),
        site: one.site.or(other.site),
        addresses: [one.addresses, other.addresses].concat(),
        ..AssetSeen::default()
    }
}

/// A row of an inventory, and rows of scans on the days after it.
#[track_caller]
fn check(rows: &[AssetSeen], devices: usize) {
    let files = (1..).zip(rows).map(|(day, row)| {
        let file = if day == 1 { an_inventory } else { a_scan };
        file(&format!("2026-06-0{day}")).asset(row.clone())
    });
    let found = estate(files.collect());
    assert_eq!(
        found.assets.len(),
        devices,
        "{:?}",
        found.assets.iter().map(|a| &a.joins).collect::<Vec<_>>()
    );
}

const MAC: &str = "02:00:00:00:00:01";

#[test]
fn each_key_joins() {
    check(&[serial("X1"), serial("x1 ")], 1);
    check(&[mac(MAC), mac(MAC)], 1);
    check(&[named("a.h.example"), named("a.h.example")], 1);
    check(&[host("a", ""), host("a", "")], 1);
    check(&[host("a", "North"), host("a", "north")], 1);
    check(&[addressed("10.0.0.1"), addressed("10.0.0.1")], 1);
}

#[test]
fn a_short_name_meets_the_full_one() {
    check(&[host("a", ""), named("a.h.example")], 1);
}

#[test]
fn nothing_in_common_is_two() {
    check(&[serial("X1"), serial("X2")], 2);
    check(&[mac(MAC), mac("02:00:00:00:00:02")], 2);
    check(&[AssetSeen::default(), AssetSeen::default()], 2);
}

#[test]
fn a_weaker_key_never_joins_what_a_stronger_one_tells_apart() {
    check(&[and(serial("X1"), mac(MAC)), and(serial("X2"), mac(MAC))], 2);
    check(&[and(serial("X1"), named("a.h.example")), and(serial("X2"), named("a.h.example"))], 2);
    check(
        &[and(named("a.h.example"), addressed("10.0.0.1")), and(named("b.h.example"), addressed("10.0.0.1"))],
        2,
    );
    check(&[and(mac(MAC), addressed("10.0.0.1")), and(mac("02:00:00:00:00:02"), addressed("10.0.0.1"))], 2);
}

#[test]
fn a_chain_joins_through_what_the_rows_share() {
    check(&[and(serial("X1"), mac(MAC)), and(mac(MAC), named("a.h.example")), named("a.h.example")], 1);
}

#[test]
fn junk_serial_numbers_name_nobody() {
    for junk in ["To Be Filled By O.E.M.", "Default string", "0", "N/A", "none", "System Serial Number", " "]
    {
        check(&[serial(junk), serial(junk)], 2);
    }
}

#[test]
fn junk_macs_name_nobody() {
    for junk in ["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb"] {
        check(&[mac(junk), mac(junk)], 2);
    }
}

#[test]
fn a_host_name_at_two_sites_is_two_devices() {
    check(&[host("front", "North"), host("front", "South")], 2);
}

#[test]
fn a_host_name_at_two_sites_joins_only_rows_that_say_which() {
    check(&[host("front", "North"), host("front", "South"), host("front", "")], 3);
    check(
        &[host("front", "North"), host("front", "South"), host("front", "South"), host("front", "North")],
        2,
    );
}

#[test]
fn a_host_name_in_two_domains_joins_only_rows_that_say_which() {
    check(&[named("a.north.example"), named("a.south.example"), host("a", "")], 3);
}

#[track_caller]
fn check_address(address: &str, days: (&str, &str), devices: usize) {
    let files = vec![a_scan(days.0).asset(addressed(address)), a_scan(days.1).asset(addressed(address))];
    assert_eq!(estate(files).assets.len(), devices);
}

#[test]
fn an_address_speaks_of_one_device_for_14_days() {
    check_address("10.0.0.1", ("2026-06-01", "2026-06-15"), 1);
    check_address("10.0.0.1", ("2026-06-01", "2026-06-16"), 2);
}

#[test]
fn a_declared_public_address_never_grows_old() {
    check_address("203.0.113.5", ("2026-01-01", "2026-06-16"), 1);
    check_address("203.0.113.55", ("2026-01-01", "2026-06-16"), 2);
}

#[test]
fn an_address_that_was_given_to_another_device_joins_neither_with_the_other() {
    let leased = |name| and(named(name), addressed("10.0.0.1"));
    let files = vec![
        a_scan("2026-06-01").asset(leased("a.h.example")),
        a_scan("2026-06-02").asset(leased("b.h.example")),
        a_scan("2026-06-03").asset(leased("a.h.example")),
    ];
    assert_eq!(estate(files).assets.len(), 2);
}

#[test]
fn people_join_and_part_what_keys_do_not() {
    let files = || {
        vec![
            an_inventory("2026-06-01").host("old.h.example").host("same.h.example"),
            a_scan("2026-06-02").asset(and(named("new.h.example"), mac(MAC))).asset(addressed("10.0.0.1")),
            a_scan("2026-06-03").asset(addressed("10.0.0.1")).asset(and(named("same.h.example"), mac(MAC))),
        ]
    };
    assert_eq!(estate(files()).assets.len(), 3);
    let pair = |one: &str, other: &str| vec![(one.to_owned(), other.to_owned())];
    let joined = pair("fqdn:old.h.example", "address:10.0.0.1");
    assert_eq!(decided(files(), &Decisions { joined, ..Decisions::default() }).assets.len(), 2);
    let apart = pair("fqdn:same.h.example", "fqdn:new.h.example");
    assert_eq!(decided(files(), &Decisions { apart, ..Decisions::default() }).assets.len(), 4);
}

#[test]
fn every_join_says_why() {
    let files =
        vec![an_inventory("2026-06-01").host("a.h.example"), a_scan("2026-06-02").host("a.h.example")];
    let estate = estate(files);
    let (why, one, other) = &estate.assets[0].joins[0];
    assert_eq!((why.as_str(), one.source, other.source), ("fqdn:a.h.example", 0, 1));
}

#[test]
fn the_newest_inventory_says_which_devices_there_are() {
    let old = an_inventory("2026-05-01").host("a.h.example").host("b.h.example");
    let new = an_inventory("2026-06-01").host("a.h.example");
    let listed: Vec<bool> =
        estate(vec![old, new]).assets.iter().map(|a| a.inventory_record.is_some()).collect();
    assert_eq!(listed, [true, false]);
}

/// A record of a.h.example with an owner, which may be empty.
fn record(on: &str, owner: &str) -> File {
    let owner = (!owner.is_empty()).then(|| owner.to_owned());
    an_inventory(on).asset(AssetSeen { owner, ..named("a.h.example") })
}

#[test]
fn an_emptied_cell_is_empty() {
    assert_eq!(estate(vec![record("2026-05-01", "Pat"), record("2026-06-01", "")]).assets[0].owner, None);
}

#[test]
fn a_second_inventory_takes_nothing_from_the_first() {
    let biomedical = record("2026-06-01", "").of_series("biomedical");
    assert_eq!(estate(vec![record("2026-05-01", "Pat"), biomedical]).assets[0].owner.as_deref(), Some("Pat"));
    let edge = AssetSeen { is_edge: Some(true), ..named("a.h.example") };
    let files =
        vec![an_inventory("2026-05-01").asset(edge), record("2026-06-01", "").of_series("biomedical")];
    assert!(estate(files).assets[0].is_edge);
}

#[track_caller]
fn check_public(asset: AssetSeen, is_public: bool, is_undeclared: bool) {
    let estate = estate(vec![a_scan("2026-06-01").asset(asset)]);
    let found = &estate.assets[0];
    assert_eq!((found.is_public, found.has_undeclared_public_address), (is_public, is_undeclared));
}

#[test]
fn public_is_what_was_declared() {
    check_public(addressed("203.0.113.5"), true, false);
    check_public(addressed("203.0.113.55"), false, true);
    check_public(addressed("10.0.0.1"), false, false);
    check_public(named("portal.hospital.example"), true, false);
}

#[test]
fn a_declared_name_may_have_any_address() {
    check_public(and(named("portal.hospital.example"), addressed("198.51.100.7")), true, false);
}
