//! Reads answers of Okta: users, and the second factors of users.
//!
//! Users come from `/api/v1/users`, factors from `/api/v1/users/{id}/factors`; scripts also join both, with the factors
//! and roles inside of the user. Each list of factors is of one user, whom only its links name.

use crate::json::{self, Layout, Piece, Value, get, text};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::BufRead;
use ward_domain::observation::{AccountSeen, LastSignIn, Line, Mfa, MfaMethod, Observations, Origin};

/// Reads answers of Okta.
pub struct Okta;

static ABOUT: About = About {
    id: "okta",
    name: "Okta users or factors (JSON)",
    how_to_get: "Save the answer of Okta for /api/v1/users?limit=200, all pages; and of /api/v1/users/{id}/factors, or \
                 join the factors to each user as `factors` with a script",
    carries: "Accounts, whether they can be used, last sign-in, password age, and active second factors where they were \
              joined; administrators only where `roles` were joined; whether a policy enforces a factor is not in it",
    version: 1,
    evidence_kind: "identity-export",
};

impl Importer for Okta {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let Some(json) = head.json() else { return Confidence::No };
        let is_users = json.has("profile") && json.has("status")
            || json.has("statusChanged") && (json.has("activated") || json.has("lastLogin"));
        let is_factors = json.has("factorType") && (json.has("vendorName") || json.has("provider"));
        let is_okta = json.has("_links")
            || json.has("credentials")
            || json.has("lastLogin")
            || json.has("passwordChanged");
        if is_factors || is_users && is_okta { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut account = Account::new(&context.limits);
        let (mut accounts, mut factors) = (Vec::new(), BTreeMap::<String, AccountSeen>::new());
        let mut users = 0u64;
        json::read(input, &context.limits, Layout::Outermost, &mut |piece| {
            let Piece::Record(line, record) = piece else { return };
            if text(&record, "factorType").is_some() {
                match factor_of(line, &record) {
                    Some((id, log_in)) => {
                        account.used();
                        let known =
                            factors.entry(id.clone()).or_insert_with(|| blank(line, Some(id), log_in));
                        let mfa = known.mfa.get_or_insert_default();
                        add(mfa, &record);
                    }
                    None => account.skipped(line, "the factor does not say whose it is"),
                }
                return;
            }
            match user(line, &record) {
                Some(user) => {
                    account.used();
                    users += 1;
                    accounts.push(user);
                }
                None => account.skipped(line, "the record has no profile.login"),
            }
        })?;
        accounts.extend(factors.into_values());
        let observations = Observations {
            tool: "Okta".to_owned(),
            origin: Origin::Machine,
            series: (users > 0).then(|| "okta-users".to_owned()),
            accounts,
            ..Observations::default()
        };
        Ok(Reading { observations, tally: account.finish() })
    }
}

fn blank(line: Line, account_id: Option<String>, log_in: String) -> AccountSeen {
    AccountSeen {
        directory: "okta".to_owned(),
        account_id,
        log_in: log_in.to_lowercase(),
        line,
        ..AccountSeen::default()
    }
}

