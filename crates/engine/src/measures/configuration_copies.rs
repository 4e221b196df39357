//! H10.5: a recent copy of the settings of every network device is kept, and can be loaded again.

use super::devices::Question;
use super::{AnswersCount, Rule};
use crate::ground::days_between;
use crate::{Ground, Ruling};

/// See the module.
pub struct ConfigurationCopies;

impl Rule for ConfigurationCopies {
    fn slug(&self) -> &'static str {
        "configuration-copies"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let said = Question::of_state(ground, "when the settings of network devices were saved", |state| {
            state.configuration_saved.is_some()
        });
        let part = ("loading a copy", "Nobody says whether a copy can be loaded again. Answer the question.");
        let most = ground.days("copy-age");
        // A list older than a backup report may be does not know of later copies.
        let question = Question { part: Some(part), taken_as: Some("backup-report"), ..said };
        question.judge(ground, |subject, _, asset| {
            let told = asset.state.newest(|state| state.configuration_saved);
            match subject.said(told.map(|(saved, at)| ((saved, at), at))) {
                Some((saved, at))
                    if days_between(saved, ground.estate().source(at).collected_on()) <= most => {}
                Some((saved, _)) => {
                    subject.wrong(format!(
                        "Its settings were last saved on {saved}, and {most} days are allowed."
                    ));
                }
                None => subject.open("No list that still counts says when its settings were saved."),
            }
            true
        })
    }
}
