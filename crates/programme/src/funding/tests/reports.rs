//! Totals of a round.

use super::*;

#[track_caller]
fn check(part: Part, number: u64, of: u64, dollars: i64, of_dollars: i64) {
    let (amount, of_amount) = (Money::dollars(dollars), Money::dollars(of_dollars));
    assert_eq!(part, Part { number, of, amount, of_amount });
}

fn totals(world: &World, by: By) -> BTreeMap<String, Totals> {
    world.funding.totals(&round_id(), by, &world.sector).unwrap()
}

#[test]
fn totals_say_how_many_of_how_many() {
    let world = World::paid();
    let all = totals(&world, By::Whole)["all"];
    check(all.withdrawn, 0, 2, 0, 90_000);
    check(all.awarded, 2, 2, 90_000, 90_000);
    check(all.obligated, 5, 6, 80_000, 90_000);
    check(all.paid, 1, 6, 10_000, 90_000);
    check(all.clawed_back, 0, 1, 0, 10_000);
    check(all.returned, 0, 0, 0, 0);
}
#[test]
fn totals_by_goal_hold_what_is_of_the_goal() {
    let world = World::paid();
    let by_goal = totals(&world, By::Goal);
    assert_eq!(by_goal.keys().collect::<Vec<_>>(), ["E1", "E2"]);
    check(by_goal["E1"].awarded, 2, 2, 60_000, 60_000);
    check(by_goal["E2"].awarded, 1, 1, 30_000, 30_000);
    check(by_goal["E1"].paid, 1, 4, 10_000, 60_000);
}
#[test]
fn totals_by_class_and_state() {
    let world = World::paid();
    let by_class = totals(&world, By::Class);
    check(by_class["critical-access"].paid, 1, 4, 10_000, 50_000);
    check(by_class["acute"].paid, 0, 2, 0, 40_000);
    assert_eq!(totals(&world, By::State).keys().collect::<Vec<_>>(), ["IA"]);
}
#[test]
fn a_round_that_is_not_there_has_no_totals() {
    let world = World::new();
    let none = world.funding.totals(&round_id(), By::Whole, &world.sector);
    assert_eq!(none.unwrap_err().code, "no-such-round");
}
