//! Laws over random sequences of decisions, sensible and not: no money appears or vanishes, refusals change nothing, and
//! the accepted decisions give the same state again.

use super::*;
use proptest::prelude::*;

/// What someone tries next. Numbers are taken modulo what there is, so that many tries make sense and many do not.
#[derive(Clone, Debug)]
enum Try {
    Wait { days: u8 },
    Open,
    Apply { who: u8, goals: u8, dollars: u32 },
    Change { application: u8, expected: u8, goals: u8, dollars: u32 },
    Withdraw { application: u8 },
    Close,
    Review { application: u8, expected: u8, reviewer: u8 },
    Conflict { application: u8, reviewer: u8 },
    Propose { twist: u8, dollars: u32 },
    ByHand { application: u8, expected: u8, dollars: u32 },
    Drop,
    Decide { expected: u8 },
    StartPaying,
    Report { who: u8, goal: u8, status: u8, grade: u8 },
    Leave { who: u8 },
    Verify { application: u8, milestone: u8, lie: bool },
    Extend { application: u8, milestone: u8 },
    Pay { application: u8, milestone: u8, key: u8, cents: i8 },
    ClawBack { application: u8, milestone: u8, dollars: u16, lie: bool },
    Return { application: u8, milestone: u8, dollars: u16, key: u8 },
    WriteOff { application: u8, milestone: u8, dollars: u16 },
    CloseAward { application: u8 },
    Finish,
}

fn tries() -> impl Strategy<Value = Try> {
    let byte = any::<u8>;
    let few = || 0..4_u8;
    let dollars = || 1_000..45_000_u32;
    prop_oneof![
        1 => (0..60_u8).prop_map(|days| Try::Wait { days }),
        1 => Just(Try::Open),
        2 => (byte(), byte(), dollars()).prop_map(|(who, goals, dollars)| Try::Apply { who, goals, dollars }),
        1 => (byte(), few(), byte(), dollars())
            .prop_map(|(application, expected, goals, dollars)| Try::Change { application, expected, goals, dollars }),
        1 => byte().prop_map(|application| Try::Withdraw { application }),
        2 => Just(Try::Close),
        1 => (byte(), few(), few())
            .prop_map(|(application, expected, reviewer)| Try::Review { application, expected, reviewer }),
        1 => (byte(), few()).prop_map(|(application, reviewer)| Try::Conflict { application, reviewer }),
        2 => (byte(), dollars()).prop_map(|(twist, dollars)| Try::Propose { twist, dollars }),
        1 => (byte(), few(), dollars())
            .prop_map(|(application, expected, dollars)| Try::ByHand { application, expected, dollars }),
        1 => Just(Try::Drop),
        2 => few().prop_map(|expected| Try::Decide { expected }),
        2 => Just(Try::StartPaying),
        24 => (byte(), byte(), byte(), byte())
            .prop_map(|(who, goal, status, grade)| Try::Report { who, goal, status, grade }),
        1 => byte().prop_map(|who| Try::Leave { who }),
        24 => (byte(), byte(), prop::bool::weighted(0.2))
            .prop_map(|(application, milestone, lie)| Try::Verify { application, milestone, lie }),
        1 => (byte(), byte()).prop_map(|(application, milestone)| Try::Extend { application, milestone }),
        24 => (byte(), byte(), byte(), prop_oneof![4 => Just(0_i8), 1 => -1..2_i8])
            .prop_map(|(application, milestone, key, cents)| Try::Pay { application, milestone, key, cents }),
        24 => (byte(), byte(), 0..12_000_u16, prop::bool::weighted(0.2))
            .prop_map(|(application, milestone, dollars, lie)| Try::ClawBack { application, milestone, dollars, lie }),
        16 => (byte(), byte(), 0..12_000_u16, byte())
            .prop_map(|(application, milestone, dollars, key)| Try::Return { application, milestone, dollars, key }),
        1 => (byte(), byte(), 0..12_000_u16)
            .prop_map(|(application, milestone, dollars)| Try::WriteOff { application, milestone, dollars }),
        1 => byte().prop_map(|application| Try::CloseAward { application }),
        1 => Just(Try::Finish),
    ]
}

