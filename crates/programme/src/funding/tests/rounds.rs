//! Rounds, applications, reviews and allocations.

use super::*;

#[track_caller]
fn draft_refused(change: impl FnOnce(&mut Terms), code: &str) {
    let mut terms = terms();
    change(&mut terms);
    World::new().refused(Event::RoundDrafted { round: round_id(), terms: Box::new(terms) }, code);
}

#[track_caller]
fn opening_refused(change: impl FnOnce(&mut Terms), code: &str) {
    let mut terms = terms();
    change(&mut terms);
    let mut world = World::new();
    world.must(Event::RoundDrafted { round: round_id(), terms: Box::new(terms) });
    world.refused(Event::RoundOpened { round: round_id() }, code);
}

#[track_caller]
fn form_refused(form: Form, code: &str) {
    World::open().refused(applied("oak", form), code);
}

#[track_caller]
fn line_refused(change: impl FnOnce(&mut Line), code: &str) {
    let mut form = form(&[("E1", 20_000)]);
    change(&mut form.lines[0]);
    form_refused(form, code);
}

#[track_caller]
fn proposal_refused(change: impl FnOnce(&mut Proposal), code: &str) {
    let mut world = World::closed();
    let mut proposal = proposal(&world.funding);
    change(&mut proposal);
    world.refused(Event::AllocationProposed { round: round_id(), proposal: Box::new(proposal) }, code);
}

#[test]
fn a_budget_of_nothing_is_refused() {
    draft_refused(|terms| terms.budget.value = Money::ZERO, "no-budget");
}
#[test]
fn a_budget_without_measure_is_refused() {
    draft_refused(|terms| terms.budget.value = Money { cents: i64::MAX }, "wrong-terms");
}
#[test]
fn a_cap_above_the_budget_is_refused() {
    draft_refused(|terms| terms.cap.value = Money::dollars(100_001), "wrong-terms");
}
#[test]
fn a_window_that_closes_first_is_refused() {
    draft_refused(|terms| terms.closes = terms.opens, "wrong-terms");
}
#[test]
fn a_floor_above_everything_is_refused() {
    let floor = Floor { name: "rural".into(), who: rule("all"), basis_points: 10_001 };
    draft_refused(|terms| terms.floors.push(own(floor)), "wrong-terms");
}
#[test]
fn a_round_has_a_name_of_its_own() {
    World::open()
        .refused(Event::RoundDrafted { round: round_id(), terms: Box::new(terms()) }, "round-exists");
}
#[test]
fn names_of_rounds_are_small_words() {
    for text in ["", "Upfront", "a b", "-a", "a-", "é"] {
        assert!(text.parse::<RoundId>().is_err(), "{text}");
    }
}

#[test]
fn a_scenario_is_off_until_it_is_adopted() {
    let mut terms = terms();
    terms.budget.basis.force = Force::Scenario;
    terms.budget.basis.scenario = Some("budget-2025".to_owned());
    let mut world = World::new();
    world.must(Event::RoundDrafted { round: round_id(), terms: Box::new(terms) });
    let adopted =
        |reason: &str| Event::ScenarioAdopted { scenario: "budget-2025".into(), reason: reason.into() };
    world.refused(Event::RoundOpened { round: round_id() }, "scenario-off");
    world.refused(adopted(" "), "no-reason");
    world.must(adopted("what if it had been enacted"));
    world.must(Event::ScenarioDropped { scenario: "budget-2025".into(), reason: "no".into() });
    world.refused(Event::RoundOpened { round: round_id() }, "scenario-off");
    world.must(adopted("what if it had been enacted"));
    world.must(Event::RoundOpened { round: round_id() });
}
#[test]
fn a_number_that_never_became_law_is_not_used_as_law() {
    for force in [Force::NeverEnacted, Force::Proposed, Force::Reported, Force::Lapsed, Force::Template] {
        opening_refused(|terms| terms.cap.basis.force = force, "not-binding");
    }
}
#[test]
fn a_number_holds_in_its_time() {
    opening_refused(|terms| terms.cap.basis.from = date(2027, 1, 2), "not-in-force");
    opening_refused(|terms| terms.cap.basis.to = Some(date(2026, 12, 31)), "not-in-force");
}
#[test]
fn a_number_says_where_it_comes_from() {
    opening_refused(|terms| terms.required_grade.basis.citation.clear(), "no-citation");
}
#[test]
fn a_rule_that_matches_nobody_opens_no_round() {
    opening_refused(|terms| terms.eligibility.value = rule("children"), "matches-nobody");
}
#[test]
fn a_rule_without_a_group_is_refused() {
    draft_refused(|terms| terms.eligibility.value.any_of.clear(), "rule");
    let floor = Floor { name: "nobody".into(), who: Rule::default(), basis_points: 100 };
    draft_refused(|terms| terms.floors.push(own(floor)), "rule");
}
#[test]
fn terms_stand_once_the_round_is_open() {
    World::open().refused(Event::TermsChanged { round: round_id(), terms: Box::new(terms()) }, "wrong-stage");
}

