//! From a closed round to a proposal: caps, floors, and a reason for every yes and no.

use super::*;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use ward_catalog::Catalog;
use ward_domain::summary::GoalStanding;
use ward_domain::{Grade, Status};
use ward_programme::eligibility::{Condition, Group as Conditions, Rule};
use ward_programme::funding::{ApplicationId, Basis, Dated, Event, Force, Form, Kind, Milestone, Opinion};
use ward_programme::participants::{self, Consent, Kind as Class, ParticipantId, Profile};
use ward_programme::standing::{Standing, Told};
use ward_programme::{Entry, Event as Decided};

const CAH: Class = Class::CriticalAccess;
const ACUTE: Class = Class::Acute;

/// A programme with the entries so far; the round `help` takes applications in January 2027.
struct World {
    programme: Programme,
    standing: Standing,
    entries: u64,
}

impl World {
    fn of(terms: &Terms, who: &[(&str, Class)]) -> Self {
        let programme = Programme::new(&Catalog::built_in());
        let mut world = Self { programme, standing: Standing::default(), entries: 0 };
        let before = at(date(2026, 12, 1));
        for (name, kind) in who {
            let profile = Profile { name: (*name).to_owned(), kind: *kind, ..Profile::default() };
            let participant: ParticipantId = name.parse().unwrap();
            let key = name.chars().next().unwrap().to_string().repeat(44).parse().unwrap();
            let consent = Consent {
                given_on: date(2026, 11, 1),
                document: None,
                in_statistics: true,
                among_peers: true,
                named_in_public: false,
            };
            for event in [
                participants::Event::Listed { participant: participant.clone(), profile: Box::new(profile) },
                participants::Event::Invited { participant: participant.clone() },
                participants::Event::Enrolled { participant, consent, key },
            ] {
                world.decide(before, "office", Decided::Participants(event));
            }
        }
        let drafted = Event::RoundDrafted { round: round(), terms: Box::new(terms.clone()) };
        world.decide(before, "office", Decided::Funding(drafted));
        world.decide(before, "office", Decided::Funding(Event::RoundOpened { round: round() }));
        world
    }
    fn decide(&mut self, at: Timestamp, actor: &str, event: Decided) -> u64 {
        let entry = Entry { number: self.entries, at, actor: actor.to_owned(), event };
        self.programme.apply(&entry, &self.standing).unwrap();
        self.entries += 1;
        entry.number
    }
    /// Asks for goals at dollars; a goal that stands twice has levels.
    fn asks(&mut self, name: &str, goals: &[(&str, i64)]) -> ApplicationId {
        let line = |(place, (goal, dollars)): (usize, &(&str, i64))| {
            let level = 1 + goals[..place].iter().filter(|(earlier, _)| earlier == goal).count();
            let asked = Money::dollars(*dollars);
            let milestone =
                Milestone { name: "met".into(), amount: asked, not_before: None, due: date(2027, 12, 31) };
            Line {
                goal: goal.parse().unwrap(),
                level: u8::try_from(level).unwrap(),
                actions: vec!["second-factor-outside".into()],
                cost: asked,
                asked,
                milestones: vec![milestone],
            }
        };
        let form = Form { document: Digest([7; 32]), lines: goals.iter().enumerate().map(line).collect() };
        let event = Event::Applied { round: round(), participant: name.parse().unwrap(), form };
        ApplicationId(self.decide(at(date(2027, 1, 15)), name, Decided::Funding(event)))
    }
    fn close(&mut self) {
        let event = Event::RoundClosed { round: round() };
        self.decide(at(date(2027, 2, 1)), "office", Decided::Funding(event));
    }
    fn reviewed(&mut self, application: ApplicationId, by: &str, advice: Advice, merit: u8) {
        let expected = self.programme.funding.application(application).unwrap().version;
        let opinion = Opinion { advice, merit, note: "read".into() };
        let event = Event::Reviewed { application, expected, opinion };
        self.decide(at(date(2027, 2, 2)), by, Decided::Funding(event));
    }
    /// Proposes, and shows that the programme takes the proposal.
    fn propose(&mut self) -> Proposal {
        let when = at(date(2027, 2, 3));
        let rates = &Catalog::built_in().base_rates;
        let proposal = propose(&self.programme, &self.standing, rates, &round(), when).unwrap();
        let event = Event::AllocationProposed { round: round(), proposal: Box::new(proposal.clone()) };
        self.decide(when, "office", Decided::Funding(event));
        proposal
    }
}

