//! Second factors of Microsoft Entra accounts as CSV: the "User registration details" download of the portal, the Graph
//! report of the same name, and the older lists of per-user multifactor authentication.

use super::entra_users_csv::user_type_of;
use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System, bare};
use ward_domain::observation::{AccountKind, AccountSeen, Mfa, MfaMethod, Observations};

/// Reads second factors of Microsoft Entra accounts as CSV.
pub struct EntraMfaCsv;

static ABOUT: About = About {
    id: "entra-mfa-csv",
    name: "Microsoft Entra MFA registration (CSV)",
    how_to_get: "In the Entra admin centre choose Authentication methods, User registration details, Download",
    carries: "Which second factors each account has and whether it is an administrator; that a factor is registered does \
              not say that it is enforced, except in lists of per-user MFA",
    version: 1,
    evidence_kind: "identity-export",
};

/// Each line names the headings of: Graph · the portal · lists of per-user MFA.
pub(crate) static LAYOUT: Layout = Layout {
    id: "entra-mfa-csv",
    fields: &[
        Field::new("log-in", &["userPrincipalName", "UPN", "User name", "Sign-in name"]),
        Field::new("name", &["userDisplayName", "displayName", "Name"]),
        Field::new("account-id", &["id", "userId", "Object Id"]),
        Field::of_words("user-type", &["userType"], &["member", "guest"]),
        Field::of_words("admin", &["isAdmin", "Admin", "Is administrator"], &["yes", "no"]),
        Field::of_words(
            "capable",
            &[
                "isMfaCapable",
                "Multifactor authentication capable",
                "Multi-factor authentication capable",
                "MFA capable",
            ],
            &["yes", "no"],
        ),
        Field::of_words(
            "registered",
            &["isMfaRegistered", "Multifactor authentication registered", "MFA registered"],
            &["yes", "no"],
        ),
        Field::new(
            "methods",
            &[
                "methodsRegistered",
                "Registered methods",
                "Authentication methods",
                "MFA methods",
                "Strong authentication methods",
            ],
        ),
        Field::new(
            "default-method",
            &[
                "defaultMfaMethod",
                "Default multifactor authentication method",
                "Default multi-factor authentication method",
                "Default method",
                "userPreferredMethodForSecondaryAuthentication",
            ],
        ),
        Field::of_words(
            "state",
            &[
                "MultiFactorAuthStatus",
                "Multi-Factor Auth Status",
                "perUserMfaState",
                "MFA status",
                "MFA state",
                "Multi-factor authentication status",
            ],
            &["disabled", "enabled", "enforced"],
        ),
        Field::new(COLLECTED, &["Report date", "Exported on", "Report refresh date"]),
    ],
    systems: &[
        System {
            name: "Microsoft Entra",
            marks: &[
                &["userPrincipalName", "UPN"],
                &[
                    "isMfaCapable",
                    "Multifactor authentication capable",
                    "Multi-factor authentication capable",
                    "MFA capable",
                ],
                &["methodsRegistered"],
            ],
        },
        System {
            name: "Microsoft Entra per-user MFA",
            marks: &[
                &["userPrincipalName", "User name", "Sign-in name"],
                &["MultiFactorAuthStatus", "Multi-Factor Auth Status", "perUserMfaState"],
            ],
        },
    ],
    needs: &[&["log-in"], &["capable", "registered", "methods", "state"]],
    foreign: &["correlationid", "requestid", "hiredate", "terminationdate"],
};

