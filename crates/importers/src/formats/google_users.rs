//! Users of Google Workspace as CSV: the admin console's "Download users".

use crate::table::{COLLECTED, Field, Layout, System, Table, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use ward_domain::observation::{AccountSeen, LastSignIn, Mfa};

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

impl Importer for GoogleUsers {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        match recognise(head, &LAYOUT) {
            Confidence::Certain => Confidence::Certain,
            _ => Confidence::No,
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        let mut observations = table.observations("Google Workspace");
        let accounts = &mut observations.accounts;
        let (log_in, person_id, status) =
            (table.column("log-in"), table.column("person-id"), table.column("status"));
        let names = ["name", "first-name", "last-name"].map(|field| table.column(field));
        let (sign_in, created) = (table.column("last-sign-in"), table.column("created"));
        let (enrolled, enforced) = (table.column("enrolled"), table.column("enforced"));
        let (admin, usage, collected) =
            (table.column("admin"), table.column("mail-usage"), table.column(COLLECTED));
        while table.next()? {
            let (line, row) = (table.line(), accounts.len());
            let Some(log_in) = table.lower(log_in) else {
                table.skipped(line, "the row has no email address");
                continue;
            };
            let is_enrolled = table.yes_no(enrolled);
            let is_enforced = table.yes_no(enforced);
            accounts.push(AccountSeen {
                directory: "google".to_owned(),
                mail: Some(log_in.clone()),
                log_in,
                name: table.name(names),
                person_id: table.text(person_id),
                is_enabled: table.meaning(status, |word| match word {
                    "active" => Some(true),
                    "suspended" | "archived" | "deleted" => Some(false),
                    _ => None,
                }),
                last_sign_in: if !sign_in.is_there() {
                    LastSignIn::NotReported
                } else if table.is_empty(sign_in)
                    || table.lower(sign_in).is_some_and(|text| text == "never logged in")
                {
                    LastSignIn::Never
                } else {
                    let at = table.when(sign_in, row).and_then(|when| when.timestamp());
                    at.map_or(LastSignIn::NotReported, LastSignIn::At)
                },
                created: table.when(created, row).and_then(|when| when.timestamp()),
                is_privileged: table.yes_no(admin),
                mfa: (is_enrolled.is_some() || is_enforced.is_some()).then(|| Mfa {
                    is_capable: is_enrolled,
                    is_enforced,
                    methods: Vec::new(),
                }),
                has_mailbox: table.text(usage).map(|_| true),
                line,
                ..AccountSeen::default()
            });
            table.collected(collected);
            table.used();
        }
        for late in table.settle_dates() {
            let (Some(account), Some(at)) = (accounts.get_mut(late.row), late.when.timestamp()) else {
                continue;
            };
            match late.field {
                "created" => account.created = Some(at),
                "last-sign-in" => account.last_sign_in = LastSignIn::At(at),
                _ => {}
            }
        }
        Ok(table.finish(observations))
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
