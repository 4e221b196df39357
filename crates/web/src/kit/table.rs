//! Tables: always with a caption and scoped headers; on phones each row becomes a small card with its labels.

use super::words::escaped;
use maud::{Markup, html};
use serde::Deserialize;

/// A column head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    words: &'static str,
    class: Option<&'static str>,
}

/// A column of text.
pub(crate) const fn text(words: &'static str) -> Head {
    Head { words, class: None }
}

/// A column of sentences, which on a phone have the whole width below their label.
pub(crate) const fn prose(words: &'static str) -> Head {
    Head { words, class: Some("prose") }
}

/// A column of numbers, set to the right.
pub(crate) const fn number(words: &'static str) -> Head {
    Head { words, class: Some("n") }
}

/// A table whose first cell in each row names the row. `none` is said when there are no rows.
///
/// Roles are spelt out because browsers forget them when a table is laid out as cards.
pub(crate) fn table<const N: usize>(
    caption: &str,
    heads: [Head; N],
    rows: impl IntoIterator<Item = [Markup; N]>,
    none: &str,
) -> Markup {
    let mut rows = rows.into_iter().peekable();
    html! {
        @if rows.peek().is_none() {
            p.none { (none) }
        } @else {
            table.list role="table" {
                caption { (caption) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for head in &heads {
                            th scope="col" role="columnheader" class=[head.class] { (head.words) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for cells in rows {
                        tr role="row" {
                            @for (position, (cell, head)) in cells.into_iter().zip(&heads).enumerate() {
                                @if position == 0 {
                                    th scope="row" role="rowheader" { (cell) }
                                } @else {
                                    td role="cell" data-label=(head.words) class=[head.class] { div { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Rows of one page of a list.
pub(crate) const PAGE: usize = 50;

/// One page of a list that is read by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slice<T> {
    pub rows: Vec<T>,
    /// The key of the last row, when there are more.
    pub next: Option<String>,
    /// Whether rows come before these.
    pub is_later: bool,
}

impl<T> Slice<T> {
    /// The first rows of those that come after a key; `key` names the last one.
    pub(crate) fn first(
        rows: impl IntoIterator<Item = T>,
        most: usize,
        is_later: bool,
        key: impl Fn(&T) -> String,
    ) -> Self {
        let mut rows: Vec<T> = rows.into_iter().take(most + 1).collect();
        let more = rows.len() > most;
        rows.truncate(most);
        let next = rows.last().filter(|_| more).map(key);
        Self { rows, next, is_later }
    }
}

/// After which row of a list that is numbered a page begins.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    after: String,
}

impl After {
    /// The number; none at the first page, and for what is no number.
    pub(crate) fn number(&self) -> Option<u64> {
        self.after.parse().ok()
    }
}

/// Links to the first and the next page. `address` ends in `?`, or in `&` after other parameters.
pub(crate) fn turn<T>(slice: &Slice<T>, address: &str, what: &str) -> Markup {
    html! {
        @if slice.is_later || slice.next.is_some() {
            nav.turn aria-label={ "Pages of " (what) } {
                @if slice.is_later { a href=(address.trim_end_matches(['?', '&'])) { "‹ First page" } }
                @if let Some(next) = &slice.next { a href={ (address) "after=" (escaped(next)) } { "Next page ›" } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: std::ops::Range<u8>, shown: &[u8], next: Option<&str>) {
        let slice = Slice::first(rows, 3, false, u8::to_string);
        assert_eq!((slice.rows.as_slice(), slice.next.as_deref()), (shown, next));
    }

    #[test]
    fn a_page_names_its_last_row_when_there_are_more() {
        check(0..0, &[], None);
        check(0..3, &[0, 1, 2], None);
        check(0..4, &[0, 1, 2], Some("2"));
    }
}
