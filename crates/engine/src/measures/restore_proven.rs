//! E7.4: every critical system was restored within a year, in time, and a user found it in order.

use super::listed::Line;
use super::{Rule, critical_systems, listed};
use crate::ground::plus;
use crate::{Ground, Ruling};
use jiff::civil::DateTime;
use ward_domain::observation::RestoreSeen;
use ward_estate::Placed;

/// See the module.
pub struct RestoreProven;

impl Rule for RestoreProven {
    fn slug(&self) -> &'static str {
        "restore-proven"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let (window, most) = (ground.days("window"), ground.measure().number("hours", ground.size()));
        let restores = &ground.estate().restores;
        critical_systems::each_by(ground, "restore-test", |system, line| {
            let limit = line.said(system, |s| s.recovery_time_hours);
            let of_system = restores.iter().filter(|r| listed::is_same(&r.row.system, &system.name));
            let mut tries: Vec<_> = of_system.collect();
            tries.sort_by_key(|r| std::cmp::Reverse((r.row.restored.or(r.row.started), r.at)));
            line.any(tries, &critical_systems::not_listed(system, "no restore test"), |restore, line| {
                judge(
                    ground,
                    restore,
                    window,
                    limit.map_or(most, |(hours, _)| f64::from(hours).min(most)),
                    line,
                );
            });
            match limit {
                Some((_, at)) => line.rests_on(at),
                None => line.unsaid("how long it may be gone"),
            }
        })
    }
}

/// A restore counts for its window, however old the page that tells of it.
fn judge(ground: &Ground<'_>, restore: &Placed<RestoreSeen>, window: i64, most: f64, line: &mut Line<'_>) {
    let (row, at) = (&restore.row, restore.at);
    let collected = ground.estate().source(at).collected_on();
    line.rests_on_history(at);
    match row.restored.or(row.started).map(DateTime::date) {
        None => line.unsaid("when it was restored"),
        Some(day) if day > plus(collected, 1) => {
            line.doubt(at, format!("its restore is dated {day}, after the list was made"));
        }
        Some(day) if ground.age(day) <= window => {}
        Some(day) if plus(day, window) >= collected => {
            line.doubt(
                at,
                format!(
                    "it was last restored on {day}; the list of {collected} does not say what came since"
                ),
            );
        }
        Some(day) => line.fault(at, format!("it was last restored on {day}, more than {window} days ago")),
    }
    match row.succeeded {
        Some(true) => {}
        Some(false) => line.fault(at, "its restore failed"),
        None => line.unsaid("whether the restore worked"),
    }
    if row.verified_by.as_deref().is_none_or(|who| who.trim().is_empty()) {
        line.unsaid("who used it and found it in order");
    }
    match hours(row) {
        Some(hours) if hours > most => {
            line.fault(at, format!("its restore took {hours:.1} hours; at most {most} are wanted"));
        }
        Some(_) => {}
        None => line.unsaid("how long the restore took"),
    }
}

fn hours(row: &RestoreSeen) -> Option<f64> {
    let measured = || Some(row.restored?.duration_since(row.started?).as_secs() as f64 / 3_600.0);
    row.minutes.map(|minutes| f64::from(minutes) / 60.0).or_else(measured).filter(|hours| *hours >= 0.0)
}
