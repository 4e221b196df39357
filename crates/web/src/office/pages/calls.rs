//! The rounds that the public may know of: a page in plain words, and the signed call to give to one's own Ward.

use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, table, text};
use crate::kit::words::moment;
use crate::office::answers::Sight;
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Visit, framed, signed_file};
use axum::extract::Path;
use maud::html;
use ward_programme::funding::{Kind, Round, Stage};

pub(crate) async fn show(visit: Visit) -> Answer {
    // The public gets no navigation of the operator's.
    visit.at_desk(|desk| Ok(framed(&page(desk)?, ""))).await
}

/// The call of a round as the office signed it.
pub(crate) async fn signed(visit: Visit, Path(id): Path<String>) -> Answer {
    let absent = || Trouble::not_found("No such round was opened here.");
    let round = id.parse().map_err(|_| absent())?;
    let bytes = visit
        .at_desk(move |desk| {
            let programme = desk.port.programme()?;
            match programme.funding.round(&round) {
                Ok(known) if known.stage > Stage::Draft => desk.port.signed_call(&round),
                _ => Err(absent()),
            }
        })
        .await?;
    // A round's name has only letters, digits and hyphens.
    let name = format!("ward-call-{id}.json");
    Ok(signed_file(&name, bytes))
}

fn page(desk: &Desk<'_>) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let is_open = |round: &&Round| round.stage == Stage::Open && sight.now < round.terms.closes;
    let open = sight.programme.funding.rounds().filter(is_open);
    let pays_for = |kind| match kind {
        Kind::Upfront => "essential goals, E1 to E10",
        Kind::Incentive => "enhanced goals, H1 to H10",
    };
    let content = html! {
        p.lead { "Rounds of funding of " (shortened(&desk.name, 120)) " for which hospitals and clinics can apply." }
        (table(
            "Open rounds",
            [text("Round"), text("Pays for"), text("Applications until"), number("At most for one"), text("Call")],
            open.map(|round| [
                html! { (shortened(&round.terms.title, 120)) },
                html! { (pays_for(round.terms.kind)) },
                moment(round.terms.closes),
                html! { (round.terms.cap.value) },
                html! { a href={ "/public/rounds/" (round.id) "/call.json" } download { "Download" span.hidden { " the call for " (shortened(&round.terms.title, 80)) } } },
            ]),
            "No round is open at present.",
        ))
        h2 { "How to apply" }
        ol {
            li { "Download the call and give it to your own Ward, on its page “Money”. It counts only with this office’s signature." }
            li { "Ward offers what your plan would cost. Choose, read the application, sign it." }
            li { "Send the file back: by mail, on a stick, or over the network to " code { "/api/applications" } "." }
        }
        h2 { "The key of this office" }
        p { "Your Ward asks for it once. Compare it with the one that you were given on paper or by telephone." }
        pre.scroll tabindex="0" role="region" aria-label="The key of this office" { (desk.port.verifying_key()) }
    };
    Ok(Page::new("Funding for cybersecurity", Some(Section::Office(Room::Funding)), content))
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    use crate::office::fake::money::{To, tell};
    let hostile = FakeOffice::of(Story::Hostile);
    tell(&hostile, To::Open);
    vec![
        ("calls-empty", page(&FakeOffice::of(Story::Empty).desk()).unwrap()),
        ("calls-hostile", page(&hostile.desk()).unwrap()),
    ]
}
