//! E8.6: every account that a program uses has an owner and a purpose, no log-on at a screen, and a password of this year.

use super::subject::Subject;
use super::{Rule, workforce};
use crate::{Ground, Ruling};
use ward_estate::{Account, date_of};

/// See the module.
pub struct ServiceAccountsOwned;

impl Rule for ServiceAccountsOwned {
    fn slug(&self) -> &'static str {
        "service-accounts-owned"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let prefixes = workforce::service_prefixes(ground);
        let mut ruling = Ruling::new(ground);
        for account in ground.estate().accounts.iter().filter(|a| a.may_be_used()) {
            if workforce::is_human(account, prefixes) {
                continue;
            }
            let mut subject = Subject::new(ground, &account.log_in);
            judge(ground, &mut subject, account);
            subject.conclude(&mut ruling);
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(
                ground,
                "The exports mark no account as one that a program uses. Every directory has some: mark them.",
            );
        }
        ruling
    }
}

fn judge<'g>(ground: &'g Ground<'g>, subject: &mut Subject<'g>, account: &'g Account) {
    let Some(at) = account.at.filter(|at| subject.is_fresh(*at)) else {
        subject.open("The export that lists it is too old to count.");
        return;
    };
    subject.by(at);
    let told = &account.told;
    if subject.said(told.newest(|seen| seen.owner.as_ref())).is_none() && account.owner.is_none() {
        subject.open("No list names its owner.");
    }
    if subject.said(told.newest(|seen| seen.purpose.as_ref())).is_none() {
        subject.open("No list says what it is for.");
    }
    subject.must(
        told.newest(|seen| seen.is_interactive.map(|may| !may)),
        "Somebody may log on with it at a screen.",
        "No list says whether somebody may log on with it at a screen.",
    );
    let most = ground.days("max-age");
    match subject.said(told.newest(|seen| seen.password_set)).map(date_of) {
        Some(set) if ground.age(set) <= most => {}
        Some(set) => subject.wrong(format!("Its password is of {set}, more than {most} days ago.")),
        None => subject.open("No list says when its password was last set."),
    }
}
