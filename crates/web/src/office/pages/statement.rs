//! What the public sees of a recognition: a page in plain words, a badge, and the signed statement to keep.

use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::words::{day, day_text};
use crate::office::answers::Sight;
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Visit, framed, signed_file};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use maud::{Markup, html};
use ward_programme::funding::Roll;
use ward_programme::recognition::{Issued, StatementId, Status};

/// Letters of a badge; longer names are cut.
const MOST_LETTERS: usize = 44;

pub(crate) async fn show(visit: Visit, Path(id): Path<u64>) -> Answer {
    visit
        .at_desk(move |desk| {
            let id = StatementId(id);
            let is_known = is_known(desk, id)?;
            let status = if is_known { StatusCode::OK } else { StatusCode::NOT_FOUND };
            // The public gets no navigation of the operator's.
            Ok((status, framed(&page(desk, id)?, "")).into_response())
        })
        .await
}

fn is_known(desk: &Desk<'_>, id: StatementId) -> Result<bool, Trouble> {
    Ok(desk.port.programme()?.recognition.status(id, desk.port.now()) != Status::Unknown)
}

pub(crate) async fn badge(visit: Visit, Path(id): Path<u64>) -> Answer {
    visit
        .at_desk(move |desk| {
            let (status, svg) = drawing(desk, StatementId(id))?;
            Ok((status, [(CONTENT_TYPE, "image/svg+xml")], svg.into_string()).into_response())
        })
        .await
}

/// The signed statement as it was issued.
pub(crate) async fn signed(visit: Visit, Path(id): Path<u64>) -> Answer {
    visit
        .at_desk(move |desk| {
            let programme = desk.port.programme()?;
            if programme.recognition.status(StatementId(id), desk.port.now()) == Status::Unknown {
                return Err(Trouble::not_found("No such statement was ever issued here."));
            }
            let name = format!("ward-statement-{id}.json");
            Ok(signed_file(&name, desk.port.signed_statement(StatementId(id))?))
        })
        .await
}

fn page(desk: &Desk<'_>, id: StatementId) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let status = sight.programme.recognition.status(id, sight.now);
    let (_, badge) = drawing(desk, id)?;
    let content = match status {
        Status::Unknown => html! {
            p.lead { strong.bad { "Unknown." } " No statement of this number was ever issued here." }
            p { "If somebody shows you a badge with this number, it is not from " (desk.name) "." }
        },
        Status::Valid(issued) => html! {
            p.lead { strong.good { "Valid." } " " (shortened(&issued.name, 200)) " is recognised for this by " (desk.name) "." }
            (about(issued, true))
            p { "It counts until " (last(issued)) ", unless it is taken back before." }
            (keep(desk, issued, &badge))
        },
        Status::Expired(issued) => html! {
            p.lead { strong.part { "Expired." } " " (named(&sight, issued)) " was recognised for this by " (desk.name) " until " (last(issued)) "." }
            p { "It does not count any more. Nothing follows from that: it may be that it was not renewed." }
            (about(issued, false))
            (keep(desk, issued, &badge))
        },
        Status::Withdrawn(issued) => html! {
            p.lead { strong.bad { "Withdrawn." } " " (named(&sight, issued)) " is not recognised for this any more." }
            @if let Some((stamp, reason)) = &issued.withdrawn {
                p { "It was taken back on " (day(stamp.at.to_zoned(jiff::tz::TimeZone::UTC).date())) @if may_be_named(&sight, issued) { ", because: " (shortened(reason, 400)) } "." }
            }
            (about(issued, false))
        },
    };
    let title = match status {
        Status::Valid(issued) | Status::Expired(issued) | Status::Withdrawn(issued) => {
            shortened(&issued.tier.title, 120)
        }
        Status::Unknown => format!("Statement {id}"),
    };
    Ok(Page::new(title, Some(Section::Office(Room::Funding)), content))
}

fn may_be_named(sight: &Sight, issued: &Issued) -> bool {
    sight.roll().may_be_named(&issued.participant)
}

/// The name, if its owner still agrees to be named in public.
fn named(sight: &Sight, issued: &Issued) -> String {
    if may_be_named(sight, issued) { shortened(&issued.name, 200) } else { "An organisation".to_owned() }
}

