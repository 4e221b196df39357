//! The lists of the plan: what was taken on, what to do, what is left out and why, and who helps.

use crate::kit::parts::shortened;
use crate::kit::table::{number, prose, table, text};
use crate::kit::words::{count, day, escaped, percent};
use crate::state::Context;
use jiff::ToSpan as _;
use maud::{Markup, html};
use ward_catalog::{Catalog, Role};
use ward_domain::Money;
use ward_domain::plan::{Outcome, Undertaking};
use ward_planner::outlook::{Choice, Help, Outlook, words};

fn link(catalog: &Catalog, action: &str) -> Markup {
    html! { a href={ "/plan/actions/" (escaped(action)) } { (words::title(catalog, action)) } }
}

/// Money in the first year, as a range.
pub(crate) fn cost(choice: &Choice) -> Markup {
    let (low, high) = choice.first_year;
    html! {
        @if choice.is_free { "given for nothing" }
        @else if high == Money::ZERO { "no money" }
        @else if low == high { (low) }
        @else { (low) " to " (high) }
    }
}

/// How far what was taken on has come.
pub(super) fn progress(context: &Context<'_>, seen: &Outlook) -> Markup {
    let catalog = context.catalog();
    let today = context.today();
    let mut known: Vec<&Undertaking> =
        seen.choices.iter().filter_map(|choice| choice.undertaking.as_ref()).collect();
    known.sort_by_key(|one| (one.outcome.is_some(), one.due));
    let of = |outcome| known.iter().filter(|one| one.outcome == outcome).count() as u64;
    let overdue = known.iter().filter(|one| one.is_overdue(today)).count();
    html! {
        @if !known.is_empty() {
            h2 { "What we took on" }
            p {
                @if overdue > 0 { strong.bad { (overdue) " overdue. " } }
                (count(of(None), "action")) " planned, " (of(Some(Outcome::Done))) " done, " (of(Some(Outcome::Dropped))) " not for us."
                @if !seen.awaiting_evidence.is_empty() {
                    " Done, and no evidence shows it yet: "
                    @for (position, id) in seen.awaiting_evidence.iter().enumerate() { @if position > 0 { ", " } a href={ "/measures/" (id) } { (id) } }
                    "."
                }
            }
            (table(
                "What we took on, soonest first",
                [text("Action"), text("For"), text("State"), prose("Note")],
                known.iter().map(|one| [
                    link(catalog, &one.action),
                    html! { (role(one.role.as_deref())) },
                    html! {
                        @match one.outcome {
                            None => { "until " @if let Some(due) = one.due { (day(due)) } @if one.is_overdue(today) { " " strong.bad { "overdue" } } }
                            Some(Outcome::Done) => "done",
                            Some(Outcome::Dropped) => "not for us",
                        }
                    },
                    html! { (shortened(&one.note, 200)) },
                ]),
                "",
            ))
        }
    }
}

/// The words for a role.
pub(crate) fn role(word: Option<&str>) -> &'static str {
    Role::ALL.into_iter().find(|role| Some(role.as_str()) == word).map_or("", Role::label)
}

/// What to do, in order: what takes no money stands first, whatever its year.
pub(super) fn chosen(catalog: &Catalog, seen: &Outlook) -> Markup {
    let is_free = |choice: &&Choice| choice.first_year.1 == Money::ZERO;
    let (free, paid): (Vec<&Choice>, Vec<&Choice>) =
        seen.choices.iter().filter(|choice| choice.step.is_some()).partition(is_free);
    html! {
        @if !free.is_empty() {
            h2 { "Without money" }
            (steps(catalog, seen, &free))
        }
        @for (year, taken) in seen.plan.years.iter().enumerate() {
            @let of_year: Vec<&Choice> = paid.iter().copied().filter(|choice| choice.step.as_ref().is_some_and(|step| step.year == year)).collect();
            h2 { "Year " (year + 1) }
            p.quiet {
                "Takes " (taken.money) " of " (seen.frame.budget) " and " (format!("{:.0}", taken.hours)) " of " (seen.frame.hours)
                " hours, with what runs on from before. At its end " (percent(seen.closed(year))) " of the open risk is closed."
            }
            @if of_year.is_empty() { p.none { "Nothing that takes money begins in this year." } } @else { (steps(catalog, seen, &of_year)) }
        }
    }
}