const WHO: [&str; 3] = ["oak", "elm", "ash"];
const GOALS: [&str; 3] = ["E1", "E2", "E3"];

fn pick<T: Copy>(from: &[T], number: u8) -> Option<T> {
    from.get(usize::from(number).checked_rem(from.len())?).copied()
}

fn some_form(goals: u8, dollars: u32) -> Form {
    let asked: Vec<(&str, i64)> = (0..3_u8)
        .zip(GOALS)
        .filter(|(bit, _)| goals & (1 << bit) != 0)
        .map(|(bit, goal)| (goal, i64::from(dollars) / (1 + i64::from(bit))))
        .collect();
    form(&asked)
}

impl World {
    fn some_application(&self, number: u8) -> ApplicationId {
        let ids: Vec<ApplicationId> = self.funding.applications().map(|application| application.id).collect();
        pick(&ids, number).unwrap_or(ApplicationId(77))
    }

    fn some_milestone(&self, application: u8, number: u8) -> (ApplicationId, MilestoneRef, String) {
        let awards: Vec<ApplicationId> = self.funding.awards().map(|award| award.id).collect();
        let award = pick(&awards, application).unwrap_or(ApplicationId(77));
        let found = self.funding.award(award).ok().and_then(|award| {
            let milestones: Vec<MilestoneRef> = award.milestones.keys().copied().collect();
            Some((pick(&milestones, number)?, award.participant.to_string()))
        });
        let (milestone, who) = found.unwrap_or((e1(), "oak".to_owned()));
        (award, milestone, who)
    }

