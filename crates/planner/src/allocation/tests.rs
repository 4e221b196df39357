//! Small rounds against every choice of awards, and the laws of allocations.

use super::*;
use proptest::prelude::*;

fn application(at: usize, cap: i64, groups: &[&str], asks: &[&[(i64, u64)]]) -> Application {
    let ask = |(row, levels): (usize, &&[(i64, u64)])| Ask {
        goal: format!("E{}", row + 1).parse().unwrap(),
        levels: levels.iter().map(|&(cost, value)| Level { cost: Money::dollars(cost), value }).collect(),
    };
    Application {
        id: format!("p{at}"),
        cap: Money::dollars(cap),
        groups: groups.iter().map(ToString::to_string).collect(),
        asks: asks.iter().enumerate().map(ask).collect(),
    }
}

fn money(group: &str, at_least: i64, at_most: Option<i64>) -> Rule {
    let limit = Limit::Money { at_least: Money::dollars(at_least), at_most: at_most.map(Money::dollars) };
    Rule { group: group.to_owned(), limit }
}

fn awards(group: &str, at_least: u32, at_most: Option<u32>) -> Rule {
    Rule { group: group.to_owned(), limit: Limit::Awards { at_least, at_most } }
}

fn any_round(applicants: usize, rows: usize) -> impl Strategy<Value = Round> {
    let levels = prop::collection::vec((0..12_i64, 0..30_u64), 0..4);
    let one = (5..40_i64, 0..8_u8, prop::collection::vec(levels, 1..=rows));
    let rule = (0..3_usize, any::<bool>(), 0..12_i64, prop::option::of(0..25_i64));
    (0..60_i64, prop::collection::vec(one, 0..=applicants), prop::collection::vec(rule, 0..3)).prop_map(
        |(budget, applicants, rules)| {
            const GROUPS: [&str; 3] = ["state:IA", "class:cah", "rural"];
            let applications = applicants.into_iter().enumerate().map(|(at, (cap, groups, rows))| {
                let groups: Vec<_> =
                    (0..3).filter(|bit| groups >> bit & 1 == 1).map(|bit| GROUPS[bit]).collect();
                let rows: Vec<&[(i64, u64)]> = rows.iter().map(Vec::as_slice).collect();
                application(at, cap, &groups, &rows)
            });
            let rules = rules.into_iter().map(|(group, is_money, least, more)| {
                if is_money {
                    money(GROUPS[group], least, more.map(|more| least + more))
                } else {
                    let (least, more) = (least as u32 / 4, more.map(|more| more as u32 / 8));
                    awards(GROUPS[group], least, more.map(|more| least + more))
                }
            });
            Round {
                budget: Money::dollars(budget),
                applications: applications.collect(),
                rules: rules.collect(),
            }
        },
    )
}

/// Points of the best of all choices; `None` when none keeps the rules. A level without value is never funded.
fn brute_force(round: &Round) -> Option<u64> {
    fn visit(round: &Round, at: usize, costs: &mut Vec<Option<i64>>, value: u64, best: &mut Option<u64>) {
        if at == round.applications.len() {
            let keeps = |rule: &Rule| {
                let members =
                    round.applications.iter().zip(&*costs).filter(|(a, _)| a.groups.contains(&rule.group));
                let costs: Vec<i64> = members.filter_map(|(_, cost)| *cost).collect();
                match rule.limit {
                    Limit::Money { at_least, at_most } => {
                        let sum: i64 = costs.iter().sum();
                        sum >= at_least.cents && at_most.is_none_or(|most| sum <= most.cents)
                    }
                    Limit::Awards { at_least, at_most } => {
                        let count = costs.len() as u32;
                        count >= at_least && at_most.is_none_or(|most| count <= most)
                    }
                }
            };
            let spent: i64 = costs.iter().flatten().sum();
            if spent <= round.budget.cents && round.rules.iter().all(keeps) {
                *best = (*best).max(Some(value));
            }
            return;
        }
        let application = &round.applications[at];
        let mut options = vec![(None, 0)];
        for ask in &application.asks {
            for known in options.clone() {
                for level in ask.levels.iter().filter(|level| level.value > 0) {
                    options.push((Some(known.0.unwrap_or(0) + level.cost.cents), known.1 + level.value));
                }
            }
        }
        options.retain(|(cost, _)| cost.is_none_or(|cost| cost <= application.cap.cents));
        // Of awards of the same cost the best alone counts: no rule can tell them apart.
        options.sort_by_key(|(cost, value)| (*cost, std::cmp::Reverse(*value)));
        options.dedup_by_key(|(cost, _)| *cost);
        for (cost, more) in options {
            costs.push(cost);
            visit(round, at + 1, costs, value + more, best);
            costs.pop();
        }
    }
    let mut best = None;
    visit(round, 0, &mut Vec::new(), 0, &mut best);
    best
}

