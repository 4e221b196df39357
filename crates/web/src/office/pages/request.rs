//! Requests for help: the queue, a request that came by telephone, and one request with its steps.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened};
use crate::kit::table::{After, PAGE, Slice, table, text, turn};
use crate::kit::words::{count, day as day_words, moment};
use crate::office::answers::{Sight, decide, sentence, tabs, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::{Path, Query};
use maud::{Markup, html};
use std::collections::BTreeSet;
use ward_domain::GoalId;
use ward_programme::help::{Event, Priority, Request, RequestKind, RequestNumber, Stage};
use ward_programme::participants::ParticipantId;

const KINDS: [(&str, RequestKind); 5] = [
    ("scan", RequestKind::Scan),
    ("assistance", RequestKind::Assistance),
    ("exercise", RequestKind::Exercise),
    ("training", RequestKind::Training),
    ("incident", RequestKind::Incident),
];
const PRIORITIES: [(&str, &str, Priority); 4] = [
    ("emergency", "Emergency: patients are at risk now", Priority::Emergency),
    ("high", "High: it cannot wait for its turn", Priority::High),
    ("normal", "Normal: in its turn", Priority::Normal),
    ("low", "Low: when there is time", Priority::Low),
];

/// The pages about help.
pub(super) fn help_tabs(current: &str) -> Markup {
    tabs("Help", current, &[("/requests", "Requests"), ("/bulletins", "Bulletins")])
}

pub(crate) async fn show_queue(visit: Visit, Query(after): Query<After>) -> Answer {
    visit.show_office(move |desk| queue(desk, &after, &Fields::default(), &Errors::default())).await
}

/// Records a request that came by telephone or mail.
pub(crate) async fn ask(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if let (Some(event), false) = (read(&fields, &mut errors), errors.any()) {
                let events = vec![ward_programme::Event::Help(event)];
                if let Some(numbers) = decide(desk, events, "participant", &mut errors)? {
                    let number = numbers.first().copied().unwrap_or_default();
                    return Ok(Done::GoTo(format!("/requests/{number}")));
                }
            }
            Ok(Done::Again(queue(desk, &After::default(), &fields, &errors)?))
        })
        .await
}

pub(crate) async fn show(visit: Visit, Path(number): Path<u64>) -> Answer {
    visit
        .show_office(move |desk| page(desk, RequestNumber(number), &Fields::default(), &Errors::default()))
        .await
}

/// The next step of a request: `step` says which.
pub(crate) async fn act(Path(number): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let request = RequestNumber(number);
            let mut errors = Errors::default();
            if let (Some(event), false) = (step(request, &fields, &mut errors), errors.any()) {
                let events = vec![ward_programme::Event::Help(event)];
                if decide(desk, events, "step", &mut errors)?.is_some() {
                    return Ok(Done::GoTo(format!("/requests/{number}")));
                }
            }
            Ok(Done::Again(page(desk, request, &fields, &errors)?))
        })
        .await
}

fn read(fields: &Fields, errors: &mut Errors) -> Option<Event> {
    let participant: Option<ParticipantId> = fields.get("participant").parse().ok();
    if participant.is_none() {
        errors.add("participant", "Enter the participant’s id as its page shows it");
    }
    let kind = KINDS.iter().find(|(word, _)| *word == fields.get("kind")).map(|(_, kind)| *kind);
    if kind.is_none() {
        errors.add("kind", "Choose what is asked for");
    }
    let says = told(fields, "says", errors);
    let goals: Option<BTreeSet<GoalId>> = fields.lines("goals").map(|word| word.parse().ok()).collect();
    if goals.is_none() {
        errors.add("goals", "Name goals such as E1, E4, or leave it empty");
    }
    let wanted_by = Some(fields.get("wanted-by")).filter(|text| !text.is_empty()).map(str::parse);
    let wanted_by = wanted_by.transpose().unwrap_or_else(|_| {
        errors.add("wanted-by", "Enter a day, such as 2027-03-31, or leave it empty");
        None
    });
    Some(Event::Asked { participant: participant?, kind: kind?, says, goals: goals?, wanted_by })
}

fn step(request: RequestNumber, fields: &Fields, errors: &mut Errors) -> Option<Event> {
    let because = || fields.get("note").to_owned();
    Some(match fields.get("step") {
        "assign" => Event::Assigned { request, to: fields.get("to").to_owned(), note: because() },
        "start" => Event::Started { request },
        "accept" => Event::Accepted { request },
        "return" => Event::Returned { request, because: because() },
        "decline" => Event::Declined { request, because: because() },
        "deliver" => {
            let result = fields.get("result").parse().ok();
            if result.is_none() {
                errors.add("result", "Enter the fingerprint of the file: 64 hexadecimal digits");
            }
            Event::Delivered { request, result: result?, says: because() }
        }
        word => {
            let Some((.., priority)) = PRIORITIES.iter().find(|(of, ..)| *of == word) else {
                errors.add("step", "Choose a step");
                return None;
            };
            Event::Triaged { request, priority: *priority, because: because() }
        }
    })
}

