//! A measure: as a part of its goal's page with the first subjects, and on its own page with all that are listed.

use super::questions;
use crate::kit::layout::Page;
use crate::kit::parts::{counts, evidence_list, grade, name, shortened, tag};
use crate::kit::table::{PAGE, Slice, prose, table, text, turn};
use crate::kit::words::{count, day_or, escaped, last_day, percent, thousands};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::{Path, Query};
use maud::{Markup, html};
use serde::Deserialize;
use ward_catalog::{Catalog, Measure};
use ward_domain::assessment::{Case, MeasureResult, Status};
use ward_domain::{MeasureId, Size};
use ward_engine::AnswersCount;

/// Subjects on the goal's page.
const FIRST: usize = 20;
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Turn {
    #[serde(default)]
    after: String,
}

pub(crate) async fn show(visit: Visit, Path(id): Path<String>, Query(turn): Query<Turn>) -> Answer {
    visit.show(move |context| page(context, parse(&id)?, &turn.after)).await
}

/// The id in an address.
pub(crate) fn parse(id: &str) -> Result<MeasureId, Trouble> {
    id.parse().map_err(|e: ward_domain::ids::NotAMeasure| Trouble::not_found(format!("{e}.")))
}

/// The measure and how it came out.
pub(crate) fn find<'a>(
    catalog: &'a Catalog,
    posture: &'a Posture,
    id: MeasureId,
) -> Result<(&'a Measure, &'a MeasureResult), Trouble> {
    let missing = || Trouble::not_found(format!("There is no measure {id}."));
    Ok((
        catalog.measures.get(&id).ok_or_else(missing)?,
        posture.assessment.find_measure(id).ok_or_else(missing)?,
    ))
}

fn page(context: &Context<'_>, id: MeasureId, after: &str) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let (measure, result) = find(context.catalog(), &posture, id)?;
    let slice = subjects(result, after, PAGE);
    let omitted = result.failing_omitted + result.undecided_omitted;
    let content = html! {
        p.verdict { (tag(result.status)) " " span { (result.because) } }
        p.lead { (measure.question) }
        (counts(&result.counts))
        (questions::said(&posture, measure))
        (case_table(&posture, measure, &slice.rows, "What fails, worst first, then what is not decided"))
        (turn(&slice, &format!("/measures/{id}?"), "subjects"))
        @if omitted > 0 {
            p.quiet { "Ward counts all of them and lists the worst. " (thousands(omitted)) " more are counted and not listed." }
        }
    };
    let goal = id.goal();
    Ok(Page::new(format!("{id} {}", measure.title), Some(Section::Home), content)
        .up(format!("/goals/{goal}#{id}"), format!("Goal {goal}")))
}

/// A failing or undecided subject.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Subject<'a> {
    case: &'a Case,
    status: Status,
}

/// So many subjects after a key. The key is the list, the nth subject of that name, and its name: `f1.host`.
pub(crate) fn subjects<'a>(result: &'a MeasureResult, after: &str, most: usize) -> Slice<Subject<'a>> {
    let failing = result.failing.iter().map(|case| Subject { case, status: Status::NotMet });
    let undecided = result.undecided.iter().map(|case| Subject { case, status: Status::Unknown });
    let all: Vec<Subject<'a>> = failing.chain(undecided).collect();
    let mut seen = std::collections::BTreeMap::new();
    let keys: Vec<String> = all
        .iter()
        .map(|subject| {
            let list = if subject.status == Status::NotMet { 'f' } else { 'u' };
            let nth: &mut u32 = seen.entry((list, subject.case.subject.as_str())).or_default();
            *nth += 1;
            format!("{list}{nth}.{}", subject.case.subject)
        })
        .collect();
    let from = keys.iter().position(|key| key == after).map_or(0, |position| position + 1);
    let to = all.len().min(from + most);
    let next = (to < all.len()).then(|| to.checked_sub(1).and_then(|last| keys.get(last).cloned())).flatten();
    Slice { rows: all[from..to].to_vec(), next, is_later: from > 0 }
}

