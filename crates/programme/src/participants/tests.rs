//! Enrolment from listed to left, with consent and keys.

use super::*;
use crate::shipped::{CATALOG, limits};
use ward_domain::Size;

pub(crate) fn id(text: &str) -> ParticipantId {
    text.parse().unwrap()
}

fn key(letter: &str) -> VerifyingKey {
    letter.repeat(44).parse().unwrap()
}

fn consent() -> Consent {
    Consent {
        given_on: "2026-01-02".parse().unwrap(),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: false,
    }
}

fn listed(name: &str, level: Level, parent: Option<&str>) -> Event {
    let profile = Profile { name: name.to_owned(), level, parent: parent.map(id), ..Profile::default() };
    Event::Listed { participant: id(name), profile: Box::new(profile) }
}

fn invited(name: &str) -> Event {
    Event::Invited { participant: id(name) }
}

fn enrolled(name: &str, letter: &str) -> Event {
    Event::Enrolled { participant: id(name), consent: consent(), key: key(letter) }
}

fn left(name: &str) -> Event {
    Event::Left { participant: id(name), because: "moved away".to_owned() }
}

fn certified(name: &str, ccn: &str, from: Option<&str>, to: Option<&str>) -> Event {
    let held = Held {
        id: ccn.parse().unwrap(),
        from: from.map(|day| day.parse().unwrap()),
        to: to.map(|day| day.parse().unwrap()),
    };
    Event::Certified { participant: id(name), held, because: "file".to_owned() }
}

/// The time of entry `number`: one a second.
fn at(number: u64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + number.cast_signed()).unwrap()
}

/// Applies all; the code of the last one's refusal, or `ok`. A refusal must change nothing.
#[track_caller]
fn run(events: &[Event]) -> (Participants, &'static str) {
    let mut all = crate::shipped::nobody();
    for (number, event) in (0..).zip(events) {
        let before = all.clone();
        let made = Made { number, at: at(number), actor: "operator" };
        if let Err(refused) = all.apply(made, event) {
            assert_eq!(all, before, "a refusal changed something");
            assert_eq!(number as usize + 1, events.len(), "{refused}");
            return (all, refused.code);
        }
    }
    (all, "ok")
}

#[track_caller]
fn check(events: &[Event], code: &str) {
    assert_eq!(run(events).1, code);
}

const ORG: Level = Level::Organisation;

#[test]
fn a_participant_goes_step_by_step() {
    let a = || listed("a", ORG, None);
    check(&[a(), invited("a"), enrolled("a", "k"), left("a"), invited("a"), enrolled("a", "l")], "ok");
    check(&[a(), a()], "listed");
    check(&[invited("a")], "no-participant");
    check(&[a(), enrolled("a", "k")], "enrolment");
    check(&[a(), left("a")], "enrolment");
    check(&[a(), invited("a"), invited("a")], "enrolment");
    check(&[a(), invited("a"), Event::Declined { participant: id("a") }, invited("a")], "ok");
    check(&[a(), Event::Consented { participant: id("a"), consent: consent() }], "not-enrolled");
}

#[test]
fn a_key_belongs_to_one_and_is_used_once() {
    let two =
        [listed("a", ORG, None), listed("b", ORG, None), invited("a"), invited("b"), enrolled("a", "k")];
    let and = |event| [two.to_vec(), vec![event]].concat();
    check(&and(enrolled("b", "k")), "key-known");
    check(&and(Event::KeyAdded { participant: id("a"), key: key("k") }), "key-known");
    check(&and(Event::KeyEnded { participant: id("b"), key: key("k"), because: "lost".into() }), "no-key");
    let ended = Event::KeyEnded { participant: id("a"), key: key("k"), because: "lost".into() };
    let (all, code) = run(&and(ended));
    assert_eq!(code, "ok");
    let (owner, held) = all.by_key(&key("k")).unwrap();
    assert_eq!(owner.id, id("a"));
    assert!(held.counts_at(at(4)) && !held.counts_at(at(5)) && !held.counts_at(at(3)));
}

#[test]
fn who_left_is_verified_no_more() {
    let (all, _) = run(&[listed("a", ORG, None), invited("a"), enrolled("a", "k"), left("a")]);
    let one = all.get(&id("a")).unwrap();
    assert_eq!(one.keys_at(at(3)).count(), 0);
    assert!(one.was_enrolled_at(at(2)) && !one.was_enrolled_at(at(3)) && one.consent.is_none());
}

