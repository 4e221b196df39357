//! What can be asked of somebody who pays, by the plan.

use super::*;
use crate::outlook::funding::{Ask, GoalLine, already, application_lines, first_asks, lines, with_money};

fn rich(frame: &mut Frame) {
    frame.budget = Money::dollars(400_000);
    frame.hours = 4_000.0;
    frame.counts_on_free = false;
}

fn seen() -> Outlook {
    look(&[], &Intentions::default(), rich)
}

fn of(tier: Tier) -> Vec<GoalLine> {
    lines(&seen(), &CATALOG, tier)
}

fn ask(line: &GoalLine, dollars: i64) -> Ask {
    Ask { goal: line.goal, asked: Money::dollars(dollars), due: date(2027, 12, 31), half_later: true }
}

#[test]
fn every_dollar_of_the_plan_is_asked_for_once() {
    let seen = seen();
    let of_lines: Money = of(Tier::Essential).iter().chain(&of(Tier::Enhanced)).map(|line| line.cost).sum();
    let of_plan: Money = seen.plan.years.iter().map(|year| year.money).sum();
    let off = (of_lines - of_plan).cents.abs();
    assert!(off.unsigned_abs() <= 100 * seen.plan.chosen.len() as u64, "{of_lines} and {of_plan}");
    assert!(of_lines > Money::dollars(10_000));
}

#[test]
fn lines_name_actions_of_the_catalogue_and_their_goal() {
    let essential = of(Tier::Essential);
    assert!(essential.len() > 3 && essential.is_sorted_by_key(|line| line.goal));
    for line in essential.iter().chain(&of(Tier::Enhanced)) {
        assert!(line.cost > Money::ZERO && !line.actions.is_empty(), "{line:?}");
        assert!(line.actions.iter().all(|action| CATALOG.actions.contains_key(action)));
        assert!(line.done >= date(2026, 11, 21));
        assert!(line.left.iter().all(|gap| gap.goal() == line.goal));
    }
    assert!(essential.iter().all(|line| line.goal.tier() == Tier::Essential));
}

#[test]
fn what_is_asked_first_stays_within_the_cap_and_can_be_filed() {
    let lines = of(Tier::Essential);
    for dollars in [1, 5_000, 1_000_000] {
        let cap = Money::dollars(dollars);
        let asks = first_asks(&lines, cap, date(2027, 1, 31), 90);
        let asked: Money = asks.iter().map(|ask| ask.asked).sum();
        assert!(asked <= cap && asked > Money::ZERO);
        assert!(asks.iter().all(|ask| ask.due > date(2027, 1, 31)));
        application_lines(&lines, &asks, cap).unwrap();
    }
    assert_eq!(first_asks(&lines, Money::ZERO, date(2027, 1, 31), 90), []);
}

#[track_caller]
fn refuses(asks: &[Ask], cap: i64, says: &str) {
    let refused = application_lines(&of(Tier::Essential), asks, Money::dollars(cap)).unwrap_err();
    assert!(refused.why.contains(says), "{refused}");
}

#[test]
fn what_the_plan_does_not_say_cannot_be_asked() {
    let line = of(Tier::Essential).remove(0);
    refuses(&[], 1_000, "nothing is asked");
    refuses(&[ask(&line, 0)], 1_000, "more than $0");
    refuses(&[ask(&line, 90_000_000)], 100_000_000, "what your plan says it costs");
    refuses(&[ask(&line, 2)], 1, "one applicant can get $1");
    refuses(&[Ask { goal: "H1".parse().unwrap(), ..ask(&line, 5) }], 1_000, "nothing for H1");
    let filed = application_lines(std::slice::from_ref(&line), &[ask(&line, 3)], Money::dollars(9)).unwrap();
    assert_eq!((filed[0].asked, filed[0].kept_back), (Money::dollars(3), Money { cents: 150 }));
}

#[test]
fn money_from_outside_is_spread_over_the_years() {
    let mut frame = first_frame(Size::Medium);
    frame.years = 2;
    assert_eq!(with_money(&frame, Money::dollars(10_000)).budget, frame.budget + Money::dollars(5_000));
    with_money(&frame, Money { cents: i64::MAX }).check().unwrap();
}

#[test]
fn what_is_there_already_is_told_by_goal() {
    let mut assessment = standing(&[]);
    assert_eq!(already(&assessment, Tier::Essential), []);
    assessment.goals[0].status = Status::Met;
    assessment.goals[2].status = Status::Partly;
    let goals: Vec<String> =
        already(&assessment, Tier::Essential).iter().map(|one| one.goal.to_string()).collect();
    assert_eq!(goals, ["E1", "E3"]);
}
