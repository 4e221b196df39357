//! What several rules ask of the list of systems: the critical ones, and what other lists tell of each.

use super::listed::{self, Line};
use crate::{Ground, Ruling};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use ward_domain::observation::SystemSeen;
use ward_estate::{At, Named};

/// The evidence that names the systems.
pub(super) const LIST: &str = "critical-systems";

/// What to say when no system is critical.
const NONE: &str = "The list of systems has no critical one.";

/// Judges each critical system of the list.
pub(super) fn each<'g>(
    ground: &'g Ground<'g>,
    mut judge: impl FnMut(&'g Named<SystemSeen>, &mut Line<'g>),
) -> Ruling<'g> {
    let systems = &ground.estate().systems;
    let mut ruling = listed::judge(
        ground,
        LIST,
        systems,
        |system| system.name.clone(),
        |system, line| {
            line.only_if(system, |s| s.is_critical, "whether it is critical");
            judge(system, line);
        },
    );
    ruling.no_cases(NONE);
    ruling
}

/// Judges each critical system by what a second kind of evidence tells of it.
pub(super) fn each_by<'g>(
    ground: &'g Ground<'g>,
    evidence_kind: &str,
    judge: impl FnMut(&'g Named<SystemSeen>, &mut Line<'g>),
) -> Ruling<'g> {
    let sources = ground.fresh(evidence_kind);
    if sources.is_empty() {
        return Ruling::unknown(ground, ground.missing(evidence_kind));
    }
    let mut ruling = each(ground, judge);
    for source in sources {
        ruling.rests_on(source);
    }
    ruling
}

/// What to do about a system of which another list says nothing.
pub(super) fn not_listed(system: &Named<SystemSeen>, what: &str) -> String {
    let vendor = system.told.newest(|s| s.vendor.as_deref().filter(|vendor| !vendor.trim().is_empty()));
    match vendor {
        Some((vendor, _)) => {
            format!("{what} names it; {vendor} runs it: ask for a dated statement and list it")
        }
        None => format!("{what} names it; write its name as in the list of systems"),
    }
}

/// Hours from a time in a file to the collection of the file. Files seldom name a time zone, so it may be off by some.
pub(super) fn hours_before_collection(ground: &Ground<'_>, time: DateTime, at: At) -> i64 {
    let collected = ground.estate().source(at).collected_at.to_zoned(TimeZone::UTC).datetime();
    let seconds = collected.duration_since(time).as_secs();
    seconds.div_euclid(3_600) + i64::from(seconds.rem_euclid(3_600) > 0)
}
