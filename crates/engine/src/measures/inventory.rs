//! What several rules ask of the devices of the inventory.

use super::attested;
use super::listed::Line;
use crate::{Ground, Ruling};
use ward_domain::observation::{AssetKind, Says};
use ward_estate::Asset;

/// The evidence that lists all devices.
pub(super) const ALL: &[&str] = &["asset-inventory"];
/// The evidence that lists medical devices: the list of clinical engineering, or an inventory that names them.
const MEDICAL: &[&str] = &["medical-devices", "asset-inventory"];

/// Judges devices, each with its position in the estate. One that no inventory lists stands at the place where it was
/// seen.
pub(super) fn each<'g>(
    ground: &'g Ground<'g>,
    kinds: &[&str],
    is_wanted: impl Fn(&Asset) -> bool,
    mut judge: impl FnMut(u32, &'g Asset, &mut Line<'g>),
) -> Ruling<'g> {
    let sources: Vec<u32> = kinds.iter().flat_map(|kind| ground.fresh(kind)).collect();
    if sources.is_empty() {
        return Ruling::unknown(ground, kinds.first().map_or_else(String::new, |kind| ground.missing(kind)));
    }
    let mut ruling = Ruling::new(ground);
    for source in sources {
        ruling.rests_on(source);
    }
    for (position, asset) in (0u32..).zip(&ground.estate().assets).filter(|(_, asset)| is_wanted(asset)) {
        let mut line = Line::new(ground, &*asset.name);
        let at = asset.inventory_record.or(asset.seen_on_network.map(|(_, at)| at));
        at.or(asset.rows.last().copied()).into_iter().for_each(|at| line.listed_at(at));
        if !line.is_too_old() {
            judge(position, asset, &mut line);
        }
        line.conclude(&mut ruling);
    }
    ruling
}

/// Judges the medical devices. An inventory that names none does not show that there are none: a person has to say so.
pub(super) fn medical_devices<'g>(
    ground: &'g Ground<'g>,
    judge: impl FnMut(u32, &'g Asset, &mut Line<'g>),
) -> Ruling<'g> {
    let is_medical = |asset: &Asset| asset.kind == Some(AssetKind::MedicalDevice);
    let mut ruling = each(ground, MEDICAL, is_medical, judge);
    if !ruling.population_is_unknown() && ruling.is_empty() {
        return match ground.answer(None).filter(|answer| answer.row.says == Says::NotApplicable) {
            Some(_) => attested::judge(ground),
            None => Ruling::unknown(
                ground,
                "The inventory names no medical device. Add the list of clinical engineering, or answer that there is none.",
            ),
        };
    }
    let without_kind = |asset: &&Asset| asset.inventory_record.is_some() && asset.kind.is_none();
    let count = ground.estate().assets.iter().filter(without_kind).count();
    if count > 0 {
        ruling.note(format!(
            "Devices without a kind in the inventory: {count}. A medical device may be among them."
        ));
    }
    ruling
}
