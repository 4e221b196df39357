//! E8.7: wrong passwords, again and again, lock the account or raise an alert.

use super::settings::{self, Takes};
use super::{AnswersCount, Rule, attested};
use crate::{Ground, Ruling};

/// See the module.
pub struct FailedLogInsNoticed;

const LOCK: &str = "lock-or-alert";

impl Rule for FailedLogInsNoticed {
    fn slug(&self) -> &'static str {
        "failed-log-ins-noticed"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if !settings::was_said(ground, &[LOCK]) {
            return attested::instead(ground, "No check of locks after wrong passwords was given.");
        }
        let mut ruling = Ruling::new(ground);
        settings::protection(ground, &mut ruling, LOCK, Takes::Any);
        let open = "No check shows this. Answer for the directories and systems that no check looked at.";
        attested::part(ground, &mut ruling, "places that no check looked at", open);
        ruling
    }
}
