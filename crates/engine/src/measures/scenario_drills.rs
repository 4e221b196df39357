//! H9.2: the worst cases were drilled, at a table and by hand, with clinical leaders.

use super::listed::{self, Line};
use super::{Rule, exercises};
use crate::{Ground, Ruling};
use ward_domain::observation::{ExerciseKind, ExerciseSeen};

/// See the module.
pub struct ScenarioDrills;

impl Rule for ScenarioDrills {
    fn slug(&self) -> &'static str {
        "scenario-drills"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        exercises::judge(ground, |ruling| {
            let (scenario_age, drill_age) = (ground.days("scenario-age"), ground.days("drill-age"));
            for (label, words) in listed::labelled(ground, "scenarios") {
                let mut line = Line::new(ground, label);
                exercises::held(&mut line, ground, (1, scenario_age), "drill of this case", |drill| {
                    plays(drill, &words)
                });
                line.conclude(ruling);
            }
            let ways =
                [("table exercise", ExerciseKind::Tabletop), ("hands-on drill", ExerciseKind::HandsOn)];
            for (label, wanted) in ways {
                let mut line = Line::new(ground, label);
                let what = format!("{label} with clinical leaders");
                exercises::held(&mut line, ground, (1, drill_age), &what, |drill| {
                    exercises::both(drill.kind.map(|kind| kind == wanted), drill.with_clinical_leaders)
                });
                line.conclude(ruling);
            }
        })
    }
}

/// Whether a drill played a case; its name speaks where no scenario is written down.
fn plays(drill: &ExerciseSeen, words: &[&str]) -> Option<bool> {
    match &drill.scenario {
        Some(scenario) => Some(listed::has_word(scenario, words) || listed::has_word(&drill.name, words)),
        None => listed::has_word(&drill.name, words).then_some(true),
    }
}
