//! Users of an on-premises Active Directory as CSV: `Get-ADUser | Export-Csv`, `csvde`, or `ldapsearch` turned to CSV.

pub(super) mod attributes;

use crate::table::{COLLECTED, Column, Field, Layout, System, Table, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use attributes::{Attributes, Written, moment};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::observation::LastSignIn;

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

impl Importer for AdUsers {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        recognise(head, &LAYOUT)
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        let mut observations = table.observations("Active Directory");
        let accounts = &mut observations.accounts;
        let column = |name| table.column(name);
        let (account_name, log_in, name, mail) =
            (column("account-name"), column("log-in"), column("name"), column("mail"));
        let (person_id, id, class, control) =
            (column("person-id"), column("account-id"), column("class"), column("control"));
        let (enabled, created, groups) = (column("enabled"), column("created"), column("groups"));
        let (password_set, password_number) = (column("password-set"), column("password-set-number"));
        let (last_use, last_number) = (column("last-use"), column("last-use-number"));
        let (admin_count, services) = (column("admin-count"), column("services"));
        let (card, description, collected) = (column("smart-card"), column("description"), column(COLLECTED));
        while table.next()? {
            let (line, row) = (table.line(), accounts.len());
            let (used, is_unreadable) = used(&mut table, [last_use, last_number], row);
            let password = number(&mut table, password_number);
            let created_text = table.text(created).unwrap_or_default();
            let attributes = Attributes {
                account_name: table.text(account_name),
                principal_name: table.text(log_in),
                name: table.text(name),
                mail: table.text(mail),
                person_id: table.text(person_id),
                id: table.text(id),
                classes: list(table.text(class)),
                control: table.text(control).and_then(|bits| bits.parse().ok()),
                is_enabled: table.yes_no(enabled),
                created: match moment(&created_text) {
                    Written::At(at) => Some(at),
                    _ => table.when(created, row).and_then(|when| when.timestamp()),
                },
                password_set: table.when(password_set, row).and_then(|when| when.timestamp()).or(password),
                last_sign_in: used,
                is_sign_in_unreadable: is_unreadable,
                speaks_of_sign_in: last_use.is_there() || last_number.is_there(),
                groups: list(table.text(groups)),
                admin_count: admin_count
                    .is_there()
                    .then(|| table.text(admin_count).is_some_and(|count| count != "0")),
                has_service_name: table
                    .text(services)
                    .is_some_and(|names| !names.contains("PropertyValueCollection")),
                needs_smart_card: table.yes_no(card),
                description: table.text(description),
            };
            match attributes.account(line) {
                Ok(account) => {
                    accounts.push(account);
                    table.collected(collected);
                    table.used();
                }
                Err(reason) => table.skipped(line, reason),
            }
        }
        for late in table.settle_dates() {
            let (Some(account), Some(at)) = (accounts.get_mut(late.row), late.when.timestamp()) else {
                continue;
            };
            match late.field {
                "created" => account.created = Some(at),
                "password-set" => account.password_set = Some(at),
                "last-use" => account.last_sign_in = LastSignIn::At(at),
                _ => {}
            }
        }
        Ok(table.finish(observations))
    }
}

/// The later date of use, and whether one could not be read.
fn used(table: &mut Table<'_>, [date, filetime]: [Column; 2], row: usize) -> (Option<Timestamp>, bool) {
    let written = table.text(filetime).map_or(Written::Never, |text| moment(&text));
    let at = table.when(date, row).and_then(|when| when.timestamp());
    let number = match written {
        Written::At(at) => Some(at),
        Written::Never | Written::Unreadable => None,
    };
    let is_unreadable = written == Written::Unreadable || at.is_none() && !table.is_empty(date);
    if written == Written::Unreadable {
        table.problem(table.line(), "the lastLogonTimestamp is no FILETIME: it is left out");
    }
    (at.max(number), is_unreadable)
}

fn number(table: &mut Table<'_>, column: Column) -> Option<Timestamp> {
    match moment(&table.text(column)?) {
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
    use crate::table::testing::{Sample, at};
    use ward_domain::observation::{AccountKind, MfaMethod};

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
