//! Small questions against every possible plan, and the laws of plans.

use super::model::Model;
use super::*;
use proptest::prelude::*;

fn measure(number: usize) -> MeasureId {
    format!("E{}.{}", number / 3 + 1, number % 3 + 1).parse().unwrap()
}

fn action(
    at: usize,
    cost: (i64, i64, f64, f64),
    lead: u32,
    needs: &[usize],
    satisfies: &[usize],
) -> Candidate {
    Candidate {
        id: format!("a{at}"),
        once: Money::dollars(cost.0),
        yearly: Money::dollars(cost.1),
        first_year: (Money::ZERO, Money::ZERO),
        hours_once: cost.2,
        hours_yearly: cost.3,
        lead_days: lead,
        needs: needs.iter().map(|need| format!("a{need}")).collect(),
        satisfies: satisfies.iter().copied().map(measure).collect(),
    }
}

fn question(candidates: Vec<Candidate>, years: &[(i64, f64)]) -> Question {
    let goal = |goal: usize| GoalWorth {
        goal: format!("E{}", goal + 1).parse().unwrap(),
        weight: [3.0, 5.0, 2.0][goal],
        required: 3,
        gaps: (goal * 3..goal * 3 + 3).map(measure).collect(),
    };
    Question {
        candidates,
        done: BTreeSet::new(),
        goals: (0..3).map(goal).collect(),
        bonus: BONUS,
        years: years.iter().map(|&(budget, hours)| Means { budget: Money::dollars(budget), hours }).collect(),
        steps: 50_000,
    }
}

