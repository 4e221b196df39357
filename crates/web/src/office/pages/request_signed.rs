//! A request for help that an organisation signed itself, taken from a file, and what the office signs for it.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::office::answers::or_error;
use crate::office::{Desk, Room};
use crate::posted::{Parts, SmallFile};
use crate::routes::Section;
use crate::state::{Answer, Done, Visit, signed_file};
use axum::extract::Path;
use maud::html;
use ward_programme::help::RequestNumber;

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show_office(|desk| Ok(page(desk, &Errors::default()))).await
}

/// Takes the file; what is refused is said beside the field.
pub(crate) async fn submit(parts: Parts) -> Answer {
    let SmallFile { visit, bytes, .. } = parts.small_file(super::api::MOST_BYTES).await?;
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if bytes.is_empty() {
                errors.add("request", "Choose the file that the organisation signed");
            } else if let Some(taken) = or_error(desk.port.receive_request(&bytes), "request", &mut errors)? {
                return Ok(Done::GoTo(format!("/requests/{}", taken.request.0)));
            }
            Ok(Done::Again(page(desk, &errors)))
        })
        .await
}

/// The office's signed word that it has a request.
pub(crate) async fn acknowledgement(visit: Visit, Path(number): Path<u64>) -> Answer {
    let bytes = visit.at_desk(move |desk| desk.port.request_acknowledgement(RequestNumber(number))).await?;
    Ok(signed_file(&format!("ward-acknowledgement-of-request-{number}.json"), bytes))
}

/// The office's signed word about the file that it delivered.
pub(crate) async fn hand_over(visit: Visit, Path(number): Path<u64>) -> Answer {
    let bytes = visit.at_desk(move |desk| desk.port.hand_over(RequestNumber(number))).await?;
    Ok(signed_file(&format!("ward-hand-over-{number}.json"), bytes))
}

fn page(desk: &Desk<'_>, errors: &Errors) -> Page {
    let content = html! {
        (errors.summary())
        p.lead { "The organisation wrote this request with its own Ward, and signed it." }
        p { "Ward checks the signature, whether the organisation is enrolled, and that the request is new. Then it stands in the queue, and its page has the acknowledgement to send back." }
        (post("/requests/signed", desk.token, true, html! {
            (Field::new("request", "The signed request", Kind::File { many: false }).show(&Fields::default(), errors))
            p { button type="submit" { "Check and take it" } " " a href="/requests" { "Cancel" } }
        }))
        p.quiet { "Programs send the same file to " code { "/api/requests" } " and get the acknowledgement as the answer." }
    };
    Page::new("Take a signed request", Some(Section::Office(Room::Help)), content)
        .up("/requests", "Requests")
        .failed(errors.any())
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    let fake = FakeOffice::of(Story::Typical);
    let mut errors = Errors::default();
    errors.add("request", fake.desk().port.receive_request(b"<b>").unwrap_err().says);
    vec![
        ("request-signed", page(&fake.desk(), &Errors::default())),
        ("request-signed-wrong", page(&fake.desk(), &errors)),
    ]
}
