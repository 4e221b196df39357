//! A number that Ward's makers chose, chosen otherwise by the organisation.

use super::measure::{find, parse};
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::port::{Trouble, TroubleKind};
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::Path;
use maud::html;
use ward_catalog::{Measure, TARGET};
use ward_domain::{MeasureId, Size};

pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.show(move |context| form_page(context, parse(&id)?, &Fields::default(), &Errors::default())).await
}

pub(crate) async fn submit(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    let id = parse(&id)?;
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            let value: Option<f64> = fields.get("value").replace(',', ".").parse().ok();
            if value.is_none() {
                errors.add("value", "Enter a number, such as 30, or 0.9 for 90 %");
            }
            if fields.get("reason").is_empty() {
                errors.add("reason", "Say why");
            }
            if let Some(value) = value.filter(|_| !errors.any()) {
                match context.port.choose_number(id, fields.get("key"), value, fields.get("reason")) {
                    Ok(()) => return Ok(Done::GoTo(format!("/goals/{}#{id}", id.goal()))),
                    Err(trouble) if trouble.kind == TroubleKind::User => errors.add("value", trouble.says),
                    Err(trouble) => return Err(trouble),
                }
            }
            Ok(Done::Again(form_page(context, id, &fields, &errors)?))
        })
        .await
}

/// The numbers of a measure that may be chosen otherwise: key and words with the published value.
fn own_numbers(context: &Context<'_>, measure: &Measure, size: Size) -> Vec<(String, String)> {
    [TARGET]
        .into_iter()
        .chain(measure.numbers.keys().map(String::as_str))
        .filter_map(|key| {
            let (value, unit) = context.catalog().own_number(measure.id, key, size).ok()?;
            let says = measure.numbers.get(key).map_or("share that must be met", |number| &number.says);
            Some((key.to_owned(), format!("{says}: {value} {unit} as published")))
        })
        .collect()
}

fn form_page(
    context: &Context<'_>,
    id: MeasureId,
    fields: &Fields,
    errors: &Errors,
) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let (measure, _) = find(context.catalog(), &posture, id)?;
    let numbers = own_numbers(context, measure, posture.assessment.profile);
    let options: Vec<(&str, &str)> =
        numbers.iter().map(|(key, words)| (key.as_str(), words.as_str())).collect();
    let chosen: Vec<_> = context.port.chosen_numbers()?.into_iter().filter(|row| row.measure == id).collect();
    let questions = html! {
        (Field::new("key", "Which number", Kind::Select(&options)).show(fields, errors))
        (Field::new("value", "Your value", Kind::Text).hint("A share is written as 0.9 for 90 %.").show(fields, errors))
        (Field::new("reason", "Why", Kind::Area).hint("It stays in the record, and the published value is shown beside yours.").show(fields, errors))
        p { button type="submit" { "Use this number" } " " a href={ "/goals/" (id.goal()) "#" (id) } { "Cancel" } }
    };
    let content = html! {
        (errors.summary())
        p.lead { "Numbers that stand in a published text cannot be chosen otherwise. These are choices of this project." }
        @if !chosen.is_empty() {
            h2 { "Chosen here" }
            ul { @for row in &chosen { li { strong { (row.key) " = " (row.value) } ", entry " (row.entry) ": " (row.reason) } } }
        }
        @if options.is_empty() {
            p { "All numbers of this measure come from published texts." }
        } @else {
            (post(&format!("/measures/{id}/numbers"), context.token, false, questions))
        }
    };
    Ok(Page::new(format!("Numbers of {id}: {}", measure.title), Some(Section::Home), content)
        .up(format!("/goals/{}#{id}", id.goal()), format!("Goal {}", id.goal()))
        .failed(errors.any()))
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let fake = Fake::of(Kind::Typical);
    let page = |id: &str, errors: &Errors| {
        form_page(&fake.context(), id.parse().unwrap(), &Fields::default(), errors).unwrap()
    };
    let mut errors = Errors::default();
    errors.add("value", "a share is above 0 and at most 1");
    vec![("numbers", page("E4.1", &Errors::default())), ("numbers-wrong", page("E4.1", &errors))]
}
