//! All rounds of funding, and the scenario that may be reckoned with once somebody adopted it with a reason.

use super::round_terms::SCENARIO;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, moment};
use crate::office::answers::{Sight, decide, money_tabs, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use maud::{Markup, html};
use ward_domain::Money;
use ward_programme::funding::{Account, Event};

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show_office(|desk| page(desk, &Fields::default(), &Errors::default())).await
}

/// Adopts or drops the scenario.
pub(crate) async fn decide_scenario(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            let reason = told(&fields, "scenario-reason", &mut errors);
            let scenario = SCENARIO.to_owned();
            let event = match fields.get("do") {
                "adopt" => Event::ScenarioAdopted { scenario, reason },
                _ => Event::ScenarioDropped { scenario, reason },
            };
            let events = vec![ward_programme::Event::Funding(event)];
            if !errors.any() && decide(desk, events, "scenario-reason", &mut errors)?.is_some() {
                return Ok(Done::GoTo("/rounds".to_owned()));
            }
            Ok(Done::Again(page(desk, &fields, &errors)?))
        })
        .await
}

fn page(desk: &Desk<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let funding = &sight.programme.funding;
    let mut rounds: Vec<_> = funding.rounds().collect();
    // What has the most steps before it comes first.
    rounds.sort_by_key(|round| (round.stage, std::cmp::Reverse(round.terms.closes)));
    let promised = |round: &ward_programme::funding::Round| -> Money {
        funding
            .awards()
            .filter(|award| award.round == round.id)
            .map(ward_programme::funding::Award::amount)
            .sum()
    };
    let content = html! {
        (money_tabs("/rounds"))
        (errors.summary())
        p.lead { "A round turns money into goals that are met: terms, applications, awards, and payment only for what a signed summary shows." }
        p { a.button href="/rounds/new" { "Draft a round" } }
        (table(
            &count(rounds.len() as u64, "round"),
            [text("Round"), text("State"), text("Applications until"), number("Applications"), number("Budget"), number("Promised"), number("Not promised")],
            rounds.iter().map(|round| [
                html! { a href={ "/rounds/" (round.id) } { (shortened(&round.terms.title, 100)) } @if round.terms.budget.basis.scenario.is_some() { " " span.unverified { "scenario" } } },
                html! { (round.stage.label()) },
                html! { (moment(round.terms.closes)) },
                html! { (round.applicants.len()) },
                html! { (round.terms.budget.value) },
                html! { (promised(round)) },
                html! { (funding.ledger().balance(&Account::Appropriation(round.id.clone()))) },
            ]),
            "No round yet. Draft one: nothing is promised before it opens.",
        ))
        (scenario(desk, &sight, fields, errors))
    };
    Ok(Page::new("Funding rounds", Some(Section::Office(Room::Funding)), content).failed(errors.any()))
}

fn scenario(desk: &Desk<'_>, sight: &Sight, fields: &Fields, errors: &Errors) -> Markup {
    let family = desk.port.catalog().parameters.families.get(SCENARIO);
    let adopted = sight.programme.funding.scenarios().find(|(id, ..)| *id == SCENARIO);
    html! {
        @if let Some(family) = family {
            section.panel aria-labelledby="scenario" {
                h2 #scenario { (family.title) " " span.unverified { "scenario" } }
                @for standing in &family.standings {
                    p { strong { (standing.status.label()) } ": " (standing.says) " (" (standing.citation) "; source: " (standing.source) "; " (standing.mark.label()) ")." }
                }
                p { "It is no law and no money of yours. Adopt it only to reckon with it, for example in an exercise." }
                @match adopted {
                    Some((_, stamp, reason)) => p.note { strong { "Adopted" } " by " (stamp.by) ", " (moment(stamp.at)) ": " (shortened(reason, 300)) },
                    None => p { "It is off." },
                }
                (post("/rounds/scenario", desk.token, false, html! {
                    (Field::new("scenario-reason", "Why", Kind::Text).show(fields, errors))
                    @if adopted.is_some() { button.second type="submit" name="do" value="drop" { "Drop the scenario" } }
                    @else { button.second type="submit" name="do" value="adopt" { "Adopt the scenario" } }
                }))
            }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    use crate::office::fake::money::{To, tell};
    let make = |kind, to| {
        let fake = FakeOffice::of(kind);
        tell(&fake, to);
        page(&fake.desk(), &Fields::default(), &Errors::default()).unwrap()
    };
    let mut errors = Errors::default();
    told(&Fields::default(), "scenario-reason", &mut errors);
    let empty = FakeOffice::of(Story::Empty);
    vec![
        ("rounds-empty", page(&empty.desk(), &Fields::default(), &Errors::default()).unwrap()),
        ("rounds", make(Story::Typical, To::Paid)),
        ("rounds-hostile", make(Story::Hostile, To::Closed)),
        ("rounds-wrong", page(&empty.desk(), &Fields::default(), &errors).unwrap()),
    ]
}
