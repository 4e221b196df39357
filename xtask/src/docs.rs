//! The generated pages of `docs/`: what Ward reads, and what it measures.
//!
//! `cargo xtask docs` writes them; the house rules fail when they are not what the code and the catalogue say.

use crate::say;
use std::fmt::Write as _;
use std::path::Path;
use ward_catalog::{Catalog, Measure, MeasureKind};
use ward_domain::Size;
use ward_importers::IMPORTERS;

/// Path within the repository and content of each generated page.
pub(crate) fn pages() -> [(&'static str, String); 2] {
    let catalog = Catalog::built_in();
    [("docs/formats.md", formats(&catalog)), ("docs/measures.md", measures(&catalog))]
}

/// Writes the pages.
pub(crate) fn write(root: &Path) -> Result<(), String> {
    for (path, text) in pages() {
        std::fs::write(root.join(path), text).map_err(|problem| format!("cannot write {path}: {problem}"))?;
        say::line(path);
    }
    Ok(())
}

const NOTICE: &str =
    "<!-- Written by `cargo xtask docs`: change the code or the catalogue, not this page. -->";

/// Adds a line; writing to a String cannot fail.
macro_rules! put {
    ($out:ident, $($words:tt)*) => {{ let _ = writeln!($out, $($words)*); }};
}

fn formats(catalog: &Catalog) -> String {
    let mut out = String::new();
    put!(out, "# Formats that Ward reads\n\n{NOTICE}\n");
    put!(
        out,
        "Ward recognises a file by its content and never by its name. \"Holds for\" is how many days after its collection"
    );
    put!(out, "date a file still counts, for the sizes small, medium and large.\n");
    for importer in IMPORTERS {
        let about = importer.about();
        put!(out, "## `{}`: {}\n", about.id, about.name);
        put!(out, "- How to get it: {}", about.how_to_get);
        put!(out, "- What it shows: {}", about.carries);
        if let Some(kind) = catalog.evidence_kinds.get(about.evidence_kind) {
            let [small, medium, large] =
                [Size::Small, Size::Medium, Size::Large].map(|size| kind.days.get(size));
            put!(out, "- Holds for: {small}, {medium}, {large} days (as `{}`; {})", kind.key, kind.basis);
        }
        put!(out, "- Version of the translation: {}\n", about.version);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn measures(catalog: &Catalog) -> String {
    let mut out = String::new();
    put!(out, "# Measures\n\n{NOTICE}\n");
    put!(
        out,
        "Catalogue version {}. An *observed* measure is judged from files by a rule, an *attested* one by answers of",
        catalog.version
    );
    put!(
        out,
        "people. The target is that of size medium. `OWN` marks a number that is this project's choice; the other source"
    );
    put!(out, "tags stand in `crates/catalog/data/sources.toml`.\n");
    for framework in catalog.frameworks.values().filter(|framework| !framework.goals.is_empty()) {
        put!(out, "## {}\n", framework.title);
        put!(out, "{}; {}; released {}.\n", framework.publisher, framework.legal_status, framework.released);
        for goal in &framework.goals {
            put!(out, "### {} {}\n\n{}\n", goal.id, goal.title, goal.plain_words);
            let measures: Vec<&Measure> = catalog.measures_of(goal.id).collect();
            put!(out, "| id | measure | judged | target | source |\n| --- | --- | --- | --- | --- |");
            for measure in measures {
                let judged = match measure.kind {
                    MeasureKind::Observed => "observed",
                    MeasureKind::Attested => "attested",
                };
                let reported: Vec<&str> = [Size::Small, Size::Medium, Size::Large]
                    .into_iter()
                    .filter(|size| !measure.is_required.get(*size))
                    .map(Size::as_str)
                    .collect();
                let kind = match reported.as_slice() {
                    [] => judged.to_owned(),
                    [_, _, _] => format!("{judged}, reported only"),
                    some => format!("{judged}, reported only for {}", some.join(" and ")),
                };
                put!(
                    out,
                    "| {} | {} (`{}`) | {kind} | {} | {} |",
                    measure.id,
                    cell(&measure.title),
                    measure.slug,
                    cell(measure.target_words.get(Size::Medium)),
                    cell(&measure.target_source)
                );
            }
            put!(out, "");
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Text as it may stand in a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.trim().replace('\n', " ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_importer_and_every_measure_is_on_its_page() {
        let [(_, formats), (_, measures)] = pages();
        for importer in IMPORTERS {
            assert!(formats.contains(&format!("## `{}`", importer.about().id)));
        }
        for id in Catalog::built_in().measures.keys() {
            assert!(measures.contains(&format!("| {id} |")));
        }
    }

    #[test]
    fn a_bar_does_not_end_a_cell() {
        assert_eq!(cell(" a|b\nc "), "a\\|b c");
    }
}
