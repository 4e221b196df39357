//! E6.3: no enabled account lies unused for more than 45 days, unless its owner is on leave.

use super::{Rule, workforce};
use crate::ground::days_between;
use crate::{Ground, Ruling};
use ward_domain::observation::{LastSignIn, PersonStatus};
use ward_estate::date_of;

/// See the module.
pub struct DormantAccounts;

impl Rule for DormantAccounts {
    fn slug(&self) -> &'static str {
        "dormant-accounts"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let most = ground.days("unused");
        let mut ruling = Ruling::new(ground);
        for account in ground.estate().accounts.iter().filter(|a| a.may_be_used()) {
            let Some(at) = account.at.filter(|at| ground.is_fresh(at.source)) else {
                ruling.undecided(0, &account.log_in, account.at.as_slice(), || {
                    "No fresh export lists it.".to_owned()
                });
                continue;
            };
            ruling.rests_on(at.source);
            if ground.owner(account).is_some_and(|p| p.status == Some(PersonStatus::OnLeave)) {
                ruling.not_applicable();
                continue;
            }
            let exported = ground.estate().source(at).collected_on();
            match (account.last_sign_in, account.created) {
                (LastSignIn::At(then), _) => {
                    let unused = days_between(date_of(then), exported);
                    if unused <= most {
                        ruling.met();
                    } else {
                        ruling.not_met(unused, &account.log_in, &[at], || {
                            format!("Last used on {}, {unused} days before the export.", date_of(then))
                        });
                    }
                }
                (LastSignIn::Never, Some(created)) => {
                    let unused = days_between(date_of(created), exported);
                    if unused <= most {
                        ruling.not_applicable();
                    } else {
                        ruling.not_met(unused, &account.log_in, &[at], || {
                            format!("Made on {} and never used.", date_of(created))
                        });
                    }
                }
                (LastSignIn::Never, None) => ruling.undecided(0, &account.log_in, &[at], || {
                    "Never used; the export does not say when it was made.".to_owned()
                }),
                (LastSignIn::NotReported, _) => ruling.undecided(0, &account.log_in, &[at], || {
                    "The export has no last sign-in. Export it with sign-in activity.".to_owned()
                }),
            }
        }
        if ruling.is_empty() {
            return Ruling::unknown(ground, "The identity export names no account that can be used.");
        }
        ruling
    }
}
