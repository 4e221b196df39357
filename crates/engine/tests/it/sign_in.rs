//! E3.1, E3.2, E3.5: second factors.

use crate::build::{File, a_registration, an_account, registrations};
use crate::cases::*;
use ward_domain::Size;
use ward_domain::observation::{AccountKind, AccountSeen, Mfa, MfaMethod, Says};

fn with(capable: Option<bool>, enforced: Option<bool>) -> AccountSeen {
    let mfa = Some(Mfa { is_capable: capable, is_enforced: enforced, methods: Vec::new() });
    AccountSeen { mfa, ..a_registration("ana@h.example", true) }
}

fn one(account: AccountSeen) -> Vec<File> {
    vec![registrations(&ago(0)).account(account)]
}

fn with_answer(account: AccountSeen, says: Says) -> Vec<File> {
    vec![registrations(&ago(0)).account(account), an_answer("E3.1", "", says)]
}

#[test]
fn registered_is_not_enforced() {
    check("E3.1", one(with(Some(true), None)), "unknown 0+ 0- 1?");
    check("E3.1", one(with(Some(true), Some(false))), "unknown 0+ 0- 1?");
    check("E3.1", one(with(Some(true), Some(true))), "met 1+ 0- 0?");
    says("E3.1", one(with(Some(true), None)), "nothing shows that it is enforced");
}

#[test]
fn a_signed_policy_enforces_what_is_registered() {
    check("E3.1", with_answer(with(Some(true), None), Says::Yes), "met 1+ 0- 0?");
    check("E3.1", with_answer(with(Some(true), None), Says::No), "not-met 0+ 1- 0?");
    check("E3.1", with_answer(with(Some(false), None), Says::Yes), "not-met 0+ 1- 0?");
    check("E3.1", with_answer(with(None, None), Says::Yes), "unknown 0+ 0- 1?");
}

#[test]
fn an_account_of_which_no_export_tells_the_factors_is_unknown() {
    check("E3.1", one(an_account("ana@h.example")), "unknown 0+ 0- 1?");
    check("E3.1", Vec::new(), "unknown 0+ 0- 0?");
}

#[test]
fn service_accounts_are_not_people() {
    let service = AccountSeen { kind: Some(AccountKind::Service), ..with(Some(false), None) };
    check("E3.1", one(service.clone()), "unknown 0+ 0- 0?");
    let file =
        registrations(&ago(0)).account(AccountSeen { log_in: "backup@h.example".to_owned(), ..service });
    check("E3.1", vec![file.account(with(Some(true), Some(true)))], "met 1+ 0- 0? 1n");
}

#[test]
fn disabled_accounts_are_not_judged() {
    let off =
        AccountSeen { log_in: "bo@h.example".to_owned(), is_enabled: Some(false), ..with(Some(false), None) };
    check(
        "E3.1",
        vec![registrations(&ago(0)).account(off).account(with(Some(true), Some(true)))],
        "met 1+ 0- 0?",
    );
}

fn administrator(method: MfaMethod) -> Vec<File> {
    let mfa = Some(Mfa { is_capable: Some(true), is_enforced: None, methods: vec![method] });
    one(AccountSeen { is_privileged: Some(true), mfa, ..an_account("adm@h.example") })
}

#[test]
fn administrators_need_what_resists_phishing_and_in_a_small_practice_an_app() {
    use MfaMethod::{App, Certificate, OneTimeCode, Passkey, PlatformCredential, SecurityKey, Sms, Voice};
    let (met, failed) = ("met 1+ 0- 0?", "not-met 0+ 1- 0?");
    for method in [SecurityKey, Passkey, PlatformCredential, Certificate] {
        for size in [Size::Small, Size::Medium, Size::Large] {
            check_for("E3.2", size, administrator(method.clone()), met);
        }
    }
    for method in [App, OneTimeCode] {
        check_for("E3.2", Size::Small, administrator(method.clone()), met);
        check_for("E3.2", Size::Medium, administrator(method.clone()), failed);
        check_for("E3.2", Size::Large, administrator(method), failed);
    }
    for method in [Sms, Voice] {
        check_for("E3.2", Size::Small, administrator(method), failed);
    }
}

#[test]
fn a_directory_without_administrators_is_not_believed() {
    check(
        "E3.2",
        one(AccountSeen { is_privileged: Some(false), ..with(Some(true), None) }),
        "unknown 0+ 0- 0?",
    );
}

#[test]
fn an_account_that_may_be_an_administrator_is_unknown() {
    let files =
        administrator(MfaMethod::Passkey).into_iter().map(|file| file.account(with(Some(true), None)));
    check("E3.2", files.collect(), "unknown 1+ 0- 1?");
}

/// So many accounts with a second factor, and so many without, each of those with an exception or not.
fn accounts(with_factor: u32, without: u32, are_excepted: bool, reason: &str) -> Vec<File> {
    let mut list = registrations(&ago(0));
    for n in 0..with_factor {
        list = list.account(a_registration(&format!("p{n}@h.example"), true));
    }
    let mut files = Vec::new();
    for n in 0..without {
        let log_in = format!("x{n}@h.example");
        list = list.account(AccountSeen {
            is_privileged: Some(reason != "old phone"),
            ..a_registration(&log_in, false)
        });
        if are_excepted {
            files.push(excepted("E3.5", &log_in, &ago(200), &ago(-100), reason));
        }
    }
    files.push(list);
    files
}

#[test]
fn no_account_without_a_factor_needs_no_exception() {
    check("E3.5", accounts(3, 0, false, "old phone"), "not-applicable 0+ 0- 0?");
}

#[test]
fn each_account_without_a_factor_needs_an_exception() {
    check("E3.5", accounts(50, 1, true, "old phone"), "met 1+ 0- 0?");
    check("E3.5", accounts(50, 1, false, "old phone"), "not-met 0+ 1- 0?");
}

#[test]
fn at_most_2_percent_may_be_excepted() {
    check("E3.5", accounts(147, 3, true, "old phone"), "met 3+ 0- 0?");
    check("E3.5", accounts(146, 3, true, "old phone"), "not-met 3+ 0- 0?");
    says("E3.5", accounts(146, 3, true, "old phone"), "at most 2 % may be excepted");
}

#[test]
fn an_administrator_may_be_excepted_only_as_a_break_glass_account() {
    check("E3.5", accounts(200, 2, true, "Break-glass account"), "met 2+ 0- 0?");
    check("E3.5", accounts(200, 3, true, "Break-glass account"), "not-met 2+ 1- 0?");
    check("E3.5", accounts(200, 1, true, "does not like it"), "not-met 0+ 1- 0?");
}

#[test]
fn an_exception_that_does_not_hold_is_none() {
    let register = |approved: &str, expires: &str| {
        vec![
            registrations(&ago(0)).account(a_registration("x0@h.example", false)),
            an_exception("E3.5", "x0@h.example", approved, expires),
        ]
    };
    check("E3.5", register(&ago(100), &ago(0)), "met 1+ 0- 0?");
    check("E3.5", register(&ago(100), &ago(1)), "not-met 0+ 1- 0?");
    check("E3.5", register(&ago(-1), &ago(-100)), "not-met 0+ 1- 0?");
}
