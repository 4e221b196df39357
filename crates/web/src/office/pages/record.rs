//! The operator's record: every decision, newest first, and the checkpoint that seals them.

use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{PAGE, table, text};
use crate::kit::words::{count, moment};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Visit};
use axum::extract::Query;
use maud::html;
use serde::Deserialize;

/// From where on.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    before: Option<u64>,
}

pub(crate) async fn show(visit: Visit, Query(from): Query<From>) -> Answer {
    visit.show_office(move |desk| page(desk, &from)).await
}

fn page(desk: &Desk<'_>, from: &From) -> Result<Page, Trouble> {
    let (size, entries) = desk.port.record(from.before, PAGE)?;
    let older = entries.last().map(|entry| entry.number).filter(|number| *number > 0);
    let content = html! {
        p.lead { (count(size, "entry")) ". Nothing in the record is ever changed or removed; each entry is sealed by those after it." }
        (table(
            "Decisions, newest first",
            [text("No."), text("When"), text("Who"), text("What")],
            entries.iter().map(|entry| [
                html! { (entry.number) },
                html! { (moment(entry.at)) },
                html! { (shortened(&entry.actor, 80)) },
                html! { (shortened(&entry.event.words(), 400)) },
            ]),
            "Nothing was decided yet.",
        ))
        @if let Some(number) = older { p { a href={ "/record?before=" (number) } { "Older entries" } } }
        h2 { "Checkpoint" }
        p { "Give it and the key to anybody who shall be able to tell later that nothing was rewritten." }
        pre { (desk.port.checkpoint()?) }
        pre { (desk.port.verifying_key()) }
    };
    Ok(Page::new("The record", Some(Section::Office(Room::Record)), content))
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind;
    use crate::office::fake::FakeOffice;
    let of = |name, kind, before| (name, page(&FakeOffice::of(kind).desk(), &From { before }).unwrap());
    vec![
        of("office-record-empty", Kind::Empty, None),
        of("office-record", Kind::Typical, Some(60)),
        of("office-record-hostile", Kind::Hostile, None),
    ]
}
