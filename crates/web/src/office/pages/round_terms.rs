//! The terms of a round as a form, new or while it is a draft: each number with the ground on which it stands.

mod typed;

use super::round_rule;
use crate::kit::form::{Errors, Field, Fields, Kind as Asked, post};
use crate::kit::layout::Page;
use crate::office::answers::{Sight, absent, decide};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use typed::{fill, read};
use ward_programme::eligibility::Rule;
use ward_programme::funding::{Event, RoundId, Stage};

/// The one scenario that the catalogue has money for.
pub(super) const SCENARIO: &str = "budget-2025";

pub(crate) async fn show_new(visit: Visit) -> Answer {
    visit
        .show_office(|desk| {
            let mut fields = Fields::default();
            for (name, value) in
                [("kind", "upfront"), ("grade", "C"), ("reviews", "1"), ("budget-from", "own")]
            {
                fields.set(name, value);
            }
            page(desk, None, &fields, &Errors::default(), None)
        })
        .await
}

pub(crate) async fn show_edit(visit: Visit, Path(id): Path<String>) -> Answer {
    visit
        .show_office(move |desk| {
            let id = parse(&id)?;
            let programme = desk.port.programme()?;
            let round = programme.funding.round(&id).map_err(absent)?;
            let mut fields = Fields::default();
            let left_out = fill(round, &mut fields);
            let mut errors = Errors::default();
            for condition in left_out {
                errors.add(
                    "g1c1",
                    format!("The form cannot show this condition, and would drop it: {condition}"),
                );
            }
            page(desk, Some(&id), &fields, &errors, None)
        })
        .await
}

pub(crate) async fn submit_new(posted: Posted) -> Answer {
    submit(None, posted).await
}

pub(crate) async fn submit_edit(Path(id): Path<String>, posted: Posted) -> Answer {
    submit(Some(parse(&id)?), posted).await
}

async fn submit(known: Option<RoundId>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if fields.get("do") == "preview" {
                let rule = round_rule::read(&fields, &mut errors);
                let rule = (!errors.any()).then_some(rule);
                return Ok(Done::Again(page(desk, known.as_ref(), &fields, &errors, rule.as_ref())?));
            }
            let id = known.clone().or_else(|| match fields.get("name").parse::<RoundId>() {
                Ok(id) if id.to_string() != "new" => Some(id),
                _ => {
                    errors.add(
                        "name",
                        "Enter a short name of small letters, digits and hyphens, such as upfront-2027",
                    );
                    None
                }
            });
            let terms = read(desk.port.catalog(), &fields, &mut errors);
            if let (Some(id), Some(terms), false) = (id, terms, errors.any()) {
                let (round, terms) = (id.clone(), Box::new(terms));
                let event = match known {
                    None => Event::RoundDrafted { round, terms },
                    Some(_) => Event::TermsChanged { round, terms },
                };
                let events = vec![ward_programme::Event::Funding(event)];
                if decide(desk, events, "title", &mut errors)?.is_some() {
                    return Ok(Done::GoTo(format!("/rounds/{id}")));
                }
            }
            Ok(Done::Again(page(desk, known.as_ref(), &fields, &errors, None)?))
        })
        .await
}

pub(super) fn parse(id: &str) -> Result<RoundId, Trouble> {
    id.parse().map_err(|_| Trouble::not_found("There is no round of that name."))
}

