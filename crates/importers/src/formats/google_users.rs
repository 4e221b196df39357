//! Users of Google Workspace as CSV: the admin console's "Download users".

use crate::table::{COLLECTED, Field, Layout, Register, Row, System, recognise_system};
use crate::{About, Confidence, Head};
use ward_domain::observation::{AccountSeen, LastSignIn, Mfa, Observations};

/// Reads users of Google Workspace.
pub struct GoogleUsers;

static ABOUT: About = About {
    id: "google-users",
    name: "Google Workspace users (CSV)",
    how_to_get: "In the Google admin console choose Directory, Users, Download users, All user info columns",
    carries: "Accounts, whether they can be used, last sign-in, and whether 2-step verification is enrolled and \
              enforced; which method is used is not in it",
    version: 1,
    evidence_kind: "identity-export",
};

pub(crate) static LAYOUT: Layout = Layout {
    id: "google-users",
    fields: &[
        Field::new("log-in", &["Email Address [Required]", "Email Address", "primaryEmail"]),
        Field::new("name", &["Full name", "name.fullName"]),
        Field::new("first-name", &["First Name [Required]", "First Name", "name.givenName"]),
        Field::new("last-name", &["Last Name [Required]", "Last Name", "name.familyName"]),
        Field::of_words("status", &["Status [READ ONLY]", "Status"], &["active", "suspended"]),
        Field::new("last-sign-in", &["Last Sign In [READ ONLY]", "lastLoginTime"]),
        Field::new("person-id", &["Employee ID"]),
        Field::of_words("enrolled", &["2sv Enrolled [READ ONLY]", "isEnrolledIn2Sv"], &["yes", "no"]),
        Field::of_words("enforced", &["2sv Enforced [READ ONLY]", "isEnforcedIn2Sv"], &["yes", "no"]),
        Field::of_words("admin", &["isAdmin", "Super Admin", "Admin"], &["yes", "no"]),
        Field::new("created", &["creationTime", "Creation time"]),
        Field::new("mail-usage", &["Email Usage [READ ONLY]"]),
        Field::new(COLLECTED, &["Report date"]),
    ],
    systems: &[
        System {
            name: "Google Workspace",
            marks: &[
                &["Email Address [Required]"],
                &["First Name [Required]"],
                &["Status [READ ONLY]", "Last Sign In [READ ONLY]", "2sv Enrolled [READ ONLY]"],
            ],
        },
        System {
            name: "Google Workspace (GAM)",
            marks: &[&["primaryEmail"], &["suspended", "isEnrolledIn2Sv", "lastLoginTime"]],
        },
    ],
    needs: &[&["log-in"], &["status", "last-sign-in", "enrolled"]],
    foreign: &["userprincipalname", "course", "coursename", "hiredate", "terminationdate", "campaign"],
};

impl Register for GoogleUsers {
    type Seen = AccountSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "Google Workspace";
    fn confidence(head: &Head<'_>) -> Confidence {
        recognise_system(head, &LAYOUT)
    }
    fn list(observations: &mut Observations) -> &mut Vec<AccountSeen> {
        &mut observations.accounts
    }
    fn row(row: &mut Row<'_>) -> Result<AccountSeen, String> {
        let log_in = row.lower("log-in").ok_or("the row has no email address")?;
        let (is_enrolled, is_enforced) = (row.yes_no("enrolled"), row.yes_no("enforced"));
        Ok(AccountSeen {
            directory: "google".to_owned(),
            mail: Some(log_in.clone()),
            log_in,
            name: row.name(),
            person_id: row.text("person-id"),
            is_enabled: row.meaning("status", is_enabled),
            last_sign_in: last_sign_in(row),
            created: row.when("created").and_then(|when| when.timestamp()),
            is_privileged: row.yes_no("admin"),
            mfa: (is_enrolled.is_some() || is_enforced.is_some()).then(|| Mfa {
                is_capable: is_enrolled,
                is_enforced,
                methods: Vec::new(),
            }),
            has_mailbox: row.says("mail-usage").then_some(true),
            line: row.line(),
            ..AccountSeen::default()
        })
    }
}

/// The states of an account in the admin console.
fn is_enabled(word: &str) -> Option<bool> {
    match word {
        "active" => Some(true),
        "suspended" | "archived" | "deleted" => Some(false),
        _ => None,
    }
}

fn last_sign_in(row: &mut Row<'_>) -> LastSignIn {
    const FIELD: &str = "last-sign-in";
    if !row.has(FIELD) {
        LastSignIn::NotReported
    } else if row.is_empty(FIELD) || row.word(FIELD) == Some("never logged in") {
        LastSignIn::Never
    } else {
        let at = row.when(FIELD).and_then(|when| when.timestamp());
        at.map_or(LastSignIn::NotReported, LastSignIn::At)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{Sample, at};

    const HEADER: &str = "First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],Last Sign In [READ ONLY],Employee ID,2sv Enrolled [READ ONLY],2sv Enforced [READ ONLY],Email Usage [READ ONLY]\n";

    #[test]
    fn the_download_is_known_and_read() {
        let sample = Sample::read(
            &GoogleUsers,
            &format!("{HEADER}Ana,Ito,Ana@hospital.example,Active,2026/11/01 08:00:00,7,True,False,1.2GB\n"),
        );
        assert_eq!(sample.confidence, Confidence::Certain);
        sample.says_nothing();
        assert_eq!(
            sample.observations.accounts,
            [AccountSeen {
                directory: "google".into(),
                log_in: "ana@hospital.example".into(),
                mail: Some("ana@hospital.example".into()),
                name: "Ana Ito".into(),
                person_id: Some("7".into()),
                is_enabled: Some(true),
                last_sign_in: LastSignIn::At(at("2026-11-01T08:00:00Z")),
                mfa: Some(Mfa { is_capable: Some(true), is_enforced: Some(false), methods: vec![] }),
                has_mailbox: Some(true),
                line: 2,
                ..AccountSeen::default()
            }]
        );
    }

    #[test]
    fn never_logged_in_is_never() {
        let sample = Sample::read(
            &GoogleUsers,
            &format!("{HEADER}B,C,b@hospital.example,Suspended,Never logged in,,False,False,\n"),
        );
        sample.says_nothing();
        let account = &sample.observations.accounts[0];
        assert_eq!(
            (account.last_sign_in, account.is_enabled, account.has_mailbox),
            (LastSignIn::Never, Some(false), None)
        );
    }
}
