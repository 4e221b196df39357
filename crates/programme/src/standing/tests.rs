//! Where everybody stands, on any day, with small cells suppressed.

use super::sector::{By, Filter};
use super::*;
use crate::Made;
use crate::identifiers::State;
use crate::participants::{Consent, Event, Kind, Participants, Profile};
use proptest::prelude::*;
use ward_catalog::SmallestCell;
use ward_domain::Size;
use ward_domain::summary::GoalStanding;

pub(super) fn day(number: i64) -> Date {
    "2026-01-01".parse::<Date>().unwrap().checked_add(number.days()).unwrap()
}

pub(super) fn summary(number: u64, as_of: Date, met: &[bool]) -> Told {
    let goal = |(at, goal): (usize, GoalId)| GoalStanding {
        goal,
        status: if met.get(at).copied().unwrap_or(false) { Status::Met } else { Status::NotMet },
        low: 0.0,
        high: 1.0,
        grade: Some(Grade::A),
        coverage: 1.0,
    };
    Told {
        summary: Digest([number as u8; 32]),
        number,
        as_of,
        received_at: Timestamp::UNIX_EPOCH,
        size: Size::default(),
        catalogue: "1".into(),
        goals: goals().enumerate().map(goal).collect(),
    }
}

pub(super) fn id(number: usize) -> ParticipantId {
    format!("p{number:04}").parse().unwrap()
}

/// An enrolled participant that agreed to everything.
pub(super) fn enrol(all: &mut Participants, number: usize, state: State, kind: Kind, size: Size) {
    let profile =
        Profile { name: "P".into(), state: Some(state), kind, size: Some(size), ..Profile::default() };
    let consent = Consent {
        given_on: day(0),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: false,
    };
    let key = format!("{number:064}").parse().unwrap();
    for event in [
        Event::Listed { participant: id(number), profile: Box::new(profile) },
        Event::Invited { participant: id(number) },
        Event::Enrolled { participant: id(number), consent, key },
    ] {
        all.apply(Made { number: 0, at: Timestamp::UNIX_EPOCH, actor: "operator" }, &event).unwrap();
    }
}

#[track_caller]
fn send(standing: &mut Standing, who: usize, number: u64, as_of: i64, met: &[bool]) -> &'static str {
    let before = standing.clone();
    match standing.update(&id(who), summary(number, day(as_of), met)) {
        Ok(()) => "ok",
        Err(refused) => {
            assert_eq!(before, *standing, "a refusal changed something");
            refused.code
        }
    }
}

#[test]
fn only_a_newer_summary_counts() {
    let mut all = Standing::default();
    assert_eq!(send(&mut all, 1, 5, 10, &[true]), "ok");
    assert_eq!(send(&mut all, 1, 5, 11, &[true]), "replayed");
    assert_eq!(send(&mut all, 1, 4, 11, &[true]), "replayed");
    assert_eq!(send(&mut all, 1, 6, 9, &[true]), "older-day");
    assert_eq!(send(&mut all, 1, 6, 10, &[false]), "ok");
    let (marks, age) = all.track(&id(1)).unwrap().on(day(12)).unwrap();
    assert_eq!((marks[0].status(), age), (Status::NotMet, 2));
    let mut broken = summary(7, day(12), &[]);
    broken.goals.pop();
    assert_eq!(all.update(&id(1), broken.clone()).unwrap_err().code, "goals");
    broken.goals.push(broken.goals[0]);
    assert_eq!(all.update(&id(1), broken.clone()).unwrap_err().code, "goals");
}

#[test]
fn twelve_months_are_proven_day_by_day() {
    let e1: GoalId = "E1".parse().unwrap();
    let held = |days: &[(i64, bool)], gap| {
        let mut all = Standing::default();
        for (number, (at, met)) in (1..).zip(days) {
            send(&mut all, 1, number, *at, &[*met]);
        }
        all.track(&id(1)).unwrap().held_throughout(e1, Some(Grade::B), day(0), day(10), gap)
    };
    let every: Vec<(i64, bool)> = (0..=10).map(|at| (at, true)).collect();
    assert!(held(&every, 1));
    let mut broken = every.clone();
    broken[5].1 = false;
    assert!(!held(&broken, 5));
    assert!(!held(&[(0, true), (10, true)], 5));
    assert!(held(&[(0, true), (5, true), (10, true)], 5));
    assert!(!held(&[(1, true), (10, true)], 20));
    assert!(!held(&[(0, true), (3, true)], 5));
    assert!(held(&[(-3, true), (4, true), (8, true), (12, false)], 7));
}

