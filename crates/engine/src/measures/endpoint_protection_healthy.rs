//! H6.1: protection against malware runs on every computer, and was heard from and updated lately.

use super::devices::Question;
use super::{AnswersCount, Rule};
use crate::ground::days_between;
use crate::{Ground, Ruling};
use ward_domain::observation::DeviceState;
use ward_estate::date_of;

/// See the module.
pub struct EndpointProtectionHealthy;

impl Rule for EndpointProtectionHealthy {
    fn slug(&self) -> &'static str {
        "endpoint-protection-healthy"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let said = Question::of_state(ground, "whether protection runs on the computers", |state| {
            state.is_protected.is_some()
        });
        let question = Question { taken_as: Some("endpoint-protection"), ..said };
        let most = ground.days("max-age");
        question.judge(ground, |subject, _, asset| {
            let told = asset.state.newest(|state| state.is_protected.map(|runs| (runs, heard_from(state))));
            match subject.said(told.map(|((runs, heard), at)| ((runs, heard, at), at))) {
                Some((true, Some(heard), at)) => {
                    // Counted from the day of the list: what was heard since then, it cannot know.
                    let silent = days_between(date_of(heard), ground.estate().source(at).collected_on());
                    if silent > most {
                        subject.wrong(format!(
                            "Its protection was last heard from or updated on {}.",
                            date_of(heard)
                        ));
                    }
                }
                Some((true, None, _)) => subject.open("Nobody says when its protection was last updated."),
                Some((false, ..)) => subject.wrong("Its protection does not run or is not in order."),
                None => subject.open("No list of protected computers that still counts names it."),
            }
            true
        })
    }
}

/// The last update of its protection; where the list has none, the last contact.
fn heard_from(state: &DeviceState) -> Option<jiff::Timestamp> {
    state.protection_updated.or(state.last_contact)
}
