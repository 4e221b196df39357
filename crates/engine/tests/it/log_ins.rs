//! E8.1, E8.6 and E9: whose accounts there are, and what they may do.

use crate::build::{File, a_directory, a_person, a_roster, an_account, an_inventory, noon};
use crate::cases::*;
use crate::posture::*;
use ward_domain::Size;
use ward_domain::observation::*;

fn reviewed(log_in: &str, is_shared: Option<bool>, review: Option<Says>) -> Vec<File> {
    let account = AccountSeen { is_shared, ..an_account(log_in) };
    let answer = review.map(|says| whole("E8.1", says));
    [a_directory(&ago(0)).account(account)].into_iter().chain(answer).collect()
}

#[test]
fn an_export_alone_does_not_say_who_shares_a_log_in() {
    check("E8.1", reviewed("ana@h.example", None, None), "unknown 0+ 0- 1?");
    check("E8.1", reviewed("ana@h.example", None, Some(Says::Yes)), "met 1+ 0- 0?");
    check("E8.1", reviewed("ana@h.example", None, Some(Says::No)), "unknown 0+ 1- 1?");
}

#[test]
fn a_name_that_sounds_shared_is_asked_about_and_never_failed() {
    for name in
        ["nurse2@h.example", "front.desk@h.example", "er-ward@h.example", "LAB".to_lowercase().as_str()]
    {
        check("E8.1", reviewed(name, None, Some(Says::Yes)), "unknown 0+ 0- 1?");
    }
    for name in ["wardlaw@h.example", "laberta.ern@h.example"] {
        check("E8.1", reviewed(name, None, Some(Says::Yes)), "met 1+ 0- 0?");
    }
    check("E8.1", reviewed("nurse2@h.example", Some(false), None), "met 1+ 0- 0?");
}

#[test]
fn a_shared_log_in_fails_unless_it_is_a_registered_station() {
    let mut files = reviewed("nurse2@h.example", Some(true), Some(Says::Yes));
    check("E8.1", files.clone(), "not-met 0+ 1- 0?");
    files.push(an_exception("E8.1", "nurse2@h.example", &ago(9), &ago(-9)));
    check("E8.1", files, "not-applicable 0+ 0- 0? 1x");
}

#[test]
fn a_service_account_needs_all_four() {
    let with = |change: fn(&mut AccountSeen)| vec![a_service(change)];
    check("E8.6", with(|_| {}), "met 1+ 0- 0?");
    check("E8.6", with(|a| a.owner = None), "unknown 0+ 0- 1?");
    check("E8.6", with(|a| a.purpose = None), "unknown 0+ 0- 1?");
    check("E8.6", with(|a| a.is_interactive = None), "unknown 0+ 0- 1?");
    check("E8.6", with(|a| a.password_set = Some(noon(&ago(365)))), "met 1+ 0- 0?");
    check("E8.6", with(|a| a.password_set = Some(noon(&ago(366)))), "not-met 0+ 1- 0?");
}

#[test]
fn an_export_without_service_accounts_is_not_believed() {
    check("E8.6", vec![a_directory(&ago(0)).account(an_account("ana@h.example"))], "unknown 0+ 0- 0?");
}

#[test]
fn a_word_of_an_expired_export_does_not_count() {
    let old = |account: AccountSeen| a_directory(&ago(40)).of_series("roles").account(account);
    let purpose = a_service(|_| {}).says.accounts.remove(0);
    check("E8.6", vec![a_service(|a| a.purpose = None), old(purpose)], "unknown 0+ 0- 1?");
    let role = top_administrators(1).says.accounts.remove(0);
    let mut fresh = top_administrators(2);
    fresh.says.accounts[0].roles.clear();
    check("E9.2", vec![fresh, old(role)], "unknown 0+ 0- 1?");
}

fn separate(change: impl FnOnce(&mut AccountSeen)) -> Vec<File> {
    let mut files = administrator(change);
    files.push(whole("E9.1", Says::Yes));
    files
}

