//! Incidents: what happened, and what is due first; and the form that records a new one.

use super::incident::facts::{FactsForm, facts_form};
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{table, text};
use crate::kit::words::{day, moment};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use maud::{Markup, html};
use ward_programme::incidents::{Applies, Clock, Deadline, Event, Incident, clocks};

pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show(|context| {
            let mut fields = Fields::default();
            fields.set("organisation", context.organisation.name.clone());
            page(context, &fields, &Errors::default())
        })
        .await
}

pub(crate) async fn open(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let mut read = FactsForm::read(&fields);
            if fields.get("title").is_empty() {
                read.errors.add("title", "Give it a short name");
            }
            if read.errors.any() {
                return Ok(Done::Again(page(context, &fields, &read.errors)?));
            }
            let event = Event::Opened {
                title: fields.get("title").to_owned(),
                facts: Box::new(read.facts),
                times: read.times,
            };
            match context.port.note_incident(None, &event) {
                Ok(number) => Ok(Done::GoTo(format!("/incidents/{number}"))),
                Err(trouble) => {
                    super::incident::again(trouble, "title", |errors| page(context, &fields, errors))
                }
            }
        })
        .await
}

fn page(context: &Context<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let incidents = context.port.incidents()?;
    let now = context.port.now();
    let parameters = &context.catalog().parameters;
    let content = html! {
        (errors.summary())
        p.lead { "One incident can start several clocks, each with its own trigger. Record what you know; Ward says whom to tell by when." }
        p.quiet { "An aid, not legal advice." }
        (table(
            "Incidents, newest first",
            [text("Incident"), text("State"), text("Due first"), text("Late")],
            incidents.iter().rev().map(|(number, one)| {
                let clocks = clocks(parameters, one, now);
                let late = clocks.iter().filter(|clock| clock.is_overdue).count();
                [
                    html! { a href={ "/incidents/" (number) } { (number) ": " (shortened(&one.title, 120)) } },
                    html! { @if one.is_closed { "closed" } @else { "open" } },
                    first(one, &clocks),
                    html! { @if late > 0 { strong.bad { (late) " late" } } @else { "none" } },
                ]
            }),
            "No incident is recorded.",
        ))
        h2 { "Record an incident" }
        (post("/incidents", context.token, false, html! {
            (Field::new("title", "A short name", Kind::Text).autocomplete("off").hint("For example: file server encrypted.").show(fields, errors))
            (facts_form(fields, errors))
            p { button type="submit" { "Record it" } }
        }))
    };
    Ok(Page::new("Incidents", Some(Section::Incidents), content).failed(errors.any()))
}

/// The clock that ends first of those that run.
fn first(incident: &Incident, clocks: &[Clock<'_>]) -> Markup {
    let day_of = |deadline: Deadline| match deadline {
        Deadline::At(at) => incident.times.day(at),
        Deadline::On(day) => day,
    };
    let next = clocks
        .iter()
        .filter(|clock| matches!(clock.applies, Applies::Yes(_)) && clock.reported.is_none())
        .filter_map(|clock| Some((day_of(clock.deadline?), clock)))
        .min_by_key(|(day, _)| *day);
    html! {
        @match next {
            Some((on, clock)) => {
                (clock.tells) ": "
                @if let Some(Deadline::At(at)) = clock.deadline { (moment(at)) } @else { (day(on)) }
                @if !clock.is_law { " " span.unverified { "proposed, not law" } }
            }
            None => "nothing that is known",
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of =
        |kind, fields: &Fields, errors: &Errors| page(&Fake::of(kind).context(), fields, errors).unwrap();
    let mut fields = Fields::default();
    fields.set("title", "<b>");
    fields.set("people", "many");
    let wrong = FactsForm::read(&fields).errors;
    vec![
        ("incidents-empty", of(Kind::Empty, &Fields::default(), &Errors::default())),
        ("incidents", of(Kind::Typical, &Fields::default(), &Errors::default())),
        ("incidents-hostile", of(Kind::Hostile, &fields, &Errors::default())),
        ("incidents-wrong", of(Kind::Typical, &fields, &wrong)),
    ]
}
