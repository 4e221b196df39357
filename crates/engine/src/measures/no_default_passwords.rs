//! E8.3: no device on the network accepts its maker's password.
//!
//! That a scan found none is no proof: it knows the passwords of some makers. So a device counts only when a list says
//! that its password was changed, and a scan that got in with a known one speaks over that.

use super::devices::Question;
use super::{AnswersCount, Rule};
use crate::{Ground, Ruling};
use std::collections::BTreeMap;
use ward_domain::observation::Check;
use ward_estate::{At, Finding};

/// See the module.
pub struct NoDefaultPasswords;

impl Rule for NoDefaultPasswords {
    fn slug(&self) -> &'static str {
        "no-default-passwords"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let let_in = let_in(ground);
        let said = Question::of_state(ground, "whether factory passwords were changed", |state| {
            state.default_password_changed.is_some()
        });
        let was_said = said.was_said || !let_in.is_empty();
        let question = Question { was_said, also: let_in.keys().copied().collect(), ..said };
        question.judge(ground, |subject, position, asset| {
            match let_in.get(&position) {
                Some((title, at)) if ground.is_fresh(at.source) => {
                    subject.by(*at);
                    subject.wrong(format!("A scan found: {title}."));
                }
                Some((title, _)) => {
                    subject.open(format!("A scan found: {title}. No scan since has shown that it is gone."));
                }
                None => {}
            }
            subject.must(
                asset.state.newest(|state| state.default_password_changed),
                "Its factory password was not changed.",
                "No list that still counts says whether its factory password was changed.",
            );
            true
        })
    }
}

/// The devices on which an open finding speaks of a factory password.
fn let_in<'g>(ground: &Ground<'g>) -> BTreeMap<u32, (&'g str, At)> {
    let words = ground.measure().list("title-words");
    let ids = ground.measure().list("checks");
    let speaks_of_it = |check: &Check| {
        let title = check.title.to_lowercase();
        ids.contains(&check.id) || words.iter().any(|word| title.contains(word.as_str()))
    };
    let fits: Vec<bool> = ground.estate().checks.iter().map(speaks_of_it).collect();
    let is_it = |f: &&Finding| f.is_open() && fits.get(f.check as usize) == Some(&true);
    let mut let_in: BTreeMap<u32, (&str, At)> = BTreeMap::new();
    for finding in ground.estate().findings.iter().filter(is_it) {
        // One that still counts says more than one that does not.
        if !let_in.get(&finding.asset).is_some_and(|(_, at)| ground.is_fresh(at.source)) {
            let title = &ground.estate().checks[finding.check as usize].title;
            let_in.insert(finding.asset, (title, finding.last));
        }
    }
    let_in
}
