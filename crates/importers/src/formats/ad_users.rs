//! Users of an on-premises Active Directory as CSV: `Get-ADUser | Export-Csv`, `csvde`, or `ldapsearch` turned to CSV.

pub(super) mod attributes;

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System};
use attributes::{Attributes, Written, moment};
use jiff::Timestamp;
use ward_domain::observation::{AccountSeen, Observations};

/// Reads users of Active Directory.
pub struct AdUsers;

static ABOUT: About = About {
    id: "ad-users",
    name: "Active Directory users (CSV)",
    how_to_get: "Run Get-ADUser -Filter * -Properties lastLogonTimestamp, pwdLastSet, userAccountControl, memberOf, \
                 adminCount, servicePrincipalName, mail, employeeID, whenCreated with the groups joined by `;`, and \
                 pipe it to Export-Csv -NoTypeInformation",
    carries: "Accounts, whether they can be used, last use (to about 14 days), password age, direct membership of \
              administrative groups, service accounts, smart cards; computers are left out",
    version: 1,
    evidence_kind: "identity-export",
};

pub(crate) static LAYOUT: Layout = Layout {
    id: "ad-users",
    fields: &[
        Field::new("account-name", &["SamAccountName"]),
        Field::new("log-in", &["UserPrincipalName"]),
        Field::new("name", &["DisplayName", "Name", "cn"]),
        Field::new("mail", &["mail", "EmailAddress"]),
        Field::new("person-id", &["EmployeeID", "EmployeeNumber"]),
        Field::new("account-id", &["ObjectGUID", "SID", "objectSid"]),
        Field::new("class", &["ObjectClass"]),
        Field::new("control", &["userAccountControl"]),
        Field::of_words("enabled", &["Enabled"], &["yes", "no"]),
        Field::new("created", &["whenCreated", "Created"]),
        Field::new("password-set", &["PasswordLastSet"]),
        Field::new("password-set-number", &["pwdLastSet"]),
        Field::new("last-use", &["LastLogonDate"]),
        Field::new("last-use-number", &["lastLogonTimestamp"]),
        Field::new("groups", &["MemberOf"]),
        Field::new("admin-count", &["adminCount"]),
        Field::new("services", &["servicePrincipalName", "ServicePrincipalNames"]),
        Field::of_words("smart-card", &["SmartcardLogonRequired"], &["yes", "no"]),
        Field::new("description", &["Description"]),
        Field::new(COLLECTED, &["Report date", "Exported on"]),
    ],
    systems: &[System {
        name: "Active Directory",
        marks: &[
            &["SamAccountName"],
            &["DistinguishedName", "DN", "ObjectGUID", "SID", "userAccountControl", "UserPrincipalName"],
            &["Enabled", "userAccountControl"],
        ],
    }],
    needs: &[&["account-name"], &["enabled", "control", "last-use", "last-use-number"]],
    foreign: &["accountenabled", "hiredate", "terminationdate", "eventid"],
};

impl Register for AdUsers {
    type Seen = AccountSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "Active Directory";
    fn list(observations: &mut Observations) -> &mut Vec<AccountSeen> {
        &mut observations.accounts
    }
    fn row(row: &mut Row<'_>) -> Result<AccountSeen, String> {
        let (last_sign_in, is_sign_in_unreadable) = used(row);
        let password_number = number(row, "password-set-number");
        let attributes = Attributes {
            account_name: row.text("account-name"),
            principal_name: row.text("log-in"),
            name: row.text("name"),
            mail: row.text("mail"),
            person_id: row.text("person-id"),
            id: row.text("account-id"),
            classes: list(row.text("class")),
            control: row.text("control").and_then(|bits| bits.parse().ok()),
            is_enabled: row.yes_no("enabled"),
            created: number(row, "created").or_else(|| date(row, "created")),
            password_set: date(row, "password-set").or(password_number),
            last_sign_in,
            is_sign_in_unreadable,
            speaks_of_sign_in: row.has("last-use") || row.has("last-use-number"),
            groups: list(row.text("groups")),
            admin_count: row
                .has("admin-count")
                .then(|| row.text("admin-count").is_some_and(|count| count != "0")),
            has_service_name: row
                .text("services")
                .is_some_and(|names| !names.contains("PropertyValueCollection")),
            needs_smart_card: row.yes_no("smart-card"),
            description: row.text("description"),
        };
        attributes.account(row.line()).map_err(str::to_owned)
    }
}

