//! Tables that may leave the operator's office: no count below the smallest cell of the day, shown or worked out.
//!
//! Each goal gives three tables, by state, kind and size, with two counts a row: those that meet the goal and those that
//! do not or are not known to. Both must be large enough. Rows that are too small are not blanked but put together in a
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
//! * *one's own knowledge*: an organisation that knows itself is left with the others of its cell.
//!
//! The net change of a count over an unchanged set of organisations can be seen: that is what a release is for.

mod between;
mod lines;
mod span;
#[cfg(test)]
mod tests;

pub use lines::Line;

use super::sector::By;
use super::{Marks, Standing, goals, place_of};
use crate::participants::{ParticipantId, Participants};
use between::close_between;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_catalog::{SizeLimits, SmallestCell};
use ward_domain::GoalId;
use ward_domain::assessment::Status;

/// The row that holds what is too small to be shown alone.
pub const OTHER: &str = "other";

/// One row that may be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// State, kind or size, or [`OTHER`].
    pub group: String,
    /// Organisations that meet the goal; enough to be shown.
    pub met: u32,
    /// Organisations that do not, or are not known to; enough to be shown.
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

/// Some organisations, by their places in the list of all, rising; and whether each meets the goal.
type Members = Vec<(u32, bool)>;
/// Those that meet the goal, and the others.
type Counts = (u32, u32);

/// What all tables of a release rest on. Organisations are places in a list here: tables are made, compared and thrown
/// away by the hundred.
struct Basis<'a> {
    /// What is too small to be shown.
    smallest: SmallestCell,
    /// All that are or were in the programme, rising.
    ids: Vec<&'a ParticipantId>,
    /// By grouping and place: the group's word; none for those that left long ago.
    groups: [Vec<Option<String>>; 3],
    /// Those that agreed to be counted and have told something, with what they told.
    told: Vec<(u32, &'a Marks)>,
}

impl Standing {
    /// Makes a release after those before, oldest first, of the participants that agreed to be counted.
    ///
    /// The three tables of a goal are always about the same organisations: they are renewed together or not at all. What
    /// was released under a smaller cell is still compared with, and not shown again.
    pub fn release(
        &self,
        participants: &Participants,
        day: Date,
        before: &[Release],
        smallest: SmallestCell,
    ) -> Release {
        let basis = self.basis(participants, day, before, smallest);
        let mut release = Release { day, tables: Vec::new(), left_out: Vec::new() };
        for goal in goals() {
            let last = |by| before.last().and_then(|release| release.table(goal, by));
            let kept = |by| {
                let is_enough = |row: &Row| is_enough((row.met, row.not_met), smallest);
                last(by).filter(|table| table.rows.iter().all(is_enough))
            };
            let old = before.iter().flat_map(|old| By::ALL.map(|by| (by, old.table(goal, by))));
            let old: Vec<(By, Draft)> =
                old.filter_map(|(by, table)| Some((by, basis.draft(table?)))).collect();
            let make = |members: &Members| {
                let mut made = By::ALL.map(|by| (by, basis.tabulate(by, members)));
                close_between(&mut made, smallest);
                let is_safe = made.iter().all(|(by, table)| match table {
                    Some(table) => {
                        old.iter().filter(|(of, _)| of == by).all(|(_, old)| basis.is_safe_after(table, old))
                    }
                    None => kept(*by).is_none(),
                });
                is_safe
                    .then(|| made.map(|(by, rows)| (by, rows.map(|rows| basis.table(goal, by, day, rows)))))
            };
            let members = basis.members(goal);
            let without_newcomers = || {
                let mut known = vec![false; basis.ids.len()];
                for table in By::ALL.into_iter().filter_map(last) {
                    for place in
                        basis.draft(table).iter().flat_map(|row| &row.members).map(|(place, _)| *place)
                    {
                        if let Some(known) = known.get_mut(place as usize) {
                            *known = true;
                        }
                    }
                }
                let is_known = |place: u32| known.get(place as usize).copied().unwrap_or(false);
                members.iter().copied().filter(|(place, _)| is_known(*place)).collect()
            };
            let made = make(&members)
                .or_else(|| make(&without_newcomers()))
                .unwrap_or_else(|| By::ALL.map(|by| (by, kept(by).cloned())));
            for (by, table) in made {
                match table {
                    Some(table) => release.tables.push(table),
                    None => release.left_out.push((goal, by)),
                }
            }
        }
        release
    }