fn round() -> RoundId {
    "help".parse().unwrap()
}

fn at(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

fn own<T>(value: T) -> Dated<T> {
    let citation = "decision of the board".to_owned();
    Dated {
        value,
        basis: Basis { force: Force::Own, citation, scenario: None, from: date(2026, 1, 1), to: None },
    }
}

fn kinds(one_of: &[Class]) -> Rule {
    let condition = Condition::Kind { one_of: one_of.iter().copied().collect() };
    Rule { any_of: vec![Conditions { name: "group".into(), all_of: vec![condition] }] }
}

fn terms(budget: i64) -> Terms {
    Terms {
        title: "Help".to_owned(),
        kind: Kind::Upfront,
        opens: at(date(2027, 1, 1)),
        closes: at(date(2027, 1, 31)),
        budget: own(Money::dollars(budget)),
        cap: own(Money::dollars(budget)),
        required_grade: own(Grade::C),
        eligibility: own(kinds(&[CAH, ACUTE])),
        floors: Vec::new(),
        priorities: Vec::new(),
        reviews_needed: 0,
    }
}

fn floor(kind: Class, basis_points: u32) -> Dated<Floor> {
    own(Floor { name: format!("every {}", kind.as_str()), who: kinds(&[kind]), basis_points })
}

/// Dollars of each application, in order of their numbers.
fn dollars(proposal: &Proposal) -> Vec<i64> {
    proposal.decisions.iter().map(|decision| decision.amount().cents / 100).collect()
}

#[track_caller]
fn says(proposal: &Proposal, place: usize, goal: &str, what: &str) {
    let choice = proposal.decisions[place].choices.iter().find(|one| one.goal.to_string() == goal).unwrap();
    assert!(choice.because.contains(what), "{}", choice.because);
}

#[test]
fn enough_money_funds_everyone_whole() {
    let mut world = World::of(&terms(100_000), &[("anne", CAH), ("bede", ACUTE)]);
    world.asks("anne", &[("E1", 20_000), ("E2", 10_000)]);
    world.asks("bede", &[("E3", 30_000)]);
    world.close();
    let proposal = world.propose();
    assert_eq!(dollars(&proposal), [30_000, 30_000]);
    assert_eq!(proposal.value, proposal.bound, "proven best");
    assert!(proposal.decisions[0].because.contains("all that it asks for is funded"));
    says(&proposal, 0, "E1", "$20,000 for E1: it brings");
}

#[test]
fn of_two_that_ask_for_the_same_the_cheaper_wins() {
    let mut world = World::of(&terms(50_000), &[("anne", CAH), ("bede", ACUTE)]);
    world.asks("anne", &[("E1", 50_000)]);
    world.asks("bede", &[("E1", 30_000)]);
    world.close();
    let proposal = world.propose();
    assert_eq!(dollars(&proposal), [0, 30_000]);
    says(&proposal, 0, "E1", "no money for E1");
}

#[test]
fn a_priority_turns_it_around() {
    let mut terms = terms(50_000);
    terms.priorities = vec![own(Priority { name: "small".into(), who: kinds(&[CAH]), per_cent: 300 })];
    let mut world = World::of(&terms, &[("anne", CAH), ("bede", ACUTE)]);
    world.asks("anne", &[("E1", 50_000)]);
    world.asks("bede", &[("E1", 30_000)]);
    world.close();
    assert_eq!(dollars(&world.propose()), [50_000, 0]);
}

#[test]
fn a_floor_is_kept() {
    let mut terms = terms(50_000);
    terms.floors = vec![floor(CAH, 5_000)];
    let mut world = World::of(&terms, &[("anne", CAH), ("bede", ACUTE)]);
    world.asks("anne", &[("E1", 40_000)]);
    world.asks("bede", &[("E1", 30_000)]);
    world.close();
    let proposal = world.propose();
    assert_eq!(dollars(&proposal), [40_000, 0]);
    assert!(proposal.floors_missed.is_empty());
}

#[test]
fn floors_that_cannot_be_kept_together_give_way_from_the_end_and_say_so() {
    let mut terms = terms(50_000);
    terms.floors = vec![floor(CAH, 9_000), floor(ACUTE, 9_000)];
    let mut world = World::of(&terms, &[("anne", CAH), ("bede", ACUTE)]);
    world.asks("anne", &[("E1", 45_000)]);
    world.asks("bede", &[("E1", 45_000)]);
    world.close();
    let proposal = world.propose();
    assert_eq!(dollars(&proposal), [45_000, 0]);
    let missed: Vec<_> = proposal.floors_missed.iter().collect();
    assert!(
        matches!(missed[..], [(name, why)] if name == "every acute" && why.contains("gave way")),
        "{missed:?}"
    );
}

#[test]
fn the_best_level_that_fits_is_taken() {
    let mut world = World::of(&terms(25_000), &[("anne", CAH)]);
    world.asks("anne", &[("E1", 10_000), ("E1", 20_000), ("E1", 24_000)]);
    world.close();
    let proposal = world.propose();
    assert_eq!(dollars(&proposal), [24_000]);
    says(&proposal, 0, "E1", "level 3 of 3");
}

#[test]
fn reviews_decide_who_is_looked_at() {
    let terms = Terms { reviews_needed: 1, ..terms(100_000) };
    let mut world = World::of(&terms, &[("anne", CAH), ("bede", ACUTE), ("cuthbert", CAH)]);
    let [anne, bede, _] = ["anne", "bede", "cuthbert"].map(|name| world.asks(name, &[("E1", 10_000)]));
    world.close();
    world.reviewed(anne, "Ada", Advice::Fund, 80);
    world.reviewed(bede, "Ada", Advice::Decline, 80);
    let proposal = world.propose();
    assert_eq!(dollars(&proposal), [10_000, 0, 0]);
    says(&proposal, 1, "E1", "1 of 1 reviewers advise against it");
    says(&proposal, 2, "E1", "0 of the 1 reviews");
}

#[test]
fn merit_counts() {
    let mut world = World::of(&terms(10_000), &[("anne", CAH), ("bede", ACUTE)]);
    let [anne, bede] = ["anne", "bede"].map(|name| world.asks(name, &[("E1", 10_000)]));
    world.close();
    world.reviewed(anne, "Ada", Advice::Fund, 40);
    world.reviewed(bede, "Ada", Advice::Fund, 90);
    assert_eq!(dollars(&world.propose()), [0, 10_000]);
}

#[test]
fn what_is_met_by_now_gets_nothing_and_frees_no_floor_in_silence() {
    let mut terms = terms(50_000);
    terms.floors = vec![floor(CAH, 4_000)];
    let mut world = World::of(&terms, &[("anne", CAH), ("bede", ACUTE)]);
    world.asks("anne", &[("E1", 20_000)]);
    world.asks("bede", &[("E2", 30_000)]);
    world.close();
    let goals = GoalId::all().map(|goal| GoalStanding {
        goal,
        status: Status::Met,
        low: 1.0,
        high: 1.0,
        grade: Some(Grade::B),
        coverage: 1.0,
    });
    let told = Told {
        summary: Digest([3; 32]),
        number: 1,
        as_of: date(2027, 2, 2),
        received_at: at(date(2027, 2, 2)),
        size: ward_domain::Size::Small,
        catalogue: "1".into(),
        goals: goals.collect(),
    };
    world.standing.update(&"anne".parse().unwrap(), told).unwrap();
    let proposal = world.propose();
    assert_eq!(dollars(&proposal), [0, 30_000]);
    says(&proposal, 0, "E1", "met at grade C or better already, by the summary of 2027-02-02");
    assert!(proposal.floors_missed["every critical-access"].contains("only $0 of the $20,000"));
}

#[test]
fn a_round_without_applications_is_decided_too() {
    let mut world = World::of(&terms(10_000), &[("anne", CAH)]);
    world.close();
    assert_eq!(dollars(&world.propose()), [0_i64; 0]);
}

#[test]
fn the_same_round_has_the_same_digest() {
    let make = |dollars: i64| {
        let mut world = World::of(&terms(50_000), &[("anne", CAH)]);
        world.asks("anne", &[("E1", dollars)]);
        world.close();
        world.propose().input
    };
    assert_eq!(make(10_000), make(10_000));
    assert_ne!(make(10_000), make(10_001));
}