impl Register for EntraMfaCsv {
    type Seen = AccountSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "Microsoft Entra";
    fn list(observations: &mut Observations) -> &mut Vec<AccountSeen> {
        &mut observations.accounts
    }
    fn row(row: &mut Row<'_>) -> Result<AccountSeen, String> {
        let log_in = row.lower("log-in").ok_or("the row has no user principal name")?;
        // A factor that is registered may still not be allowed; one that is not registered is never usable.
        let is_capable = match (row.yes_no("capable"), row.yes_no("registered")) {
            (None, Some(false)) => Some(false),
            (is_capable, _) => is_capable,
        };
        let listed = row.look(if row.has("methods") { "methods" } else { "default-method" });
        let methods = listed.map(|listed| methods_of(&listed)).unwrap_or_default();
        let kind = row.meaning("user-type", user_type_of);
        Ok(AccountSeen {
            directory: "entra".to_owned(),
            account_id: row.lower("account-id"),
            name: row.text("name").unwrap_or_default(),
            kind: kind.or(log_in.contains("#ext#").then_some(AccountKind::Guest)),
            is_privileged: row.yes_no("admin"),
            mfa: Some(Mfa { is_capable, is_enforced: row.meaning("state", is_enforced), methods }),
            log_in,
            line: row.line(),
            ..AccountSeen::default()
        })
    }
}

/// The states of per-user MFA. *Enabled* still lets an account sign in that has never registered a factor.
fn is_enforced(state: &str) -> Option<bool> {
    match state {
        "enforced" => Some(true),
        "enabled" | "disabled" => Some(false),
        _ => None,
    }
}

/// A list of methods, sorted, each once.
fn methods_of(listed: &str) -> Vec<MfaMethod> {
    let mut methods: Vec<MfaMethod> = listed.split([',', ';', '|', '\n']).filter_map(method_of).collect();
    methods.sort();
    methods.dedup();
    methods
}

