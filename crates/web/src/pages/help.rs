//! Help from the office: what is needed, read and signed; what came back, and results that become evidence.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened};
use crate::kit::table::{table, text};
use crate::kit::words::{day, moment};
use crate::office::answers::sentence;
use crate::port::help::{Need, RequestRow, ResultRow};
use crate::port::{Trouble, TroubleKind};
use crate::posted::{Parts, Posted, Streamed};
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit, signed_file};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use ward_domain::letters::Request;
use ward_domain::{Digest, GoalId};
use ward_programme::help::RequestKind;

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show(|context| page(context, &Fields::default(), &Errors::default(), false)).await
}

/// Shows the request as it would be signed, or signs it: `do` says which.
pub(crate) async fn submit(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            let need = read(&fields, &mut errors);
            if let (Some(need), "sign", false) = (&need, fields.get("do"), errors.any()) {
                match context.port.sign_request(need) {
                    Ok(_) => return Ok(Done::GoTo("/help#requests".to_owned())),
                    Err(trouble) if trouble.kind == TroubleKind::User => {
                        errors.add("says", sentence(&trouble.says));
                    }
                    Err(trouble) => return Err(trouble),
                }
            }
            Ok(Done::Again(page(context, &fields, &errors, !errors.any())?))
        })
        .await
}

/// Takes the file of a hand-over as evidence.
pub(crate) async fn take(Path(statement): Path<String>, parts: Parts) -> Answer {
    let statement: Digest =
        statement.parse().map_err(|_| Trouble::not_found("There is no such hand-over."))?;
    let Streamed { visit, read, .. } = parts
        .streamed(move |visit, name, bytes| visit.state.house()?.take_result(statement, name, bytes))
        .await?;
    let mut errors = Errors::default();
    match read {
        None => errors.add("result", "Choose the file that the office handed over"),
        Some(Ok(digest)) => return Ok(Redirect::to(&format!("/evidence/{digest}")).into_response()),
        Some(Err(trouble)) if trouble.kind == TroubleKind::User => {
            errors.add("result", sentence(&trouble.says));
        }
        Some(Err(trouble)) => return Err(trouble),
    }
    visit.act(move |context| Ok(Done::Again(page(context, &Fields::default(), &errors, false)?))).await
}

/// A signed letter, in or out.
pub(crate) async fn download(visit: Visit, Path(digest): Path<String>) -> Answer {
    let absent = || Trouble::not_found("There is no such signed file.");
    let digest: Digest = digest.parse().map_err(|_| absent())?;
    let (name, bytes) = visit
        .run(move |context| {
            let context = context.ok_or_else(absent)?;
            let rows = context.port.requests()?;
            let name = rows.iter().find_map(|row| file_name(row, digest)).ok_or_else(absent)?;
            Ok((name, context.port.letter_file(digest)?))
        })
        .await?;
    Ok(signed_file(&name, bytes))
}

fn file_name(row: &RequestRow, digest: Digest) -> Option<String> {
    let number = row.request.number;
    if row.digest == digest {
        return Some(format!("ward-request-{number}.json"));
    }
    if row.acknowledgement.as_ref().is_some_and(|(file, _)| *file == digest) {
        return Some(format!("ward-acknowledgement-of-request-{number}.json"));
    }
    let is_result = row.results.iter().any(|result| result.statement == digest);
    is_result.then(|| format!("ward-hand-over-{number}.json"))
}

fn read(fields: &Fields, errors: &mut Errors) -> Option<Need> {
    let wants = RequestKind::from_word(fields.get("wants"));
    if wants.is_none() {
        errors.add("wants", "Choose what you ask for");
    }
    if fields.get("says").is_empty() {
        errors.add("says", "Say what you need, in a sentence or two");
    }
    let goals: Option<Vec<GoalId>> = fields.lines("goals").map(|word| word.parse().ok()).collect();
    if goals.is_none() {
        errors.add("goals", "Name goals such as E1, E4, or leave it empty");
    }
    let wanted_by = Some(fields.get("wanted-by")).filter(|text| !text.is_empty()).map(str::parse);
    let wanted_by = wanted_by.transpose().unwrap_or_else(|_| {
        errors.add("wanted-by", "Enter a day, such as 2027-03-31, or leave it empty");
        None
    });
    let (wants, says) = (wants?.as_str().to_owned(), fields.get("says").to_owned());
    Some(Need { wants, says, goals: goals?, wanted_by })
}

