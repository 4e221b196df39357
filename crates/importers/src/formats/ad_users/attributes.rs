//! What the attributes of an Active Directory account mean, whichever file they come from.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use ward_domain::observation::{AccountKind, AccountSeen, LastSignIn, Line, Mfa, MfaMethod};

/// Groups that rule a domain or its controllers, by name ([MS-ADTS] 6.1.1.6; Microsoft, protected accounts and groups).
const PRIVILEGED_GROUPS: &[&str] = &[
    "account operators",
    "administrators",
    "backup operators",
    "dnsadmins",
    "domain admins",
    "enterprise admins",
    "enterprise key admins",
    "group policy creator owners",
    "key admins",
    "print operators",
    "schema admins",
    "server operators",
];

/// Bits of `userAccountControl` ([MS-ADTS] 2.2.16).
const DISABLED: u64 = 0x2;
const COMPUTERS: u64 = 0x1000 | 0x2000;
const SMART_CARD_REQUIRED: u64 = 0x4_0000;

/// An account as its attributes say; empty where the file does not hold one.
#[derive(Default)]
pub(in crate::formats) struct Attributes {
    pub(in crate::formats) account_name: Option<String>,
    pub(in crate::formats) principal_name: Option<String>,
    pub(in crate::formats) name: Option<String>,
    pub(in crate::formats) mail: Option<String>,
    pub(in crate::formats) person_id: Option<String>,
    pub(in crate::formats) id: Option<String>,
    pub(in crate::formats) classes: Vec<String>,
    pub(in crate::formats) control: Option<u64>,
    pub(in crate::formats) is_enabled: Option<bool>,
    pub(in crate::formats) created: Option<Timestamp>,
    pub(in crate::formats) password_set: Option<Timestamp>,
    /// The later of all dates of use; `None` when there is none.
    pub(in crate::formats) last_sign_in: Option<Timestamp>,
    /// Whether a date of use was there and not readable: then nothing is known.
    pub(in crate::formats) is_sign_in_unreadable: bool,
    /// Whether the file speaks of use at all.
    pub(in crate::formats) speaks_of_sign_in: bool,
    /// Distinguished names of the groups, or their bare names.
    pub(in crate::formats) groups: Vec<String>,
    /// Whether the account was ever in a protected group; `None` when the file does not speak of it.
    pub(in crate::formats) admin_count: Option<bool>,
    pub(in crate::formats) has_service_name: bool,
    pub(in crate::formats) needs_smart_card: Option<bool>,
    pub(in crate::formats) description: Option<String>,
}

impl Attributes {
    /// Whether it is the account of a computer, and no person's or service's.
    fn is_computer(&self) -> bool {
        let is_of_class = |name: &str| self.classes.iter().any(|class| class.eq_ignore_ascii_case(name));
        !self.is_managed_service()
            && (is_of_class("computer") || self.control.is_some_and(|bits| bits & COMPUTERS != 0))
    }
    fn is_managed_service(&self) -> bool {
        let names = [
            "msDS-GroupManagedServiceAccount",
            "msDS-ManagedServiceAccount",
            "msDS-DelegatedManagedServiceAccount",
        ];
        self.classes.iter().any(|class| names.iter().any(|name| class.eq_ignore_ascii_case(name)))
    }
    /// The account; `Err` says why it is none.
    pub(in crate::formats) fn account(self, line: Line) -> Result<AccountSeen, &'static str> {
        if self.is_computer() {
            return Err("it is the account of a computer");
        }
        let log_in = self.principal_name.as_ref().or(self.account_name.as_ref());
        let log_in = log_in.ok_or("it has neither a userPrincipalName nor a sAMAccountName")?.to_lowercase();
        let mut roles: Vec<String> = self.groups.iter().filter_map(|group| privileged(group)).collect();
        roles.sort_unstable();
        roles.dedup();
        // `adminCount` is set for whoever is in such a group by way of others too, and stays when that ends.
        let is_privileged =
            if roles.is_empty() { self.admin_count.filter(|was| !was).map(|_| false) } else { Some(true) };
        let is_service = self.is_managed_service() || self.has_service_name;
        let needs_card = self.needs_smart_card.or(self.control.map(|bits| bits & SMART_CARD_REQUIRED != 0));
        Ok(AccountSeen {
            directory: "active-directory".to_owned(),
            account_id: self.id.map(|id| id.to_lowercase()),
            log_in,
            mail: self.mail.map(|mail| mail.to_lowercase()),
            name: self.name.unwrap_or_default(),
            person_id: self.person_id,
            is_enabled: self.is_enabled.or(self.control.map(|bits| bits & DISABLED == 0)),
            created: self.created,
            last_sign_in: match self.last_sign_in {
                Some(at) => LastSignIn::At(at),
                None if self.speaks_of_sign_in && !self.is_sign_in_unreadable => LastSignIn::Never,
                None => LastSignIn::NotReported,
            },
            kind: is_service.then_some(AccountKind::Service),
            is_privileged,
            roles,
            password_set: self.password_set,
            mfa: needs_card.filter(|needs| *needs).map(|_| Mfa {
                is_capable: Some(true),
                is_enforced: Some(true),
                methods: vec![MfaMethod::Certificate],
            }),
            purpose: self.description.filter(|_| is_service),
            is_interactive: self
                .classes
                .iter()
                .any(|class| class.to_lowercase().contains("managedserviceaccount"))
                .then_some(false),
            line,
            ..AccountSeen::default()
        })
    }
}

