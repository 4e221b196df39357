//! Reads accounts of a directory as LDIF (RFC 2849): `ldapsearch` or `ldifde` against Active Directory.

use super::ad_users::attributes::{Attributes, Written, moment};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading, lines};
use std::collections::BTreeMap;
use std::io::BufRead;
use ward_domain::observation::{Line, Observations, Origin};

/// Reads accounts as LDIF.
pub struct Ldif;

static ABOUT: About = About {
    id: "ldif",
    name: "Directory accounts (LDIF)",
    how_to_get: "Run ldapsearch for (&(objectCategory=person)(objectClass=user)) with the attributes sAMAccountName, \
                 userPrincipalName, userAccountControl, lastLogonTimestamp, pwdLastSet, memberOf, adminCount, \
                 servicePrincipalName, mail, employeeID, whenCreated; or run ldifde on a domain controller",
    carries: "Accounts, whether they can be used, last use (to about 14 days), password age, direct membership of \
              administrative groups, service accounts, smart cards; computers and groups are left out",
    version: 1,
    evidence_kind: "identity-export",
};

/// The attributes that count, in lower case.
const WANTED: &[&str] = &[
    "samaccountname",
    "userprincipalname",
    "displayname",
    "cn",
    "uid",
    "mail",
    "employeeid",
    "employeenumber",
    "objectclass",
    "useraccountcontrol",
    "lastlogontimestamp",
    "pwdlastset",
    "memberof",
    "admincount",
    "serviceprincipalname",
    "whencreated",
    "description",
];

impl Importer for Ldif {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let mut lines =
            head.text().lines().filter(|line| !line.trim().is_empty() && !line.starts_with(['#', ' ']));
        let first = lines.next().unwrap_or_default();
        let is_version = first.to_ascii_lowercase().starts_with("version:");
        let entry = if is_version { lines.next().unwrap_or_default() } else { first };
        let is_entry = entry.to_ascii_lowercase().starts_with("dn:");
        let is_list = is_version && first.split(':').nth(1).is_some_and(|number| number.trim() == "1");
        if is_entry || is_list && entry.is_empty() { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut file = File {
            account: Account::new(&context.limits),
            observations: Observations {
                tool: "LDAP directory".to_owned(),
                origin: Origin::Machine,
                ..Observations::default()
            },
            entry: Entry::default(),
            pending: String::new(),
            longest: context.limits.field_bytes,
        };
        lines::read(input, &context.limits, &mut |line, text| file.line(line, text))?;
        file.unfolded()?;
        file.end_entry();
        Ok(Reading { observations: file.observations, tally: file.account.finish() })
    }
}

/// A list under way.
struct File {
    account: Account,
    observations: Observations,
    entry: Entry,
    /// A line to which more may be added: long ones go on in the next, behind a space.
    pending: String,
    longest: usize,
}

/// An entry under way.
#[derive(Default)]
struct Entry {
    line: Line,
    /// Line of what is pending.
    at: Line,
    has_dn: bool,
    bytes: usize,
    values: BTreeMap<String, Vec<String>>,
}

impl File {
    fn line(&mut self, line: Line, text: &str) -> Result<(), Damaged> {
        if let Some(more) = text.strip_prefix(' ') {
            if self.pending.len() + more.len() > self.longest {
                return Err(too_long(line, self.longest));
            }
            self.pending.push_str(more);
            return Ok(());
        }
        self.unfolded()?;
        self.entry.at = line;
        if text.is_empty() {
            self.end_entry();
        } else if !text.starts_with('#') {
            text.clone_into(&mut self.pending);
        }
        Ok(())
    }
    /// Takes the line that is pending, now that it is whole.
    fn unfolded(&mut self) -> Result<(), Damaged> {
        let text = std::mem::take(&mut self.pending);
        if text.is_empty() || text == "-" {
            return Ok(());
        }
        let line = self.entry.at;
        let Some((name, value)) = text.split_once(':') else {
            let reason =
                "the line is no LDIF, which writes `attribute: value`: it was cut off, export it again";
            return Err(Damaged { line, reason: reason.to_owned() });
        };
        let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if name == "dn" {
            self.end_entry();
            self.entry = Entry { line, at: line, has_dn: true, ..Entry::default() };
            return Ok(());
        }
        if !self.entry.has_dn || !WANTED.contains(&name.as_str()) {
            return Ok(());
        }
        let value = match value.strip_prefix(':') {
            Some(encoded) => {
                let Some(bytes) = base64(encoded) else {
                    self.account.problem(line, format!("the value of {name} is no base64: it is left out"));
                    return Ok(());
                };
                String::from_utf8_lossy(&bytes).into_owned()
            }
            None => value.trim().to_owned(),
        };
        self.entry.bytes += value.len() + size_of::<String>();
        if self.entry.bytes > self.longest {
            return Err(too_long(line, self.longest));
        }
        self.entry.values.entry(name).or_default().push(value);
        Ok(())
    }
    fn end_entry(&mut self) {
        let entry = std::mem::take(&mut self.entry);
        if !entry.has_dn {
            return;
        }
        let line = entry.line;
        if !entry.is_account() {
            return self.account.skipped(line, "the entry is no account: it has no name to log in with");
        }
        match entry.attributes(&mut self.account).account(line) {
            Ok(account) => {
                self.account.used();
                self.observations.accounts.push(account);
            }
            Err(reason) => self.account.skipped(line, reason),
        }
    }
}

