//! E9.1: administrators have a second account for everyday work, and the first has no mailbox.

use super::subject::Subject;
use super::{AnswersCount, Rule, attested, workforce};
use crate::{Ground, Ruling};
use ward_estate::Account;

/// See the module.
pub struct SeparateAdministratorAccounts;

impl Rule for SeparateAdministratorAccounts {
    fn slug(&self) -> &'static str {
        "separate-administrator-accounts"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if !ground.was_ever_given("identity-export") {
            return attested::instead(ground, ground.missing("identity-export"));
        }
        if let Some(because) = workforce::missing(ground, &["identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let prefixes = workforce::service_prefixes(ground);
        let mut administrators = 0;
        let mut ruling = Ruling::new(ground);
        for account in ground.estate().accounts.iter().filter(|a| a.may_be_used()) {
            if !workforce::is_human(account, prefixes) {
                continue;
            }
            let mut subject = Subject::new(ground, &account.log_in);
            match administers(ground, account) {
                Some(false) => continue,
                Some(true) => {
                    administrators += 1;
                    judge(ground, &mut subject, account);
                }
                None => {
                    subject
                        .open("No export that still counts says whether this account is an administrator.");
                }
            }
            subject.conclude(&mut ruling);
        }
        if administrators == 0 {
            return Ruling::unknown(
                ground,
                "The exports mark no administrator, and every directory has one. Export the roles too.",
            );
        }
        let open = "Nobody says whether administrator accounts are kept off the web. Answer the question.";
        attested::part(ground, &mut ruling, "the web for administrator accounts", open);
        ruling
    }
}

/// Whether an export that still counts says that the account holds a privileged role.
fn administers(ground: &Ground<'_>, account: &Account) -> Option<bool> {
    let told = account.told.newest(|seen| seen.is_privileged);
    told.filter(|(_, at)| ground.is_fresh(at.source)).map(|(administers, _)| administers)
}

fn judge<'g>(ground: &'g Ground<'g>, subject: &mut Subject<'g>, account: &'g Account) {
    subject.said(account.told.newest(|seen| seen.is_privileged));
    subject.must(
        account.told.newest(|seen| seen.has_mailbox.map(|has| !has)),
        "It administers and has a mailbox.",
        "No export that still counts says whether it has a mailbox.",
    );
    let Some(owner) = ground.owner(account) else {
        subject.open("No list says whose account it is.");
        return;
    };
    let others: Vec<&Account> = owner
        .accounts
        .iter()
        .filter_map(|position| ground.estate().accounts.get(*position as usize))
        .filter(|other| other.log_in != account.log_in || other.directory != account.directory)
        .filter(|other| other.may_be_used())
        .collect();
    let is_everyday = |a: &&Account| administers(ground, a) == Some(false);
    if !others.iter().any(is_everyday) {
        if others.iter().any(|a| administers(ground, a).is_none()) {
            subject
                .open(format!("No export says whether the other account of {} administers too.", owner.name));
        } else {
            subject.wrong(format!("{} has no other account for everyday work.", owner.name));
        }
    }
}
