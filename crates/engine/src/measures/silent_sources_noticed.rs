//! H8.2: an alert that was tried says when a log source falls silent.

use super::{Rule, listed};
use crate::{Ground, Ruling};

/// See the module.
pub struct SilentSourcesNoticed;

impl Rule for SilentSourcesNoticed {
    fn slug(&self) -> &'static str {
        "silent-sources-noticed"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let days = ground.days("test-age");
        let sources = &ground.estate().log_sources;
        let mut ruling = listed::judge(
            ground,
            "log-sources",
            sources,
            |s| s.name.clone(),
            |source, line| {
                line.must(source, |s| s.has_silence_alert, "alert when it falls silent");
                line.within(source, |s| s.alert_tested, days, "day on which the alert was last tried");
            },
        );
        ruling.note(format!(
            "Whether the alert comes within {} hours is not in a list of sources.",
            ground.days("most-hours")
        ));
        ruling
    }
}
