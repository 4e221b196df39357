//! Evidence: add files, and what each kept file contributed.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::name;
use crate::kit::table::{number, prose, table, text};
use crate::kit::words::{count, day, last_day, thousands};
use crate::port::{EvidenceRow, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use maud::{Markup, html};

pub(crate) async fn show(visit: Visit) -> Answer {
    let running = visit.state.batches.running();
    visit.show(move |context| page(context, &Fields::default(), &Errors::default(), running)).await
}

/// The page, with what was wrong with an upload.
pub(crate) fn page(
    context: &Context<'_>,
    fields: &Fields,
    errors: &Errors,
    running: Option<u64>,
) -> Result<Page, Trouble> {
    let rows = context.port.evidence()?;
    let (counting, withdrawn): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.withdrawn.is_none());
    let content = html! {
        (errors.summary())
        @if let Some(batch) = running {
            p.note { "Files are being read. " a href={ "/evidence/batches/" (batch) } { "See how far" } }
        }
        div.panel {
            h2 { "Add files" }
            p { "Give Ward the files as your systems export them. It knows them by their content, whatever their names." }
            (post("/evidence", context.token, true, upload_form(fields, errors)))
            (what_it_reads(context))
        }
        h2 { "What you gave" }
        (table(
            "Files that count, newest first",
            [text("File"), text("What it is"), text("Speaks for"), text("Counts until"), text("Contributed"), number("Skipped")],
            counting.into_iter().map(line),
            "No file yet. Every goal stays unknown until there is evidence.",
        ))
        @if !withdrawn.is_empty() {
            (table(
                "Withdrawn: kept in the record, and not counted",
                [text("File"), text("What it is"), text("Withdrawn"), prose("Why")],
                withdrawn.into_iter().map(withdrawn_line),
                "",
            ))
        }
    };
    Ok(Page::new("Evidence", Some(Section::Evidence), content).failed(errors.any()))
}

fn upload_form(fields: &Fields, errors: &Errors) -> Markup {
    html! {
        div.drop {
            (Field::new("files", "Files", Kind::File { many: true })
                .hint("You can choose several at once, or drop them onto this box.").show(fields, errors))
        }
        (Field::new("collected", "On which day were they exported?", Kind::Date).optional()
            .hint("Only for files that do not say it themselves. Left empty, the file’s own date counts, or else today.").show(fields, errors))
        details.more open[!fields.get("mapping").is_empty()] {
            summary { "A list whose columns Ward does not know? Say what they mean" }
            p { "Ward knows the headings of the common systems. For others write one line for each column that matters: the heading in your file, then our field. The first line names the kind of list." }
            pre { "format = \"roster\"\n[columns]\n\"Badge No.\" = \"person-id\"\n\"Contact\" = \"mail\"\n" }
            (Field::new("mapping", "What the columns mean", Kind::Area).optional()
                .hint("Counts for the lists of this upload. `ward formats` names the kinds of list and their fields.").show(fields, errors))
        }
        p { button type="submit" { "Read these files" } }
        p.status role="status" data-uploading="Sending the files…" {}
    }
}

fn what_it_reads(context: &Context<'_>) -> Markup {
    let mut wanted: Vec<_> = context
        .catalog()
        .measures
        .values()
        .flat_map(|measure| &measure.evidence)
        .filter_map(|key| context.catalog().evidence_kinds.get(key))
        .collect();
    wanted.sort_by(|a, b| a.name.cmp(&b.name));
    wanted.dedup_by(|a, b| a.key == b.key);
    html! {
        details {
            summary { "Which files help, and where to get them" }
            dl.facts.wide { @for kind in wanted { div { dt { (kind.name) } dd { (kind.how_to_get) "." } } } }
        }
    }
}

fn line(row: &EvidenceRow) -> [Markup; 6] {
    [
        html! { a href={ "/evidence/" (row.digest) } { (name(&row.file_name, 80)) } },
        html! { (row.format_name) },
        collected(row),
        html! { @if let Some(expires) = row.expires { (last_day(expires)) } @else { span.quiet { "no end" } } },
        contributed(row),
        html! { @if row.tally.skipped > 0 { a href={ "/evidence/" (row.digest) "#problems" } { (thousands(row.tally.skipped)) span.hidden { " skipped rows" } } } @else { "0" } },
    ]
}

fn withdrawn_line(row: &EvidenceRow) -> [Markup; 4] {
    let withdrawn = row.withdrawn.as_ref();
    [
        html! { a href={ "/evidence/" (row.digest) } { (name(&row.file_name, 80)) } },
        html! { (row.format_name) },
        html! { @if let Some(withdrawn) = withdrawn { (crate::kit::words::moment(withdrawn.at)) } },
        html! { @if let Some(withdrawn) = withdrawn { (withdrawn.reason) } },
    ]
}

/// The day for which a file speaks, and who says so.
pub(crate) fn collected(row: &EvidenceRow) -> Markup {
    html! { (day(row.collected_on)) @if !row.collected_on_is_stated { " " span.quiet { "(the file does not say)" } } }
}

/// What a file contributed, in words.
pub(crate) fn contributed(row: &EvidenceRow) -> Markup {
    html! {
        @if row.contributed.is_empty() { span.quiet { (count(row.tally.used, "row")) } }
        @for (position, (what, n)) in row.contributed.iter().enumerate() {
            @if position > 0 { ", " }
            (count(*n, what))
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind| {
        (name, page(&Fake::of(kind).context(), &Fields::default(), &Errors::default(), None).unwrap())
    };
    let mut errors = Errors::default();
    errors.add("files", "Choose at least one file");
    let failed = page(&Fake::of(Kind::Typical).context(), &Fields::default(), &errors, Some(3)).unwrap();
    vec![
        of("evidence-empty", Kind::Empty),
        of("evidence-typical", Kind::Typical),
        of("evidence-hostile", Kind::Hostile),
        ("evidence-no-file", failed),
    ]
}
