//! E3.1: every account that can sign in from outside does so with a second factor.
//!
//! *Registered* is not *enforced*: an account counts only if the directory says that it enforces the factor, or a
//! signed answer says that a policy does.

use super::{AnswersCount, Rule, workforce};
use crate::{Ground, Ruling};
use ward_domain::observation::Says;

/// See the module.
pub struct MfaForOutsideAccess;

impl Rule for MfaForOutsideAccess {
    fn slug(&self) -> &'static str {
        "mfa-for-outside-access"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let prefixes = workforce::service_prefixes(ground);
        let policy = ground.answer(None);
        let policy_says = policy.map(|answer| answer.row.says);
        let mut ruling = Ruling::new(ground);
        if let Some(policy) = policy {
            ruling.rests_on_answer(policy);
        }
        for account in ground.estate().accounts.iter().filter(|a| a.may_be_used()) {
            if !workforce::is_human(account, prefixes) {
                ruling.not_applicable();
                continue;
            }
            let Some((mfa, at)) = account.mfa.as_ref().filter(|(_, at)| ground.is_fresh(at.source)) else {
                let at = account.at.filter(|at| ground.is_fresh(at.source));
                ruling.undecided(0, &account.log_in, at.as_slice(), || {
                    "No fresh export says which factors it has.".to_owned()
                });
                continue;
            };
            ruling.rests_on(at.source);
            match (mfa.is_capable, mfa.is_enforced, policy_says) {
                (Some(false), _, _) => ruling.not_met(1, &account.log_in, &[*at], || "No second factor is registered.".to_owned()),
                (_, Some(true), _) | (Some(true), _, Some(Says::Yes)) => ruling.met(),
                (Some(true), _, Some(Says::No)) => ruling.not_met(0, &account.log_in, &[*at], || {
                    "A second factor is registered, and the answer says that nothing enforces it.".to_owned()
                }),
                (Some(true), _, _) => ruling.undecided(0, &account.log_in, &[*at], || {
                    "A second factor is registered; nothing shows that it is enforced. Answer whether a policy enforces it.".to_owned()
                }),
                (None, _, _) => ruling.undecided(0, &account.log_in, &[*at], || "The export does not say whether a factor is registered.".to_owned()),
            }
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(ground, "The identity export names no account that a person can use.");
        }
        ruling
    }
}