#[test]
fn applications_are_taken_within_the_window() {
    let mut world = World::open();
    let asks = || applied("oak", form(&[("E1", 20_000)]));
    world.day = date(2026, 12, 31);
    world.refused(asks(), "outside-window");
    world.day = date(2027, 3, 1);
    world.refused(asks(), "outside-window");
    world.day = date(2027, 2, 28);
    world.must(asks());
}
#[test]
fn only_participants_apply() {
    World::open().refused(applied("yew", form(&[("E1", 20_000)])), "not-a-participant");
}
#[test]
fn only_the_eligible_apply() {
    let mut terms = terms();
    terms.eligibility.value = rule("critical-access");
    World::open_with(terms).refused(applied("elm", form(&[("E1", 20_000)])), "not-eligible");
}
#[test]
fn nobody_applies_twice_but_after_withdrawing() {
    let mut world = World::open();
    let first = world.apply("oak", form(&[("E1", 20_000)]));
    world.refused(applied("oak", form(&[("E2", 20_000)])), "applied-twice");
    world.must(Event::ApplicationWithdrawn { application: first, reason: "other plans".into() });
    let withdrawn = Event::ApplicationChanged { application: first, expected: 2, form: form(&[("E1", 1)]) };
    world.refused(withdrawn, "withdrawn");
    world.apply("oak", form(&[("E2", 20_000)]));
}
#[test]
fn nobody_asks_above_the_cap() {
    form_refused(form(&[("E1", 40_000), ("E2", 20_001)]), "over-cap");
}
#[test]
fn the_cap_counts_the_dearest_level_of_a_goal() {
    let lines = vec![line("E1", 1, 20_000), line("E1", 2, 60_000)];
    World::open().apply("oak", Form { document: Digest([1; 32]), lines });
}
#[test]
fn amounts_that_overflow_are_above_the_cap() {
    let mut form = form(&[("E1", 1), ("E2", 1)]);
    for line in &mut form.lines {
        let all = Money { cents: i64::MAX };
        (line.cost, line.asked) = (all, all);
        line.milestones[0].amount = all - line.milestones[1].amount;
    }
    form_refused(form, "over-cap");
}
#[test]
fn a_goal_that_is_verified_earns_nothing_more() {
    let mut world = World::open();
    world.report("oak", "E1", Status::Met, Some(Grade::C));
    world.refused(applied("oak", form(&[("E1", 20_000)])), "already-met");
}
#[test]
fn a_goal_verified_below_the_grade_can_still_be_funded() {
    let mut world = World::open();
    world.report("oak", "E1", Status::Met, Some(Grade::D));
    world.apply("oak", form(&[("E1", 20_000)]));
}
#[test]
fn lines_must_make_sense() {
    form_refused(form(&[]), "nothing-asked");
    form_refused(form(&[("H1", 20_000)]), "wrong-tier");
    form_refused(form(&[("E1", 20_000), ("E1", 10_000)]), "line-twice");
    line_refused(|line| line.level = 0, "wrong-line");
    line_refused(|line| line.actions.clear(), "wrong-line");
    line_refused(|line| line.cost = Money::dollars(19_999), "wrong-amount");
    line_refused(|line| line.asked = Money::ZERO, "wrong-amount");
    line_refused(|line| line.asked = Money::dollars(-1), "wrong-amount");
    line_refused(|line| line.milestones.clear(), "wrong-milestones");
    line_refused(|line| line.milestones[0].amount = Money::dollars(9_999), "wrong-milestones");
    line_refused(|line| line.milestones[0].name.clear(), "no-reason");
    line_refused(|line| line.milestones[1].due = date(2027, 1, 1), "wrong-milestones");
    line_refused(|line| line.milestones = vec![line.milestones[0].clone(); 300], "wrong-milestones");
}
#[test]
fn an_application_changes_until_the_window_closes() {
    let mut world = World::open();
    let application = world.apply("oak", form(&[("E1", 20_000)]));
    let change =
        |expected| Event::ApplicationChanged { application, expected, form: form(&[("E2", 30_000)]) };
    world.must(change(1));
    world.refused(change(1), "changed-meanwhile");
    world.day = date(2027, 3, 1);
    world.refused(change(2), "outside-window");
    assert_eq!(world.funding.application(application).unwrap().asked(), Money::dollars(30_000));
}
#[test]
fn a_round_closes_when_it_said() {
    World::open().refused(Event::RoundClosed { round: round_id() }, "window-open");
}

