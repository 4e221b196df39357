//! H8.3: the events of each log source are kept for a year.

use super::{Rule, listed};
use crate::{Ground, Ruling};

/// See the module.
pub struct LogsKeptLongEnough;

impl Rule for LogsKeptLongEnough {
    fn slug(&self) -> &'static str {
        "logs-kept-long-enough"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let least = ground.days("kept");
        let sources = &ground.estate().log_sources;
        let mut ruling = listed::judge(
            ground,
            "log-sources",
            sources,
            |s| s.name.clone(),
            |source, line| match line.said(source, |s| s.kept_days) {
                Some((days, at)) if i64::from(days) < least => {
                    line.fault(
                        at,
                        format!("its events are kept for {days} days; at least {least} are wanted"),
                    );
                }
                Some((_, at)) => line.rests_on(at),
                None => line.unsaid("for how long its events are kept"),
            },
        );
        ruling.note(format!(
            "Whether the last {} days can be searched at once is not in a list of sources. New York asks for {} days for the records that its hospital rule names.",
            ground.days("searchable"),
            ground.days("kept-new-york"),
        ));
        ruling
    }
}
