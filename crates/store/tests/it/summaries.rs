//! Summaries that an operator receives.

use crate::place::{ORG, Place, created_at, sha256};
use std::ops::ControlFlow;
use std::thread;
use ward_domain::ids::Digest;
use ward_store::{KeepError, NewAlarm, NewSummary, Signed, Store, StoreError};

crate::on_both! {
    a_summary_comes_back_as_it_went_in
    the_standing_is_that_of_the_newest
    an_overtaken_summary_leaves_nothing
    a_first_summary_is_first_once
    a_summary_for_nobody_is_refused
    operators_are_apart
    all_summaries_can_be_read_one_by_one
    the_newest_at_an_instant_is_found_whatever_the_precision
    an_alarm_is_kept_once_and_so_many_at_most
    summaries_that_race_are_kept_once_each
    summaries_survive_closing_the_store
}

/// What the summary of one participant and number consists of.
struct Made {
    participant: &'static str,
    number: u64,
    payload: Vec<u8>,
}

fn made(participant: &'static str, number: u64) -> Made {
    Made { participant, number, payload: format!("{participant} {number} \0\u{e4}").repeat(50).into_bytes() }
}

impl Made {
    fn digest(&self) -> Digest {
        sha256(&self.payload)
    }
    fn signed(&self) -> Signed<'_> {
        Signed { digest: self.digest(), key: Digest([7; 32]), signature: &[9; 64], payload: &self.payload }
    }
    fn after(&self, follows: Option<u64>) -> NewSummary<'_> {
        NewSummary {
            participant: self.participant,
            follows,
            number: self.number,
            as_of: "2026-11-21".parse().unwrap(),
            received_at: created_at(),
            signed: self.signed(),
            standing: &self.payload[..12],
            record_size: self.number * 10,
            record_root: self.digest().0,
        }
    }
    fn alarm(&self) -> NewAlarm<'_> {
        NewAlarm {
            participant: self.participant,
            received_at: created_at(),
            code: "history-rewritten",
            why: "the record shrank",
            signed: self.signed(),
        }
    }
}

fn keep(
    store: &Store,
    participant: &'static str,
    follows: Option<u64>,
    number: u64,
) -> Result<(), KeepError> {
    store.keep_summaries(ORG, &[made(participant, number).after(follows)], &[])
}

fn numbers(store: &Store, participant: &str) -> Vec<u64> {
    store.summaries_of(ORG, participant).unwrap().iter().map(|row| row.number).collect()
}

fn a_summary_comes_back_as_it_went_in(place: &Place) {
    let store = place.open_with_org();
    keep(&store, "471300", None, 4).unwrap();
    let wanted = made("471300", 4);
    let kept = store.summary(ORG, "471300", 4).unwrap().unwrap();
    assert_eq!(
        (kept.payload, kept.digest, kept.received_at),
        (wanted.payload.clone(), wanted.digest(), created_at())
    );
    assert_eq!((kept.key, kept.signature), (Digest([7; 32]), vec![9; 64]));
    assert_eq!(store.summary(ORG, "471300", 5).unwrap(), None);
    assert_eq!(store.summary(ORG, "471300", u64::MAX).unwrap(), None);
}

fn the_standing_is_that_of_the_newest(place: &Place) {
    let store = place.open_with_org();
    assert_eq!(store.standings(ORG).unwrap(), []);
    assert_eq!(store.standing(ORG, "b").unwrap(), None);
    keep(&store, "b", None, 1).unwrap();
    keep(&store, "a", None, 1).unwrap();
    let (second, third) = (made("b", 2), made("b", 7));
    store.keep_summaries(ORG, &[second.after(Some(1)), third.after(Some(2))], &[]).unwrap();
    let standings = store.standings(ORG).unwrap();
    let seen: Vec<_> =
        standings.iter().map(|row| (row.newest.participant.as_str(), row.newest.number)).collect();
    assert_eq!(seen, [("a", 1), ("b", 7)]);
    assert_eq!(standings[1].newest.standing, third.payload[..12]);
    assert_eq!((standings[1].record_size, standings[1].record_root), (70, third.digest().0));
    assert_eq!(standings[1].newest.as_of, "2026-11-21".parse().unwrap());
    for row in &standings {
        assert_eq!(store.standing(ORG, &row.newest.participant).unwrap().as_ref(), Some(row));
    }
    assert_eq!(store.standing(ORG, "c").unwrap(), None);
    assert_eq!(store.standing("other", "b").unwrap(), None);
    assert_eq!(numbers(&store, "b"), [1, 2, 7]);
}

fn an_overtaken_summary_leaves_nothing(place: &Place) {
    let store = place.open_with_org();
    keep(&store, "a", None, 1).unwrap();
    keep(&store, "a", Some(1), 2).unwrap();
    let (other, late, alarm) = (made("b", 1), made("a", 3), made("c", 1));
    let refused = store.keep_summaries(ORG, &[other.after(None), late.after(Some(1))], &[alarm.alarm()]);
    assert!(
        matches!(refused, Err(KeepError::Overtaken { ref participant }) if participant == "a"),
        "{refused:?}"
    );
    // The same number cannot be kept twice, whatever it follows.
    assert!(matches!(keep(&store, "a", Some(2), 2), Err(KeepError::Overtaken { .. })));
    assert_eq!(numbers(&store, "a"), [1, 2]);
    assert_eq!(numbers(&store, "b"), [0; 0]);
    assert_eq!(store.standings(ORG).unwrap().len(), 1);
    assert_eq!(store.standings(ORG).unwrap()[0].newest.number, 2);
    assert_eq!(store.alarms(ORG).unwrap(), []);
}

