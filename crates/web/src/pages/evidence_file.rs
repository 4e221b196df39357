//! One kept file: what was understood of it, what was wrong with it, and which verdicts rest on it.

use super::evidence::{collected, contributed};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened, tag};
use crate::kit::table::{number, prose, table, text};
use crate::kit::words::{bytes, last_day, moment, thousands};
use crate::port::{EvidenceRow, Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_catalog::Catalog;
use ward_domain::Digest;
use ward_domain::assessment::{EvidenceRef, MeasureResult};

pub(crate) async fn show(visit: Visit, Path(digest): Path<String>) -> Answer {
    visit.show(move |context| page(context, parse(&digest)?)).await
}

/// The digest in an address.
pub(crate) fn parse(digest: &str) -> Result<Digest, Trouble> {
    digest.parse().map_err(|_| Trouble::not_found("There is no such file."))
}

/// The file of that digest.
pub(crate) fn find(context: &Context<'_>, digest: Digest) -> Result<EvidenceRow, Trouble> {
    let mut rows = context.port.evidence()?;
    let position = rows.iter().position(|row| row.digest == digest);
    position
        .map(|position| rows.swap_remove(position))
        .ok_or_else(|| Trouble::not_found("There is no such file."))
}

fn page(context: &Context<'_>, digest: Digest) -> Result<Page, Trouble> {
    let row = find(context, digest)?;
    let posture = context.port.posture(None)?;
    let tally = &row.tally;
    let content = html! {
        @if let Some(withdrawn) = &row.withdrawn {
            p.note { strong { "Withdrawn" } " on " (moment(withdrawn.at)) ": " (withdrawn.reason) " It does not count any more." }
        }
        (facts([
            ("What it is", Some(html! { (row.format_name) })),
            ("Speaks for", Some(collected(&row))),
            ("Counts until", row.expires.map(last_day)),
            ("Received", Some(moment(row.received_at))),
            ("Size", Some(html! { (bytes(row.bytes)) })),
            ("Contributed", Some(contributed(&row))),
            ("Rows", Some(html! { (thousands(tally.read)) " read, " (thousands(tally.used)) " used, " (thousands(tally.skipped)) " skipped" })),
            ("In the record", Some(html! { a href={ "/record?before=" (row.entry + 1) "#entry-" (row.entry) } { "entry " (row.entry) } })),
            ("SHA-256", Some(html! { code.long { (row.digest) } })),
        ]))
        (rests(context.catalog(), &posture, digest))
        h2 #problems { "Problems" }
        (table(
            "Rows that were skipped or only partly used",
            [number("Line"), prose("What is wrong")],
            tally.problems.iter().map(|p| [html! { @if p.line == 0 { "file" } @else { (p.line) } }, html! { (p.reason) }]),
            "None. Every row was used.",
        ))
        @if tally.more_problems > 0 { p.quiet { (thousands(tally.more_problems)) " more problems were counted and not listed." } }
        @if !tally.understood.is_empty() || !tally.not_understood.is_empty() {
            h2 { "What Ward understood" }
            @if !tally.understood.is_empty() { ul.columns { @for part in &tally.understood { li { (shortened(part, 120)) } } } }
            @if !tally.not_understood.is_empty() {
                h3 { "Left aside" }
                ul.columns { @for part in &tally.not_understood { li { (shortened(part, 120)) } } }
            }
        }
        @if row.withdrawn.is_none() {
            h2 { "Take it back" }
            p { "If this file is wrong, or about somebody else, it can be withdrawn. It stays in the record and stops counting." }
            p { a.button.second href={ "/evidence/" (digest) "/withdraw" } { "Withdraw this file" } }
        }
    };
    Ok(Page::new(shortened(&row.file_name, 100), Some(Section::Evidence), content)
        .up("/evidence", "Evidence"))
}

/// Measures with a listed subject that rests on the file.
fn rests(catalog: &Catalog, posture: &Posture, digest: Digest) -> Markup {
    let title =
        |measure: &MeasureResult| catalog.measures.get(&measure.id).map_or("", |known| known.title.as_str());
    let cites = |reference: &EvidenceRef| matches!(reference, EvidenceRef::Line(file, _) if *file == digest);
    let subjects = |measure: &MeasureResult| {
        measure
            .failing
            .iter()
            .chain(&measure.undecided)
            .filter(|case| case.evidence.iter().any(cites))
            .count() as u64
    };
    let measures: Vec<(&MeasureResult, u64)> = posture
        .assessment
        .goals
        .iter()
        .flat_map(|goal| &goal.measures)
        .map(|m| (m, subjects(m)))
        .filter(|(_, n)| *n > 0)
        .collect();
    html! {
        h2 { "What rests on it" }
        (table(
            "Measures in which something fails or is undecided because of this file",
            [text("Measure"), text("Status"), number("Subjects")],
            measures.into_iter().map(|(measure, subjects)| [
                html! { a href={ "/goals/" (measure.id.goal()) "#" (measure.id) } { (measure.id) " " (title(measure)) } },
                tag(measure.status),
                html! { (thousands(subjects)) },
            ]),
            "Nothing that fails or is undecided rests on it.",
        ))
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let all = |kind, name: &'static str| {
        let fake = Fake::of(kind);
        let digests: Vec<Digest> =
            fake.context().port.evidence().unwrap().iter().map(|row| row.digest).collect();
        digests
            .into_iter()
            .map(move |digest| (name, page(&fake.context(), digest).unwrap()))
            .collect::<Vec<_>>()
    };
    [all(Kind::Typical, "evidence-file"), all(Kind::Hostile, "evidence-file-hostile")]
        .into_iter()
        .flatten()
        .collect()
}
