//! Accounts of Microsoft Entra as CSV: the portal's "Download users", the Microsoft 365 admin centre's export of active
//! users, `Get-MgUser | Export-Csv`, and the user table that some tenants keep in Log Analytics.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System};
use jiff::Timestamp;
use ward_domain::observation::{AccountKind, AccountSeen, LastSignIn, Observations};

/// Reads accounts of Microsoft Entra as CSV.
pub struct EntraUsersCsv;

static ABOUT: About = About {
    id: "entra-users-csv",
    name: "Microsoft Entra users (CSV)",
    how_to_get: "In the Entra admin centre choose Users, All users, Download users; or in the Microsoft 365 admin centre \
                 Users, Active users, Export users",
    carries: "Accounts, whether they can be used, guest or member, when they were made and, where exported, last used; \
              from the Microsoft 365 admin centre also licences, synchronisation and password age; no second factors",
    version: 2,
    evidence_kind: "identity-export",
};

/// Each line names the headings of: the Entra portal and Graph · the Microsoft 365 admin centre · Log Analytics · others.
pub(crate) static LAYOUT: Layout = Layout {
    id: "entra-users-csv",
    fields: &[
        Field::new("log-in", &["userPrincipalName", "UserPrincipalName_s", "UPN", "User name"]),
        Field::new("name", &["displayName", "DisplayName_s", "Name"]),
        Field::new("mail", &["mail", "Mail_s", "Email", "Email address", "Primary SMTP address"]),
        Field::new("account-id", &["id", "objectId", "ObjectId_g", "User ID"]),
        Field::new("person-id", &["employeeId", "EmployeeId_s", "Employee number"]),
        Field::of_words(
            "enabled",
            &["accountEnabled", "AccountEnabled_b", "Enabled", "Sign-in allowed"],
            &["yes", "no"],
        ),
        Field::of_words(
            "blocked",
            &["Block credential", "Blocked", "Sign-in blocked", "Blocked from sign-in"],
            &["yes", "no"],
        ),
        Field::of_words("user-type", &["userType", "UserType_s"], &["member", "guest"]),
        Field::new(
            "created",
            &["createdDateTime", "When created", "ExtensionProperty_createdDateTime_s", "Created"],
        ),
        Field::new("deleted", &["Soft deletion time stamp", "deletedDateTime"]),
        Field::new(
            "last-sign-in",
            &[
                "lastSignInDateTime",
                "Last interactive sign-in time",
                "signInActivity.lastSignInDateTime",
                "Last sign-in",
                "Last sign-in date",
                "Last sign-in time",
            ],
        ),
        Field::new(
            "last-non-interactive-sign-in",
            &[
                "lastNonInteractiveSignInDateTime",
                "Last non-interactive sign-in time",
                "signInActivity.lastNonInteractiveSignInDateTime",
            ],
        ),
        Field::new(
            "last-successful-sign-in",
            &[
                "lastSuccessfulSignInDateTime",
                "Last successful sign-in time",
                "signInActivity.lastSuccessfulSignInDateTime",
            ],
        ),
        Field::of_words(
            "synced",
            &[
                "DirSyncEnabled",
                "onPremisesSyncEnabled",
                "OnPremisesSyncEnabled_b",
                "On-premises sync enabled",
            ],
            &["yes", "no"],
        ),
        Field::new("licences", &["Licenses", "assignedPlans", "License assignment details"]),
        Field::new("password-set", &["Last password change time stamp", "lastPasswordChangeDateTime"]),
        Field::new("roles", &["Roles", "Assigned roles", "Directory roles"]),
        Field::new(COLLECTED, &["TimeGenerated [UTC]", "TimeGenerated", "Report date", "Exported on"]),
    ],
    systems: &[
        System {
            name: "Microsoft Entra",
            marks: &[
                &["userPrincipalName"],
                &["id", "objectId"],
                &["accountEnabled"],
                &["userType", "creationType", "createdDateTime"],
            ],
        },
        System {
            name: "Microsoft 365 admin centre",
            marks: &[
                &["User principal name"],
                &["Block credential"],
                &["Licenses", "Object Id", "When created"],
            ],
        },
        System {
            name: "Microsoft Entra in Log Analytics",
            marks: &[&["UserPrincipalName_s"], &["ObjectId_g"], &["AccountEnabled_b"]],
        },
    ],
    needs: &[
        &["log-in"],
        &[
            "enabled",
            "blocked",
            "user-type",
            "last-sign-in",
            "last-non-interactive-sign-in",
            "last-successful-sign-in",
        ],
    ],
    foreign: &[
        // Registration of second factors: entra-mfa-csv.
        "methodsregistered",
        "ismfaregistered",
        "ismfacapable",
        "mfacapable",
        "mfaregistered",
        "multifactorauthstatus",
        "mfastatus",
        "perusermfastate",
        // On-premises Active Directory.
        "samaccountname",
        "distinguishedname",
        "objectguid",
        "useraccountcontrol",
        // Sign-in logs, and rosters that hold log-ins.
        "correlationid",
        "requestid",
        "hiredate",
        "terminationdate",
        "workertype",
    ],
};

