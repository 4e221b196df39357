//! One person: engagement, accounts, courses, and why rows were taken as one person.

use super::account_list::{enabled, last_sign_in, second_factor};
use super::asset::{joins, place};
use super::person_list::{said, status};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened, some};
use crate::kit::table::{table, text};
use crate::kit::words::{day, escaped};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_estate::Person;

pub(crate) async fn show(visit: Visit, Path(handle): Path<String>) -> Answer {
    visit.show(move |context| page(context, &handle)).await
}

fn page(context: &Context<'_>, handle: &str) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let missing = || Trouble::not_found("There is no such person (any more).");
    let position = posture.people.position(handle).ok_or_else(missing)?;
    let person = posture.estate.people.get(position as usize).ok_or_else(missing)?;
    let content = html! {
        (facts([
            ("Status", Some(html! { (status(person)) })),
            ("Kind", some(person.kind.map(ward_domain::observation::PersonKind::as_str))),
            ("Mail", some(person.mail.as_deref())),
            ("Number", some(person.person_id.as_deref())),
            ("Department", some(person.department.as_deref())),
            ("Job", some(person.title.as_deref())),
            ("Security role", some(person.security_role.as_deref())),
            ("Sponsor", some(person.sponsor.as_deref())),
            ("First day", Some(said(person.start))),
            ("Last day", person.end.map(|end| html! { (day(end.date())) @if person.is_involuntary == Some(true) { ", dismissed" } })),
            ("Access removed", person.access_ended.map(|(when, at)| html! { (day(when.date())) ", as " (place(&posture, at)) " says" })),
            ("Known from", person.at().map(|at| place(&posture, at))),
        ]))
        (joins(&posture, &person.joins, "person"))
        p { a href={ "/estate/people/" (escaped(handle)) "/names" } { "The names, and what to do when two people were taken as one" } }
        h2 { "Accounts" }
        (accounts(&posture, person))
        h2 { "Training" }
        (trainings(&posture, person))
    };
    let name = if person.name.is_empty() { &person.subject } else { &person.name };
    let name = if name.is_empty() { "A person without a name".to_owned() } else { shortened(name, 120) };
    Ok(Page::new(name, Some(Section::Estate), content).up("/estate/people", "People"))
}

fn accounts(posture: &Posture, person: &Person) -> Markup {
    let rows = person.accounts.iter().filter_map(|position| posture.estate.accounts.get(*position as usize)).map(|account| {
        [
            html! { (shortened(&account.log_in, 80)) " " span.quiet { (account.directory) } },
            enabled(account),
            last_sign_in(account),
            second_factor(account),
            html! { @if let Some(at) = account.at { (place(posture, at)) } @else { span.quiet { "none" } } },
        ]
    });
    table(
        "Accounts of this person",
        [text("Log-in"), text("Usable"), text("Last sign-in"), text("Second factor"), text("Evidence")],
        rows,
        "No account is known.",
    )
}

fn trainings(posture: &Posture, person: &Person) -> Markup {
    let rows = person.trainings.iter().map(|training| {
        [
            html! { (shortened(&training.course, 120)) },
            said(training.assigned),
            html! { @match training.completed { Some(done) => (day(done)), None => strong { "not done" } } },
            place(posture, training.at),
        ]
    });
    table(
        "Courses",
        [text("Course"), text("Assigned"), text("Done"), text("Evidence")],
        rows,
        "No course is known.",
    )
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let all = |kind, name: &'static str| {
        let fake = Fake::of(kind);
        let posture = fake.context().port.posture(None).unwrap();
        (0..posture.estate.people.len().min(8) as u32)
            .map(|position| (name, page(&fake.context(), posture.people.name(position)).unwrap()))
            .collect::<Vec<_>>()
    };
    [all(Kind::Typical, "person"), all(Kind::Hostile, "person-hostile")].into_iter().flatten().collect()
}