#[test]
fn the_sector_is_counted_by_group_with_those_who_said_nothing() {
    let mut participants = crate::shipped::nobody();
    let (tx, ok): (State, State) = ("TX".parse().unwrap(), "OK".parse().unwrap());
    for number in 0..4 {
        enrol(&mut participants, number, if number < 3 { tx } else { ok }, Kind::Acute, Size::Small);
    }
    let mut standing = Standing::default();
    send(&mut standing, 0, 1, 0, &[true]);
    send(&mut standing, 1, 1, 30, &[false]);
    let sector = standing.sector(&participants, day(31), By::State, &Filter::default());
    let texas = &sector.groups["TX"];
    assert_eq!((texas.enrolled, texas.reported, texas.ages), (3, 2, [1, 0, 1, 0]));
    assert_eq!((texas.goals[0].statuses, texas.goals[0].met_by_grade), ([1, 0, 1, 0, 0], [1, 0, 0, 0, 0]));
    assert_eq!((sector.all.enrolled, sector.groups["OK"].reported), (4, 0));
    let only = Filter { state: Some(ok), ..Filter::default() };
    assert_eq!(standing.sector(&participants, day(31), By::Kind, &only).all.enrolled, 1);
    let curve = standing.adoption(&participants, &[day(-1), day(5), day(31)], &Filter::default());
    assert_eq!(
        curve.iter().map(|point| (point.reported, point.met[0])).collect::<Vec<_>>(),
        [(0, 0), (1, 1), (2, 1)]
    );
}

#[test]
fn peers_are_enough_or_none_and_shares_are_rounded() {
    let eleven = SmallestCell::new(11).unwrap();
    let compare = |peers: usize, met: usize| {
        let mut participants = crate::shipped::nobody();
        let mut standing = Standing::default();
        for number in 0..=peers {
            enrol(&mut participants, number, "TX".parse().unwrap(), Kind::Acute, Size::Small);
            send(&mut standing, number, 1, 0, &[(1..=met).contains(&number)]);
        }
        standing.compare(&participants, &id(0), day(1), eleven)
    };
    assert_eq!(compare(10, 5), None);
    let seen = compare(24, 11).unwrap();
    assert_eq!((seen.count, seen.goals[0].share_met), (24, Some(0.45)));
    assert_eq!(compare(24, 10).unwrap().goals[0].share_met, None);
    assert_eq!(compare(24, 14).unwrap().goals[0].share_met, None);
}

proptest! {
    /// What is kept in runs says on each day what the last summary up to it said.
    #[test]
    fn history_is_what_was_sent(sent in prop::collection::vec((0_i64..4, any::<bool>()), 1..30)) {
        let mut all = Standing::default();
        let mut told: Vec<(i64, bool)> = Vec::new();
        let mut at = 0;
        for (number, (step, met)) in (1..).zip(sent) {
            at += step;
            prop_assert_eq!(send(&mut all, 1, number, at, &[met]), "ok");
            told.push((at, met));
        }
        let track = all.track(&id(1)).unwrap();
        for ask in 0..=at + 2 {
            let last = told.iter().rev().find(|(at, _)| *at <= ask);
            let seen = track.on(day(ask)).map(|(marks, _)| marks[0].status() == Status::Met);
            prop_assert_eq!(seen, last.map(|(_, met)| *met));
        }
    }

    /// Repeating is the same as telling the same again, refusals included.
    #[test]
    fn a_repetition_is_the_same_summary_again(sent in prop::collection::vec((-1_i64..4, 0_u64..3, any::<bool>()), 1..30)) {
        let (mut told, mut repeated) = (Standing::default(), Standing::default());
        let (mut at, mut number, mut last) = (0, 1, None);
        for (step, more, met) in sent {
            (at, number) = (at + step, number + more);
            let one = summary(number, day(at), &[met]);
            let Told { summary, as_of, received_at, .. } = one;
            let again = Again { summary, number, as_of, received_at };
            let answer = if last == Some(met) {
                repeated.repeat(&id(1), again)
            } else {
                repeated.update(&id(1), one.clone())
            };
            prop_assert_eq!(told.update(&id(1), one).map_err(|r| r.code), answer.as_ref().copied().map_err(|r| r.code));
            last = if answer.is_ok() { Some(met) } else { last };
            prop_assert_eq!(&told, &repeated);
        }
    }
}