/// The name of a group that gives power over the domain; `None` for others. Takes `CN=Domain Admins,CN=Users,…`.
fn privileged(group: &str) -> Option<String> {
    let first = group.split(',').next().unwrap_or_default().trim();
    let name =
        first.get(..3).filter(|start| start.eq_ignore_ascii_case("CN=")).map_or(first, |_| &first[3..]);
    PRIVILEGED_GROUPS.contains(&name.to_lowercase().as_str()).then(|| name.to_owned())
}

/// What a date of the directory says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Written {
    /// 0, or nothing at all.
    Never,
    /// Then.
    At(Timestamp),
    /// Something else.
    Unreadable,
}

/// 100 nanoseconds since 1601 (FILETIME), or a generalised time (`20210401080000.0Z`, RFC 4517 3.3.13).
pub(in crate::formats) fn moment(text: &str) -> Written {
    /// Seconds from 1601 to 1970.
    const TO_UNIX: i64 = 11_644_473_600;
    let text = text.trim();
    if text.is_empty() || text == "0" || text == "9223372036854775807" {
        return Written::Never;
    }
    let digits = text.split('.').next().unwrap_or_default();
    let moment = if digits.len() == 14 && text.ends_with('Z') {
        DateTime::strptime("%Y%m%d%H%M%S", digits).ok().and_then(|local| Offset::UTC.to_timestamp(local).ok())
    } else {
        let ticks: Option<i64> = text.parse().ok().filter(|ticks| *ticks > 100_000_000_000_000_000);
        ticks.and_then(|ticks| Timestamp::from_second(ticks / 10_000_000 - TO_UNIX).ok())
    };
    moment.map_or(Written::Unreadable, Written::At)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let at = match moment(text) {
            Written::At(at) => Some(at.to_string()),
            Written::Never => Some("never".to_owned()),
            Written::Unreadable => None,
        };
        assert_eq!(at.as_deref(), expected);
    }

    #[test]
    fn moments_are_read() {
        check("133758720000000000", Some("2024-11-12T08:00:00Z"));
        check("20210401080000.0Z", Some("2021-04-01T08:00:00Z"));
        check("0", Some("never"));
        check("9223372036854775807", Some("never"));
        check("soon", None);
        check("12345", None);
    }

    #[test]
    fn groups_are_known_by_their_name() {
        assert_eq!(
            privileged("CN=Domain Admins,CN=Users,DC=hospital,DC=example").as_deref(),
            Some("Domain Admins")
        );
        assert_eq!(privileged("cn=backup operators,CN=Builtin").as_deref(), Some("backup operators"));
        assert_eq!(privileged("CN=Nurses,OU=Groups"), None);
        assert_eq!(privileged("é"), None);
    }

    #[test]
    fn adding_up_says_no_more_than_is_known() {
        let of = |attributes: Attributes| {
            Attributes { account_name: Some("a".into()), ..attributes }.account(1).unwrap()
        };
        assert_eq!(of(Attributes::default()).is_privileged, None);
        assert_eq!(of(Attributes { admin_count: Some(true), ..Attributes::default() }).is_privileged, None);
        assert_eq!(
            of(Attributes { admin_count: Some(false), ..Attributes::default() }).is_privileged,
            Some(false)
        );
        assert_eq!(of(Attributes::default()).last_sign_in, LastSignIn::NotReported);
        assert_eq!(of(Attributes { control: Some(0x202), ..Attributes::default() }).is_enabled, Some(false));
        assert_eq!(
            of(Attributes { has_service_name: true, ..Attributes::default() }).kind,
            Some(AccountKind::Service)
        );
        assert!(of(Attributes { control: Some(0x4_0200), ..Attributes::default() }).mfa.is_some());
        let computer =
            Attributes { control: Some(0x1000), account_name: Some("pc$".into()), ..Attributes::default() };
        assert!(computer.account(1).is_err());
    }
}