fn steps(request: &Request) -> Vec<(&'static str, &'static str)> {
    let mut steps = vec![("", "Choose a step")];
    if request.stage.is_waiting() {
        steps.extend(PRIORITIES.iter().map(|(word, words, _)| (*word, *words)));
    }
    match request.stage {
        Stage::Asked => {}
        Stage::Triaged => steps.push(("assign", "Give it to the one named below")),
        Stage::Assigned => {
            steps.extend([("assign", "Hand it over to the one named below"), ("start", "Work has begun")]);
        }
        Stage::UnderWay => {
            steps.extend([
                ("assign", "Hand it over to the one named below"),
                ("deliver", "The result is delivered"),
            ]);
        }
        Stage::Delivered => steps.extend([
            ("accept", "The organisation takes the result"),
            ("return", "It sends the result back"),
        ]),
        Stage::Accepted | Stage::Declined => steps.clear(),
    }
    if request.stage.is_waiting() {
        steps.push(("decline", "We do not do it"));
    }
    steps
}

fn priority(priority: Priority) -> Markup {
    html! {
        @match priority {
            Priority::Emergency => strong.bad { "emergency" },
            Priority::High => strong.part { "high" },
            Priority::Normal => "normal",
            Priority::Low => span.quiet { "low" },
        }
    }
}

/// `3 hours`, or days from two days on.
fn age(hours: u64) -> String {
    if hours < 48 { count(hours, "hour") } else { count(hours / 24, "day") }
}

fn queue(desk: &Desk<'_>, after: &After, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let waiting = sight.programme.help.queue();
    let late = waiting.iter().filter(|request| request.is_late(desk.port.today())).count();
    // The order follows what is done; a request that waits no longer starts again at the first.
    let last = waiting.iter().position(|request| Some(request.number.0) == after.number());
    let later = waiting.iter().skip(last.map_or(0, |last| last + 1));
    let slice = Slice::first(later, PAGE, last.is_some(), |last| last.number.to_string());
    let kinds: Vec<(&str, &str)> = KINDS.iter().map(|(word, kind)| (*word, kind.label())).collect();
    let content = html! {
        (help_tabs("/requests"))
        (errors.summary())
        p.lead { (count(waiting.len() as u64, "request")) " waiting" @if late > 0 { ", " strong.bad { (late) " later than wanted" } } "." }
        (table(
            "The queue: what nobody looked at first, then by priority, then the oldest",
            [text("Request"), text("Who"), text("Priority"), text("State"), text("With"), text("Waits"), text("Wanted by")],
            slice.rows.iter().map(|request| [
                html! { a href={ "/requests/" (request.number) } { (request.number) ": " (request.kind.label()) } },
                html! { (sight.link(&request.participant)) },
                priority(request.priority),
                html! { (request.stage.label()) },
                html! { @match &request.assigned { Some(to) => (shortened(to, 60)), None => span.quiet { "nobody" } } },
                html! { (age(request.age_hours(sight.now))) },
                html! { @match request.wanted_by { Some(day) => (day_words(day)), None => span.quiet { "no day" } } },
            ]),
            "Nobody waits for you.",
        ))
        (turn(&slice, "/requests?", "requests"))
        section.panel aria-labelledby="ask" {
            h2 #ask { "Somebody asks" }
            p { a href="/requests/signed" { "Take a signed request" } ", when the organisation wrote it with its own Ward. For requests that came by telephone or mail:" }
            (post("/requests", desk.token, false, html! {
                (Field::new("participant", "Participant", Kind::Text).hint("Its id, as its page shows it.").autocomplete("off").show(fields, errors))
                (Field::new("kind", "What is asked for", Kind::Select(&kinds)).show(fields, errors))
                (Field::new("says", "What it needs", Kind::Area).show(fields, errors))
                (Field::new("goals", "Goals that it is about", Kind::Text).optional().hint("Such as E1, E4.").show(fields, errors))
                (Field::new("wanted-by", "Wanted by", Kind::Date).optional().show(fields, errors))
                button type="submit" { "Record the request" }
            }))
        }
    };
    Ok(Page::new("Requests for help", Some(Section::Office(Room::Help)), content).failed(errors.any()))
}

/// Whether the organisation signed it or the office wrote it down, with what is to be sent back.
fn how(request: &Request) -> Markup {
    html! {
        @match request.letter {
            None => "written down by the office",
            Some((_, own)) => {
                "signed by the organisation, its request " (own) ". "
                a href={ "/requests/" (request.number) "/acknowledgement.json" } download { "Acknowledgement to send back" }
                @if !request.results.is_empty() {
                    ". With the result, send " a href={ "/requests/" (request.number) "/hand-over.json" } download { "the signed hand-over" } ": the file becomes evidence there."
                }
            }
        }
    }
}

