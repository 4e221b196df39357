//! E9.2: each directory has a few top administrators, neither one nor many, and those of the cloud exist only there.

use super::subject::Subject;
use super::{Rule, workforce};
use crate::{Ground, Ruling};
use std::collections::BTreeMap;
use ward_domain::observation::AccountSeen;
use ward_estate::{Account, At};

/// See the module.
pub struct FewTopAdministrators;

impl Rule for FewTopAdministrators {
    fn slug(&self) -> &'static str {
        "few-top-administrators"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let mut directories: BTreeMap<&str, Vec<&Account>> = BTreeMap::new();
        for account in ground.estate().accounts.iter().filter(|a| a.may_be_used()) {
            directories.entry(&account.directory).or_default().push(account);
        }
        let mut ruling = Ruling::new(ground);
        for (directory, accounts) in directories {
            let mut subject = Subject::new(ground, format!("the directory {directory}"));
            judge(ground, &mut subject, directory, &accounts);
            subject.conclude(&mut ruling);
        }
        if ruling.is_empty() {
            return Ruling::unknown(ground, "The identity export names no account that can be used.");
        }
        ruling
    }
}

fn judge<'g>(ground: &'g Ground<'g>, subject: &mut Subject<'g>, directory: &str, accounts: &[&'g Account]) {
    let holders = holders(ground, accounts);
    if holders.is_empty() {
        subject.open("No export names its top administrators. Export the roles too.");
        return;
    }
    // A role that an old export names may be taken away by now, and others may have come.
    if !holders.iter().all(|(_, at)| subject.is_fresh(*at)) {
        subject.open("The export of its top administrators is too old to count.");
        return;
    }
    for (_, at) in &holders {
        subject.by(*at);
    }
    let count = |holders: usize| i64::try_from(holders).unwrap_or(i64::MAX);
    let at_most = count(holders.len());
    let is_enabled = |(a, _): &&(&Account, At)| fresh(ground, a, |seen| seen.is_enabled) == Some(true);
    let at_least = count(holders.iter().filter(is_enabled).count());
    let (least, most) = (ground.days("least"), ground.days("most"));
    if at_most < least || at_least > most {
        subject.wrong(format!("It has {at_most} top administrators; {least} to {most} are right."));
    } else if at_least < least || at_most > most {
        subject.open(format!(
            "It has {at_least} to {at_most} top administrators: no export says whether all of these accounts can be used."
        ));
    }
    if ground.measure().list("cloud-directories").iter().any(|cloud| cloud == directory) {
        must_be_of_the_cloud(ground, subject, &holders);
    }
}

/// The accounts that hold a top role, and the newest place that says so.
fn holders<'g>(ground: &Ground<'_>, accounts: &[&'g Account]) -> Vec<(&'g Account, At)> {
    let roles = ground.measure().list("roles");
    let is_top = |role: &String| roles.contains(&role.trim().to_lowercase());
    let top = |account: &'g Account| {
        let ((), at) = account.told.newest(|seen| seen.roles.iter().any(is_top).then_some(()))?;
        Some((account, at))
    };
    accounts.iter().filter_map(|account| top(account)).collect()
}

/// What the newest export says of an account, if it still counts.
fn fresh(ground: &Ground<'_>, account: &Account, says: fn(&AccountSeen) -> Option<bool>) -> Option<bool> {
    let told = account.told.newest(says);
    told.filter(|(_, at)| ground.is_fresh(at.source)).map(|(value, _)| value)
}

fn must_be_of_the_cloud(ground: &Ground<'_>, subject: &mut Subject<'_>, holders: &[(&Account, At)]) {
    let is_synced = |account: &Account| fresh(ground, account, |seen| seen.is_synced);
    let synced: Vec<&str> = holders
        .iter()
        .filter(|(account, _)| is_synced(account) == Some(true))
        .map(|(account, _)| account.log_in.as_str())
        .collect();
    if !synced.is_empty() {
        subject.wrong(format!("Copied from the local directory: {}.", synced.join(", ")));
    } else if holders.iter().any(|(account, _)| is_synced(account).is_none()) {
        subject.open("No export says whether its top administrators are copied from the local directory.");
    }
}
