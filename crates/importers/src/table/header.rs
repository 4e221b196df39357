//! Finds the header row of a list and says which column holds which of our fields.
//!
//! Exports begin with titles, blank lines and filters, and their delimiter is not known. So the first rows are split in
//! every way, and the row that names most of our fields wins.

use super::cells::Cells;
use super::layout::{Field, Layout, System, bare, compare, plain};
use super::rows::Rows;
use super::source::decode_cell;
use crate::mapping::IGNORE;
use crate::tally::Account;
use crate::{Limits, Mapping};
use ward_domain::observation::Line;

/// Rows among which the header is looked for.
pub(super) const ROWS_LOOKED_AT: usize = 20;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Where the header is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) delimiter: u8,
    /// How many rows come before it.
    pub(super) rows_before: usize,
    named: usize,
}

/// The header row, understood.
#[derive(Debug)]
pub(super) struct Header {
    /// Headings as written.
    pub(super) headings: Vec<String>,
    /// For each field of the layout, the column that holds it.
    columns: Vec<Option<usize>>,
    /// The system whose export this is.
    pub(super) system: Option<&'static System>,
}

/// The cells of a row that may be the header.
#[derive(Debug)]
pub(super) struct Headings {
    written: Vec<String>,
    bares: Vec<String>,
    /// Their places, in the order of their bare forms.
    sorted: Vec<usize>,
}

/// The first rows of a text, split in every way, for all the layouts that are looked for in it.
#[derive(Debug)]
pub(crate) struct FirstRows(Vec<(u8, Vec<Headings>)>);

impl FirstRows {
    pub(crate) fn of(beginning: &[u8], limits: &Limits) -> Self {
        let split = |delimiter| {
            let mut text = beginning;
            let mut rows = Rows::of(&mut text, delimiter, *limits).ok()?;
            // A quote may be open where the beginning ends; what was read before it counts.
            Some((delimiter, Headings::first(|row| matches!(rows.next(row), Ok(true)))))
        };
        Self(DELIMITERS.into_iter().filter_map(split).collect())
    }
    pub(super) fn rows(&self) -> impl Iterator<Item = &Headings> {
        self.0.iter().flat_map(|(_, rows)| rows)
    }
    /// Where the header row is.
    pub(super) fn find(&self, layout: &Layout, mapping: Option<&Mapping>) -> Option<Place> {
        let mut best: Option<Place> = None;
        for (delimiter, rows) in &self.0 {
            if let Some((rows_before, named)) = find_in(rows, layout, mapping)
                && best.is_none_or(|best| named > best.named)
            {
                best = Some(Place { delimiter: *delimiter, rows_before, named });
            }
        }
        best
    }
    /// The header that reading would take.
    pub(super) fn header(&self, layout: &Layout) -> Option<Header> {
        let place = self.find(layout, None)?;
        let (_, rows) = self.0.iter().find(|(delimiter, _)| *delimiter == place.delimiter)?;
        Some(Header::of(rows.get(place.rows_before)?, layout, None))
    }
}

/// Looks for the header row among the first rows, and gives how many come before it and how many fields it names.
pub(super) fn find_in(
    rows: &[Headings],
    layout: &Layout,
    mapping: Option<&Mapping>,
) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    // Split by the wrong delimiter, a row is one cell; so is a title.
    for (rows_before, row) in rows.iter().enumerate().filter(|(_, row)| row.written.len() >= 2) {
        let columns = row.columns(layout, mapping);
        let named = columns.iter().flatten().count();
        if has_what_it_needs(&columns, layout) && best.is_none_or(|(_, most)| named > most) {
            best = Some((rows_before, named));
        }
    }
    best
}