fn steps(catalog: &Catalog, seen: &Outlook, choices: &[&Choice]) -> Markup {
    html! {
        ol.actions {
            @for choice in choices {
                li {
                    h3 { (link(catalog, &choice.action)) }
                    p {
                        strong { (cost(choice)) } ", " (format!("{:.0}", choice.first_year_hours)) " hours in the first year"
                        @if choice.first_year.1 == Money::ZERO { @if let Some(step) = &choice.step { "; begins in year " (step.year + 1) } }
                        @if let Some(step) = &choice.step {
                            @if let Ok(done) = seen.as_of.checked_add(i64::from(step.done).days()) { "; done about " (day(done)) " if begun in time" }
                        }
                        "."
                    }
                    @if let Some(why) = &choice.why { p { (words::why(catalog, why)) } }
                    @if let Some(step) = &choice.step {
                        @if !step.completes.is_empty() {
                            p { "With it the whole goal is reached: "
                                @for (position, goal) in step.completes.iter().enumerate() { @if position > 0 { ", " } a href={ "/goals/" (goal) } { (goal) } } "." }
                        }
                    }
                    p.quiet {
                        @match choice.undertaking.as_ref().and_then(|known| known.due) {
                            Some(due) => { "In our plan until " (day(due)) ". " a href={ "/plan/actions/" (escaped(&choice.action)) "#decide" } { "Done? Change it?" span.hidden { " " (words::title(catalog, &choice.action)) } } }
                            None => { a href={ "/plan/actions/" (escaped(&choice.action)) "#decide" } { "Take it into our plan, or say it is done or not for us" span.hidden { ": " (words::title(catalog, &choice.action)) } } }
                        }
                    }
                }
            }
        }
    }
}

/// What is left out, and why.
pub(super) fn left(catalog: &Catalog, seen: &Outlook) -> Markup {
    let is_open = |choice: &&Choice| {
        choice.step.is_none() && choice.undertaking.as_ref().is_none_or(|known| known.outcome.is_none())
    };
    let left: Vec<&Choice> = seen.choices.iter().filter(is_open).collect();
    html! {
        @if !left.is_empty() {
            h2 { "Not in the plan, and why" }
            (table(
                "Actions that close a gap and are left out",
                [text("Action"), text("Dollars, first year"), number("Hours, first year"), prose("Why")],
                left.iter().map(|choice| [
                    link(catalog, &choice.action),
                    cost(choice),
                    html! { (format!("{:.0}", choice.first_year_hours)) },
                    html! { @match &choice.why { Some(why) => (words::why(catalog, why)), None => "What it closes is met already." } },
                ]),
                "",
            ))
        }
        @if !seen.without_action.is_empty() {
            p { "No action of the catalogue closes: " @for (position, id) in seen.without_action.iter().enumerate() { @if position > 0 { ", " } a href={ "/measures/" (id) } { (id) } } "." }
        }
    }
}

/// Money, services and material from outside.
pub(super) fn offers(catalog: &Catalog, seen: &Outlook) -> Markup {
    let mut offers: Vec<&Help> = seen.offers.iter().collect();
    let order = |help: &&Help| (!help.is_given, help.admits == Some(false), help.admits.is_none());
    offers.sort_by_key(order);
    html! {
        h2 #who-pays { "Who pays, and who helps for nothing" }
        (table(
            "Money, services and material that help with your gaps",
            [text("What"), text("May we have it?"), text("Helps with"), text("How to ask")],
            offers.iter().filter_map(|help| Some((*help, catalog.resources.get(&help.resource)?))).map(|(help, resource)| [
                html! { strong { (resource.title) } br; (resource.gives.trim()) },
                html! {
                    @match (help.is_given, help.admits) {
                        (_, Some(false)) => { strong { "No. " } }
                        (true, Some(true)) => { strong.good { "Yes. " } }
                        (false, _) => { strong { (resource.status.label()) ". " } }
                        (true, None) => { strong { "Ask. " } "Something that decides is not known of you. " }
                    }
                    (resource.eligible.words.trim()) " " span.quiet { "As of " (day(resource.as_of)) ", source " (resource.source) "." }
                },
                html! { (count(help.gaps.len() as u64, "gap")) },
                html! { (resource.ask.trim()) },
            ]),
            "No resource of the catalogue helps with what is open.",
        ))
    }
}
