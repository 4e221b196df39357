//! E6.4: contractors, affiliates, students, volunteers and vendor staff have a sponsor and an end date within a year.

use super::{AnswersCount, Rule, workforce};
use crate::ground::plus;
use crate::{Ground, Ruling};
use ward_domain::observation::{PersonKind, Says};

/// See the module.
pub struct NonEmployeesSponsored;

impl Rule for NonEmployeesSponsored {
    fn slug(&self) -> &'static str {
        "non-employees-sponsored"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["workforce-roster"]) {
            return Ruling::unknown(ground, because);
        }
        let latest = plus(ground.as_of(), ground.days("most-days-ahead"));
        let mut ruling = Ruling::new(ground);
        let mut non_employees = 0;
        for person in ground.estate().people.iter().filter(|p| p.is_active_on(ground.as_of())) {
            let Some(at) = person.at() else { continue };
            if !workforce::is_on_a_fresh_list(ground, person) {
                ruling.undecided(0, &person.subject, &[at], || workforce::OLD_LIST.to_owned());
                continue;
            }
            match person.kind {
                Some(PersonKind::Employee) => continue,
                None => {
                    ruling.undecided(0, &person.subject, &[at], || {
                        "The roster does not say how this person belongs here.".to_owned()
                    });
                    continue;
                }
                Some(_) => non_employees += 1,
            }
            ruling.rests_on(at.source);
            let lacks: Vec<String> = [
                person.sponsor.is_none().then(|| "no sponsor".to_owned()),
                match person.end {
                    None => Some("no end date".to_owned()),
                    Some(end) if end.date() > latest => {
                        Some(format!("an end date more than a year ahead ({})", end.date()))
                    }
                    Some(_) => None,
                },
            ]
            .into_iter()
            .flatten()
            .collect();
            if lacks.is_empty() {
                ruling.met();
            } else {
                let kind = person.kind.map_or("", PersonKind::as_str);
                ruling.not_met(lacks.len().cast_signed() as i64, &person.subject, &[at], || {
                    format!("{} ({kind}) has {}.", person.name, lacks.join(" and "))
                });
            }
        }
        if non_employees > 0 {
            return ruling;
        }
        match ground.answer(None) {
            Some(answer) if answer.row.says != Says::No => {
                ruling.rests_on_answer(answer);
                ruling
                    .no_cases(format!("{} states that nobody but employees has access.", answer.row.signer));
                ruling
            }
            _ => Ruling::unknown(
                ground,
                "The rosters list employees only. Add the list of contractors, affiliates, students and volunteers, or state that there are none.",
            ),
        }
    }
}