    /// What is tried, as a decision; none for what happens in the world.
    fn event(&mut self, next: &Try) -> Option<Event> {
        let round = round_id;
        let reason = || "a reason".to_owned();
        let dollars = |dollars: u16| Money::dollars(dollars.into());
        Some(match *next {
            Try::Wait { days } => {
                self.day = self.day.saturating_add(jiff::Span::new().days(i64::from(days)));
                return None;
            }
            Try::Report { who, goal: number, status, grade } => {
                // Most reports are good news, so that something gets paid.
                let status = [Status::Met, Status::Met, Status::Met, Status::NotMet][usize::from(status) % 4];
                let (status, grade) = match grade % 6 {
                    0 | 1 => (status, Some(Grade::A)),
                    2 => (status, Some(Grade::B)),
                    3 => (status, Some(Grade::C)),
                    4 => (status, Some(Grade::D)),
                    _ => (Status::Unknown, None),
                };
                self.report(pick(&WHO[..2], who)?, pick(&GOALS[..2], number)?, status, grade);
                return None;
            }
            Try::Leave { who } => {
                if who == 0 {
                    self.sector.leave("ash");
                }
                return None;
            }
            Try::Open => Event::RoundOpened { round: round() },
            Try::Apply { who, goals, dollars } => applied(pick(&WHO, who)?, some_form(goals, dollars)),
            Try::Change { application, expected, goals, dollars } => Event::ApplicationChanged {
                application: self.some_application(application),
                expected: expected.into(),
                form: some_form(goals, dollars),
            },
            Try::Withdraw { application } => Event::ApplicationWithdrawn {
                application: self.some_application(application),
                reason: reason(),
            },
            Try::Close => {
                self.day = self.day.max(date(2027, 3, 1));
                Event::RoundClosed { round: round() }
            }
            Try::Review { application, expected, .. } => Event::Reviewed {
                application: self.some_application(application),
                expected: expected.into(),
                opinion: Opinion { advice: Advice::FundInPart, merit: 50, note: reason() },
            },
            Try::Conflict { application, .. } => {
                Event::ConflictDeclared { application: self.some_application(application), reason: reason() }
            }
            Try::Propose { twist, dollars } => {
                let mut proposal = proposal(&self.funding);
                let first = proposal.decisions.first_mut().and_then(|decision| decision.choices.first_mut());
                if let (true, Some(choice)) = (twist % 3 == 0, first) {
                    choice.given = Some(Given { level: 1, amount: Money::dollars(dollars.into()) });
                }
                Event::AllocationProposed { round: round(), proposal: Box::new(proposal) }
            }
            Try::ByHand { application, expected, dollars } => {
                let application = self.some_application(application);
                let allocation = self.funding.round(&round()).ok()?.allocation.as_ref()?;
                let mut decision = allocation.decisions.get(&application)?.clone();
                let amount = Money::dollars(dollars.into());
                decision.choices.first_mut()?.given = Some(Given { level: 1, amount });
                let floors_missed = BTreeMap::new();
                let (round, expected) = (round(), expected.into());
                Event::AllocationChanged { round, expected, decision, floors_missed, reason: reason() }
            }
            Try::Drop => Event::AllocationDropped { round: round(), reason: reason() },
            Try::Decide { expected } => Event::RoundDecided { round: round(), expected: expected.into() },
            Try::StartPaying => Event::PayingStarted { round: round() },
            Try::Verify { application, milestone, lie } => {
                let (award, milestone, who) = self.some_milestone(application, milestone);
                let mut verified = self.sector.verified(&id(&who), milestone.goal, at(self.day))?;
                if lie {
                    (verified.status, verified.grade) = (Status::Met, Some(Grade::A));
                }
                Event::MilestoneVerified { award, milestone, verified }
            }
            Try::Extend { application, milestone } => {
                let (award, milestone, _) = self.some_milestone(application, milestone);
                Event::MilestoneExtended { award, milestone, due: date(2029, 6, 30), reason: reason() }
            }
            Try::Pay { application, milestone, key, cents } => {
                let (award, milestone, _) = self.some_milestone(application, milestone);
                let found = self.funding.award(award).ok()?.milestones.get(&milestone)?.amount;
                let amount = found + Money { cents: i64::from(cents) };
                Event::PaymentSent { award, milestone, amount, key: format!("P-{key}") }
            }
            Try::ClawBack { application, milestone, dollars: amount, lie } => {
                let (award, milestone, who) = self.some_milestone(application, milestone);
                let mut standing = self.sector.verified(&id(&who), milestone.goal, at(self.day))?;
                if lie {
                    standing.status = Status::NotMet;
                }
                Event::ClawbackOrdered {
                    award,
                    milestone,
                    amount: dollars(amount),
                    standing,
                    reason: reason(),
                }
            }
            Try::Return { application, milestone, dollars: amount, key } => {
                let (award, milestone, _) = self.some_milestone(application, milestone);
                let found = self.funding.award(award).ok()?.milestones.get(&milestone)?;
                let all = found.clawback().map(Clawback::outstanding).filter(|_| amount % 2 == 0);
                let amount = all.unwrap_or(dollars(amount));
                Event::MoneyReturned { award, milestone, amount, key: format!("P-{key}") }
            }
            Try::WriteOff { application, milestone, dollars: amount } => {
                let (award, milestone, _) = self.some_milestone(application, milestone);
                Event::ClawbackWrittenOff { award, milestone, amount: dollars(amount), reason: reason() }
            }
            Try::CloseAward { application } => {
                let (award, _, _) = self.some_milestone(application, 0);
                Event::AwardClosed { award, reason: reason() }
            }
            Try::Finish => Event::RoundFinished { round: round() },
        })
    }

