//! Answers to bulletins: what is refused, and that no count gives anybody away.

use super::*;
use crate::participants::{Consent, Event as Of, Profile};
use crate::standing::sector::By;
use crate::{Made, Refused};
use jiff::Timestamp;
use ward_domain::Digest;
use ward_domain::exposure::{Question, State};

fn at(minute: i64) -> Timestamp {
    let start: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
    start + jiff::SignedDuration::from_mins(minute)
}

fn made(number: u64) -> Made<'static> {
    Made { number, at: at(i64::try_from(number).unwrap()), actor: "test" }
}

/// So many enrolled participants, in two states by turns.
fn crowd(many: usize) -> Participants {
    let mut all = crate::shipped::nobody();
    for n in 0..many {
        let who = id(&format!("p{n:03}"));
        let profile = Profile {
            name: format!("Hospital {n}"),
            state: if n % 2 == 0 { "VT" } else { "ME" }.parse().ok(),
            ..Profile::default()
        };
        let consent = Consent {
            given_on: "2026-01-01".parse().unwrap(),
            document: None,
            in_statistics: true,
            among_peers: true,
            named_in_public: false,
        };
        let key = format!("ward/{n}+00000000+{}", "A".repeat(44)).parse().unwrap();
        for event in [
            Of::Listed { participant: who.clone(), profile: Box::new(profile) },
            Of::Invited { participant: who.clone() },
            Of::Enrolled { participant: who.clone(), consent, key },
        ] {
            all.apply(made(0), &event).unwrap();
        }
    }
    all
}

fn publishes(asks: Option<Ask>) -> Event {
    Event::BulletinPublished {
        title: "An outage".to_owned(),
        says: "Look at home".to_owned(),
        tlp: crate::incidents::Tlp::Amber,
        audience: Audience::Enrolled,
        asks,
    }
}

fn outage() -> Ask {
    let question =
        Question::Outage { vendor: "ClearClaims".to_owned(), since: "2026-05-03".parse().unwrap() };
    Ask { question, id: String::new() }
}

fn answers(who: &str, state: State, devices: u32, minute: i64) -> Event {
    Event::Answered {
        participant: id(who),
        bulletin: BulletinNumber(1),
        answer: Digest([9; 32]),
        state,
        devices,
        as_of: "2026-05-04".parse().unwrap(),
        made_at: at(minute),
    }
}

/// A programme whose bulletin 1 asks about an outage.
fn asked(many: usize) -> (Help, Participants) {
    let (mut help, all) = (Help::default(), crowd(many));
    help.apply(made(1), &publishes(Some(outage())), &all).unwrap();
    (help, all)
}

#[track_caller]
fn refuses(help: &mut Help, all: &Participants, event: &Event, code: &str) {
    let before = help.clone();
    let refused: Refused = help.apply(made(100), event, all).unwrap_err();
    assert_eq!(refused.code, code, "{refused}");
    assert_eq!(*help, before, "what is refused changes nothing");
}

#[test]
fn an_answer_follows_a_question_and_its_own_past() {
    let (mut help, all) = asked(3);
    help.apply(made(2), &publishes(None), &all).unwrap();
    help.apply(made(60), &answers("p000", State::Affected, 4, 50), &all).unwrap();
    refuses(&mut help, &all, &answers("p000", State::NotFound, 0, 50), "replayed");
    refuses(&mut help, &all, &answers("p000", State::NotFound, 0, 40), "replayed");
    refuses(&mut help, &all, &answers("p001", State::NotFound, 0, 200), "from-the-future");
    refuses(&mut help, &all, &answers("stranger", State::NotFound, 0, 50), "no-participant");
    let mut to_other = answers("p001", State::NotFound, 0, 50);
    if let Event::Answered { bulletin, .. } = &mut to_other {
        *bulletin = BulletinNumber(2);
    }
    refuses(&mut help, &all, &to_other, "not-asked");
    let mut old = answers("p000", State::NotFound, 0, 99);
    if let Event::Answered { as_of, .. } = &mut old {
        *as_of = "2026-05-01".parse().unwrap();
    }
    refuses(&mut help, &all, &old, "older-day");
    help.apply(made(100), &answers("p000", State::NotFound, 0, 99), &all).unwrap();
    assert_eq!(help.answers(BulletinNumber(1)).len(), 2);
    let withdrawn = Event::BulletinWithdrawn { bulletin: BulletinNumber(1), because: "over".to_owned() };
    help.apply(made(101), &withdrawn, &all).unwrap();
    refuses(&mut help, &all, &answers("p001", State::NotFound, 0, 50), "withdrawn");
}

