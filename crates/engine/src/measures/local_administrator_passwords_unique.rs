//! E8.2: each computer has its own local administrator password, set by a tool.

use super::devices::Question;
use super::{AnswersCount, Rule};
use crate::{Ground, Ruling};

/// See the module.
pub struct LocalAdministratorPasswordsUnique;

impl Rule for LocalAdministratorPasswordsUnique {
    fn slug(&self) -> &'static str {
        "local-administrator-passwords-unique"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let question =
            Question::of_state(ground, "whether a tool sets the local administrator passwords", |state| {
                state.has_managed_admin_password.is_some()
            });
        question.judge(ground, |subject, _, asset| {
            let told = asset.state.newest(|state| state.has_managed_admin_password);
            subject.must(
                told,
                "No tool gives it a local administrator password of its own.",
                "No list that still counts says whether a tool sets its local administrator password.",
            );
            true
        })
    }
}