    /// What holds after every decision, whatever came before.
    fn check(&self) {
        let ledger = self.funding.ledger();
        assert_eq!(ledger.total(), Money::ZERO, "the ledger is out of balance");
        let mut sums: BTreeMap<&Account, i64> = BTreeMap::new();
        for Posting { transfer, .. } in ledger.postings() {
            assert!(transfer.amount > Money::ZERO);
            *sums.entry(&transfer.from).or_default() -= transfer.amount.cents;
            *sums.entry(&transfer.to).or_default() += transfer.amount.cents;
        }
        for (account, balance) in ledger.balances() {
            assert_eq!(sums.get(account), Some(&balance.cents), "{account:?}");
            assert!(*account == Account::Fund || balance >= Money::ZERO, "{account:?} holds {balance}");
        }
        for award in self.funding.awards() {
            self.check_award(award);
        }
        for round in self.funding.rounds() {
            let promised: Money = self.funding.awards().map(Award::amount).sum();
            assert!(promised <= round.terms.budget.value);
            let has_allocation = round.stage >= Stage::Allocated;
            assert_eq!(round.allocation.is_some(), has_allocation);
            for (who, application) in &round.applicants {
                let application = self.funding.application(*application).unwrap();
                assert!(application.is_live() && application.participant == *who);
                assert!(application.asked() <= round.terms.cap.value);
            }
            self.check_totals();
        }
        for key in self.funding.payment_keys() {
            let trace = self.funding.trace(key).expect("every movement of money has its ground");
            let proof = &trace.payment.proof.verified;
            assert!(proof.holds(trace.award.required_grade) && proof.summary == trace.summary);
            assert_eq!(trace.application.participant, trace.award.participant);
            assert_eq!(trace.postings[0].entry, trace.payment.made.entry);
            assert_eq!(trace.postings[0].transfer.to, Account::Paid(trace.award.id));
            assert!(trace.entries().is_sorted());
        }
    }

    fn check_award(&self, award: &Award) {
        let holds = |account: fn(ApplicationId) -> Account| balance(self, account(award.id));
        let (mut paid, mut back, mut unpaid) = (Money::ZERO, Money::ZERO, Money::ZERO);
        for milestone in award.milestones.values() {
            match milestone.payment() {
                Some(_) => paid += milestone.amount,
                None => unpaid += milestone.amount,
            }
            back += milestone.clawback().map(|clawback| clawback.amount).unwrap_or_default();
        }
        assert_eq!(holds(Account::Paid), paid - back);
        assert_eq!(holds(Account::ClawedBack), award.outstanding());
        assert_eq!(holds(Account::ClawedBack) + holds(Account::Returned) + holds(Account::WrittenOff), back);
        let promised = if award.closed.is_some() { Money::ZERO } else { unpaid };
        assert_eq!(holds(Account::Obligated), promised);
        assert!(award.amount() <= terms().cap.value);
        assert!(award.closed.is_none() || award.outstanding() == Money::ZERO);
    }

    /// Totals say what the ledger says, and the groups of each kind add up to the whole.
    fn check_totals(&self) {
        let totals = |by| self.funding.totals(&round_id(), by, &self.sector).unwrap();
        let whole = totals(By::Whole).get("all").copied().unwrap_or_default();
        let held = |is: fn(&Account) -> bool| -> Money {
            let all = self.funding.ledger().balances();
            all.filter(|(account, _)| is(account)).map(|(_, balance)| balance).sum()
        };
        assert_eq!(whole.obligated.amount, held(|a| matches!(a, Account::Obligated(_))));
        assert_eq!(whole.paid.amount - whole.clawed_back.amount, held(|a| matches!(a, Account::Paid(_))));
        assert_eq!(whole.returned.amount, held(|a| matches!(a, Account::Returned(_))));
        assert_eq!(whole.written_off.amount, held(|a| matches!(a, Account::WrittenOff(_))));
        for by in [By::State, By::Class, By::Goal] {
            let groups = totals(by);
            let sum = |part: fn(&Totals) -> Part| -> Money { groups.values().map(|t| part(t).amount).sum() };
            assert_eq!(sum(|t| t.obligated), whole.obligated.amount, "{by:?}");
            assert_eq!(sum(|t| t.paid), whole.paid.amount, "{by:?}");
            assert_eq!(sum(|t| t.clawed_back), whole.clawed_back.amount, "{by:?}");
            assert_eq!(sum(|t| t.awarded), whole.awarded.amount, "{by:?}");
        }
    }

