//! Tables: always with a caption and scoped headers; on phones each row becomes a small card with its labels.

use super::words::escaped;
use maud::{Markup, html};

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

/// One page of a list that is read by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slice<T> {
    pub rows: Vec<T>,
    /// The key of the last row, when there are more.
    pub next: Option<String>,
    /// Whether rows come before these.
    pub is_later: bool,
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
