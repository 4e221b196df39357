//! One incident: its clocks, its reports, what was shared with whom, and its end.

pub(crate) mod facts;

use super::answer::optional_day;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts as terms, shortened};
use crate::kit::table::{prose, table, text};
use crate::kit::words::{day, moment};
use crate::port::{Trouble, TroubleKind};
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::Path;
use jiff::Timestamp;
use maud::{Markup, html};
use ward_programme::incidents::{
    Applies, Clock, Deadline, Event, Form, Incident, RULES, Shared, Tlp, clocks, report as report_of, shield,
};

/// Labels of the Traffic Light Protocol, with whom each lets read.
const TLP: [(Tlp, &str, &str); 5] = [
    (Tlp::Clear, "clear", "TLP:CLEAR – anyone"),
    (Tlp::Green, "green", "TLP:GREEN – the community"),
    (Tlp::Amber, "amber", "TLP:AMBER – the organisation and its clients"),
    (Tlp::AmberStrict, "amber-strict", "TLP:AMBER+STRICT – the organisation alone"),
    (Tlp::Red, "red", "TLP:RED – named people alone"),
];

/// Reports by the word in their address.
const FORMS: [(&str, Form, &str); 3] = [
    ("hhs", Form::HhsBreachPortal, "HHS, breach portal"),
    ("circia", Form::Circia, "CISA, by the proposed rule"),
    ("new-york", Form::NewYork, "New York Department of Health"),
];

pub(crate) async fn show(visit: Visit, Path(number): Path<u64>) -> Answer {
    visit.show(move |context| page(context, number, &Fields::default(), &Errors::default())).await
}

/// A report as a page to be printed and completed.
pub(crate) async fn report(visit: Visit, Path((number, form)): Path<(u64, String)>) -> Answer {
    visit.show(move |context| report_page(context, number, &form)).await
}

pub(crate) async fn reported(Path(number): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            let clock = RULES.iter().map(|rule| rule.id).find(|id| id.as_str() == fields.get("clock"));
            if clock.is_none() {
                errors.add("clock", "Choose whom you told");
            }
            let at = instant(context, &fields, "reported-on", &mut errors);
            if fields.get("receipt").is_empty() {
                errors.add("receipt", "Enter the number of the receipt, or how it was sent");
            }
            match (clock, at) {
                (Some(clock), Some(at)) if !errors.any() => {
                    let event = Event::Reported { clock, at, receipt: fields.get("receipt").to_owned() };
                    decide(context, number, &fields, &event, "clock")
                }
                _ => Ok(Done::Again(page(context, number, &fields, &errors)?)),
            }
        })
        .await
}

pub(crate) async fn shared(Path(number): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            let tlp = TLP.iter().find(|(_, word, _)| *word == fields.get("tlp")).map(|(tlp, ..)| *tlp);
            if tlp.is_none() {
                errors.add("tlp", "Choose a label");
            }
            for (name, says) in [("with", "Enter with whom"), ("what", "Enter what was shared")] {
                if fields.get(name).is_empty() {
                    errors.add(name, says);
                }
            }
            let at = instant(context, &fields, "shared-on", &mut errors);
            match (tlp, at) {
                (Some(tlp), Some(at)) if !errors.any() => {
                    let (with, what) = (fields.get("with").to_owned(), fields.get("what").to_owned());
                    let event = Event::Shared(Shared { at, with, what, tlp, file: None });
                    decide(context, number, &fields, &event, "with")
                }
                _ => Ok(Done::Again(page(context, number, &fields, &errors)?)),
            }
        })
        .await
}

/// Closes it, or opens it again.
pub(crate) async fn end(Path(number): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let words = fields.get("lessons").to_owned();
            let event = if find(context, number)?.is_closed {
                Event::Reopened { because: words }
            } else {
                Event::Closed { lessons: words }
            };
            decide(context, number, &fields, &event, "lessons")
        })
        .await
}

