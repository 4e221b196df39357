//! One action: what it is, what it takes and by whose number, and what was decided about it.

use super::answer::optional_day;
use super::plan::number;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened};
use crate::kit::table::{table, text};
use crate::kit::words::{count, day, escaped};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_catalog::{Action, Catalog, Role};
use ward_domain::plan::{Assumed, Outcome};
use ward_planner::outlook::{Choice, Number, words};

pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    visit
        .show(move |context| {
            let role = find(context.catalog(), &id)?.role;
            let mut fields = Fields::default();
            fields.set("role", role.as_str());
            page(context, &id, &fields, &Errors::default())
        })
        .await
}

pub(crate) async fn take(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            let due = optional_day(&fields, "due", &mut errors);
            match due {
                None if fields.get("due").is_empty() => errors.add("due", "Enter the last day"),
                Some(due) if due < context.today() => errors.add("due", "Choose a day that is not past"),
                _ => {}
            }
            if !Role::ALL.iter().any(|role| role.as_str() == fields.get("role")) {
                errors.add("role", "Choose who it is for");
            }
            match due {
                Some(due) if !errors.any() => {
                    context.port.undertake(&id, due, fields.get("role"), fields.get("note"))?;
                    Ok(Done::GoTo("/plan".to_owned()))
                }
                _ => Ok(Done::Again(page(context, &id, &fields, &errors)?)),
            }
        })
        .await
}

pub(crate) async fn done(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            context.port.end_action(&id, Outcome::Done, fields.get("done-note"))?;
            Ok(Done::GoTo("/plan".to_owned()))
        })
        .await
}

pub(crate) async fn drop_it(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            if fields.get("because").is_empty() {
                let mut errors = Errors::default();
                errors.add("because", "Say why it is not for you: somebody will ask");
                return Ok(Done::Again(page(context, &id, &fields, &errors)?));
            }
            context.port.end_action(&id, Outcome::Dropped, fields.get("because"))?;
            Ok(Done::GoTo("/plan".to_owned()))
        })
        .await
}

pub(crate) async fn assume(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            let which = Assumed::OF_ACTIONS.into_iter().find(|which| which.as_str() == fields.get("which"));
            let value = match (which, fields.get("value")) {
                (None, _) => {
                    errors.add("which", "Choose a number");
                    None
                }
                (_, "") => None,
                (Some(which), typed) => {
                    let value = number(typed).filter(|value| (0.0..=which.most()).contains(value));
                    if value.is_none() {
                        errors.add("value", "Enter a number of 0 or more, or nothing for the published one");
                    }
                    value
                }
            };
            if fields.get("reason").is_empty() {
                errors.add("reason", "Say where your number comes from, for example a quote");
            }
            match which {
                Some(which) if !errors.any() => {
                    context.port.assume(&id, which, value, fields.get("reason"))?;
                    Ok(Done::GoTo(format!("/plan/actions/{}", escaped(&id))))
                }
                _ => Ok(Done::Again(page(context, &id, &fields, &errors)?)),
            }
        })
        .await
}

fn find<'c>(catalog: &'c Catalog, id: &str) -> Result<&'c Action, Trouble> {
    catalog.actions.get(id).ok_or_else(|| Trouble::not_found("There is no such action."))
}

fn page(context: &Context<'_>, id: &str, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let catalog = context.catalog();
    let action = find(catalog, id)?;
    let seen = context.port.outlook(None)?;
    let choice = seen.choice(id);
    let content = html! {
        (errors.summary())
        p.lead { (action.what.trim()) }
        (state(context, choice))
        (facts([
            ("Usually done by", Some(html! { (action.role.label()) })),
            ("Meets", Some(measures(catalog, action))),
            ("Needs first", (!action.needs.is_empty()).then(|| html! {
                @for (position, need) in action.needs.iter().enumerate() { @if position > 0 { ", " } a href={ "/plan/actions/" (escaped(need)) } { (words::title(catalog, need)) } }
            })),
            ("Money in the first year", choice.map(super::plan::cost)),
        ]))
        @if let Some(choice) = choice { (costs(choice)) (free(catalog, choice)) }
        @else { p.note { "All that it closes is met already, or is not asked of you." } }
        h2 #decide { "What we do about it" }
        (decide(context, id, choice, fields, errors))
        @if choice.is_some() { (own(context, id, fields, errors)) }
    };
    Ok(Page::new(action.title.clone(), Some(Section::Plan), content).up("/plan", "Plan").failed(errors.any()))
}

fn state(context: &Context<'_>, choice: Option<&Choice>) -> Markup {
    let Some(choice) = choice else { return html! {} };
    html! {
        @if let Some(why) = &choice.why { p { (words::why(context.catalog(), why)) } }
        @if let Some(known) = &choice.undertaking {
            p.note {
                @match known.outcome {
                    None => {
                        "In our plan" @if let Some(due) = known.due { " until " (day(due)) } ", for " (super::plan::role(known.role.as_deref())) "."
                        @if known.is_overdue(context.today()) { " " strong.bad { "Overdue." } }
                    }
                    Some(Outcome::Done) => { "Done, as was said on " (day(ward_estate::date_of(known.at))) ". Evidence, not this word, moves the goals." }
                    Some(Outcome::Dropped) => { "Not for us, as was said on " (day(ward_estate::date_of(known.at))) "." }
                }
                @if !known.note.is_empty() { " “" (shortened(&known.note, 300)) "”" }
            }
        }
    }
}

