//! Recognised security practices: in place on every day of the months before, or not; from the history of each day.

use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;
use ward_domain::{GoalId, Status};

/// What the record shows of a span of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continuity {
    /// First day.
    pub from: Date,
    /// The day after the last one.
    pub until: Date,
    /// Days of the span.
    pub days: u32,
    /// Days on which the practices were shown to be in place.
    pub shown: u32,
    /// All others, in order.
    pub gaps: Vec<Gap>,
}

/// Days in a row on which the practices were not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What the record says.
    pub kind: GapKind,
}

/// Why a day does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GapKind {
    /// The record has no status for that day.
    NoRecord,
    /// The record does not decide.
    Unknown,
    /// It was shown not to be so, or only partly.
    NotInPlace,
}

impl GapKind {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoRecord => "no record",
            Self::Unknown => "not known",
            Self::NotInPlace => "not in place",
        }
    }
}

impl Continuity {
    /// Whether there is a span and every day of it counts.
    pub fn is_whole(&self) -> bool {
        self.days > 0 && self.shown == self.days
    }
}

/// What the daily history of goals shows for so many months before a day. A day counts when every goal was met on it;
/// goals that do not apply are left out, but not all of them. Without a goal nothing is shown.
pub fn continuity(
    history: &BTreeMap<GoalId, BTreeMap<Date, Status>>,
    until: Date,
    months: i64,
) -> Continuity {
    let from = i32::try_from(months).ok().and_then(|months| until.checked_sub(months.months()).ok());
    let from = from.filter(|from| *from <= until).unwrap_or(until);
    let mut found = Continuity { from, until, days: 0, shown: 0, gaps: Vec::new() };
    let mut day = from;
    while day < until {
        found.days += 1;
        match on(history, day) {
            None => found.shown += 1,
            Some(kind) => match found.gaps.last_mut() {
                Some(gap) if gap.kind == kind && gap.to.tomorrow().ok() == Some(day) => gap.to = day,
                _ => found.gaps.push(Gap { from: day, to: day, kind }),
            },
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    found
}

/// Why a day does not count; none when it does.
fn on(history: &BTreeMap<GoalId, BTreeMap<Date, Status>>, day: Date) -> Option<GapKind> {
    let statuses: Vec<_> = history.values().map(|days| days.get(&day).copied()).collect();
    let any = |wanted: &[Option<Status>]| statuses.iter().any(|status| wanted.contains(status));
    if any(&[Some(Status::NotMet), Some(Status::Partly)]) {
        Some(GapKind::NotInPlace)
    } else if any(&[None]) {
        Some(GapKind::NoRecord)
    } else if any(&[Some(Status::Unknown)]) || !any(&[Some(Status::Met)]) {
        Some(if statuses.is_empty() { GapKind::NoRecord } else { GapKind::Unknown })
    } else {
        None
    }
}
