//! What a kind of list is made of: our fields, the headings that real systems write over them, and how to tell.

use std::cmp::Ordering;

/// The field that says when a row was true; the newest of them all is the file's date. The kit reads it by itself.
pub(crate) const COLLECTED: &str = "collected";

/// One kind of list. Each CSV importer has one, called `LAYOUT`.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Id of the importer.
    pub(crate) id: &'static str,
    /// The fields it reads.
    pub(crate) fields: &'static [Field],
    /// Systems whose exports it knows.
    pub(crate) systems: &'static [System],
    /// A header row is of this kind when it has a column for at least one field of every group.
    pub(crate) needs: &'static [&'static [&'static str]],
    /// Headings, as letters and digits, that belong to other kinds of lists: with one of them this is none of ours.
    pub(crate) foreign: &'static [&'static str],
}

/// One of our fields.
#[derive(Debug)]
pub(crate) struct Field {
    /// Our name for it: what a mapping says.
    pub(crate) name: &'static str,
    /// Headings that mean it, the better one first. Compared by letters and digits alone.
    pub(crate) headings: &'static [&'static str],
    /// The words of a field that takes only certain words; empty for free text.
    pub(crate) words: &'static [&'static str],
}

impl Field {
    /// A field of free text, dates or numbers.
    pub(crate) const fn new(name: &'static str, headings: &'static [&'static str]) -> Self {
        Self { name, headings, words: &[] }
    }
    /// A field that takes only these words.
    pub(crate) const fn of_words(
        name: &'static str,
        headings: &'static [&'static str],
        words: &'static [&'static str],
    ) -> Self {
        Self { name, headings, words }
    }
}

/// A system that is known by the headings of its export.
#[derive(Debug)]
pub(crate) struct System {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Its signature: one heading of every group must be there.
    pub(crate) marks: &'static [&'static [&'static str]],
}

/// Letters, digits and `#` alone, in lower case: `E-mail – Work` is `emailwork`. The sign tells `Employee #` from
/// `Employee`.
pub(crate) fn bare(heading: &str) -> String {
    if heading.is_ascii() {
        let mut bare = String::with_capacity(heading.len());
        let telling = heading.bytes().map(|byte| char::from(byte.to_ascii_lowercase()));
        bare.extend(telling.filter(|letter| letter.is_ascii_alphanumeric() || *letter == '#'));
        return bare;
    }
    heading.chars().filter(|c| is_telling(*c)).flat_map(char::to_lowercase).collect()
}

fn is_telling(c: char) -> bool {
    c.is_alphanumeric() || c == '#'
}

/// How a heading in bare form is ordered against one as written in a table of headings.
pub(crate) fn compare(bare: &str, written: &str) -> Ordering {
    bare.chars().cmp(written.chars().filter(|c| is_telling(*c)).flat_map(char::to_lowercase))
}

/// Trimmed and in lower case: how names in a mapping and words in cells are compared.
pub(crate) fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}
