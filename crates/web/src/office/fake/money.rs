//! A made-up round of funding, as far as a page needs it: three applications, an allocation, awards and payments.

#[cfg(test)]
use super::story::HOSTILE;
use super::{FakeOffice, now};
use crate::office::port::OfficePort as _;
use crate::port::Trouble;
#[cfg(test)]
use jiff::Timestamp;
use std::collections::BTreeMap;
use ward_domain::assessment::{Grade, Status};
use ward_domain::letters::{Already, Application as Letter, Line as Asked, VERSION};
use ward_domain::{Digest, GoalId, Money};
use ward_programme::Event;
use ward_programme::funding::{
    ApplicationId, Choice, Decision, Event as E, Form, Given, Proposal, RoundId, Sent, Stage,
};

/// What the fake proposes for a closed round: all that is asked at the leanest level, in order of filing, while the money
/// lasts. The real planner stands behind the real port.
pub(super) fn proposal(fake: &FakeOffice, round: &RoundId) -> Result<Proposal, Trouble> {
    let programme = fake.programme()?;
    let absent = |refused: ward_programme::Refused| Trouble::not_found(refused.why);
    let round = programme.funding.round(round).map_err(absent)?;
    let mut left = round.terms.budget.value;
    let mut decisions = Vec::new();
    for number in round.applicants.values() {
        let application = programme.funding.application(*number).map_err(absent)?;
        let lines = application.form.lines.iter().filter(|line| line.level == 1);
        let choices: Vec<Choice> = lines
            .map(|line| {
                let fits = line.asked <= left;
                left -= if fits { line.asked } else { Money::ZERO };
                let because = if fits { "it was filed early enough" } else { "the money was spent before" };
                let given = fits.then_some(Given { level: 1, amount: line.asked });
                Choice { goal: line.goal, given, because: because.to_owned() }
            })
            .collect();
        let because = "in order of filing, while the money lasts".to_owned();
        decisions.push(Decision { application: *number, choices, because });
    }
    Ok(Proposal {
        input: Digest([0xfa; 32]),
        planner: format!("order of filing, {}", now()),
        value: 9_000_000,
        bound: 9_100_000,
        decisions,
        floors_missed: BTreeMap::new(),
    })
}

/// What the fake makes of a signed application: somebody who may apply asks for the first goal that is not met.
pub(super) fn receive(fake: &FakeOffice, bytes: &[u8]) -> Result<ApplicationId, Trouble> {
    if !bytes.starts_with(b"{\"application\"") {
        return Err(Trouble::user("this is not a signed application", "Take the file as it was made."));
    }
    let (programme, number) = (fake.programme()?, fake.record(None, 1)?.0);
    let open = programme.funding.rounds().find(|round| round.stage == Stage::Open);
    let round = open.ok_or_else(|| Trouble::user("no round is open", "Wait for the next one."))?;
    let enrolled = programme.participants.iter().filter(|one| one.is_enrolled());
    let asked = round.terms.cap.value.share(0.5);
    for (one, goal) in enrolled.flat_map(|one| GoalId::all().map(move |goal| (one, goal))) {
        let line = Asked {
            goal,
            level: 1,
            actions: vec!["second-factor-outside".to_owned()],
            cost: asked,
            asked,
            kept_back: asked.share(0.5),
            due: fake.today(),
        };
        let letter = Letter {
            version: VERSION,
            number: number + 1,
            made_at: now(),
            catalogue: fake.catalog().version.clone(),
            round: round.id.to_string(),
            lines: vec![line],
            already: vec![Already {
                goal: GoalId::all().next().unwrap_or(goal),
                status: Status::Met,
                grade: Some(Grade::B),
            }],
        };
        let (form, sent) = (Form::of(&letter, Digest([0xad; 32])), Sent::of(&letter));
        let event =
            E::ApplicationReceived { round: round.id.clone(), participant: one.id.clone(), form, sent };
        let at = round.terms.opens;
        if let Ok(numbers) = fake.decide_at(at, vec![Event::Funding(event)]) {
            return Ok(ApplicationId(numbers.first().copied().unwrap_or_default()));
        }
    }
    Err(Trouble::user("nobody may apply in this round", "Look at its terms."))
}

#[cfg(test)]
pub(crate) use round::{To, everyone, recognise, round, tell, tells};

#[cfg(test)]
mod round {
    use super::*;
    use crate::fake::Kind as Story;
    use jiff::civil::{Date, date};
    use ward_domain::ids::Tier;
    use ward_domain::summary::GoalStanding;
    use ward_programme::eligibility::{Condition, Group, Rule};
    use ward_programme::funding::{
        Basis, Dated, Floor, Force, Kind, Line, Milestone, MilestoneRef, Priority, Roll as _, Terms,
    };
    use ward_programme::participants::{Kind as Class, ParticipantId};
    use ward_programme::recognition::{Event as Recognised, Goals, StatementId, Tier as RecognisedTier};
    use ward_programme::standing::Told;

