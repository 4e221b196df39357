//! The tables attacked: by subtraction within, between and over time, with everybody's membership known.

use super::super::tests::{day, enrol, id, summary};
use super::span::Span;
use super::*;
use crate::identifiers::State;
use crate::participants::Kind;
use crate::shipped::smallest;
use proptest::prelude::*;
use ward_domain::Size;

const STATES: [&str; 4] = ["TX", "OK", "NM", "LA"];
const SIZES: [Size; 3] = [Size::Small, Size::Medium, Size::Large];

type Members = BTreeMap<ParticipantId, bool>;

/// Both counts of some organisations.
fn counts<'a>(members: impl IntoIterator<Item = &'a bool>) -> Counts {
    members.into_iter().fold((0, 0), |sum, is_met| add(sum, one(*is_met)))
}

/// One organisation: state, kind, size, and whether it meets E1.
type One = (usize, usize, usize, bool);

fn made(all: &[One]) -> (Participants, Standing) {
    let (mut participants, mut standing) = (crate::shipped::nobody(), Standing::default());
    for (number, (state, kind, size, met)) in all.iter().enumerate() {
        let state: State = STATES[*state].parse().unwrap();
        enrol(&mut participants, number, state, Kind::ALL[*kind], SIZES[*size]);
        standing.update(&id(number), summary(1, day(0), &[*met])).unwrap();
    }
    (participants, standing)
}

fn released(all: &[One]) -> Release {
    let (participants, standing) = made(all);
    standing.release(&participants, day(1), &[], smallest())
}

fn e1(release: &Release) -> Vec<&Table> {
    release.tables.iter().filter(|table| table.goal == "E1".parse().unwrap()).collect()
}

/// Everything an attacker can hold: the members of each published row, and its two counts.
fn attack(tables: &[&Table]) {
    let rows: Vec<&Row> = tables.iter().flat_map(|table| &table.rows).collect();
    for row in &rows {
        assert!(smallest().allows(row.met) && smallest().allows(row.not_met), "{} is small", row.group);
    }
    // Every sum and difference of up to three rows that is the count of some organisations, each counted once.
    let signs = [-1_i32, 0, 1];
    for (i, a) in rows.iter().enumerate() {
        for (j, b) in rows.iter().enumerate().skip(i + 1) {
            for (k, c) in rows.iter().enumerate().skip(j) {
                for (x, y) in signs.iter().flat_map(|x| signs.map(|y| (*x, y))) {
                    let mut weights: BTreeMap<&ParticipantId, (i32, bool)> = BTreeMap::new();
                    let third = if k == j { 0 } else { y };
                    for (row, sign) in [(a, 1), (b, x), (c, third)] {
                        for (id, met) in &row.members {
                            weights.entry(id).or_insert((0, *met)).0 += sign;
                        }
                    }
                    if weights.values().all(|(weight, _)| (0..=1).contains(weight)) {
                        let found =
                            counts(weights.values().filter(|(weight, _)| *weight == 1).map(|(_, met)| met));
                        assert!(
                            is_enough(found, smallest()),
                            "{} {x} {} {third} {}: {found:?}",
                            a.group,
                            b.group,
                            c.group
                        );
                    }
                }
            }
        }
    }
}

/// `count` organisations of a sort, half of which meet the goal.
fn some(count: usize, state: usize, kind: usize, size: usize) -> Vec<One> {
    (0..count).map(|at| (state, kind, size, at % 2 == 0)).collect()
}

fn groups(table: &Table) -> Vec<&str> {
    table.rows.iter().map(|row| row.group.as_str()).collect()
}

#[test]
fn a_small_row_takes_another_with_it() {
    let all = [some(60, 0, 0, 0), some(40, 1, 0, 0), some(30, 2, 0, 0), some(4, 3, 0, 0)].concat();
    let release = released(&all);
    let table = release.table("E1".parse().unwrap(), By::State).unwrap();
    assert_eq!(groups(table), ["OK", "TX", "other"]);
    assert_eq!(table.rows.iter().map(|row| row.met + row.not_met).sum::<u32>(), 134);
    attack(&e1(&release));
}

#[test]
fn a_count_that_nobody_reaches_is_not_shown_even_for_all() {
    let release = released(&(0..200).map(|at| (at % 2, 0, 0, at < 10)).collect::<Vec<_>>());
    assert_eq!(e1(&release).len(), 0);
    assert_eq!(release.left_out.len(), 60);
}

#[test]
fn what_two_tables_have_in_common_is_not_given_away() {
    // All of one kind are in one state, and the rest of that state are five: kind gives state away.
    let all = [some(60, 0, 1, 0), some(5, 0, 0, 0), some(60, 1, 0, 0), some(60, 2, 0, 0)].concat();
    let release = released(&all);
    attack(&e1(&release));
    let state = release.table("E1".parse().unwrap(), By::State);
    let kind = release.table("E1".parse().unwrap(), By::Kind);
    let both = state.is_some_and(|t| groups(t).contains(&"TX")) && kind.is_some_and(|t| groups(t).len() > 1);
    assert!(!both, "TX without its critical access hospitals can be worked out");
}

