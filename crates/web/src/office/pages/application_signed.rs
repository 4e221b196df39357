//! An application that an organisation signed itself, taken from a file: mail or a stick instead of the network.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::office::answers::or_error;
use crate::office::{Desk, Room};
use crate::posted::{Parts, SmallFile};
use crate::routes::Section;
use crate::state::{Answer, Done, Visit, signed_file};
use axum::extract::Path;
use maud::html;
use ward_programme::funding::ApplicationId;

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
                errors.add("application", "Choose the file that the organisation signed");
            } else if let Some(taken) =
                or_error(desk.port.receive_application(&bytes), "application", &mut errors)?
            {
                return Ok(Done::GoTo(format!("/applications/{}", taken.application)));
            }
            Ok(Done::Again(page(desk, &errors)))
        })
        .await
}

/// The office's signed word that it has an application, for the organisation.
pub(crate) async fn acknowledgement(visit: Visit, Path(id): Path<u64>) -> Answer {
    let bytes = visit.at_desk(move |desk| desk.port.acknowledgement(ApplicationId(id))).await?;
    let name = format!("ward-acknowledgement-{id}.json");
    Ok(signed_file(&name, bytes))
}

fn page(desk: &Desk<'_>, errors: &Errors) -> Page {
    let content = html! {
        (errors.summary())
        p.lead { "The organisation’s Ward made this file from its own plan, and signed it. Who speaks, for which round and for how much stands in it." }
        p { "Ward checks the signature, whether the organisation is enrolled and eligible, whether the round is open, and that the file is new and complete. Then it is filed in the name of the organisation, and its page has the acknowledgement to send back." }
        (post("/applications/signed", desk.token, true, html! {
            (Field::new("application", "The signed application", Kind::File { many: false }).show(&Fields::default(), errors))
            p { button type="submit" { "Check and file it" } " " a href="/rounds" { "Cancel" } }
        }))
        p.quiet { "Programs send the same file to " code { "/api/applications" } " and get the acknowledgement as the answer." }
    };
    Page::new("Take a signed application", Some(Section::Office(Room::Funding)), content)
        .up("/rounds", "Rounds")
        .failed(errors.any())
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    let fake = FakeOffice::of(Story::Typical);
    let mut errors = Errors::default();
    errors.add("application", fake.desk().port.receive_application(b"<b>").unwrap_err().says);
    vec![
        ("application-signed", page(&fake.desk(), &Errors::default())),
        ("application-signed-wrong", page(&fake.desk(), &errors)),
    ]
}
