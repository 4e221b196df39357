//! E6.2: every enabled account of a person belongs to somebody who still works here.

use super::{Rule, workforce};
use crate::{Ground, Ruling};
use ward_domain::observation::AccountKind;

/// See the module.
pub struct AccountsWithoutLivingOwner;

impl Rule for AccountsWithoutLivingOwner {
    fn slug(&self) -> &'static str {
        "accounts-without-living-owner"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["workforce-roster", "identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let prefixes = ground.measure().list("service-name-prefixes");
        let mut ruling = Ruling::new(ground);
        for kind in ["workforce-roster", "identity-export"] {
            for source in ground.fresh(kind) {
                ruling.rests_on(source);
            }
        }
        for account in ground.estate().accounts.iter().filter(|a| a.may_be_used()) {
            let owner = ground.owner(account);
            let at: Vec<_> = account.at.into_iter().collect();
            if account.at.is_some_and(|at| !ground.is_fresh(at.source)) {
                ruling.undecided(0, &account.log_in, &at, || {
                    "The export that lists it is too old to count.".to_owned()
                });
            } else if owner.is_some_and(|person| workforce::is_with_us(ground, person)) {
                if owner.is_some_and(|person| workforce::is_on_a_fresh_list(ground, person)) {
                    ruling.met();
                } else {
                    ruling.undecided(0, &account.log_in, &at, || workforce::OLD_LIST.to_owned());
                }
            } else if account.kind == Some(AccountKind::Service) {
                ruling.not_applicable();
            } else if account.is_enabled.is_none() {
                ruling.undecided(0, &account.log_in, &at, || {
                    "No export says whether it is enabled, and no active person on the roster has it."
                        .to_owned()
                });
            } else if owner.is_none() && workforce::is_named_like_a_service(account, prefixes) {
                ruling.undecided(0, &account.log_in, &at, || "Named like a service account, and nobody is recorded as its owner. Record an exception that names one.".to_owned());
            } else if let Some(person) = owner {
                let end = person.end.map_or_else(
                    || "is not on the newest roster".to_owned(),
                    |end| format!("left on {}", end.date()),
                );
                let evidence: Vec<_> = at.iter().copied().chain(person.at()).collect();
                ruling.not_met(1, &account.log_in, &evidence, || {
                    format!("Belongs to {}, who {end}.", person.name)
                });
            } else {
                ruling.not_met(0, &account.log_in, &at, || {
                    "Enabled, and matches nobody on a roster.".to_owned()
                });
            }
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(ground, "The identity export names no account that a person can use.");
        }
        ruling
    }
}
