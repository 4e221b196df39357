//! E6.7: partners at whom a person had access were told that the person left.

use super::{AnswersCount, Rule, workforce};
use crate::{Ground, Ruling};

/// See the module.
pub struct PartnersTold;

impl Rule for PartnersTold {
    fn slug(&self) -> &'static str {
        "partners-told"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::EachSubject
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        workforce::answered_for_departures(
            ground,
            "Nothing says whether other organisations gave this person access and were told.",
        )
    }
}
