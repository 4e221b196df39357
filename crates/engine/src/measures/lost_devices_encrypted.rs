//! E5.2: laptops, tablets and phones are encrypted, and that is checked every week.

use super::devices::Question;
use super::{AnswersCount, Rule};
use crate::{Ground, Ruling};

/// See the module.
pub struct LostDevicesEncrypted;

impl Rule for LostDevicesEncrypted {
    fn slug(&self) -> &'static str {
        "lost-devices-encrypted"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let said = Question::of_state(ground, "whether portable devices are encrypted", |state| {
            state.is_encrypted.is_some()
        });
        // Whatever list says it: it must be checked as often as an encryption report.
        let question = Question { taken_as: Some("device-encryption"), ..said };
        question.judge(ground, |subject, _, asset| {
            let told = asset.state.newest(|state| state.is_encrypted);
            subject.must(
                told,
                "It is not encrypted.",
                "No report that still counts says whether it is encrypted.",
            );
            true
        })
    }
}