impl Entry {
    fn is_account(&self) -> bool {
        ["samaccountname", "userprincipalname", "uid"].iter().any(|name| self.values.contains_key(*name))
            && !self.all("objectclass").iter().any(|class| class.eq_ignore_ascii_case("group"))
    }
    fn all(&self, name: &str) -> Vec<String> {
        self.values.get(name).cloned().unwrap_or_default()
    }
    fn first(&self, names: &[&str]) -> Option<String> {
        let value = names.iter().find_map(|name| self.values.get(*name)?.first());
        value.filter(|value| !value.is_empty()).cloned()
    }
    fn attributes(&self, account: &mut Account) -> Attributes {
        let line = self.line;
        let mut at = |name: &str| match self.first(&[name]).map(|text| moment(&text)) {
            Some(Written::At(at)) => (Some(at), false),
            Some(Written::Unreadable) => {
                account.problem(line, format!("the {name} is no date of the directory: it is left out"));
                (None, true)
            }
            Some(Written::Never) | None => (None, false),
        };
        let (last_sign_in, is_sign_in_unreadable) = at("lastlogontimestamp");
        Attributes {
            account_name: self.first(&["samaccountname", "uid"]),
            principal_name: self.first(&["userprincipalname"]),
            name: self.first(&["displayname", "cn"]),
            mail: self.first(&["mail"]),
            person_id: self.first(&["employeeid", "employeenumber"]),
            id: None,
            classes: self.all("objectclass"),
            control: self.first(&["useraccountcontrol"]).and_then(|bits| bits.parse().ok()),
            is_enabled: None,
            created: at("whencreated").0,
            password_set: at("pwdlastset").0,
            last_sign_in,
            is_sign_in_unreadable,
            // LDAP leaves an attribute without a value out: whether it was asked for is not known.
            speaks_of_sign_in: self.values.contains_key("lastlogontimestamp"),
            groups: self.all("memberof"),
            admin_count: self.first(&["admincount"]).map(|count| count != "0"),
            has_service_name: self.values.contains_key("serviceprincipalname"),
            needs_smart_card: None,
            description: self.first(&["description"]),
        }
    }
}

fn too_long(line: Line, longest: usize) -> Damaged {
    Damaged { line, reason: format!("an entry is longer than {longest} bytes") }
}

/// RFC 4648 4; `None` for what is none.
fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().trim_end_matches('=');
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len() * 3 / 4), 0u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, problems, read_fixture};
    use ward_domain::observation::{AccountKind, LastSignIn};

    #[test]
    fn one_account() {
        insta::assert_debug_snapshot!(read_fixture(&Ldif, "one.ldif"));
    }

    #[test]
    fn entries_are_read() {
        let reading = read_fixture(&Ldif, "many.ldif");
        let accounts = &reading.observations.accounts;
        let names: Vec<_> = accounts.iter().map(|account| account.name.as_str()).collect();
        assert_eq!(names, ["Ana Müller", "gmsa-sql", "Old"]);
        assert_eq!(accounts[0].roles, ["Domain Admins"]);
        assert_eq!((accounts[1].kind, accounts[1].is_interactive), (Some(AccountKind::Service), Some(false)));
        assert_eq!(
            (accounts[2].last_sign_in, accounts[2].is_enabled),
            (LastSignIn::NotReported, Some(false))
        );
        assert_eq!((reading.tally.used, reading.tally.skipped), (3, 2));
        assert_eq!(
            problems(&reading),
            [
                "27: the lastlogontimestamp is no date of the directory: it is left out",
                "34: it is the account of a computer",
                "41: the entry is no account: it has no name to log in with",
            ]
        );
    }

    #[test]
    fn base64_is_read() {
        assert_eq!(base64(" QW5hIE3DvGxsZXI=").unwrap(), "Ana Müller".as_bytes());
        assert_eq!(base64("!"), None);
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&Ldif, "broken.ldif", 5, "no LDIF");
    }
}
