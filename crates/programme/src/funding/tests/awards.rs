//! Milestones, payments, clawback and close-out.

use super::*;

fn verified_event(verified: Verified, number: u8) -> Event {
    let milestone = MilestoneRef { goal: goal("E1"), number };
    Event::MilestoneVerified { award: OAK, milestone, verified }
}

#[track_caller]
fn verify_refused(status: Status, grade: Option<Grade>, code: &str) {
    let mut world = World::paying();
    let fact = world.report("oak", "E1", status, grade);
    world.refused(verified_event(fact, 1), code);
}

#[test]
fn deciding_promises_the_money() {
    let world = World::paying();
    assert_eq!(balance(&world, Account::Obligated(OAK)), Money::dollars(50_000));
    assert_eq!(balance(&world, Account::Obligated(ELM)), Money::dollars(40_000));
    assert_eq!(balance(&world, Account::Appropriation(round_id())), Money::dollars(10_000));
    assert_eq!(balance(&world, Account::Fund), Money::dollars(-100_000));
}
#[test]
fn what_is_given_in_part_divides_over_the_milestones() {
    let mut world = World::closed();
    let mut proposal = proposal(&world.funding);
    proposal.decisions[1].choices[0].given = Some(Given { level: 1, amount: Money { cents: 1_001 } });
    world.must(Event::AllocationProposed { round: round_id(), proposal: Box::new(proposal) });
    world.must(Event::RoundDecided { round: round_id(), expected: 1 });
    let award = world.funding.award(ELM).unwrap();
    let cents: Vec<i64> = award.milestones.values().map(|milestone| milestone.amount.cents).collect();
    assert_eq!(cents, [500, 501]);
}

#[test]
fn unknown_is_never_paid() {
    verify_refused(Status::Unknown, None, "not-verified");
}
#[test]
fn a_goal_that_is_partly_met_is_not_paid() {
    verify_refused(Status::Partly, Some(Grade::A), "not-verified");
    verify_refused(Status::NotMet, Some(Grade::A), "not-verified");
    verify_refused(Status::NotApplicable, Some(Grade::A), "not-verified");
}
#[test]
fn evidence_below_the_grade_is_not_paid() {
    verify_refused(Status::Met, Some(Grade::D), "not-verified");
    verify_refused(Status::Met, None, "not-verified");
}
#[test]
fn an_older_summary_is_not_paid() {
    let mut world = World::paying();
    let old = world.report("oak", "E1", Status::Met, Some(Grade::A));
    world.report("oak", "E1", Status::NotMet, Some(Grade::A));
    world.refused(verified_event(old, 1), "not-the-newest");
}
#[test]
fn a_fact_that_the_summary_does_not_say_is_not_paid() {
    let mut world = World::paying();
    let fact = world.report("oak", "E1", Status::NotMet, Some(Grade::A));
    world.refused(verified_event(Verified { status: Status::Met, ..fact }, 1), "not-what-it-says");
}
#[test]
fn another_goal_does_not_pay() {
    let mut world = World::paying();
    let fact = world.report("oak", "E2", Status::Met, Some(Grade::A));
    world.refused(verified_event(fact, 1), "wrong-goal");
}
#[test]
fn another_participant_does_not_pay() {
    let mut world = World::paying();
    let fact = world.report("elm", "E1", Status::Met, Some(Grade::A));
    world.refused(verified_event(fact, 1), "no-summary");
}
#[test]
fn a_later_milestone_waits_for_its_day() {
    let mut world = World::paying();
    let fact = world.report("oak", "E1", Status::Met, Some(Grade::A));
    world.refused(verified_event(fact, 2), "too-early");
    world.refused(verified_event(fact, 3), "no-such-milestone");
    world.day = date(2028, 1, 1);
    let fact = world.report("oak", "E1", Status::Met, Some(Grade::A));
    world.must(verified_event(fact, 2));
}
#[test]
fn a_milestone_past_its_day_pays_after_an_extension() {
    let mut world = World::paying();
    world.day = date(2028, 1, 2);
    let fact = world.report("oak", "E1", Status::Met, Some(Grade::A));
    let extended = |due| Event::MilestoneExtended {
        award: OAK,
        milestone: e1(),
        due,
        reason: "delivery was late".into(),
    };
    world.refused(verified_event(fact, 1), "too-late");
    world.refused(extended(date(2027, 12, 31)), "not-an-extension");
    world.must(extended(date(2028, 2, 1)));
    world.must(verified_event(fact, 1));
}

