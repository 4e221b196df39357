//! H1.1: devices seen on the network are in the inventory, and none in the DMZ is a stranger.

use super::Rule;
use crate::{Ground, Ruling};
use jiff::civil::Date;
use ward_estate::{Asset, date_of};

/// See the module.
pub struct SeenAndKnown;

impl Rule for SeenAndKnown {
    fn slug(&self) -> &'static str {
        "seen-and-known"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let inventories = ground.fresh("asset-inventory");
        if inventories.is_empty() {
            return Ruling::unknown(ground, ground.missing("asset-inventory"));
        }
        if !ground.estate().organisation.declares_an_outside() {
            return Ruling::unknown(
                ground,
                "No address ranges are declared, so nobody can say what stands in the DMZ.",
            );
        }
        let window = ground.days("window");
        let oldest = ground.days_ago(window);
        let mut ruling = Ruling::new(ground);
        for source in inventories {
            ruling.rests_on(source);
        }
        let (mut strangers_in_dmz, mut inside) = (0, 0);
        for asset in &ground.estate().assets {
            let Some((_, at)) = asset.seen_on_network.filter(|(when, _)| date_of(*when) >= oldest) else {
                continue;
            };
            inside += u32::from(is_seen_inside(asset, oldest));
            ruling.rests_on_history(at.source);
            match asset.inventory_record {
                Some(record) if ground.is_fresh(record.source) => {
                    ruling.met();
                    continue;
                }
                Some(record) => {
                    ruling.undecided(0, &asset.name, &[record], || {
                        "The inventory that lists it is too old to count.".to_owned()
                    });
                    continue;
                }
                None => {}
            }
            strangers_in_dmz += u32::from(asset.is_in_dmz && ground.exception(&asset.name).is_none());
            ruling.not_met(i64::from(asset.is_in_dmz), &asset.name, &[at], || {
                let place = if asset.is_in_dmz { "in the DMZ" } else { "on the network" };
                format!("Seen {place}, and in no inventory.")
            });
        }
        if strangers_in_dmz > 0 {
            ruling.veto(format!(
                "Devices in the DMZ that no inventory lists: {strangers_in_dmz}. None may be."
            ));
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(ground, format!("No scan of the last {window} days saw a device."));
        }
        if inside == 0 {
            return Ruling::unknown(
                ground,
                format!(
                    "The scans of the last {window} days saw public addresses only. Scan the network from within."
                ),
            );
        }
        ruling
    }
}

/// Whether a scan met the device at an inside address since a day. Consoles and checks of settings see what somebody
/// gave them, and so no strangers.
fn is_seen_inside(asset: &Asset, since: Date) -> bool {
    asset.host_scans.iter().any(|scan| date_of(scan.at) >= since && scan.public_address.is_none())
}