#[track_caller]
fn keeps_everything(round: &Round, made: &Allocation) {
    let spent: Money = made.awards.iter().map(|award| award.money).sum();
    assert!(spent == made.spent && spent <= round.budget);
    assert_eq!(made.awards.iter().map(|award| award.value).sum::<u64>(), made.value);
    for (application, award) in round.applications.iter().zip(&made.awards) {
        let levels = application.asks.iter().zip(&award.levels);
        let funded = levels.filter_map(|(ask, level)| level.map(|level| ask.levels[level]));
        let (cost, value) =
            funded.fold((Money::ZERO, 0), |sum, level| (sum.0 + level.cost, sum.1 + level.value));
        assert_eq!((cost, value), (award.money, award.value), "{}", application.id);
        assert!(cost <= application.cap, "{}", application.id);
    }
    for (rule, count) in round.rules.iter().zip(&made.rules) {
        let is_kept = match rule.limit {
            Limit::Money { at_least, at_most } => {
                count.money >= at_least && at_most.is_none_or(|most| count.money <= most)
            }
            Limit::Awards { at_least, at_most } => {
                count.awards >= at_least && at_most.is_none_or(|most| count.awards <= most)
            }
        };
        assert!(is_kept, "{rule:?} {count:?}");
    }
    assert!(made.bound >= made.value);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn small_rounds_equal_brute_force(round in any_round(4, 2)) {
        let best = brute_force(&round);
        match allocate(&round) {
            Ok(made) => {
                keeps_everything(&round, &made);
                prop_assert_eq!(Some(made.value), best);
                prop_assert!(made.is_proven_best);
            }
            Err(Refused::NotFound) => prop_assert!(false, "a small round is searched whole"),
            Err(_) => prop_assert_eq!(best, None),
        }
    }

    #[test]
    fn without_the_whole_search_the_bound_still_holds(round in any_round(4, 2)) {
        let best = brute_force(&round);
        let Ok(model) = Model::of(&round) else { return Ok(()) };
        let prices = prices::least(&model);
        if let Some(best) = best {
            prop_assert!(prices.bound >= best, "bound {} below {}", prices.bound, best);
        }
        if let Some(found) = repair::awards(&model, &prices) {
            prop_assert!(model.keeps_all(&found) && Some(model.value(&found)) <= best);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn long_applications_lie_within_the_stated_gap(
        levels in prop::collection::vec(prop::collection::vec((1..40_i64, 1..60_u64), 1..4), 6..9),
        cap in 20..120_i64,
    ) {
        let rows: Vec<&[(i64, u64)]> = levels.iter().map(Vec::as_slice).collect();
        let round = Round { budget: Money::dollars(100), applications: vec![application(0, cap, &[], &rows)], rules: vec![] };
        let best = brute_force(&round).unwrap();
        let made = allocate(&round).unwrap();
        keeps_everything(&round, &made);
        prop_assert!(made.value <= best && best <= made.bound, "{} {} {}", made.value, best, made.bound);
    }
}

#[track_caller]
fn check_refused(budget: i64, applications: Vec<Application>, rules: Vec<Rule>, begins: &str) {
    let refused =
        allocate(&Round { budget: Money::dollars(budget), applications, rules }).unwrap_err().to_string();
    assert!(refused.starts_with(begins), "{refused}");
}

#[test]
fn floors_that_cannot_be_kept_are_refused_with_the_reason() {
    let two = || vec![application(0, 50, &["a"], &[&[(10, 5)]]), application(1, 50, &["b"], &[&[(10, 5)]])];
    check_refused(
        100,
        two(),
        vec![money("a", 20, None)],
        "the floor of `a` is $20, but its members can be awarded at most $10",
    );
    check_refused(
        100,
        two(),
        vec![awards("c", 1, None)],
        "the floor of `c` is 1 awards, but its members can be awarded at most 0",
    );
    check_refused(
        15,
        two(),
        vec![awards("a", 1, None), awards("b", 1, None)],
        "the floors of `a`, `b` together take at least $20",
    );
    check_refused(100, two(), vec![money("a", 9, Some(5))], "the floor of `a` is above its cap");
    check_refused(100, two(), vec![money("a", 5, Some(9))], "no choice of awards keeps all floors and caps");
    check_refused(-1, two(), vec![], "`budget` of the round is out of range");
    check_refused(1, [two(), two()].concat(), vec![], "application `p0` stands in the list twice");
}

#[track_caller]
fn check_why(budget: i64, applications: Vec<Application>, rules: Vec<Rule>, expected: &[&str]) {
    let round = Round { budget: Money::dollars(budget), applications, rules };
    let made = allocate(&round).unwrap();
    keeps_everything(&round, &made);
    let said: Vec<_> = made.awards.iter().map(|award| award.why.to_string()).collect();
    assert_eq!(said, expected);
}

#[test]
fn each_yes_and_no_has_its_sentence() {
    let one = |at, cap, levels: &[(i64, u64)]| application(at, cap, &["a"], &[levels]);
    check_why(20, vec![one(0, 50, &[(10, 5)])], vec![], &["all that adds value is funded"]);
    check_why(
        0,
        vec![one(0, 50, &[(10, 5)])],
        vec![],
        &["nothing in it adds value within its cap and the budget"],
    );
    check_why(
        90,
        vec![one(0, 15, &[(10, 5), (20, 9)])],
        vec![],
        &["the next better award takes $20, above the cap of $15"],
    );
    check_why(
        20,
        vec![one(0, 50, &[(10, 5)]), one(1, 50, &[(10, 7)])],
        vec![awards("a", 0, Some(1))],
        &["more would put a over its cap", "all that adds value is funded"],
    );
}

#[test]
fn a_budget_of_nothing_gives_nothing() {
    let round = Round {
        budget: Money::ZERO,
        applications: vec![application(0, 50, &[], &[&[(10, 5)]])],
        rules: vec![],
    };
    let made = allocate(&round).unwrap();
    assert_eq!((made.value, made.bound, made.spent, made.is_proven_best), (0, 0, Money::ZERO, true));
}
