//! Devices that the inventory lists, and what consoles and lists say of how they are protected and kept.

use super::attested;
use super::subject::Subject;
use crate::{Ground, Ruling};
use std::collections::BTreeSet;
use ward_domain::observation::{AssetKind, DeviceState};
use ward_estate::Asset;

/// A question about each device of the kinds that the measure's list `kinds` names.
#[derive(Default)]
pub(super) struct Question {
    /// What is asked, as the end of a sentence: `whether its disk is encrypted`.
    pub(super) what: &'static str,
    /// Whether any file ever said something about it. Until then, the answer of a person counts.
    pub(super) was_said: bool,
    /// The kind of evidence beyond whose age nothing counts.
    pub(super) taken_as: Option<&'static str>,
    /// Devices of other kinds that the question is also about.
    pub(super) also: BTreeSet<u32>,
    /// A part that only people can say: the subject, and what to tell while nobody has.
    pub(super) part: Option<(&'static str, &'static str)>,
}

impl Question {
    /// A question that one field of the state answers.
    pub(super) fn of_state(ground: &Ground<'_>, what: &'static str, says: fn(&DeviceState) -> bool) -> Self {
        let was_said = ground.estate().assets.iter().any(|a| a.state.rows.iter().any(|r| says(&r.row)));
        Self { what, was_said, ..Self::default() }
    }

    /// Judges each device. `each` asks and says whether the question applies to the device at all.
    ///
    /// The population is the inventory's, with the devices that only a console knows. A device whose kind nobody says
    /// may be of any kind.
    pub(super) fn judge<'g>(
        self,
        ground: &'g Ground<'g>,
        mut each: impl FnMut(&mut Subject<'g>, u32, &'g Asset) -> bool,
    ) -> Ruling<'g> {
        if !self.was_said {
            return attested::instead(ground, format!("No file that was given says {}.", self.what));
        }
        if ground.fresh("asset-inventory").is_empty() {
            return Ruling::unknown(ground, ground.missing("asset-inventory"));
        }
        let kinds = ground.measure().list("kinds");
        let mut ruling = Ruling::new(ground);
        for (position, asset) in (0u32..).zip(&ground.estate().assets) {
            let is_listed = asset.inventory_record.is_some();
            let counts = match asset.kind.map(AssetKind::as_str) {
                Some(kind) => kinds.iter().any(|wanted| wanted == kind) && (is_listed || is_managed(asset)),
                None => is_listed,
            };
            let is_named = self.also.contains(&position);
            if !counts && !is_named {
                continue;
            }
            let mut subject = Subject::new(ground, &asset.name);
            if let Some(kind) = self.taken_as {
                subject = subject.taken_as(kind);
            }
            if !each(&mut subject, position, asset) {
                ruling.not_applicable();
                continue;
            }
            if asset.kind.is_none() && !is_named {
                subject.open("The inventory does not say what kind of device it is.");
            }
            if asset.inventory_record.is_some_and(|at| !ground.is_fresh(at.source)) {
                subject.open("The inventory that lists it is too old to count.");
            }
            subject.conclude(&mut ruling);
        }
        if ruling.has_no_cases() {
            return attested::instead(
                ground,
                format!(
                    "The inventory lists none of these kinds: {}. Add them; if there are none, answer that this does not apply.",
                    kinds.join(", ")
                ),
            );
        }
        for source in ground.fresh("asset-inventory") {
            ruling.rests_on(source);
        }
        if let Some((subject, open)) = self.part {
            attested::part(ground, &mut ruling, subject, open);
        }
        ruling
    }
}

fn is_managed(asset: &Asset) -> bool {
    !asset.state.rows.is_empty()
}
