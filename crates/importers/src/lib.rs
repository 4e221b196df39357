//! Reads the files that other tools write: bytes in, [`Observations`] out, nothing judged.
//!
//! Every importer is one file in [`formats`] and one line in [`IMPORTERS`]. It works in four steps: *recognise* (a
//! cheap look at the first kilobytes, never at the name; a workbook is looked at as a whole), *read* (bytes to the tool's own rows, as a stream),
//! *translate* (one row to our observations) and *account* (what was skipped and why, in a [`Tally`]).
//!
//! Three outcomes and no others: a file that no importer knows ([`NotRecognised`], which says what it looked like); a
//! file that is known and damaged ([`Damaged`], which says where; nothing of it is kept); and a [`Reading`], which may
//! have skipped rows and says how many and why. Importers take bytes and return values: no files, no network, no
//! clock, no settings, and no panic whatever the bytes.

pub mod cms;
pub mod csaf;
pub mod formats;
mod head;
mod json;
mod limits;
mod lines;
mod mapping;
mod names;
mod questionnaire;
mod scanned;
mod settings;
mod source;
mod table;
mod tally;
mod targets;
#[cfg(test)]
mod testing;
mod tls;
mod xml;

pub use formats::IMPORTERS;
pub use head::Head;
pub use limits::Limits;
pub use mapping::{DateOrder, Mapping, NotAMapping};
pub use tally::Account;

use std::io::{BufRead, Read};
use ward_domain::observation::{Line, Observations};
use ward_domain::record::Tally;

/// A file format that Ward reads.
pub trait Importer: Sync {
    /// What it is.
    fn about(&self) -> &'static About;
    /// How surely the first bytes belong to this format.
    fn recognise(&self, head: &Head<'_>) -> Confidence;
    /// Reads a whole file as a stream. Memory grows with the rows kept and not with the file.
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged>;
}

/// What people need to know of a format.
#[derive(Debug)]
pub struct About {
    /// One kebab-case name: file, fixtures, `--format`, documentation.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// How to get such a file, in a sentence.
    pub how_to_get: &'static str,
    /// What it can and cannot show, in a sentence.
    pub carries: &'static str,
    /// Rises when the translation changes, so that stored observations are read again.
    pub version: u32,
    /// Which default freshness applies (a key of the catalogue's freshness table), such as `internal-scan`.
    pub evidence_kind: &'static str,
}

/// How surely a file belongs to a format. The surest wins; [`Confidence::No`] never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// It does not.
    No,
    /// Its columns or keys fit, as those of other formats may.
    Likely,
    /// It carries the format's own mark.
    Certain,
}

/// What the caller allows and knows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// Bounds on what a file may ask of us.
    pub limits: Limits,
    /// Column names given by a person, for lists that no header table knows.
    pub mapping: Option<&'a Mapping>,
}

/// What a file gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The observations.
    pub observations: Observations,
    /// What was read, used and skipped.
    pub tally: Tally,
}

/// A file of a known format that cannot be trusted: cut off, malformed or hostile. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Damaged {
    /// Where, 1-based; 0 when the place is not known.
    pub line: Line,
    /// What is wrong there and what to do, in a sentence without a full stop.
    pub reason: String,
}

/// No importer knows the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a format that Ward reads: it looks like {looks_like}")]
pub struct NotRecognised {
    /// What the first bytes look like, for people: `a PNG image`, `XML with the root element <report>`.
    pub looks_like: String,
}

/// Reads as much of a file as [`recognise`] wants: 64 KiB, or a workbook as a whole, up to the limit.
pub fn read_head(file: &mut dyn Read, limits: &Limits) -> std::io::Result<Vec<u8>> {
    const HEAD: u64 = 64 << 10;
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head)?;
    if table::is_workbook(&head) {
        let most = (limits.workbook_bytes as u64).saturating_sub(HEAD) + 1;
        file.take(most).read_to_end(&mut head)?;
    }
    Ok(head)
}

/// Finds the importer for a file by its first bytes, as [`read_head`] gives them.
///
/// A mapping decides for a file that has all the columns it names, and for one that no importer knows by itself.
pub fn recognise(
    first_bytes: &[u8],
    mapping: Option<&Mapping>,
) -> Result<&'static dyn Importer, NotRecognised> {
    let head = Head::of(first_bytes);
    let mapped = mapping.and_then(|mapping| Some((mapping, find(&mapping.format)?)));
    if let Some((_, importer)) = mapped.filter(|(mapping, _)| table::has_columns_of(&head, mapping)) {
        return Ok(importer);
    }
    IMPORTERS
        .iter()
        .map(|&importer| (importer.recognise(&head), importer))
        .filter(|(confidence, _)| *confidence > Confidence::No)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .or(mapped.map(|(_, importer)| (Confidence::Likely, importer)))
        .map(|(_, importer)| importer)
        .ok_or_else(|| NotRecognised { looks_like: head.looks_like() })
}

/// The importer of that id.
pub fn find(id: &str) -> Option<&'static dyn Importer> {
    IMPORTERS.iter().copied().find(|importer| importer.about().id == id)
}
