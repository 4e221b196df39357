//! Lists as people export them: CSV in every encoding, line end, delimiter and date style that systems write.
//!
//! An importer of a list describes its fields in a [`Layout`], opens a [`Table`] and walks it row by row:
//!
//! ```text
//! let mut table = Table::open(input, context, &LAYOUT)?;
//! let (mail, start) = (table.column("mail"), table.column("start"));
//! while table.next()? {
//!     people.push(PersonSeen { mail: table.lower(mail), start: table.when(start, people.len()).map(|w| w.date), … });
//!     table.used();
//! }
//! for late in table.settle_dates() { … }      // dates whose order only the whole column shows
//! Ok(table.finish(observations))
//! ```

mod dates;
mod header;
mod layout;
mod rows;
mod source;
#[cfg(test)]
pub(crate) mod testing;

pub(crate) use dates::When;
pub(crate) use layout::{Field, Layout, System, bare, plain};

use crate::tally::Account;
use crate::{Confidence, Context, Damaged, Head, Mapping, Reading};
use dates::{DateColumn, Order, Written};
use header::Header;
use jiff::Timestamp;
use jiff::civil::Time;
use rows::{Row, Rows};
use source::{Source, decode_cell};
use std::io::BufRead;
use ward_domain::observation::{Line, Observations, Origin};

/// A list that is being read.
pub(crate) struct Table<'a> {
    layout: &'static Layout,
    mapping: Option<&'a Mapping>,
    header: Header,
    rows: Rows<'a>,
    row: Row,
    account: Account,
    most_rows: usize,
    rows_used: usize,
    rows_met: u64,
    dates: Vec<DateColumn>,
    newest: Option<Timestamp>,
    has_other_letters: bool,
}

/// The field that says when a row was true; see [`Table::collected`].
pub(crate) const COLLECTED: &str = "collected";

/// One of our fields in a table: where it is, if anywhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    field: usize,
    at: Option<usize>,
}

impl Column {
    /// Whether the table has it.
    pub(crate) fn is_there(self) -> bool {
        self.at.is_some()
    }
}

/// A date that could be read only once the whole column had been seen.
pub(crate) struct LateDate {
    /// Our field.
    pub(crate) field: &'static str,
    /// The row number that was given to [`Table::when`].
    pub(crate) row: usize,
    /// The date.
    pub(crate) when: When,
}

/// How surely the beginning of a file is a list of this kind.
pub(crate) fn recognise(head: &Head<'_>, layout: &Layout) -> Confidence {
    if head.json_start().is_some() || head.xml_root().is_some() {
        return Confidence::No;
    }
    let limits = crate::Limits::default();
    let text = head.text().as_bytes();
    let Some(place) = header::find(text, layout, None, &limits) else { return Confidence::No };
    let header = Rows::of(&mut &text[..], place.delimiter, limits).ok().and_then(|mut rows| {
        let mut row = Row::default();
        for _ in 0..=place.rows_before {
            rows.next(&mut row).ok()?;
        }
        Some(Header::of(&row, layout, None))
    });
    match header {
        Some(header) if header.is_foreign(layout) => Confidence::No,
        Some(header) if header.system.is_some() => Confidence::Certain,
        Some(_) => Confidence::Likely,
        None => Confidence::No,
    }
}

impl<'a> Table<'a> {
    /// Finds the header and reads it.
    pub(crate) fn open(
        input: &'a mut dyn BufRead,
        context: &Context<'a>,
        layout: &'static Layout,
    ) -> Result<Self, Damaged> {
        let (source, beginning) = Source::open(input)?;
        let place = header::find(&beginning, layout, context.mapping, &context.limits);
        let Some(place) = place else { return Err(no_header(layout, beginning, context)) };
        let mut rows = Rows::new(source, beginning, place.delimiter, context.limits);
        let mut row = Row::default();
        for _ in 0..=place.rows_before {
            rows.next(&mut row)?;
        }
        if row.has_nul() {
            let reason =
                "the header row holds NUL bytes, so this is no text: export it again as CSV".to_owned();
            return Err(Damaged { line: row.line, reason });
        }
        let header = Header::of(&row, layout, context.mapping);
        let mut account = Account::new(&context.limits);
        header.tell(layout, context.mapping, row.line, &mut account);
        Ok(Self {
            layout,
            mapping: context.mapping,
            header,
            rows,
            row,
            account,
            most_rows: context.limits.rows,
            rows_used: 0,
            rows_met: 0,
            dates: layout.fields.iter().map(|_| DateColumn::default()).collect(),
            newest: None,
            has_other_letters: false,
        })
    }

