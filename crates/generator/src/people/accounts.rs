//! Accounts in the directory, and the second factors registered for them.

use super::{Belongs, Cast, Person};
use crate::dates::{at, days_before};
use crate::prng::Prng;
use crate::truth::Faultlist;
use crate::words::Names;
use crate::{Faults, Plan};
use jiff::Timestamp;
use jiff::civil::Date;

/// An account as Microsoft Entra holds it.
pub(crate) struct Account {
    pub(crate) object_id: String,
    /// User principal name, in the mixed case in which directories hold it.
    pub(crate) log_in: String,
    pub(crate) mail: Option<String>,
    pub(crate) name: String,
    pub(crate) employee_id: Option<String>,
    pub(crate) department: Option<&'static str>,
    pub(crate) title: Option<&'static str>,
    pub(crate) is_enabled: bool,
    pub(crate) is_guest: bool,
    pub(crate) is_administrator: bool,
    /// Whether a server on the premises copies it into the cloud.
    pub(crate) is_synced: bool,
    pub(crate) created: Timestamp,
    pub(crate) last_sign_in: Option<Timestamp>,
    /// Registered methods, in the words of Microsoft Graph's `userRegistrationDetails`.
    pub(crate) methods: Vec<&'static str>,
}

impl Account {
    /// Whether it is a person's account for everyday work, with a mailbox here.
    pub(crate) fn is_everyday(&self) -> bool {
        self.is_enabled && !self.is_guest && !self.is_administrator && self.mail.is_some()
    }

    /// Whether a registered method can be used as a second factor; a mail address only resets passwords.
    pub(crate) fn is_mfa_capable(&self) -> bool {
        self.methods.iter().any(|method| *method != "email")
    }
}

/// The two accounts that open charts in an emergency, exempt from second factors on record.
pub(crate) const EMERGENCY_ACCOUNTS: [&str; 2] = ["breakglass-ed", "breakglass-inpatient"];

/// Mailboxes that nobody signs in to.
const SHARED_MAILBOXES: &[&str] =
    &["billing", "boardroom", "helpdesk", "infusion-clinic", "records", "scheduling"];

const APP: &[&str] = &["microsoftAuthenticatorPush", "softwareOneTimePasscode"];
const APP_AND_PHONE: &[&str] = &["microsoftAuthenticatorPush", "softwareOneTimePasscode", "mobilePhone"];
const PHONE: &[&str] = &["mobilePhone", "email"];
const HELLO: &[&str] = &["windowsHelloForBusiness", "microsoftAuthenticatorPush", "softwareOneTimePasscode"];
const PASSKEY: &[&str] = &["passKeyDeviceBound"];

pub(super) fn make(
    plan: &Plan,
    domain: &str,
    people: &[Person],
    cast: &Cast,
    names: &mut Names,
    faults: &mut Faultlist,
) -> Vec<Account> {
    let prng = &mut Prng::stream(plan.seed, "accounts");
    let mut accounts: Vec<Account> =
        people.iter().enumerate().map(|(n, person)| of_person(plan, domain, n, person, cast, prng)).collect();
    for &n in &cast.without_mfa {
        let log_in = accounts[n].log_in.to_lowercase();
        faults.plant("E3.1", &log_in, "member account without any second factor");
        faults.plant("E3.5", &log_in, "exempt from second factors, and no exception is recorded");
    }
    for &n in &cast.dormant {
        faults.plant("E6.3", accounts[n].log_in.to_lowercase(), "enabled and not used for more than 45 days");
    }
    for &n in &cast.administrators {
        let account = of_administrator(plan, domain, &people[n], cast.text_message_admin == Some(n), prng);
        if cast.text_message_admin == Some(n) {
            faults.plant("E3.2", &account.log_in, "administrator whose only second factor is a text message");
        }
        accounts.push(account);
    }
    if plan.faults == Faults::Planted
        && let Some(account) = accounts.iter_mut().find(|account| account.is_administrator)
    {
        account.is_synced = true;
        faults.plant(
            "E9.2",
            "the directory entra",
            "a top administrator is copied from the directory on the premises",
        );
    }
    for local in EMERGENCY_ACCOUNTS {
        let name = format!("Emergency access {local}");
        accounts.push(nobodys(plan, &format!("{local}@{domain}"), &name, prng));
    }
    for local in SHARED_MAILBOXES {
        let log_in = format!("{local}@{domain}");
        let name = format!("Shared mailbox {local}");
        let mailbox = nobodys(plan, &log_in, &name, prng);
        accounts.push(Account { mail: Some(log_in), is_enabled: false, last_sign_in: None, ..mailbox });
    }
    if plan.faults == Faults::Planted {
        let (first, last, local) = names.next(prng);
        let log_in = format!("{local}@{domain}");
        faults.plant("E6.2", &log_in, "enabled account that matches nobody on the rosters");
        let account = nobodys(plan, &log_in, &format!("{first} {last} (Locum)"), prng);
        accounts.push(Account { mail: Some(log_in), methods: APP.to_vec(), ..account });
    }
    accounts
}