/// The later date of use, and whether one could not be read.
fn used(row: &mut Row<'_>) -> (Option<Timestamp>, bool) {
    let at = date(row, "last-use");
    let number = number(row, "last-use-number");
    let is_no_filetime = row.text("last-use-number").is_some_and(|text| moment(&text) == Written::Unreadable);
    if is_no_filetime {
        row.problem(|| "the lastLogonTimestamp is no FILETIME: it is left out");
    }
    (at.max(number), is_no_filetime || at.is_none() && !row.is_empty("last-use"))
}

/// A date as people write it.
fn date(row: &mut Row<'_>, field: &str) -> Option<Timestamp> {
    row.when(field).and_then(|when| when.timestamp())
}

/// A date as the directory keeps it.
fn number(row: &mut Row<'_>, field: &str) -> Option<Timestamp> {
    match moment(&row.text(field)?) {
        Written::At(at) => Some(at),
        Written::Never | Written::Unreadable => None,
    }
}

/// Several values in one cell: by `;` or `|`, or distinguished names by spaces or commas before `CN=`.
fn list(text: Option<String>) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    let text = text.replace(" CN=", ";CN=").replace(",CN=", "\u{1}CN=");
    // Of a distinguished name only the first part tells the group.
    text.split([';', '|', '\n'])
        .map(|part| part.split('\u{1}').next().unwrap_or_default().trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Confidence;
    use crate::table::testing::{Sample, at};
    use ward_domain::observation::{AccountKind, LastSignIn, MfaMethod};

    const HEADER: &str = "DistinguishedName,Enabled,Name,ObjectClass,ObjectGUID,SamAccountName,UserPrincipalName,adminCount,lastLogonTimestamp,memberOf,pwdLastSet,servicePrincipalName,userAccountControl,whenCreated\n";

    fn read(row: &str) -> Sample {
        Sample::read(&AdUsers, &format!("{HEADER}{row}\n"))
    }

    #[test]
    fn an_administrator_is_read() {
        let sample = read(
            "\"CN=Ana,OU=IT\",True,Ana,user,G1,ana,Ana@hospital.example,1,133758720000000000,\"CN=Domain Admins,CN=Users,DC=x;CN=IT,OU=G,DC=x\",133758720000000000,,262656,20210401080000.0Z",
        );
        sample.says_nothing();
        assert_eq!(sample.confidence, Confidence::Certain);
        let account = &sample.observations.accounts[0];
        assert_eq!((account.log_in.as_str(), account.is_enabled), ("ana@hospital.example", Some(true)));
        assert_eq!(
            (account.is_privileged, account.roles.as_slice()),
            (Some(true), &["Domain Admins".to_owned()][..])
        );
        assert_eq!(account.last_sign_in, LastSignIn::At(at("2024-11-12T08:00:00Z")));
        assert_eq!(
            (account.password_set, account.created),
            (Some(at("2024-11-12T08:00:00Z")), Some(at("2021-04-01T08:00:00Z")))
        );
        assert_eq!(account.mfa.as_ref().unwrap().methods, [MfaMethod::Certificate]);
    }

    #[test]
    fn services_and_computers_are_told_from_people() {
        let sample = read(
            ",True,svc,user,G2,svc-sql,,,,,,MSSQLSvc/db:1433,512,\n,True,PC1,computer,G3,pc1$,,,,,,HOST/pc1,4096,\n,False,old,user,G4,old,,0,0,,,,514,",
        );
        let accounts = &sample.observations.accounts;
        assert_eq!((accounts.len(), accounts[0].kind), (2, Some(AccountKind::Service)));
        assert_eq!((accounts[1].last_sign_in, accounts[1].is_privileged), (LastSignIn::Never, Some(false)));
        assert_eq!(accounts[1].is_enabled, Some(false));
        sample.says(3, "the account of a computer");
    }

    #[test]
    fn a_date_that_cannot_be_read_is_not_never() {
        let sample = read(",True,x,user,G,x,,,soon,,,,512,");
        assert_eq!(sample.observations.accounts[0].last_sign_in, LastSignIn::NotReported);
        sample.says(2, "no FILETIME");
    }
}