    /// Tries everything; gives the accepted entries as text, each with the sector of its instant.
    fn live(&mut self, all: &[Try]) -> Vec<(String, World)> {
        let mut accepted = Vec::new();
        for next in all {
            let Some(event) = self.event(next) else { continue };
            let actor = match *next {
                Try::Review { reviewer, .. } | Try::Conflict { reviewer, .. } => {
                    ["ann", "bob", "oak", "eve"][usize::from(reviewer)]
                }
                _ => "grants officer",
            };
            let before = self.clone();
            let entry = crate::Entry {
                number: self.next,
                at: at(self.day),
                actor: actor.to_owned(),
                event: crate::Event::Funding(event.clone()),
            };
            match self.try_as(actor, &event) {
                Ok(()) => {
                    self.check();
                    accepted.push((serde_json::to_string(&entry).unwrap(), before));
                }
                Err(refused) => {
                    let why = format!("{event:?} was refused ({refused}) and changed something");
                    assert_eq!(self.funding, before.funding, "{why}");
                }
            }
        }
        accepted
    }
}

fn stages() -> impl Strategy<Value = u8> {
    0..5_u8
}

fn world_at(stage: u8) -> World {
    match stage {
        0 => {
            let mut world = World::new();
            world.must(Event::RoundDrafted { round: round_id(), terms: Box::new(terms()) });
            world
        }
        1 => World::open(),
        2 => World::closed(),
        3 => World::paying(),
        _ => World::paid(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn money_is_conserved_and_the_record_gives_the_state_again(
        stage in stages(),
        all in prop::collection::vec(tries(), 0..120),
    ) {
        let mut world = world_at(stage);
        let mut again = world.funding.clone();
        for (text, then) in world.live(&all) {
            let entry: crate::Entry = serde_json::from_str(&text).unwrap();
            let crate::Event::Funding(event) = &entry.event else { panic!("{text}") };
            let made = Made { number: entry.number, at: entry.at, actor: &entry.actor };
            again.apply(made, event, &then.sector).unwrap();
        }
        prop_assert_eq!(again, world.funding);
    }
}

/// The sequences reach what the laws are about; otherwise they would hold of nothing.
#[test]
fn random_sequences_reach_payments_and_returns() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut paid, mut clawed, mut settled, mut finished, mut refused) = (0, 0, 0, 0, 0);
    for number in 0..200_u8 {
        let all = prop::collection::vec(tries(), 120).new_tree(&mut runner).unwrap().current();
        let mut world = world_at([3, 4, 2][usize::from(number) % 3]);
        refused += all.len() - world.live(&all).len();
        let milestones: Vec<_> = world.funding.awards().flat_map(|award| award.milestones.values()).collect();
        paid += milestones.iter().filter(|milestone| milestone.payment().is_some()).count();
        clawed += milestones.iter().filter(|milestone| milestone.clawback().is_some()).count();
        let is_settled = |c: &&Clawback| c.outstanding() == Money::ZERO;
        settled += milestones.iter().filter_map(|m| m.clawback()).filter(is_settled).count();
        finished += world.funding.rounds().filter(|round| round.stage == Stage::Finished).count();
    }
    let reached = format!(
        "{paid} paid, {clawed} clawed back, {settled} settled, {finished} finished, {refused} refused"
    );
    assert!(paid > 80 && clawed > 20 && settled > 5 && finished > 0 && refused > 1_000, "{reached}");
}
