//! E4.2: new starters are trained within ten days.

use super::{Rule, workforce};
use crate::ground::plus;
use crate::{Ground, Ruling};

/// See the module.
pub struct NewStarterTraining;

impl Rule for NewStarterTraining {
    fn slug(&self) -> &'static str {
        "new-starter-training"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["workforce-roster", "training-records"]) {
            return Ruling::unknown(ground, because);
        }
        let (from, within) = (ground.days_ago(ground.days("window")), ground.days("within"));
        let proposed = ground.days("nprm-within");
        let words = ground.measure().list("course-words");
        let (mut in_proposed, mut decided) = (0u32, 0u32);
        let mut ruling = Ruling::new(ground);
        for kind in ["workforce-roster", "training-records"] {
            for source in ground.fresh(kind) {
                ruling.rests_on(source);
            }
        }
        for person in ground.estate().people.iter().filter(|p| p.is_active_on(ground.as_of())) {
            if !workforce::is_on_a_fresh_list(ground, person) {
                ruling
                    .undecided(0, &person.subject, person.at().as_slice(), || workforce::OLD_LIST.to_owned());
                continue;
            }
            let Some(start) = person.start.filter(|start| *start >= from) else {
                if person.start.is_none() {
                    ruling.undecided(0, &person.subject, person.at().as_slice(), || {
                        "The roster gives no first day, so nobody can tell whether this is a new starter."
                            .to_owned()
                    });
                }
                continue;
            };
            let due = plus(start, within);
            let first = workforce::courses(&person.trainings, words)
                .filter_map(|t| t.completed.map(|day| (day, t.at)))
                .filter(|(day, _)| *day <= ground.as_of() && plus(*day, 365) >= start)
                .min();
            if first.is_some() || ground.as_of() > plus(start, proposed) {
                decided += 1;
                in_proposed += u32::from(first.is_some_and(|(day, _)| day <= plus(start, proposed)));
            }
            match first {
                Some((day, at)) if day <= due => {
                    ruling.rests_on_history(at.source);
                    ruling.met();
                }
                Some((day, at)) => ruling.not_met(0, &person.subject, &[at], || {
                    format!("Began on {start} and was trained on {day}; due by {due}.")
                }),
                None if ground.as_of() <= due => ruling.not_applicable(),
                None => ruling.not_met(1, &person.subject, person.at().as_slice(), || {
                    format!("Began on {start} and has completed no security course; due by {due}.")
                }),
            }
        }
        if decided > 0 {
            ruling.note(format!(
                "By the proposed HIPAA rule ({proposed} days; not law): {in_proposed} of {decided} in time."
            ));
        }
        ruling.no_cases(format!("Nobody on the roster began since {from} and is due."));
        ruling
    }
}
