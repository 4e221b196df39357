//! Plants the faults of E1.4, E1.5, E1.6 and H1.3 among listed devices.

use super::{Blank, Class, Device, InternalScan, RDP};
use crate::dates::days_before;
use crate::prng::Prng;
use crate::truth::Faultlist;
use crate::{Plan, enough_to_miss_the_target};

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
}
