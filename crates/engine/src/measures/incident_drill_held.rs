//! E7.2: the incident plan was practised within a year, with a report.

use super::listed::Line;
use super::{Rule, exercises};
use crate::{Ground, Ruling};

/// See the module.
pub struct IncidentDrillHeld;

impl Rule for IncidentDrillHeld {
    fn slug(&self) -> &'static str {
        "incident-drill-held"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        exercises::judge(ground, |ruling| {
            let wanted = (ground.days("drills") as usize, ground.days("window"));
            let mut line = Line::new(ground, "the organisation");
            exercises::held(&mut line, ground, wanted, "drill with a report", |drill| {
                drill.report.as_ref().map(|report| !report.trim().is_empty())
            });
            line.conclude(ruling);
            ruling.note("Whether each point of a report has a name beside it is not in the record.");
        })
    }
}
