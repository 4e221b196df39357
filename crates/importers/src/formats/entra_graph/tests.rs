//! Tests of the Graph importer.

use super::{EntraGraph, method_of};
use crate::testing::{check_damaged, problems, read_fixture};
use crate::{Confidence, Head, Importer};
use ward_domain::observation::{AccountKind, LastSignIn, MfaMethod};

#[test]
fn one_account() {
    insta::assert_debug_snapshot!(read_fixture(&EntraGraph, "one.json"));
}

#[test]
fn records_that_are_no_accounts_are_counted_and_told() {
    let reading = read_fixture(&EntraGraph, "many.json");
    assert_eq!((reading.tally.read, reading.tally.used, reading.tally.skipped), (7, 5, 2));
    insta::assert_debug_snapshot!(problems(&reading), @r#"
    [
        "6: the record has no userPrincipalName",
        "7: the record has no userPrincipalName",
    ]
    "#);
}

#[test]
fn never_signed_in_is_not_the_same_as_not_said() {
    let at = |text: &str| LastSignIn::At(text.parse().unwrap());
    let accounts = read_fixture(&EntraGraph, "many.json").observations.accounts;
    let sign_ins: Vec<_> = accounts.iter().map(|account| account.last_sign_in).collect();
    let expected = [
        at("2026-01-13T08:00:00Z"),
        at("2026-01-14T08:00:00Z"),
        LastSignIn::Never,
        LastSignIn::Never,
        LastSignIn::Never,
    ];
    assert_eq!(sign_ins, expected);
    let page = read_fixture(&EntraGraph, "page.json").observations;
    assert_eq!(page.accounts[0].last_sign_in, LastSignIn::NotReported);
}

#[test]
fn kinds_and_roles_are_taken_over() {
    let accounts = read_fixture(&EntraGraph, "many.json").observations.accounts;
    let kinds: Vec<_> = accounts.iter().map(|account| account.kind).collect();
    let member = Some(AccountKind::Member);
    assert_eq!(kinds, [member, member, member, Some(AccountKind::Guest), None]);
    assert_eq!((accounts[3].is_privileged, accounts[4].is_privileged), (None, Some(true)));
}

#[test]
fn registered_methods_are_read() {
    insta::assert_debug_snapshot!(read_fixture(&EntraGraph, "registration.json"));
}

#[test]
fn one_page_of_several_is_no_full_list() {
    let reading = read_fixture(&EntraGraph, "page.json");
    assert_eq!(reading.observations.series, None);
    assert!(problems(&reading)[0].contains("one page of several"));
    assert_eq!(
        read_fixture(&EntraGraph, "none.json").observations.series.as_deref(),
        Some("entra-graph-users")
    );
}

#[test]
fn the_capitals_of_powershell_are_read() {
    let accounts = read_fixture(&EntraGraph, "powershell.json").observations.accounts;
    assert_eq!(
        (accounts[0].log_in.as_str(), accounts[0].is_enabled),
        ("amal.haddad@hospital.example", Some(true))
    );
}

#[test]
fn damage_says_where() {
    check_damaged(&EntraGraph, "broken.json", 33, "cut off");
    check_damaged(&EntraGraph, "hostile.json", 1, "recursion limit");
}

#[test]
fn other_json_is_not_taken() {
    for text in
        [r#"{"value":[{"id":"x"}]}"#, r#"[{"id":"x","status":"ACTIVE"}]"#, r#"{"userPrincipalName":"x"}"#]
    {
        assert_eq!(EntraGraph.recognise(&Head::of(text.as_bytes())), Confidence::No, "{text}");
    }
}

#[track_caller]
fn check_method(name: &str, expected: MfaMethod) {
    assert_eq!(method_of(name), Some(expected));
}

#[test]
fn methods_have_names_from_graph() {
    check_method("fido2SecurityKey", MfaMethod::SecurityKey);
    check_method("passKeyDeviceBound", MfaMethod::Passkey);
    check_method("passKeyDeviceBoundAuthenticator", MfaMethod::Passkey);
    check_method("passKeySynced", MfaMethod::Passkey);
    check_method("windowsHelloForBusiness", MfaMethod::PlatformCredential);
    check_method("macOsSecureEnclaveKey", MfaMethod::PlatformCredential);
    check_method("microsoftAuthenticatorPasswordless", MfaMethod::App);
    check_method("hardwareOneTimePasscode", MfaMethod::OneTimeCode);
    check_method("mobilePhone", MfaMethod::Sms);
    check_method("alternateMobilePhone", MfaMethod::Voice);
    check_method("temporaryAccessPass", MfaMethod::TemporaryPass);
    check_method("securityQuestion", MfaMethod::Other("securityQuestion".to_owned()));
}

#[test]
fn roles_mailboxes_and_synchronisation_are_read_where_they_are() {
    let text = r##"[{"id":"1","userPrincipalName":"a@x.example","onPremisesSyncEnabled":null,
        "assignedPlans":[{"service":"exchange","capabilityStatus":"Enabled"}],
        "memberOf":[{"@odata.type":"#microsoft.graph.directoryRole","displayName":"Global Administrator"},
                    {"@odata.type":"#microsoft.graph.group","displayName":"Nurses"}]},
        {"id":"2","userPrincipalName":"b@x.example","onPremisesSyncEnabled":true,
         "assignedPlans":[{"service":"exchange","capabilityStatus":"Deleted"}]},
        {"id":"3","userPrincipalName":"c@x.example"}]"##;
    let accounts = crate::testing::read(&EntraGraph, text.as_bytes()).unwrap().observations.accounts;
    let said: Vec<_> = accounts.iter().map(|account| (account.has_mailbox, account.is_synced)).collect();
    assert_eq!(said, [(Some(true), Some(false)), (Some(false), Some(true)), (None, None)]);
    assert_eq!(accounts[0].roles, ["Global Administrator"]);
    assert_eq!(accounts[0].is_privileged, Some(true));
}
