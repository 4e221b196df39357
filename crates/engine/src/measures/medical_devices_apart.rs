//! H7.4: medical devices are in network segments of their own.

use super::{Rule, inventory, listed};
use crate::{Ground, Ruling};
use std::collections::BTreeMap;
use ward_domain::observation::AssetKind;
use ward_estate::Asset;

/// See the module.
pub struct MedicalDevicesApart;

impl Rule for MedicalDevicesApart {
    fn slug(&self) -> &'static str {
        "medical-devices-apart"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let words: Vec<&str> = ground.measure().list("segment-words").iter().map(String::as_str).collect();
        let shared = shared_segments(ground);
        let mut ruling = inventory::medical_devices(ground, |_, device, line| {
            match line.said(&device.state, |s| s.segment.as_deref().filter(|s| !s.trim().is_empty())) {
                None => line.unsaid("in which segment it is"),
                Some((segment, at)) if listed::has_word(segment, &words) => line.rests_on(at),
                Some((segment, at)) => match shared.get(&segment.trim().to_lowercase()) {
                    Some(other) => line.fault(at, format!("its segment {segment} also holds {other}, which is no medical device")),
                    None => line.doubt(at, format!("nothing says that its segment {segment} is for medical devices; put that into its name")),
                },
            }
        });
        ruling.note("Which Internet addresses the devices can reach is not judged here: look at the firewall rules of their segments.");
        ruling
    }
}

/// Segments in which a device of another kind is, with its name.
fn shared_segments<'g>(ground: &'g Ground<'g>) -> BTreeMap<String, &'g str> {
    let others =
        ground.estate().assets.iter().filter(|a| a.kind.is_some_and(|kind| kind != AssetKind::MedicalDevice));
    let fresh = |asset: &'g Asset| {
        let rows = asset.state.rows.iter().rev().filter(|row| ground.is_fresh(row.at.source));
        let segment = rows.into_iter().find_map(|row| row.row.segment.as_ref());
        segment.map(|segment| (segment.trim().to_lowercase(), asset.name.as_str()))
    };
    others.filter_map(fresh).collect()
}
