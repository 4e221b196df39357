//! From texts to a catalogue, or to every mistake in them.

use crate::check::{self, Files};
use crate::{Catalog, wire};
use serde::de::DeserializeOwned;
use std::ops::Range;
use toml::Spanned;

/// The files of `data/`, sorted by name, as the build script found them.
pub(crate) static BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// A mistake in the data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {says}")]
pub struct Mistake {
    /// File name within the data folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what is expected.
    pub says: String,
}

/// The catalogue that is part of the program.
pub(crate) fn built_in() -> Result<Catalog, Vec<Mistake>> {
    from_texts(BUILT_IN)
}

/// A catalogue from texts, each with its name within the data folder. Finds every mistake in what can be parsed; of a
/// text that cannot be, the first.
pub(crate) fn from_texts(texts: &[(&str, &str)]) -> Result<Catalog, Vec<Mistake>> {
    let mut found = Mistakes::default();
    let mut files = Files::default();
    for (at, &(name, text)) in texts.iter().enumerate() {
        let page = Page { name, text };
        if texts[..at].iter().any(|(earlier, _)| *earlier == name) {
            found.add(page, 0..0, "there are two files of this name: remove one");
        }
        sort_in(page, &mut files, &mut found);
    }
    let catalog = check::catalog(&files, &mut found);
    found.0.sort();
    found.0.dedup(); // A value for all sizes is checked for each.
    match catalog {
        Some(catalog) if found.0.is_empty() => Ok(catalog),
        _ => Err(found.0),
    }
}

fn sort_in<'a>(page: Page<'a>, files: &mut Files<'a>, found: &mut Mistakes) {
    match page.name.split_once('/') {
        None if page.name == "catalog.toml" => files.catalog.extend(parse(page, found)),
        None if page.name == "sources.toml" => files.sources.extend(parse(page, found)),
        None if page.name == "evidence-kinds.toml" => files.evidence_kinds.extend(parse(page, found)),
        None if page.name == "base-rates.toml" => files.base_rates.extend(parse(page, found)),
        Some(("actions", _)) => files.actions.extend(parse(page, found)),
        Some(("resources", _)) => files.resources.extend(parse(page, found)),
        Some(("frameworks", _)) => files.frameworks.extend(parse(page, found)),
        Some(("measures", _)) => files.measures.extend(parse(page, found)),
        Some(("parameters", _)) => files.parameters.extend(parse(page, found)),
        Some(("tables", _)) => files.tables.extend(parse(page, found)),
        _ => found.add(
            page,
            0..0,
            "this file belongs to no family: catalog.toml, sources.toml, evidence-kinds.toml and base-rates.toml \
             lie in the data folder, all others in actions, frameworks, measures, parameters, resources or tables",
        ),
    }
}

fn parse<'a, T: DeserializeOwned>(page: Page<'a>, found: &mut Mistakes) -> Option<(Page<'a>, T)> {
    match toml::from_str(page.text) {
        Ok(wire) => Some((page, wire)),
        Err(error) => {
            found.add(page, error.span().unwrap_or(0..0), error.message().trim().replace('\n', "; "));
            None
        }
    }
}

/// A file while it is checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page<'a> {
    /// Name within the data folder.
    pub(crate) name: &'a str,
    /// The whole text.
    pub(crate) text: &'a str,
}

impl<'a> Page<'a> {
    /// The name without folder and ending: the id that the file must carry.
    pub(crate) fn stem(self) -> &'a str {
        let file = self.name.rsplit_once('/').map_or(self.name, |(_, file)| file);
        file.strip_suffix(".toml").unwrap_or(file)
    }
    /// The line, from 1, on which a byte stands.
    pub(crate) fn line(self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }
}

/// All mistakes found so far.
#[derive(Debug, Default)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(crate) fn add(&mut self, page: Page<'_>, span: Range<usize>, says: impl Into<String>) {
        self.0.push(Mistake { file: page.name.to_owned(), line: page.line(span.start), says: says.into() });
    }
    /// A file that should be there and is not.
    pub(crate) fn add_missing(&mut self, name: &str) {
        self.add(Page { name, text: "" }, 0..0, "the file is missing");
    }
}

/// Text as written: lines joined, spaces at both ends gone.
pub(crate) fn one_paragraph(text: &wire::Text) -> String {
    Spanned::get_ref(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
