//! Participants and summaries of the programme, seen as money sees them.

use super::*;
use crate::eligibility::Rule;
use crate::participants::{Consent, Event as Change, Kind as Class, Participants, Profile};
use crate::standing::Told;
use ward_domain::summary::GoalStanding;

struct One(Told);

impl Summaries for One {
    fn newest(&self, who: &ParticipantId, at: Timestamp) -> Option<Told> {
        (*who == id("oak") && at >= self.0.received_at).then(|| self.0.clone())
    }
}

/// Oak, a critical access hospital without a state, takes part; elm was listed and not asked.
fn participants() -> Participants {
    let profile =
        |name: &str| Profile { name: name.into(), kind: Class::CriticalAccess, ..Profile::default() };
    let listed = |name: &str| Change::Listed { participant: id(name), profile: Box::new(profile(name)) };
    let given_on = date(2026, 1, 2);
    let (in_statistics, among_peers, named_in_public) = (true, true, false);
    let consent = Consent { given_on, document: None, in_statistics, among_peers, named_in_public };
    let key = "k".repeat(44).parse().unwrap();
    let events = [
        listed("oak"),
        listed("elm"),
        Change::Invited { participant: id("oak") },
        Change::Enrolled { participant: id("oak"), consent, key },
    ];
    let mut participants = crate::shipped::nobody();
    for (number, event) in (0..).zip(&events) {
        let made = Made { number, at: at(date(2026, 1, 2)), actor: "operator" };
        participants.apply(made, event).unwrap();
    }
    participants
}

/// E1 is met at grade B by a summary of 1 March 2027; nothing is said of other goals.
fn summaries() -> One {
    let e1 = GoalStanding {
        goal: goal("E1"),
        status: Status::Met,
        low: 1.0,
        high: 1.0,
        grade: Some(Grade::B),
        coverage: 1.0,
    };
    One(Told {
        summary: Digest([9; 32]),
        number: 1,
        as_of: date(2027, 3, 1),
        received_at: at(date(2027, 3, 1)),
        size: ward_domain::Size::default(),
        catalogue: "1".into(),
        goals: vec![e1],
    })
}

#[test]
fn only_the_enrolled_take_part() {
    let (participants, summaries) = (participants(), summaries());
    let known = Known { participants: &participants, summaries: &summaries };
    assert_eq!((known.name(&id("oak")), known.name(&id("elm"))), (Some("oak"), None));
    assert_eq!(known.everyone(), [id("oak")]);
    assert!(!known.may_be_named(&id("oak")));
    assert_eq!(known.place(&id("oak")), Place { state: String::new(), class: "critical-access".into() });
}

#[test]
fn a_summary_is_known_from_its_instant_on() {
    let (participants, summaries) = (participants(), summaries());
    let known = Known { participants: &participants, summaries: &summaries };
    let holds = |goal_name: &str, day: Date| {
        known.verified(&id("oak"), goal(goal_name), at(day)).map(|verified| verified.holds(Grade::B))
    };
    assert_eq!(holds("E1", date(2027, 2, 28)), None);
    assert_eq!(holds("E1", date(2027, 3, 1)), Some(true));
    assert_eq!(holds("E2", date(2027, 3, 1)), Some(false));
    assert_eq!(participants.verified(&id("oak"), goal("E1"), at(date(2027, 3, 1))), None);
}

#[test]
fn a_no_says_what_is_missing() {
    let (participants, summaries) = (participants(), summaries());
    let known = Known { participants: &participants, summaries: &summaries };
    let rule = |one_of: Class| Rule {
        any_of: vec![Group {
            name: "group".into(),
            all_of: vec![Condition::Kind { one_of: [one_of].into() }],
        }],
    };
    let day = at(date(2027, 3, 1));
    assert_eq!(known.answer(&id("oak"), &rule(Class::CriticalAccess), day), Answer::Yes);
    let no = known.answer(&id("oak"), &rule(Class::Acute), day);
    assert_eq!(no, Answer::No("for “group”, it is a critical access hospital".into()));
    assert_ne!(known.answer(&id("yew"), &rule(Class::CriticalAccess), day), Answer::Yes);
}
