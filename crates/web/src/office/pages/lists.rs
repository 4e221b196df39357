//! Reading a public list of CMS: the file is kept, the changes are shown, and only then decided.

use super::participant_new::blame;
use crate::kit::form::{Errors, Field, Fields, Kind as As, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened};
use crate::kit::table::{number, prose, table, text};
use crate::kit::words::{count, day, thousands};
use crate::office::port::PublicList;
use crate::office::{Desk, Room};
use crate::port::{Trouble, TroubleKind};
use crate::posted::{Parts, Posted, Streamed};
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use ward_domain::Digest;
use ward_programme::participants::merge::{Change, Planned};

/// Most lines of each table.
const MOST: usize = 200;

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show_office(|desk| Ok(asking(desk, &Fields::default(), &Errors::default()))).await
}

/// Keeps the file and goes on to what it would change.
pub(crate) async fn submit(parts: Parts) -> Answer {
    let Streamed { visit, fields, read } =
        parts.streamed(|visit, name, bytes| visit.state.office()?.keep_list(name, bytes)).await?;
    let mut errors = Errors::default();
    let released = fields
        .get("day")
        .parse::<Date>()
        .map_err(|_| errors.add("day", "Write the day of the release, for example 2026-10-01"))
        .ok();
    let digest = match read {
        None => {
            errors.add("file", "Choose the file");
            None
        }
        Some(Err(trouble)) => {
            blame(trouble, "file", &mut errors)?;
            None
        }
        Some(Ok(digest)) => Some(digest),
    };
    if let (Some(digest), Some(day)) = (digest, released) {
        return Ok(Redirect::to(&address(digest, day)).into_response());
    }
    visit.act_office(move |desk| Ok(Done::Again(asking(desk, &fields, &errors)))).await
}

fn address(digest: Digest, day: Date) -> String {
    format!("/participants/lists/{digest}?day={day}")
}

/// The day of the release.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Of {
    day: Option<Date>,
}

pub(crate) async fn show_plan(visit: Visit, Path(digest): Path<String>, Query(of): Query<Of>) -> Answer {
    visit
        .show_office(move |desk| {
            let list = desk.port.plan_list(known(&digest)?, of.day.unwrap_or(desk.port.today()))?;
            Ok(plan_page(desk, &list, &Errors::default()))
        })
        .await
}

/// Makes the changes that were shown.
pub(crate) async fn take(Path(digest): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let wrong = || Trouble::user("The form was not complete.", "Go back and send it again.");
            let (digest, day) = (known(&digest)?, fields.get("day").parse::<Date>().map_err(|_| wrong())?);
            let seen: Digest = fields.get("seen").parse().map_err(|_| wrong())?;
            let trouble = match desk.port.take_list(digest, day, seen) {
                Ok(_) => return Ok(Done::GoTo("/participants".to_owned())),
                Err(trouble) if trouble.kind == TroubleKind::User => trouble,
                Err(trouble) => return Err(trouble),
            };
            let mut errors = Errors::default();
            errors.add("confirm", trouble.says);
            Ok(Done::Again(plan_page(desk, &desk.port.plan_list(digest, day)?, &errors)))
        })
        .await
}

fn known(digest: &str) -> Result<Digest, Trouble> {
    digest.parse().map_err(|_| Trouble::not_found("There is no such file."))
}

fn asking(desk: &Desk<'_>, fields: &Fields, errors: &Errors) -> Page {
    let content = html! {
        (errors.summary())
        p.lead { "CMS publishes who the hospitals are. Give Ward such a file as it was downloaded; it shows what would change before anything does." }
        (facts([
            ("Hospital General Information", Some(html! { "hospital types, veterans’ and military hospitals" })),
            ("Provider of Services", Some(html! { "beds, rural or urban, closures, changes of the CCN" })),
            ("Hospital Enrollments", Some(html! { "NPIs, conversions to rural emergency hospital" })),
        ]))
        p.quiet { "From data.cms.gov, as CSV. They say nothing of anybody’s security, and no person is kept from them. A hospital that is not in a file is not closed by that." }
        (post("/participants/lists", desk.token, true, html! {
            (Field::new("day", "Day of the release", As::Date).hint("As CMS says it beside the file.").show(fields, errors))
            (Field::new("file", "File", As::File { many: false }).show(fields, errors))
            p { button type="submit" { "Show what it would change" } " " a href="/participants" { "Cancel" } }
        }))
    };
    Page::new("Read a public list", Some(Section::Office(Room::Participants)), content)
        .up("/participants", "Participants")
        .failed(errors.any())
}

const SORTS: [(Change, &str); 5] = [
    (Change::New, "new"),
    (Change::Changed, "changed"),
    (Change::Closed, "closed"),
    (Change::Reopened, "open again"),
    (Change::Linked, "new CCN of a known one"),
];