/// A second factor by the name that Graph, the portal or per-user MFA gives it; `None` for the words for "none".
pub(super) fn method_of(name: &str) -> Option<MfaMethod> {
    let name = name.trim();
    Some(match bare(name).as_str() {
        "" | "none" | "notregistered" | "password" => return None,
        "fido2" | "fido2securitykey" | "fidosecuritykey" | "securitykey" | "passkeyfido2" => {
            MfaMethod::SecurityKey
        }
        "passkey"
        | "passkeydevicebound"
        | "passkeydeviceboundauthenticator"
        | "passkeysynced"
        | "passkeydeviceboundwindowshello"
        | "passkeymicrosoftauthenticator"
        | "passkeyotherdevicebound" => MfaMethod::Passkey,
        "windowshelloforbusiness"
        | "windowshello"
        | "macossecureenclavekey"
        | "platformcredential"
        | "platformcredentialformacos" => MfaMethod::PlatformCredential,
        "x509certificate"
        | "x509certificatemultifactor"
        | "certificate"
        | "certificatebasedauthentication" => MfaMethod::Certificate,
        "microsoftauthenticatorpush"
        | "microsoftauthenticator"
        | "microsoftauthenticatorapp"
        | "push"
        | "microsoftauthenticatorapppushnotification"
        | "microsoftauthenticatorpasswordless"
        | "mobileappnotification"
        | "microsoftauthenticatorphonesignin"
        | "phoneappnotification"
        | "authenticatorapp"
        | "passwordlessmsauthenticator"
        | "microsoftauthenticatorpasswordlessphonesignin" => MfaMethod::App,
        "softwareonetimepasscode"
        | "hardwareonetimepasscode"
        | "hardwareoathtoken"
        | "softwareoathtoken"
        | "oath"
        | "phoneappotp"
        | "mobileappcode"
        | "authenticatorapporhardwaretokencode"
        | "hardwaretoken"
        | "softwareoath"
        | "hardwareoath"
        | "totp" => MfaMethod::OneTimeCode,
        "mobilephone" | "sms" | "onewaysms" | "textmessage" | "textmessagetophone" | "phone" => {
            MfaMethod::Sms
        }
        "alternatemobilephone"
        | "officephone"
        | "voicemobile"
        | "voicealternatemobile"
        | "voiceoffice"
        | "twowayvoicemobile"
        | "twowayvoiceoffice"
        | "twowayvoicealternatemobile"
        | "voice"
        | "phonecall"
        | "calltophone" => MfaMethod::Voice,
        "email" | "emailotp" | "alternateemail" => MfaMethod::Mail,
        "temporaryaccesspass" => MfaMethod::TemporaryPass,
        _ => MfaMethod::Other(name.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Confidence;
    use crate::table::testing::{Sample, at};

    fn mfa(is_capable: Option<bool>, is_enforced: Option<bool>, methods: &[MfaMethod]) -> Mfa {
        Mfa { is_capable, is_enforced, methods: methods.to_vec() }
    }

    #[track_caller]
    fn check(text: &str, tool: &str, expected: Mfa) -> AccountSeen {
        let sample = Sample::read(&EntraMfaCsv, text);
        assert_eq!(sample.confidence, Confidence::Certain);
        assert_eq!(sample.observations.tool, tool);
        assert_eq!(sample.observations.accounts[0].mfa, Some(expected));
        sample.observations.accounts[0].clone()
    }

    #[test]
    fn camel_case_and_spaced_headings_say_the_same() {
        let graph = "id,userPrincipalName,userDisplayName,userType,isAdmin,isMfaRegistered,isMfaCapable,methodsRegistered\n\
                     X1,Ana@ward.example,Ana,member,TRUE,TRUE,TRUE,\"mobilePhone,microsoftAuthenticatorPush\"\n";
        let portal = "User Principal Name,Name,Is Admin,Multifactor authentication capable,Methods Registered\n\
                      ana@ward.example,Ana,Yes,Capable,\"Microsoft Authenticator app (push notification), Mobile phone\"\n";
        let both = mfa(Some(true), None, &[MfaMethod::App, MfaMethod::Sms]);
        let account = check(graph, "Microsoft Entra", both.clone());
        assert_eq!((account.is_privileged, account.kind), (Some(true), Some(AccountKind::Member)));
        let account = check(portal, "Microsoft Entra", both);
        assert_eq!((account.is_privileged, account.log_in.as_str()), (Some(true), "ana@ward.example"));
    }

    #[test]
    fn per_user_mfa_says_whether_it_is_enforced() {
        for (state, enforced) in
            [("Enforced", Some(true)), ("Enabled", Some(false)), ("Disabled", Some(false)), ("?", None)]
        {
            let text =
                format!("UserPrincipalName,DisplayName,MultiFactorAuthStatus\na@ward.example,A,{state}\n");
            check(&text, "Microsoft Entra per-user MFA", mfa(None, enforced, &[]));
        }
    }

    #[test]
    fn registered_is_not_capable() {
        let read = |cells: &str| {
            let text =
                format!("userPrincipalName,isMfaRegistered,methodsRegistered\na@ward.example,{cells}\n");
            Sample::read(&EntraMfaCsv, &text).observations.accounts[0].mfa.clone().unwrap()
        };
        assert_eq!(read("True,fido2SecurityKey"), mfa(None, None, &[MfaMethod::SecurityKey]));
        assert_eq!(read("False,"), mfa(Some(false), None, &[]));
    }

    #[test]
    fn methods_keep_their_strength() {
        let method = |name| method_of(name).unwrap();
        for name in [
            "fido2SecurityKey",
            "FIDO2 security key",
            "passKeyDeviceBound",
            "windowsHelloForBusiness",
            "Windows Hello for Business",
        ] {
            assert!(method(name).resists_phishing(), "{name}");
        }
        for name in [
            "microsoftAuthenticatorPasswordless",
            "Software OATH token",
            "hardwareOneTimePasscode",
            "PhoneAppNotification",
        ] {
            assert!(method(name).is_app_or_better() && !method(name).resists_phishing(), "{name}");
        }
        for name in ["Mobile phone", "officePhone", "email", "securityQuestion", "carrierPigeon"] {
            assert!(!method(name).is_app_or_better(), "{name}");
        }
        assert_eq!(method("carrierPigeon"), MfaMethod::Other("carrierPigeon".into()));
        assert_eq!(method_of(" None "), None);
    }

    #[test]
    fn the_date_of_the_report_is_taken() {
        let text =
            "UPN,MFA capable,Report date\na@ward.example,Yes,2026-11-20\nb@ward.example,No,2026-11-20\n";
        let sample = Sample::read(&EntraMfaCsv, text);
        assert_eq!(sample.observations.collected_at, Some(at("2026-11-20T00:00:00Z")));
        assert_eq!(sample.confidence, Confidence::Likely);
    }
}