impl Headings {
    pub(super) fn of(row: &Cells) -> Self {
        let written: Vec<String> = row.cells().map(|cell| decode_cell(cell).0.trim().to_owned()).collect();
        let bares: Vec<String> = written.iter().map(|heading| bare(heading)).collect();
        let mut sorted: Vec<usize> = (0..bares.len()).collect();
        sorted.sort_by_key(|at| bares.get(*at));
        Self { written, bares, sorted }
    }
    /// The rows among which the header is looked for.
    pub(super) fn first(mut next: impl FnMut(&mut Cells) -> bool) -> Vec<Self> {
        let mut row = Cells::default();
        (0..ROWS_LOOKED_AT).map_while(|_| next(&mut row).then(|| Self::of(&row))).collect()
    }
    pub(super) fn has_columns_of(&self, mapping: &Mapping) -> bool {
        let has = |column: &String| self.written.iter().any(|heading| plain(heading) == *column);
        mapping.columns.keys().all(has)
    }
    /// The places of a heading as written in a table of headings, in order.
    fn places(&self, written: &str) -> impl Iterator<Item = usize> {
        let compare = |at: &usize| compare(self.bares.get(*at).map_or("", String::as_str), written);
        let start = self.sorted.partition_point(|at| compare(at).is_lt());
        let rest = self.sorted.get(start..).unwrap_or_default();
        rest.iter().copied().take_while(move |at| compare(at).is_eq())
    }
    /// For each field of the layout, the column that holds it. An earlier heading of the table beats a later one, and
    /// a mapping beats both.
    fn columns(&self, layout: &Layout, mapping: Option<&Mapping>) -> Vec<Option<usize>> {
        let mapped: Vec<Option<&str>> = mapping.map_or_else(Vec::new, |mapping| {
            let named = |heading: &String| mapping.columns.get(&plain(heading)).map(String::as_str);
            self.written.iter().map(named).collect()
        });
        let is_free = |at: &usize| mapped.get(*at).is_none_or(Option::is_none);
        let column = |field: &Field| {
            mapped
                .iter()
                .position(|named| *named == Some(field.name))
                .or_else(|| field.headings.iter().find_map(|written| self.places(written).find(is_free)))
        };
        layout.fields.iter().map(column).collect()
    }
}

/// Whether every group of needed fields has a column.
fn has_what_it_needs(columns: &[Option<usize>], layout: &Layout) -> bool {
    let has = |name: &str| {
        layout.fields.iter().zip(columns).any(|(field, column)| field.name == name && column.is_some())
    };
    layout.needs.iter().all(|group| group.iter().any(|name| has(name)))
}

impl Header {
    /// Reads a row as a header.
    pub(super) fn of(row: &Headings, layout: &Layout, mapping: Option<&Mapping>) -> Self {
        let has = |written: &&str| row.places(written).next().is_some();
        let is_of = |system: &&System| system.marks.iter().all(|group| group.iter().any(has));
        let system = if mapping.is_some() { None } else { layout.systems.iter().find(is_of) };
        Self { headings: row.written.clone(), columns: row.columns(layout, mapping), system }
    }

    /// The column of the field at that place of the layout.
    pub(super) fn column(&self, field: usize) -> Option<usize> {
        self.columns.get(field).copied().flatten()
    }

    /// Whether a heading belongs to another kind of list.
    pub(super) fn is_foreign(&self, layout: &Layout) -> bool {
        self.headings.iter().any(|heading| layout.foreign.contains(&bare(heading).as_str()))
    }

    /// Says which columns were understood, and as what.
    pub(super) fn tell(&self, layout: &Layout, mapping: Option<&Mapping>, line: Line, account: &mut Account) {
        for (column, heading) in self.headings.iter().enumerate() {
            let named: Vec<&str> = self
                .columns
                .iter()
                .zip(layout.fields)
                .filter(|(at, _)| **at == Some(column))
                .map(|(_, f)| f.name)
                .collect();
            let is_again = self.headings.iter().take(column).any(|earlier| bare(earlier) == bare(heading));
            if !named.is_empty() {
                account.understood(heading, &named.join(", "));
            } else if heading.is_empty() {
                account.not_understood(&format!("column {} (no heading)", column + 1));
            } else if mapping
                .and_then(|m| m.columns.get(&plain(heading)))
                .is_some_and(|field| field == IGNORE)
            {
                account.not_understood(&format!("{heading} (ignored as the mapping says)"));
            } else {
                account.not_understood(heading);
            }
            if is_again && !heading.is_empty() {
                account.problem(
                    line,
                    format!("the column “{heading}” is there more than once; the first one is read"),
                );
            }
        }
        for column in mapping.iter().flat_map(|m| m.columns.keys()) {
            if !self.headings.iter().any(|heading| plain(heading) == *column) {
                account.problem(
                    line,
                    format!("the mapping names a column “{column}” that the list does not have"),
                );
            }
        }
    }

    /// A number that is the same for the same headings, in any order: 64-bit FNV-1a of them, sorted.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut bares: Vec<String> = self.headings.iter().map(|heading| bare(heading)).collect();
        bares.sort();
        bares
            .join(",")
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}
