//! Plants faults among listed devices: what they show on the network, what the inventory says, how they are kept.

use super::{Blank, Care, Class, Device, InternalScan, RDP, TELNET};
use crate::dates::days_before;
use crate::people::Staff;
use crate::prng::Prng;
use crate::truth::Faultlist;
use crate::{Faults, Plan, enough_to_miss_the_target};

/// Changes listed devices so that they fail.
pub(super) fn plant(plan: &Plan, devices: &mut [Device], faults: &mut Faultlist) {
    let prng = &mut Prng::stream(plan.seed, "faults among devices");
    for device in devices.iter_mut() {
        match (device.name.as_str(), device.public) {
            ("rdgw", Some(address)) => {
                device.doors.push(RDP);
                faults.plant("E1.4", format!("{address}:3389/tcp"), "remote desktop open to the Internet");
            }
            ("img-exchange", Some(_)) => {
                device.support_ends = days_before(plan.as_of, 20);
                faults.plant(
                    "E1.5",
                    device.subject(),
                    "Internet-facing, and past the end of the maker's support",
                );
                faults.plant(
                    "H1.7",
                    device.subject(),
                    "past the end of the maker's support, and without a plan",
                );
            }
            _ => {}
        }
    }

    let is_office = |device: &Device| matches!(device.class, Class::Workstation | Class::Laptop);
    let computers = devices.iter().filter(|device| device.class.is_computer()).count();
    let mut office: Vec<usize> = (0..devices.len()).filter(|&n| is_office(&devices[n])).collect();
    for n in prng.take(&mut office, enough_to_miss_the_target(computers)) {
        devices[n].internal_scan = InternalScan::CannotLogIn;
        faults.plant("E1.6", devices[n].subject(), "the internal scan could not log in");
    }

    let is_ordinary =
        |device: &Device| is_office(device) || matches!(device.class, Class::Printer | Class::Tablet);
    let mut ordinary: Vec<usize> = (0..devices.len()).filter(|&n| is_ordinary(&devices[n])).collect();
    let blanks = [
        (Blank::Owner, "an owner"),
        (Blank::SupportEnds, "an end of support"),
        (Blank::Criticality, "a criticality"),
        (Blank::Location, "a place"),
        (Blank::HoldsEphi, "a word on patient data"),
    ];
    let records = prng.take(&mut ordinary, enough_to_miss_the_target(devices.len()));
    for (n, (blank, what)) in records.into_iter().zip(blanks.into_iter().cycle()) {
        devices[n].blank = Some(blank);
        faults.plant("H1.3", devices[n].subject(), format!("inventory record without {what}"));
    }
    care(plan, devices, faults);
}

/// A way of being kept badly: the measure that finds it, which devices may have it, and what it is.
type Neglect = (&'static str, fn(&Device) -> bool, fn(&mut Care), &'static str);

/// Neglect of which a share is allowed: more have it than that.
const COMMON: &[Neglect] = &[
    (
        "E5.2",
        |d| d.class.is_portable(),
        |c| c.is_encrypted = false,
        "the console says that its disk is not encrypted",
    ),
    ("E5.6", |d| d.class.is_computer(), |c| c.blocks_removable_media = false, "takes any memory stick"),
    (
        "E8.2",
        |d| d.class.is_computer(),
        |c| c.has_managed_password = false,
        "shares its local administrator password",
    ),
    ("H6.1", |d| d.class.is_computer(), |c| c.is_protected = false, "its endpoint protection stopped"),
    (
        "H7.4",
        |d| d.class == Class::Medical,
        |c| c.zone = "Inside",
        "medical device among the office computers",
    ),
    (
        "H10.2",
        |d| d.class.is_computer() || d.class.is_network(),
        |c| c.meets_baseline = false,
        "fails a quarter of the rules of its benchmark",
    ),
];

/// Neglect of which not one case is allowed.
const SINGLE: &[Neglect] = &[
    (
        "E8.3",
        |d| d.class == Class::Switch,
        |c| c.default_password_changed = false,
        "still has its maker's password",
    ),
    (
        "H6.2",
        |d| d.class == Class::Medical,
        |c| c.is_watched = false,
        "medical device that no sensor watches",
    ),
    (
        "H1.4",
        |d| d.class == Class::Medical && d.care.has_sbom,
        |c| c.has_sbom = false,
        "cleared in 2024, and no list of software parts is held",
    ),
];

fn care(plan: &Plan, devices: &mut [Device], faults: &mut Faultlist) {
    let prng = &mut Prng::stream(plan.seed, "faults of care");
    let kinds =
        COMMON.iter().map(|neglect| (neglect, true)).chain(SINGLE.iter().map(|neglect| (neglect, false)));
    for ((measure, may_have, spoil, why), is_common) in kinds {
        let mut pool: Vec<usize> = (0..devices.len()).filter(|&n| may_have(&devices[n])).collect();
        let count = if is_common { enough_to_miss_the_target(pool.len()) } else { 1 };
        for n in prng.take(&mut pool, count) {
            spoil(&mut devices[n].care);
            faults.plant(measure, devices[n].subject(), *why);
        }
    }
    if let Some(printer) = devices.iter_mut().find(|device| device.class == Class::Printer) {
        printer.doors.push(TELNET);
        faults.plant("E5.4", format!("{}:23/tcp", printer.subject()), "printer that is managed over telnet");
    }
}

/// Makes people administrators of the computers that they work at, enough of them to miss the target of E9.3.
pub(crate) fn local_administrators(
    plan: &Plan,
    staff: &Staff,
    devices: &mut [Device],
    faults: &mut Faultlist,
) {
    if plan.faults == Faults::None {
        return;
    }
    let prng = &mut Prng::stream(plan.seed, "local administrators");
    let everyday = staff.accounts.iter().filter(|account| account.is_everyday());
    let mut everyday: Vec<String> = everyday.map(|account| account.log_in.to_lowercase()).collect();
    let mut office: Vec<usize> = (0..devices.len())
        .filter(|&n| devices[n].is_listed && matches!(devices[n].class, Class::Workstation | Class::Laptop))
        .collect();
    let count = enough_to_miss_the_target(everyday.len());
    for (log_in, n) in prng.take(&mut everyday, count).into_iter().zip(prng.take(&mut office, count)) {
        devices[n].care.local_administrators.push(log_in.clone());
        faults.plant("E9.3", log_in, "administers the computer that this person works at");
    }
}