fn page(
    context: &Context<'_>,
    fields: &Fields,
    errors: &Errors,
    is_to_be_read: bool,
) -> Result<Page, Trouble> {
    let rows = context.port.requests()?;
    let draft = match read(fields, &mut Errors::default()).filter(|_| is_to_be_read) {
        Some(need) => match context.port.request_draft(&need) {
            Ok(draft) => Some(draft),
            Err(trouble) if trouble.kind == TroubleKind::User => {
                let mut errors = errors.clone();
                errors.add("says", sentence(&trouble.says));
                return Ok(whole(context, fields, &errors, &rows, None));
            }
            Err(trouble) => return Err(trouble),
        },
        None => None,
    };
    Ok(whole(context, fields, errors, &rows, draft.as_ref()))
}

fn whole(
    context: &Context<'_>,
    fields: &Fields,
    errors: &Errors,
    rows: &[RequestRow],
    draft: Option<&Request>,
) -> Page {
    let content = html! {
        (errors.summary())
        p.lead { "The programme’s office scans, advises, trains and helps in an incident. Say what you need; the answer comes back as evidence." }
        @if let Some(draft) = draft { (told(context, fields, draft)) }
        (ask_form(context, fields, errors, draft.is_some()))
        h2 #requests { "What you asked for" }
        (asked(rows))
        (results(context, rows, errors))
        p.quiet { "Files of the office (its acknowledgement, its hand-over) are kept on the page " a href="/money#keep" { "Money" } "." }
    };
    Page::new("Help", Some(Section::Help), content).failed(errors.any())
}

fn told(context: &Context<'_>, fields: &Fields, draft: &Request) -> Markup {
    let goals: Vec<String> = draft.goals.iter().map(ToString::to_string).collect();
    html! {
        div.panel {
            h2 { "What it says" }
            (facts([
                ("Request number", Some(html! { (draft.number) })),
                ("Made", Some(moment(draft.made_at))),
                ("Format version", Some(html! { (draft.version) })),
                ("For", Some(html! { (RequestKind::from_word(&draft.wants).map_or("", RequestKind::label)) })),
                ("What is needed", Some(html! { (shortened(&draft.says, 4_000)) })),
                ("Goals", Some(html! { @if goals.is_empty() { "none named" } @else { (goals.join(", ")) } })),
                ("Wanted by", Some(html! { @match draft.wanted_by { Some(wanted) => (day(wanted)), None => "no day" } })),
            ]))
            p { "It says nothing else: nothing of your estate is added, not even your organisation’s name. What you wrote yourself leaves as you wrote it: name no patient, and no flaw that is still open." }
            (post("/help", context.token, false, html! {
                @for name in ["wants", "says", "goals", "wanted-by"] { input type="hidden" name=(name) value=(fields.get(name)); }
                p { button type="submit" name="do" value="sign" { "I have read it: sign it" } }
            }))
        }
    }
}

fn ask_form(context: &Context<'_>, fields: &Fields, errors: &Errors, is_read: bool) -> Markup {
    let kinds: Vec<(&str, &str, &str)> =
        RequestKind::ALL.iter().map(|kind| (kind.as_str(), kind.label(), "")).collect();
    html! {
        section.panel aria-labelledby="ask" {
            h2 #ask { @if is_read { "Change it" } @else { "Ask for help" } }
            p { "In an incident call first. " a href="/incidents" { "Incidents" } " has the clocks that run." }
            (post("/help", context.token, false, html! {
                (Field::new("wants", "What you ask for", Kind::Choice(&kinds)).show(fields, errors))
                (Field::new("says", "What you need, in a few sentences", Kind::Area).show(fields, errors))
                (Field::new("goals", "Goals that it is about", Kind::Text).optional().hint("With commas, such as E1, E4.").show(fields, errors))
                (Field::new("wanted-by", "Wanted by", Kind::Date).optional().show(fields, errors))
                p { button.second type="submit" name="do" value="read" { "Show the request" } }
            }))
        }
    }
}

