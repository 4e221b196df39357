//! E6: what happens when people leave, and the answers that people give.

use crate::build::{File, a_directory, a_person, a_roster, an_account, day, noon};
use crate::cases::*;
use jiff::civil::DateTime;
use ward_domain::observation::{
    AccountKind, AccountSeen, LastSignIn, PersonKind, PersonSeen, PersonStatus, Says,
};

fn at(day: &str, hour: i8) -> DateTime {
    format!("{day}T{hour:02}:00:00").parse().unwrap()
}

/// Ana left so many days ago at 17:00; the roster notes the end of her access, or does not.
fn left(days: i32, access_ended: Option<DateTime>) -> File {
    let ana = PersonSeen {
        end: Some(at(&ago(days), 17)),
        access_ended,
        ..a_person("7", "Ana Lee", "ana@h.example")
    };
    a_roster(&ago(0)).person(ana).person(a_person("8", "Bo Kim", ""))
}

fn export(days: i32, is_enabled: bool) -> File {
    a_directory(&ago(days))
        .account(AccountSeen { is_enabled: Some(is_enabled), ..an_account("ana@h.example") })
}

#[test]
fn an_account_that_is_still_enabled_fails() {
    check("E6.1", vec![left(5, None), export(0, true)], "not-met 0+ 1- 0?");
    says("E6.1", vec![left(5, None), export(0, true)], "still enabled 5 days later");
}

#[test]
fn disabled_before_the_end_is_met() {
    check("E6.1", vec![left(5, None), export(5, false)], "met 1+ 0- 0?"); // The export is of noon, the end of 17:00.
    check("E6.1", vec![left(5, None), export(20, true), export(6, false), export(0, false)], "met 1+ 0- 0?");
}

#[test]
fn disabled_between_two_exports_is_not_decided() {
    check("E6.1", vec![left(5, None), export(10, true), export(0, false)], "unknown 0+ 0- 1?");
    check("E6.1", vec![left(5, None), export(0, false)], "unknown 0+ 0- 1?");
}

#[test]
fn enabled_after_the_end_fails_even_when_it_is_disabled_now() {
    check("E6.1", vec![left(5, None), export(4, true), export(0, false)], "not-met 0+ 1- 0?");
}

#[test]
fn a_note_of_the_time_decides_unless_an_export_contradicts_it() {
    let noted = |days: i32, hour: i8| left(5, Some(at(&ago(days), hour)));
    check("E6.1", vec![noted(5, 17), export(0, false)], "met 1+ 0- 0?");
    check("E6.1", vec![noted(5, 18), export(0, false)], "not-met 0+ 1- 0?");
    check("E6.1", vec![noted(7, 17), export(6, true), export(0, false)], "unknown 0+ 0- 1?");
    check("E6.1", vec![noted(5, 17), export(0, true)], "not-met 0+ 1- 0?");
}

#[test]
fn an_account_that_was_deleted_was_disabled_by_then() {
    let empty = |days: i32| a_directory(&ago(days)).account(an_account("bo@h.example"));
    check("E6.1", vec![left(5, None), export(20, true), empty(6)], "met 1+ 0- 0?");
    check("E6.1", vec![left(5, None), export(20, true), empty(0)], "unknown 0+ 0- 1?");
    check("E6.1", vec![left(5, None), export(20, true), export(6, false), empty(0)], "met 1+ 0- 0?");
}

#[test]
fn departures_of_the_last_92_days_are_judged() {
    check("E6.1", vec![left(92, None), export(0, true)], "not-met 0+ 1- 0?");
    check("E6.1", vec![left(93, None), export(0, true)], "not-applicable 0+ 0- 0?");
}

#[test]
fn a_list_without_employees_shows_no_departures() {
    let volunteer = PersonSeen { kind: Some(PersonKind::Volunteer), ..a_person("9", "Cy Roe", "") };
    let files = || vec![a_roster(&ago(0)).person(volunteer.clone()), export(0, true)];
    for measure in ["E4.2", "E6.1", "E6.5", "E6.7"] {
        let mut files = files();
        files.push(crate::build::a_training_list(&ago(0)));
        check(measure, files, "unknown 0+ 0- 0?");
    }
    says("E6.1", files(), "list no employee");
}

