//! E3.5: accounts without a second factor are few, each is a recorded exception, and none is privileged except the
//! break-glass accounts.

use super::{Rule, workforce};
use crate::{Ground, Ruling};
use ward_domain::assessment::Case;
use ward_domain::observation::ExceptionSeen;
use ward_estate::{Estate, Placed};

/// See the module.
pub struct MfaExceptionsBounded;

impl Rule for MfaExceptionsBounded {
    fn slug(&self) -> &'static str {
        "mfa-exceptions-bounded"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let prefixes = workforce::service_prefixes(ground);
        let words = ground.measure().list("break-glass-words");
        let most_break_glass = ground.measure().number("most-break-glass", ground.size()) as u64;
        let (mut accounts, mut exempt, mut break_glass) = (0u64, 0u64, 0u64);
        let mut ruling = Ruling::new(ground);
        for account in
            ground.estate().accounts.iter().filter(|a| a.may_be_used() && workforce::is_human(a, prefixes))
        {
            accounts += 1;
            let Some((mfa, at)) = account.mfa.as_ref().filter(|(_, at)| ground.is_fresh(at.source)) else {
                ruling.undecided(0, &account.log_in, account.at.as_slice(), || {
                    "No fresh export says which factors it has.".to_owned()
                });
                continue;
            };
            ruling.rests_on(at.source);
            match mfa.is_capable {
                Some(true) => continue,
                None => {
                    ruling.undecided(0, &account.log_in, &[*at], || {
                        "The export does not say whether a factor is registered.".to_owned()
                    });
                    continue;
                }
                Some(false) => exempt += 1,
            }
            let Some(exception) = exception(ground, ground.estate(), &account.log_in) else {
                ruling.not_met(1, &account.log_in, &[*at], || {
                    "Has no second factor, and no exception is recorded for it.".to_owned()
                });
                continue;
            };
            ruling.rests_on(exception.at.source);
            let reason = exception.row.reason.to_lowercase();
            let is_break_glass = words.iter().any(|word| reason.contains(&word.to_lowercase()));
            break_glass += u64::from(is_break_glass);
            if account.is_privileged == Some(true) && !(is_break_glass && break_glass <= most_break_glass) {
                // The exception itself is what is wrong here, so it excuses nothing.
                ruling.not_met_many(2, || Case {
                    subject: account.log_in.clone(),
                    reason: format!("Is an administrator without a second factor; only {most_break_glass} break-glass accounts may be."),
                    evidence: [*at, exception.at].map(|at| ground.estate().evidence(at)).to_vec(),
                });
            } else {
                ruling.met();
            }
        }
        if accounts == 0 {
            return Ruling::unknown(ground, "The identity export names no account that a person can use.");
        }
        let share = ground.measure().number("most-share", ground.size());
        if exempt > most_break_glass && exempt as f64 > share * accounts as f64 {
            ruling.veto(format!(
                "{exempt} of {accounts} accounts have no second factor; at most {:.0} % may be excepted.",
                share * 100.0
            ));
        }
        ruling.no_cases(format!(
            "All {accounts} accounts have a second factor registered: no exception is needed."
        ));
        ruling
    }
}

/// An exception recorded for the account under any measure about second factors.
fn exception<'g>(
    ground: &'g Ground<'g>,
    estate: &'g Estate,
    log_in: &str,
) -> Option<&'g Placed<ExceptionSeen>> {
    let goal = ground.measure().id.goal();
    estate.exceptions.iter().rev().find(|e| {
        e.row.measure.goal() == goal
            && e.row.subject.trim().eq_ignore_ascii_case(log_in)
            && e.row.approved_on <= ground.as_of()
            && ground.as_of() <= e.row.expires
    })
}
