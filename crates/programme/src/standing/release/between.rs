//! Between the tables of one goal: what rows of two of them have in common must not give a small set away.

use super::span::Span;
use super::{Draft, DraftRow, Members, OTHER, counts, is_enough};
use crate::standing::sector::By;
use std::cmp::Ordering;
use ward_catalog::SmallestCell;

/// Puts rows together until no small set can be worked out from the rows of several tables.
pub(super) fn close_between(made: &mut [(By, Option<Draft>)], smallest: SmallestCell) {
    while let Some((at, place)) = leak(made, smallest) {
        let Some((_, slot)) = made.get_mut(at) else { return };
        *slot = slot.take().and_then(|rows| put_into_other(rows, place));
    }
}

/// A row whose overlap with a row of another table gives too few away: its table's place, and its own in it.
fn leak(made: &[(By, Option<Draft>)], smallest: SmallestCell) -> Option<(usize, usize)> {
    let mut rows: Vec<(usize, usize, &DraftRow)> = Vec::new();
    for (at, (_, table)) in made.iter().enumerate() {
        rows.extend(table.iter().flatten().enumerate().map(|(place, row)| (at, place, row)));
    }
    let places = |members: &Members| members.iter().map(|(place, _)| *place).collect::<Vec<u32>>();
    let mut span: Option<Span<u32>> = None;
    for (n, (at, place, a)) in rows.iter().enumerate() {
        for (other, other_place, b) in rows.iter().skip(n + 1).filter(|(other, ..)| other != at) {
            let common = common(&a.members, &b.members);
            let both = counts(&common);
            let rest = |row: &DraftRow| {
                let rest = (row.counts.0.saturating_sub(both.0), row.counts.1.saturating_sub(both.1));
                is_enough(rest, smallest)
            };
            if common.is_empty() || (is_enough(both, smallest) && rest(a) && rest(b)) {
                continue;
            }
            let span =
                span.get_or_insert_with(|| Span::of(rows.iter().map(|(.., row)| places(&row.members))));
            let is_same = |row: &DraftRow| common.len() == row.members.len();
            if span.holds(&places(&common)) && !(is_same(a) && is_same(b)) {
                let is_smaller = a.members.len() <= b.members.len();
                return Some(if is_smaller { (*at, *place) } else { (*other, *other_place) });
            }
        }
    }
    None
}

/// Those in both.
fn common(a: &[(u32, bool)], b: &[(u32, bool)]) -> Members {
    let mut common = Members::new();
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        match first.0.cmp(&second.0) {
            Ordering::Less => drop(left.next()),
            Ordering::Greater => drop(right.next()),
            Ordering::Equal => {
                common.extend(left.next());
                right.next();
            }
        }
    }
    common
}

/// The rows with one of them put into `other`; with two rows left, nothing but the total remains.
fn put_into_other(mut rows: Draft, at: usize) -> Option<Draft> {
    if rows.len() < 2 {
        return None;
    }
    let taken = rows.remove(at);
    let into = rows.iter().position(|row| row.group == OTHER).or_else(|| {
        // Without an `other`, or when that is the row itself, the smallest row joins it.
        let smallest = rows.iter().enumerate().min_by_key(|(_, row)| row.members.len());
        smallest.map(|(at, _)| at)
    })?;
    let mut members = rows.remove(into).members;
    members.extend(taken.members);
    members.sort_unstable();
    rows.push(DraftRow::of(OTHER.to_owned(), members));
    Some(rows)
}
