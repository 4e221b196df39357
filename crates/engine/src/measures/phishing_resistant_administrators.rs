//! E3.2: administrators sign in with a factor that resists phishing; in a small practice, with an app at least.

use super::{Rule, workforce};
use crate::{Ground, Ruling};
use ward_domain::Size;
use ward_domain::observation::{Mfa, MfaMethod};

/// See the module.
pub struct PhishingResistantAdministrators;

impl Rule for PhishingResistantAdministrators {
    fn slug(&self) -> &'static str {
        "phishing-resistant-administrators"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let accepted = |mfa: &Mfa| match ground.size() {
            Size::Small => mfa.methods.iter().any(MfaMethod::is_app_or_better),
            Size::Medium | Size::Large => mfa.methods.iter().any(MfaMethod::resists_phishing),
        };
        let prefixes = workforce::service_prefixes(ground);
        let mut administrators = 0;
        let mut with_text_message = 0;
        let mut ruling = Ruling::new(ground);
        for account in ground.estate().accounts.iter().filter(|a| a.may_be_used()) {
            if account.is_privileged == Some(false) {
                continue;
            }
            let fresh = account.mfa.as_ref().filter(|(_, at)| ground.is_fresh(at.source));
            match (account.is_privileged, fresh) {
                (Some(true), Some((mfa, at))) => {
                    administrators += 1;
                    ruling.rests_on(at.source);
                    let weak = mfa.methods.iter().any(|m| matches!(m, MfaMethod::Sms | MfaMethod::Voice));
                    with_text_message += u32::from(weak);
                    if accepted(mfa) {
                        ruling.met();
                    } else {
                        ruling.not_met(0, &account.log_in, &[*at], || reason(mfa));
                    }
                }
                (Some(true), None) => {
                    administrators += 1;
                    ruling.undecided(1, &account.log_in, account.at.as_slice(), || {
                        "No fresh export says which factors this administrator has.".to_owned()
                    });
                }
                (Some(false) | None, _) if !workforce::is_human(account, prefixes) => {}
                (Some(false) | None, _) => {
                    ruling.undecided(0, &account.log_in, account.at.as_slice(), || {
                        "No export says whether this account is an administrator.".to_owned()
                    });
                }
            }
        }
        if administrators == 0 {
            return Ruling::unknown(
                ground,
                "The export marks no administrator, and every directory has one. Export the registration details with the column “Is admin”.",
            );
        }
        if with_text_message > 0 {
            ruling.note(format!("{with_text_message} of {administrators} administrators can also use a text message or a call; take that away."));
        }
        ruling
    }
}

fn reason(mfa: &Mfa) -> String {
    let names: Vec<&str> = mfa.methods.iter().map(name).collect();
    if names.is_empty() {
        "No second factor is registered.".to_owned()
    } else {
        format!("Registered: {}. None of these resists phishing.", names.join(", "))
    }
}

fn name(method: &MfaMethod) -> &str {
    match method {
        MfaMethod::SecurityKey => "security key",
        MfaMethod::Passkey => "passkey",
        MfaMethod::PlatformCredential => "Windows Hello or platform credential",
        MfaMethod::Certificate => "certificate",
        MfaMethod::App => "app",
        MfaMethod::OneTimeCode => "one-time code",
        MfaMethod::Sms => "text message",
        MfaMethod::Voice => "phone call",
        MfaMethod::Mail => "mail",
        MfaMethod::TemporaryPass => "temporary pass",
        MfaMethod::Other(name) => name,
    }
}