#[test]
fn a_question_is_one() {
    let (mut help, all) = (Help::default(), crowd(1));
    let with = |vendor: &str, since: &str| {
        let question = Question::Outage { vendor: vendor.to_owned(), since: since.parse().unwrap() };
        publishes(Some(Ask { question, id: String::new() }))
    };
    refuses(&mut help, &all, &with(" ", "2026-05-01"), "empty");
    refuses(&mut help, &all, &with("A", "2026-06-01"), "from-the-future");
    refuses(&mut help, &all, &with(&"a".repeat(201), "2026-05-01"), "vendor");
    help.apply(made(3), &with("Clear  Claims", "2026-05-01"), &all).unwrap();
    let asked = Ask {
        question: Question::Outage {
            vendor: "clear claims".to_owned(),
            since: "2026-05-01".parse().unwrap(),
        },
        id: String::new(),
    };
    assert_eq!(help.asks(asked.digest()).map(|bulletin| bulletin.number), Some(BulletinNumber(3)));
    assert_eq!(help.asks(outage().digest()), None);
}

#[test]
fn counts_move_in_steps_and_hide_what_is_small() {
    let (mut help, all) = asked(60);
    let replies = |help: &Help| help.replies(BulletinNumber(1), &all, &CATALOG.smallest_cell).unwrap();
    for n in 0..60u32 {
        let state = match n % 3 {
            0 => State::Affected,
            1 => State::NotFound,
            _ => State::Perhaps,
        };
        let devices = if state == State::NotFound { 0 } else { 2 };
        help.apply(made(u64::from(n) + 2), &answers(&format!("p{n:03}"), state, devices, 1), &all).unwrap();
        let seen = replies(&help);
        assert_eq!(seen.waiting, (n as usize + 1) % smallest().get() as usize);
        assert!(seen.groups.iter().flat_map(|(_, rows)| rows).all(|group| group.affected.is_none()));
        let groups = seen.all.iter().chain(seen.groups.iter().flat_map(|(_, rows)| rows));
        for group in groups {
            assert!(smallest().allows(group.touched) && smallest().allows(group.not_found), "{group:?}");
            let both = |many| smallest().allows(many) && smallest().allows(group.touched - many);
            assert!(group.affected.is_none_or(both), "{group:?}");
        }
    }
    let seen = replies(&help);
    assert_eq!((seen.asked, seen.answered, seen.silent.len()), (60, 60, 0));
    let all_counted = seen.all.unwrap();
    // 55 of 60 count: 19 affected, 18 perhaps, 18 not.
    assert_eq!((all_counted.touched, all_counted.affected, all_counted.not_found), (37, Some(19), 18));
    assert_eq!(all_counted.devices, 74);
    let by_state = &seen.groups.iter().find(|(by, _)| *by == By::State).unwrap().1;
    assert!(
        by_state.iter().map(|group| group.touched + group.not_found).sum::<u32>() == 55
            || by_state.is_empty()
    );
}

#[test]
fn who_is_silent_is_known_and_few_answers_are_not_counted() {
    let (mut help, all) = asked(30);
    for n in 0..12 {
        help.apply(made(n + 2), &answers(&format!("p{n:03}"), State::Affected, 1, 1), &all).unwrap();
    }
    let seen = help.replies(BulletinNumber(1), &all, &CATALOG.smallest_cell).unwrap();
    assert_eq!((seen.answered, seen.silent.len(), seen.waiting), (12, 18, 1));
    assert_eq!(seen.all, None, "all of them affected: a count would tell of each");
    assert!(help.replies(BulletinNumber(7), &all, &CATALOG.smallest_cell).is_none());
}

#[test]
fn a_bulletin_of_before_is_read_as_it_was() {
    let old = r#"{"event":"bulletin-published","title":"t","says":"s","tlp":"clear","audience":{"who":"everyone"}}"#;
    let event: Event = serde_json::from_str(old).unwrap();
    assert!(matches!(event, Event::BulletinPublished { asks: None, .. }));
    assert_eq!(serde_json::to_string(&event).unwrap(), old);
}