#[test]
fn a_ccn_has_one_holder_at_a_time_and_changes_over_time() {
    let two = [listed("a", ORG, None), listed("b", ORG, None)];
    let and = |events: &[Event]| [two.to_vec(), events.to_vec()].concat();
    check(&and(&[certified("a", "370245", None, None), certified("b", "370245", None, None)]), "ccn-taken");
    check(&and(&[certified("a", "370245", Some("2024-02-01"), Some("2024-01-01"))]), "days");
    let (all, code) = run(&and(&[
        certified("a", "370245", None, Some("2023-12-31")),
        certified("a", "370784", Some("2024-01-01"), None),
        certified("b", "370245", Some("2024-01-01"), None),
    ]));
    assert_eq!(code, "ok");
    let holder =
        |ccn: &str, day: &str| all.by_ccn(&ccn.parse().unwrap(), day.parse().unwrap()).map(|one| &one.id);
    assert_eq!(holder("370245", "2023-06-01"), Some(&id("a")));
    assert_eq!(holder("370245", "2024-06-01"), Some(&id("b")));
    assert_eq!(holder("370784", "2023-06-01"), None);
    assert_eq!(all.get(&id("a")).unwrap().ccn_on("2024-06-01".parse().unwrap()).unwrap().as_str(), "370784");
}

#[test]
fn a_site_is_below_a_hospital_and_this_below_a_system() {
    let s = || listed("s", Level::System, None);
    check(&[s(), listed("h", ORG, Some("s")), listed("x", Level::Site, Some("h"))], "ok");
    check(&[listed("h", ORG, Some("s"))], "no-participant");
    check(&[listed("a", ORG, None), listed("b", ORG, Some("a"))], "hierarchy");
    let profile = Profile { name: "S".into(), level: Level::Site, ..Profile::default() };
    let lowered = Event::Changed { participant: id("s"), profile: Box::new(profile), because: "no".into() };
    check(&[s(), listed("h", ORG, Some("s")), lowered], "hierarchy");
}

#[test]
fn a_move_is_seen_from_both_parents() {
    let profile = Profile { name: "H".into(), parent: Some(id("t")), ..Profile::default() };
    let moved = Event::Changed { participant: id("h"), profile: Box::new(profile), because: "sold".into() };
    let (all, code) = run(&[
        listed("s", Level::System, None),
        listed("t", Level::System, None),
        listed("h", ORG, Some("s")),
        moved,
    ]);
    assert_eq!(code, "ok");
    assert_eq!(all.children(&id("s")).count(), 0);
    assert_eq!(all.children(&id("t")).count(), 1);
}

#[test]
fn who_closed_cannot_be_invited() {
    let closed =
        Event::Closed { participant: id("a"), on: "2026-01-01".parse().unwrap(), because: "file".into() };
    check(&[listed("a", ORG, None), closed.clone(), invited("a")], "closed");
    let reopened = Event::Reopened { participant: id("a"), because: "mistake".into() };
    check(&[listed("a", ORG, None), reopened.clone()], "not-closed");
    check(&[listed("a", ORG, None), closed, reopened, invited("a")], "ok");
}

#[test]
fn a_reason_and_a_name_are_needed() {
    check(&[listed("a", ORG, None), Event::Left { participant: id("a"), because: " ".into() }], "no-reason");
    check(&[Event::Listed { participant: id("a"), profile: Box::default() }], "no-name");
}

#[test]
fn an_id_is_a_short_word() {
    assert_eq!("01014F".parse::<ParticipantId>().unwrap().as_str(), "01014f");
    for text in ["", "-a", "a-", "a b", "a/b", "é", &"x".repeat(65)] {
        assert!(text.parse::<ParticipantId>().is_err(), "{text}");
    }
}

#[test]
fn size_follows_beds_except_for_critical_access() {
    let size = |kind, beds| Profile { kind, beds, ..Profile::default() }.size(limits());
    let number = |key: &str| {
        let found = CATALOG.parameters.template(&format!("hicp-sizes/{key}"), Date::MAX);
        found.unwrap().value as u32
    };
    let (small, medium) = (number("small-most"), number("medium-most"));
    assert_eq!(size(Kind::Acute, None), None);
    assert_eq!(size(Kind::Acute, Some(small)), Some(Size::Small));
    assert_eq!(size(Kind::Acute, Some(small + 1)), Some(Size::Medium));
    assert_eq!(size(Kind::CriticalAccess, Some(25)), Some(Size::Medium));
    assert_eq!(size(Kind::Acute, Some(medium)), Some(Size::Medium));
    assert_eq!(size(Kind::Acute, Some(medium + 1)), Some(Size::Large));
}
