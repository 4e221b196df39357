//! Finds the header row of a list and says which column holds which of our fields.
//!
//! Exports begin with titles, blank lines and filters, and their delimiter is not known. So the first rows are split in
//! every way, and the row that names most of our fields wins.

use super::layout::{Layout, System, bare, is_heading, plain};
use super::rows::{Row, Rows};
use super::source::decode_cell;
use crate::mapping::IGNORE;
use crate::tally::Account;
use crate::{Limits, Mapping};
use ward_domain::observation::Line;

/// Rows among which the header is looked for.
const ROWS_LOOKED_AT: usize = 20;
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
    pub(super) columns: Vec<Option<usize>>,
    /// The system whose export this is.
    pub(super) system: Option<&'static System>,
}

/// Looks for the header row in the beginning of a file.
pub(super) fn find(
    beginning: &[u8],
    layout: &Layout,
    mapping: Option<&Mapping>,
    limits: &Limits,
) -> Option<Place> {
    let mut best: Option<Place> = None;
    for delimiter in DELIMITERS {
        let mut text = beginning;
        let Ok(mut rows) = Rows::of(&mut text, delimiter, *limits) else { continue };
        let mut row = Row::default();
        for rows_before in 0..ROWS_LOOKED_AT {
            // A quote may be open where the beginning ends; what was read before it counts.
            if !matches!(rows.next(&mut row), Ok(true)) {
                break;
            }
            // Split by the wrong delimiter, a row is one cell.
            if row.len() < 2 {
                continue;
            }
            let header = Header::of(&row, layout, mapping);
            let named = header.columns.iter().flatten().count();
            if header.has_what_it_needs(layout) && best.is_none_or(|best| named > best.named) {
                best = Some(Place { delimiter, rows_before, named });
            }
        }
    }
    best
}

impl Header {
    /// Reads a row as a header. An earlier heading of the table beats a later one, and a mapping beats both.
    pub(super) fn of(row: &Row, layout: &Layout, mapping: Option<&Mapping>) -> Self {
        let headings: Vec<String> = row.cells().map(|cell| decode_cell(cell).0.trim().to_owned()).collect();
        let bares: Vec<String> = headings.iter().map(|heading| bare(heading)).collect();
        let mapped: Vec<Option<&str>> = headings
            .iter()
            .map(|heading| mapping.and_then(|m| m.columns.get(&plain(heading))).map(String::as_str))
            .collect();
        let columns = layout
            .fields
            .iter()
            .map(|field| {
                mapped.iter().position(|named| *named == Some(field.name)).or_else(|| {
                    let fits = |at: usize, written: &str| {
                        mapped.get(at).is_some_and(Option::is_none)
                            && bares.get(at).is_some_and(|bare| is_heading(bare, written))
                    };
                    field.headings.iter().find_map(|written| (0..bares.len()).find(|at| fits(*at, written)))
                })
            })
            .collect();
        let has = |written: &&str| bares.iter().any(|bare| is_heading(bare, written));
        let system = match mapping {
            Some(_) => None,
            None => {
                layout.systems.iter().find(|system| system.marks.iter().all(|group| group.iter().any(has)))
            }
        };
        Self { headings, columns, system }
    }

    /// Whether every group of needed fields has a column.
    pub(super) fn has_what_it_needs(&self, layout: &Layout) -> bool {
        layout.needs.iter().all(|group| group.iter().any(|name| self.column_of(layout, name).is_some()))
    }

    /// Whether a heading belongs to another kind of list.
    pub(super) fn is_foreign(&self, layout: &Layout) -> bool {
        self.headings.iter().any(|heading| layout.foreign.contains(&bare(heading).as_str()))
    }

    pub(super) fn column_of(&self, layout: &Layout, name: &str) -> Option<usize> {
        let field = layout.fields.iter().position(|field| field.name == name)?;
        self.columns.get(field).copied().flatten()
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
