//! Calls, and applications that organisations sign themselves.

use super::*;
use ward_domain::letters::{Already, Application as Letter, Line as Asked};

fn letter(number: u64, dollars: i64, kept_back: i64) -> Letter {
    let line = Asked {
        goal: goal("E1"),
        level: 1,
        actions: vec!["second-factor-outside".to_owned()],
        cost: Money::dollars(dollars),
        asked: Money::dollars(dollars),
        kept_back: Money::dollars(kept_back),
        due: date(2027, 9, 30),
    };
    Letter {
        version: 1,
        number,
        made_at: at(date(2027, 1, 31)),
        catalogue: "2026.11.2".to_owned(),
        round: round_id().to_string(),
        lines: vec![line],
        already: vec![Already { goal: goal("E2"), status: Status::Met, grade: Some(Grade::B) }],
    }
}

fn received(who: &str, letter: &Letter) -> Event {
    let document = Digest([u8::try_from(letter.number).unwrap(); 32]);
    Event::ApplicationReceived {
        round: round_id(),
        participant: id(who),
        form: Form::of(letter, document),
        sent: Sent::of(letter),
    }
}

#[test]
fn a_signed_application_is_filed_and_a_newer_one_takes_its_place() {
    let mut world = World::open();
    let number = world.must_as("oak, by signature", received("oak", &letter(2, 20_000, 0)));
    world.refused(received("oak", &letter(2, 20_000, 0)), "replayed");
    world.refused(received("oak", &letter(1, 10_000, 0)), "replayed");
    world.must_as("oak, by signature", received("oak", &letter(5, 30_000, 10_000)));
    let application = world.funding.application(number).unwrap();
    assert_eq!((application.asked(), application.version), (Money::dollars(30_000), 2));
    let received = application.received.as_ref().unwrap();
    assert_eq!((received.sent.number, received.document), (5, application.form.document));
    assert_eq!(received.sent.already[0].goal, goal("E2"));
    assert_eq!(world.funding.applications().count(), 1);
}

#[test]
fn what_is_kept_back_is_paid_when_the_goal_is_still_met_a_year_later() {
    let milestones =
        |kept_back| Form::of(&letter(1, 30_000, kept_back), Digest([1; 32])).lines.remove(0).milestones;
    assert_eq!(milestones(0).len(), 1);
    let both = milestones(10_000);
    assert_eq!([both[0].amount, both[1].amount], [Money::dollars(20_000), Money::dollars(10_000)]);
    assert_eq!((both[1].not_before, both[1].due), (Some(date(2028, 9, 30)), date(2029, 3, 30)));
}

#[test]
fn an_old_application_does_not_come_back_after_a_withdrawal() {
    let mut world = World::open();
    let application = world.must(received("oak", &letter(3, 20_000, 0)));
    world.must(Event::ApplicationWithdrawn { application, reason: "we changed our mind".to_owned() });
    world.refused(received("oak", &letter(3, 20_000, 0)), "replayed");
    let again = world.must(received("oak", &letter(4, 20_000, 0)));
    assert_ne!(again, application);
}

#[test]
fn what_an_officer_filed_is_not_overwritten() {
    let mut world = World::open();
    let application = world.apply("oak", form(&[("E1", 20_000)]));
    assert!(world.funding.application(application).unwrap().received.is_none());
    world.refused(received("oak", &letter(1, 20_000, 0)), "applied-twice");
}

#[test]
fn a_signed_application_keeps_to_the_rules_of_the_round() {
    let mut world = World::open();
    world.refused(received("stranger", &letter(1, 20_000, 0)), "not-a-participant");
    world.refused(received("oak", &letter(1, 90_000, 0)), "over-cap");
    world.day = date(2027, 3, 2);
    world.refused(received("oak", &letter(1, 20_000, 0)), "outside-window");
}

#[test]
fn the_call_says_what_the_terms_say_and_can_be_signed() {
    let mut terms = terms();
    terms.title = "Upfront\u{7} investment".to_owned();
    let mut world = World::new();
    world.must(Event::RoundDrafted { round: round_id(), terms: Box::new(terms.clone()) });
    assert_eq!(world.funding.round(&round_id()).unwrap().call(), None, "a draft is nobody's business");
    world.must(Event::RoundOpened { round: round_id() });
    let call = world.funding.round(&round_id()).unwrap().call().unwrap();
    call.check().unwrap();
    assert_eq!((call.opens, call.closes, call.cap), (terms.opens, terms.closes, terms.cap.value));
    assert_eq!((call.title.as_str(), call.opened_at), ("Upfront  investment", at(world.day)));
    assert_eq!(call.who.len(), terms.eligibility.value.any_of.len());
    assert!(call.grounds[0].starts_with("the budget: the office’s own choice, "), "{}", call.grounds[0]);
    world.day = date(2027, 2, 1);
    assert_eq!(world.funding.round(&round_id()).unwrap().call().unwrap(), call, "it is the same for ever");
}
