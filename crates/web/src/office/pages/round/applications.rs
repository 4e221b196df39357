//! The applications of a round, with what each gets and why as soon as that is proposed; searched, and read by key.

use crate::kit::parts::shortened;
use crate::kit::search::Needle;
use crate::kit::table::{PAGE, Slice, number, prose, table, text, turn};
use crate::kit::words::{count, escaped};
use crate::office::answers::{Sight, sentence};
use maud::{Markup, html};
use serde::Deserialize;
use ward_programme::funding::{Allocation, Application, Round, Stage};

/// What is looked for, and where in the list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Look {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

#[cfg(test)]
pub(super) fn look(q: &str, after: u64) -> Look {
    Look { q: q.to_owned(), after: after.to_string() }
}

/// One page of them.
pub(super) fn list(sight: &Sight, round: &Round, look: &Look) -> Markup {
    if round.stage == Stage::Draft {
        return html! {};
    }
    let funding = &sight.programme.funding;
    let needle = Needle::of(&look.q);
    let all: Vec<&Application> = funding
        .applications()
        .filter(|one| one.round == round.id)
        .filter(|one| {
            needle.is_in([sight.name(&one.participant), one.participant.as_str(), &one.id.to_string()])
        })
        .collect();
    let after: Option<u64> = look.after.parse().ok();
    let later = all.iter().copied().filter(|one| after.is_none_or(|after| one.id.0 > after));
    let slice = Slice::first(later, PAGE, after.is_some(), |last| last.id.to_string());
    let mut address = format!("/rounds/{}?", round.id);
    if !look.q.is_empty() {
        address.extend(["q=", &escaped(&look.q), "&"]);
    }
    let none = if look.q.is_empty() { "Nobody has applied yet." } else { "No application fits this search." };
    let caption = format!("In order of filing, of {}", count(all.len() as u64, "application"));
    html! {
        h2 #applications { "Applications" }
        form.search method="get" action={ "/rounds/" (round.id) } role="search" {
            div {
                label for="q" { "Search" }
                input type="search" id="q" name="q" value=(look.q) aria-describedby="q-hint";
            }
            button type="submit" { "Search" }
            p.hint #q-hint { "Name or short name of the applicant, or the number." }
        }
        @match &round.allocation {
            Some(allocation) => (table(
                &caption,
                [text("Application"), text("Goals"), number("Asked"), number("Gets"), prose("Why")],
                slice.rows.iter().map(|one| decided(sight, round, allocation, one)),
                none,
            )),
            None => (table(
                &caption,
                [text("Application"), text("How it came"), text("Goals"), number("Asked"), text("Reviews"), text("State")],
                slice.rows.iter().map(|one| [
                    name(sight, one),
                    html! { (super::super::application::came(one)) },
                    goals(one),
                    html! { (one.asked()) },
                    html! { (one.counting_reviews().count()) " of " (round.terms.reviews_needed) },
                    html! { @if one.is_live() { "stands" } @else { "withdrawn" } },
                ]),
                none,
            )),
        }
        (turn(&slice, &address, "applications"))
    }
}

/// With its yes or no.
fn decided(sight: &Sight, round: &Round, allocation: &Allocation, one: &Application) -> [Markup; 5] {
    let decision = allocation.decisions.get(&one.id);
    let award = sight.programme.funding.award(one.id).ok();
    [
        name(sight, one),
        goals(one),
        html! { (one.asked()) },
        html! {
            @match (award, decision) {
                _ if !one.is_live() => "–",
                (Some(award), _) => a href={ "/awards/" (one.id) } { (award.amount()) },
                (None, Some(_)) if round.stage >= Stage::Decided => "no award",
                (None, Some(decision)) => (decision.amount()),
                (None, None) => "–",
            }
        },
        html! {
            @match decision {
                _ if !one.is_live() => "Withdrawn.",
                Some(decision) => {
                    (sentence(&shortened(&decision.because, 400)))
                    @if allocation.changes.iter().any(|change| change.before.application == one.id) { ". " span.quiet { "Changed by hand." } }
                },
                None => "It was not in the proposal.",
            }
        },
    ]
}

fn name(sight: &Sight, one: &Application) -> Markup {
    html! { a href={ "/applications/" (one.id) } { (one.id) " " (shortened(sight.name(&one.participant), 80)) } }
}

fn goals(one: &Application) -> Markup {
    let mut goals: Vec<String> = one.form.lines.iter().map(|line| line.goal.to_string()).collect();
    goals.dedup();
    html! { (goals.join(", ")) }
}