#[test]
fn every_enabled_account_belongs_to_somebody_who_works_here() {
    let roster = |person| a_roster(&ago(0)).person(person).person(a_person("8", "Bo Kim", ""));
    let ana = || a_person("7", "Ana Lee", "ana@h.example");
    let ended = PersonSeen { end: Some(at(&ago(1), 17)), ..ana() };
    let terminated = PersonSeen { status: Some(PersonStatus::Ended), ..ana() };
    let to_come = PersonSeen { start: Some(day(&ago(-5))), ..ana() };
    check("E6.2", vec![roster(ana()), export(0, true)], "met 1+ 0- 0?");
    check("E6.2", vec![roster(to_come), export(0, true)], "met 1+ 0- 0?");
    check("E6.2", vec![roster(ended), export(0, true)], "not-met 0+ 1- 0?");
    check("E6.2", vec![roster(terminated), export(0, true)], "not-met 0+ 1- 0?");
    check("E6.2", vec![roster(a_person("9", "Cy Roe", "")), export(0, true)], "not-met 0+ 1- 0?");
}

#[test]
fn a_person_on_an_expired_list_owns_nothing_for_sure() {
    let old = a_roster(&ago(32)).of_series("volunteers").person(a_person("7", "Ana Lee", "ana@h.example"));
    let staff = a_roster(&ago(0)).person(a_person("8", "Bo Kim", ""));
    check("E6.2", vec![old, staff, export(0, true)], "unknown 0+ 0- 1?");
}

#[test]
fn an_expired_export_of_a_second_system_shows_nothing() {
    let roster = a_roster(&ago(0)).person(a_person("7", "Ana Lee", "ana@h.example"));
    let records = a_directory(&ago(32))
        .of_series("records system")
        .account(AccountSeen { directory: "records".to_owned(), ..an_account("ana@h.example") });
    check("E6.2", vec![roster, export(0, true), records], "unknown 1+ 0- 1?");
}

#[test]
fn service_accounts_need_an_owner_only_when_nobody_says_what_they_are() {
    let staff = || a_roster(&ago(0)).person(a_person("7", "Ana Lee", "ana@h.example"));
    let with = |account| vec![staff(), export(0, true).account(account)];
    let service = AccountSeen { kind: Some(AccountKind::Service), ..an_account("robot") };
    check("E6.2", with(service), "met 1+ 0- 0? 1n");
    check("E6.2", with(an_account("svc-backup")), "unknown 1+ 0- 1?");
}

fn used(last_sign_in: LastSignIn, created: Option<&str>) -> Vec<File> {
    let created = created.map(noon);
    vec![a_directory(&ago(0)).account(AccountSeen { last_sign_in, created, ..an_account("ana@h.example") })]
}

#[test]
fn an_account_may_lie_unused_for_45_days() {
    let then = |days: i32| LastSignIn::At(noon(&ago(days)));
    check("E6.3", used(then(45), None), "met 1+ 0- 0?");
    check("E6.3", used(then(46), None), "not-met 0+ 1- 0?");
    check("E6.3", used(LastSignIn::Never, Some(&ago(45))), "not-applicable 0+ 0- 0? 1n");
    check("E6.3", used(LastSignIn::Never, Some(&ago(46))), "not-met 0+ 1- 0?");
    check("E6.3", used(LastSignIn::Never, None), "unknown 0+ 0- 1?");
    check("E6.3", used(LastSignIn::NotReported, Some(&ago(400))), "unknown 0+ 0- 1?");
}

#[test]
fn somebody_on_leave_does_not_sign_in() {
    let on_leave =
        PersonSeen { status: Some(PersonStatus::OnLeave), ..a_person("7", "Ana Lee", "ana@h.example") };
    let mut files = used(LastSignIn::At(noon(&ago(100))), None);
    files.push(a_roster(&ago(0)).person(on_leave));
    check("E6.3", files, "not-applicable 0+ 0- 0? 1n");
}

/// A contractor with or without a sponsor, until so many days ahead.
fn contractor(sponsor: Option<&str>, days_ahead: Option<i32>) -> Vec<File> {
    let person = PersonSeen {
        kind: Some(PersonKind::Contractor),
        sponsor: sponsor.map(str::to_owned),
        end: days_ahead.map(|days| at(&ago(-days), 17)),
        ..a_person("9", "Cy Roe", "")
    };
    let employee = PersonSeen { kind: Some(PersonKind::Employee), ..a_person("8", "Bo Kim", "") };
    vec![a_roster(&ago(0)).person(person).person(employee)]
}

