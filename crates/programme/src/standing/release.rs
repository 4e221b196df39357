//! Tables that may leave the operator's office: no count of fewer than 11 organisations, shown or worked out.
//!
//! Each goal gives three tables, by state, kind and size, with two counts a row: those that meet the goal and those that
//! do not or are not known to. Both must be 11 or more. Rows that are too small are not blanked but put together in a
//! row `other`, and further rows with them until `other` is large enough itself. So the rows of a table always add up
//! to its total, and there is nothing to subtract. A table that cannot be made is left out.
//!
//! Three ways round this are closed:
//!
//! * *between tables*: whether the organisations common to two rows of different tables can be worked out from all rows
//!   is decided by linear algebra; if it is so, and they or the rest of either row are too few, the smaller row is put
//!   into `other`;
//! * *over time*: where the organisations of a row differ from those of a row of any release before, both differences
//!   must be large enough. Else newcomers wait, and if that is not enough the earlier tables are kept, with their day;
//! * *one's own knowledge*: an organisation that knows itself is left with 10 others at least.
//!
//! The net change of a count over an unchanged set of organisations can be seen: that is what a release is for.

mod span;
#[cfg(test)]
mod tests;

use super::sector::By;
use super::{Standing, goals, place_of};
use crate::participants::{ParticipantId, Participants};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use span::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use ward_domain::GoalId;
use ward_domain::assessment::Status;

/// The smallest count that may be shown: 11, as CMS asks of tables made from its data.
pub const SMALL: u32 = 11;

/// The row that holds what is too small to be shown alone.
pub const OTHER: &str = "other";

/// One row that may be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// State, kind or size, or [`OTHER`].
    pub group: String,
    /// Organisations that meet the goal; 11 or more.
    pub met: u32,
    /// Organisations that do not, or are not known to; 11 or more.
    pub not_met: u32,
    /// Who is counted, and whether each meets the goal. Never published; the next release is compared with it.
    members: BTreeMap<ParticipantId, bool>,
}

/// One table: a goal by one grouping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Which goal.
    pub goal: GoalId,
    /// Grouped by what.
    pub by: By,
    /// The day it is about: earlier than the release's when the earlier table was kept.
    pub day: Date,
    /// Its rows; the total is their sum.
    pub rows: Vec<Row>,
}

/// What is published on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The day.
    pub day: Date,
    /// The tables that could be made.
    pub tables: Vec<Table>,
    /// The tables that could not, because too few are counted.
    pub left_out: Vec<(GoalId, By)>,
}

type Members = BTreeMap<ParticipantId, bool>;
/// Those that meet the goal, and the others.
type Counts = (u32, u32);

impl Standing {
    /// Makes a release after those before, oldest first, of the participants that agreed to be counted.
    ///
    /// The three tables of a goal are always about the same organisations: they are renewed together or not at all.
    pub fn release(&self, participants: &Participants, day: Date, before: &[Release]) -> Release {
        let mut release = Release { day, tables: Vec::new(), left_out: Vec::new() };
        for goal in goals() {
            let members = self.counted(participants, goal, day);
            let last = |by| before.last().and_then(|release| release.table(goal, by));
            let make = |members: &Members| {
                let mut made = By::ALL.map(|by| (by, tabulate(participants, goal, by, day, members)));
                close_between(&mut made);
                let is_safe = made.iter().all(|(by, table)| match table {
                    Some(table) => before
                        .iter()
                        .filter_map(|old| old.table(goal, *by))
                        .all(|old| is_safe_after(table, old)),
                    None => last(*by).is_none(),
                });
                is_safe.then_some(made)
            };
            let without_newcomers = || {
                let known: BTreeSet<&ParticipantId> = By::ALL
                    .into_iter()
                    .filter_map(last)
                    .flat_map(|table| &table.rows)
                    .flat_map(|row| row.members.keys())
                    .collect();
                members
                    .iter()
                    .filter(|(id, _)| known.contains(id))
                    .map(|(id, met)| (id.clone(), *met))
                    .collect()
            };
            let made = make(&members)
                .or_else(|| make(&without_newcomers()))
                .unwrap_or_else(|| By::ALL.map(|by| (by, last(by).cloned())));
            for (by, table) in made {
                match table {
                    Some(table) => release.tables.push(table),
                    None => release.left_out.push((goal, by)),
                }
            }
        }
        release
    }

