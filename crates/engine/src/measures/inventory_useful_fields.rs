//! H1.3: inventory records say what an incident needs: owner, place, kind, system, ePHI, criticality, address, support.

use super::Rule;
use crate::{Ground, Ruling};
use ward_estate::Asset;

/// See the module.
pub struct InventoryUsefulFields;

impl Rule for InventoryUsefulFields {
    fn slug(&self) -> &'static str {
        "inventory-useful-fields"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if ground.fresh("asset-inventory").is_empty() {
            return Ruling::unknown(ground, ground.missing("asset-inventory"));
        }
        let fields = ground.measure().list("fields");
        let mut ruling = Ruling::new(ground);
        for asset in &ground.estate().assets {
            let Some(at) = asset.inventory_record else { continue };
            if !ground.is_fresh(at.source) {
                ruling.undecided(0, &asset.name, &[at], || {
                    "The inventory that lists it is too old to count.".to_owned()
                });
                continue;
            }
            ruling.rests_on(at.source);
            let lacks: Vec<&str> =
                fields.iter().map(String::as_str).filter(|field| !has(asset, field)).collect();
            if lacks.is_empty() {
                ruling.met();
            } else {
                ruling.not_met(lacks.len().cast_signed() as i64, &asset.name, &[at], || {
                    format!("The record lacks: {}.", lacks.join(", "))
                });
            }
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(ground, "The inventory has no records.");
        }
        ruling
    }
}

fn has(asset: &Asset, field: &str) -> bool {
    match field {
        "owner" => asset.owner.is_some(),
        "place" => asset.place.is_some(),
        "kind" => asset.kind.is_some(),
        "operating-system" => asset.operating_system.is_some(),
        "ephi" => asset.holds_ephi.is_some(),
        "criticality" => asset.criticality.is_some(),
        "address" => !asset.addresses.is_empty() || !asset.fqdns.is_empty(),
        "support-ends" => asset.support_ends.is_some(),
        // A field that nobody knows is lacking everywhere: the mistake shows at once.
        _ => false,
    }
}
