//! E4.5: practice messages are sent through the year, and somebody helps those who fall for them again.

use super::subject::Subject;
use super::{AnswersCount, Rule, attested, practice};
use crate::{Ground, Ruling};
use jiff::civil::Date;
use std::collections::BTreeMap;
use ward_domain::observation::PhishingSeen;
use ward_estate::Placed;

/// See the module.
pub struct PhishingPractice;

impl Rule for PhishingPractice {
    fn slug(&self) -> &'static str {
        "phishing-practice"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if ground.estate().phishing.is_empty() {
            return attested::instead(ground, ground.missing("phishing-tests"));
        }
        let fresh = ground.fresh("phishing-tests");
        let (Some(newest), false) = (fresh.last().copied(), fresh.is_empty()) else {
            return Ruling::unknown(ground, ground.missing("phishing-tests"));
        };
        let (tests, undated) = practice::tests(ground);
        let mut ruling = Ruling::new(ground);
        for source in fresh {
            ruling.rests_on(source);
        }
        let (wanted, window) = (ground.days("tests"), ground.days("window"));
        let oldest = ground.days_ago(window);
        let held: Vec<_> = tests.iter().filter(|test| test.held >= oldest).collect();
        let mut subject = Subject::new(ground, "tests in a year");
        subject.by(ward_estate::At { source: newest, line: 0 });
        if i64::try_from(held.len()).unwrap_or(i64::MAX) < wanted {
            subject.wrong(format!(
                "The files show {} tests in {window} days, and {wanted} belong there.",
                held.len()
            ));
        }
        subject.conclude(&mut ruling);

        let mut falls: BTreeMap<String, Vec<&Placed<PhishingSeen>>> = BTreeMap::new();
        let latest = usize::try_from(ground.days("latest-tests")).unwrap_or_default();
        for placed in tests.iter().rev().take(latest).flat_map(|test| &test.rows) {
            if placed.row.fell_for_it == Some(true) {
                falls.entry(who(&placed.row)).or_default().push(placed);
            }
        }
        let again = usize::try_from(ground.days("again")).unwrap_or(usize::MAX);
        for (who, mut falls) in falls.into_iter().filter(|(_, falls)| falls.len() >= again) {
            falls.sort_by_key(|fall| (fall.row.sent, fall.at));
            followed_up(ground, who, &falls).conclude(&mut ruling);
        }
        if undated > 0 {
            ruling.note(format!("Tests without a date, which do not count: {undated}."));
        }
        ruling
    }
}

/// Somebody who fell again was spoken with on the day of the last test or later.
fn followed_up<'g>(ground: &'g Ground<'g>, who: String, falls: &[&'g Placed<PhishingSeen>]) -> Subject<'g> {
    let mut subject = Subject::new(ground, who);
    for fall in falls {
        subject.by(fall.at);
    }
    let last_fall: Option<Date> = falls.last().and_then(|fall| fall.row.sent);
    let talked: Option<Date> = falls.iter().filter_map(|fall| fall.row.followed_up).max();
    match (talked, last_fall) {
        (Some(talked), Some(fall)) if talked >= fall && talked <= ground.as_of() => {}
        (Some(talked), Some(fall)) => subject.wrong(format!(
            "Fell for {} tests, the last of {fall}; the last talk was on {talked}.",
            falls.len()
        )),
        _ => subject
            .open(format!("Fell for {} tests, and no list says that somebody spoke with them.", falls.len())),
    }
    subject
}

fn who(row: &PhishingSeen) -> String {
    row.mail.clone().or_else(|| row.person_id.clone()).unwrap_or_else(|| row.name.to_lowercase())
}