fn reviewed(expected: u32, merit: u8) -> Event {
    let opinion = Opinion { advice: Advice::Fund, merit, note: "sound plan".into() };
    Event::Reviewed { application: OAK, expected, opinion }
}

#[test]
fn two_reviewers_at_once_do_not_overwrite_each_other() {
    let mut world = World::closed();
    world.must_as("ann", reviewed(1, 80));
    world.refused_as("bob", &reviewed(1, 20), "changed-meanwhile");
    world.must_as("bob", reviewed(2, 20));
    world.must_as("ann", reviewed(3, 70));
    let oak = world.funding.application(OAK).unwrap();
    let merits: Vec<u8> = oak.counting_reviews().map(|review| review.opinion.merit).collect();
    assert_eq!((oak.reviews.len(), merits), (3, vec![70, 20]));
}
#[test]
fn a_conflict_of_interest_silences_a_reviewer() {
    let mut world = World::closed();
    world.must_as("ann", reviewed(1, 80));
    world.must_as("ann", Event::ConflictDeclared { application: OAK, reason: "sits on its board".into() });
    world.refused_as("ann", &reviewed(3, 80), "conflict-of-interest");
    assert_eq!(world.funding.application(OAK).unwrap().counting_reviews().count(), 0);
}
#[test]
fn nobody_reviews_their_own_application() {
    World::closed().refused_as("oak", &reviewed(1, 100), "own-application");
}
#[test]
fn merit_is_at_most_100() {
    World::closed().refused_as("ann", &reviewed(1, 101), "wrong-merit");
}
#[test]
fn reviews_come_after_the_window() {
    let mut world = World::open();
    world.apply("oak", form(&[("E1", 20_000)]));
    world.refused_as("ann", &reviewed(1, 50), "wrong-stage");
}
#[test]
fn money_waits_for_the_reviews_that_it_needs() {
    let mut world = World::closed_with(Terms { reviews_needed: 1, ..terms() });
    let mut proposal = proposal(&world.funding);
    proposal.decisions[1].choices[0].given = None;
    world.must(Event::AllocationProposed { round: round_id(), proposal: Box::new(proposal) });
    let decided = || Event::RoundDecided { round: round_id(), expected: 1 };
    world.refused(decided(), "too-few-reviews");
    world.must(Event::AllocationDropped { round: round_id(), reason: "reviews are missing".into() });
    world.must_as("ann", reviewed(1, 80));
    let proposal = Box::new(super::proposal(&world.funding));
    world.must(Event::AllocationProposed { round: round_id(), proposal });
    world.refused(decided(), "too-few-reviews");
}