fn page(
    desk: &Desk<'_>,
    id: Option<&RoundId>,
    fields: &Fields,
    errors: &Errors,
    rule: Option<&Rule>,
) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    if let Some(id) = id {
        let round = sight.programme.funding.round(id).map_err(absent)?;
        if round.stage != Stage::Draft {
            return Err(Trouble::user(
                "The terms of a round stand from the moment it opens.",
                "Look at the round; for other terms draft a new one.",
            ));
        }
    }
    let action = id.map_or("/rounds/new".to_owned(), |id| format!("/rounds/{id}/terms"));
    let content = html! {
        (errors.summary())
        p.lead { "Nothing is promised before the round opens. From then on its terms cannot change." }
        (post(&action, desk.token, false, html! {
            (numbers(id.is_none(), fields, errors))
            h2 { "Who may apply" }
            @if let Some(rule) = rule {
                div.panel { h3 { "Preview, by what is known today" } (round_rule::preview_of(rule, &sight)) }
            }
            (round_rule::show(fields, errors))
            p {
                button type="submit" name="do" value="save" { "Save the draft" }
                button.second type="submit" name="do" value="preview" { "Preview who fits" }
                " " a href=(id.map_or("/rounds".to_owned(), |id| format!("/rounds/{id}"))) { "Cancel" }
            }
        }))
    };
    let title = id.map_or("New round".to_owned(), |id| format!("Terms of {id}"));
    Ok(Page::new(title, Some(Section::Office(Room::Funding)), content)
        .up("/rounds", "Rounds")
        .failed(errors.any()))
}

fn numbers(is_new: bool, fields: &Fields, errors: &Errors) -> Markup {
    let kinds = [
        ("upfront", "Upfront investment", "essential goals, for organisations with high need"),
        ("incentive", "Incentive", "enhanced goals"),
    ];
    let grounds = [
        ("own", "Our own decision", "or the law named below"),
        (
            SCENARIO,
            "The President’s budget for 2025",
            "a scenario: asked for and never enacted; adopt it before the round opens",
        ),
    ];
    let grades = [
        ("A", "A: a machine’s own file"),
        ("B", "B: a dated paper"),
        ("C", "C: an own list"),
        ("D", "D: an answer"),
    ];
    html! {
        @if is_new { (Field::new("name", "Short name", Asked::Text).hint("Stands in addresses and accounts, such as upfront-2027.").autocomplete("off").show(fields, errors)) }
        (Field::new("title", "Title for applicants", Asked::Text).show(fields, errors))
        (Field::new("kind", "What the money is for", Asked::Choice(&kinds)).show(fields, errors))
        (Field::new("first", "First day for applications", Asked::Date).hint("From midnight, UTC.").show(fields, errors))
        (Field::new("last", "Last day for applications", Asked::Date).hint("Until midnight, UTC.").show(fields, errors))
        (Field::new("budget-from", "Where the budget comes from", Asked::Choice(&grounds)).show(fields, errors))
        (Field::new("budget", "Budget in dollars", Asked::Text).hint("With the scenario: leave empty to take its whole sum.").optional().show(fields, errors))
        (Field::new("cap", "The most that one applicant can get, in dollars", Asked::Text).show(fields, errors))
        (Field::new("grade", "The lowest grade of evidence that earns money", Asked::Select(&grades)).show(fields, errors))
        (Field::new("reviews", "Reviews that each application needs", Asked::Text).hint("0 when you work alone: nobody reviews what they filed themselves.").show(fields, errors))
        (Field::new("citation", "The decision or law that says all this", Asked::Text).hint("As a person would look it up: decision of the board of 3 March 2026.").show(fields, errors))
        (Field::new("floors", "Shares of the budget that groups must get", Asked::Area).optional().hint("One a line, the most important first: per cent, field, value. For example: 30 kind critical-access").show(fields, errors))
        (Field::new("priorities", "Whose benefit counts for more", Asked::Area).optional().hint("One a line: per cent, field, value; 100 is as everyone. For example: 150 setting rural").show(fields, errors))
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    let fake = FakeOffice::of(Story::Typical);
    let desk = fake.desk();
    let mut fields = Fields::default();
    let mut errors = Errors::default();
    for (name, value) in
        [("title", ""), ("cap", "<b>much</b>"), ("g1c1", "kind"), ("g1c1-is", "<img>"), ("floors", "x")]
    {
        fields.set(name, value);
    }
    read(desk.port.catalog(), &fields, &mut errors);
    let rule = crate::office::fake::money::everyone();
    vec![
        ("round-new", page(&desk, None, &Fields::default(), &Errors::default(), None).unwrap()),
        ("round-new-wrong", page(&desk, None, &fields, &errors, None).unwrap()),
        (
            "round-new-preview",
            page(&desk, None, &Fields::default(), &Errors::default(), Some(&rule)).unwrap(),
        ),
    ]
}
