//! H8.1: critical systems, and all kinds of sources that matter, send their logs to one place.

use super::listed::Line;
use super::{Rule, critical_systems, listed};
use crate::{Ground, Ruling};
use ward_domain::observation::LogSourceSeen;
use ward_estate::Placed;

/// See the module.
pub struct LogSourcesArrive;

impl Rule for LogSourcesArrive {
    fn slug(&self) -> &'static str {
        "log-sources-arrive"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let most = ground.days("most-hours");
        let sources = &ground.estate().log_sources;
        let mut ruling = critical_systems::each_by(ground, "log-sources", |system, line| {
            let of_system = sources.iter().filter(|source| {
                let named = source.row.system.as_deref().unwrap_or(&source.row.name);
                listed::is_same(named, &system.name)
            });
            let without = critical_systems::not_listed(system, "no log source");
            line.any(of_system, &without, |source, line| sends(ground, source, most, line));
        });
        if ruling.population_is_unknown() {
            return ruling;
        }
        for list in ["kinds", "further-kinds"] {
            for (label, words) in listed::labelled(ground, list) {
                let mut line = Line::new(ground, format!("logs of {label}"));
                let of_kind = sources.iter().filter(|source| {
                    let row = &source.row;
                    listed::has_word(row.kind.as_deref().unwrap_or(&row.name), &words)
                });
                let without =
                    "no source of this kind is listed; write its kind beside it, or record why there is none";
                line.any(of_kind, without, |source, line| sends(ground, source, most, line));
                line.conclude(&mut ruling);
            }
        }
        ruling
    }
}

/// Whether its last event came shortly before the list was made.
fn sends(ground: &Ground<'_>, source: &Placed<LogSourceSeen>, most: i64, line: &mut Line<'_>) {
    let Some((last, at)) = line.said(source, |s| s.last_event) else {
        return line.unsaid("when its last event came");
    };
    let silent = ground.estate().source(at).collected_at.duration_since(last).as_secs();
    if silent < -3_600 {
        line.doubt(at, format!("its last event is dated {last}, after the list was made"));
    } else if silent <= most * 3_600 {
        line.rests_on(at);
    } else {
        line.fault(
            at,
            format!(
                "its last event came {} hours before the list was made; at most {most} are wanted",
                silent / 3_600
            ),
        );
    }
}
