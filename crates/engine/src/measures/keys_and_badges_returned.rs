//! E6.5: keys, badges and tokens of people who left came back, and secrets that they shared were changed.

use super::{AnswersCount, Rule, workforce};
use crate::{Ground, Ruling};

/// See the module.
pub struct KeysAndBadgesReturned;

impl Rule for KeysAndBadgesReturned {
    fn slug(&self) -> &'static str {
        "keys-and-badges-returned"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::EachSubject
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        workforce::answered_for_departures(ground, "Nothing says whether keys, badges and tokens came back.")
    }
}
