//! E5.2, E5.6, E8.2, E8.3, H6.1, H6.2 and H10.5: how devices are protected and kept.

use crate::build::{File, a_scan, an_inventory, day, named, noon};
use crate::cases::*;
use crate::posture::*;
use ward_domain::Size;
use ward_domain::observation::*;

const BY_COMPUTER: [&str; 3] = ["E5.2", "E5.6", "E8.2"];

fn state(measure: &str, is: Option<bool>) -> DeviceState {
    let none = DeviceState::default;
    match measure {
        "E5.2" => DeviceState { is_encrypted: is, ..none() },
        "E5.6" => DeviceState { blocks_removable_media: is, ..none() },
        _ => DeviceState { has_managed_admin_password: is, ..none() },
    }
}

fn computers(measure: &str, so: u32, not_so: u32, not_said: u32) -> Vec<File> {
    let all = [(so, Some(true)), (not_so, Some(false)), (not_said, None)];
    let mut inventory = an_inventory(&ago(0));
    for (group, (count, is)) in all.into_iter().enumerate() {
        for n in 0..count {
            let name = format!("pc{group}-{n}.h.example");
            inventory = a_device(inventory, &name, AssetKind::Workstation, state(measure, is));
        }
    }
    vec![inventory]
}

#[test]
fn targets_of_devices() {
    check("E5.2", computers("E5.2", 99, 1, 0), "met 99+ 1- 0?");
    check("E5.2", computers("E5.2", 98, 1, 0), "not-met 98+ 1- 0?");
    check("E5.6", computers("E5.6", 19, 1, 0), "met 19+ 1- 0?");
    check("E5.6", computers("E5.6", 18, 1, 0), "not-met 18+ 1- 0?");
    check("E8.2", computers("E8.2", 19, 1, 0), "met 19+ 1- 0?");
    check("E8.2", computers("E8.2", 18, 1, 0), "not-met 18+ 1- 0?");
}

#[test]
fn what_the_list_does_not_say_of_a_device_is_undecided() {
    for measure in BY_COMPUTER {
        check(measure, computers(measure, 9, 0, 1), "unknown 9+ 0- 1?");
        check(measure, computers(measure, 0, 0, 3), "unknown 0+ 0- 0?");
    }
}

#[test]
fn a_statement_counts_until_a_file_speaks_of_it() {
    for measure in BY_COMPUTER {
        let with = |mut files: Vec<File>| {
            files.push(whole(measure, Says::Yes));
            files
        };
        check(measure, with(computers(measure, 0, 0, 3)), "met 1+ 0- 0?");
        check(measure, with(computers(measure, 0, 3, 0)), "not-met 0+ 3- 0?");
    }
}

#[test]
fn a_device_that_only_a_console_knows_counts_too() {
    for measure in BY_COMPUTER {
        let mut files = computers(measure, 3, 0, 0);
        let mut console = a_file("intune", "device-encryption", &ago(0), Observations::default());
        console.says.assets.push(AssetSeen {
            kind: Some(AssetKind::Workstation),
            state: Some(Box::new(state(measure, Some(false)))),
            ..named("stray.h.example")
        });
        files.push(console);
        check(measure, files, "not-met 3+ 1- 0?");
    }
}

#[test]
fn a_device_of_no_known_kind_may_be_of_any() {
    for measure in BY_COMPUTER {
        let mut files = computers(measure, 3, 0, 0);
        files[0] = files[0].clone().host("thing.h.example");
        check(measure, files, "unknown 3+ 0- 1?");
    }
}

#[test]
fn other_kinds_do_not_count() {
    for measure in BY_COMPUTER {
        let mut files = computers(measure, 3, 0, 0);
        files[0] = a_device(
            files[0].clone(),
            "pump.h.example",
            AssetKind::MedicalDevice,
            state(measure, Some(false)),
        );
        check(measure, files, "met 3+ 0- 0?");
    }
}

