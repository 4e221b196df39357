//! What several rules ask of the record of drills: whether one of a kind was held lately.

use super::listed::{self, Line};
use crate::ground::plus;
use crate::{Ground, Ruling};
use jiff::civil::Date;
use ward_domain::observation::ExerciseSeen;
use ward_estate::Placed;

/// A ruling on the record of drills, if a fresh one is at hand.
pub(super) fn judge<'g>(ground: &'g Ground<'g>, judge: impl FnOnce(&mut Ruling<'g>)) -> Ruling<'g> {
    match listed::open(ground, "exercise-record", &ground.estate().exercises) {
        Ok(mut ruling) => {
            judge(&mut ruling);
            ruling
        }
        Err(because) => Ruling::unknown(ground, because),
    }
}

/// At least `fewest` drills that fit were held in the last so many days. `fits` is `None` where the record does not say.
pub(super) fn held(
    line: &mut Line<'_>,
    ground: &Ground<'_>,
    (fewest, days): (usize, i64),
    what: &str,
    fits: impl Fn(&ExerciseSeen) -> Option<bool>,
) {
    let drills = &ground.estate().exercises;
    let oldest = ground.days_ago(days);
    let held: Vec<&Placed<ExerciseSeen>> = drills
        .iter()
        .filter(|drill| fits(&drill.row) == Some(true) && day(ground, drill).is_some_and(|day| day >= oldest))
        .collect();
    for drill in &held {
        line.rests_on_history(drill.at);
    }
    if held.len() >= fewest {
        return;
    }
    for drill in drills {
        let may_fit = fits(&drill.row) != Some(false);
        let name = &drill.row.name;
        match day(ground, drill) {
            Some(day) if may_fit && day >= oldest && fits(&drill.row).is_none() => {
                line.doubt(drill.at, format!("the record of “{name}” of {day} does not say enough"));
            }
            None if may_fit => {
                line.doubt(drill.at, format!("the record of “{name}” has no day on which it was held"));
            }
            // Right when the record was made; what came since is not on record.
            Some(day)
                if may_fit
                    && day < oldest
                    && day >= plus(ground.estate().source(drill.at).collected_on(), -days) =>
            {
                line.doubt(drill.at, format!("“{name}” of {day} is more than {days} days ago; the record does not say what came since"));
            }
            Some(_) | None => {}
        }
    }
    if line.is_without_doubt() {
        let newest =
            drills.iter().filter(|drill| fits(&drill.row) == Some(true)).max_by_key(|drill| drill.row.held);
        let at = newest.or(drills.last()).map(|drill| drill.at);
        let count = if fewest > 1 { format!("only {} of {fewest}", held.len()) } else { "no".to_owned() };
        if let Some(at) = at {
            line.fault(at, format!("{count} {what} on record in the last {days} days"));
        }
    }
}

/// When a drill was held, if the record could know it when it was made.
pub(super) fn day(ground: &Ground<'_>, drill: &Placed<ExerciseSeen>) -> Option<Date> {
    let collected = ground.estate().source(drill.at).collected_on();
    drill.row.held.filter(|held| *held <= plus(collected, 1))
}

/// Whether both hold, as far as it is said.
pub(super) fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}