/// Records what became known; when it cannot be, the page says why beside the field.
fn decide(
    context: &Context<'_>,
    number: u64,
    fields: &Fields,
    event: &Event,
    field: &'static str,
) -> Result<Done, Trouble> {
    match context.port.note_incident(Some(number), event) {
        Ok(_) => Ok(Done::GoTo(format!("/incidents/{number}"))),
        Err(trouble) => again(trouble, field, |errors| page(context, number, fields, errors)),
    }
}

/// The form again with what was refused; trouble that the person cannot mend goes on.
pub(crate) fn again(
    trouble: Trouble,
    field: &'static str,
    page: impl FnOnce(&Errors) -> Result<Page, Trouble>,
) -> Result<Done, Trouble> {
    if trouble.kind != TroubleKind::User {
        return Err(trouble);
    }
    let mut errors = Errors::default();
    errors.add(field, trouble.says);
    Ok(Done::Again(page(&errors)?))
}

/// The beginning of a day in UTC; today is now.
fn instant(
    context: &Context<'_>,
    fields: &Fields,
    name: &'static str,
    errors: &mut Errors,
) -> Option<Timestamp> {
    let on = optional_day(fields, name, errors);
    if on.is_none() && fields.get(name).is_empty() {
        errors.add(name, "Enter the day");
    }
    let on = on?;
    if on == context.today() {
        return Some(context.port.now());
    }
    on.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

pub(crate) fn find(context: &Context<'_>, number: u64) -> Result<Incident, Trouble> {
    context.port.incidents()?.remove(&number).ok_or_else(|| Trouble::not_found("There is no such incident."))
}

fn page(context: &Context<'_>, number: u64, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let one = find(context, number)?;
    let now = context.port.now();
    let parameters = &context.catalog().parameters;
    let clocks = clocks(parameters, &one, now);
    let late = clocks.iter().filter(|clock| clock.is_overdue).count();
    let content = html! {
        (errors.summary())
        @if one.is_closed { p.note { "This incident is closed." } }
        @if late > 0 { p.lead { strong.bad { (late) " late." } " Report now, and say why it is late." } }
        p.quiet { "An aid, not legal advice. Days are counted where the incident is: " (one.times.utc_offset_minutes) " minutes from UTC." }
        (clock_tables(&clocks))
        p { a href={ "/incidents/" (number) "/facts" } { "Correct or complete facts and times" } }
        (known(&one))
        h2 { "Reports to read and complete" }
        ul { @for (word, _, label) in FORMS { li { a href={ "/incidents/" (number) "/reports/" (word) } { (label) } } } }
        h2 { "What was shared with whom" }
        p { (shield(parameters, context.today())) "." }
        (table(
            "Shared so far",
            [text("With"), text("What"), text("Label"), text("When")],
            one.shared.iter().map(|shared| [
                html! { (shortened(&shared.with, 120)) },
                html! { (shortened(&shared.what, 300)) },
                html! { (shared.tlp.label()) },
                moment(shared.at),
            ]),
            "Nothing was shared.",
        ))
        (forms(context, number, &one, fields, errors))
    };
    Ok(Page::new(
        format!("Incident {number}: {}", shortened(&one.title, 120)),
        Some(Section::Incidents),
        content,
    )
    .up("/incidents", "Incidents")
    .failed(errors.any()))
}

fn clock_tables(clocks: &[Clock<'_>]) -> Markup {
    let (running, others): (Vec<&Clock<'_>>, Vec<&Clock<'_>>) =
        clocks.iter().partition(|clock| matches!(clock.applies, Applies::Yes(_)));
    let (open, no): (Vec<&Clock<'_>>, Vec<&Clock<'_>>) =
        others.into_iter().partition(|clock| matches!(clock.applies, Applies::Unknown(_)));
    let why = |clock: &Clock<'_>| match &clock.applies {
        Applies::Yes(why) | Applies::No(why) => why.clone(),
        Applies::Unknown(what) => format!("not known: {what}"),
    };
    html! {
        h2 { "Clocks that run" }
        (table(
            "Who must be told, by when",
            [text("Tell"), text("By when"), text("State"), prose("Why"), text("Rule")],
            running.iter().map(|clock| [
                html! { (clock.tells) },
                html! {
                    @match clock.deadline {
                        Some(Deadline::At(at)) => (moment(at)),
                        Some(Deadline::On(on)) => (day(on)),
                        None => { "not known: the time that starts it is missing" }
                    }
                },
                html! {
                    @if let Some(at) = clock.reported { strong.good { "reported " } (moment(at)) }
                    @else if clock.is_overdue { strong.bad { "late" } }
                    @else { "to do" }
                },
                html! { (why(clock)) @if let Some(at) = clock.started { "; started " (moment(at)) } },
                rule(clock),
            ]),
            "No clock is known to run.",
        ))
        @if !open.is_empty() {
            h2 { "What has to be found out" }
            (table(
                "Clocks that depend on a fact that is not known",
                [text("Would be told"), text("Depends on"), text("Rule")],
                open.iter().map(|clock| [html! { (clock.tells) }, html! { (why(clock)) }, rule(clock)]),
                "",
            ))
        }
        @if !no.is_empty() {
            details {
                summary { "Clocks that do not apply, and why (" (no.len()) ")" }
                (table(
                    "Clocks that do not apply",
                    [text("Who"), text("Why not")],
                    no.iter().map(|clock| [html! { (clock.tells) }, html! { (why(clock)) }]),
                    "",
                ))
            }
        }
    }
}

/// Length, citation and force of a rule; what is no law looks like it.
fn rule(clock: &Clock<'_>) -> Markup {
    html! {
        @if let Some(length) = clock.length {
            (length.value) " " (length.unit.label()) ", " (length.citation) " "
            @if clock.is_law { "(" (length.status.label()) ")" } @else { span.unverified { (length.status.label()) } }
        }
    }
}

fn known(one: &Incident) -> Markup {
    let yes_no = |fact: Option<bool>| fact.map(|fact| html! { (if fact { "yes" } else { "no" }) });
    let (facts, times) = (&one.facts, &one.times);
    html! {
        h2 { "What is known" }
        (terms([
            ("Kind", facts.kind.map(|kind| html! { (kind.label()) })),
            ("What happened", facts.says.as_ref().map(|says| html! { (shortened(says, 600)) })),
            ("Where", facts.place.as_ref().map(|place| html! { (shortened(place, 200)) })),
            ("What was done", facts.response.as_ref().map(|response| html! { (shortened(response, 600)) })),
            ("People affected", facts.people.map(|people| html! { (crate::kit::words::thousands(people)) })),
            ("Health information", yes_no(facts.health_data)),
            ("Ransomware", yes_no(facts.ransomware)),
            ("Discovered", times.discovery.map(moment)),
            ("Reasonably believed", times.reasonable_belief.map(moment)),
            ("Determined", times.determination.map(moment)),
            ("Ransom paid", times.payment.map(moment)),
            ("Found material", times.materiality.map(moment)),
            ("Began", times.began.map(moment)),
            ("Ended", times.ended.map(moment)),
        ]))
    }
}

fn forms(context: &Context<'_>, number: u64, one: &Incident, fields: &Fields, errors: &Errors) -> Markup {
    let at = |what: &str| format!("/incidents/{number}/{what}");
    let tlp = TLP.map(|(_, word, words)| (word, words));
    let clocks: Vec<(&str, &str)> = RULES
        .iter()
        .filter(|rule| !one.reported.contains_key(&rule.id))
        .map(|rule| (rule.id.as_str(), rule.tells))
        .collect();
    html! {
        @if !one.is_closed {
            details open[errors.any()] {
                summary { "We reported it" }
                (post(&at("reported"), context.token, false, html! {
                    (Field::new("clock", "To whom", Kind::Select(&clocks)).show(fields, errors))
                    (Field::new("reported-on", "On which day", Kind::Date).show(fields, errors))
                    (Field::new("receipt", "Number of the receipt, or how it was sent", Kind::Text).autocomplete("off").show(fields, errors))
                    p { button type="submit" { "Record the report" } }
                }))
            }
            details open[errors.any()] {
                summary { "We shared something" }
                (post(&at("shared"), context.token, false, html! {
                    (Field::new("with", "With whom", Kind::Text).autocomplete("off").show(fields, errors))
                    (Field::new("what", "What", Kind::Area).show(fields, errors))
                    (Field::new("tlp", "Label", Kind::Select(&tlp)).show(fields, errors))
                    (Field::new("shared-on", "On which day", Kind::Date).show(fields, errors))
                    p { button type="submit" { "Record what was shared" } }
                }))
            }
        }
        details open[errors.any()] {
            summary { @if one.is_closed { "It was not over" } @else { "Nothing is left to do" } }
            (post(&at("end"), context.token, false, html! {
                (Field::new("lessons", if one.is_closed { "Why it is opened again" } else { "What was learned" }, Kind::Area).show(fields, errors))
                p { button type="submit" { @if one.is_closed { "Open it again" } @else { "Close the incident" } } }
            }))
        }
    }
}

fn report_page(context: &Context<'_>, number: u64, form: &str) -> Result<Page, Trouble> {
    let (_, form, _) = FORMS
        .iter()
        .find(|(word, ..)| *word == form)
        .ok_or_else(|| Trouble::not_found("There is no such report."))?;
    let one = find(context, number)?;
    let made = report_of(&context.catalog().parameters, &one, *form, context.today());
    let missing: Vec<&str> = made.missing().collect();
    let content = html! {
        p.lead {
            "The rule is " strong { (made.status) } ". "
            @if missing.is_empty() { "Nothing is missing that Ward asks for." } @else { (missing.len()) " of " (made.fields.len()) " fields are not known yet." }
        }
        p.quiet { "An aid, not legal advice. Ward names no person: whoever sends it writes the contact. Nothing is sent by itself; print this page or copy it into the form." }
        (table(
            "Fields of the report, in their order",
            [text("Asked"), text("Answer")],
            made.fields.iter().map(|field| [
                html! { (field.label) },
                html! { @if field.value.is_some() { (shortened(field.words(), 2_000)) } @else { span.unverified { (field.words()) } } },
            ]),
            "",
        ))
        p.screen-only { a href={ "/incidents/" (number) "/facts" } { "Complete facts and times" } }
    };
    Ok(Page::new(made.title, Some(Section::Incidents), content)
        .up(format!("/incidents/{number}"), format!("Incident {number}")))
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let (no_fields, none) = (Fields::default(), Errors::default());
    let (typical, hostile) = (Fake::of(Kind::Typical), Fake::of(Kind::Hostile));
    let mut wrong = Errors::default();
    wrong.add("with", "Enter with whom");
    let closed = Fake::of(Kind::Typical);
    closed.context().port.note_incident(Some(1), &Event::Closed { lessons: "<b>patch</b>".into() }).unwrap();
    let mut all = vec![
        ("incident", page(&typical.context(), 1, &no_fields, &none).unwrap()),
        ("incident-hostile", page(&hostile.context(), 1, &no_fields, &none).unwrap()),
        ("incident-wrong", page(&typical.context(), 1, &no_fields, &wrong).unwrap()),
        ("incident-closed", page(&closed.context(), 1, &no_fields, &none).unwrap()),
        ("incident-report-hhs", report_page(&typical.context(), 1, "hhs").unwrap()),
        ("incident-report-circia", report_page(&hostile.context(), 1, "circia").unwrap()),
        ("incident-report-new-york", report_page(&typical.context(), 1, "new-york").unwrap()),
    ];
    all.extend(facts::samples());
    all
}