    /// The system that wrote the list, when its headings are known.
    pub(crate) fn system(&self) -> Option<&'static str> {
        self.header.system.map(|system| system.name)
    }

    /// Observations that name the system and the series and hold no row yet. `tool` names what no system is known for.
    pub(crate) fn observations(&self, tool: &str) -> Observations {
        let fingerprint = self.header.fingerprint();
        let id = self.layout.id;
        let (tool, origin, series) = match self.system() {
            Some(system) => (system, Origin::Machine, format!("{id}:{}:{fingerprint:016x}", bare(system))),
            None => (tool, Origin::OwnRecord, format!("{id}:{fingerprint:016x}")),
        };
        Observations { tool: tool.to_owned(), origin, series: Some(series), ..Observations::default() }
    }

    /// Finds one of the layout's fields.
    pub(crate) fn column(&self, name: &str) -> Column {
        let field = self.layout.fields.iter().position(|field| field.name == name);
        debug_assert!(field.is_some(), "{} has no field `{name}`", self.layout.id);
        Column {
            field: field.unwrap_or(0),
            at: field.and_then(|field| self.header.columns.get(field).copied().flatten()),
        }
    }

    /// Goes to the next row that is whole; `false` at the end. Others are skipped and accounted for.
    pub(crate) fn next(&mut self) -> Result<bool, Damaged> {
        let width = self.header.headings.len();
        while self.rows.next(&mut self.row)? {
            // Spreadsheets write rows of nothing but delimiters below a list.
            if self.row.is_blank() {
                continue;
            }
            self.rows_met += 1;
            let (line, cells) = (self.row.line, self.row.len());
            if self.row.has_nul() {
                self.account.skipped(line, "the row holds NUL bytes, which no text does");
            } else if cells < width && self.row.is_last_without_line_end {
                let reason = format!("the file ends in the middle of row {}: export it again", self.rows_met);
                return Err(Damaged { line, reason });
            } else if cells < width || (width..cells).any(|extra| !self.row.cell(extra).is_empty()) {
                self.account.skipped(line, format!("the row has {cells} cells and the header {width}"));
            } else if self.rows_used >= self.most_rows {
                let reason = format!("the list has more than {} rows: export it in parts", self.most_rows);
                return Err(Damaged { line, reason });
            } else {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The line on which the row begins.
    pub(crate) fn line(&self) -> Line {
        self.row.line
    }
    /// The row gave an observation.
    pub(crate) fn used(&mut self) {
        self.rows_used += 1;
        self.account.used();
    }
    /// The row gave none.
    pub(crate) fn skipped(&mut self, line: Line, reason: impl Into<String>) {
        self.account.skipped(line, reason);
    }
    /// Something in the row is left out, and the rest of it is used.
    pub(crate) fn problem(&mut self, line: Line, reason: impl Into<String>) {
        self.account.problem(line, reason);
    }

    /// The cell as text, trimmed; `None` when it is empty or there is no such column.
    pub(crate) fn text(&mut self, column: Column) -> Option<String> {
        let (text, is_utf8) = decode_cell(self.row.cell(column.at?));
        self.has_other_letters |= !is_utf8.0;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
    /// The cell as a name that is compared without regard to case.
    pub(crate) fn lower(&mut self, column: Column) -> Option<String> {
        self.text(column).map(|text| text.to_lowercase())
    }
    /// A name as written, or else put together from first and last name; empty when there is none.
    pub(crate) fn name(&mut self, [whole, first, last]: [Column; 3]) -> String {
        self.text(whole).unwrap_or_else(|| {
            [self.text(first), self.text(last)].into_iter().flatten().collect::<Vec<_>>().join(" ")
        })
    }
    /// The cell as one of the words of its field: in lower case, and translated as the mapping says.
    pub(crate) fn word(&mut self, column: Column) -> Option<String> {
        let word = self.lower(column)?;
        let field = self.layout.fields.get(column.field)?;
        let ours = self.mapping.and_then(|m| m.values.get(field.name)?.get(&word));
        Some(ours.cloned().unwrap_or(word))
    }
    /// The cell as a word that `means` knows; a word it does not know is a problem, and then nothing.
    pub(crate) fn meaning<T>(&mut self, column: Column, means: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = self.word(column)?;
        let meaning = means(&word);
        if meaning.is_none() {
            let (line, heading) = (self.line(), self.heading(column));
            let reason = format!(
                "“{word}” in the column “{heading}” is not a word that Ward knows; say what it means under [values] \
                 in a mapping"
            );
            self.account.problem(line, reason);
        }
        meaning
    }
    /// The cell as yes or no.
    pub(crate) fn yes_no(&mut self, column: Column) -> Option<bool> {
        self.meaning(column, yes_or_no)
    }
    /// The cell as a time of day.
    pub(crate) fn time_of_day(&mut self, column: Column) -> Option<Time> {
        let text = self.text(column)?;
        let time = dates::read_time(&text);
        if time.is_none() {
            let (line, heading) = (self.line(), self.heading(column));
            self.account.problem(line, format!("“{text}” in the column “{heading}” is not a time of day"));
        }
        time
    }

    /// The cell as a date, for the observation with the number `row`.
    ///
    /// `None` when there is none, when it cannot be read (a problem then), or when only the whole column can show which
    /// part is the month: then it comes from [`settle_dates`](Self::settle_dates).
    pub(crate) fn when(&mut self, column: Column, row: usize) -> Option<When> {
        self.when_with_time(column, row, None)
    }

    /// The same, with a time of day from another column.
    pub(crate) fn when_with_time(&mut self, column: Column, row: usize, time: Option<Time>) -> Option<When> {
        let line = self.line();
        let at = column.at?;
        let text = decode_cell(self.row.cell(at)).0;
        let with_time = |when: When| When { time: when.time.or(time), ..when };
        let read = dates::read(&text);
        let waits = self.dates.get_mut(column.field)?;
        let wrong = match read {
            Ok(Written::Nothing) => return None,
            Ok(Written::Sure(when)) => return Some(with_time(when)),
            Ok(Written::Serial(when)) => {
                if !std::mem::replace(&mut waits.has_serials, true) {
                    let heading = self.heading(column);
                    let reason =
                        format!("the column “{heading}” holds day numbers of a spreadsheet, read as dates");
                    self.account.problem(line, reason);
                }
                return Some(with_time(when));
            }
            Ok(Written::Numbers(mut numbers)) => {
                numbers.time = numbers.time.or(time);
                match self.mapping.and_then(|m| m.date_order) {
                    Some(order) => match dates::in_order(numbers, order) {
                        Some(when) => return Some(when),
                        None => "it is no date in the order that the mapping names",
                    },
                    None => match waits.take(row, line, numbers) {
                        Ok(when) => return when,
                        Err(()) => "there is no such day",
                    },
                }
            }
            Err(reason) => reason,
        };
        let (text, heading) = (shown(&text), self.heading(column));
        self.account.problem(line, format!("“{text}” in the column “{heading}” is left out: {wrong}"));
        None
    }

    /// Whether the cell holds no date at all: it is empty, or says so in the way of some system. A date that cannot be
    /// read, or that has to wait, is not nothing.
    pub(crate) fn is_empty(&self, column: Column) -> bool {
        column
            .at
            .is_none_or(|at| matches!(dates::read(&decode_cell(self.row.cell(at)).0), Ok(Written::Nothing)))
    }

    /// The dates that waited for the end of the file. A column that never shows which part is the month gives none,
    /// and a problem that asks.
    pub(crate) fn settle_dates(&mut self) -> Vec<LateDate> {
        let mut settled = Vec::new();
        for (index, field) in self.layout.fields.iter().enumerate() {
            let Some(column) = self.dates.get(index) else { continue };
            let heading =
                self.header.columns.get(index).copied().flatten().and_then(|at| self.header.headings.get(at));
            let heading = heading.map_or("", String::as_str);
            let count = column.waiting();
            match column.order() {
                Order::Known(order) if field.name == COLLECTED => {
                    let newest = column.settle(order).filter_map(|(_, when)| when.timestamp()).max();
                    self.newest = self.newest.max(newest);
                }
                Order::Known(order) => {
                    settled.extend(column.settle(order).map(|(row, when)| LateDate {
                        field: field.name,
                        row,
                        when,
                    }));
                }
                Order::Mixed(day_first, month_first) => {
                    let reason = format!(
                        "the column “{heading}” writes the day first on line {day_first} and the month first on \
                         line {month_first}; {count} of its dates can be read two ways and are left out; export \
                         it with dates such as 2026-03-04"
                    );
                    self.account.problem(0, reason);
                }
                Order::NotShown if count > 0 => {
                    let reason = format!(
                        "the column “{heading}” writes days and months so that 03/04/2026 can be read two ways; \
                         {count} of its dates are left out; say which with `date_order` in a mapping file"
                    );
                    self.account.problem(0, reason);
                }
                Order::NotShown => {}
            }
        }
        settled
    }

    /// The cell says when the row was true; the newest of them all is the file's date.
    pub(crate) fn collected(&mut self, column: Column) {
        let at = self.when(column, 0).and_then(|when| when.timestamp());
        self.newest = self.newest.max(at);
    }

    /// The reading, with the account of its rows and the file's own date.
    pub(crate) fn finish(mut self, observations: Observations) -> Reading {
        if self.has_other_letters {
            self.account.problem(0, "some letters are not UTF-8; they are read as Windows-1252");
        }
        if self.rows_met == 0 {
            self.account.problem(0, "the list has a header and no rows");
        }
        Reading {
            observations: Observations { collected_at: self.newest, ..observations },
            tally: self.account.finish(),
        }
    }

    fn heading(&self, column: Column) -> String {
        column.at.and_then(|at| self.header.headings.get(at)).cloned().unwrap_or_default()
    }
}

/// The words for yes and no that systems export.
pub(crate) fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "yes" | "y" | "true" | "t" | "1" | "x" | "enabled" | "capable" | "registered" => Some(true),
        "no" | "n" | "false" | "f" | "0" | "disabled" | "not capable" | "not registered" => Some(false),
        _ => None,
    }
}

/// Enough of a cell to find it again.
fn shown(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text.to_owned() }
}

fn no_header(layout: &Layout, beginning: Vec<u8>, context: &Context<'_>) -> Damaged {
    let mut text = beginning.as_slice();
    // A header wider than the limit is damage of its own kind.
    for delimiter in [b',', b';', b'\t', b'|'] {
        let mut text = beginning.as_slice();
        if let Err(damaged) =
            Rows::of(&mut text, delimiter, context.limits).and_then(|mut rows| rows.next(&mut Row::default()))
        {
            return damaged;
        }
    }
    if text.fill_buf().is_ok_and(<[u8]>::is_empty) {
        return Damaged { line: 0, reason: "the file is empty".to_owned() };
    }
    let needs: Vec<String> = layout.needs.iter().map(|group| group.join(" or ")).collect();
    let reason = format!(
        "none of the first 20 rows is a header with the columns that `{}` needs ({}); name the columns in a mapping",
        layout.id,
        needs.join("; and ")
    );
    Damaged { line: 1, reason }
}

#[cfg(test)]
mod tests;