fn sort(change: &Planned) -> &'static str {
    SORTS.iter().find(|(sort, _)| *sort == change.what).map_or("", |(_, words)| words)
}

fn plan_page(desk: &Desk<'_>, list: &PublicList, errors: &Errors) -> Page {
    let (plan, tally) = (&list.plan, &list.tally);
    let content = html! {
        (errors.summary())
        p.lead { (count(plan.changes.len() as u64, "change")) "; " (thousands(plan.unchanged as u64)) " known and unchanged. Nothing has changed yet." }
        (facts([
            ("List", Some(html! { (list.name) })),
            ("Release", Some(day(list.day))),
            ("Rows read", Some(html! { (thousands(tally.read)) })),
            ("Rows left out as unreadable", Some(html! { (thousands(tally.skipped)) })),
            ("Kept as", Some(html! { code { (list.file) } })),
        ]))
        @if !list.missing.is_empty() {
            h2 { "Columns that are not there" }
            ul { @for (heading, cost) in &list.missing { li { strong { (heading) } ": " (cost) } } }
        }
        h2 { "What would change" }
        (table("Changes by sort", [text("Sort"), number("How many")], SORTS.map(|(sort, words)| [html! { (words) }, html! { (thousands(plan.count(sort) as u64)) }]), ""))
        (table(
            "Changes, in the order of the file",
            [text("Who"), text("Sort"), text("What"), number("Line")],
            plan.changes.iter().take(MOST).map(|change| [
                html! { (change.participant) },
                html! { (sort(change)) },
                html! { @if change.details.is_empty() { (name_of(change)) } @else { (shortened(&change.details.join("; "), 300)) } },
                html! { (thousands(change.line.into())) },
            ]),
            "This file changes nothing.",
        ))
        @if plan.changes.len() > MOST { p.quiet { "The first " (MOST) "; all " (thousands(plan.changes.len() as u64)) " are taken together." } }
        h2 { "Left out, repaired, in doubt" }
        (table(
            "Rows of which something was not taken as written",
            [number("Line"), prose("Why")],
            plan.notes.iter().map(|(line, why)| (*line, why.as_str())).chain(tally.problems.iter().map(|problem| (problem.line, problem.reason.as_str()))).take(MOST)
                .map(|(line, why)| [html! { (thousands(line.into())) }, html! { (shortened(why, 300)) }]),
            "None: every row was taken as written.",
        ))
        @let all = plan.notes.len() as u64 + tally.problems.len() as u64 + tally.more_problems;
        @if all > MOST as u64 { p.quiet { "The first " (MOST) " of " (thousands(all)) "." } }
        section #f-confirm {
            @if plan.changes.is_empty() {
                p { a href="/participants" { "Back to the participants" } }
            } @else {
                (post(&format!("/participants/lists/{}", list.file), desk.token, false, html! {
                    input type="hidden" name="day" value=(list.day);
                    input type="hidden" name="seen" value=(list.seen);
                    p { button type="submit" { "Make these changes" } " " a href="/participants" { "Leave everything as it is" } }
                }))
            }
        }
    };
    Page::new(format!("What {} would change", list.name), Some(Section::Office(Room::Participants)), content)
        .up("/participants/lists", "Read a public list")
        .failed(errors.any())
}

/// The name of a participant that becomes known.
fn name_of(change: &Planned) -> Markup {
    use ward_programme::participants::Event;
    let name = change.events.iter().find_map(|event| match event {
        Event::Listed { profile, .. } => Some(profile.name.as_str()),
        _ => None,
    });
    html! { (shortened(name.unwrap_or("a number"), 120)) }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind;
    use crate::office::fake::FakeOffice;
    let plan = |name, kind, errors: &Errors| {
        let fake = FakeOffice::of(kind);
        let list = fake.desk().port.plan_list(Digest([7; 32]), jiff::civil::date(2026, 10, 1)).unwrap();
        (name, plan_page(&fake.desk(), &list, errors))
    };
    let mut wrong = Errors::default();
    wrong.add("file", "<script> is none of the lists");
    let mut stale = Errors::default();
    stale.add("confirm", "something was decided since");
    vec![
        ("lists", asking(&FakeOffice::of(Kind::Empty).desk(), &Fields::default(), &Errors::default())),
        ("lists-wrong", asking(&FakeOffice::of(Kind::Empty).desk(), &Fields::default(), &wrong)),
        plan("list-plan-first", Kind::Empty, &Errors::default()),
        plan("list-plan", Kind::Typical, &Errors::default()),
        plan("list-plan-stale", Kind::Typical, &stale),
        plan("list-plan-hostile", Kind::Hostile, &Errors::default()),
    ]
}
