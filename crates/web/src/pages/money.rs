//! Money from outside: the calls that the office signed, what was applied for, and what came back.

pub(crate) mod apply;

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, table, text};
use crate::kit::words::moment;
use crate::port::money::{ApplicationRow, CallRow};
use crate::port::{Trouble, TroubleKind};
use crate::posted::{Parts, SmallFile};
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit, signed_file};
use axum::extract::Path;
use maud::{Markup, html};
use ward_domain::Digest;

/// A signed letter has a few thousand bytes; more than this is none.
const MOST_LETTER: usize = 256 * 1024;

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show(|context| page(context, &Fields::default(), &Errors::default())).await
}

/// Keeps a letter of the office that was uploaded: a call, or an acknowledgement.
pub(crate) async fn keep(parts: Parts) -> Answer {
    let SmallFile { visit, fields, bytes, .. } = parts.small_file(MOST_LETTER).await?;
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            if bytes.is_empty() {
                errors.add("letter", "Choose the file that the office signed");
                return Ok(Done::Again(page(context, &fields, &errors)?));
            }
            match context.port.keep_letter(&bytes, fields.get("operator-key")) {
                Ok(Some(call)) => Ok(Done::GoTo(format!("/money/{call}"))),
                Ok(None) => Ok(Done::GoTo("/money#applications".to_owned())),
                Err(trouble) if trouble.kind == TroubleKind::User => {
                    errors.add("letter", crate::office::answers::sentence(&trouble.says));
                    Ok(Done::Again(page(context, &fields, &errors)?))
                }
                Err(trouble) => Err(trouble),
            }
        })
        .await
}

/// A signed letter, in or out, to be kept elsewhere or sent by whatever way.
pub(crate) async fn download(visit: Visit, Path(digest): Path<String>) -> Answer {
    let absent = || Trouble::not_found("There is no such signed file.");
    let digest: Digest = digest.parse().map_err(|_| absent())?;
    let (name, bytes) = visit
        .run(move |context| {
            let context = context.ok_or_else(absent)?;
            let calls = context.port.calls()?;
            let name = calls.iter().find_map(|call| file_name(call, digest)).ok_or_else(absent)?;
            Ok((name, context.port.letter_file(digest)?))
        })
        .await?;
    Ok(signed_file(&name, bytes))
}

/// What a file of a call is called; the round's name has only letters, digits and hyphens.
fn file_name(row: &CallRow, digest: Digest) -> Option<String> {
    let round = &row.call.round;
    if row.digest == digest {
        return Some(format!("ward-call-{round}.json"));
    }
    row.applications.iter().find_map(|one| {
        let number = one.application.number;
        let is_answer = one.acknowledgement.as_ref().is_some_and(|(file, _)| *file == digest);
        (one.digest == digest)
            .then(|| format!("ward-application-{number}-{round}.json"))
            .or_else(|| is_answer.then(|| format!("ward-acknowledgement-{number}-{round}.json")))
    })
}

fn page(context: &Context<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let calls = context.port.calls()?;
    let applications: Vec<(&CallRow, &ApplicationRow)> =
        calls.iter().flat_map(|call| call.applications.iter().map(move |one| (call, one))).collect();
    let content = html! {
        (errors.summary())
        p.lead { "A round of funding is announced by a file that the programme’s office signs. Give it to Ward, and apply from your own plan." }
        h2 { "Rounds" }
        (rounds(context, &calls))
        h2 #applications { "What you applied for" }
        (applied(&applications))
        @if !applications.is_empty() {
            p.quiet { "Nothing is sent by itself. Send a file by the office’s page, by mail or on a stick: it is signed, so the way does not matter. A newer application for a round takes the place of the one before." }
        }
        (letter_form(context, fields, errors, !calls.is_empty()))
    };
    Ok(Page::new("Money", Some(Section::Money), content).failed(errors.any()))
}

fn rounds(context: &Context<'_>, calls: &[CallRow]) -> Markup {
    let now = context.port.now();
    table(
        "Rounds that you were told about, newest first",
        [text("Round"), text("Pays for"), text("Applications until"), number("At most for you"), text("Now")],
        calls.iter().rev().map(|row| {
            [
                html! { a href={ "/money/" (row.digest) } { (shortened(&row.call.title, 100)) } },
                html! { (apply::pays_for(row.call.tier)) },
                moment(row.call.closes),
                html! { (row.call.cap) },
                html! {
                    @if row.call.is_open_at(now) { strong.good { "open" } }
                    @else if now < row.call.opens { "opens " (moment(row.call.opens)) }
                    @else { "closed" }
                },
            ]
        }),
        "None yet. The office publishes each open round at its address /public/rounds; download the call there, or take it from its mail or stick.",
    )
}

fn applied(applications: &[(&CallRow, &ApplicationRow)]) -> Markup {
    table(
        "Signed applications, newest first",
        [text("Application"), text("Round"), number("Asked"), text("Signed"), text("File to send"), text("The office’s answer")],
        applications.iter().rev().map(|(call, one)| {
            let number = one.application.number;
            [
                html! { "Application " (number) },
                html! { a href={ "/money/" (call.digest) } { (shortened(&call.call.title, 80)) } },
                html! { (one.application.asked()) },
                moment(one.signed_at),
                html! { a href={ "/money/files/" (one.digest) } download { "Download" span.hidden { " application " (number) } } },
                html! {
                    @match &one.acknowledgement {
                        Some((file, answer)) => {
                            "received " (moment(answer.received_at)) ", as its application " (answer.number) ". "
                            a href={ "/money/files/" (file) } download { "Download" span.hidden { " the acknowledgement of application " (number) } }
                        }
                        None => "none yet",
                    }
                },
            ]
        }),
        "None was signed yet.",
    )
}

fn letter_form(context: &Context<'_>, fields: &Fields, errors: &Errors, is_known: bool) -> Markup {
    let hint = if is_known {
        "Known already. Give it only when the office has a new one."
    } else {
        "Needed with the first file of the office, unless you keep a receipt of it already. Get it another way than the file: on paper or by telephone."
    };
    html! {
        section.panel aria-labelledby="keep" {
            h2 #keep { "Keep a file of the office" }
            p { "A call for applications, or the acknowledgement of yours. It counts only with the office’s signature." }
            (post("/money", context.token, true, html! {
                (Field::new("operator-key", "The office’s key", Kind::Text).optional().autocomplete("off").hint(hint).show(fields, errors))
                (Field::new("letter", "The file", Kind::File { many: false }).show(fields, errors))
                p { button type="submit" { "Check and keep it" } }
            }))
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind as Of};
    let of = |fake: &Fake, errors: &Errors| page(&fake.context(), &Fields::default(), errors).unwrap();
    let none = Errors::default();
    let mut errors = Errors::default();
    errors.add("letter", "It is not kept: the signature does not fit");
    let mut all = vec![
        ("money-empty", of(&Fake::of(Of::Empty), &none)),
        ("money", of(&Fake::of(Of::Typical), &none)),
        ("money-applied", of(&apply::applied(Of::Typical), &none)),
        ("money-hostile", of(&apply::applied(Of::Hostile), &none)),
        ("money-wrong", of(&Fake::of(Of::Typical), &errors)),
    ];
    all.extend(apply::samples());
    all
}