fn a_first_summary_is_first_once(place: &Place) {
    let store = place.open_with_org();
    keep(&store, "a", None, 1).unwrap();
    assert!(matches!(keep(&store, "a", None, 2), Err(KeepError::Overtaken { .. })));
    assert_eq!(numbers(&store, "a"), [1]);
}

fn a_summary_for_nobody_is_refused(place: &Place) {
    let store = place.open_with_org();
    let refused = store.keep_summaries("nobody", &[made("a", 1).after(None)], &[]);
    assert!(matches!(refused, Err(KeepError::Store(StoreError::Database { .. }))), "{refused:?}");
    assert_eq!(store.standings("nobody").unwrap(), []);
}

fn operators_are_apart(place: &Place) {
    let store = place.open_with_org();
    store.create_organisation("other", created_at()).unwrap();
    keep(&store, "a", None, 1).unwrap();
    store.keep_summaries("other", &[made("a", 5).after(None)], &[made("a", 9).alarm()]).unwrap();
    assert_eq!(numbers(&store, "a"), [1]);
    assert_eq!(store.standings("other").unwrap()[0].newest.number, 5);
    assert_eq!(store.alarms(ORG).unwrap(), []);
    assert_eq!(store.summary(ORG, "a", 5).unwrap(), None);
}

fn all_summaries_can_be_read_one_by_one(place: &Place) {
    let store = place.open_with_org();
    for (participant, follows, number) in [("b", None, 1), ("a", None, 1), ("a", Some(1), 2), ("c", None, 1)]
    {
        keep(&store, participant, follows, number).unwrap();
    }
    let mut seen = Vec::new();
    store
        .each_summary(ORG, |row| {
            seen.push((row.participant, row.number));
            if seen.len() == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(seen, [("a", 1), ("a", 2), ("b", 1)].map(|(name, number)| (name.to_owned(), number)));
}

fn the_newest_at_an_instant_is_found_whatever_the_precision(place: &Place) {
    let store = place.open_with_org();
    // As text these stand in another order: `08:30:00.5Z` comes before `08:30:00Z`.
    let times = ["2026-11-21T08:30:00Z", "2026-11-21T08:30:00.5Z", "2026-11-21T08:30:00.500000001Z"];
    for (place, time) in times.iter().enumerate() {
        let (number, follows) = (place as u64 + 1, (place > 0).then_some(place as u64));
        let made = made("a", number);
        let new = NewSummary { received_at: time.parse().unwrap(), ..made.after(follows) };
        store.keep_summaries(ORG, &[new], &[]).unwrap();
    }
    keep(&store, "b", None, 9).unwrap();
    let at = |who: &str, time: &str| {
        let found = store.newest_summary(ORG, who, time.parse().unwrap()).unwrap();
        found.map(|row| (row.participant, row.number))
    };
    let a = |number| Some(("a".to_owned(), number));
    assert_eq!(at("a", "2026-11-21T08:29:59.999Z"), None);
    assert_eq!(at("a", "2026-11-21T08:30:00Z"), a(1));
    assert_eq!(at("a", "2026-11-21T08:30:00.4Z"), a(1));
    assert_eq!(at("a", "2026-11-21T08:30:00.5Z"), a(2));
    assert_eq!(at("a", "2026-11-21T08:30:00.500000001Z"), a(3));
    assert_eq!(at("a", "2027-01-01T00:00:00Z"), a(3));
    assert_eq!(at("nobody", "2027-01-01T00:00:00Z"), None);
    // The connection is good for the next question although rows were left unread.
    assert_eq!(numbers(&store, "a"), [1, 2, 3]);
}

fn an_alarm_is_kept_once_and_so_many_at_most(place: &Place) {
    let store = place.open_with_org();
    let first = made("a", 1);
    store.keep_summaries(ORG, &[], &[first.alarm(), first.alarm()]).unwrap();
    let alarms = store.alarms(ORG).unwrap();
    assert_eq!(alarms.len(), 1);
    assert_eq!((alarms[0].code.as_str(), alarms[0].why.as_str()), ("history-rewritten", "the record shrank"));
    assert_eq!(alarms[0].refused.payload, first.payload);
    for number in 2..=130 {
        store.keep_summaries(ORG, &[], &[made("a", number).alarm()]).unwrap();
    }
    assert_eq!(store.alarms(ORG).unwrap().len(), 100);
}

fn summaries_that_race_are_kept_once_each(place: &Place) {
    let first = place.open_with_org();
    let second = place.open();
    let newest = |store: &Store| store.standings(ORG).unwrap().first().map(|row| row.newest.number);
    thread::scope(|scope| {
        for store in [&first, &first, &second, &second] {
            scope.spawn(move || {
                for _ in 0..10 {
                    loop {
                        let last = newest(store);
                        match keep(store, "a", last, last.unwrap_or(0) + 1) {
                            Ok(()) => break,
                            Err(KeepError::Overtaken { .. }) => {}
                            Err(KeepError::Store(error)) => panic!("{error}: {error:?}"),
                        }
                    }
                }
            });
        }
    });
    assert_eq!(numbers(&first, "a"), (1..=40).collect::<Vec<_>>());
    assert_eq!(newest(&second), Some(40));
}

fn summaries_survive_closing_the_store(place: &Place) {
    keep(&place.open_with_org(), "a", None, 1).unwrap();
    assert_eq!(numbers(&place.open(), "a"), [1]);
}