#[test]
fn non_employees_have_a_sponsor_and_an_end_within_a_year() {
    check("E6.4", contractor(Some("Bo Kim"), Some(365)), "met 1+ 0- 0?");
    check("E6.4", contractor(Some("Bo Kim"), Some(366)), "not-met 0+ 1- 0?");
    check("E6.4", contractor(Some("Bo Kim"), None), "not-met 0+ 1- 0?");
    check("E6.4", contractor(None, Some(10)), "not-met 0+ 1- 0?");
}

#[test]
fn a_list_of_employees_alone_says_nothing_of_the_others() {
    let employee = PersonSeen { kind: Some(PersonKind::Employee), ..a_person("8", "Bo Kim", "") };
    let staff = || a_roster(&ago(0)).person(employee.clone());
    check("E6.4", vec![staff()], "unknown 0+ 0- 0?");
    check("E6.4", vec![staff(), an_answer("E6.4", "", Says::Yes)], "not-applicable 0+ 0- 0?");
    check("E6.4", vec![staff(), an_answer("E6.4", "", Says::No)], "unknown 0+ 0- 0?");
}

#[test]
fn each_departure_is_answered_for() {
    for measure in ["E6.5", "E6.7"] {
        let with = |answers: Vec<File>| [vec![left(5, None)], answers].concat();
        let of_ana = |says| an_answer(measure, "ana@h.example", says);
        check(measure, with(vec![]), "unknown 0+ 0- 1?");
        check(measure, with(vec![of_ana(Says::Yes)]), "met 1+ 0- 0?");
        check(measure, with(vec![of_ana(Says::No)]), "not-met 0+ 1- 0?");
        check(measure, with(vec![of_ana(Says::NotApplicable)]), "not-applicable 0+ 0- 0? 1n");
        check(measure, vec![left(93, None)], "not-applicable 0+ 0- 0?");
    }
}

#[test]
fn an_answer_for_all_counts_for_those_who_had_left_by_then() {
    let for_all = |days: i32| answered(&ago(days), "E6.5", "", Says::Yes, None);
    check("E6.5", vec![left(5, None), for_all(5)], "met 1+ 0- 0?");
    check("E6.5", vec![left(5, None), for_all(6)], "unknown 0+ 0- 1?");
}

#[test]
fn an_expired_answer_about_somebody_is_not_replaced_by_one_for_all() {
    let of_ana = answered(&ago(4), "E6.5", "ana@h.example", Says::No, Some(&ago(1)));
    check(
        "E6.5",
        vec![left(5, None), of_ana, answered(&ago(5), "E6.5", "", Says::Yes, None)],
        "unknown 0+ 0- 1?",
    );
}

#[test]
fn attested_measures_follow_the_newest_answer_that_counts() {
    let answer = |days: i32, says| answered(&ago(days), "E6.6", "", says, None);
    check("E6.6", vec![], "unknown 0+ 0- 0?");
    check("E6.6", vec![answer(5, Says::Yes)], "met 1+ 0- 0?");
    check("E6.6", vec![answer(5, Says::Yes), answer(1, Says::No)], "not-met 0+ 1- 0?");
    check("E6.6", vec![answer(5, Says::No), answer(1, Says::Yes)], "met 1+ 0- 0?");
    check("E6.6", vec![answer(5, Says::Yes), answer(5, Says::No)], "not-met 0+ 1- 0?");
    check("E6.6", vec![answer(5, Says::NotApplicable)], "not-applicable 0+ 0- 0? 1n");
}

#[test]
fn an_expired_no_does_not_bring_back_an_older_yes() {
    let yes = answered(&ago(9), "E6.6", "", Says::Yes, None);
    let no = answered(&ago(5), "E6.6", "", Says::No, Some(&ago(1)));
    check("E6.6", vec![yes, no], "unknown 0+ 0- 0?");
}

#[test]
fn not_applicable_without_a_reason_is_no_answer() {
    let mut file = an_answer("E6.6", "", Says::NotApplicable);
    file.says.answers[0].comment.clear();
    check("E6.6", vec![file], "unknown 0+ 0- 1?");
}
