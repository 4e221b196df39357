//! Issuing, expiring and withdrawing statements.

use super::*;
use crate::funding::tests::sector::{Sector, goal, id};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use ward_domain::{GoalId, Grade, Status as Goal};

fn at(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

fn essential() -> Tier {
    Tier {
        id: "essential".into(),
        title: "Essential goals met".into(),
        meaning: "This hospital does the ten things that matter first.".into(),
        goals: Goals::Essential,
        grade: Grade::C,
        valid_days: 365,
        freshest_days: 90,
        source: "OWN".into(),
    }
}

#[derive(Clone)]
struct World {
    recognition: Recognition,
    sector: Sector,
    day: Date,
    next: u64,
}

impl World {
    /// The tier is offered, and oak's newest summary of 1 March 2027 shows all essential goals at grade B.
    fn new() -> Self {
        let mut sector = Sector::default();
        sector.join("oak", "IA", "critical-access");
        let recognition = Recognition::default();
        let mut world = Self { recognition, sector, day: date(2027, 3, 1), next: 10 };
        world.must(&Event::TierOffered { tier: essential() });
        world.report(&Goals::Essential.list(), Goal::Met, Some(Grade::B));
        world
    }

    fn report(&mut self, goals: &[GoalId], status: Goal, grade: Option<Grade>) {
        let goals: Vec<_> = goals.iter().map(|goal| (*goal, status, grade)).collect();
        self.sector.report("oak", self.day, &goals);
    }

    fn apply(&mut self, event: &Event) -> Result<(), Refused> {
        let made = Made { number: self.next, at: at(self.day), actor: "board" };
        self.recognition.apply(made, event, &self.sector)?;
        self.next += 1;
        Ok(())
    }

    #[track_caller]
    fn must(&mut self, event: &Event) -> StatementId {
        self.apply(event).unwrap_or_else(|refused| panic!("{event:?}: {refused}"));
        StatementId(self.next - 1)
    }

    #[track_caller]
    fn refused(&mut self, event: &Event, code: &str) {
        let before = self.recognition.clone();
        assert_eq!(self.apply(event).expect_err("it was allowed").code, code);
        assert_eq!(self.recognition, before, "a refusal changed something");
    }

    fn issued(&self) -> Event {
        let summary = self.sector.newest("oak", "E1").summary;
        Event::Issued { participant: id("oak"), tier: "essential".into(), summary }
    }
}

#[track_caller]
fn withdrawn_because(change: impl FnOnce(&mut World), words: &str) {
    let mut world = World::new();
    let statement = world.must(&world.issued());
    assert_eq!(world.recognition.to_withdraw(at(world.day), &world.sector), []);
    change(&mut world);
    let fallen = world.recognition.to_withdraw(at(world.day), &world.sector);
    let [Fallen { statement: found, reason }] = fallen.as_slice() else { panic!("{fallen:?}") };
    assert_eq!(*found, statement);
    assert!(reason.contains(words), "{reason}");
    world.must(&Event::Withdrawn { statement, reason: reason.clone() });
    assert!(matches!(world.recognition.status(statement, at(world.day)), Status::Withdrawn(_)));
    assert_eq!(world.recognition.to_withdraw(at(world.day), &world.sector), []);
    world.refused(&Event::Withdrawn { statement, reason: "again".into() }, "already-withdrawn");
}

#[track_caller]
fn not_issued(change: impl FnOnce(&mut World)) {
    let mut world = World::new();
    change(&mut world);
    world.refused(&world.issued(), "not-reached");
}

#[test]
fn a_statement_stands_until_it_expires() {
    let mut world = World::new();
    let statement = world.must(&world.issued());
    let last = at(date(2028, 2, 29)) - SignedDuration::from_secs(1);
    assert!(matches!(world.recognition.status(statement, last), Status::Valid(_)));
    assert!(matches!(world.recognition.status(statement, at(date(2028, 2, 29))), Status::Expired(_)));
    assert_eq!(world.recognition.status(StatementId(99), last), Status::Unknown);
}
#[test]
fn unknown_is_not_recognised() {
    not_issued(|world| world.report(&[goal("E7")], Goal::Unknown, None));
}
#[test]
fn nine_goals_are_not_ten() {
    not_issued(|world| world.report(&[goal("E7")], Goal::Partly, Some(Grade::A)));
}
#[test]
fn evidence_below_the_grade_is_not_recognised() {
    not_issued(|world| world.report(&[goal("E7")], Goal::Met, Some(Grade::D)));
}
#[test]
fn an_old_summary_is_not_recognised() {
    not_issued(|world| world.day = date(2027, 5, 31));
    let mut world = World::new();
    world.day = date(2027, 5, 30);
    world.must(&world.issued());
}
#[test]
fn an_older_summary_than_the_newest_is_refused() {
    let mut world = World::new();
    let event = world.issued();
    world.report(&[goal("E1")], Goal::Met, Some(Grade::A));
    world.refused(&event, "not-the-newest");
}
#[test]
fn all_twenty_are_more_than_ten() {
    let mut world = World::new();
    world.must(&Event::TierOffered { tier: Tier { goals: Goals::All, ..essential() } });
    world.refused(&world.issued(), "not-reached");
    world.report(&Goals::Enhanced.list(), Goal::Met, Some(Grade::A));
    world.must(&world.issued());
}
#[test]
fn a_statement_falls_with_a_goal() {
    withdrawn_because(
        |world| world.report(&[goal("E3")], Goal::NotMet, Some(Grade::A)),
        "E3 (1 of 10 goals)",
    );
}
#[test]
fn a_statement_falls_when_a_goal_becomes_unknown() {
    withdrawn_because(|world| world.report(&[goal("E3")], Goal::Unknown, None), "E3");
}
#[test]
fn a_statement_falls_when_nothing_is_heard_any_more() {
    withdrawn_because(|world| world.day = date(2027, 6, 1), "more than 90 days ago");
}
#[test]
fn a_statement_falls_when_its_owner_leaves() {
    withdrawn_because(|world| world.sector.leave("oak"), "takes no part");
}
#[test]
fn a_statement_falls_when_its_owner_does_not_want_to_be_named() {
    withdrawn_because(|world| world.sector.hide("oak"), "not to be named");
    not_issued(|world| world.sector.hide("oak"));
}
#[test]
fn a_statement_keeps_the_rule_of_its_day() {
    let mut world = World::new();
    world.must(&world.issued());
    world.must(&Event::TierOffered { tier: Tier { grade: Grade::A, ..essential() } });
    assert_eq!(world.recognition.to_withdraw(at(world.day), &world.sector), []);
    world.must(&Event::TierEnded { tier: "essential".into(), reason: "replaced".into() });
    world.refused(&world.issued(), "no-such-tier");
}
#[test]
fn a_statement_is_renewed_in_its_last_third_only() {
    let mut world = World::new();
    world.must(&world.issued());
    world.day = date(2027, 10, 30);
    world.report(&[goal("E1")], Goal::Met, Some(Grade::B));
    world.refused(&world.issued(), "issued-twice");
    world.day = date(2027, 10, 31);
    world.must(&world.issued());
}
#[test]
fn tiers_must_make_sense() {
    let refused = |change: fn(&mut Tier)| {
        let mut tier = essential();
        change(&mut tier);
        World::new().refused(&Event::TierOffered { tier }, "wrong-tier");
    };
    refused(|tier| tier.id = "Essential Goals".into());
    refused(|tier| tier.meaning.clear());
    refused(|tier| tier.goals = Goals::These([].into()));
    refused(|tier| tier.valid_days = 0);
    refused(|tier| tier.valid_days = 1_828);
    refused(|tier| tier.freshest_days = 0);
}
#[test]
fn what_is_signed_is_an_in_toto_statement() {
    let mut world = World::new();
    let number = world.must(&world.issued());
    let Status::Valid(issued) = world.recognition.status(number, at(world.day)) else {
        panic!("it does not stand")
    };
    let statement = issued.statement();
    let json = serde_json::to_value(&statement).unwrap();
    assert_eq!(json["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(json["predicateType"], PREDICATE_TYPE);
    assert_eq!(json["subject"][0]["name"], "oak");
    assert_eq!(json["subject"][0]["digest"]["sha256"], issued.summary.to_string());
    assert_eq!(json["predicate"]["statement"], number.0);
    assert_eq!(json["predicate"]["expires"], "2028-02-29T12:00:00Z");
    assert_eq!(json["predicate"]["shown"], "all ten essential goals met, by evidence of grade C or better");
    assert_eq!(json["predicate"]["goals"].as_array().unwrap().len(), 10);
    assert_eq!(serde_json::from_value::<Statement>(json).unwrap(), statement);
}
#[test]
fn events_come_back_as_they_went_in() {
    let world = World::new();
    let these = Tier { goals: Goals::These([goal("E1"), goal("H1")].into()), ..essential() };
    for event in
        [world.issued(), Event::TierOffered { tier: essential() }, Event::TierOffered { tier: these }]
    {
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
    }
}
