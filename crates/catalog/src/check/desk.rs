//! The checks that every family shares, bound to the file on the desk.

use super::Known;
use crate::BySize;
use crate::load::{Mistakes, Page, one_paragraph};
use crate::wire::{EachSize, Text};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use toml::Spanned;
use ward_domain::{GoalId, MeasureId};

/// Ten years: a longer freshness is a slip of the pen.
const MOST_DAYS: i64 = 3660;

/// Where each name of a kind was first used: file and byte.
#[derive(Debug, Default)]
pub(super) struct Seen<'a>(BTreeMap<String, (Page<'a>, usize)>);

/// A file, what its references may point to, and where its mistakes go.
pub(super) struct Desk<'a, 'b> {
    pub(super) page: Page<'a>,
    pub(super) known: &'b Known,
    pub(super) found: &'b mut Mistakes,
}

impl<'a> Desk<'a, '_> {
    /// Notes a mistake where the value stands.
    pub(super) fn wrong<T>(&mut self, at: &Spanned<T>, says: impl Into<String>) {
        self.found.add(self.page, at.span(), says);
    }

    /// The text as one paragraph; it must say something.
    pub(super) fn text(&mut self, what: &str, text: &Text) -> String {
        let text_in_a_line = one_paragraph(text);
        if text_in_a_line.is_empty() {
            self.wrong(text, format!("`{what}` is empty: write it"));
        }
        text_in_a_line
    }

    /// A lower-case name with hyphens.
    pub(super) fn slug(&mut self, what: &str, slug: &Text) -> String {
        let fits = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if !slug.get_ref().split('-').all(fits) {
            let says = format!("{what} `{}` is not lower-case words joined by hyphens", slug.get_ref());
            self.wrong(slug, says);
        }
        slug.get_ref().clone()
    }

    /// The name must be that of the file.
    pub(super) fn named_as_file(&mut self, what: &str, name: &Text) {
        if name.get_ref() != self.page.stem() {
            let says = format!(
                "{what} `{}` and file name `{}` differ: make them the same",
                name.get_ref(),
                self.page.stem()
            );
            self.wrong(name, says);
        }
    }

    /// No two of a kind may share a name.
    pub(super) fn unique<T: ToString>(&mut self, what: &str, name: &Spanned<T>, seen: &mut Seen<'a>) {
        match seen.0.entry(name.get_ref().to_string()) {
            Entry::Vacant(entry) => drop(entry.insert((self.page, name.span().start))),
            Entry::Occupied(entry) => {
                let (page, at) = *entry.get();
                let says = format!(
                    "{what} `{}` is already used at {}:{}: choose another",
                    entry.key(),
                    page.name,
                    page.line(at)
                );
                self.wrong(name, says);
            }
        }
    }

    /// A source tag alone.
    pub(super) fn tag(&mut self, tag: &Text) -> String {
        let text = self.text("source", tag);
        self.know_tag(tag, &text);
        text
    }

    /// A source tag and a place, or several divided by semicolons: `CPG1 1.A; OWN 92 days for small`.
    pub(super) fn sources_of(&mut self, what: &str, sources: &Text) -> String {
        let text = self.text(what, sources);
        for source in text.split(';') {
            match source.split_whitespace().next() {
                Some(tag) => self.know_tag(sources, tag),
                None if text.is_empty() => {}
                None => {
                    self.wrong(
                        sources,
                        format!("`{what}` has an empty source between semicolons: remove it"),
                    );
                }
            }
        }
        text
    }

    fn know_tag(&mut self, at: &Text, tag: &str) {
        if !tag.is_empty() && !self.known.tags.is_empty() && !self.known.tags.contains(tag) {
            self.wrong(at, format!("source tag `{tag}` is not in sources.toml"));
        }
    }

    /// Keys of evidence kinds, each known and named once.
    pub(super) fn evidence(&mut self, keys: &[Text]) -> Vec<String> {
        let mut seen = Seen::default();
        for key in keys {
            self.unique("evidence kind", key, &mut seen);
            if !self.known.kinds.is_empty() && !self.known.kinds.contains(key.get_ref()) {
                self.wrong(key, format!("evidence kind `{}` is not in evidence-kinds.toml", key.get_ref()));
            }
        }
        keys.iter().map(|key| key.get_ref().clone()).collect()
    }

    /// A measure that some file describes.
    pub(super) fn measure(&mut self, what: &str, id: &Spanned<MeasureId>) {
        if !self.known.measures.contains(id.get_ref()) {
            self.wrong(id, format!("`{what}` names {}, which is no measure", id.get_ref()));
        }
    }

    /// A goal that some framework has.
    pub(super) fn goal(&mut self, what: &str, id: &Spanned<GoalId>) {
        if !self.known.goals.is_empty() && !self.known.goals.contains(id.get_ref()) {
            self.wrong(id, format!("`{what}` names {}, which no framework has", id.get_ref()));
        }
    }

    /// A single share, from 0 to 1.
    pub(super) fn part(&mut self, what: &str, share: &Spanned<f64>) {
        if !(0.0..=1.0).contains(share.get_ref()) {
            self.wrong(share, format!("`{what}` is {}: a share is from 0 to 1", share.get_ref()));
        }
    }

    /// Days by size, from one to ten years.
    pub(super) fn days(&mut self, what: &str, days: &Spanned<EachSize<i64>>) -> BySize<i64> {
        let by_size = days.get_ref().0;
        for value in [by_size.small, by_size.medium, by_size.large] {
            if !(1..=MOST_DAYS).contains(&value) {
                self.wrong(days, format!("`{what}` is {value} days: it must be from 1 to {MOST_DAYS}"));
            }
        }
        by_size
    }

    /// A share by size, from 0 to 1.
    pub(super) fn share(&mut self, what: &str, share: &Spanned<EachSize<f64>>) -> BySize<f64> {
        let by_size = share.get_ref().0;
        for value in [by_size.small, by_size.medium, by_size.large] {
            if !(0.0..=1.0).contains(&value) {
                self.wrong(share, format!("`{what}` is {value}: a share is from 0 to 1"));
            }
        }
        by_size
    }
}