    fn basis<'a>(
        &'a self,
        participants: &'a Participants,
        day: Date,
        before: &'a [Release],
        smallest: SmallestCell,
    ) -> Basis<'a> {
        let rows = before.iter().flat_map(|old| &old.tables).flat_map(|table| &table.rows);
        let once: BTreeSet<&ParticipantId> =
            rows.flat_map(|row| row.members.keys()).chain(participants.iter().map(|one| &one.id)).collect();
        let ids: Vec<&ParticipantId> = once.into_iter().collect();
        let told = |(place, id): (usize, &&'a ParticipantId)| {
            let one = participants.get(id)?;
            let agreed =
                one.is_enrolled() && one.consent.as_ref().is_some_and(|consent| consent.in_statistics);
            let (marks, _) = self.track(id).filter(|_| agreed)?.on(day)?;
            Some((place as u32, marks))
        };
        let told = ids.iter().enumerate().filter_map(told).collect();
        Basis { smallest, groups: groups(participants, participants.size_limits(day), &ids), told, ids }
    }
}

/// Rows of a table in the making.
type Draft = Vec<DraftRow>;

struct DraftRow {
    group: String,
    counts: Counts,
    members: Members,
}

impl DraftRow {
    fn of(group: String, members: Members) -> Self {
        Self { group, counts: counts(&members), members }
    }
}

impl Basis<'_> {
    fn members(&self, goal: GoalId) -> Members {
        let is_met = |marks: &Marks| Some(marks.get(place_of(goal))?.status() == Status::Met);
        self.told.iter().filter_map(|(place, marks)| Some((*place, is_met(marks)?))).collect()
    }

    /// A table as it is kept.
    fn table(&self, goal: GoalId, by: By, day: Date, rows: Draft) -> Table {
        Table { goal, by, day, rows: self.rows(rows) }
    }

    fn rows(&self, rows: Draft) -> Vec<Row> {
        let named =
            |(place, is_met): &(u32, bool)| Some(((*self.ids.get(*place as usize)?).clone(), *is_met));
        let row = |row: DraftRow| {
            let (met, not_met) = row.counts;
            Row { group: row.group, met, not_met, members: row.members.iter().filter_map(named).collect() }
        };
        rows.into_iter().map(row).collect()
    }

    /// A kept table as rows of places.
    fn draft(&self, table: &Table) -> Draft {
        let place = |id: &ParticipantId| self.ids.binary_search(&id).ok().map(|place| place as u32);
        let row = |row: &Row| {
            let members = row.members.iter().filter_map(|(id, is_met)| Some((place(id)?, *is_met)));
            DraftRow { group: row.group.clone(), counts: (row.met, row.not_met), members: members.collect() }
        };
        table.rows.iter().map(row).collect()
    }

    /// Groups, and puts small groups together until each row is large enough.
    fn tabulate(&self, by: By, members: &Members) -> Option<Draft> {
        let words = By::ALL.iter().zip(&self.groups).find(|(of, _)| **of == by).map(|(_, words)| words)?;
        let mut groups: BTreeMap<&str, Members> = BTreeMap::new();
        for member in members {
            let word = words.get(member.0 as usize).and_then(Option::as_deref)?;
            groups.entry(word).or_default().push(*member);
        }
        let mut other = Members::new();
        let mut rows: Draft = Vec::new();
        for (group, members) in groups {
            if is_enough(counts(&members), self.smallest) {
                rows.push(DraftRow::of(group.to_owned(), members));
            } else {
                other.extend(members);
            }
        }
        // The largest come first, so that the smallest are given up first.
        rows.sort_by(|a, b| b.members.len().cmp(&a.members.len()).then_with(|| a.group.cmp(&b.group)));
        while !is_enough(counts(&other), self.smallest) {
            other.extend(rows.pop()?.members);
        }
        if !other.is_empty() {
            other.sort_unstable();
            rows.push(DraftRow::of(OTHER.to_owned(), other));
        }
        rows.sort_by(|a, b| (a.group == OTHER, &a.group).cmp(&(b.group == OTHER, &b.group)));
        (!rows.is_empty()).then_some(rows)
    }

    /// Whether no row, and not the total, differs from an earlier one by too few.
    fn is_safe_after(&self, table: &Draft, old: &Draft) -> bool {
        let total = |rows: &Draft| rows.iter().fold((0, 0), |sum, row| add(sum, row.counts));
        let mut places: Vec<Option<(usize, bool)>> = vec![None; self.ids.len()];
        for (at, row) in old.iter().enumerate() {
            for (place, met) in &row.members {
                if let Some(slot) = places.get_mut(*place as usize) {
                    *slot = Some((at, *met));
                }
            }
        }
        // Who is in a new row and in an old one, by the pair of rows: counted as they stand now, and as they stood then.
        let mut common: BTreeMap<(usize, usize), (Counts, Counts)> = BTreeMap::new();
        for (at, row) in table.iter().enumerate() {
            for (place, now) in &row.members {
                if let Some((before, then)) = places.get(*place as usize).copied().flatten() {
                    let (new, old) = common.entry((at, before)).or_default();
                    *new = add(*new, one(*now));
                    *old = add(*old, one(then));
                }
            }
        }
        let sum = common.values().fold(((0, 0), (0, 0)), |(a, b), (c, d)| (add(a, *c), add(b, *d)));
        let is_safe =
            |whole: Counts, part: Counts| is_enough((whole.0 - part.0, whole.1 - part.1), self.smallest);
        let whole = |rows: &Draft, at: usize| rows.get(at).map_or((0, 0), |row| row.counts);
        is_safe(total(table), sum.0)
            && is_safe(total(old), sum.1)
            && common.iter().all(|((at, before), (now, then))| {
                is_safe(whole(table, *at), *now) && is_safe(whole(old, *before), *then)
            })
    }
}