#[test]
fn an_administrator_has_a_second_account_and_no_mailbox_on_the_first() {
    check("E9.1", separate(|_| {}), "met 2+ 0- 0?");
    check("E9.1", separate(|a| a.has_mailbox = Some(true)), "not-met 1+ 1- 0?");
    check("E9.1", separate(|a| a.has_mailbox = None), "unknown 1+ 0- 1?");
    check("E9.1", separate(|a| a.person_id = None), "unknown 1+ 0- 1?");
    check("E9.1", administrator(|_| {}), "unknown 1+ 0- 1?");
}

#[test]
fn an_only_account_that_administers_fails() {
    let only =
        AccountSeen { is_privileged: Some(true), has_mailbox: Some(false), ..an_account("ana@h.example") };
    let files = vec![
        a_roster(&ago(0)).person(a_person("7", "Ana Lee", "ana@h.example")),
        a_directory(&ago(0)).account(only),
        whole("E9.1", Says::Yes),
    ];
    check("E9.1", files.clone(), "not-met 1+ 1- 0?");
    says("E9.1", files, "Ana Lee has no other account");
}

#[test]
fn two_to_eight_top_administrators_are_right() {
    for (count, expected) in [
        (0, "unknown 0+ 0- 0?"),
        (1, "not-met 0+ 1- 0?"),
        (2, "met 1+ 0- 0?"),
        (8, "met 1+ 0- 0?"),
        (9, "not-met 0+ 1- 0?"),
    ] {
        check("E9.2", vec![top_administrators(count)], expected);
    }
}

fn one_of_two_top(change: impl FnOnce(&mut AccountSeen)) -> Vec<File> {
    let mut file = top_administrators(2);
    change(&mut file.says.accounts[1]);
    vec![file]
}

#[test]
fn top_administrators_of_the_cloud_exist_only_there() {
    check("E9.2", one_of_two_top(|a| a.is_synced = Some(true)), "not-met 0+ 1- 0?");
    check("E9.2", one_of_two_top(|a| a.is_synced = None), "unknown 0+ 0- 1?");
    check("E9.2", one_of_two_top(|a| a.is_enabled = None), "unknown 0+ 0- 1?");
    check("E9.2", one_of_two_top(|a| a.is_enabled = Some(false)), "not-met 0+ 1- 0?");
    check("E9.2", one_of_two_top(|a| a.roles.clear()), "not-met 0+ 1- 0?");
}

#[test]
fn each_directory_is_judged_by_itself() {
    let mut files = one_of_two_top(|_| {});
    let local = AccountSeen { directory: "ad".to_owned(), ..an_account("ana") };
    files.push(a_directory(&ago(0)).of_series("local").account(local));
    check("E9.2", files, "unknown 1+ 0- 1?");
}

fn computers(lists: &[Option<&[&str]>], accounts: u32) -> Vec<File> {
    let mut inventory = an_inventory(&ago(0));
    for (number, list) in (1u32..).zip(lists) {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        let state = DeviceState { local_administrators: list.map(names), ..DeviceState::default() };
        inventory = a_device(inventory, &format!("pc{number}.h.example"), AssetKind::Workstation, state);
    }
    let account = |file: File, n| file.account(an_account(&format!("user{n}@h.example")));
    vec![inventory, (0..accounts).fold(a_directory(&ago(0)), account)]
}

#[test]
fn at_most_two_percent_administer_a_computer() {
    let one = &["h\\user0", "administrator"][..];
    check("E9.3", computers(&[Some(one)], 50), "met 49+ 1- 0?");
    check("E9.3", computers(&[Some(one)], 49), "not-met 48+ 1- 0?");
    check_for("E9.3", Size::Small, computers(&[Some(one)], 50), "not-met 49+ 1- 0?");
    check("E9.3", computers(&[Some(&["user0@h.example"])], 2), "not-met 1+ 1- 0?");
}

#[test]
fn a_computer_without_a_list_could_list_anybody() {
    check("E9.3", computers(&[Some(&[]), None], 9), "unknown 9+ 0- 1?");
    check("E9.3", computers(&[None], 9), "unknown 0+ 0- 0?");
}

#[test]
fn a_group_of_everybody_fails_the_computer() {
    check("E9.3", computers(&[Some(&["h\\domain users"])], 9), "not-met 9+ 1- 0?");
}
