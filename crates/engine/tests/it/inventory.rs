//! H1.1 to H1.3: the inventory.

use crate::build::{File, a_scan, addressed, an_inventory, day, named};
use crate::cases::*;
use ward_domain::Size;
use ward_domain::observation::{AssetKind, AssetSeen};

fn device(n: u32) -> AssetSeen {
    AssetSeen {
        addresses: addressed(&format!("10.0.{}.{}", n / 200, n % 200 + 1)).addresses,
        ..named(&format!("d{n}.h.example"))
    }
}

/// So many devices seen inside, of which the inventory lists so many.
fn network(seen: u32, listed: u32, extra: Option<AssetSeen>) -> Vec<File> {
    let scan = (0..seen).map(device).chain(extra).fold(a_scan(&ago(0)), File::asset);
    vec![scan, (0..listed).map(device).fold(an_inventory(&ago(0)), File::asset)]
}

#[test]
fn the_target_is_95_percent_of_what_was_seen() {
    check("H1.1", network(20, 19, None), "met 19+ 1- 0?");
    check("H1.1", network(19, 18, None), "not-met 18+ 1- 0?");
    check("H1.1", network(2, 9, None), "met 2+ 0- 0?");
}

#[test]
fn one_stranger_in_the_dmz_is_too_many() {
    let stranger = || AssetSeen { addresses: addressed("10.9.0.7").addresses, ..named("who.h.example") };
    check("H1.1", network(40, 40, Some(stranger())), "not-met 40+ 1- 0?");
    says("H1.1", network(40, 40, Some(stranger())), "Devices in the DMZ that no inventory lists: 1");
    let mut files = network(40, 40, Some(stranger()));
    files.push(an_exception("H1.1", "who.h.example", &ago(9), &ago(-9)));
    check("H1.1", files, "met 40+ 0- 0? 1x");
}

#[test]
fn what_was_seen_more_than_31_days_ago_is_not_judged() {
    let files = |days: i32| vec![a_scan(&ago(days)).asset(device(1)), an_inventory(&ago(0)).asset(device(1))];
    check("H1.1", files(31), "met 1+ 0- 0?");
    check("H1.1", files(32), "unknown 0+ 0- 0?");
}

#[test]
fn a_scan_from_outside_does_not_show_the_network() {
    let files = vec![outside(&ago(0)), an_inventory(&ago(0)).host(WEB)];
    check("H1.1", files, "unknown 0+ 0- 0?");
}

#[test]
fn a_record_of_an_expired_inventory_is_not_believed() {
    let old = an_inventory(&ago(32)).of_series("biomedical").asset(device(1));
    check(
        "H1.1",
        vec![a_scan(&ago(0)).asset(device(1)), old, an_inventory(&ago(0)).asset(device(2))],
        "unknown 0+ 0- 1?",
    );
}

#[test]
fn the_inventory_is_kept_up_to_date() {
    for (size, days) in [(Size::Medium, 31), (Size::Large, 31)] {
        check_for("H1.2", size, vec![an_inventory(&ago(days))], "met 1+ 0- 0?");
        check_for("H1.2", size, vec![an_inventory(&ago(days + 1))], "unknown 0+ 0- 1?");
    }
    check("H1.2", vec![], "unknown 0+ 0- 0?");
}

fn full_record(n: u32) -> AssetSeen {
    AssetSeen {
        owner: Some("IT".to_owned()),
        place: Some("Room 1".to_owned()),
        kind: Some(AssetKind::Server),
        operating_system: Some("Linux 9".to_owned()),
        holds_ephi: Some(false),
        criticality: Some("low".to_owned()),
        support_ends: Some(day("2030-01-01")),
        ..device(n)
    }
}

#[test]
fn each_useful_field_is_needed() {
    check("H1.3", vec![an_inventory(&ago(0)).asset(full_record(1))], "met 1+ 0- 0?");
    type Clear = fn(&mut AssetSeen);
    let lacks: [(Clear, &str); 7] = [
        (|a| a.owner = None, "owner"),
        (|a| a.place = None, "place"),
        (|a| a.kind = None, "kind"),
        (|a| a.operating_system = None, "operating-system"),
        (|a| a.holds_ephi = None, "ephi"),
        (|a| a.criticality = None, "criticality"),
        (|a| a.support_ends = None, "support-ends"),
    ];
    for (clear, name) in lacks {
        let mut record = full_record(1);
        clear(&mut record);
        let files = || vec![an_inventory(&ago(0)).asset(record.clone())];
        check("H1.3", files(), "not-met 0+ 1- 0?");
        says("H1.3", files(), &format!("The record lacks: {name}."));
    }
}

#[test]
fn useful_fields_are_wanted_in_95_percent() {
    let records =
        |full: u32| (0..full).map(full_record).chain([device(99)]).fold(an_inventory(&ago(0)), File::asset);
    check("H1.3", vec![records(19)], "met 19+ 1- 0?");
    check("H1.3", vec![records(18)], "not-met 18+ 1- 0?");
}