    /// How far the round has come. Each includes all before it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub(crate) enum To {
        Draft,
        Open,
        Closed,
        Allocated,
        Decided,
        /// The first award's first milestone is verified.
        Payable,
        Paid,
        ClawedBack,
    }

    /// Its name.
    pub(crate) fn round() -> RoundId {
        "upfront-2026".parse().unwrap()
    }

    /// Whoever has at least no bed.
    pub(crate) fn everyone() -> Rule {
        let kinds = Class::ALL.iter().copied().collect();
        let all_of = vec![Condition::Kind { one_of: kinds }];
        Rule { any_of: vec![Group { name: "everyone".to_owned(), all_of }] }
    }

    fn at(day: Date, hour: i8) -> Timestamp {
        day.at(hour, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
    }

    fn own<T>(value: T, citation: &str) -> Dated<T> {
        let citation = citation.to_owned();
        Dated {
            value,
            basis: Basis { force: Force::Own, citation, scenario: None, from: date(2026, 1, 1), to: None },
        }
    }

    fn terms(words: &str) -> Terms {
        let rule = |name: &str, class| Rule {
            any_of: vec![Group {
                name: name.to_owned(),
                all_of: vec![Condition::Kind { one_of: [class].into() }],
            }],
        };
        let floor = Floor {
            name: format!("critical access hospitals {words}"),
            who: rule(words, Class::CriticalAccess),
            basis_points: 1_000,
        };
        let priority =
            Priority { name: format!("acute {words}"), who: rule("acute", Class::Acute), per_cent: 120 };
        Terms {
            title: format!("Upfront investment 2026 {words}"),
            kind: Kind::Upfront,
            opens: at(date(2026, 11, 5), 0),
            closes: at(date(2026, 11, 15), 0),
            budget: own(Money::dollars(100_000), words),
            cap: own(Money::dollars(60_000), words),
            required_grade: own(Grade::C, words),
            eligibility: own(everyone(), words),
            floors: vec![own(floor, words)],
            priorities: vec![own(priority, words)],
            reviews_needed: 0,
        }
    }

    /// Tells the round into a fake whose programme has participants; gives the applications.
    pub(crate) fn tell(fake: &FakeOffice, to: To) -> Vec<ApplicationId> {
        let one = |when, event| fake.decide_at(when, vec![Event::Funding(event)]).unwrap()[0];
        let is_hostile = fake.name().contains('<');
        let words = if is_hostile { HOSTILE } else { "by decision of the board" };
        one(at(date(2026, 11, 4), 9), E::RoundDrafted { round: round(), terms: Box::new(terms(words)) });
        if to == To::Draft {
            return Vec::new();
        }
        one(at(date(2026, 11, 4), 10), E::RoundOpened { round: round() });
        let ids = apply(fake, words);
        if to >= To::Closed {
            one(now(), E::RoundClosed { round: round() });
        }
        if to >= To::Allocated {
            let proposal = Box::new(proposal(fake, &round()).unwrap());
            one(now(), E::AllocationProposed { round: round(), proposal });
        }
        if to >= To::Decided {
            one(now(), E::RoundDecided { round: round(), expected: 1 });
            one(now(), E::PayingStarted { round: round() });
        }
        if to >= To::Payable {
            pay(fake, ids[0], to, words);
        }
        ids
    }

    fn apply(fake: &FakeOffice, words: &str) -> Vec<ApplicationId> {
        let programme = fake.programme().unwrap();
        let standing = fake.standing().unwrap();
        let known =
            ward_programme::Known { participants: &programme.participants, summaries: standing.as_ref() };
        let enrolled = programme.participants.iter().filter(|one| one.is_enrolled());
        let open = |who: &ParticipantId| -> Vec<GoalId> {
            let is_open =
                |goal: &GoalId| known.verified(who, *goal, now()).is_none_or(|fact| !fact.holds(Grade::C));
            GoalId::all().filter(|goal| goal.tier() == Tier::Essential).filter(is_open).collect()
        };
        let mut ids = Vec::new();
        for (one, dollars) in
            enrolled.filter(|one| open(&one.id).len() > 1).take(3).zip([20_000, 30_000, 40_000])
        {
            let goals = open(&one.id).into_iter().take(2);
            let lines =
                goals.flat_map(|goal| [line(goal, 1, dollars / 2, words), line(goal, 2, dollars, words)]);
            let form = Form { document: Digest([4; 32]), lines: lines.take(3).collect() };
            let event = E::Applied { round: round(), participant: one.id.clone(), form };
            let number = fake.decide_at(at(date(2026, 11, 10), 9), vec![Event::Funding(event)]).unwrap()[0];
            ids.push(ApplicationId(number));
        }
        ids
    }

    fn line(goal: GoalId, level: u8, dollars: i64, words: &str) -> Line {
        let asked = Money::dollars(dollars);
        let half = Money { cents: asked.cents / 2 };
        let milestone =
            |not_before, due| Milestone { name: format!("met {words}"), amount: half, not_before, due };
        Line {
            goal,
            level,
            actions: vec![words.to_owned()],
            cost: asked,
            asked,
            milestones: vec![
                milestone(None, date(2027, 3, 31)),
                milestone(Some(date(2027, 10, 1)), date(2028, 3, 31)),
            ],
        }
    }

    /// A summary on which every goal stands the same.
    pub(crate) fn tells(fake: &FakeOffice, who: &ParticipantId, status: Status) {
        let last = fake.standing().unwrap().latest(who).map_or(0, |told| told.number);
        let goals = GoalId::all().map(|goal| GoalStanding {
            goal,
            status,
            low: 0.5,
            high: 1.0,
            grade: Some(Grade::B),
            coverage: 1.0,
        });
        let told = Told {
            summary: Digest([u8::try_from(last % 200).unwrap() + 1; 32]),
            number: last + 1,
            as_of: date(2026, 11, 21),
            received_at: now(),
            size: ward_domain::Size::Medium,
            catalogue: "2026.11".to_owned(),
            goals: goals.collect(),
        };
        fake.hear(who, told);
    }

    fn pay(fake: &FakeOffice, award: ApplicationId, to: To, words: &str) {
        let one = |event| fake.decide_at(now(), vec![Event::Funding(event)]).unwrap()[0];
        let (who, milestone): (ParticipantId, MilestoneRef) = {
            let programme = fake.programme().unwrap();
            let award = programme.funding.award(award).unwrap();
            (award.participant.clone(), *award.milestones.keys().next().unwrap())
        };
        let newest = || {
            let (programme, standing) = (fake.programme().unwrap(), fake.standing().unwrap());
            let known =
                ward_programme::Known { participants: &programme.participants, summaries: standing.as_ref() };
            known.verified(&who, milestone.goal, now()).unwrap()
        };
        tells(fake, &who, Status::Met);
        one(E::MilestoneVerified { award, milestone, verified: newest() });
        if to >= To::Paid {
            let amount =
                fake.programme().unwrap().funding.award(award).unwrap().milestones[&milestone].amount;
            one(E::PaymentSent { award, milestone, amount, key: format!("pay {words}") });
        }
        if to >= To::ClawedBack {
            tells(fake, &who, Status::NotMet);
            let amount = Money::dollars(1_000);
            one(E::ClawbackOrdered {
                award,
                milestone,
                amount,
                standing: newest(),
                reason: words.to_owned(),
            });
        }
    }

    /// Offers a tier and recognises somebody who shows everything and may be named: the statement, and whose it is.
    pub(crate) fn recognise(fake: &FakeOffice) -> (StatementId, ParticipantId) {
        let words =
            if fake.name().contains('<') { HOSTILE } else { "They keep the ten most needed safeguards." };
        let tier = RecognisedTier {
            id: "essential".to_owned(),
            title: format!("Essential goals met {}", if words == HOSTILE { HOSTILE } else { "" }),
            meaning: words.to_owned(),
            goals: Goals::Essential,
            grade: Grade::C,
            valid_days: 365,
            freshest_days: 100,
            source: words.to_owned(),
        };
        let programme = fake.programme().unwrap();
        let who = programme
            .participants
            .iter()
            .find(|one| one.is_enrolled() && programme.participants.may_be_named(&one.id));
        let who = who.unwrap().id.clone();
        tells(fake, &who, Status::Met);
        let summary = fake.standing().unwrap().latest(&who).unwrap().summary;
        let issued = Recognised::Issued { participant: who.clone(), tier: tier.id.clone(), summary };
        let events = vec![Event::Recognition(Recognised::TierOffered { tier }), Event::Recognition(issued)];
        (StatementId(fake.decide_at(now(), events).unwrap()[1]), who)
    }

    #[test]
    fn every_step_of_the_round_can_be_told() {
        for kind in [Story::Typical, Story::Hostile] {
            for to in [
                To::Draft,
                To::Open,
                To::Closed,
                To::Allocated,
                To::Decided,
                To::Payable,
                To::Paid,
                To::ClawedBack,
            ] {
                let fake = FakeOffice::of(kind);
                let ids = tell(&fake, to);
                assert_eq!(ids.len(), if to == To::Draft { 0 } else { 3 }, "{kind:?} {to:?}");
                assert_eq!(fake.programme().unwrap().funding.ledger().total(), Money::ZERO);
            }
        }
    }
}
