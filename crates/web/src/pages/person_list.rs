//! People: everybody on a list of the workforce.

use super::estate::{Look, Tab, head, nothing, slice};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{PAGE, number, table, text, turn};
use crate::kit::words::{count, day, day_or, escaped};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use ward_domain::observation::PersonStatus;
use ward_estate::Person;

pub(crate) async fn show(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.show(move |context| page(context, &look)).await
}

fn page(context: &Context<'_>, look: &Look) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let people = &posture.estate.people;
    let needle = look.needle();
    let slice = slice(&posture.people, people.len(), &look.after, PAGE, |position| {
        let person = &people[position as usize];
        let texts = [
            Some(person.name.as_str()),
            person.mail.as_deref(),
            person.person_id.as_deref(),
            person.department.as_deref(),
            person.title.as_deref(),
            person.kind.map(ward_domain::observation::PersonKind::as_str),
        ];
        needle.is_in(texts.into_iter().flatten())
    });
    let content = html! {
        p.lead { (count(people.len() as u64, "person")) " on the lists of the workforce." }
        (head(Tab::People, look, "Name, mail address, number, department or kind.", html! {}))
        (table(
            "Workforce, by name",
            [text("Name"), text("Kind"), text("Department"), text("Status"), text("Until"), number("Accounts"), number("Courses done")],
            slice.rows.iter().map(|position| line(&posture, *position)),
            nothing(&needle, "Nobody yet. A staff list brings them."),
        ))
        (turn(&slice, &look.address(Tab::People), "people"))
    };
    Ok(Page::new("People", Some(Section::Estate), content))
}

fn line(posture: &Posture, position: u32) -> [Markup; 7] {
    let person = &posture.estate.people[position as usize];
    [
        link(posture, position),
        html! { (person.kind.map_or("not said", |kind| kind.as_str())) },
        html! { (person.department.as_deref().unwrap_or("not said")) },
        html! { (status(person)) },
        html! { @match person.end { Some(end) => (day(end.date())), None => "no end" } },
        html! { (person.accounts.len()) },
        html! { (person.trainings.iter().filter(|t| t.completed.is_some()).count()) },
    ]
}

/// A person as a link.
pub(crate) fn link(posture: &Posture, position: u32) -> Markup {
    let name = posture
        .estate
        .people
        .get(position as usize)
        .map_or("", |person| if person.name.is_empty() { &person.subject } else { &person.name });
    let name = if name.is_empty() { "(no name)".to_owned() } else { shortened(name, 60) };
    html! { a href={ "/estate/people/" (escaped(posture.people.name(position))) } { (name) } }
}

/// Where a person stands, in words.
pub(crate) fn status(person: &Person) -> &'static str {
    match (person.is_listed, person.status) {
        (false, _) => "not on the newest list",
        (true, Some(PersonStatus::Active)) => "active",
        (true, Some(PersonStatus::OnLeave)) => "on leave",
        (true, Some(PersonStatus::Ended)) => "ended",
        (true, None) => "not said",
    }
}

/// A day of a person, or that the list does not say it.
pub(crate) fn said(date: Option<jiff::civil::Date>) -> Markup {
    day_or(date, "not said")
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, q: &str| {
        (name, page(&Fake::of(kind).context(), &Look { q: q.into(), ..Look::default() }).unwrap())
    };
    vec![
        of("people-empty", Kind::Empty, ""),
        of("people-typical", Kind::Typical, ""),
        of("people-full", Kind::Full, "a"),
        of("people-hostile", Kind::Hostile, ""),
    ]
}