/// Two counts of the same organisations by state, kind and size, without any that is small or can be worked out from the
/// others; none where too few are counted. For other questions than goals.
pub(crate) fn without_small(
    all: &Participants,
    limits: SizeLimits,
    members: &BTreeMap<ParticipantId, bool>,
    smallest: SmallestCell,
) -> [(By, Option<Vec<Row>>); 3] {
    let ids: Vec<&ParticipantId> = all.iter().map(|one| &one.id).collect();
    let basis = Basis { smallest, groups: groups(all, limits, &ids), told: Vec::new(), ids };
    let place = |(place, id): (usize, &&ParticipantId)| Some((place as u32, *members.get(*id)?));
    let members: Members = basis.ids.iter().enumerate().filter_map(place).collect();
    let mut made = By::ALL.map(|by| (by, basis.tabulate(by, &members)));
    close_between(&mut made, smallest);
    made.map(|(by, rows)| (by, rows.map(|rows| basis.rows(rows))))
}

/// By grouping and place: the group's word; none for those that are no participants now.
fn groups(
    participants: &Participants,
    limits: SizeLimits,
    ids: &[&ParticipantId],
) -> [Vec<Option<String>>; 3] {
    By::ALL.map(|by| ids.iter().map(|id| Some(by.group(participants.get(id)?, limits))).collect())
}

impl Row {
    /// Who is counted, and whether each is in the first count. Never published.
    pub(crate) fn members(&self) -> &BTreeMap<ParticipantId, bool> {
        &self.members
    }
}

impl Release {
    /// The table of a goal by a grouping.
    pub fn table(&self, goal: GoalId, by: By) -> Option<&Table> {
        self.tables.iter().find(|table| table.goal == goal && table.by == by)
    }
}

/// Both counts of some organisations.
fn counts(members: &[(u32, bool)]) -> Counts {
    let met = members.iter().filter(|(_, is_met)| *is_met).count() as u32;
    (met, members.len() as u32 - met)
}

/// Whether nothing, or enough of both, is counted.
fn is_enough((met, not_met): Counts, smallest: SmallestCell) -> bool {
    (met, not_met) == (0, 0) || (smallest.allows(met) && smallest.allows(not_met))
}

fn one(is_met: bool) -> Counts {
    (u32::from(is_met), u32::from(!is_met))
}

fn add(a: Counts, b: Counts) -> Counts {
    (a.0 + b.0, a.1 + b.1)
}
