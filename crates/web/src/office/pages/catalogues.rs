//! The catalogue versions whose verdicts the office accepts: who uses which, and the decision about them.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, table, text};
use crate::kit::words::{moment, thousands};
use crate::office::answers::{decide, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use maud::html;
use std::collections::BTreeMap;
use ward_programme::Event;
use ward_programme::office::Event as OfOffice;

pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show_office(|desk| {
            let mut fields = Fields::default();
            let programme = desk.port.programme()?;
            let versions: Vec<&str> = programme.office.catalogues().iter().map(String::as_str).collect();
            fields.set("versions", versions.join(", "));
            page(desk, &fields, &Errors::default())
        })
        .await
}

pub(crate) async fn submit(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            let because = told(&fields, "because", &mut errors);
            if !errors.any() {
                let versions = fields.lines("versions").map(str::to_owned).collect();
                let event = Event::Office(OfOffice::CataloguesAccepted { versions, because });
                if decide(desk, vec![event], "versions", &mut errors)?.is_some() {
                    return Ok(Done::GoTo("/catalogues".to_owned()));
                }
            }
            Ok(Done::Again(page(desk, &fields, &errors)?))
        })
        .await
}

fn page(desk: &Desk<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let (programme, standing) = (desk.port.programme()?, desk.port.standing()?);
    let own = desk.port.catalog().version.as_str();
    let accepted = programme.office.catalogues();
    let mut used: BTreeMap<&str, u64> = accepted.iter().map(|version| (version.as_str(), 0)).collect();
    used.entry(own).or_default();
    let enrolled = || programme.participants.iter().filter(|one| one.is_enrolled());
    for told in enrolled().filter_map(|one| standing.latest(&one.id)) {
        *used.entry(told.catalogue.as_str()).or_default() += 1;
    }
    let content = html! {
        (errors.summary())
        p.lead { "A summary says which catalogue judged. One of a version that is not accepted is refused, and its sender is told so." }
        (table(
            "Catalogue versions",
            [text("Version"), text("Accepted"), number("Organisations whose newest summary used it")],
            used.iter().rev().map(|(version, organisations)| [
                html! { (shortened(version, 40)) },
                html! {
                    @if *version == own { "yes: the office’s own" }
                    @else if accepted.contains(*version) { "yes" }
                    @else { "not any more; what came before stays" }
                },
                html! { (thousands(*organisations)) },
            ]),
            "",
        ))
        @if let Some((stamp, because)) = programme.office.chosen() {
            p.quiet { "Decided " (moment(stamp.at)) " by " (shortened(&stamp.by, 60)) ": " (shortened(because, 300)) ". " a href={ "/record?before=" (stamp.entry + 1) } { "Entry " (stamp.entry) } }
        }
        section.panel aria-labelledby="choose" {
            h2 #choose { "Choose anew" }
            p { "The office’s own version, " (own) ", always counts. The list replaces the one before; leave it empty to accept no other." }
            (post("/catalogues", desk.token, false, html! {
                (Field::new("versions", "Versions accepted beside it", Kind::Text).optional().autocomplete("off").hint("With commas, such as 2026.9, 2026.10.").show(fields, errors))
                (Field::new("because", "Why", Kind::Text).autocomplete("off").show(fields, errors))
                p { button type="submit" { "Record the decision" } }
            }))
        }
    };
    Ok(Page::new("Catalogues accepted", Some(Section::Office(Room::Participants)), content)
        .up("/participants", "Participants")
        .failed(errors.any()))
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::{FakeOffice, HOSTILE};
    use crate::office::port::OfficePort as _;
    let none = (Fields::default(), Errors::default());
    let chosen = FakeOffice::of(Of::Hostile);
    let versions = ["2026.9".to_owned(), "2026.10".to_owned()].into();
    let event = OfOffice::CataloguesAccepted { versions, because: HOSTILE.to_owned() };
    chosen.decide(vec![Event::Office(event)]).unwrap();
    let mut fields = Fields::default();
    fields.set("versions", HOSTILE);
    let mut errors = Errors::default();
    errors.add("versions", "that is not a version of a catalogue");
    told(&fields, "because", &mut errors);
    vec![
        ("catalogues-empty", page(&FakeOffice::of(Of::Empty).desk(), &none.0, &none.1).unwrap()),
        ("catalogues", page(&chosen.desk(), &none.0, &none.1).unwrap()),
        ("catalogues-wrong", page(&chosen.desk(), &fields, &errors).unwrap()),
    ]
}
