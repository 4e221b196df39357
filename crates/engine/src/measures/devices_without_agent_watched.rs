//! H6.2: medical and building devices, which run no protection of their own, are watched on the network or kept apart.

use super::devices::Question;
use super::{AnswersCount, Rule};
use crate::{Ground, Ruling};

/// See the module.
pub struct DevicesWithoutAgentWatched;

impl Rule for DevicesWithoutAgentWatched {
    fn slug(&self) -> &'static str {
        "devices-without-agent-watched"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let question = Question::of_state(
            ground,
            "whether medical and building devices are watched or kept apart",
            |state| state.is_watched_or_isolated.is_some(),
        );
        question.judge(ground, |subject, _, asset| {
            let told = asset.state.newest(|state| state.is_watched_or_isolated);
            subject.must(
                told,
                "It is neither watched on the network nor kept apart.",
                "No list that still counts says whether it is watched or kept apart.",
            );
            true
        })
    }
}
