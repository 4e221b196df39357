//! Accounts: rows of directory exports joined into one account each, with its history.

use crate::people::Training;
use crate::{At, Source, SourceInfo, Told};
use jiff::Timestamp;
use ward_domain::observation::{AccountKind, AccountSeen, LastSignIn, Mfa};

/// An account in a directory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// Which directory.
    pub directory: String,
    /// The directory's own id.
    pub account_id: Option<String>,
    /// Log-in name.
    pub log_in: String,
    /// Shown name.
    pub name: String,
    /// Mail address.
    pub mail: Option<String>,
    /// Whether it can be used; `None` when no current export says.
    pub is_enabled: Option<bool>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Last use.
    pub last_sign_in: LastSignIn,
    /// Member, guest, service.
    pub kind: Option<AccountKind>,
    /// Holds a privileged role; `None` when no current export says.
    pub is_privileged: Option<bool>,
    /// Second factors with the place that says so; from current exports only.
    pub mfa: Option<(Mfa, At)>,
    /// Roles and privileged groups, by current exports.
    pub roles: Vec<String>,
    /// Whether it has a mailbox or a licence that gives one, by current exports.
    pub has_mailbox: Option<bool>,
    /// Whether it is copied from a directory on the premises, by current exports.
    pub is_synced: Option<bool>,
    /// When its password was last set.
    pub password_set: Option<Timestamp>,
    /// Whether a current list says that several people use it.
    pub is_shared: Option<bool>,
    /// Who answers for it, where a current list names somebody for an account that is no person's.
    pub kept_by: Option<String>,
    /// What it is for, where it is no person's.
    pub purpose: Option<String>,
    /// Whether somebody may log on with it at a screen, by current exports.
    pub is_interactive: Option<bool>,
    /// Position of its person in [`Estate::people`](crate::Estate::people).
    pub owner: Option<u32>,
    /// What each export said of it, oldest first: the intervals in which it was known to be usable.
    pub sightings: Vec<AccountSighting>,
    /// When a newer full export did not list it any more.
    pub gone: Option<(Timestamp, u32)>,
    /// The place that says whether it is enabled, else any.
    pub at: Option<At>,
    /// What each current export says of it, oldest first, for rules that ask how old a single word is.
    pub told: Told<AccountSeen>,
    /// Courses of an account that no list of people knows.
    pub trainings: Vec<Training>,
}

/// What one export said of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccountSighting {
    /// Where.
    pub at: At,
    /// When the export was made.
    pub collected_at: Timestamp,
    /// Whether it could be used.
    pub is_enabled: Option<bool>,
}

impl Account {
    /// Whether the account is, or may be, in use: enabled, or not said.
    pub fn may_be_used(&self) -> bool {
        self.gone.is_none() && self.is_enabled != Some(false)
    }
}

/// Joins the account rows of one identity: same directory, and same id or same log-in.
pub(crate) fn merge_accounts(
    rows: &[(At, &AccountSeen)],
    sources: &[Source<'_>],
    infos: &[SourceInfo],
) -> Vec<Account> {
    let mut accounts: Vec<Account> = Vec::new();
    for (at, seen) in rows {
        let is_same = |a: &Account| {
            a.directory == seen.directory
                && (a.log_in == seen.log_in || (a.account_id.is_some() && a.account_id == seen.account_id))
        };
        let position = accounts.iter().position(is_same).unwrap_or_else(|| {
            accounts.push(Account { directory: seen.directory.clone(), ..Account::default() });
            accounts.len() - 1
        });
        absorb(&mut accounts[position], *at, seen, &infos[at.source as usize]);
    }
    for account in &mut accounts {
        account.gone = gone(account, sources, infos);
    }
    accounts
}

fn absorb(account: &mut Account, at: At, seen: &AccountSeen, info: &SourceInfo) {
    account.log_in.clone_from(&seen.log_in);
    if !seen.name.is_empty() {
        account.name.clone_from(&seen.name);
    }
    account.account_id = seen.account_id.clone().or(account.account_id.take());
    account.mail = seen.mail.clone().or(account.mail.take());
    account.created = seen.created.or(account.created);
    account.kind = seen.kind.or(account.kind);
    account.last_sign_in = later(account.last_sign_in, seen.last_sign_in);
    if account.sightings.is_empty() {
        account.sightings.reserve_exact(1);
    }
    account.sightings.push(AccountSighting {
        at,
        collected_at: info.collected_at,
        is_enabled: seen.is_enabled,
    });
    if info.is_current {
        account.told.add(seen.clone(), at);
        if seen.is_enabled.is_some() {
            account.is_enabled = seen.is_enabled;
            account.at = Some(at);
        }
        account.at = account.at.or(Some(at));
        account.is_privileged = seen.is_privileged.or(account.is_privileged);
        for role in &seen.roles {
            if !account.roles.contains(role) {
                account.roles.push(role.clone());
            }
        }
        account.has_mailbox = seen.has_mailbox.or(account.has_mailbox);
        account.is_synced = seen.is_synced.or(account.is_synced);
        account.password_set = seen.password_set.or(account.password_set);
        account.is_shared = seen.is_shared.or(account.is_shared);
        account.kept_by = seen.owner.clone().or(account.kept_by.take());
        account.purpose = seen.purpose.clone().or(account.purpose.take());
        account.is_interactive = seen.is_interactive.or(account.is_interactive);
        if let Some(mfa) = &seen.mfa {
            account.mfa = Some((mfa.clone(), at));
        }
    }
}

fn later(one: LastSignIn, other: LastSignIn) -> LastSignIn {
    match (one, other) {
        (LastSignIn::At(a), LastSignIn::At(b)) => LastSignIn::At(a.max(b)),
        (LastSignIn::At(a), _) | (_, LastSignIn::At(a)) => LastSignIn::At(a),
        (LastSignIn::Never, _) | (_, LastSignIn::Never) => LastSignIn::Never,
        (LastSignIn::NotReported, LastSignIn::NotReported) => LastSignIn::NotReported,
    }
}

/// An account is gone when every series that listed it has a newer export without it.
fn gone(account: &Account, sources: &[Source<'_>], infos: &[SourceInfo]) -> Option<(Timestamp, u32)> {
    if account.sightings.iter().any(|s| infos[s.at.source as usize].is_current) {
        return None;
    }
    let last = account.sightings.last()?.at.source as usize;
    let series = sources[last].observations.series.as_ref()?;
    let newer = (last + 1..sources.len()).find(|&later| {
        sources[later].format == sources[last].format
            && sources[later].observations.series.as_ref() == Some(series)
    })?;
    Some((infos[newer].collected_at, newer as u32))
}
