//! How a device is protected and kept, as its consoles and lists say.

use super::Class;
use crate::Plan;
use crate::dates::days_before;
use jiff::civil::{Date, date};

/// The state of one device. Each field is asked of some classes only; for the others it says nothing.
#[derive(Clone)]
pub(crate) struct Care {
    pub(crate) maker: &'static str,
    pub(crate) model: &'static str,
    pub(crate) is_encrypted: bool,
    /// Whether endpoint protection runs and is current.
    pub(crate) is_protected: bool,
    pub(crate) blocks_removable_media: bool,
    /// Whether a tool sets the local administrator's password.
    pub(crate) has_managed_password: bool,
    pub(crate) default_password_changed: bool,
    pub(crate) is_watched: bool,
    /// Zone of the network; empty where the address tells it.
    pub(crate) zone: &'static str,
    pub(crate) has_mds2: bool,
    pub(crate) has_sbom: bool,
    pub(crate) cleared: Date,
    pub(crate) support_plan: &'static str,
    pub(crate) configuration_saved: Date,
    /// Who administers a computer beside the tool: accounts or groups.
    pub(crate) local_administrators: Vec<String>,
    /// Whether it passes the benchmark that it is measured against.
    pub(crate) meets_baseline: bool,
}

/// Zone of the medical devices.
pub(crate) const MEDICAL_ZONE: &str = "Biomedical";

impl Care {
    /// Everything as it should be. `number` tells devices of a class apart.
    pub(super) fn in_order(plan: &Plan, class: Class, number: u32) -> Self {
        let (maker, models) = class.product();
        let is_medical = class == Class::Medical;
        // Every fourth medical device is younger than the law that asks for a list of its software parts (section 524B
        // of the FD&C Act, for devices submitted from 29 March 2023 on).
        let is_young = number.is_multiple_of(4);
        Self {
            maker,
            model: models[number as usize % models.len()],
            is_encrypted: true,
            is_protected: true,
            blocks_removable_media: true,
            has_managed_password: true,
            default_password_changed: true,
            is_watched: true,
            zone: if is_medical { MEDICAL_ZONE } else { "" },
            has_mds2: number % 10 != 3,
            has_sbom: is_young,
            cleared: if is_young { date(2024, 5, 14) } else { date(2019, 9, 3) },
            support_plan: "",
            configuration_saved: days_before(plan.as_of, 3),
            local_administrators: vec!["workstation-support".to_owned()],
            meets_baseline: true,
        }
    }
}
