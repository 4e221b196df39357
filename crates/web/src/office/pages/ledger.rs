//! The payments ledger: milestones to act on, balances that add up to nothing, and every movement in double entry.

mod work;

use super::award::{address, money_bar};
use crate::kit::layout::Page;
use crate::kit::table::{PAGE, number, prose, table, text};
use crate::kit::words::{count, escaped, moment};
use crate::office::answers::{Sight, money_tabs};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use ward_domain::Money;
use ward_programme::funding::{Account, Award, RoundId};

/// What is shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    /// Only this round's.
    round: Option<String>,
    /// Movements before this place.
    before: Option<usize>,
    /// Milestones that wait for this work.
    #[serde(default)]
    work: String,
    /// Milestones after this one.
    #[serde(default)]
    after: String,
}

impl Which {
    /// The page of the same round; ends in `?` or `&`.
    fn address(&self) -> String {
        match self.round.as_deref().filter(|name| !name.is_empty()) {
            Some(round) => format!("/payments?round={}&", escaped(round)),
            None => "/payments?".to_owned(),
        }
    }
}

pub(crate) async fn show(visit: Visit, Query(which): Query<Which>) -> Answer {
    visit.show_office(move |desk| page(desk, &which)).await
}

fn page(desk: &Desk<'_>, which: &Which) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let only: Option<RoundId> = match which.round.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => Some(super::round_terms::parse(name)?),
        None => None,
    };
    let is_in = |award: &&Award| only.as_ref().is_none_or(|round| award.round == *round);
    let awards: Vec<&Award> = sight.programme.funding.awards().filter(is_in).collect();
    let content = html! {
        (money_tabs("/payments"))
        @if let Some(round) = &only { p { "Milestones of " a href={ "/rounds/" (round) } { (round) } " only. " a href="/payments" { "All rounds" } } }
        (balances(&sight))
        (work::list(desk, &sight, &awards, &which.address(), &which.work, &which.after))
        (movements(&sight, which))
    };
    Ok(Page::new("Payments", Some(Section::Office(Room::Funding)), content).up("/rounds", "Rounds"))
}

/// The word and the sentence of each kind of account, in the order in which money goes.
fn kind(account: &Account) -> (usize, &'static str, &'static str) {
    match account {
        Account::Fund => (0, "Fund", "whoever gives the money; below zero by what it gave"),
        Account::Appropriation(_) => (1, "Set apart", "for rounds, and not promised to anyone"),
        Account::Obligated(_) => (2, "Promised", "to awards, and not paid"),
        Account::Paid(_) => (3, "Paid", "and not asked back"),
        Account::ClawedBack(_) => (4, "Asked back", "and not yet returned"),
        Account::Returned(_) => (5, "Returned", "asked back and received"),
        Account::WrittenOff(_) => (6, "Written off", "asked back and given up"),
    }
}

fn balances(sight: &Sight) -> Markup {
    let ledger = sight.programme.funding.ledger();
    let mut sums: BTreeMap<usize, (&str, &str, Money, u64)> = BTreeMap::new();
    for (account, balance) in ledger.balances() {
        let (place, word, says) = kind(account);
        let sum = sums.entry(place).or_insert((word, says, Money::ZERO, 0));
        sum.2 += balance;
        sum.3 += 1;
    }
    let of = |place: usize| sums.get(&place).map_or(Money::ZERO, |sum| sum.2);
    let given = -of(0);
    let parts = [
        ("met", "paid", of(3)),
        ("partly", "promised", of(2)),
        ("not-met", "asked back", of(4)),
        ("na", "returned or written off", of(5) + of(6)),
        ("unknown", "set apart, not promised", of(1)),
    ];
    html! {
        @if given > Money::ZERO { (money_bar(&parts, given)) }
        (table(
            "Balances: what left one account entered another",
            [text("Account"), prose("What it holds"), number("Accounts"), number("Balance")],
            sums.values().map(|(word, says, sum, accounts)| [html! { (word) }, html! { (says) }, html! { (accounts) }, html! { (sum) }]),
            "No money has moved yet: opening a round moves the first.",
        ))
        @if ledger.total() == Money::ZERO { p { strong.good { "The balances add up to $0." } " " (count(ledger.postings().len() as u64, "movement")) " in all." } }
        @else { p.note role="alert" { strong.bad { "The balances add up to " (ledger.total()) " and not to $0." } " This is a fault of Ward: pay nothing before it is found." } }
    }
}

fn movements(sight: &Sight, which: &Which) -> Markup {
    let postings = sight.programme.funding.ledger().postings();
    let end = which.before.unwrap_or(postings.len()).min(postings.len());
    let start = end.saturating_sub(PAGE);
    let account = |account: &Account| {
        let (_, word, _) = kind(account);
        html! {
            (word)
            @match account {
                Account::Appropriation(round) => { " " a href={ "/rounds/" (round) } { (round) } }
                other => { @if let Some(award) = other.award() { " " a href={ "/awards/" (award) } { "award " (award) } } }
            }
        }
    };
    html! {
        div #movements {}
        (table(
            "Movements, newest first",
            [text("Entry"), text("When"), text("From"), text("To"), text("For"), number("Amount")],
            postings.get(start..end).unwrap_or_default().iter().rev().map(|posting| [
                html! { a href={ "/record?before=" (posting.entry + 1) } { (posting.entry) } },
                html! { (moment(posting.at)) },
                account(&posting.transfer.from),
                account(&posting.transfer.to),
                html! { @match (posting.transfer.milestone, posting.transfer.to.award().or(posting.transfer.from.award())) {
                    (Some(at), Some(award)) => a href=(address(award, at)) { (at) },
                    _ => span.quiet { "no milestone" },
                } },
                html! { (posting.transfer.amount) },
            ]),
            "No money has moved yet.",
        ))
        @if start > 0 { p { a href={ (which.address()) "before=" (start) "#movements" } { "Older movements" } } }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    use crate::office::fake::money::{To, round, tell};
    let make = |kind, to, which: &Which| {
        let fake = FakeOffice::of(kind);
        if let Some(to) = to {
            tell(&fake, to);
        }
        page(&fake.desk(), which).unwrap()
    };
    let one = Which { round: Some(round().to_string()), before: Some(2), ..Which::default() };
    vec![
        ("payments-empty", make(Story::Empty, None, &Which::default())),
        ("payments", make(Story::Typical, Some(To::Paid), &Which::default())),
        ("payments-of-round", make(Story::Typical, Some(To::ClawedBack), &one)),
        ("payments-hostile", make(Story::Hostile, Some(To::Payable), &Which::default())),
    ]
}
