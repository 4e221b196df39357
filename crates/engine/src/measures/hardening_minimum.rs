//! H10.4: computers block macros from the Internet, have SMB 1 and LLMNR off, and hold nothing that nobody needs.

use super::devices::Question;
use super::settings::{self, Shown, Takes};
use super::{AnswersCount, Rule};
use crate::{Ground, Ruling};
use ward_estate::Asset;

/// See the module.
pub struct HardeningMinimum;

/// The lists of rules, each named like what its rules show.
const SETTINGS: [&str; 3] = ["macros-from-the-internet-blocked", "smb-1-off", "llmnr-off"];

impl Rule for HardeningMinimum {
    fn slug(&self) -> &'static str {
        "hardening-minimum"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let shown = SETTINGS.map(|list| (list.replace('-', " "), settings::at_places(ground, list)));
        let systems = ground.measure().list("systems");
        let has_them = |asset: &Asset| {
            let system = asset.operating_system.as_deref().map(str::to_lowercase);
            system.is_none_or(|system| systems.iter().any(|word| system.contains(word.as_str())))
        };
        let part = (
            "software and ports that nobody needs",
            "Nobody says whether programs and ports that nobody needs were removed. Answer the question.",
        );
        let question = Question {
            what: "whether old protocols and macros are off on computers",
            was_said: shown.iter().any(|(_, places)| places.keys().any(|(asset, _)| asset.is_some())),
            part: Some(part),
            ..Question::default()
        };
        question.judge(ground, |subject, position, asset| {
            if !has_them(asset) {
                return false;
            }
            for (name, places) in &shown {
                let place = places.get(&(Some(position), ""));
                if place.is_some_and(Shown::does_not_apply) {
                    continue;
                }
                let told = place.and_then(|place| place.is_so(Takes::All));
                subject.must(
                    told,
                    &format!("Not so: {name}."),
                    &format!("No check that still counts looked at this: {name}."),
                );
            }
            true
        })
    }
}