fn any_question(most: usize, years: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Question> {
    let one = (
        (0..9_i64, 0..4_i64, 0..9_u8, 0..3_u8),
        1..500_u32,
        any::<u8>(),
        prop::collection::vec(0..9_usize, 0..4),
    );
    let means = prop::collection::vec((0..25_i64, 0..25_u8), years);
    (prop::collection::vec(one, 0..=most), means).prop_map(|(actions, years)| {
        let candidates = actions.into_iter().enumerate().map(|(at, (cost, lead, need, serves))| {
            let cost = (cost.0, cost.1, cost.2.into(), cost.3.into());
            let needs: Vec<usize> =
                if at > 0 && need % 3 == 0 { vec![usize::from(need / 3) % at] } else { vec![] };
            action(at, cost, lead, &needs, &serves)
        });
        question(candidates.collect(), &years.iter().map(|&(b, h)| (b, h.into())).collect::<Vec<_>>())
    })
}

/// Points of the best of all plans, tried one by one.
fn brute_force(model: &Model) -> i64 {
    let mut starts = vec![0_u8; model.actions.len()];
    let mut best = 0;
    loop {
        let is_timely = |at: usize| {
            usize::from(starts[at]) >= model.years
                || usize::from(starts[at]) + model.actions[at].lag < model.years
        };
        let is_allowed = (0..starts.len()).all(|at| is_timely(at) && model.keeps_needs(at, &starts))
            && model.left(&starts).iter().all(|left| left.0 >= 0 && left.1 >= 0);
        if is_allowed {
            best = best.max(model.points(&starts));
        }
        let Some(at) = starts.iter().position(|&start| usize::from(start) < model.years) else { return best };
        starts[at] += 1;
        starts[..at].fill(0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn one_year_equals_brute_force(question in any_question(9, 1..=1)) {
        equals_brute_force(&question)?;
    }

    #[test]
    fn several_years_equal_brute_force(question in any_question(5, 2..=3)) {
        equals_brute_force(&question)?;
    }
}

/// Means that are used up to the last minute: what is left by rounding must not make prices huge.
#[test]
fn means_used_up_exactly_are_no_trap() {
    let candidates =
        vec![action(0, (0, 0, 4.0, 0.0), 1, &[], &[4, 5]), action(1, (8, 3, 4.0, 1.0), 1, &[], &[0, 3])];
    let question = question(candidates, &[(11, 5.0), (3, 5.0), (3, 1.0)]);
    assert_eq!(search::best(&Model::of(&question).unwrap(), 50_000, None).points, 13_500_000);
}

fn equals_brute_force(question: &Question) -> Result<(), TestCaseError> {
    let model = Model::of(question).unwrap();
    let best = brute_force(&model);
    let found = search::best(&model, question.steps, None);
    prop_assert_eq!(found.points, best);
    prop_assert_eq!(found.bound, best, "found but not proven");
    let hasty = search::best(&model, 0, None);
    prop_assert!(hasty.points <= best && best <= hasty.bound, "{} {} {}", hasty.points, best, hasty.bound);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_plan_keeps_its_means_its_needs_and_its_dates(question in any_question(12, 1..=5)) {
        let question = Question { steps: 0, ..question };
        let made = plan(&question).unwrap();
        for (taken, means) in made.years.iter().zip(&question.years) {
            prop_assert!(taken.money <= means.budget && taken.hours <= means.hours + 1e-9);
        }
        for step in &made.chosen {
            prop_assert!(step.begins / YEAR >= step.year as u32 && step.done <= YEAR * question.years.len() as u32);
            let candidate = question.candidates.iter().find(|candidate| candidate.id == step.action).unwrap();
            for need in &candidate.needs {
                let before = made.chosen.iter().find(|other| other.action == *need);
                prop_assert!(before.is_some_and(|before| before.done <= step.begins), "{} before {}", need, step.action);
            }
        }
        let held: f64 = made.years.iter().map(|year| year.held).sum();
        prop_assert!((held - made.value).abs() < 1e-6, "{} {}", held, made.value);
        let again = plan(&question).unwrap();
        prop_assert_eq!(serde_json::to_string(&made).unwrap(), serde_json::to_string(&again).unwrap());
    }

    #[test]
    fn more_money_never_buys_less(question in any_question(10, 1..=3)) {
        let points = frontier(&Question { steps: 0, ..question }, 2.0, 8).unwrap();
        for pair in points.windows(2) {
            prop_assert!(pair[0].value <= pair[1].value && pair[0].bound <= pair[1].bound);
            prop_assert!(pair[0].value <= pair[0].bound);
        }
    }
}

#[track_caller]
fn check_why(candidates: Vec<Candidate>, years: &[(i64, f64)], action: &str, sentence: &str) {
    let made = plan(&question(candidates, years)).unwrap();
    let decision = made.decisions.iter().find(|decision| decision.action == action).unwrap();
    assert_eq!(decision.why.to_string(), sentence, "{made:?}");
}

#[test]
fn each_yes_and_no_has_its_sentence() {
    let one = |at, dollars, needs: &[usize], serves: &[usize]| {
        action(at, (dollars, 0, 1.0, 0.0), 30, needs, serves)
    };
    let year = &[(10, 10.0)];
    check_why(vec![one(0, 5, &[], &[0, 1])], year, "a0", "it closes E1.1, E1.2");
    check_why(vec![one(0, 5, &[], &[]), one(1, 5, &[0], &[0])], year, "a0", "a1 needs it");
    check_why(vec![one(0, 5, &[], &[])], year, "a0", "all that it serves is met already or not asked");
    check_why(
        vec![one(0, 5, &[], &[0]), one(1, 5, &[], &[0, 1])],
        year,
        "a0",
        "others close the same gaps, a1 among them",
    );
    check_why(vec![one(0, 5, &[7], &[0])], year, "a0", "it needs a7, which is neither done nor to be chosen");
    check_why(vec![one(0, 12, &[], &[0])], year, "a0", "even alone it lacks $2 and 0.0 hours");
    check_why(
        vec![action(0, (1, 0, 1.0, 0.0), 400, &[], &[0])],
        year,
        "a0",
        "it cannot be done within the years of the plan",
    );
    check_why(
        vec![one(0, 8, &[], &[0]), one(1, 8, &[], &[3])],
        year,
        "a0",
        "it would add 0.75, but lacks $6 and 0.0 hours beside what is in; for its cost it adds less than a1",
    );
    check_why(vec![one(0, 6, &[], &[]), one(1, 5, &[0], &[0])], year, "a1", "it needs a0, which is out");
}

#[test]
fn the_next_dollar_and_the_next_hour() {
    let made = plan(&question(
        vec![
            action(0, (8, 0, 1.0, 0.0), 30, &[], &[3]),
            action(1, (8, 0, 1.0, 0.0), 30, &[], &[0]),
            action(2, (0, 0, 12.0, 0.0), 30, &[], &[6]),
        ],
        &[(10, 10.0)],
    ))
    .unwrap();
    let (dollar, hour) = (made.next.dollar.unwrap(), made.next.hour.unwrap());
    assert_eq!((dollar.action.as_str(), dollar.money), ("a1", Money::dollars(6)));
    assert_eq!((hour.action.as_str(), hour.hours), ("a2", 3.0));
}

#[test]
fn questions_without_an_answer_are_refused() {
    let refused = |question: Question| plan(&question).unwrap_err().to_string();
    let free = |at, needs: &[usize]| action(at, (0, 0, 0.0, 0.0), 1, needs, &[0]);
    assert_eq!(
        refused(question(vec![], &[])),
        "a plan has one to five years, not 0: change the list of years"
    );
    assert!(refused(question(vec![free(0, &[1]), free(1, &[0])], &[(1, 1.0)])).contains("needs itself"));
    assert!(refused(question(vec![free(0, &[]), free(0, &[])], &[(1, 1.0)])).contains("twice"));
    assert!(refused(question(vec![], &[(-1, 1.0)])).starts_with("`budget` of year 1 is -100"));
    assert!(refused(question(vec![], &[(1, f64::NAN)])).starts_with("`hours` of year 1 is NaN"));
}

#[test]
fn a_need_that_is_done_is_no_need() {
    let mut asked = question(vec![action(0, (1, 0, 1.0, 0.0), 30, &[7], &[0])], &[(10, 10.0)]);
    asked.done.insert("a7".to_owned());
    assert_eq!(plan(&asked).unwrap().chosen.len(), 1);
}
