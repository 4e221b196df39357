//! The look-up: from any requirement to what answers it, and from a goal or measure to the texts that ask for it.

use super::framework::{surety, target};
use super::framework_list::force;
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{table, text};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;
use ward_catalog::{Catalog, Crossing, Found, Framework, Requirement, Target};

/// Longest text that is looked up; no id comes near it.
const MOST_CHARACTERS: usize = 100;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Look {
    #[serde(default)]
    q: String,
}

pub(crate) async fn show(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.show(move |context| Ok(page(context, &look))).await
}

fn page(context: &Context<'_>, look: &Look) -> Page {
    let catalog = context.catalog();
    let asked = shortened(look.q.trim(), MOST_CHARACTERS);
    let content = html! {
        p.lead { "From any requirement to the goals and measures that answer it, and back." }
        form.search method="get" action="/crosswalk" role="search" {
            div {
                label for="q" { "Goal, measure or requirement" }
                input type="search" id="q" name="q" value=(asked) aria-describedby="q-hint";
            }
            button type="submit" { "Look up" }
            p.hint #q-hint { "For example E3, E7.4, 164.312(d), PR.AA-01 or hicp/8.M.B." }
        }
        @if !asked.is_empty() { (found(catalog, &asked)) }
    };
    Page::new("Look up a requirement", Some(Section::Frameworks), content).up("/frameworks", "All texts")
}

fn found(catalog: &Catalog, asked: &str) -> Markup {
    match catalog.look_up(asked) {
        None => html! {
            p.none role="status" {
                "Nothing is called “" (asked) "”. Write the number as its text does, or choose a text from the list and look there."
            }
        },
        Some(Found::Goal(goal)) => html! {
            h2 { a href={ "/goals/" (goal.id) } { (goal.id) " " (goal.title) } }
            p { (goal.plain_words) }
            (crossings(catalog, &catalog.crossings_of_goal(goal.id)))
        },
        Some(Found::Measure(measure)) => html! {
            h2 { a href={ "/goals/" (measure.id.goal()) "#" (measure.id) } { (measure.id) " " (measure.title) } }
            p { (measure.question) }
            (crossings(catalog, &catalog.crossings_of_measure(measure.id)))
        },
        Some(Found::Framework(framework)) => html! {
            h2 { a href={ "/frameworks/" (framework.id) } { (framework.title) } }
            p { (force(framework.legal_status)) " " (framework.status_words) }
        },
        Some(Found::Requirements(all)) => html! {
            @for (framework, requirement) in all { (answered(catalog, framework, requirement)) }
        },
    }
}

fn crossings(catalog: &Catalog, all: &[Crossing<'_>]) -> Markup {
    let heads = [text("Requirement"), text("Text"), text("Through"), text("How sure")];
    let rows = all.iter().map(|crossing| {
        let requirement = crossing.requirement;
        [
            html! { strong { (requirement.id) } " " (requirement.title) },
            html! {
                a href={ "/frameworks/" (crossing.framework.id) } { (crossing.framework.short_title) } " "
                (force(crossing.framework.legal_status))
            },
            html! {
                (target(&crossing.link.to))
                @if !crossing.link.decides { " " span.quiet { "only touches it" } }
            },
            surety(catalog, crossing.link, crossing.link.is_verified),
        ]
    });
    table("Requirements that lead here", heads, rows, "No text leads to this alone.")
}

fn answered(catalog: &Catalog, framework: &Framework, requirement: &Requirement) -> Markup {
    let heads = [text("Answer"), text("Title"), text("How sure")];
    let rows = requirement.links.iter().map(|link| {
        let title = match &link.to {
            Target::Goal(id) => catalog.goal(*id).map_or("", |goal| goal.title.as_str()),
            Target::Measure(id) => catalog.measures.get(id).map_or("", |m| m.title.as_str()),
            Target::Part(id) => framework.find(id).map_or("", |part| part.title.as_str()),
        };
        [
            html! { (target(&link.to)) @if !link.decides { " " span.quiet { "only touches it" } } },
            html! { (title) },
            surety(catalog, link, link.is_verified),
        ]
    });
    html! {
        h2 { (requirement.id) " " (requirement.title) }
        p {
            a href={ "/frameworks/" (framework.id) } { (framework.short_title) } " " (force(framework.legal_status))
            @if let Some(kind) = requirement.kind { ", " (kind.as_str()) }
            @if let Some(part_of) = &requirement.part_of { ", part of " (part_of) }
        }
        @if let Some(why) = &requirement.unanswered { p.note { "Nothing in Ward answers this: " (why) "." } }
        @else if requirement.links.iter().filter(|link| link.decides).count() > 1 { p.quiet { (requirement.combine.words()) } }
        (table("What answers it", heads, rows, "Nothing in Ward answers this."))
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, q: &str| (name, page(&Fake::of(kind).context(), &Look { q: q.to_owned() }));
    vec![
        of("crosswalk-blank", Kind::Empty, ""),
        of("crosswalk-goal", Kind::Typical, "E3"),
        of("crosswalk-measure", Kind::Typical, "e7.4"),
        of("crosswalk-framework", Kind::Typical, "nist-csf-2-0"),
        of("crosswalk-requirement", Kind::Typical, "45 CFR 164.308(a)(7)(i)"),
        of("crosswalk-unanswered", Kind::Typical, "164.308(a)(1)(ii)(A)"),
        of("crosswalk-hostile", Kind::Hostile, "<script>alert(1)</script>\"><img src=x onerror=alert(1)>"),
    ]
}
