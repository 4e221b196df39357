//! E2.6 and E4.5: practice messages.

use crate::build::File;
use crate::cases::*;
use crate::posture::*;
use ward_domain::Size;
use ward_domain::observation::*;

/// Tests of a hundred people each, oldest first: how many fell for it, and how many reported it.
fn tests(results: &[(usize, usize)]) -> Vec<File> {
    let names: Vec<String> = (0..100).map(|n| format!("p{n}@h.example")).collect();
    let mut files: Vec<File> = (0i32..)
        .zip(results)
        .map(|(number, (fell, reported))| {
            // Nobody falls twice: each test has others who fall.
            let people: Vec<_> = (0..100)
                .map(|n| (names[(n + 20 * number as usize) % 100].as_str(), n < *fell, n < *reported))
                .collect();
            a_test(100 - 20 * number, &format!("test {number}"), &people, None)
        })
        .collect();
    files.push(whole("E2.6", Says::Yes));
    files
}

#[test]
fn at_most_10_8_percent_fall_for_the_last_four_tests() {
    check("E2.6", tests(&[(10, 1), (11, 2), (11, 3), (11, 4)]), "met 3+ 0- 0?");
    check("E2.6", tests(&[(11, 1), (11, 2), (11, 3), (11, 4)]), "not-met 2+ 1- 0?");
    check("E2.6", tests(&[(20, 0), (10, 1), (11, 2), (11, 3), (11, 4)]), "met 3+ 0- 0?");
}

#[test]
fn fewer_tests_can_fail_and_cannot_show_that_few_fall() {
    check("E2.6", tests(&[(1, 1), (1, 2)]), "unknown 2+ 0- 1?");
    check("E2.6", tests(&[(20, 1), (20, 2)]), "not-met 2+ 1- 0?");
    check("E2.6", tests(&[(1, 1)]), "unknown 1+ 0- 2?");
}

#[test]
fn more_people_report_over_time() {
    check("E2.6", tests(&[(1, 5), (1, 9), (1, 9), (1, 5)]), "not-met 2+ 1- 0?");
    check("E2.6", tests(&[(1, 100), (1, 9), (1, 9), (1, 100)]), "met 3+ 0- 0?");
}

#[test]
fn a_way_to_report_is_for_people_to_say() {
    let mut files = tests(&[(1, 1), (1, 2), (1, 3), (1, 4)]);
    files.pop();
    check("E2.6", files.clone(), "unknown 2+ 0- 1?");
    files.push(whole("E2.6", Says::No));
    check("E2.6", files, "not-met 2+ 1- 0?");
}

#[test]
fn what_results_do_not_say_counts_as_neither() {
    let mut files = tests(&[(10, 1), (10, 2), (10, 3), (10, 4)]);
    for row in files[3].says.phishing.iter_mut().skip(10) {
        row.fell_for_it = None;
    }
    check("E2.6", files, "unknown 2+ 0- 1?");
}

#[test]
fn four_tests_a_year_and_two_in_a_small_practice() {
    let calm = |count: usize| tests(&[(0, 1)].repeat(count));
    check("E4.5", calm(4), "met 1+ 0- 0?");
    check("E4.5", calm(3), "not-met 0+ 1- 0?");
    check_for("E4.5", Size::Small, calm(2), "met 1+ 0- 0?");
    check_for("E4.5", Size::Small, calm(1), "not-met 0+ 1- 0?");
}

#[test]
fn who_falls_again_is_spoken_with_afterwards() {
    let twice = |talked: Option<i32>| {
        let ana = [("ana@h.example", true, false)];
        let nobody = [("ana@h.example", false, false)];
        vec![
            a_test(40, "one", &ana, talked),
            a_test(30, "two", &nobody, None),
            a_test(20, "three", &ana, talked),
            a_test(10, "four", &nobody, None),
        ]
    };
    check("E4.5", twice(Some(15)), "met 2+ 0- 0?");
    check("E4.5", twice(Some(25)), "not-met 1+ 1- 0?");
    check("E4.5", twice(None), "unknown 1+ 0- 1?");
}
