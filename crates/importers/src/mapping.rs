//! Column names given by a person, for lists that no header table knows.
//!
//! A mapping is a few lines of TOML beside the file:
//!
//! ```toml
//! format = "roster"             # which importer reads it
//! date_order = "month-first"    # how 03/04/2026 is meant, when the file itself does not show it
//!
//! [columns]
//! "Emp No" = "person-id"        # their column = our field
//! "Notes"  = "ignore"           # not read, whatever the header tables think
//!
//! [values.kind]
//! "PRN pool" = "employee"       # their word = our word
//! ```
//!
//! It adds to the header tables and wins over them. Unknown formats, fields and words are mistakes and not ignored.

use crate::formats::TABLES;
use crate::table::{Field, Layout, plain};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use ward_domain::observation::Line;

/// The field name that says: do not read this column.
pub(crate) const IGNORE: &str = "ignore";

/// Column names, words and date order for one file, checked against the fields of its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Id of the importer that reads the file.
    pub format: String,
    /// Their column (trimmed, lower case) to our field.
    pub columns: BTreeMap<String, String>,
    /// How dates such as 03/04/2026 are meant.
    pub date_order: Option<DateOrder>,
    /// Our field to their word (trimmed, lower case) to our word.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// Which part of a date written in numbers comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 31/12/2026.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
    /// 2026/12/31.
    YearFirst,
}

/// The text is not a mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the mapping: {reason}")]
pub struct NotAMapping {
    /// Where, 1-based.
    pub line: Line,
    /// What is wrong there and what would be right, in a sentence without a full stop.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: Spanned<String>,
    date_order: Option<DateOrder>,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    values: BTreeMap<String, Spanned<BTreeMap<String, Spanned<String>>>>,
}

impl Mapping {
    /// Reads and checks the TOML text.
    pub fn parse(text: &str) -> Result<Self, NotAMapping> {
        let at = |offset: usize, reason: String| NotAMapping { line: line_at(text, offset), reason };
        let written: Written = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            at(offset, error.message().trim_end().replace('\n', " "))
        })?;
        let format = written.format.get_ref();
        let layout = TABLES.iter().find(|layout| layout.id == format).ok_or_else(|| {
            let known = list(TABLES.iter().map(|layout| layout.id));
            at(
                written.format.span().start,
                format!("no list of the format `{format}` takes a mapping; these do: {known}"),
            )
        })?;

        let mut columns: BTreeMap<String, String> = BTreeMap::new();
        let mut in_order: Vec<_> = written.columns.iter().collect();
        in_order.sort_by_key(|(_, field)| field.span().start);
        for (column, field) in in_order {
            let (offset, name) = (field.span().start, field.get_ref());
            if name != IGNORE {
                find_field(layout, name).map_err(|reason| at(offset, reason))?;
                if let Some((other, _)) = columns.iter().find(|(_, taken)| *taken == name) {
                    return Err(at(
                        offset,
                        format!("`{name}` is already read from the column `{other}`; name one of them"),
                    ));
                }
            }
            if columns.insert(plain(column), name.clone()).is_some() {
                return Err(at(offset, format!("the column `{}` is named twice", column.trim())));
            }
        }

        let mut values = BTreeMap::new();
        for (name, words) in &written.values {
            let field = find_field(layout, name).map_err(|reason| at(words.span().start, reason))?;
            let mut known = BTreeMap::new();
            for (theirs, ours) in words.get_ref() {
                if !field.words.contains(&ours.get_ref().as_str()) {
                    let reason = match field.words {
                        [] => format!("`{name}` holds free text, so there are no words to translate"),
                        all => format!(
                            "`{}` is not a word of `{name}`; these are: {}",
                            ours.get_ref(),
                            list(all.iter().copied())
                        ),
                    };
                    return Err(at(ours.span().start, reason));
                }
                known.insert(plain(theirs), ours.get_ref().clone());
            }
            values.insert(name.clone(), known);
        }
        Ok(Self { format: format.clone(), columns, date_order: written.date_order, values })
    }
}

fn find_field<'a>(layout: &'a Layout, name: &str) -> Result<&'a Field, String> {
    layout.fields.iter().find(|field| field.name == name).ok_or_else(|| {
        let known = list(layout.fields.iter().map(|field| field.name));
        format!("`{name}` is not a field of `{}`; these are: {known}, or {IGNORE}", layout.id)
    })
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn line_at(text: &str, offset: usize) -> Line {
    let before = text.get(..offset).unwrap_or(text);
    1 + before.matches('\n').count() as Line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_names_columns_words_and_date_order() {
        let mapping = Mapping::parse(
            "format = \"roster\"\ndate_order = \"month-first\"\n[columns]\n\" Emp No\" = \"person-id\"\nNotes = \"ignore\"\n\
             [values.kind]\n\"PRN pool\" = \"employee\"\n",
        )
        .unwrap();
        assert_eq!(mapping.format, "roster");
        assert_eq!(mapping.date_order, Some(DateOrder::MonthFirst));
        assert_eq!(mapping.columns["emp no"], "person-id");
        assert_eq!(mapping.columns["notes"], IGNORE);
        assert_eq!(mapping.values["kind"]["prn pool"], "employee");
    }

    #[track_caller]
    fn check_mistake(text: &str, line: Line, says: &[&str]) {
        let mistake = Mapping::parse(text).unwrap_err();
        assert_eq!(mistake.line, line, "{mistake}");
        for part in says {
            assert!(mistake.to_string().contains(part), "`{mistake}` does not say `{part}`");
        }
    }

    #[test]
    fn mistakes_name_their_line_and_what_would_be_right() {
        check_mistake("format = \"rooster\"", 1, &["`rooster`", "roster", "training"]);
        check_mistake(
            "format = \"roster\"\n[columns]\nA = \"shoe-size\"",
            3,
            &["shoe-size", "person-id", "ignore"],
        );
        check_mistake(
            "format = \"roster\"\n[columns]\nA = \"mail\"\nB = \"mail\"",
            4,
            &["`mail`", "column `a`"],
        );
        check_mistake("format = \"roster\"\n[columns]\n\"A\" = \"mail\"\n\" a \" = \"name\"", 4, &["twice"]);
        check_mistake("format = \"roster\"\n[values.kind]\nA = \"boss\"", 3, &["`boss`", "contractor"]);
        check_mistake("format = \"roster\"\n[values.name]\nA = \"B\"", 3, &["free text"]);
        check_mistake("date_order = \"month-first\"", 1, &["format"]);
        check_mistake("format = \"roster\"\ndate_order = \"backwards\"", 2, &["day-first"]);
        check_mistake("format = \"roster\"\n\nfromat = 1", 3, &["fromat"]);
        check_mistake("format = \"roster\"\n[columns", 2, &[]);
    }
}
