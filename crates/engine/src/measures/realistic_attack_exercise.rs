//! H4.2: an unannounced exercise, or one of attackers and defenders together, was held within a year.

use super::listed::Line;
use super::{Rule, exercises};
use crate::{Ground, Ruling};
use ward_domain::observation::ExerciseKind;

/// See the module.
pub struct RealisticAttackExercise;

impl Rule for RealisticAttackExercise {
    fn slug(&self) -> &'static str {
        "realistic-attack-exercise"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        exercises::judge(ground, |ruling| {
            let wanted = (ground.days("fewest") as usize, ground.days("most-age"));
            let mut line = Line::new(ground, "the organisation");
            exercises::held(&mut line, ground, wanted, "unannounced or purple-team exercise", |drill| {
                drill.kind.map(|kind| kind == ExerciseKind::PurpleTeam)
            });
            line.conclude(ruling);
        })
    }
}
