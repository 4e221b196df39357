//! E5.6: computers block USB sticks and other removable storage, or force it to be encrypted.

use super::devices::Question;
use super::{AnswersCount, Rule};
use crate::{Ground, Ruling};

/// See the module.
pub struct RemovableMediaControlled;

impl Rule for RemovableMediaControlled {
    fn slug(&self) -> &'static str {
        "removable-media-controlled"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let question =
            Question::of_state(ground, "whether computers block removable storage or encrypt it", |state| {
                state.blocks_removable_media.is_some()
            });
        question.judge(ground, |subject, _, asset| {
            let told = asset.state.newest(|state| state.blocks_removable_media);
            subject.must(
                told,
                "Removable storage is neither blocked nor forced to be encrypted.",
                "No list that still counts says whether removable storage is blocked or encrypted.",
            );
            true
        })
    }
}
