//! Which rows are one person, and what the newest of them says.

use crate::build::{
    File, a_course, a_directory, a_person, a_roster, a_training_list, an_account, decided, estate,
};
use ward_domain::observation::PersonSeen;
use ward_estate::Person;
use ward_estate::identity::Decisions;

/// Each person: name, accounts, courses.
fn people(files: Vec<File>) -> Vec<String> {
    let line =
        |p: &Person| format!("{}: {} accounts, {} courses", p.name, p.accounts.len(), p.trainings.len());
    estate(files).people.iter().map(line).collect()
}

#[test]
fn a_number_joins_person_account_and_course() {
    let files = vec![
        a_roster("2026-06-01").person(a_person("7", "Ana Lee", "")),
        a_directory("2026-06-01").account(numbered_account("alee@h.example", "7")),
        a_training_list("2026-06-01").training(a_course("7", "Lee, Ana", "", "2026-05-01")),
    ];
    assert_eq!(people(files), ["Ana Lee: 1 accounts, 1 courses"]);
}

fn numbered_account(log_in: &str, number: &str) -> ward_domain::observation::AccountSeen {
    ward_domain::observation::AccountSeen { person_id: Some(number.to_owned()), ..an_account(log_in) }
}

#[test]
fn a_mail_address_joins_what_has_no_number() {
    let files = vec![
        a_roster("2026-06-01").person(a_person("7", "Ana Lee", "ana@h.example")),
        a_directory("2026-06-01").account(an_account("ana@h.example")),
        a_training_list("2026-06-01").training(a_course("", "A. Lee", "ana@h.example", "2026-05-01")),
    ];
    assert_eq!(people(files), ["Ana Lee: 1 accounts, 1 courses"]);
}

#[test]
fn a_number_that_employees_and_volunteers_both_have_joins_nobody() {
    let files = vec![
        a_roster("2026-06-01").person(a_person("7", "Ana Lee", "ana@h.example")),
        a_roster("2026-06-01").of_series("volunteers").person(a_person("7", "Bo Kim", "bo@h.example")),
        a_training_list("2026-06-01").training(a_course("7", "Kim, Bo", "bo@h.example", "2026-05-01")),
    ];
    assert_eq!(people(files), ["Ana Lee: 0 accounts, 0 courses", "Bo Kim: 0 accounts, 1 courses"]);
}

#[test]
fn a_changed_family_name_is_the_same_person() {
    let old = a_roster("2026-05-01").person(a_person("7", "Ana Lee", ""));
    assert_eq!(people(vec![old, a_roster("2026-06-01").person(a_person("7", "Ana Diaz", ""))]).len(), 1);
}

#[test]
fn an_address_never_joins_two_numbers() {
    let roster = a_roster("2026-06-01").person(a_person("7", "Ana Lee", "desk@h.example")).person(a_person(
        "8",
        "Bo Kim",
        "desk@h.example",
    ));
    assert_eq!(people(vec![roster]).len(), 2);
}

#[track_caller]
fn check_name(on_roster: &[&str], in_training: &str, courses: &[usize]) {
    let roster = (1..).zip(on_roster).fold(a_roster("2026-06-01"), |roster, (number, name)| {
        roster.person(a_person(&number.to_string(), name, ""))
    });
    let list = a_training_list("2026-06-01").training(a_course("", in_training, "", "2026-05-01"));
    let estate = estate(vec![roster, list]);
    let found: Vec<usize> = estate.people.iter().map(|p| p.trainings.len()).collect();
    assert_eq!(found, courses);
    assert_eq!(estate.unmatched_trainings.len() + found.iter().sum::<usize>(), 1);
}

#[test]
fn a_name_alone_joins_a_course_to_the_only_one_who_has_it() {
    check_name(&["Ana Lee", "Bo Kim"], "Ana Lee", &[1, 0]);
    check_name(&["Ana Lee", "Bo Kim"], "LEE, Ana M.", &[1, 0]);
    check_name(&["Ana Lee", "Bo Kim"], "Cy Roe", &[0, 0]);
}

