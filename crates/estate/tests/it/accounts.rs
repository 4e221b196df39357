//! Accounts over the exports that list them.

use crate::build::{
    File, a_directory, a_person, a_registration, a_roster, an_account, estate, noon, on, registrations,
};
use ward_domain::observation::{AccountSeen, LastSignIn};
use ward_estate::Account;

/// Each account: log-in, enabled or not, when it was found gone.
fn accounts(files: Vec<File>) -> Vec<String> {
    let enabled = |a: &Account| a.is_enabled.map_or("unsaid", |e| if e { "enabled" } else { "disabled" });
    let gone = |a: &Account| a.gone.map_or(String::new(), |(when, _)| format!(", gone {}", on(when)));
    estate(files).accounts.iter().map(|a| format!("{} {}{}", a.log_in, enabled(a), gone(a))).collect()
}

fn disabled(log_in: &str) -> AccountSeen {
    AccountSeen { is_enabled: Some(false), ..an_account(log_in) }
}

#[test]
fn two_accounts_of_one_person_stay_two() {
    let with_number = |log_in: &str| AccountSeen { person_id: Some("7".to_owned()), ..an_account(log_in) };
    let files = vec![
        a_roster("2026-06-01").person(a_person("7", "Ana Lee", "")),
        a_directory("2026-06-01")
            .account(with_number("ana@h.example"))
            .account(with_number("adm-ana@h.example")),
    ];
    let estate = estate(files);
    assert_eq!((estate.people[0].accounts.as_slice(), estate.accounts.len()), (&[0, 1][..], 2));
    assert!(estate.accounts.iter().all(|a| a.owner == Some(0)));
}

#[test]
fn the_newest_export_says_whether_it_is_enabled() {
    let old = a_directory("2026-05-01").account(an_account("ana@h.example"));
    assert_eq!(
        accounts(vec![old, a_directory("2026-06-01").account(disabled("ana@h.example"))]),
        ["ana@h.example disabled"]
    );
}

#[test]
fn an_account_that_a_newer_export_does_not_list_is_gone() {
    let files = vec![
        a_directory("2026-04-01").account(an_account("ana@h.example")),
        a_directory("2026-05-01").account(an_account("bo@h.example")),
        a_directory("2026-06-01").account(an_account("bo@h.example")),
    ];
    assert_eq!(accounts(files), ["ana@h.example unsaid, gone 2026-05-01", "bo@h.example enabled"]);
}

#[test]
fn an_account_that_another_current_list_knows_is_not_gone() {
    let files = vec![
        a_directory("2026-04-01").account(an_account("ana@h.example")),
        registrations("2026-05-01").account(a_registration("ana@h.example", true)),
        a_directory("2026-06-01"),
    ];
    assert_eq!(accounts(files), ["ana@h.example unsaid"]);
}

#[test]
fn an_export_of_another_system_makes_nobody_gone() {
    let files = vec![
        a_directory("2026-04-01").account(an_account("ana@h.example")),
        a_directory("2026-06-01").of_series("records system").account(an_account("bo@h.example")),
    ];
    assert_eq!(accounts(files), ["ana@h.example enabled", "bo@h.example enabled"]);
}

#[test]
fn registration_joins_the_users_export() {
    let files = vec![
        a_directory("2026-06-01").account(disabled("ana@h.example")),
        registrations("2026-06-02").account(a_registration("ana@h.example", true)),
    ];
    let estate = estate(files);
    let account = &estate.accounts[0];
    assert_eq!((estate.accounts.len(), account.is_enabled), (1, Some(false)));
    assert_eq!(account.mfa.as_ref().and_then(|(mfa, _)| mfa.is_capable), Some(true));
    assert_eq!(account.at.map(|at| at.source), Some(0), "the place that says whether it is enabled");
}

#[test]
fn factors_of_a_replaced_export_do_not_count() {
    let files = vec![
        registrations("2026-05-01").account(a_registration("ana@h.example", true)),
        registrations("2026-06-01")
            .account(AccountSeen { mfa: None, ..a_registration("ana@h.example", true) }),
    ];
    assert_eq!(estate(files).accounts[0].mfa, None);
}

#[test]
fn the_latest_sign_in_of_all_exports_counts() {
    let used = |last_sign_in| AccountSeen { last_sign_in, ..an_account("ana@h.example") };
    let files = vec![
        a_directory("2026-05-01").account(used(LastSignIn::At(noon("2026-04-30")))),
        a_directory("2026-06-01").account(used(LastSignIn::Never)),
    ];
    assert_eq!(estate(files).accounts[0].last_sign_in, LastSignIn::At(noon("2026-04-30")));
}

#[test]
fn a_renamed_account_keeps_its_history() {
    let with_id = |log_in: &str| AccountSeen {
        account_id: Some("guid-1".to_owned()),
        person_id: Some("7".to_owned()),
        ..an_account(log_in)
    };
    let files = vec![
        a_directory("2026-05-01").account(with_id("ana.lee@h.example")),
        a_directory("2026-06-01").account(with_id("ana.diaz@h.example")),
    ];
    let estate = estate(files);
    assert_eq!((estate.accounts.len(), estate.accounts[0].sightings.len()), (1, 2));
    assert_eq!(estate.accounts[0].log_in, "ana.diaz@h.example");
}

#[test]
fn a_renamed_account_without_an_employee_number_keeps_its_history_too() {
    let with_id = |log_in: &str| AccountSeen { account_id: Some("guid-1".to_owned()), ..an_account(log_in) };
    let files = vec![
        a_directory("2026-05-01").account(with_id("ana.lee@h.example")),
        a_directory("2026-06-01").account(with_id("ana.diaz@h.example")),
    ];
    assert_eq!(accounts(files), ["ana.diaz@h.example enabled"]);
}
