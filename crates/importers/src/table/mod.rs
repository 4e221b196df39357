//! Lists as people export them: workbooks, and CSV in every encoding, line end, delimiter and date style that systems
//! write.
//!
//! A [`Layout`] describes the fields of a list and a function makes an observation of a [`Row`]. When every row is one
//! observation, that is the whole importer: see [`Register`]. Others open a [`Table`] themselves:
//!
//! ```text
//! let mut table = Table::open(input, context, &LAYOUT)?;
//! let mut observations = table.observations("form");
//! for answer in table.rows(answer)? { … }
//! Ok(table.finish(observations))
//! ```

mod aside;
mod cells;
mod dates;
mod header;
mod layout;
mod places;
mod register;
mod row;
mod rows;
mod source;
#[cfg(test)]
pub(crate) mod testing;
mod words;
mod workbook;

pub(crate) use header::FirstRows;
pub(crate) use layout::{COLLECTED, Field, Layout, System, bare, plain};
pub(crate) use register::Register;
pub(crate) use row::Row;
pub(crate) use words::yes_or_no;
pub(crate) use workbook::{Beginnings, is_workbook};

use crate::tally::Account;
use crate::{Confidence, Context, Damaged, Head, Mapping, Reading};
use aside::Aside;
use cells::Cells;
use dates::{DateColumn, Order, Written};
use header::{Header, Headings};
use jiff::Timestamp;
use places::Places;
use row::Collected;
use rows::Rows;
use source::{Source, begin};
use std::cell::Cell;
use std::io::BufRead;
use ward_domain::observation::{Line, Observations, Origin};
use workbook::{Sheet, Workbook};

/// A list that is being read.
pub(crate) struct Table<'a> {
    rows: Lines<'a>,
    row: Row<'a>,
    most_rows: usize,
    rows_used: usize,
    rows_met: u64,
}

/// Where rows come from.
enum Lines<'a> {
    /// Text with delimiters, as a stream.
    Text(Rows<'a>),
    /// A sheet of a workbook, which is all in memory.
    Sheet(Sheet),
}

impl Lines<'_> {
    fn next(&mut self, cells: &mut Cells) -> Result<bool, Damaged> {
        let is_there = match self {
            Self::Text(rows) => rows.next(cells)?,
            Self::Sheet(sheet) => sheet.next(cells)?,
        };
        cells.close();
        Ok(is_there)
    }
}

/// How surely the beginning of a file is a list of this kind. Of a workbook, the whole file is wanted.
pub(crate) fn recognise(head: &Head<'_>, layout: &Layout) -> Confidence {
    let header = if let Some(sheets) = head.sheets() {
        sheets.header(layout)
    } else if head.json_start().is_some() || head.xml_root().is_some() {
        None
    } else {
        head.first_rows().header(layout)
    };
    match header {
        Some(header) if header.is_foreign(layout) => Confidence::No,
        Some(header) if header.system.is_some() => Confidence::Certain,
        Some(_) => Confidence::Likely,
        None => Confidence::No,
    }
}

/// Whether one of the first rows has all the columns that a mapping names, and it names some.
pub(crate) fn has_columns_of(head: &Head<'_>, mapping: &Mapping) -> bool {
    let has = |row: &Headings| row.has_columns_of(mapping);
    !mapping.columns.is_empty()
        && match head.sheets() {
            Some(sheets) => sheets.rows().any(has),
            None => head.first_rows().rows().any(has),
        }
}

/// The same for lists whose headings say too little unless they are all those of a known system.
pub(crate) fn recognise_system(head: &Head<'_>, layout: &Layout) -> Confidence {
    match recognise(head, layout) {
        Confidence::Certain => Confidence::Certain,
        _ => Confidence::No,
    }
}

impl<'a> Table<'a> {
    /// Finds the header and reads it.
    pub(crate) fn open(
        input: &'a mut dyn BufRead,
        context: &Context<'a>,
        layout: &'static Layout,
    ) -> Result<Self, Damaged> {
        Self::open_sheets(input, context, layout, false)
    }

    /// The same, and of a workbook every sheet with the header of the first that fits, as one list.
    pub(crate) fn open_all_sheets(
        input: &'a mut dyn BufRead,
        context: &Context<'a>,
        layout: &'static Layout,
    ) -> Result<Self, Damaged> {
        Self::open_sheets(input, context, layout, true)
    }

