//! Device inventories: what the organisation says that it has, from a CMDB, an asset manager or a spreadsheet.

mod device;
mod layout;
mod words;

pub(super) use device::device;
pub(crate) use layout::LAYOUT;

use crate::About;
use crate::table::{Layout, Register, Row};
use ward_domain::observation::{AssetSeen, Observations};
use words::{is_gone, kind_of};

/// Reads device inventories.
pub struct AssetInventory;

static ABOUT: About = About {
    id: "asset-inventory",
    name: "Asset inventory",
    how_to_get: "Export all devices with owner, place, kind, system, address, criticality and end of support from the \
                 inventory or CMDB, as CSV or as a workbook",
    carries: "Which devices are known and what is known of each; not what is on the network",
    version: 2,
    evidence_kind: "asset-inventory",
};

impl Register for AssetInventory {
    type Seen = AssetSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "asset inventory";
    fn list(observations: &mut Observations) -> &mut Vec<AssetSeen> {
        &mut observations.assets
    }
    fn row(row: &mut Row<'_>) -> Result<AssetSeen, String> {
        if let Some(gone) = row.lower("status").filter(|status| is_gone(status)) {
            return Err(format!("the inventory says that the device is {gone}"));
        }
        let kind = row.meaning("kind", kind_of);
        Ok(AssetSeen { kind, ..device(row)? })
    }
}

#[cfg(test)]
mod tests;