fn asked(rows: &[RequestRow]) -> Markup {
    table(
        "Signed requests, newest first",
        [text("Request"), text("For"), text("Signed"), text("File to send"), text("The office’s answer")],
        rows.iter().rev().map(|row| {
            let number = row.request.number;
            [
                html! { "Request " (number) },
                html! { (RequestKind::from_word(&row.request.wants).map_or("", RequestKind::label)) ": " (shortened(&row.request.says, 120)) },
                moment(row.signed_at),
                html! { a href={ "/help/files/" (row.digest) } download { "Download" span.hidden { " request " (number) } } },
                html! {
                    @match &row.acknowledgement {
                        Some((file, answer)) => {
                            "received " (moment(answer.received_at)) ", as its request " (answer.number) ". "
                            a href={ "/help/files/" (file) } download { "Download" span.hidden { " the acknowledgement of request " (number) } }
                        }
                        None => "none yet",
                    }
                },
            ]
        }),
        "Nothing was asked for yet.",
    )
}

fn results(context: &Context<'_>, rows: &[RequestRow], errors: &Errors) -> Markup {
    let all: Vec<(&RequestRow, &ResultRow)> =
        rows.iter().flat_map(|row| row.results.iter().map(move |result| (row, result))).collect();
    let open = all.iter().rev().find(|(_, result)| !result.is_evidence);
    html! {
        @if !all.is_empty() {
            h2 { "What came of it" }
            (table(
                "Results that the office handed over",
                [text("Request"), text("What it is"), text("Delivered"), text("The file, by its SHA-256"), text("Evidence here")],
                all.iter().map(|(row, result)| [
                    html! { "Request " (row.request.number) },
                    html! { (shortened(&result.says.says, 300)) },
                    moment(result.says.delivered_at),
                    html! { code { (result.file) } },
                    html! { @if result.is_evidence { a href={ "/evidence/" (result.file) } { "yes" } } @else { strong { "not yet" } } },
                ]),
                "",
            ))
        }
        @if let Some((row, result)) = open {
            section.panel aria-labelledby="take" {
                h2 #take { "Make the result of request " (row.request.number) " evidence" }
                p { "Choose the file that came with the hand-over. Ward takes it only when it is that very file." }
                (post(&format!("/help/{}/result", result.statement), context.token, true, html! {
                    (Field::new("result", "The file", Kind::File { many: false }).show(&Fields::default(), errors))
                    p { button type="submit" { "Check it and keep it as evidence" } }
                }))
            }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind as Of, story_text};
    let none = (Fields::default(), Errors::default());
    let asked = |kind| {
        let fake = Fake::of(kind);
        let mut fields = Fields::default();
        for (name, value) in [("wants", "scan"), ("goals", "E1, E4"), ("wanted-by", "2027-03-31")] {
            fields.set(name, value);
        }
        fields.set("says", story_text(kind, "A scan from outside, please."));
        let port = fake.context().port;
        let need = read(&fields, &mut Errors::default()).unwrap();
        for _ in 0..2 {
            port.sign_request(&need).unwrap();
            port.keep_letter(b"{\"acknowledgement\" of a request", "").unwrap();
        }
        port.keep_letter(b"{\"hand-over\"", "").unwrap();
        (fake, fields)
    };
    let (typical, fields) = asked(Of::Typical);
    let (hostile, odd) = asked(Of::Hostile);
    let mut errors = Errors::default();
    let mut wrong = Fields::default();
    wrong.set("goals", "<b>");
    wrong.set("wanted-by", "soon");
    read(&wrong, &mut errors);
    let mut other = Errors::default();
    other.add("result", "It is not the file that was handed over");
    vec![
        ("help-empty", page(&Fake::of(Of::Empty).context(), &none.0, &none.1, false).unwrap()),
        ("help-read", page(&Fake::of(Of::Typical).context(), &fields, &none.1, true).unwrap()),
        ("help-asked", page(&typical.context(), &none.0, &none.1, false).unwrap()),
        ("help-hostile", page(&hostile.context(), &odd, &none.1, true).unwrap()),
        ("help-wrong", page(&typical.context(), &wrong, &errors, false).unwrap()),
        ("help-wrong-file", page(&typical.context(), &none.0, &other, false).unwrap()),
    ]
}