    fn open_sheets(
        input: &'a mut dyn BufRead,
        context: &Context<'a>,
        layout: &'static Layout,
        all: bool,
    ) -> Result<Self, Damaged> {
        let beginning = begin(input)?;
        let mut account = Account::new(&context.limits);
        let (mut rows, rows_before) = if is_workbook(&beginning.raw) {
            let bytes = beginning.all(input, context.limits.workbook_bytes)?;
            let mut workbook = Workbook::open(&bytes, &context.limits)?;
            let (sheet, rows_before) = workbook
                .find(layout, context.mapping, &mut account, all)?
                .ok_or_else(|| no_header(layout, Vec::new(), context))?;
            (Lines::Sheet(sheet), rows_before)
        } else {
            if beginning.raw.is_empty() {
                return Err(Damaged { line: 0, reason: "the file is empty".to_owned() });
            }
            let (source, text) = Source::open(input, beginning)?;
            let Some(place) = FirstRows::of(&text, &context.limits).find(layout, context.mapping) else {
                return Err(no_header(layout, text, context));
            };
            (Lines::Text(Rows::new(source, text, place.delimiter, context.limits)), place.rows_before)
        };
        let mut cells = Cells::default();
        for _ in 0..=rows_before {
            rows.next(&mut cells)?;
        }
        if cells.has_nul() {
            let reason =
                "the header row holds NUL bytes, so this is no text: export it again as CSV".to_owned();
            return Err(Damaged { line: cells.line, reason });
        }
        let header = Header::of(&Headings::of(&cells), layout, context.mapping);
        header.tell(layout, context.mapping, cells.line, &mut account);
        let places = Places::of(layout, |place| header.column(place).is_some());
        let row = Row {
            collected: Collected::of(&places),
            places,
            mapping: context.mapping,
            header,
            cells,
            account,
            dates: layout.fields.iter().map(|_| DateColumn::default()).collect(),
            waits: false,
            is_settled: false,
            has_other_letters: Cell::new(false),
            word: String::new(),
        };
        Ok(Self { rows, row, most_rows: context.limits.rows, rows_used: 0, rows_met: 0 })
    }

    /// Observations that name the system and the series and hold no row yet. `list` names what no system is known for.
    pub(crate) fn observations(&self, list: &str) -> Observations {
        let fingerprint = self.row.header.fingerprint();
        let id = self.row.places.layout().id;
        let (tool, origin, series) = match self.row.system() {
            Some(system) => (system, Origin::Machine, format!("{id}:{}:{fingerprint:016x}", bare(system))),
            None => (list, Origin::OwnRecord, format!("{id}:{fingerprint:016x}")),
        };
        Observations { tool: tool.to_owned(), origin, series: Some(series), ..Observations::default() }
    }

