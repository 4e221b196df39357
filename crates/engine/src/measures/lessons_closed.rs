//! H9.3: what drills showed was put right in time.

use super::listed::Line;
use super::{Rule, exercises};
use crate::ground::plus;
use crate::{Ground, Ruling};

/// See the module.
pub struct LessonsClosed;

impl Rule for LessonsClosed {
    fn slug(&self) -> &'static str {
        "lessons-closed"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        exercises::judge(ground, |ruling| {
            let (window, time) = (ground.days("window"), ground.days("time-to-do"));
            let mut tasks = Tasks::default();
            let mut line = Line::new(ground, "the tasks of all drills");
            for drill in &ground.estate().exercises {
                let collected = ground.estate().source(drill.at).collected_on();
                let Some(held) = exercises::day(ground, drill) else { continue };
                if held < plus(collected, -window) {
                    continue;
                }
                tasks.drills += 1;
                let name = &drill.row.name;
                match (drill.row.actions, drill.row.actions_done) {
                    (Some(all), Some(done)) if done <= all => {
                        line.rests_on_history(drill.at);
                        let open = u64::from(all - done);
                        tasks.done += u64::from(done);
                        // Nobody knows yet whether they will be in time, or whether they were done after the record was made.
                        let is_early = plus(held, time) >= collected;
                        *if is_early { &mut tasks.not_known } else { &mut tasks.late } += open;
                    }
                    (Some(0), None) => line.rests_on_history(drill.at),
                    (Some(_), Some(_)) => {
                        line.doubt(drill.at, format!("“{name}” has more tasks done than there are"));
                    }
                    (Some(all), None) => {
                        tasks.not_known += u64::from(all);
                        line.doubt(
                            drill.at,
                            format!("the record of “{name}” does not say how many tasks were done in time"),
                        );
                    }
                    (None, _) => line.doubt(
                        drill.at,
                        format!("the record of “{name}” does not say how many tasks came of it"),
                    ),
                }
            }
            if tasks.drills == 0 {
                line.perhaps(format!("no drill of the last {window} days is on record"));
            }
            tasks.judge(ground.measure().target.get(ground.size()), &mut line);
            line.conclude(ruling);
            ruling.note("Whether the plan was changed after the drills is not in the record.");
        })
    }
}

/// What came of the drills.
#[derive(Default)]
struct Tasks {
    drills: u64,
    done: u64,
    late: u64,
    not_known: u64,
}

impl Tasks {
    fn judge(&self, share: f64, line: &mut Line<'_>) {
        let all = (self.done + self.late + self.not_known) as f64;
        let reaches = |done: u64| done as f64 + 1e-9 >= share * all;
        let says = format!(
            "{} of {all} tasks were done in time, {} not, {} not known; {:.0} % are wanted",
            self.done,
            self.late,
            self.not_known,
            share * 100.0
        );
        if !reaches(self.done + self.not_known) && line.is_without_doubt() {
            line.wrong(says);
        } else if !reaches(self.done) {
            line.perhaps(says);
        }
    }
}
