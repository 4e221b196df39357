//! E4.1, E4.2, E4.4: who was trained, and when.

use crate::build::{
    File, a_course, a_directory, a_person, a_registration, a_roster, a_training_list, an_account, day,
    registrations,
};
use crate::cases::*;
use ward_domain::Size;
use ward_domain::observation::{AccountKind, AccountSeen, PersonSeen, TrainingSeen};

/// A roster of so many people, a directory, and courses that some of them did so many days ago.
fn staff(people: usize, trained: &[i32]) -> Vec<File> {
    let roster = (0..people).fold(a_roster(&ago(0)), |list, n| list.person(a_person(&n.to_string(), "", "")));
    let list = (0..).zip(trained).fold(a_training_list(&ago(0)), |list, (n, days): (i32, _)| {
        list.training(a_course(&n.to_string(), "", "", &ago(*days)))
    });
    vec![roster, a_directory(&ago(0)), list]
}

#[test]
fn a_course_counts_for_a_year() {
    check("E4.1", staff(1, &[365]), "met 1+ 0- 0?");
    check("E4.1", staff(1, &[366]), "not-met 0+ 1- 0?");
    says("E4.1", staff(1, &[366]), "more than 365 days ago");
}

#[test]
fn the_target_is_95_percent_and_the_floor_80() {
    check("E4.1", staff(20, &[9; 19]), "met 19+ 1- 0?");
    check("E4.1", staff(19, &[9; 18]), "partly 18+ 1- 0?");
    check("E4.1", staff(10, &[9; 8]), "partly 8+ 2- 0?");
    check("E4.1", staff(9, &[9; 7]), "not-met 7+ 2- 0?");
}

/// 100 people, of whom a list that has expired names some; all are trained.
fn with_old_names(old: usize) -> Vec<File> {
    let mut files = staff(100 - old, &[9; 100]);
    let list = (100 - old..100)
        .fold(a_roster(&ago(40)).of_series("volunteers"), |l, n| l.person(a_person(&n.to_string(), "", "")));
    files.push(list);
    files
}

#[test]
fn under_80_percent_coverage_nothing_is_decided() {
    check("E4.1", with_old_names(5), "met 95+ 0- 5?");
    check("E4.1", with_old_names(6), "partly 94+ 0- 6?");
    check("E4.1", with_old_names(20), "partly 80+ 0- 20?");
    check("E4.1", with_old_names(21), "unknown 79+ 0- 21?");
    says("E4.1", with_old_names(21), "covers 79 of 100");
}

#[test]
fn other_courses_do_not_count() {
    let mut files = staff(1, &[]);
    let fire = TrainingSeen { course: "Fire safety".to_owned(), ..a_course("0", "", "", &ago(5)) };
    files[2] = a_training_list(&ago(0)).training(fire);
    check("E4.1", files, "not-met 0+ 1- 0?");
}

#[test]
fn an_account_without_a_person_is_somebody_to_train() {
    let account = |account| {
        vec![staff(1, &[9]).remove(0), staff(1, &[9]).remove(2), a_directory(&ago(0)).account(account)]
    };
    check("E4.1", account(an_account("who@h.example")), "not-met 1+ 1- 0?");
    let service = AccountSeen { kind: Some(AccountKind::Service), ..an_account("who@h.example") };
    check("E4.1", account(service), "met 1+ 0- 0?");
    check(
        "E4.1",
        account(AccountSeen { is_enabled: Some(false), ..an_account("who@h.example") }),
        "met 1+ 0- 0?",
    );
}

#[test]
fn training_lists_expire_by_size_and_the_courses_with_them() {
    for (size, days) in [(Size::Small, 92), (Size::Medium, 31), (Size::Large, 31)] {
        let files = |age: i32| {
            let mut files = staff(1, &[100]);
            files[2] = a_training_list(&ago(age)).training(a_course("0", "", "", &ago(100)));
            files
        };
        check_for("E4.1", size, files(days), "met 1+ 0- 0?");
        check_for("E4.1", size, files(days + 1), "unknown 0+ 0- 1?");
    }
}

#[test]
fn without_records_nobody_is_known_to_be_trained_or_not() {
    let mut files = staff(2, &[]);
    files.truncate(2);
    check("E4.1", files, "unknown 0+ 0- 2?");
}

/// Somebody who began so many days ago and was trained so many days after that.
fn starter(began: i32, trained_after: Option<i32>) -> Vec<File> {
    let person = PersonSeen { start: Some(day(&ago(began))), ..a_person("0", "", "") };
    let done = trained_after.map(|days| a_course("0", "", "", &ago(began - days)));
    let list = a_training_list(&ago(0));
    vec![a_roster(&ago(0)).person(person), done.into_iter().fold(list, File::training)]
}

#[test]
fn a_new_starter_has_ten_days() {
    check("E4.2", starter(100, Some(10)), "met 1+ 0- 0?");
    check("E4.2", starter(100, Some(11)), "not-met 0+ 1- 0?");
    check("E4.2", starter(100, Some(-5)), "met 1+ 0- 0?");
    check("E4.2", starter(10, None), "not-applicable 0+ 0- 0? 1n");
    check("E4.2", starter(11, None), "not-met 0+ 1- 0?");
    says("E4.2", starter(100, Some(11)), "By the proposed HIPAA rule (30 days; not law): 1 of 1 in time");
}

#[test]
fn starters_of_the_last_180_days_are_judged() {
    check("E4.2", starter(180, None), "not-met 0+ 1- 0?");
    check("E4.2", starter(181, None), "not-applicable 0+ 0- 0?");
}

#[test]
fn somebody_without_a_first_day_may_be_a_new_starter() {
    check("E4.2", staff(1, &[9]), "unknown 0+ 0- 1?");
}

fn administrator(course: &str, days: i32) -> Vec<File> {
    let account = AccountSeen {
        is_privileged: Some(true),
        person_id: Some("0".to_owned()),
        ..a_registration("adm", true)
    };
    let done = TrainingSeen { course: course.to_owned(), ..a_course("0", "", "", &ago(days)) };
    vec![
        a_roster(&ago(0)).person(a_person("0", "", "")),
        registrations(&ago(0)).account(account),
        a_training_list(&ago(0)).training(done),
    ]
}

#[test]
fn administrators_need_a_course_for_their_role() {
    check("E4.4", administrator("Privileged users: safe administration", 365), "met 1+ 0- 0?");
    check("E4.4", administrator("Privileged users: safe administration", 366), "not-met 0+ 1- 0?");
    check("E4.4", administrator("Security awareness", 5), "not-met 0+ 1- 0?");
}

#[test]
fn without_word_of_administrators_roles_are_unknown() {
    check("E4.4", staff(1, &[9]), "unknown 0+ 0- 0?");
    let mut files = administrator("Privileged users", 5);
    files.pop();
    check("E4.4", files, "unknown 0+ 0- 1?");
}
