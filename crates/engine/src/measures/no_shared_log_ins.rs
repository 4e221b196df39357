//! E8.1: every log-in belongs to one person.
//!
//! No directory can know that. A list that says so of an account decides about it; for the others the signed review
//! does, and a name that sounds like a place or a duty stays undecided, for a name proves nothing.

use super::subject::Subject;
use super::{AnswersCount, Rule, attested, workforce};
use crate::{Ground, Ruling};
use ward_domain::observation::Says;
use ward_estate::Account;

/// See the module.
pub struct NoSharedLogIns;

impl Rule for NoSharedLogIns {
    fn slug(&self) -> &'static str {
        "no-shared-log-ins"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if !ground.was_ever_given("identity-export") {
            return attested::instead(ground, ground.missing("identity-export"));
        }
        if let Some(because) = workforce::missing(ground, &["identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let prefixes = workforce::service_prefixes(ground);
        let words = ground.measure().list("shared-words");
        let review = ground.answer(None);
        let mut ruling = Ruling::new(ground);
        for account in ground.estate().accounts.iter().filter(|a| a.may_be_used()) {
            if !workforce::is_human(account, prefixes) {
                ruling.not_applicable();
                continue;
            }
            let mut subject = Subject::new(ground, &account.log_in);
            match subject.said(account.told.newest(|seen| seen.is_shared)) {
                Some(false) => {}
                Some(true) => subject.wrong("The list says that several people use it."),
                None => not_said(&mut subject, account, words, review.map(|answer| answer.row.says)),
            }
            subject.conclude(&mut ruling);
        }
        if let Some(review) = review {
            ruling.rests_on_answer(review);
            if review.row.says == Says::No {
                ruling.not_met(0, "the review", &[review.at], || {
                    format!("{} answered that log-ins are shared. {}", review.row.signer, review.row.comment)
                });
            }
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(ground, "The identity export names no account that a person can use.");
        }
        ruling
    }
}

/// What remains where no list says whether an account is shared: its name, and what the signed review says of all.
fn not_said(subject: &mut Subject<'_>, account: &Account, words: &[String], review: Option<Says>) {
    let Some(at) = account.at.filter(|at| subject.is_fresh(*at)) else {
        subject.open("The export that lists it is too old to count.");
        return;
    };
    subject.by(at);
    if let Some(word) = word_in(account, words) {
        subject.open(format!(
            "Its name has “{word}” in it. Ask who uses it; if it is a listed shared station, record that."
        ));
    } else if review != Some(Says::Yes) {
        subject.open("Nobody says whether one person alone uses it. Review the list, and answer.");
    }
}

/// The first of the words that one part of the name is, numbers at its end aside: `ward-3` and `nurse2`, not `wardlaw`.
fn word_in<'w>(account: &Account, words: &'w [String]) -> Option<&'w String> {
    let name = account.log_in.split('@').next().unwrap_or_default();
    let parts = name.split(|c: char| !c.is_alphanumeric());
    parts
        .map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()))
        .find_map(|part| words.iter().find(|word| *word == part))
}