/// The everyday account of a person.
fn of_person(plan: &Plan, domain: &str, n: usize, person: &Person, cast: &Cast, prng: &mut Prng) -> Account {
    let as_of = plan.as_of;
    let local = person.mail.split('@').next().unwrap_or_default();
    let is_guest = person.belongs == Belongs::Partner;
    let log_in = if is_guest {
        format!("{}#EXT#@{domain}", person.mail.replace('@', "_"))
    } else {
        // The number that tells namesakes apart stays behind the capitalised name.
        let number = local.trim_start_matches(|c: char| !c.is_ascii_digit());
        format!("{}.{}{number}@{domain}", person.first, person.last)
    };
    let ago = prng.between(3, 28);
    let last_day = match person.end {
        Some(end) if end < as_of => days_before(end, 1),
        _ if cast.dormant.contains(&n) => days_before(as_of, 60 + ago * 4),
        _ if person.is_on_leave => days_before(as_of, 70),
        _ => days_before(as_of, ago),
    };
    let methods = match prng.below(10) {
        _ if cast.without_mfa.contains(&n) => &PHONE[1..],
        0..=4 => APP,
        5 | 6 => APP_AND_PHONE,
        7 => PHONE,
        _ => HELLO,
    };
    Account {
        object_id: prng.uuid(),
        log_in,
        mail: Some(person.mail.clone()),
        name: person.name(),
        // Some accounts were made by hand and lack the number: the mail address must do.
        employee_id: (!is_guest && !prng.one_in(6)).then(|| person.id.clone()),
        department: Some(person.department),
        title: Some(person.title),
        is_enabled: !person.has_left(as_of) || cast.lingering_leaver == Some(n),
        is_guest,
        is_administrator: false,
        is_synced: false,
        created: some_time(days_before(person.start, 2), prng),
        last_sign_in: Some(some_time(last_day, prng)),
        methods: methods.to_vec(),
    }
}

/// The second account of somebody who administers: no mailbox, and the employee number as the only tie to the person.
fn of_administrator(
    plan: &Plan,
    domain: &str,
    person: &Person,
    by_text_message: bool,
    prng: &mut Prng,
) -> Account {
    let local = person.mail.split('@').next().unwrap_or_default();
    Account {
        object_id: prng.uuid(),
        log_in: format!("adm.{local}@{domain}"),
        mail: None,
        name: format!("{} (administrator)", person.name()),
        employee_id: Some(person.id.clone()),
        department: Some(person.department),
        title: Some(person.title),
        is_enabled: true,
        is_guest: false,
        is_administrator: true,
        is_synced: false,
        created: some_time(days_before(plan.as_of, 410), prng),
        last_sign_in: Some(some_time(days_before(plan.as_of, prng.between(3, 12)), prng)),
        methods: if by_text_message { PHONE[..1].to_vec() } else { PASSKEY.to_vec() },
    }
}

/// An account that belongs to no person, without second factors.
fn nobodys(plan: &Plan, log_in: &str, name: &str, prng: &mut Prng) -> Account {
    Account {
        object_id: prng.uuid(),
        log_in: log_in.to_owned(),
        mail: None,
        name: name.to_owned(),
        employee_id: None,
        department: None,
        title: None,
        is_enabled: true,
        is_guest: false,
        is_administrator: false,
        is_synced: false,
        created: some_time(days_before(plan.as_of, 600), prng),
        last_sign_in: Some(some_time(days_before(plan.as_of, prng.between(4, 12)), prng)),
        methods: Vec::new(),
    }
}

/// Some moment of a working day.
fn some_time(date: Date, prng: &mut Prng) -> Timestamp {
    at(date, prng.between(7, 18) as i8, prng.between(0, 59) as i8, prng.between(0, 59) as i8)
}