#[test]
fn namesakes_are_not_guessed_at() {
    check_name(&["Ana Lee", "Ana Lee"], "Ana Lee", &[0, 0]);
    check_name(&["Ana"], "Ana", &[0]);
}

#[test]
fn a_course_completed_after_its_list_was_written_is_none() {
    let files = vec![
        a_roster("2026-06-01").person(a_person("7", "Ana Lee", "")),
        a_training_list("2026-06-01").training(a_course("7", "", "", "2026-06-02")),
    ];
    assert_eq!(people(files), ["Ana Lee: 0 accounts, 0 courses"]);
}

#[test]
fn a_completion_on_two_lists_is_one() {
    let list = |on: &str| a_training_list(on).training(a_course("7", "", "", "2026-04-01"));
    let files = vec![
        a_roster("2026-06-01").person(a_person("7", "Ana Lee", "")),
        list("2026-05-01"),
        list("2026-06-01"),
    ];
    assert_eq!(people(files), ["Ana Lee: 0 accounts, 1 courses"]);
}

#[test]
fn courses_of_an_account_that_no_list_knows_stay_with_it() {
    let files = vec![
        a_directory("2026-06-01").account(an_account("bo@h.example")),
        a_training_list("2026-06-01").training(a_course("", "", "bo@h.example", "2026-05-01")),
    ];
    let estate = estate(files);
    assert_eq!((estate.accounts[0].trainings.len(), estate.unmatched_trainings.len()), (1, 0));
}

fn leaving(on: &str, end: &str, access_ended: &str) -> File {
    let time = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
    let person =
        PersonSeen { end: time(end), access_ended: time(access_ended), ..a_person("7", "Ana Lee", "") };
    a_roster(on).person(person)
}

#[track_caller]
fn only(files: Vec<File>) -> Person {
    let mut estate = estate(files);
    assert_eq!(estate.people.len(), 1);
    estate.people.remove(0)
}

#[test]
fn a_cleared_end_date_means_that_the_person_stays() {
    let files = vec![leaving("2026-05-01", "2026-05-15T23:59:59", ""), leaving("2026-06-01", "", "")];
    let person = only(files);
    assert_eq!(person.end, None);
    assert!(person.is_active_on("2026-06-30".parse().unwrap()));
}

#[test]
fn the_end_of_access_of_an_earlier_departure_does_not_speak_of_the_next() {
    let first = leaving("2026-02-01", "2026-01-31T23:59:59", "2026-01-31T16:00:00");
    let back = leaving("2026-03-01", "", "");
    let again = leaving("2026-06-01", "2026-05-31T23:59:59", "");
    assert!(only(vec![first.clone()]).access_ended.is_some());
    assert_eq!(only(vec![first, back, again]).access_ended, None);
}

#[test]
fn somebody_whom_the_newest_list_does_not_name_is_not_listed() {
    let new = a_roster("2026-06-01").person(a_person("8", "Bo Kim", ""));
    let files = vec![a_roster("2026-05-01").person(a_person("7", "Ana Lee", "")), new];
    let listed: Vec<bool> = estate(files).people.iter().map(|p| p.is_listed).collect();
    assert_eq!(listed, [false, true]);
}

#[test]
fn people_may_be_joined_and_parted_by_decision() {
    let files = || {
        vec![
            a_roster("2026-06-01").person(a_person("7", "Ana Lee", "")).person(a_person(
                "",
                "Bo Kim",
                "bo@h.example",
            )),
            a_directory("2026-06-01")
                .account(an_account("adm-ana@h.example"))
                .account(an_account("bo@h.example")),
        ]
    };
    let pair = |one: &str, other: &str| vec![(one.to_owned(), other.to_owned())];
    assert_eq!(people(files()), ["Ana Lee: 0 accounts, 0 courses", "Bo Kim: 1 accounts, 0 courses"]);
    let joined = Decisions { joined: pair("person:7", "log-in:adm-ana@h.example"), ..Decisions::default() };
    assert_eq!(decided(files(), &joined).people[0].accounts.len(), 1);
}
