//! An approved exception: one subject of one measure, for at most a year.

use super::answer::{About, optional_day};
use super::measure::{find, parse};
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::{Path, Query};
use jiff::civil::Date;
use maud::html;
use ward_domain::MeasureId;
use ward_domain::observation::ExceptionSeen;

/// Longest time that an exception may hold, from approval (DESIGN: within 12 months).
const MOST_DAYS: i32 = 366;

pub(crate) async fn show(visit: Visit, Path(id): Path<String>, Query(about): Query<About>) -> Answer {
    visit
        .show(move |context| {
            let mut fields = Fields::default();
            fields.set("subject", about.subject);
            form_page(context, parse(&id)?, &fields, &Errors::default())
        })
        .await
}

pub(crate) async fn submit(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    let id = parse(&id)?;
    visit
        .act(move |context| match read(id, &fields, context.today()) {
            Ok(exception) => {
                context.port.except(exception)?;
                Ok(Done::GoTo(format!("/goals/{}#{id}", id.goal())))
            }
            Err(errors) => Ok(Done::Again(form_page(context, id, &fields, &errors)?)),
        })
        .await
}

fn form_page(
    context: &Context<'_>,
    id: MeasureId,
    fields: &Fields,
    errors: &Errors,
) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let (measure, _) = find(context.catalog(), &posture, id)?;
    let questions = html! {
        (Field::new("subject", "What is excepted", Kind::Text).hint("As the measure names it.").show(fields, errors))
        (Field::new("reason", "Why it cannot be put right now", Kind::Area).show(fields, errors))
        (Field::new("control", "What protects instead", Kind::Area).hint("For example: taken off the network, watched by name, used only under supervision.").show(fields, errors))
        (Field::new("approver", "Who approved it", Kind::Text).autocomplete("name").show(fields, errors))
        (Field::new("expires", "Last day", Kind::Date).hint("At most a year from today.").show(fields, errors))
        p { button type="submit" { "Record the exception" } " " a href={ "/goals/" (id.goal()) "#" (id) } { "Cancel" } }
    };
    let content = html! {
        (errors.summary())
        p.lead { "An exception does not make anything met. It is shown, left out of the share, and ends by itself." }
        p { (measure.question) }
        (post(&format!("/measures/{id}/except"), context.token, false, questions))
    };
    Ok(Page::new(
        format!("Except from {id}: {}", shortened(&measure.title, 120)),
        Some(Section::Home),
        content,
    )
    .up(format!("/goals/{}#{id}", id.goal()), format!("Goal {}", id.goal()))
    .failed(errors.any()))
}

fn read(id: MeasureId, fields: &Fields, today: Date) -> Result<ExceptionSeen, Errors> {
    let mut errors = Errors::default();
    for (field, says) in [
        ("subject", "Enter what is excepted"),
        ("reason", "Say why it cannot be put right now"),
        ("control", "Say what protects instead"),
        ("approver", "Enter who approved it"),
    ] {
        if fields.get(field).is_empty() {
            errors.add(field, says);
        }
    }
    let expires = optional_day(fields, "expires", &mut errors);
    match expires {
        None if fields.get("expires").is_empty() => errors.add("expires", "Enter the last day"),
        Some(day) if day < today => errors.add("expires", "Choose a last day that is not past"),
        Some(day) if (day - today).get_days() > MOST_DAYS => {
            errors.add("expires", "Choose a last day within a year from today");
        }
        _ => {}
    }
    match expires {
        Some(expires) if !errors.any() => Ok(ExceptionSeen {
            measure: id,
            subject: fields.get("subject").to_owned(),
            reason: fields.get("reason").to_owned(),
            compensating_control: fields.get("control").to_owned(),
            approver: fields.get("approver").to_owned(),
            approved_on: today,
            expires,
            line: 0,
        }),
        _ => Err(errors),
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let id: MeasureId = "E1.1".parse().unwrap();
    let fake = Fake::of(Kind::Typical);
    let errors = read(id, &Fields::default(), fake.context().today()).unwrap_err();
    let mut hostile = Fields::default();
    hostile.set("subject", "\"><script>alert(1)</script>");
    vec![
        ("except-empty", form_page(&fake.context(), id, &hostile, &Errors::default()).unwrap()),
        ("except-errors", form_page(&fake.context(), id, &Fields::default(), &errors).unwrap()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expires: &str, is_good: bool) {
        let mut fields = Fields::default();
        for name in ["subject", "reason", "control", "approver"] {
            fields.set(name, "x");
        }
        fields.set("expires", expires);
        let read = read("E1.1".parse().unwrap(), &fields, jiff::civil::date(2026, 11, 21));
        assert_eq!(read.is_ok(), is_good, "{expires:?}");
    }

    #[test]
    fn an_exception_ends_within_a_year() {
        check("2026-11-21", true);
        check("2027-11-21", true);
        check("2027-11-23", false);
        check("2026-11-20", false);
        check("", false);
        check("soon", false);
    }
}
