//! The questions on paper, each with its code; and the page on which a filled-in worksheet is typed back.

use super::questions::{Which, asked};
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::words::count;
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::Query;
use maud::html;
use ward_catalog::Measure;

pub(crate) async fn show(visit: Visit, Query(which): Query<Which>) -> Answer {
    visit.show(move |context| paper(context, &which)).await
}

pub(crate) async fn type_page(visit: Visit) -> Answer {
    visit.show(|context| Ok(form_page(context, &Fields::default(), &Errors::default()))).await
}

pub(crate) async fn submit(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            if fields.get("signer").is_empty() {
                errors.add("signer", "Enter the name of who signed the paper");
            }
            if fields.get("lines").is_empty() {
                errors.add("lines", "Type at least one line");
            }
            if !errors.any() {
                match context.port.type_back(fields.get("signer"), fields.get("lines"))? {
                    Ok(_) => return Ok(Done::GoTo("/questions".to_owned())),
                    Err(wrong) => {
                        for (line, reason) in wrong.into_iter().take(MOST_WRONG) {
                            errors.add("lines", format!("Line {line}: {reason}"));
                        }
                    }
                }
            }
            Ok(Done::Again(form_page(context, &fields, &errors)))
        })
        .await
}

/// Mistakes shown at once.
const MOST_WRONG: usize = 10;

fn paper(context: &Context<'_>, which: &Which) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let catalog = context.catalog();
    let [how, yes, no, not_here, name, day, note] = if which.is_spanish() {
        [
            "Marque una casilla en cada línea. Escriba al lado el documento que lo muestra. Lo que no sabe, déjelo en blanco.",
            "Sí",
            "No",
            "No aplica",
            "Nombre y cargo",
            "Fecha",
            "Documento o nota",
        ]
    } else {
        [
            "Tick one box in each line. Write beside it which document shows it. Leave blank what you do not know.",
            "Yes",
            "No",
            "Does not apply",
            "Name and role",
            "Date",
            "Document or note",
        ]
    };
    let content = html! {
        div.worksheet lang=[which.tag()] {
            p.lead { (how) }
            p.sign { (name) ": " span.line {} " " (day) ": " span.line {} }
            @for goal in &posture.assessment.goals {
                @let asks: Vec<&Measure> = catalog.measures_of(goal.id).filter(|m| which.asks(m, &posture.assessment)).collect();
                @if !asks.is_empty() { h2 { (goal.id) " " span lang="en" { (goal.title) } } }
                @for measure in asks {
                    @let (_, text) = asked(measure, which);
                    div.ask-line {
                        p { strong.code { (measure.id) } " " (text) }
                        p.boxes { span.box {} " " (yes) "  " span.box {} " " (no) "  " span.box {} " " (not_here) "  " (note) ": " span.line {} }
                    }
                }
            }
        }
        p.screen-only { "Print this page from your browser. " a href="/worksheet/type" { "Type it back" } " when it is filled in." }
    };
    Ok(Page::new("Worksheet", Some(Section::Questions), content).up("/questions", "Questions"))
}

fn form_page(context: &Context<'_>, fields: &Fields, errors: &Errors) -> Page {
    let all = context.catalog().measures.len() as u64;
    let questions = html! {
        (Field::new("signer", "Who signed the paper", Kind::Text).autocomplete("name").hint("Name and role.").show(fields, errors))
        (Field::new("lines", "The answers", Kind::Area)
            .hint("One a line: the code, then yes, no or n/a, then the note. For example: E4.1 yes Signed sheet of 12 March").show(fields, errors))
        p { button type="submit" { "Record these answers" } " " a href="/questions" { "Cancel" } }
    };
    let content = html! {
        (errors.summary())
        p.lead { "Either every line can be read and all are recorded, or nothing is and you see what to mend." }
        p { "There are " (count(all, "question")) "; what you leave out stays as it is. A note without a document counts as a statement, grade D." }
        (post("/worksheet/type", context.token, false, questions))
    };
    Page::new("Type a worksheet back", Some(Section::Questions), content)
        .up("/questions", "Questions")
        .failed(errors.any())
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let fake = Fake::of(Kind::Typical);
    let spanish = Which { lang: "es".to_owned(), ..Which::default() };
    let mut errors = Errors::default();
    errors.add("lines", "Line 2: “maybe” is not an answer");
    vec![
        ("worksheet", paper(&fake.context(), &Which::default()).unwrap()),
        ("worksheet-spanish", paper(&fake.context(), &spanish).unwrap()),
        ("worksheet-typed", form_page(&fake.context(), &Fields::default(), &Errors::default())),
        ("worksheet-wrong", form_page(&fake.context(), &Fields::default(), &errors)),
    ]
}