fn user(line: Line, record: &Value) -> Option<AccountSeen> {
    let profile = get(record, "profile");
    let log_in = text(profile, "login").or_else(|| text(profile, "email"))?;
    let name = text(profile, "displayName").unwrap_or_else(|| {
        [text(profile, "firstName"), text(profile, "lastName")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let embedded = get(record, "_embedded");
    let listed = |key| get(record, key).as_array().or_else(|| get(embedded, key).as_array());
    let roles = listed("roles").map(|roles| {
        roles.iter().filter_map(|role| text(role, "label").or_else(|| text(role, "type"))).collect::<Vec<_>>()
    });
    let mfa = listed("factors").map(|factors| {
        let mut mfa = Mfa { is_capable: Some(false), ..Mfa::default() };
        for factor in factors {
            add(&mut mfa, factor);
        }
        mfa
    });
    Some(AccountSeen {
        mail: text(profile, "email").map(|mail| mail.to_lowercase()),
        name,
        person_id: text(profile, "employeeNumber"),
        is_enabled: is_enabled(&text(record, "status").unwrap_or_default()),
        created: moment(record, "created"),
        last_sign_in: match get(record, "lastLogin") {
            Value::Null if record.get("lastLogin").is_none() => LastSignIn::NotReported,
            _ => moment(record, "lastLogin").map_or(LastSignIn::Never, LastSignIn::At),
        },
        password_set: moment(record, "passwordChanged"),
        is_privileged: roles.as_ref().map(|roles| !roles.is_empty()),
        roles: roles.unwrap_or_default(),
        mfa,
        ..blank(line, text(record, "id"), log_in)
    })
}

/// The states of Okta users (Okta developer documentation, user status): only three of them keep a person out.
fn is_enabled(status: &str) -> Option<bool> {
    match status {
        "ACTIVE" | "PROVISIONED" | "RECOVERY" | "PASSWORD_EXPIRED" | "LOCKED_OUT" => Some(true),
        "STAGED" | "SUSPENDED" | "DEPROVISIONED" => Some(false),
        _ => None,
    }
}

/// Whose factor it is: the id in its links, and the log-in in its profile.
fn factor_of(_line: Line, factor: &Value) -> Option<(String, String)> {
    let links = get(factor, "_links");
    let address = text(get(links, "user"), "href").or_else(|| text(get(links, "self"), "href"))?;
    let (_, rest) = address.split_once("/users/")?;
    let id = rest.split(['/', '?']).next().filter(|id| !id.is_empty())?;
    let profile = get(factor, "profile");
    let log_in =
        text(profile, "credentialId").filter(|name| name.contains('@')).or_else(|| text(profile, "email"));
    Some((id.to_owned(), log_in.unwrap_or_else(|| id.to_owned())))
}

/// Adds a factor that is in use.
fn add(mfa: &mut Mfa, factor: &Value) {
    let is_active = text(factor, "status").is_none_or(|status| status == "ACTIVE");
    let Some(kind) = text(factor, "factorType").filter(|_| is_active) else { return };
    let method = match kind.as_str() {
        "webauthn" | "u2f" => MfaMethod::SecurityKey,
        // Okta FastPass: a key of the device.
        "signed_nonce" => MfaMethod::PlatformCredential,
        "push" => MfaMethod::App,
        "token:software:totp" | "token:hotp" | "token:hardware" | "token" => MfaMethod::OneTimeCode,
        "sms" => MfaMethod::Sms,
        "call" => MfaMethod::Voice,
        "email" => MfaMethod::Mail,
        _ => MfaMethod::Other(kind.clone()),
    };
    // A question is something that is known, like the password.
    if kind != "question" {
        mfa.is_capable = Some(true);
    }
    if !mfa.methods.contains(&method) {
        mfa.methods.push(method);
        mfa.methods.sort_unstable();
    }
}

fn moment(record: &Value, key: &str) -> Option<Timestamp> {
    text(record, key)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, problems, read_fixture};

    #[test]
    fn one_user() {
        insta::assert_debug_snapshot!(read_fixture(&Okta, "one.json"));
    }

    #[test]
    fn states_factors_and_roles_are_read() {
        let reading = read_fixture(&Okta, "many.json");
        let accounts = &reading.observations.accounts;
        let enabled: Vec<_> = accounts.iter().map(|account| account.is_enabled).collect();
        assert_eq!(enabled, [Some(true), Some(false), None]);
        assert_eq!(accounts[0].mfa.as_ref().unwrap().methods, [MfaMethod::SecurityKey, MfaMethod::Sms]);
        assert_eq!((accounts[0].is_privileged, accounts[0].roles.len()), (Some(true), 1));
        assert_eq!(accounts[1].mfa.as_ref().unwrap().is_capable, Some(false));
        assert_eq!(
            (accounts[1].last_sign_in, accounts[2].last_sign_in),
            (LastSignIn::Never, LastSignIn::NotReported)
        );
        assert_eq!((accounts[2].mfa.clone(), accounts[2].is_privileged), (None, None));
        assert_eq!(problems(&reading), ["4: the record has no profile.login"]);
    }

    #[test]
    fn factors_of_a_user_are_one_account() {
        let seen = read_fixture(&Okta, "factors.json").observations;
        assert_eq!((seen.accounts.len(), seen.series), (1, None));
        let account = &seen.accounts[0];
        assert_eq!(
            (account.account_id.as_deref(), account.log_in.as_str()),
            (Some("00u1"), "ana@hospital.example")
        );
        let mfa = account.mfa.as_ref().unwrap();
        assert_eq!(mfa.methods, [MfaMethod::PlatformCredential, MfaMethod::OneTimeCode]);
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&Okta, "broken.json", 16, "cut off");
    }
}
