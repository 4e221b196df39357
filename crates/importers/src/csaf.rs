//! Advisories in the Common Security Advisory Framework (CSAF), versions 2.0 and 2.1, as JSON.
//!
//! An advisory says nothing of anybody's security, so it is no evidence and stands apart from the importers. The reader is
//! strict about what makes an advisory one (version, number, title, publisher, ids that mean one product each) and
//! generous about fields that it does not know. A product or a range that it cannot be sure of is kept as unclear and told
//! in the tally: nobody is called unaffected because of what was not understood.
//!
//! Fields: OASIS CSAF 2.0 (2022-11-18) and 2.1 (committee draft); of 2.1 those that mean the same under another name.

mod flaws;
mod ranges;
#[cfg(test)]
mod tests;
mod tree;

use crate::json::{self, Layout, Piece, Value, get, text};
use crate::{Account, Damaged, Head, Limits};
use std::io::BufRead;
use ward_domain::advisory::Advisory;
use ward_domain::record::Tally;

/// Largest advisory that is read, in bytes (OWN). Those of CISA have up to 200 kB, the longest of vendors some MB.
pub const MOST_BYTES: usize = 16 << 20;
/// Most products of one advisory (OWN).
const MOST_PRODUCTS: usize = 200_000;
/// Most flaws of one advisory (OWN).
const MOST_FLAWS: usize = 20_000;
/// Most mentions of products by flaws and remedies together (OWN).
const MOST_MENTIONS: usize = 5_000_000;
/// Longest text that is kept, in characters (OWN); longer ones are cut.
const LONGEST_TEXT: usize = 4_000;
/// Longest name or number that is kept, in characters (OWN).
const LONGEST_NAME: usize = 500;

/// An advisory that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct AdvisoryRead {
    /// What it says.
    pub advisory: Advisory,
    /// Version of the format: `2.0` or `2.1`.
    pub format: &'static str,
    /// Products read, used and skipped, and everything that was not understood.
    pub tally: Tally,
}

/// Whether the first bytes look like an advisory in this format, of whatever version.
pub fn recognise(first_bytes: &[u8]) -> bool {
    let head = Head::of(first_bytes);
    let is_object = head.json().is_some_and(|json| !json.is_array);
    is_object && head.text().contains("\"document\"") && head.text().contains("\"csaf_version\"")
}

/// Reads an advisory.
pub fn read(input: &mut dyn BufRead) -> Result<AdvisoryRead, Damaged> {
    let limits = Limits { field_bytes: MOST_BYTES, ..Limits::default() };
    let mut documents = Vec::new();
    json::read(input, &limits, Layout::Outermost, &mut |piece| {
        if let Piece::Record(_, value) = piece {
            // A second one is enough to know that the file is no advisory.
            if documents.len() < 2 {
                documents.push(value.into_owned());
            }
        }
    })?;
    match documents.as_slice() {
        [one] => read_document(one, &limits),
        [] => Err(damaged("the file is empty")),
        _ => Err(damaged("the file holds several JSON documents, and an advisory is one: export it again")),
    }
}

fn damaged(reason: impl Into<String>) -> Damaged {
    Damaged { line: 0, reason: reason.into() }
}

fn read_document(file: &Value, limits: &Limits) -> Result<AdvisoryRead, Damaged> {
    let document = get(file, "document");
    let format = match text(document, "csaf_version").as_deref() {
        Some("2.0") => "2.0",
        Some("2.1") => "2.1",
        Some(other) => {
            let other = cut(other, 20);
            return Err(damaged(format!(
                "it is an advisory in CSAF {other}, and Ward reads CSAF 2.0 and 2.1"
            )));
        }
        None => return Err(damaged("it is no CSAF advisory: document.csaf_version is missing")),
    };
    let tracking = get(document, "tracking");
    let needed = |value: &Value, key: &str, place: &str| {
        text(value, key).map(|text| cut(&text, LONGEST_NAME)).ok_or_else(|| {
            damaged(format!(
                "{place} is missing: the file was cut or edited, take it from its publisher again"
            ))
        })
    };
    let mut account = Account::new(limits);
    let mut advisory = Advisory {
        id: needed(tracking, "id", "document.tracking.id")?,
        title: needed(document, "title", "document.title")?,
        publisher: needed(get(document, "publisher"), "name", "document.publisher.name")?,
        tlp: label(document, &mut account),
        revision: text(tracking, "version").map(|text| cut(&text, LONGEST_NAME)).unwrap_or_default(),
        status: text(tracking, "status").map(|text| cut(&text, LONGEST_NAME)).unwrap_or_default(),
        ..Advisory::default()
    };
    advisory.released = text(tracking, "current_release_date").and_then(|text| text.parse().ok());
    if advisory.released.is_none() {
        account.problem(0, "document.tracking.current_release_date is no date and time: how new the advisory is stays unknown");
    }
    if advisory.status == "draft" || advisory.status == "interim" {
        account.problem(
            0,
            format!(
                "the publisher calls this version {}: a later one may say something else",
                advisory.status
            ),
        );
    }
    let tree = tree::read(get(file, "product_tree"), &mut account)?;
    let (flaws, has_gaps) = flaws::read(get(file, "vulnerabilities"), &tree, &mut account)?;
    advisory.flaws = flaws;
    advisory.has_gaps = has_gaps || tree.has_gaps;
    advisory.products = tree.into_products();
    Ok(AdvisoryRead { advisory, format, tally: account.finish() })
}

/// The label of the Traffic Light Protocol; WHITE of version 1 is CLEAR of version 2.
fn label(document: &Value, account: &mut Account) -> Option<&'static str> {
    let written = text(get(get(document, "distribution"), "tlp"), "label")?;
    let label = match written.to_ascii_uppercase().as_str() {
        "WHITE" | "CLEAR" => "TLP:CLEAR",
        "GREEN" => "TLP:GREEN",
        "AMBER" => "TLP:AMBER",
        "AMBER+STRICT" => "TLP:AMBER+STRICT",
        "RED" => "TLP:RED",
        _ => {
            let written = cut(&written, 40);
            account.problem(0, format!("“{written}” is no label of the Traffic Light Protocol: ask the publisher with whom it may be shared"));
            return None;
        }
    };
    Some(label)
}

/// The elements of an array; none when it is something else.
fn elements<'r, 'v>(value: &'r Value<'v>, key: &str) -> std::slice::Iter<'r, Value<'v>> {
    get(value, key).as_array().unwrap_or_default().iter()
}

/// The texts of an array, or the one text that stands in its place.
fn texts(value: &Value, key: &str) -> Vec<String> {
    texts_of(get(value, key))
}

fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![cut(one.trim(), LONGEST_NAME)],
        Value::Array(all) => {
            all.iter().filter_map(Value::as_str).map(|one| cut(one.trim(), LONGEST_NAME)).collect()
        }
        _ => Vec::new(),
    }
}

/// The beginning of a text.
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    text.chars().take(most).collect()
}
