//! H9.7: an exercise with neighbours or the coalition was held within a year.

use super::listed::Line;
use super::{Rule, exercises};
use crate::{Ground, Ruling};

/// See the module.
pub struct RegionalExercise;

impl Rule for RegionalExercise {
    fn slug(&self) -> &'static str {
        "regional-exercise"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        exercises::judge(ground, |ruling| {
            let days = ground.days("exercise-age");
            let mut line = Line::new(ground, "the organisation");
            exercises::held(&mut line, ground, (1, days), "exercise with neighbours", |drill| {
                drill.with_neighbours
            });
            line.conclude(ruling);
            let oldest = ground.days_ago(days);
            let held = ground.estate().exercises.iter().filter_map(|drill| exercises::day(ground, drill));
            ruling.note(format!(
            "Exercises of any kind in the last {days} days: {}. The federal rule asks hospitals for {} a year.",
            held.filter(|day| *day >= oldest).count(),
            ground.days("exercises-by-rule"),
        ));
        })
    }
}
