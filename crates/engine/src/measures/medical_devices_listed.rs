//! H1.4: medical devices are listed with maker, model and version, and the maker's papers are held.

use super::listed::Line;
use super::{Rule, inventory};
use crate::{Ground, Ruling};
use jiff::civil::Date;
use ward_estate::Asset;

/// See the module.
pub struct MedicalDevicesListed;

impl Rule for MedicalDevicesListed {
    fn slug(&self) -> &'static str {
        "medical-devices-listed"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let cleared_since =
            ground.measure().list("sbom-since").first().and_then(|day| day.parse::<Date>().ok());
        let fields = ground.measure().list("fields");
        let mut forms = Forms::default();
        let mut ruling = inventory::medical_devices(ground, |_, device, line| {
            if device.inventory_record.is_none() {
                return line.wrong("no inventory lists it");
            }
            for field in fields.iter().filter(|field| !has(device, field)) {
                // Where no device has it, the inventory has no such column.
                if ground.estate().assets.iter().any(|asset| has(asset, field)) {
                    line.wrong(format!("no {field}"));
                } else {
                    line.unsaid(field);
                }
            }
            forms.count(line.said(&device.state, |s| s.has_mds2).map(|(has, _)| has));
            let cleared = line.said(&device.state, |s| s.cleared_on);
            match (line.said(&device.state, |s| s.has_sbom), cleared) {
                (Some((true, at)), _) => line.rests_on(at),
                (_, Some((day, at))) if cleared_since.is_some_and(|since| day < since) => line.rests_on(at),
                (Some((false, at)), Some((day, _))) => {
                    line.fault(
                        at,
                        format!("no list of software parts (SBOM), though it was cleared on {day}"),
                    );
                }
                (None, Some(_)) => line.unsaid("whether a list of software parts (SBOM) is held"),
                (_, None) => line
                    .unsaid("when the FDA cleared it, which decides whether a list of software parts is due"),
            }
        });
        if !ruling.population_is_unknown() && forms.all > 0 {
            forms.conclude(ground, &mut ruling);
        }
        ruling
    }
}

fn has(device: &Asset, field: &str) -> bool {
    match field {
        "maker" => device.maker.is_some(),
        // Where no model is given, the maker stands in its place.
        "model" => device.model.is_some() && device.model != device.maker,
        "version" => device.operating_system.is_some(),
        // A field that nobody knows is lacking everywhere: the mistake shows at once.
        _ => false,
    }
}

/// Devices whose security form (MDS2) is held, not held, or not spoken of. Together they are one more subject.
#[derive(Default)]
struct Forms {
    all: u64,
    held: u64,
    not_said: u64,
}

impl Forms {
    fn count(&mut self, is_held: Option<bool>) {
        self.all += 1;
        self.held += u64::from(is_held == Some(true));
        self.not_said += u64::from(is_held.is_none());
    }

    fn conclude<'g>(&self, ground: &'g Ground<'g>, ruling: &mut Ruling<'g>) {
        let share = ground.measure().number("mds2-share", ground.size());
        let reaches = |count: u64| count as f64 + 1e-9 >= share * self.all as f64;
        let mut line = Line::new(ground, "security forms (MDS2) of all devices");
        let says = format!(
            "held for {} of {}, not said for {}; {:.0} % are wanted",
            self.held,
            self.all,
            self.not_said,
            share * 100.0
        );
        if !reaches(self.held + self.not_said) {
            line.wrong(says);
        } else if !reaches(self.held) {
            line.perhaps(says);
        }
        line.conclude(ruling);
    }
}