#[test]
fn whatever_list_says_it_encryption_is_checked_every_week() {
    let on = |days: i32| {
        vec![
            a_device(an_inventory(&ago(days)), "pc1.h.example", AssetKind::Mobile, state("E5.2", Some(true))),
            an_inventory(&ago(0))
                .of_series("other")
                .asset(AssetSeen { kind: Some(AssetKind::Mobile), ..named("pc1.h.example") }),
        ]
    };
    check("E5.2", on(7), "met 1+ 0- 0?");
    check("E5.2", on(8), "unknown 0+ 0- 1?");
}

fn protected(state: DeviceState) -> Vec<File> {
    vec![one_device(AssetKind::Server, state)]
}

#[test]
fn protection_was_heard_from_within_a_week() {
    let heard = |days: i32| DeviceState {
        is_protected: Some(true),
        protection_updated: Some(noon(&ago(days))),
        last_contact: Some(noon(&ago(0))),
        ..DeviceState::default()
    };
    check("H6.1", protected(heard(7)), "met 1+ 0- 0?");
    check("H6.1", protected(heard(8)), "not-met 0+ 1- 0?");
    let never = DeviceState { protection_updated: None, last_contact: None, ..heard(0) };
    check("H6.1", protected(never), "unknown 0+ 0- 1?");
    check("H6.1", protected(DeviceState { is_protected: Some(false), ..heard(0) }), "not-met 0+ 1- 0?");
}

#[test]
fn devices_without_an_agent_are_medical_and_building_devices() {
    let state = || DeviceState { is_watched_or_isolated: Some(true), ..DeviceState::default() };
    check("H6.2", vec![one_device(AssetKind::Building, state())], "met 1+ 0- 0?");
    check("H6.2", vec![one_device(AssetKind::Workstation, state())], "unknown 0+ 0- 0?");
    let none = answered(&ago(0), "H6.2", "", Says::NotApplicable, None);
    check("H6.2", vec![one_device(AssetKind::Workstation, state()), none], "not-applicable 0+ 0- 0? 1n");
}

fn router(changed: Option<bool>) -> File {
    let state = DeviceState { default_password_changed: changed, ..DeviceState::default() };
    a_device(an_inventory(&ago(0)), "r1.h.example", AssetKind::Network, state)
}

fn let_in(days: i32, host: &str) -> File {
    let mut scan = a_scan(&ago(days)).host(host).finding(1, 80);
    "Web Server Default Credentials".clone_into(&mut scan.says.checks[0].title);
    scan
}

#[test]
fn a_factory_password_is_changed_by_the_word_of_a_list() {
    check("E8.3", vec![router(Some(true))], "met 1+ 0- 0?");
    check("E8.3", vec![router(Some(false))], "not-met 0+ 1- 0?");
    check("E8.3", vec![router(None), a_scan(&ago(0)).host("r1.h.example")], "unknown 0+ 0- 0?");
}

#[test]
fn a_scan_that_got_in_speaks_over_the_list() {
    check("E8.3", vec![router(Some(true)), let_in(0, "r1.h.example")], "not-met 0+ 1- 0?");
    check("E8.3", vec![router(Some(true)), let_in(0, "server.h.example")], "not-met 1+ 1- 0?");
    check("E8.3", vec![router(Some(true)), let_in(40, "r1.h.example")], "unknown 0+ 0- 1?");
}

fn saved(size: Size, days: i32, answer: Option<Says>, expected: &str) {
    let state = DeviceState { configuration_saved: Some(day(&ago(days))), ..DeviceState::default() };
    let files = [one_device(AssetKind::Network, state)];
    let answer = answer.map(|says| whole("H10.5", says));
    check_for("H10.5", size, files.into_iter().chain(answer).collect(), expected);
}

#[test]
fn settings_of_the_network_were_saved_within_a_week() {
    saved(Size::Medium, 7, Some(Says::Yes), "met 2+ 0- 0?");
    saved(Size::Medium, 8, Some(Says::Yes), "not-met 1+ 1- 0?");
    saved(Size::Small, 8, Some(Says::Yes), "met 2+ 0- 0?");
    saved(Size::Medium, 7, None, "unknown 1+ 0- 1?");
    saved(Size::Medium, 7, Some(Says::No), "not-met 1+ 1- 0?");
}