#[test]
fn an_allocation_keeps_its_working() {
    let world = World::allocated();
    let allocation = world.funding.round(&round_id()).unwrap().allocation.as_ref().unwrap();
    assert_eq!(allocation.amount(), Money::dollars(90_000));
    assert!((allocation.gap() - 0.001).abs() < 1e-12);
    assert_eq!(allocation.input, Digest([2; 32]));
}
#[test]
fn every_application_is_decided_once() {
    proposal_refused(|p| drop(p.decisions.pop()), "not-decided");
    proposal_refused(|p| p.decisions.push(p.decisions[0].clone()), "decided-twice");
    proposal_refused(|p| p.decisions[0].application = ApplicationId(99), "no-such-application");
}
#[test]
fn every_yes_and_no_is_explained() {
    proposal_refused(|p| p.decisions[0].because.clear(), "no-reason");
    proposal_refused(|p| p.decisions[0].choices[1].because.clear(), "no-reason");
    proposal_refused(|p| drop(p.decisions[0].choices.pop()), "not-decided");
}
#[test]
fn choices_are_among_what_was_asked() {
    proposal_refused(|p| p.decisions[0].choices[0].goal = goal("E9"), "wrong-choice");
    proposal_refused(|p| p.decisions[0].choices[1].goal = goal("E1"), "wrong-choice");
    let given = |level, dollars| Some(Given { level, amount: Money::dollars(dollars) });
    proposal_refused(|p| p.decisions[0].choices[0].given = given(2, 20_000), "wrong-choice");
    proposal_refused(|p| p.decisions[0].choices[0].given = given(1, 20_001), "wrong-amount");
    proposal_refused(|p| p.decisions[0].choices[0].given = given(1, 0), "wrong-amount");
}
#[test]
fn an_award_above_the_cap_is_refused() {
    let given = Some(Given { level: 1, amount: Money::dollars(60_000) });
    proposal_refused(|p| p.decisions[0].choices[0].given = given, "over-cap");
}
#[test]
fn awards_above_the_budget_are_refused() {
    let terms = Terms { budget: own(Money::dollars(60_000)), ..terms() };
    let mut world = World::closed_with(terms);
    let mut proposal = proposal(&world.funding);
    let given = Some(Given { level: 1, amount: Money::dollars(40_000) });
    proposal.decisions[1].choices[0].given = given;
    world.refused(
        Event::AllocationProposed { round: round_id(), proposal: Box::new(proposal) },
        "over-budget",
    );
}
#[test]
fn a_bound_below_the_value_proves_nothing() {
    proposal_refused(|p| p.bound = 998, "wrong-bound");
}
#[test]
fn nobody_who_left_gets_money() {
    let mut world = World::closed();
    world.sector.leave("elm");
    let proposal = Box::new(proposal(&world.funding));
    world.refused(Event::AllocationProposed { round: round_id(), proposal }, "not-a-participant");
}