    /// Reads all rows, in their order. `read` makes something of a row, or says in a sentence why it is skipped.
    ///
    /// A row with a date that can be read two ways is set aside and read again when its column has been seen to the
    /// end, so `read` may depend on nothing but the row. A date that nothing settles is then `None`.
    pub(crate) fn rows<T>(
        &mut self,
        read: impl Fn(&mut Row<'a>) -> Result<T, String>,
    ) -> Result<Vec<T>, Damaged> {
        let mut at_once = Vec::new();
        let mut aside = Aside::default();
        // How many rows that were used at once come before each row that was set aside.
        let mut before = Vec::new();
        while self.next(aside.len())? {
            let mark = self.row.account.mark();
            let result = read(&mut self.row);
            if std::mem::take(&mut self.row.waits) {
                self.row.account.back_to(mark);
                before.push(at_once.len());
                aside.push(&self.row.cells);
            } else if let Some(seen) = self.account_for(result) {
                at_once.push(seen);
            }
        }
        self.row.is_settled = true;
        if before.is_empty() {
            return Ok(at_once);
        }
        let mut all = Vec::with_capacity(at_once.len() + before.len());
        let mut at_once = at_once.into_iter();
        let mut taken = 0;
        for (index, before) in before.into_iter().enumerate() {
            all.extend(at_once.by_ref().take(before - taken));
            taken = before;
            if aside.get(index, &mut self.row.cells) {
                let result = read(&mut self.row);
                all.extend(self.account_for(result));
            }
        }
        all.extend(at_once);
        Ok(all)
    }

    /// Reads all rows, in their order, and hands each to `take` instead of keeping it: for long lists of which many
    /// rows are about one thing. Otherwise as [`rows`](Self::rows).
    pub(crate) fn each<T>(
        &mut self,
        read: impl Fn(&mut Row<'a>) -> Result<T, String>,
        mut take: impl FnMut(T) -> Result<(), Damaged>,
    ) -> Result<(), Damaged> {
        // To keep the order, every row after one that waits has to wait as well.
        let mut aside = Aside::default();
        while self.next(aside.len())? {
            let mark = self.row.account.mark();
            let result = read(&mut self.row);
            if std::mem::take(&mut self.row.waits) || aside.len() > 0 {
                self.row.account.back_to(mark);
                aside.push(&self.row.cells);
            } else if let Some(seen) = self.account_for(result) {
                take(seen)?;
            }
        }
        self.row.is_settled = true;
        for index in 0..aside.len() {
            if aside.get(index, &mut self.row.cells) {
                let result = read(&mut self.row);
                if let Some(seen) = self.account_for(result) {
                    take(seen)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the list has a column for the field.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.row.has(field)
    }
    /// The newest of the dates in the field [`COLLECTED`], once the rows have been read.
    pub(crate) fn newest(&self) -> Option<Timestamp> {
        self.row.newest()
    }
    /// The list as a whole gave an observation, besides those of its rows.
    pub(crate) fn used_as_a_whole(&mut self) {
        self.row.account.used();
    }
    /// Something is wrong with the list as a whole.
    pub(crate) fn problem(&mut self, reason: impl Into<String>) {
        self.problem_at(0, reason);
    }
    /// Something is wrong with what began on that line.
    pub(crate) fn problem_at(&mut self, line: Line, reason: impl Into<String>) {
        self.row.account.problem(line, reason);
    }

    /// The reading, with the account of its rows and the file's own date.
    pub(crate) fn finish(mut self, observations: Observations) -> Reading {
        self.tell_of_dates();
        let collected_at = self.newest();
        let mut account = self.row.account;
        if self.row.has_other_letters.get() {
            account.problem(0, "some letters are not UTF-8; they are read as Windows-1252");
        }
        if self.rows_met == 0 {
            account.problem(0, "the list has a header and no rows");
        }
        Reading { observations: Observations { collected_at, ..observations }, tally: account.finish() }
    }

    /// Counts what became of a row.
    fn account_for<T>(&mut self, result: Result<T, String>) -> Option<T> {
        match result {
            Ok(seen) => {
                self.rows_used += 1;
                self.row.account.used();
                self.row.collect();
                Some(seen)
            }
            Err(reason) => {
                self.row.account.skipped(self.row.cells.line, reason);
                None
            }
        }
    }

    /// Goes to the next row that is whole; `false` at the end. Others are skipped and accounted for.
    fn next(&mut self, set_aside: usize) -> Result<bool, Damaged> {
        let width = self.row.header.headings.len();
        while self.rows.next(&mut self.row.cells)? {
            // Spreadsheets write rows of nothing but delimiters below a list.
            if self.row.cells.is_blank() {
                continue;
            }
            self.rows_met += 1;
            let (line, cells) = (self.row.cells.line, self.row.cells.len());
            if self.row.cells.has_nul() {
                self.row.account.skipped(line, "the row holds NUL bytes, which no text does");
            } else if cells < width && self.row.cells.is_last_without_line_end {
                let reason = format!("the file ends in the middle of row {}: export it again", self.rows_met);
                return Err(Damaged { line, reason });
            } else if cells < width || (width..cells).any(|extra| !self.row.cells.cell(extra).is_empty()) {
                self.row.account.skipped(line, format!("the row has {cells} cells and the header {width}"));
            } else if self.rows_used + set_aside >= self.most_rows {
                let reason = format!("the list has more than {} rows: export it in parts", self.most_rows);
                return Err(Damaged { line, reason });
            } else {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Says which columns hold day numbers, and which never showed what comes first in their dates.
    fn tell_of_dates(&mut self) {
        for field in 0..self.row.dates.len() {
            let Some(column) = self.row.dates.get(field) else { continue };
            let heading = self.row.heading_at(field);
            let count = column.waiting;
            let (line, reason) = match (column.order(), column.serials_at) {
                (Order::Mixed(day_first, month_first), _) => (
                    0,
                    format!(
                        "the column “{heading}” writes the day first on line {day_first} and the month first on \
                         line {month_first}; {count} of its dates can be read two ways and are left out; export \
                         it with dates such as 2026-03-04"
                    ),
                ),
                (Order::NotShown, _) if count > 0 => (
                    0,
                    format!(
                        "the column “{heading}” writes days and months so that 03/04/2026 can be read two ways; \
                         {count} of its dates are left out; say which with `date_order` in a mapping file"
                    ),
                ),
                (_, Some(line)) => (
                    line,
                    format!("the column “{heading}” holds day numbers of a spreadsheet, read as dates"),
                ),
                _ => continue,
            };
            self.row.account.problem(line, reason);
        }
    }
}

/// A text that can be read as a day in one way only, as the instant at which it begins.
pub(crate) fn day(text: &str) -> Option<Timestamp> {
    match dates::read(text) {
        Ok(Written::Sure(when) | Written::Serial(when)) => when.timestamp(),
        _ => None,
    }
}

fn no_header(layout: &Layout, beginning: Vec<u8>, context: &Context<'_>) -> Damaged {
    // A header wider than the limit is damage of its own kind.
    for delimiter in [b',', b';', b'\t', b'|'] {
        let mut text = beginning.as_slice();
        if let Err(damaged) = Rows::of(&mut text, delimiter, context.limits)
            .and_then(|mut rows| rows.next(&mut Cells::default()))
        {
            return damaged;
        }
    }
    let needs: Vec<String> = layout.needs.iter().map(|group| group.join(" or ")).collect();
    let reason = format!(
        "none of the first {} rows is a header with the columns that `{}` needs ({}); name the columns in a mapping",
        header::ROWS_LOOKED_AT,
        layout.id,
        needs.join("; and ")
    );
    Damaged { line: 1, reason }
}

#[cfg(test)]
mod tests;
