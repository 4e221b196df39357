//! All cases, with what is due next; and the form that opens one.

use super::demand::law_tabs;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{After, PAGE, Slice, number, table, text, turn};
use crate::kit::words::day as day_words;
use crate::office::answers::{Sight, day, decide, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Query;
use maud::html;
use ward_programme::enforcement::{AID, Event, RegimeOn, Stage, regimes};
use ward_programme::participants::ParticipantId;

pub(crate) async fn show(visit: Visit, Query(after): Query<After>) -> Answer {
    visit.show_office(move |desk| list(desk, &after)).await
}

pub(crate) async fn show_new(visit: Visit) -> Answer {
    visit
        .show_office(|desk| {
            let mut fields = Fields::default();
            fields.set("served", desk.port.today().to_string());
            Ok(new_page(desk, &fields, &Errors::default()))
        })
        .await
}

pub(crate) async fn submit_new(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if let (Some(event), false) = (read(desk, &fields, &mut errors)?, errors.any()) {
                let events = vec![ward_programme::Event::Enforcement(event)];
                if let Some(numbers) = decide(desk, events, "participant", &mut errors)? {
                    let number = numbers.first().copied().unwrap_or_default();
                    return Ok(Done::GoTo(format!("/cases/{number}")));
                }
            }
            Ok(Done::Again(new_page(desk, &fields, &errors)))
        })
        .await
}

fn read(desk: &Desk<'_>, fields: &Fields, errors: &mut Errors) -> Result<Option<Event>, Trouble> {
    let participant: Option<ParticipantId> = fields.get("participant").parse().ok();
    if participant.is_none() {
        errors.add("participant", "Enter the participant’s id as its page shows it");
    }
    let regime = fields.get("regime").to_owned();
    if !texts(desk).iter().any(|text| text.family.id == regime) {
        errors.add("regime", "Choose a text");
    }
    let alleged = told(fields, "alleged", errors);
    let (served, due) = (day(fields, "served", errors), day(fields, "response-due", errors));
    let Some((participant, (served, response_due))) = participant.zip(served.zip(due)) else {
        return Ok(None);
    };
    let summary = desk.port.standing()?.latest(&participant).map(|told| told.number);
    let exercise = fields.get("exercise") == "yes";
    Ok(Some(Event::CaseOpened { participant, regime, alleged, served, response_due, summary, exercise }))
}

/// The texts under which there may be a case, those in force first.
fn texts<'a>(desk: &'a Desk<'_>) -> Vec<RegimeOn<'a>> {
    let mut texts = regimes(&desk.port.catalog().parameters, desk.port.today());
    texts.retain(RegimeOn::may_bind);
    texts
}

fn list(desk: &Desk<'_>, after: &After) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let enforcement = &sight.programme.enforcement;
    let today = desk.port.today();
    let overdue = enforcement.overdue(today).count();
    // Newest first, so what comes after a case is older.
    let after = after.number();
    let all = enforcement.cases().collect::<Vec<_>>().into_iter().rev();
    let later = all.filter(|case| after.is_none_or(|after| case.number.0 < after));
    let slice = Slice::first(later, PAGE, after.is_some(), |last| last.number.to_string());
    let content = html! {
        (law_tabs("/cases"))
        @if overdue > 0 { p.lead { strong.bad { (overdue) " overdue." } " Their next day has passed." } }
        @else { p.lead { "From the notice to the close, each step with its day and reason." } }
        p { a.button href="/cases/new" { "Open a case" } }
        (table(
            "Cases, newest first",
            [text("Case"), text("Who"), text("Under"), text("State"), text("Next day"), number("Still to be paid")],
            slice.rows.iter().map(|case| [
                html! { a href={ "/cases/" (case.number) } { (case.number) } @if case.exercise { " " span.unverified { "exercise" } } },
                html! { (sight.link(&case.participant)) },
                html! { (case.regime) },
                html! { @if case.stage == Stage::Closed { span.quiet { (case.stage.label()) } } @else { (case.stage.label()) } },
                html! { @match case.deadline() { Some((due, what)) => { (what) ", " (day_words(due)) @if due < today { " " strong.bad { "overdue" } } } None => span.quiet { "none" } } },
                html! { (case.outstanding()) },
            ]),
            "No case was ever opened.",
        ))
        (turn(&slice, "/cases?", "cases"))
        p.quiet { (AID) }
    };
    Ok(Page::new("Cases", Some(Section::Office(Room::Enforcement)), content))
}

fn new_page(desk: &Desk<'_>, fields: &Fields, errors: &Errors) -> Page {
    let words: Vec<(String, String)> = texts(desk)
        .iter()
        .map(|text| {
            (text.family.id.clone(), format!("{} ({})", shortened(&text.family.title, 80), text.words()))
        })
        .collect();
    let options: Vec<(&str, &str)> = words.iter().map(|(id, words)| (id.as_str(), words.as_str())).collect();
    let content = html! {
        (errors.summary())
        p.lead { "A case begins with a notice that was served. It rests on the newest summary of the participant." }
        (post("/cases/new", desk.token, false, html! {
            (Field::new("participant", "Participant", Kind::Text).hint("Its id, as its page shows it.").autocomplete("off").show(fields, errors))
            (Field::new("regime", "Under which text", Kind::Select(&options)).show(fields, errors))
            (Field::new("alleged", "What is alleged", Kind::Area).show(fields, errors))
            (Field::new("served", "Day of service", Kind::Date).show(fields, errors))
            (Field::new("response-due", "Last day for the response", Kind::Date).show(fields, errors))
            (Field::new("exercise", "This is an exercise: it may reckon with scenarios, and binds nobody", Kind::Check).optional().show(fields, errors))
            p { button type="submit" { "Open the case" } " " a href="/cases" { "Cancel" } }
        }))
        p.quiet { (AID) }
    };
    Page::new("Open a case", Some(Section::Office(Room::Enforcement)), content)
        .up("/cases", "Cases")
        .failed(errors.any())
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use super::case::tests::opened;
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    let empty = FakeOffice::of(Story::Empty);
    let (fake, _) = opened(Story::Typical, "hipaa-penalties", 3);
    let (hostile, _) = opened(Story::Hostile, "budget-2025", 0);
    let mut errors = Errors::default();
    read(&empty.desk(), &Fields::default(), &mut errors).unwrap();
    vec![
        ("cases-empty", list(&empty.desk(), &After::default()).unwrap()),
        ("cases", list(&fake.desk(), &After::default()).unwrap()),
        ("cases-hostile", list(&hostile.desk(), &After::default()).unwrap()),
        ("case-new", new_page(&fake.desk(), &Fields::default(), &Errors::default())),
        ("case-new-wrong", new_page(&empty.desk(), &Fields::default(), &errors)),
    ]
}