fn page(desk: &Desk<'_>, number: RequestNumber, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let none = || Trouble::not_found(format!("There is no request {number}."));
    let request = sight.programme.help.request(number).ok_or_else(none)?;
    let steps = steps(request);
    let goals: Vec<String> = request.goals.iter().map(GoalId::to_string).collect();
    let content = html! {
        (errors.summary())
        (facts([
            ("Who", Some(sight.link(&request.participant))),
            ("Priority", Some(priority(request.priority))),
            ("State", Some(html! { (sentence(request.stage.label())) })),
            ("With", Some(html! { @match &request.assigned { Some(to) => (shortened(to, 80)), None => "nobody yet" } })),
            ("Waits", Some(html! { (age(request.age_hours(sight.now))) @if request.is_late(desk.port.today()) { ", " strong.bad { "later than wanted" } } })),
            ("Wanted by", request.wanted_by.map(day_words)),
            ("Goals", (!goals.is_empty()).then(|| html! { (goals.join(", ")) })),
            ("How it came", Some(how(request))),
            ("Results", (!request.results.is_empty()).then(|| html! { @for result in &request.results { code { (result) } " " } })),
        ]))
        @if steps.len() > 1 {
            section.panel aria-labelledby="next" {
                h2 #next { "What comes next" }
                (post(&format!("/requests/{number}"), desk.token, false, html! {
                    (Field::new("step", "Step or priority", Kind::Select(&steps)).show(fields, errors))
                    (Field::new("to", "To whom", Kind::Text).optional().hint("A person or team, when you give it to somebody.").show(fields, errors))
                    (Field::new("note", "Why, what was done, or what the next one must know", Kind::Area).optional().show(fields, errors))
                    (Field::new("result", "Fingerprint of the result (SHA-256)", Kind::Text).optional().hint("When the result is delivered.").show(fields, errors))
                    button type="submit" { "Record the step" }
                }))
            }
        }
        (table(
            "Every step, oldest first",
            [text("When"), text("What was said"), text("State after it"), text("Who"), text("Entry")],
            request.steps.iter().map(|step| [
                html! { (moment(step.at)) },
                html! { (shortened(&step.says, 1_000)) },
                html! { (step.stage.label()) },
                html! { (shortened(&step.actor, 60)) },
                html! { a href={ "/record?before=" (step.entry + 1) } { (step.entry) } },
            ]),
            "",
        ))
    };
    let title = format!("Request {number}: {}", request.kind.label());
    Ok(Page::new(title, Some(Section::Office(Room::Help)), content)
        .up("/requests", "Requests")
        .failed(errors.any()))
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::{FakeOffice, HOSTILE};
    use crate::office::port::OfficePort as _;
    let asked = |kind, words: &str| {
        let fake = FakeOffice::of(kind);
        let mut fields = Fields::default();
        for (name, value) in
            [("participant", "o002"), ("kind", "incident"), ("says", words), ("goals", "E1 E4")]
        {
            fields.set(name, value.replace(' ', ","));
        }
        fields.set("wanted-by", "2026-11-01");
        let event = read(&fields, &mut Errors::default()).unwrap();
        let number = RequestNumber(fake.decide(vec![ward_programme::Event::Help(event)]).unwrap()[0]);
        let mut triage = Fields::default();
        triage.set("step", "high");
        triage.set("note", words);
        let event = step(number, &triage, &mut Errors::default()).unwrap();
        fake.decide(vec![ward_programme::Event::Help(event)]).unwrap();
        (fake, number)
    };
    let none = (Fields::default(), Errors::default());
    let (fake, number) = asked(Story::Typical, "scan our network");
    let (hostile, other) = asked(Story::Hostile, HOSTILE);
    let (mut wrong, mut step_wrong) = (Errors::default(), Errors::default());
    read(&none.0, &mut wrong);
    step(number, &none.0, &mut step_wrong);
    vec![
        (
            "requests-empty",
            queue(&FakeOffice::of(Story::Empty).desk(), &After::default(), &none.0, &none.1).unwrap(),
        ),
        ("requests", queue(&fake.desk(), &After::default(), &none.0, &none.1).unwrap()),
        ("requests-hostile", queue(&hostile.desk(), &After::default(), &none.0, &none.1).unwrap()),
        ("requests-wrong", queue(&fake.desk(), &After::default(), &none.0, &wrong).unwrap()),
        ("request", page(&fake.desk(), number, &none.0, &none.1).unwrap()),
        ("request-hostile", page(&hostile.desk(), other, &none.0, &none.1).unwrap()),
        ("request-wrong", page(&fake.desk(), number, &none.0, &step_wrong).unwrap()),
    ]
}