#[test]
fn nothing_is_paid_before_it_is_verified() {
    World::paying().refused(sent("P-1"), "not-verified");
}
#[test]
fn nothing_is_paid_before_paying_starts() {
    let mut world = World::allocated();
    world.must(Event::RoundDecided { round: round_id(), expected: 1 });
    let fact = world.report("oak", "E1", Status::Met, Some(Grade::A));
    world.must(verified_event(fact, 1));
    world.refused(sent("P-1"), "wrong-stage");
}
#[test]
fn a_payment_sent_twice_is_refused() {
    let mut world = World::paid();
    world.refused(sent("P-1"), "paid-twice");
    world.refused(sent("P-2"), "paid-twice");
    assert_eq!(balance(&world, Account::Paid(OAK)), HALF);
}
#[test]
fn a_payment_has_a_name_and_the_milestones_amount() {
    let mut world = World::paying();
    let fact = world.report("oak", "E1", Status::Met, Some(Grade::A));
    world.must(verified_event(fact, 1));
    world.refused(sent(" "), "no-reason");
    for amount in [Money::ZERO, Money::dollars(-10_000), Money::dollars(10_001)] {
        let event = Event::PaymentSent { award: OAK, milestone: e1(), amount, key: "P-1".into() };
        world.refused(event, "wrong-amount");
    }
}
#[test]
fn a_goal_that_fell_before_the_payment_is_not_paid() {
    let mut world = World::paying();
    let fact = world.report("oak", "E1", Status::Met, Some(Grade::A));
    world.must(verified_event(fact, 1));
    world.report("oak", "E1", Status::Unknown, None);
    world.refused(sent("P-1"), "standing-fell");
}
#[test]
fn nobody_who_left_is_paid() {
    let mut world = World::paying();
    let fact = world.report("oak", "E1", Status::Met, Some(Grade::A));
    world.must(verified_event(fact, 1));
    world.sector.leave("oak");
    world.refused(sent("P-1"), "not-a-participant");
}

fn clawed(standing: Verified, dollars: i64) -> Event {
    let amount = Money::dollars(dollars);
    let reason = "the goal is met no longer".to_owned();
    Event::ClawbackOrdered { award: OAK, milestone: e1(), amount, standing, reason }
}
fn returned(dollars: i64, key: &str) -> Event {
    let amount = Money::dollars(dollars);
    Event::MoneyReturned { award: OAK, milestone: e1(), amount, key: key.to_owned() }
}
fn closed(award: ApplicationId) -> Event {
    Event::AwardClosed { award, reason: "the time is over".into() }
}

