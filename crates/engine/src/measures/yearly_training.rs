//! E4.1: everyone with an account or a place on the roster has done security training within a year.

use super::{Rule, workforce};
use crate::{Ground, Ruling};
use ward_estate::Training;

/// See the module.
pub struct YearlyTraining;

impl Rule for YearlyTraining {
    fn slug(&self) -> &'static str {
        "yearly-training"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["workforce-roster", "identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let estate = ground.estate();
        let has_records = !ground.fresh("training-records").is_empty();
        let prefixes = workforce::service_prefixes(ground);
        let mut ruling = Ruling::new(ground);
        for kind in ["workforce-roster", "identity-export", "training-records"] {
            for source in ground.fresh(kind) {
                ruling.rests_on(source);
            }
        }
        for person in estate.people.iter().filter(|p| p.is_active_on(ground.as_of())) {
            if workforce::is_on_a_fresh_list(ground, person) {
                judge(ground, &mut ruling, &person.subject, person.at(), &person.trainings, has_records);
            } else {
                ruling
                    .undecided(0, &person.subject, person.at().as_slice(), || workforce::OLD_LIST.to_owned());
            }
        }
        let unowned = |a: &&ward_estate::Account| {
            a.owner.is_none() && a.may_be_used() && workforce::is_human(a, prefixes)
        };
        for account in estate.accounts.iter().filter(unowned) {
            judge(ground, &mut ruling, &account.log_in, account.at, &account.trainings, has_records);
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(ground, "The roster names nobody who is active.");
        }
        ruling
    }
}

fn judge<'g>(
    ground: &'g Ground<'g>,
    ruling: &mut Ruling<'g>,
    subject: &str,
    at: Option<ward_estate::At>,
    trainings: &[Training],
    has_records: bool,
) {
    let words = ground.measure().list("course-words");
    let days = ground.days("max-age");
    if !has_records {
        return ruling.undecided(0, subject, at.as_slice(), || ground.missing("training-records"));
    }
    if let Some(done) = workforce::completed(ground, trainings, words, days) {
        ruling.rests_on_history(done.at.source);
        return ruling.met();
    }
    let before =
        workforce::courses(trainings, words).filter_map(|t| t.completed.map(|day| (day, t.at))).max();
    let evidence = before.map(|(_, at)| at).or(at);
    ruling.not_met(0, subject, evidence.as_slice(), || match before {
        Some((day, _)) => format!("Last completed on {day}, more than {days} days ago."),
        None => "No completed security course is on record.".to_owned(),
    });
}
