//! A signed answer to a measure, as a whole or for one subject, with the paper that backs it.

use super::measure::{find, parse};
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::words::{count, day};
use crate::pipe::pipe;
use crate::port::{Posture, Trouble};
use crate::posted::{Parts, broken, is_file};
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::{Path, Query};
use jiff::civil::Date;
use maud::html;
use serde::Deserialize;
use std::io::Read;
use ward_domain::MeasureId;
use ward_domain::observation::{AnswerSeen, Says};

const SAYS: [(&str, &str, &str); 3] = [
    ("yes", "Yes", "it is so"),
    ("no", "No", "it is not so"),
    ("not-applicable", "It does not apply here", "say why below"),
];

/// What a form is about.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct About {
    #[serde(default)]
    pub(crate) subject: String,
}

pub(crate) async fn show(visit: Visit, Path(id): Path<String>, Query(about): Query<About>) -> Answer {
    visit
        .show(move |context| {
            let mut fields = Fields::default();
            fields.set("subject", about.subject);
            form_page(context, parse(&id)?, &fields, &Errors::default())
        })
        .await
}

pub(crate) async fn submit(Path(id): Path<String>, parts: Parts) -> Answer {
    let id = parse(&id)?;
    let Parts { mut multipart, mut form } = parts;
    while let Some(mut field) = multipart.next_field().await.map_err(|e| broken(&e))? {
        if !is_file(&field) {
            form.keep(field).await?;
            continue;
        }
        form.check()?;
        let name = field.file_name().unwrap_or("paper").to_owned();
        let (inlet, outlet) = pipe();
        let (visit, fields) = (form.visit.clone(), form.fields.clone());
        let done = tokio::spawn(save(visit, id, fields, Some((name, outlet))));
        inlet.pour(&mut field).await.map_err(|e| broken(&e))?;
        return done.await.map_err(|e| Trouble::ours(format!("an answer broke: {e}")))?;
    }
    form.check()?;
    save(form.visit, id, form.fields, None).await
}

async fn save(
    visit: Visit,
    id: MeasureId,
    fields: Fields,
    paper: Option<(String, crate::pipe::Outlet)>,
) -> Answer {
    visit
        .act(move |context| {
            let answer =
                match read(id, &fields, paper.as_ref().map(|(name, _)| name.as_str()), context.today()) {
                    Ok(answer) => answer,
                    Err(errors) => return Ok(Done::Again(form_page(context, id, &fields, &errors)?)),
                };
            match paper {
                Some((name, mut outlet)) => {
                    context.port.answer(answer, Some((&name, &mut outlet as &mut dyn Read)))?;
                }
                None => context.port.answer(answer, None)?,
            }
            Ok(Done::GoTo(format!("/goals/{}#{id}", id.goal())))
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
    let (measure, result) = find(context.catalog(), &posture, id)?;
    let subject = fields.get("subject");
    let days = measure.answer_days.get(posture.assessment.profile);
    let questions = html! {
        input type="hidden" name="subject" value=(subject);
        (Field::new("says", "Your answer", Kind::Choice(&SAYS)).show(fields, errors))
        (Field::new("comment", "In your own words", Kind::Area).optional().hint("How do you know? Needed when it does not apply.").show(fields, errors))
        (Field::new("signer", "Your name and role", Kind::Text).autocomplete("name").hint("You sign this answer. It stays in the record.").show(fields, errors))
        (Field::new("review", "I am not sure: somebody should look at this answer", Kind::Check)
            .hint("Such an answer decides nothing until it is given again without this mark.").show(fields, errors))
        (Field::new("alternate", "If you reach the same aim in another way, how?", Kind::Area).optional().show(fields, errors))
        (Field::new("effective", "Since which day is it so?", Kind::Date).optional().hint("Left empty, since today.").show(fields, errors))
        (Field::new("expires", "Last day on which it counts", Kind::Date).optional()
            .hint(&format!("Without one it counts for {}.", count(days.unsigned_abs(), "day"))).show(fields, errors))
        (Field::new("third-party", "The paper was written and dated by someone outside the organisation", Kind::Check).show(fields, errors))
        (Field::new("paper", "Paper that backs the answer", Kind::File { many: false }).optional()
            .hint("A policy, minutes, a screenshot, a letter. With it the answer is graded C, or B if it comes from outside; without it D.").show(fields, errors))
        p { button type="submit" { "Sign and record" } " " a href={ "/goals/" (id.goal()) "#" (id) } { "Cancel" } }
    };
    let content = html! {
        (errors.summary())
        p.lead { (measure.question) }
        p lang="es" { (measure.spanish.question) }
        @if let Some(last) = last_answer(&posture, id, subject) {
            p.note { "Last answered “" (last.says.label()) "” by " (shortened(&last.signer, 80)) " on " (day(last.signed_on)) @if !last.comment.is_empty() { ": " (shortened(&last.comment, 300)) } ". Answer again to confirm or change it." }
        }
        @if subject.is_empty() {
            p { "Your answer is for " strong { (id) } " as a whole: " (measure.population) "." }
        } @else {
            p { "Your answer is for " strong { (shortened(subject, 200)) } " alone." }
            @if let Some(case) = result.failing.iter().chain(&result.undecided).find(|case| case.subject == subject) {
                p.quiet { (case.reason) }
            }
        }
        (post(&format!("/measures/{id}/answer"), context.token, true, questions))
    };
    Ok(Page::new(format!("Answer {id}: {}", measure.title), Some(Section::Home), content)
        .up(format!("/goals/{}#{id}", id.goal()), format!("Goal {}", id.goal()))
        .failed(errors.any()))
}

fn last_answer<'p>(posture: &'p Posture, id: MeasureId, subject: &str) -> Option<&'p AnswerSeen> {
    let is_about = |row: &AnswerSeen| row.measure == id && row.subject.as_deref().unwrap_or("") == subject;
    posture.estate.answers.iter().map(|placed| &placed.row).rfind(|row| is_about(row))
}