    fn counted(&self, participants: &Participants, goal: GoalId, day: Date) -> Members {
        let agreed = participants.iter().filter(|one| {
            one.is_enrolled() && one.consent.as_ref().is_some_and(|consent| consent.in_statistics)
        });
        let is_met = |one: &crate::participants::Participant| {
            let (marks, _) = self.track(&one.id)?.on(day)?;
            Some((one.id.clone(), marks.get(place_of(goal))?.status() == Status::Met))
        };
        agreed.filter_map(is_met).collect()
    }
}

impl Release {
    /// The table of a goal by a grouping.
    pub fn table(&self, goal: GoalId, by: By) -> Option<&Table> {
        self.tables.iter().find(|table| table.goal == goal && table.by == by)
    }
    /// All tables as one CSV file with a header.
    pub fn to_csv(&self) -> String {
        let mut csv = "goal,by,group,day,organisations,met,not_met_or_unknown\n".to_owned();
        for table in &self.tables {
            let mut line = |group: &str, met: u32, not_met: u32| {
                // Groups are words of ours, states and `other`: nothing to quote. Writing to a string cannot fail.
                let (goal, by, day) = (table.goal, table.by.as_str(), table.day);
                let _ = writeln!(csv, "{goal},{by},{group},{day},{},{met},{not_met}", met + not_met);
            };
            for row in &table.rows {
                line(&row.group, row.met, row.not_met);
            }
            let sum = |count: fn(&Row) -> u32| table.rows.iter().map(count).sum();
            line("all", sum(|row| row.met), sum(|row| row.not_met));
        }
        csv
    }
}

/// Both counts of some organisations.
fn counts<'a>(members: impl IntoIterator<Item = &'a bool>) -> (u32, u32) {
    members
        .into_iter()
        .fold((0, 0), |(met, not), is_met| if *is_met { (met + 1, not) } else { (met, not + 1) })
}

/// Whether nothing, or enough of both, is counted.
fn is_enough((met, not_met): (u32, u32)) -> bool {
    (met, not_met) == (0, 0) || (met >= SMALL && not_met >= SMALL)
}

/// Groups, and puts small groups together until each row is large enough.
fn tabulate(all: &Participants, goal: GoalId, by: By, day: Date, members: &Members) -> Option<Table> {
    let mut groups: BTreeMap<String, Members> = BTreeMap::new();
    for (id, is_met) in members {
        groups.entry(by.group(all.get(id)?)).or_default().insert(id.clone(), *is_met);
    }
    let mut other = Members::new();
    let mut rows: Vec<(String, Members)> = Vec::new();
    for (group, members) in groups {
        if is_enough(counts(members.values())) { rows.push((group, members)) } else { other.extend(members) }
    }
    // The largest come first, so that the smallest are given up first.
    rows.sort_by_key(|(group, members)| (std::cmp::Reverse(members.len()), group.clone()));
    while !is_enough(counts(other.values())) {
        other.extend(rows.pop()?.1);
    }
    if !other.is_empty() {
        rows.push((OTHER.to_owned(), other));
    }
    let row = |(group, members): (String, Members)| {
        let (met, not_met) = counts(members.values());
        Row { group, met, not_met, members }
    };
    let mut rows: Vec<Row> = rows.into_iter().map(row).collect();
    rows.sort_by(|a, b| (a.group == OTHER, &a.group).cmp(&(b.group == OTHER, &b.group)));
    (!rows.is_empty()).then_some(Table { goal, by, day, rows })
}