impl Register for EntraUsersCsv {
    type Seen = AccountSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "Microsoft Entra";
    fn list(observations: &mut Observations) -> &mut Vec<AccountSeen> {
        &mut observations.accounts
    }
    fn row(row: &mut Row<'_>) -> Result<AccountSeen, String> {
        let log_in = row.lower("log-in").ok_or("the row has no user principal name")?;
        let kind = row.meaning("user-type", user_type_of);
        let is_enabled = if row.text("deleted").is_some() {
            Some(false)
        } else {
            row.yes_no("enabled").or_else(|| row.yes_no("blocked").map(|is_blocked| !is_blocked))
        };
        let roles = roles_in(&row.text("roles").unwrap_or_default());
        Ok(AccountSeen {
            directory: "entra".to_owned(),
            account_id: row.lower("account-id"),
            mail: row.lower("mail"),
            name: row.text("name").unwrap_or_default(),
            person_id: row.text("person-id"),
            is_enabled,
            created: row.when("created").and_then(|when| when.timestamp()),
            last_sign_in: last_sign_in(row),
            kind: kind.or(log_in.contains("#ext#").then_some(AccountKind::Guest)),
            is_privileged: (!roles.is_empty()).then_some(true),
            roles,
            has_mailbox: row.text("licences").as_deref().and_then(has_mailbox),
            is_synced: row.yes_no("synced"),
            password_set: row.when("password-set").and_then(|when| when.timestamp()),
            log_in,
            line: row.line(),
            ..AccountSeen::default()
        })
    }
}

const SIGN_INS: [&str; 3] = ["last-sign-in", "last-non-interactive-sign-in", "last-successful-sign-in"];

/// The latest of the sign-ins. *Never* only when every column that there is has nothing: a date that cannot be read is
/// no sign that nobody signed in.
fn last_sign_in(row: &mut Row<'_>) -> LastSignIn {
    let (mut last, mut is_reported, mut is_every_one_empty) = (None::<Timestamp>, false, true);
    for field in SIGN_INS {
        is_reported |= row.has(field);
        match row.when(field).and_then(|when| when.timestamp()) {
            Some(at) => last = last.max(Some(at)),
            None => is_every_one_empty &= row.is_empty(field),
        }
    }
    match last {
        Some(at) => LastSignIn::At(at),
        None if is_reported && is_every_one_empty => LastSignIn::Never,
        None => LastSignIn::NotReported,
    }
}

/// Roles parted by `;`, `+` or `|`; the plain user is none.
fn roles_in(text: &str) -> Vec<String> {
    let roles = text.split([';', '+', '|']).map(str::trim);
    roles
        .filter(|role| !role.is_empty() && !["user", "none"].contains(&role.to_lowercase().as_str()))
        .map(str::to_owned)
        .collect()
}

/// Whether licences, by the names that the admin centre shows, give a mailbox. `None` for those not known here.
fn has_mailbox(licences: &str) -> Option<bool> {
    const WITH_MAILBOX: &[&str] = &[
        "microsoft 365 e",
        "microsoft 365 f",
        "microsoft 365 business basic",
        "microsoft 365 business standard",
        "microsoft 365 business premium",
        "microsoft 365 a",
        "office 365 e",
        "office 365 f",
        "office 365 a",
        "exchange online",
    ];
    let licences = licences.to_lowercase();
    if licences == "unlicensed" {
        return Some(false);
    }
    WITH_MAILBOX.iter().any(|name| licences.contains(name)).then_some(true)
}