#[test]
fn newcomers_wait_until_they_are_enough() {
    let first = [some(60, 0, 0, 0), some(60, 1, 0, 0)].concat();
    let before = released(&first);
    let after = |more: usize| {
        let (participants, standing) = made(&[first.clone(), some(more, 0, 0, 0)].concat());
        standing.release(&participants, day(30), std::slice::from_ref(&before), smallest())
    };
    let size = |release: &Release| {
        release
            .table("E1".parse().unwrap(), By::State)
            .unwrap()
            .rows
            .iter()
            .map(|r| r.met + r.not_met)
            .sum::<u32>()
    };
    assert_eq!(size(&after(5)), 120);
    assert_eq!(after(5).tables[0].day, day(30));
    assert_eq!(size(&after(30)), 150);
}

#[test]
fn one_that_leaves_is_not_found_by_subtraction() {
    let first = [some(60, 0, 0, 0), some(60, 1, 0, 0)].concat();
    let (participants, standing) = made(&first);
    let before = standing.release(&participants, day(1), &[], smallest());
    let mut fewer = participants.clone();
    let left = crate::participants::Event::Left { participant: id(3), because: "closed".into() };
    fewer
        .apply(crate::Made { number: 0, at: jiff::Timestamp::UNIX_EPOCH, actor: "operator" }, &left)
        .unwrap();
    let after = standing.release(&fewer, day(30), std::slice::from_ref(&before), smallest());
    assert_eq!(after.tables, before.tables, "the earlier tables stay, with their day");
}

#[test]
fn what_a_smaller_cell_allowed_is_compared_with_and_not_shown_again() {
    let (participants, standing) = made(&[some(60, 0, 0, 0), some(24, 1, 0, 0)].concat());
    let before = standing.release(&participants, day(1), &[], SmallestCell::new(12).unwrap());
    let larger = SmallestCell::new(20).unwrap();
    let after = standing.release(&participants, day(30), std::slice::from_ref(&before), larger);
    let state = |release: &Release| release.table("E1".parse().unwrap(), By::State).cloned();
    assert_eq!(groups(&state(&before).unwrap()), ["OK", "TX"]);
    // The total less the 60 that were shown would be the 24.
    assert_eq!(state(&after), None);
    let rows = || after.tables.iter().flat_map(|table| &table.rows);
    assert!(rows().count() > 0 && rows().all(|row| larger.allows(row.met) && larger.allows(row.not_met)));
}

#[test]
fn a_release_is_a_csv_file() {
    let csv = released(&[some(60, 0, 0, 0), some(40, 1, 0, 0)].concat()).to_csv();
    let lines: Vec<&str> = csv.lines().take(5).collect();
    assert_eq!(lines[0], "goal,by,group,day,organisations,met,not_met_or_unknown");
    assert_eq!(
        lines[1..4],
        [
            "E1,state,OK,2026-01-02,40,20,20",
            "E1,state,TX,2026-01-02,60,30,30",
            "E1,state,all,2026-01-02,100,50,50"
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whoever takes part: no small count, no difference, and no linear combination gives a small overlap away.
    #[test]
    fn nothing_small_can_be_worked_out(
        all in prop::collection::vec((0_usize..4, 0_usize..3, 0_usize..3, any::<bool>()), 30..220),
        nested: bool,
        joined in prop::collection::vec((0_usize..4, 0_usize..3, 0_usize..3, any::<bool>()), 0..40),
    ) {
        // Half of the time one kind exists in one state only, which makes tables overlap badly.
        let all: Vec<One> = all.into_iter()
            .map(|(state, kind, size, met)| (if nested && kind == 1 { 0 } else { state }, kind, size, met))
            .collect();
        let before = released(&all);
        let tables = e1(&before);
        attack(&tables);
        let rows = tables.iter().flat_map(|table| &table.rows);
        let span = Span::of(rows.map(|row| row.members.keys().cloned().collect()));
        let mut atoms: BTreeMap<(usize, usize, usize), Members> = BTreeMap::new();
        for (number, (state, kind, size, met)) in all.iter().enumerate() {
            for key in [(*state, *kind, 9), (*state, 9, *size), (9, *kind, *size), (*state, *kind, *size), (*state, 9, 9)] {
                atoms.entry(key).or_default().insert(id(number), *met);
            }
        }
        for (key, members) in atoms {
            let found = counts(members.values());
            prop_assert!(is_enough(found, smallest()) || !span.holds(&members.keys().cloned().collect::<Vec<_>>()), "{key:?} {found:?}");
        }
        let (participants, standing) = made(&[all, joined].concat());
        let after = standing.release(&participants, day(30), std::slice::from_ref(&before), smallest());
        for table in e1(&after) {
            if let Some(old) = before.table(table.goal, table.by) {
                attack(&[table]);
                for (new, old) in table.rows.iter().flat_map(|new| old.rows.iter().map(move |old| (new, old))) {
                    let common = new.members.keys().filter(|id| old.members.contains_key(*id)).count();
                    let gone = counts(old.members.iter().filter(|(id, _)| !new.members.contains_key(*id)).map(|(_, m)| m));
                    let come = counts(new.members.iter().filter(|(id, _)| !old.members.contains_key(*id)).map(|(_, m)| m));
                    prop_assert!(common == 0 || (is_enough(gone, smallest()) && is_enough(come, smallest())), "{gone:?} {come:?}");
                }
            }
        }
    }
}