/// Whether no row, and not the total, differs from an earlier one by too few.
fn is_safe_after(table: &Table, old: &Table) -> bool {
    let total = |table: &Table| table.rows.iter().fold((0, 0), |sum, row| add(sum, (row.met, row.not_met)));
    let mut places: BTreeMap<&ParticipantId, (usize, bool)> = BTreeMap::new();
    for (at, row) in old.rows.iter().enumerate() {
        places.extend(row.members.iter().map(|(id, met)| (id, (at, *met))));
    }
    // Who is in a new row and in an old one, by the pair of rows: counted as they stand now, and as they stood then.
    let mut common: BTreeMap<(usize, usize), (Counts, Counts)> = BTreeMap::new();
    for (at, row) in table.rows.iter().enumerate() {
        for (id, now) in &row.members {
            if let Some((place, then)) = places.get(id) {
                let (new, old) = common.entry((at, *place)).or_default();
                *new = add(*new, one(*now));
                *old = add(*old, one(*then));
            }
        }
    }
    let sum = common.values().fold(((0, 0), (0, 0)), |(a, b), (c, d)| (add(a, *c), add(b, *d)));
    let is_safe = |whole: (u32, u32), part: (u32, u32)| is_enough((whole.0 - part.0, whole.1 - part.1));
    is_safe(total(table), sum.0)
        && is_safe(total(old), sum.1)
        && common.iter().all(|((at, place), (now, then))| {
            let whole =
                |table: &Table, at: usize| table.rows.get(at).map_or((0, 0), |row| (row.met, row.not_met));
            is_safe(whole(table, *at), *now) && is_safe(whole(old, *place), *then)
        })
}

fn one(is_met: bool) -> (u32, u32) {
    (u32::from(is_met), u32::from(!is_met))
}

fn add(a: (u32, u32), b: (u32, u32)) -> (u32, u32) {
    (a.0 + b.0, a.1 + b.1)
}

/// Puts rows together until no small set can be worked out from the rows of several tables.
fn close_between(made: &mut [(By, Option<Table>)]) {
    while let Some((at, group)) = leak(made) {
        let Some((_, slot)) = made.get_mut(at) else { return };
        *slot = slot.take().and_then(|table| put_into_other(table, &group));
    }
}

/// A row whose overlap with a row of another table gives too few away: its table's place and its group.
fn leak(made: &[(By, Option<Table>)]) -> Option<(usize, String)> {
    let rows: Vec<(usize, &Row)> = made
        .iter()
        .enumerate()
        .flat_map(|(at, (_, table))| table.iter().flat_map(|table| &table.rows).map(move |row| (at, row)))
        .collect();
    let mut span: Option<Span> = None;
    for (n, (at, a)) in rows.iter().enumerate() {
        for (other, b) in rows.iter().skip(n + 1).filter(|(other, _)| other != at) {
            let common: Members = a
                .members
                .iter()
                .filter(|(id, _)| b.members.contains_key(*id))
                .map(|(id, met)| (id.clone(), *met))
                .collect();
            let (met, not_met) = counts(common.values());
            let rest =
                |row: &Row| is_enough((row.met.saturating_sub(met), row.not_met.saturating_sub(not_met)));
            if common.is_empty() || (is_enough((met, not_met)) && rest(a) && rest(b)) {
                continue;
            }
            let span = span.get_or_insert_with(|| Span::of(rows.iter().map(|(_, row)| row.members.keys())));
            if span.holds(common.keys()) && !(is_same(&common, a) && is_same(&common, b)) {
                let (at, row) = if a.members.len() <= b.members.len() { (*at, *a) } else { (*other, *b) };
                return Some((at, row.group.clone()));
            }
        }
    }
    None
}

fn is_same(common: &Members, row: &Row) -> bool {
    common.len() == row.members.len()
}

/// The table with a row put into `other`; with two rows left, nothing but the total remains.
fn put_into_other(mut table: Table, group: &str) -> Option<Table> {
    if table.rows.len() < 2 {
        return None;
    }
    let at = table.rows.iter().position(|row| row.group == group)?;
    let taken = table.rows.remove(at);
    let into = table.rows.iter().position(|row| row.group == OTHER).or_else(|| {
        // Without an `other`, or when that is the row itself, the smallest row joins it.
        let smallest = table.rows.iter().enumerate().min_by_key(|(_, row)| row.members.len());
        smallest.map(|(at, _)| at)
    })?;
    let mut joined = table.rows.remove(into);
    joined.members.extend(taken.members);
    (joined.met, joined.not_met) = counts(joined.members.values());
    OTHER.clone_into(&mut joined.group);
    table.rows.push(joined);
    Some(table)
}
