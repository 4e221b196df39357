//! E8.4: systems demand long passwords and refuse stolen ones.
//!
//! Many benchmarks ask for less than 15 characters. To fail such a rule shows that passwords are short; to pass it shows
//! nothing here.

use super::settings::{self, Takes};
use super::{AnswersCount, Rule, attested};
use crate::{Ground, Ruling};

/// See the module.
pub struct StrongPasswords;

const LONG: &str = "long-passwords-demanded";
const NOT_SHORTER: &str = "passwords-not-short";
const NOT_STOLEN: &str = "stolen-passwords-refused";

impl Rule for StrongPasswords {
    fn slug(&self) -> &'static str {
        "strong-passwords"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if !settings::was_said(ground, &[LONG, NOT_SHORTER, NOT_STOLEN]) {
            return attested::instead(ground, "No check of password rules was given.");
        }
        let mut ruling = Ruling::new(ground);
        settings::protection(ground, &mut ruling, LONG, Takes::All);
        settings::protection(ground, &mut ruling, NOT_SHORTER, Takes::OnlyRefutes);
        settings::protection(ground, &mut ruling, NOT_STOLEN, Takes::Any);
        let open = "No check shows this. Answer for the systems that no check looked at, and for accounts of programs.";
        attested::part(ground, &mut ruling, "systems that no check looked at", open);
        ruling
    }
}