/// The last day on which it counts.
fn last(issued: &Issued) -> Markup {
    day(issued.expires.to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn about(issued: &Issued, is_valid: bool) -> Markup {
    let issued_on = issued.made.at.to_zoned(jiff::tz::TimeZone::UTC).date();
    html! {
        @if is_valid { h2 { "What it means for you" } } @else { h2 { "What it meant" } }
        p { (shortened(&issued.tier.meaning, 1_000)) }
        p { "On " (day(issued_on)) " the organisation had shown: " (issued.tier.goals.words()) " of the HHS cybersecurity performance goals were met, by evidence of grade " (issued.tier.grade.as_str()) " or better." }
        h2 { "What it does not mean" }
        p { "It is no promise that nothing will happen to your data or your care. It says nothing about the quality of treatment. It rests on what the organisation’s own evidence showed." }
    }
}

fn keep(desk: &Desk<'_>, issued: &Issued, badge: &Markup) -> Markup {
    let address = format!("/public/statements/{}", issued.id);
    html! {
        h2 { "To show and to check" }
        p.badge { (badge) }
        p { "The " a href={ (address) "/badge.svg" } { "badge" } " always shows the present state. Whoever wants to check by themselves keeps the " a href={ (address) "/statement.json" } { "signed statement" } " and this key:" }
        pre.scroll tabindex="0" { (desk.port.verifying_key()) }
    }
}

/// The badge: words and colour say the same.
fn drawing(desk: &Desk<'_>, id: StatementId) -> Result<(StatusCode, Markup), Trouble> {
    let programme = desk.port.programme()?;
    let (colour, words) = match programme.recognition.status(id, desk.port.now()) {
        Status::Valid(issued) => {
            let until = issued.expires.to_zoned(jiff::tz::TimeZone::UTC).date();
            ("#19653f", format!("{}, until {}", shortened(&issued.tier.title, MOST_LETTERS), day_text(until)))
        }
        Status::Expired(issued) => {
            ("#8a5200", format!("{}: expired", shortened(&issued.tier.title, MOST_LETTERS)))
        }
        Status::Withdrawn(issued) => {
            ("#a3222a", format!("{}: withdrawn", shortened(&issued.tier.title, MOST_LETTERS)))
        }
        Status::Unknown => ("#4c5a66", "no such statement".to_owned()),
    };
    let is_known = programme.recognition.status(id, desk.port.now()) != Status::Unknown;
    let status = if is_known { StatusCode::OK } else { StatusCode::NOT_FOUND };
    // Wide enough for broad letters; the text is drawn to fit by its own length.
    let width = words.chars().count() * 8 + 70;
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height="28" viewBox={ "0 0 " (width) " 28" } role="img" {
            title { "Ward: " (words) }
            rect width=(width) height="28" rx="5" fill=(colour) {}
            rect width="54" height="28" rx="5" fill="#0b5c6b" {}
            text x="10" y="19" fill="#ffffff" font-family="Verdana, sans-serif" font-size="13" font-weight="700" { "Ward" }
            text x="62" y="19" fill="#ffffff" font-family="Verdana, sans-serif" font-size="13" { (words) }
        }
    };
    Ok((status, svg))
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::money::recognise;
    use crate::office::fake::{FakeOffice, now};
    use ward_programme::recognition::Event;
    let (fake, gone, hostile) =
        (FakeOffice::of(Story::Typical), FakeOffice::of(Story::Typical), FakeOffice::of(Story::Hostile));
    let (id, _) = recognise(&fake);
    let (other, _) = recognise(&hostile);
    let (taken, _) = recognise(&gone);
    let withdrawn = Event::Withdrawn { statement: taken, reason: "E4 is not met any more".to_owned() };
    gone.decide_at(now(), vec![ward_programme::Event::Recognition(withdrawn)]).unwrap();
    vec![
        ("statement-unknown", page(&fake.desk(), StatementId(999_999)).unwrap()),
        ("statement", page(&fake.desk(), id).unwrap()),
        ("statement-withdrawn", page(&gone.desk(), taken).unwrap()),
        ("statement-hostile", page(&hostile.desk(), other).unwrap()),
    ]
}