#[test]
fn a_floor_is_kept_or_its_miss_explained() {
    let floor = Floor { name: "acute".into(), who: rule("acute"), basis_points: 3_000 };
    let mut world = World::closed_with(Terms { floors: vec![own(floor)], ..terms() });
    let mut proposal = proposal(&world.funding);
    let proposed =
        |p: &Proposal| Event::AllocationProposed { round: round_id(), proposal: Box::new(p.clone()) };
    proposal.decisions[1].choices[0].given = Some(Given { level: 1, amount: Money::dollars(29_999) });
    world.refused(proposed(&proposal), "floor-not-kept");
    proposal.floors_missed.insert("acute".into(), "its plan was not sound".into());
    world.clone().must(proposed(&proposal));
    proposal.floors_missed.clear();
    proposal.decisions[1].choices[0].given = Some(Given { level: 1, amount: Money::dollars(30_000) });
    world.must(proposed(&proposal));
}
#[test]
fn a_floor_above_what_is_asked_is_kept_by_giving_all() {
    let floor = Floor { name: "acute".into(), who: rule("acute"), basis_points: 9_000 };
    let mut world = World::closed_with(Terms { floors: vec![own(floor)], ..terms() });
    let proposal = Box::new(proposal(&world.funding));
    world.must(Event::AllocationProposed { round: round_id(), proposal });
}

fn by_hand(application: ApplicationId, dollars: i64, reason: &str, expected: u32) -> Event {
    let given = Some(Given { level: 1, amount: Money::dollars(dollars) });
    let choices = vec![Choice { goal: goal("E1"), given, because: "smaller scope".into() }];
    let decision = Decision { application, choices, because: "smaller scope".into() };
    let floors_missed = BTreeMap::new();
    Event::AllocationChanged { round: round_id(), expected, decision, floors_missed, reason: reason.into() }
}

#[test]
fn a_change_by_hand_needs_a_reason_and_keeps_the_limits() {
    let mut world = World::allocated();
    world.refused(by_hand(ELM, 30_000, "", 1), "no-reason");
    world.refused(by_hand(ELM, 60_001, "they need it", 1), "over-cap");
    world.refused(by_hand(ELM, 40_001, "they need it", 1), "wrong-amount");
    world.refused(by_hand(ApplicationId(99), 1, "they need it", 1), "no-such-application");
    world.must(by_hand(ELM, 30_000, "the panel cut it", 1));
    world.refused(by_hand(ELM, 20_000, "the panel cut it", 1), "changed-meanwhile");
    world.refused(Event::RoundDecided { round: round_id(), expected: 1 }, "changed-meanwhile");
    world.must(Event::RoundDecided { round: round_id(), expected: 2 });
    assert_eq!(world.funding.award(ELM).unwrap().amount(), Money::dollars(30_000));
    let allocation = world.funding.round(&round_id()).unwrap().allocation.clone().unwrap();
    assert_eq!(allocation.changes[0].before.amount(), Money::dollars(40_000));
}
#[test]
fn whoever_has_a_stake_does_not_decide() {
    let mut world = World::allocated();
    world.must_as(
        "ann",
        Event::ConflictDeclared { application: ELM, reason: "her sister works there".into() },
    );
    world.refused_as("ann", &by_hand(ELM, 30_000, "cut", 1), "conflict-of-interest");
}
#[test]
fn stages_are_not_skipped() {
    let mut world = World::closed();
    world.refused(Event::RoundDecided { round: round_id(), expected: 1 }, "wrong-stage");
    world.refused(Event::PayingStarted { round: round_id() }, "wrong-stage");
    world.refused(Event::RoundFinished { round: round_id() }, "wrong-stage");
    world.refused(Event::RoundOpened { round: round_id() }, "wrong-stage");
    world.refused(Event::RoundOpened { round: "other".parse().unwrap() }, "no-such-round");
}

#[test]
fn the_terms_of_a_round_come_back_as_they_went_in() {
    let floor = Floor { name: "acute".into(), who: rule("acute"), basis_points: 3_000 };
    let priority = Priority { name: "rural".into(), who: rule("rural"), per_cent: 150 };
    let terms = Box::new(Terms { floors: vec![own(floor)], priorities: vec![own(priority)], ..terms() });
    let event = Event::RoundDrafted { round: round_id(), terms };
    let text = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
    let with_more = text.replacen("\"title\"", "\"colour\":\"red\",\"title\"", 1);
    assert!(serde_json::from_str::<Event>(&with_more).is_err());
}