fn measures(catalog: &Catalog, action: &Action) -> Markup {
    html! {
        @for (position, id) in action.satisfies.iter().enumerate() {
            @if position > 0 { br; }
            a href={ "/measures/" (id) } { (id) " " (catalog.measures.get(id).map_or("", |measure| measure.title.as_str())) }
        }
    }
}

fn costs(choice: &Choice) -> Markup {
    let span = |number: &Number| {
        let (low, high) = number.published;
        if (low - high).abs() < 1e-9 { format!("{low}") } else { format!("{low} to {high}") }
    };
    let source = |number: &Number| {
        if number.source == "OWN" { "this project’s assumption".to_owned() } else { number.source.clone() }
    };
    html! {
        h2 { "What it takes" }
        (table(
            "Assumptions for an organisation of your size; a range shows how unsure they are",
            [text("What"), text("Published"), text("From where"), text("Yours")],
            choice.numbers.iter().map(|number| [
                html! { (number.which.label()) },
                html! { (span(number)) },
                html! { (source(number)) },
                html! {
                    @if let Some(own) = &number.own { strong { (own.value) } ": " (shortened(&own.reason, 300)) }
                    @else { "–" }
                },
            ]),
            "",
        ))
    }
}

fn free(catalog: &Catalog, choice: &Choice) -> Markup {
    html! {
        @if !choice.free.is_empty() {
            h2 { "Who may give it for nothing" }
            ul {
                @for help in &choice.free {
                    @if let Some(resource) = catalog.resources.get(&help.resource) {
                        li {
                            strong { (resource.title) } ": "
                            @match (help.is_given, help.admits) {
                                (_, Some(false)) => "not for you. ",
                                (true, Some(true)) => "you may have it. ",
                                (false, _) => { (resource.status.label()) ". " }
                                (true, None) => { "ask; it depends on what is not known of you (" a href="/plan" { "say the kind of organisation" } "). " }
                            }
                            (resource.ask.trim()) " " span.quiet { (count(help.gaps.len() as u64, "gap")) " of yours, as of " (day(resource.as_of)) "." }
                        }
                    }
                }
            }
        }
    }
}

fn decide(
    context: &Context<'_>,
    id: &str,
    choice: Option<&Choice>,
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let at = |what: &str| format!("/plan/actions/{}/{what}", escaped(id));
    let roles = Role::ALL.map(|role| (role.as_str(), role.label()));
    let outcome = choice.and_then(|choice| choice.undertaking.as_ref()).and_then(|known| known.outcome);
    html! {
        div.panel {
            h3 { "Take it into our plan" }
            (post(&at("take"), context.token, false, html! {
                (Field::new("due", "Until", Kind::Date).show(fields, errors))
                (Field::new("role", "For whom", Kind::Select(&roles)).show(fields, errors))
                (Field::new("note", "What matters about it", Kind::Area).optional().show(fields, errors))
                p { button type="submit" { "Take it on, and give the task" } }
            }))
        }
        @if outcome != Some(Outcome::Done) {
            details {
                summary { "It is done" }
                (post(&at("done"), context.token, false, html! {
                    (Field::new("done-note", "What came of it", Kind::Area).optional().hint("The goals move when evidence shows it; the plan says what it waits for.").show(fields, errors))
                    p { button type="submit" { "It is done" } }
                }))
            }
        }
        @if outcome != Some(Outcome::Dropped) {
            details open[!fields.get("because").is_empty() || errors.any()] {
                summary { "It is not for us" }
                (post(&at("drop"), context.token, false, html! {
                    (Field::new("because", "Not for us, because …", Kind::Area).show(fields, errors))
                    p { button type="submit" { "Leave it out of the plan" } }
                }))
            }
        }
    }
}

fn own(context: &Context<'_>, id: &str, fields: &Fields, errors: &Errors) -> Markup {
    let numbers = Assumed::OF_ACTIONS.map(|which| (which.as_str(), which.label()));
    html! {
        h2 { "You know better what it costs?" }
        (post(&format!("/plan/actions/{}/cost", escaped(id)), context.token, false, html! {
            (Field::new("which", "Which number", Kind::Select(&numbers)).show(fields, errors))
            (Field::new("value", "Your number", Kind::Text).autocomplete("off").hint("Leave it empty to go back to the published one.").show(fields, errors))
            (Field::new("reason", "From where", Kind::Area).hint("For example a quote with its date.").show(fields, errors))
            p { button type="submit" { "Use this number" } }
        }))
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |fake: &Fake, id: &str, errors: &Errors| {
        page(&fake.context(), id, &Fields::default(), errors).unwrap()
    };
    let none = Errors::default();
    let mut wrong = Errors::default();
    wrong.add("due", "Enter the last day");
    wrong.add("value", "Enter a number");
    let hostile = Fake::of(Kind::Hostile);
    let port = hostile.context().port;
    port.undertake("second-factor-outside", jiff::civil::date(2026, 1, 31), "it", "<script>x</script>")
        .unwrap();
    port.assume("second-factor-outside", Assumed::DollarsOnce, Some(12.5), "<img src=x>").unwrap();
    port.end_action("asset-inventory", Outcome::Done, "<b>").unwrap();
    port.end_action("leaver-process", Outcome::Dropped, "<b>").unwrap();
    let typical = Fake::of(Kind::Typical);
    vec![
        ("action", of(&typical, "second-factor-outside", &none)),
        ("action-free", of(&typical, "external-scanning", &none)),
        ("action-wrong", of(&typical, "second-factor-outside", &wrong)),
        ("action-hostile", of(&hostile, "second-factor-outside", &none)),
        ("action-done", of(&hostile, "asset-inventory", &none)),
        ("action-dropped", of(&hostile, "leaver-process", &none)),
    ]
}
