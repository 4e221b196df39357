//! Accounts: every log-in of the directories.

use super::estate::{Look, Tab, head, nothing, slice};
use super::person_list;
use crate::kit::layout::Page;
use crate::kit::parts::{name, shortened};
use crate::kit::search::choice;
use crate::kit::table::{PAGE, table, text, turn};
use crate::kit::words::{count, day};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use ward_domain::observation::{LastSignIn, MfaMethod};
use ward_estate::{Account, date_of};

const SHOW: [(&str, &str); 4] =
    [("", "all"), ("usable", "may be used"), ("privileged", "privileged"), ("ownerless", "without a person")];

pub(crate) async fn show(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.show(move |context| page(context, &look)).await
}

fn page(context: &Context<'_>, look: &Look) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let accounts = &posture.estate.accounts;
    let needle = look.needle();
    let slice = slice(&posture.accounts, accounts.len(), &look.after, PAGE, |position| {
        let account = &accounts[position as usize];
        let is_wanted = match look.show.as_str() {
            "usable" => account.may_be_used(),
            "privileged" => account.is_privileged == Some(true),
            "ownerless" => account.owner.is_none(),
            _ => true,
        };
        is_wanted
            && needle.is_in(
                [Some(account.log_in.as_str()), Some(account.name.as_str()), account.mail.as_deref()]
                    .into_iter()
                    .flatten(),
            )
    });
    let content = html! {
        p.lead { (count(accounts.len() as u64, "account")) " in the directories." }
        (head(Tab::Accounts, look, "Log-in, name or mail address.", choice("show", "Show", &SHOW, &look.show)))
        (table(
            "Accounts, by log-in",
            [text("Log-in"), text("Person"), text("Usable"), text("Last sign-in"), text("Privileged"), text("Second factor")],
            slice.rows.iter().map(|position| line(&posture, *position)),
            nothing(&needle, "No account here. A list of users from your directory brings them."),
        ))
        (turn(&slice, &look.address(Tab::Accounts), "accounts"))
    };
    Ok(Page::new("Accounts", Some(Section::Estate), content))
}

fn line(posture: &Posture, position: u32) -> [Markup; 6] {
    let account = &posture.estate.accounts[position as usize];
    [
        html! { (name(&account.log_in, 80)) " " span.quiet { (account.directory) } },
        html! { @match account.owner { Some(owner) => (person_list::link(posture, owner)), None => { (shortened(&account.name, 60)) " " span.quiet { "(on no list)" } } } },
        enabled(account),
        last_sign_in(account),
        html! { @match account.is_privileged { Some(true) => "yes", Some(false) => "no", None => "not said" } },
        second_factor(account),
    ]
}

/// Whether it can be used.
pub(crate) fn enabled(account: &Account) -> Markup {
    html! {
        @match (account.gone, account.is_enabled) {
            (Some((when, _)), _) => { "gone since " (day(date_of(when))) }
            (None, Some(true)) => "yes",
            (None, Some(false)) => "switched off",
            (None, None) => "not said",
        }
    }
}

/// When it was last used.
pub(crate) fn last_sign_in(account: &Account) -> Markup {
    html! {
        @match account.last_sign_in {
            LastSignIn::At(when) => (day(date_of(when))),
            LastSignIn::Never => "never",
            LastSignIn::NotReported => "not said",
        }
    }
}

/// Its best second factor.
pub(crate) fn second_factor(account: &Account) -> Markup {
    let words = match &account.mfa {
        None => "not said",
        Some((mfa, _)) if mfa.methods.iter().any(MfaMethod::resists_phishing) => "resists phishing",
        Some((mfa, _)) if mfa.methods.iter().any(MfaMethod::is_app_or_better) => "app or code",
        Some((mfa, _)) if mfa.is_capable == Some(true) || !mfa.methods.is_empty() => "message or call",
        Some(_) => "none",
    };
    html! { (words) }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, show: &str| {
        (name, page(&Fake::of(kind).context(), &Look { show: show.into(), ..Look::default() }).unwrap())
    };
    vec![
        of("accounts-empty", Kind::Empty, ""),
        of("accounts-typical", Kind::Typical, ""),
        of("accounts-full", Kind::Full, "usable"),
        of("accounts-hostile", Kind::Hostile, "ownerless"),
    ]
}