#[test]
fn money_is_asked_back_when_standing_falls_and_only_then() {
    let mut world = World::paid();
    let still = world.sector.newest("oak", "E1");
    world.refused(clawed(still, 10_000), "still-met");
    let fell = world.report("oak", "E1", Status::NotMet, Some(Grade::A));
    world.refused(clawed(still, 10_000), "not-the-newest");
    world.refused(clawed(fell, 10_001), "wrong-amount");
    world.refused(clawed(fell, 0), "no-amount");
    world.must(clawed(fell, 6_000));
    world.refused(clawed(fell, 4_000), "not-paid");
    assert_eq!(balance(&world, Account::Paid(OAK)), Money::dollars(4_000));
    assert_eq!(balance(&world, Account::ClawedBack(OAK)), Money::dollars(6_000));
}
#[test]
fn what_is_not_paid_is_not_asked_back() {
    let mut world = World::paying();
    let fell = world.report("oak", "E1", Status::NotMet, Some(Grade::A));
    world.refused(clawed(fell, 10_000), "not-paid");
}
#[test]
fn money_comes_back_once_and_never_more_than_asked() {
    let mut world = World::paid();
    world.refused(returned(1, "R-1"), "more-than-outstanding");
    let fell = world.report("oak", "E1", Status::Unknown, None);
    world.must(clawed(fell, 6_000));
    world.refused(returned(6_001, "R-1"), "more-than-outstanding");
    world.refused(returned(-1, "R-1"), "no-amount");
    world.must(returned(5_000, "R-1"));
    world.refused(returned(1_000, "R-1"), "paid-twice");
    world.refused(returned(1_000, "P-1"), "paid-twice");
    world.refused(closed(OAK), "outstanding");
    let given_up = |dollars, reason: &str| Event::ClawbackWrittenOff {
        award: OAK,
        milestone: e1(),
        amount: Money::dollars(dollars),
        reason: reason.into(),
    };
    world.refused(given_up(1_000, ""), "no-reason");
    world.refused(given_up(1_001, "closed hospital"), "more-than-outstanding");
    world.must(given_up(1_000, "closed hospital"));
    world.must(closed(OAK));
    assert_eq!(balance(&world, Account::Returned(OAK)), Money::dollars(5_000));
    assert_eq!(balance(&world, Account::WrittenOff(OAK)), Money::dollars(1_000));
}

#[test]
fn what_is_earned_is_paid_before_an_award_closes() {
    let mut world = World::paying();
    let fact = world.report("oak", "E1", Status::Met, Some(Grade::A));
    world.must(verified_event(fact, 1));
    world.refused(closed(OAK), "unpaid");
    world.report("oak", "E1", Status::NotMet, Some(Grade::A));
    world.must(closed(OAK));
    world.refused(closed(OAK), "award-closed");
    world.refused(sent("P-1"), "award-closed");
}
#[test]
fn a_finished_round_gave_back_what_was_left() {
    let mut world = World::paid();
    world.refused(Event::RoundFinished { round: round_id() }, "open-award");
    world.must(closed(OAK));
    world.must(closed(ELM));
    world.must(Event::RoundFinished { round: round_id() });
    assert_eq!(balance(&world, Account::Appropriation(round_id())), Money::ZERO);
    assert_eq!(balance(&world, Account::Fund), -HALF);
    assert_eq!(world.funding.ledger().total(), Money::ZERO);
}

#[test]
fn a_goal_is_paid_for_by_one_award() {
    let mut world = World::paying();
    let other: RoundId = "upfront-2028".parse().unwrap();
    let terms = Terms { closes: at(date(2027, 12, 1)), ..terms() };
    world.must(Event::RoundDrafted { round: other.clone(), terms: Box::new(terms) });
    world.must(Event::RoundOpened { round: other.clone() });
    let asks = |goals: &[(&str, i64)]| Event::Applied {
        round: other.clone(),
        participant: id("oak"),
        form: form(goals),
    };
    world.refused(asks(&[("E3", 1_000), ("E1", 1_000)]), "already-funded");
    world.must(asks(&[("E3", 1_000)]));
}

#[test]
fn a_payment_leads_to_its_summary() {
    let mut world = World::paid();
    let summary = world.sector.newest("oak", "E1").summary;
    let fell = world.report("oak", "E1", Status::NotMet, Some(Grade::A));
    world.must(clawed(fell, 6_000));
    world.must(returned(6_000, "R-1"));
    let trace = world.funding.trace("P-1").unwrap();
    assert_eq!((trace.summary, trace.milestone, trace.award.id), (summary, e1(), OAK));
    assert_eq!(trace.entries(), [2, 6, 8, 9]);
    let amounts: Vec<i64> = trace.postings.iter().map(|p| p.transfer.amount.cents / 100).collect();
    assert_eq!(amounts, [10_000, 6_000, 6_000]);
    assert_eq!(world.funding.trace("R-1"), Some(trace));
    assert_eq!(world.funding.trace("P-9"), None);
}
