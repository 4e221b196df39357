//! H1.2: the inventory was brought up to date lately.

use super::Rule;
use crate::{Ground, Ruling};

/// See the module.
pub struct InventoryKeptCurrent;

impl Rule for InventoryKeptCurrent {
    fn slug(&self) -> &'static str {
        "inventory-kept-current"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let most = ground.days("max-age");
        let mut ruling = Ruling::new(ground);
        for source in ground.estate().current_sources("asset-inventory") {
            let info = &ground.estate().sources[source as usize];
            let age = ground.age(info.collected_on());
            ruling.rests_on(source);
            if age <= most {
                ruling.met();
            } else {
                let subject = format!("inventory of {}", info.collected_on());
                ruling.undecided(age, &subject, &[], || {
                    format!(
                        "{age} days old; nothing shows that it was kept since. At most {most} days count."
                    )
                });
            }
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(ground, ground.missing("asset-inventory"));
        }
        ruling
    }
}
