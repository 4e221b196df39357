//! A round from draft to finish, and every way in which a decision is refused.

mod awards;
mod known;
mod laws;
mod received;
mod reports;
mod rounds;
pub(crate) mod sector;

use super::*;
use crate::eligibility::{Condition, Group, Rule};
use jiff::civil::date;
use sector::{Sector, goal, id};
use ward_domain::{Digest, Grade, Status};

/// A rule that the sector of the tests understands by the designation that it names: a class, or `all`.
pub(crate) fn rule(class: &str) -> Rule {
    let condition = Condition::Designation { has: class.to_owned() };
    Rule { any_of: vec![Group { name: class.to_owned(), all_of: vec![condition] }] }
}

fn round_id() -> RoundId {
    "upfront-2027".parse().unwrap()
}

fn own<T>(value: T) -> Dated<T> {
    let citation = "decision of the programme board".to_owned();
    let basis = Basis { force: Force::Own, citation, scenario: None, from: date(2026, 1, 1), to: None };
    Dated { value, basis }
}

fn at(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

/// $100,000 for essential goals at grade C, at most $60,000 each, from January to March 2027.
fn terms() -> Terms {
    Terms {
        title: "Upfront investment 2027".to_owned(),
        kind: Kind::Upfront,
        opens: at(date(2027, 1, 1)),
        closes: at(date(2027, 3, 1)),
        budget: own(Money::dollars(100_000)),
        cap: own(Money::dollars(60_000)),
        required_grade: own(Grade::C),
        eligibility: own(rule("all")),
        floors: Vec::new(),
        priorities: Vec::new(),
        reviews_needed: 0,
    }
}

/// Asks for each goal at level 1, half when it is met and half when it still is in 2028.
fn form(goals: &[(&str, i64)]) -> Form {
    let lines = goals.iter().map(|(name, dollars)| line(name, 1, *dollars)).collect();
    Form { document: Digest([1; 32]), lines }
}

fn line(name: &str, level: u8, dollars: i64) -> Line {
    let half = Money::dollars(dollars) - Money { cents: dollars * 50 };
    let milestone =
        |name: &str, not_before, due| Milestone { name: name.into(), amount: half, not_before, due };
    Line {
        goal: goal(name),
        level,
        actions: vec!["buy-mfa".to_owned()],
        cost: Money::dollars(dollars),
        asked: Money::dollars(dollars),
        milestones: vec![
            milestone("met", None, date(2027, 12, 31)),
            milestone("still met", Some(date(2028, 1, 1)), date(2028, 12, 31)),
        ],
    }
}

/// Everyone gets all that they ask for at level 1, in order of their numbers, while the money lasts.
fn proposal(funding: &Funding) -> Proposal {
    let round = funding.round(&round_id()).unwrap();
    let mut left = round.terms.budget.value;
    let mut numbers: Vec<ApplicationId> = round.applicants.values().copied().collect();
    numbers.sort_unstable();
    let decide = |id: ApplicationId| {
        let lines = &funding.application(id).unwrap().form.lines;
        let choose = |line: &Line| {
            let is_in = line.asked <= left;
            left -= if is_in { line.asked } else { Money::ZERO };
            let given = is_in.then_some(Given { level: line.level, amount: line.asked });
            Choice { goal: line.goal, given, because: "by order of arrival".to_owned() }
        };
        let choices = lines.iter().filter(|line| line.level == 1).map(choose).collect();
        Decision { application: id, choices, because: "by order of arrival".to_owned() }
    };
    Proposal {
        input: Digest([2; 32]),
        planner: "arrival 1".to_owned(),
        value: 999,
        bound: 1_000,
        decisions: numbers.into_iter().map(decide).collect(),
        floors_missed: BTreeMap::new(),
    }
}

/// A programme with three participants, at a day, with a number for the next entry.
#[derive(Clone, Debug)]
struct World {
    funding: Funding,
    sector: Sector,
    day: Date,
    next: u64,
}

impl World {
    fn new() -> Self {
        let mut sector = Sector::default();
        sector.join("oak", "IA", "critical-access");
        sector.join("elm", "IA", "acute");
        sector.join("ash", "TX", "acute");
        Self { funding: Funding::default(), sector, day: date(2026, 12, 1), next: 0 }
    }

    fn try_as(&mut self, actor: &str, event: &Event) -> Result<(), Refused> {
        let made = Made { number: self.next, at: at(self.day), actor };
        self.funding.apply(made, event, &self.sector)?;
        self.next += 1;
        Ok(())
    }

    /// Decides, and must be allowed to; gives the number of the entry.
    #[track_caller]
    fn must_as(&mut self, actor: &str, event: Event) -> ApplicationId {
        self.try_as(actor, &event).unwrap_or_else(|refused| panic!("{event:?}: {refused}"));
        ApplicationId(self.next - 1)
    }

    #[track_caller]
    fn must(&mut self, event: Event) -> ApplicationId {
        self.must_as("grants officer", event)
    }

    /// Decides, and must be refused for that reason, without a change.
    #[track_caller]
    fn refused_as(&mut self, actor: &str, event: &Event, code: &str) {
        let before = self.funding.clone();
        let refused = self.try_as(actor, event).expect_err("it was allowed");
        assert_eq!(refused.code, code, "{refused}");
        assert!(!refused.why.ends_with('.') && refused.why.len() > 10, "{refused}");
        assert_eq!(self.funding, before, "a refusal changed something");
    }

    #[track_caller]
    fn refused(&mut self, event: Event, code: &str) {
        self.refused_as("grants officer", &event, code);
    }

    #[track_caller]
    fn apply(&mut self, who: &str, form: Form) -> ApplicationId {
        self.must_as(who, applied(who, form))
    }

    fn report(&mut self, who: &str, goal_name: &str, status: Status, grade: Option<Grade>) -> Verified {
        self.sector.report(who, self.day, &[(goal(goal_name), status, grade)]);
        self.sector.newest(who, goal_name)
    }

    fn open_with(terms: Terms) -> Self {
        let mut world = Self::new();
        world.must(Event::RoundDrafted { round: round_id(), terms: Box::new(terms) });
        world.must(Event::RoundOpened { round: round_id() });
        world.day = date(2027, 2, 1);
        world
    }

    fn open() -> Self {
        Self::open_with(terms())
    }

    /// Oak asks for E1 and E2, elm for E1: 1, 2 are their numbers counted from 2.
    fn closed_with(terms: Terms) -> Self {
        let mut world = Self::open_with(terms);
        assert_eq!(world.apply("oak", form(&[("E1", 20_000), ("E2", 30_000)])), OAK);
        assert_eq!(world.apply("elm", form(&[("E1", 40_000)])), ELM);
        world.day = date(2027, 3, 2);
        world.must(Event::RoundClosed { round: round_id() });
        world
    }

    fn closed() -> Self {
        Self::closed_with(terms())
    }

    fn allocated() -> Self {
        let mut world = Self::closed();
        let proposal = Box::new(proposal(&world.funding));
        world.must(Event::AllocationProposed { round: round_id(), proposal });
        world
    }

    fn paying() -> Self {
        let mut world = Self::allocated();
        world.must(Event::RoundDecided { round: round_id(), expected: 1 });
        world.must(Event::PayingStarted { round: round_id() });
        world.day = date(2027, 6, 1);
        world
    }

    /// Oak's E1 is verified at grade B and its first half of $10,000 paid as `P-1`.
    fn paid() -> Self {
        let mut world = Self::paying();
        let verified = world.report("oak", "E1", Status::Met, Some(Grade::B));
        world.must(Event::MilestoneVerified { award: OAK, milestone: e1(), verified });
        world.must(sent("P-1"));
        world
    }
}

const OAK: ApplicationId = ApplicationId(2);
const ELM: ApplicationId = ApplicationId(3);
const HALF: Money = Money::dollars(10_000);

fn applied(who: &str, form: Form) -> Event {
    Event::Applied { round: round_id(), participant: id(who), form }
}

/// The first milestone of E1.
fn e1() -> MilestoneRef {
    MilestoneRef { goal: goal("E1"), number: 1 }
}

fn sent(key: &str) -> Event {
    Event::PaymentSent { award: OAK, milestone: e1(), amount: HALF, key: key.to_owned() }
}

fn balance(world: &World, account: Account) -> Money {
    world.funding.ledger().balance(&account)
}