/// The user types of Entra.
pub(super) fn user_type_of(word: &str) -> Option<AccountKind> {
    match word {
        "member" => Some(AccountKind::Member),
        "guest" => Some(AccountKind::Guest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Confidence;
    use crate::table::testing::{Sample, at};

    const PORTAL: &str =
        "userPrincipalName,displayName,mail,id,userType,accountEnabled,createdDateTime,lastSignInDateTime\n";

    #[test]
    fn the_portal_download_is_known_and_read() {
        let text = format!(
            "{PORTAL}Ana@Ward.example,Ana Ito,ana@ward.example,A1,Member,True,2024-01-02T03:04:05Z,2026-11-01T08:00:00Z\n"
        );
        let sample = Sample::read(&EntraUsersCsv, &text);
        assert_eq!(sample.confidence, Confidence::Certain);
        assert_eq!(sample.observations.tool, "Microsoft Entra");
        assert_eq!(
            sample.observations.accounts,
            [AccountSeen {
                directory: "entra".into(),
                account_id: Some("a1".into()),
                log_in: "ana@ward.example".into(),
                mail: Some("ana@ward.example".into()),
                name: "Ana Ito".into(),
                is_enabled: Some(true),
                created: Some(at("2024-01-02T03:04:05Z")),
                last_sign_in: LastSignIn::At(at("2026-11-01T08:00:00Z")),
                kind: Some(AccountKind::Member),
                line: 2,
                ..AccountSeen::default()
            }]
        );
    }

    #[track_caller]
    fn check_sign_in(heading: &str, cells: &str, expected: LastSignIn) {
        let text = format!("userPrincipalName,accountEnabled{heading}\na@ward.example,True{cells}\n");
        assert_eq!(Sample::read(&EntraUsersCsv, &text).observations.accounts[0].last_sign_in, expected);
    }

    #[test]
    fn never_is_not_the_same_as_not_reported() {
        let both = ",lastSignInDateTime,lastNonInteractiveSignInDateTime";
        check_sign_in("", "", LastSignIn::NotReported);
        check_sign_in(",lastSignInDateTime", ",", LastSignIn::Never);
        check_sign_in(",lastSignInDateTime", ",Never", LastSignIn::Never);
        check_sign_in(",lastSignInDateTime", ",yesterday", LastSignIn::NotReported);
        check_sign_in(",lastSignInDateTime", ",3/4/2026", LastSignIn::NotReported);
        check_sign_in(both, ",,", LastSignIn::Never);
        check_sign_in(both, ",,soon", LastSignIn::NotReported);
        check_sign_in(both, ",2026-01-01,2026-02-02", LastSignIn::At(at("2026-02-02T00:00:00Z")));
        check_sign_in(both, ",12/25/2026 1:00 PM,", LastSignIn::At(at("2026-12-25T13:00:00Z")));
    }

    #[test]
    fn blocked_and_deleted_accounts_cannot_be_used() {
        let text = "User principal name,Display name,Block credential,Licenses,Soft deletion time stamp,When created\n\
                    a@ward.example,A,False,E3,,2020-01-01\nb@ward.example,B,True,,,\nc#EXT#@ward.example,C,False,,2026-01-01,\n,D,,,,\n";
        let sample = Sample::read(&EntraUsersCsv, text);
        assert_eq!(sample.observations.tool, "Microsoft 365 admin centre");
        let enabled: Vec<_> = sample.observations.accounts.iter().map(|a| a.is_enabled).collect();
        assert_eq!(enabled, [Some(true), Some(false), Some(false)]);
        assert_eq!(sample.observations.accounts[2].kind, Some(AccountKind::Guest));
        sample.says(5, "no user principal name");
        assert_eq!((sample.tally.read, sample.tally.used, sample.tally.skipped), (4, 3, 1));
    }

    #[test]
    fn licences_roles_and_synchronisation_are_read() {
        let text = "User principal name,Block credential,Licenses,When created,DirSyncEnabled,Roles,Last password change time stamp\n\
                    a@ward.example,False,Microsoft 365 E3+Visio,2020-01-01,True,Global Administrator,2026-03-01 10:00:00Z\n\
                    b@ward.example,False,Unlicensed,2020-01-01,False,User,\nc@ward.example,False,Visio,2020-01-01,,,\n";
        let accounts = Sample::read(&EntraUsersCsv, text).observations.accounts;
        let said: Vec<_> = accounts.iter().map(|a| (a.has_mailbox, a.is_synced, a.is_privileged)).collect();
        assert_eq!(
            said,
            [(Some(true), Some(true), Some(true)), (Some(false), Some(false), None), (None, None, None)]
        );
        assert_eq!(
            (accounts[0].roles.len(), accounts[0].password_set),
            (1, Some(at("2026-03-01T10:00:00Z")))
        );
    }

    #[test]
    fn other_lists_with_log_ins_are_not_taken() {
        for heading in [
            "userPrincipalName,accountEnabled,isMfaCapable",
            "UserPrincipalName,Enabled,SamAccountName",
            "mail,department",
        ] {
            assert_eq!(
                Sample::confidence(&EntraUsersCsv, &format!("{heading}\na,b,c\n")),
                Confidence::No,
                "{heading}"
            );
        }
    }
}