fn case_table(posture: &Posture, measure: &Measure, subjects: &[Subject<'_>], caption: &str) -> Markup {
    let rows = subjects.iter().map(|Subject { case, status }| {
        let query = escaped(&case.subject);
        [
            name(&case.subject, 160),
            tag(*status),
            html! { (case.reason) },
            evidence_list(posture, &case.evidence),
            html! {
                @if ward_engine::answers_count(measure) == AnswersCount::EachSubject {
                    a href={ "/measures/" (measure.id) "/answer?subject=" (query) } { "Answer" span.hidden { " for " (shortened(&case.subject, 60)) } }
                    " · "
                }
                a href={ "/measures/" (measure.id) "/except?subject=" (query) } { "Except" span.hidden { " " (shortened(&case.subject, 60)) } }
            },
        ]
    });
    table(
        caption,
        [text("What"), text("Status"), prose("Why"), text("Evidence"), text("You can")],
        rows,
        "Nothing fails and nothing is undecided.",
    )
}

/// A measure on its goal's page.
pub(crate) fn section(context: &Context<'_>, posture: &Posture, result: &MeasureResult) -> Markup {
    let catalog = context.catalog();
    let Some(measure) = catalog.measures.get(&result.id) else {
        return html! { p { (result.id) " is not in the catalogue any more." } };
    };
    let size = posture.assessment.profile;
    let slice = subjects(result, "", FIRST);
    let listed = (result.failing.len() + result.undecided.len()) as u64;
    let total = listed + result.failing_omitted + result.undecided_omitted;
    html! {
        section.measure id=(result.id) aria-labelledby={ "h-" (result.id) } {
            h2 id={ "h-" (result.id) } { span.id { (result.id) } " " (measure.title) }
            p.verdict { (tag(result.status)) " " span { (result.because) } }
            p { (measure.question) }
            (counts(&result.counts))
            dl.facts.wide {
                div { dt { "Target" } dd { (result.target) } }
                div { dt { "Who or what is counted" } dd { (measure.population) } }
                @if result.counts.population() > 0 {
                    div { dt { "Covered by evidence" } dd { (percent(result.counts.coverage())) } }
                }
                div { dt { "Grade" } dd { (grade(result.grade)) } }
                @if result.observed_at.is_some() {
                    div { dt { "Oldest evidence used" } dd { (day_or(result.observed_at, "")) } }
                }
                @if let Some(expires) = result.expires_at {
                    div { dt { "Counts until" } dd { (last_day(expires)) } }
                }
                @if !result.is_required { div { dt { "Needed for the goal" } dd { "no, only reported" } } }
            }
            @for note in &result.notes { p.quiet { (note) } }
            @if !slice.rows.is_empty() {
                (case_table(posture, measure, &slice.rows, &format!("{}: what fails and what is not decided", result.id)))
            }
            @if total > slice.rows.len() as u64 {
                p { a href={ "/measures/" (result.id) } { "Show all " (count(total, "subject")) " of " (result.id) } }
            }
            @if !result.would_change.is_empty() {
                h3 { "What would change it" }
                ul { @for wanted in &result.would_change { li { (wanted) } } }
                p { a href="/evidence" { "Add evidence" } }
            }
            (questions::said(posture, measure))
            p {
                a href={ "/measures/" (result.id) "/answer" } { "Give a signed answer for " (result.id) }
                @if ward_engine::answers_count(measure) == AnswersCount::UntilEvidence {
                    " " span.quiet { "It counts until there is evidence; then the evidence decides." }
                }
            }
            p {
                a href={ "/measures/" (result.id) "/task" } { "Give it to somebody as a task" span.hidden { ": " (result.id) } }
                " · " a href={ "/measures/" (result.id) "/numbers" } { "Choose our numbers otherwise" span.hidden { ": " (result.id) } }
            }
            (advice(measure, size))
            (sources(catalog, measure, size))
        }
    }
}

fn advice(measure: &Measure, size: Size) -> Markup {
    html! {
        details open[false] {
            summary { "Why it matters, and how to fix it" }
            h3 { "Why it matters" }
            p { (measure.why.trim()) }
            h3 { "How to fix it" }
            p { (measure.fix.trim()) }
            @if let (Size::Small, Some(words)) = (size, &measure.small_clinic) {
                h3 { "In a small practice" }
                p { (words.trim()) }
            }
            p.quiet { "Effort, our estimate: " (measure.effort) "." }
        }
    }
}

fn sources(catalog: &Catalog, measure: &Measure, size: Size) -> Markup {
    html! {
        details {
            summary { "Where the numbers come from" }
            dl.facts.wide {
                div { dt { "Target: " (measure.target_words.get(size)) } dd { (cited(catalog, &measure.target_source)) } }
                @if let (Some(floor), Some(source)) = (measure.floor, &measure.floor_source) {
                    div { dt { "Floor for “partly met”: " (percent(floor.get(size))) } dd { (cited(catalog, source)) } }
                }
                @for number in measure.numbers.values() {
                    div { dt { (number.says) ": " (number.value.get(size)) " " (number.unit) } dd { (cited(catalog, &number.source)) } }
                }
                @for list in measure.lists.values() {
                    div { dt { (list.says) ": " (shortened(&list.values.join(", "), 200)) } dd { (cited(catalog, &list.source)) } }
                }
                div { dt { "An answer counts for " (count(measure.answer_days.get(size).unsigned_abs(), "day")) } dd { (cited(catalog, &measure.answer_source)) } }
            }
        }
    }
}

/// Source tags in full. What is this project's own choice says so.
fn cited(catalog: &Catalog, sources: &str) -> Markup {
    html! {
        @for (position, part) in sources.split(';').map(str::trim).enumerate() {
            @let (tag, place) = part.split_once(' ').unwrap_or((part, ""));
            @if position > 0 { "; " }
            @if tag == "OWN" {
                strong { "our own choice" }
            } @else if let Some(source) = catalog.sources.get(tag) {
                (source.title) " (" (source.status) ")"
            } @else {
                (tag)
            }
            @if !place.is_empty() { ", " (place) }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, id: &str| (name, page(&Fake::of(kind).context(), id.parse().unwrap(), "").unwrap());
    vec![
        of("measure-empty", Kind::Empty, "E1.1"),
        of("measure-typical", Kind::Typical, "E1.1"),
        of("measure-full", Kind::Full, "E1.1"),
        of("measure-hostile", Kind::Hostile, "E1.1"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn paging_shows_every_subject_once(names in prop::collection::vec("[ab~.]{0,2}", 0..60), undecided in 0usize..20, most in 1usize..9) {
            let case = |name: &String| Case { subject: name.clone(), reason: String::new(), evidence: vec![] };
            let mut result = crate::fake::Fake::of(crate::fake::Kind::Empty).some_measure();
            result.failing = names.iter().skip(undecided).map(case).collect();
            result.undecided = names.iter().take(undecided).map(case).collect();
            let mut shown = Vec::new();
            let mut after = String::new();
            loop {
                let slice = subjects(&result, &after, most);
                shown.extend(slice.rows.iter().map(|s| (s.status == Status::NotMet, s.case.subject.clone())));
                match slice.next { Some(next) => after = next, None => break }
            }
            let expected: Vec<(bool, String)> = result.failing.iter().map(|c| (true, c.subject.clone()))
                .chain(result.undecided.iter().map(|c| (false, c.subject.clone()))).collect();
            prop_assert_eq!(shown, expected);
        }
    }
}