fn read(id: MeasureId, fields: &Fields, paper: Option<&str>, today: Date) -> Result<AnswerSeen, Errors> {
    let mut errors = Errors::default();
    let says = match fields.get("says") {
        "yes" => Some(Says::Yes),
        "no" => Some(Says::No),
        "not-applicable" => Some(Says::NotApplicable),
        _ => None,
    };
    if says.is_none() {
        errors.add("says", "Choose an answer");
    }
    if says == Some(Says::NotApplicable) && fields.get("comment").is_empty() {
        errors.add("comment", "Say why it does not apply here");
    }
    if fields.get("signer").is_empty() {
        errors.add("signer", "Enter your name and role");
    }
    let expires = optional_day(fields, "expires", &mut errors);
    if expires.is_some_and(|day| day < today) {
        errors.add("expires", "Choose a day that is not past, or leave it empty");
    }
    let effective = optional_day(fields, "effective", &mut errors);
    match says {
        Some(says) if !errors.any() => Ok(AnswerSeen {
            measure: id,
            subject: Some(fields.get("subject").to_owned()).filter(|subject| !subject.is_empty()),
            says,
            signer: fields.get("signer").to_owned(),
            signed_on: today,
            artefact: paper.map(str::to_owned),
            is_third_party: paper.is_some() && fields.get("third-party") == "yes",
            expires,
            effective,
            alternate_control: Some(fields.get("alternate").to_owned()).filter(|text| !text.is_empty()),
            is_for_review: fields.get("review") == "yes",
            comment: fields.get("comment").to_owned(),
            line: 0,
        }),
        _ => Err(errors),
    }
}

/// A day that may be left out.
pub(crate) fn optional_day(fields: &Fields, name: &'static str, errors: &mut Errors) -> Option<Date> {
    let text = fields.get(name);
    if text.is_empty() {
        return None;
    }
    let day = text.parse().ok();
    if day.is_none() {
        errors.add(name, "Write the day as year, month, day, for example 2026-11-21");
    }
    day
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let id: MeasureId = "E3.6".parse().unwrap();
    let fake = Fake::of(Kind::Typical);
    let mut wrong = Fields::default();
    wrong.set("subject", "<script>alert(1)</script>");
    wrong.set("says", "not-applicable");
    wrong.set("expires", "tomorrow");
    let errors = read(id, &wrong, None, fake.context().today()).unwrap_err();
    vec![
        ("answer-whole", form_page(&fake.context(), id, &Fields::default(), &Errors::default()).unwrap()),
        ("answer-errors", form_page(&fake.context(), id, &wrong, &errors).unwrap()),
    ]
}
