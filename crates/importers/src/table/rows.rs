//! Splits the bytes of a list into rows and cells as RFC 4180 says, and as spreadsheets do where it says nothing.
//!
//! Written here because three things are needed together that the `csv` crate does not tell: line numbers when lines
//! end in CR alone, whether a quote was still open at the end of the file, and an end to memory in the middle of a row.
//! A test compares it with that crate.

use super::cells::Cells;
use super::source::{Source, begin};
use crate::{Damaged, Limits};
use memchr::memchr3;
use std::io::BufRead;
use ward_domain::observation::Line;

#[derive(Clone, Copy, PartialEq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// A stream of rows. Lines without any character are no rows.
pub(super) struct Rows<'a> {
    source: Source<'a>,
    buffer: Vec<u8>,
    at: usize,
    line: Line,
    /// The byte before was a CR, so an LF here belongs to the same line end.
    is_after_cr: bool,
    delimiter: u8,
    limits: Limits,
}

impl<'a> Rows<'a> {
    /// Continues a source whose beginning is already in `buffer`.
    pub(super) fn new(source: Source<'a>, buffer: Vec<u8>, delimiter: u8, limits: Limits) -> Self {
        Self { source, buffer, at: 0, line: 1, is_after_cr: false, delimiter, limits }
    }
    /// Splits text that is all there.
    pub(super) fn of(text: &'a mut dyn BufRead, delimiter: u8, limits: Limits) -> Result<Self, Damaged> {
        let beginning = begin(text)?;
        let (source, buffer) = Source::open(text, beginning)?;
        Ok(Self::new(source, buffer, delimiter, limits))
    }

    /// Reads the next row into `row`; `false` at the end.
    pub(super) fn next(&mut self, row: &mut Cells) -> Result<bool, Damaged> {
        row.clear(self.line);
        let mut state = State::CellStart;
        let mut quote_opened = self.line;
        loop {
            if self.at >= self.buffer.len() {
                self.at = 0;
                if !self
                    .source
                    .fill(&mut self.buffer)
                    .map_err(|damaged| Damaged { line: self.line, ..damaged })?
                {
                    return self.end(row, state, quote_opened);
                }
            }
            if state == State::CellStart && row.len() == 0 && !self.is_after_cr && self.plain_line(row)? {
                return Ok(true);
            }
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let Some(&first) = rest.first() else { continue };
            if self.is_after_cr {
                self.is_after_cr = false;
                if first == b'\n' {
                    if state == State::Quoted {
                        row.extend(&[first]);
                    }
                    self.at += 1;
                    continue;
                }
            }
            match state {
                State::CellStart if first == b'"' => {
                    state = State::Quoted;
                    quote_opened = self.line;
                    self.at += 1;
                }
                State::CellStart | State::Plain => {
                    let delimiter = self.delimiter;
                    let length = memchr3(delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
                    row.extend(rest.get(..length).unwrap_or_default());
                    let stop = rest.get(length).copied();
                    self.at += length;
                    if length > 0 {
                        state = State::Plain;
                        self.check_size(row)?;
                    }
                    if let Some(stop) = stop {
                        self.at += 1;
                        if stop == delimiter {
                            self.end_cell(row)?;
                            state = State::CellStart;
                        } else if self.end_line(row, stop, state)? {
                            return Ok(true);
                        }
                    }
                }
                State::Quoted => {
                    let length = memchr3(b'"', b'\r', b'\n', rest).unwrap_or(rest.len());
                    row.extend(rest.get(..length).unwrap_or_default());
                    let stop = rest.get(length).copied();
                    self.at += length;
                    self.check_size(row)?;
                    match stop {
                        Some(b'"') => {
                            self.at += 1;
                            state = State::QuoteInQuoted;
                        }
                        Some(line_end) => {
                            self.at += 1;
                            row.extend(&[line_end]);
                            self.count_line(line_end);
                        }
                        None => {}
                    }
                }
                State::QuoteInQuoted => {
                    self.at += 1;
                    if first == b'"' {
                        row.extend(&[first]);
                        state = State::Quoted;
                    } else if first == self.delimiter {
                        self.end_cell(row)?;
                        state = State::CellStart;
                    } else if first == b'\n' || first == b'\r' {
                        if self.end_line(row, first, state)? {
                            return Ok(true);
                        }
                    } else {
                        row.extend(&[first]);
                        state = State::Plain;
                    }
                }
            }
        }
    }

    /// Takes a line as a row when nothing in it is quoted and all of it is there: so most rows are read.
    fn plain_line(&mut self, row: &mut Cells) -> Result<bool, Damaged> {
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        let Some(length) = memchr3(b'\n', b'\r', b'"', rest) else { return Ok(false) };
        let (Some(line), Some(&line_end)) = (rest.get(..=length), rest.get(length)) else { return Ok(false) };
        if line_end == b'"' || length == 0 || length > self.limits.field_bytes {
            return Ok(false);
        }
        row.extend_line(line, self.delimiter);
        self.at += length + 1;
        self.count_line(line_end);
        self.check_width(row)?;
        Ok(true)
    }

    /// A line end outside quotes; `false` when the line was empty, so that no row ends.
    fn end_line(&mut self, row: &mut Cells, line_end: u8, state: State) -> Result<bool, Damaged> {
        self.count_line(line_end);
        if state == State::CellStart && row.len() == 0 {
            row.line = self.line;
            return Ok(false);
        }
        self.end_cell(row)?;
        Ok(true)
    }

    fn end(&mut self, row: &mut Cells, state: State, quote_opened: Line) -> Result<bool, Damaged> {
        if state == State::Quoted {
            let reason =
                "a quote opens here and never closes, so the rest of the file is one cell: export it again";
            return Err(Damaged { line: quote_opened, reason: reason.to_owned() });
        }
        if state == State::CellStart && row.len() == 0 {
            return Ok(false);
        }
        self.end_cell(row)?;
        row.is_last_without_line_end = true;
        Ok(true)
    }

    fn count_line(&mut self, line_end: u8) {
        self.line = self.line.saturating_add(1);
        self.is_after_cr = line_end == b'\r';
    }

    fn end_cell(&self, row: &mut Cells) -> Result<(), Damaged> {
        row.end_cell();
        self.check_width(row)
    }

    fn check_width(&self, row: &Cells) -> Result<(), Damaged> {
        if row.len() > self.limits.columns {
            let reason = format!(
                "a row has more than {} columns, which no list of people or devices has",
                self.limits.columns
            );
            return Err(Damaged { line: row.line, reason });
        }
        Ok(())
    }

    /// A row may not take more than four of the longest cells, so that many long cells do not fill the memory either.
    fn check_size(&self, row: &Cells) -> Result<(), Damaged> {
        let most = self.limits.field_bytes;
        let (whole, cell) = row.lengths();
        if cell > most || whole > most.saturating_mul(4) {
            let reason = format!(
                "a cell or row is longer than {most} bytes, so this is no list: look for a quote that never closes"
            );
            return Err(Damaged { line: row.line, reason });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(mut text: &[u8], delimiter: u8) -> Result<Vec<(Line, Vec<String>)>, Damaged> {
        let mut rows = Rows::of(&mut text, delimiter, Limits::default())?;
        let mut row = Cells::default();
        let mut all = Vec::new();
        while rows.next(&mut row)? {
            all.push((
                row.line,
                row.cells().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect(),
            ));
        }
        Ok(all)
    }

    #[track_caller]
    fn check(text: &str, expected: &[(Line, &[&str])]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|(line, cells)| (*line, cells.iter().map(|c| (*c).to_owned()).collect()))
            .collect();
        assert_eq!(split(text.as_bytes(), b',').unwrap(), expected);
    }

    #[test]
    fn lines_end_in_three_ways_and_are_counted_in_all() {
        let expected: &[(Line, &[&str])] = &[(1, &["a", "b"]), (3, &["c", ""]), (4, &["d"])];
        check("a,b\n\nc,\nd\n", expected);
        check("a,b\r\n\r\nc,\r\nd\r\n", expected);
        check("a,b\r\rc,\rd\r", expected);
    }

    #[test]
    fn quotes_hide_delimiters_and_line_ends() {
        check("\"a,\"\"b\",c\nd", &[(1, &["a,\"b", "c"]), (2, &["d"])]);
        check("\"a\r\nb\",c\r\nd", &[(1, &["a\r\nb", "c"]), (3, &["d"])]);
        check("\"a\rb\nc\"\rd", &[(1, &["a\rb\nc"]), (4, &["d"])]);
        check("5\" disk,\"x\"y\n\"\",\"\"\n", &[(1, &["5\" disk", "xy"]), (2, &["", ""])]);
    }

    #[track_caller]
    fn check_damaged(text: &[u8], limits: Limits, line: Line, says: &str) {
        let mut text = text;
        let mut rows = Rows::of(&mut text, b',', limits).unwrap();
        let mut row = Cells::default();
        let damaged = loop {
            match rows.next(&mut row) {
                Ok(true) => {}
                Ok(false) => panic!("not damaged"),
                Err(damaged) => break damaged,
            }
        };
        assert_eq!(damaged.line, line, "{damaged}");
        assert!(damaged.reason.contains(says), "{damaged}");
    }

    #[test]
    fn a_quote_that_never_closes_is_found_where_it_opened() {
        check_damaged(b"a,b\nc,d\ne,\"f\ng,h\n", Limits::default(), 3, "never closes");
    }

    #[test]
    fn long_cells_and_wide_rows_are_refused_early() {
        let limits = Limits { field_bytes: 100, columns: 3, ..Limits::default() };
        check_damaged(format!("a\n{}\n", "x".repeat(101)).as_bytes(), limits, 2, "longer than 100 bytes");
        check_damaged(
            format!("a\n\"{}\"\n", "x\n".repeat(51)).as_bytes(),
            limits,
            2,
            "longer than 100 bytes",
        );
        check_damaged(b"a,b,c\na,b,c,d\n", limits, 2, "more than 3 columns");
    }

    proptest! {
        /// The same rows as the `csv` crate gives, except that an open quote at the end is damage here.
        #[test]
        fn splits_as_the_csv_crate_does(text in "[ab,;\"\r\n]{0,40}") {
            let ours = split(text.as_bytes(), b',');
            let mut theirs = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> =
                theirs.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
            if let Ok(ours) = ours {
                let ours: Vec<Vec<String>> = ours.into_iter().map(|(_, cells)| cells).collect();
                prop_assert_eq!(ours, theirs);
            } else {
                prop_assert!(text.contains('"'));
            }
        }

        /// Cells come back whatever they hold.
        #[test]
        fn what_was_quoted_comes_back(cells in proptest::collection::vec("\\PC{0,9}|[,\"\r\n]{1,4}", 1..6)) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            writer.write_record(&cells).unwrap();
            let text = writer.into_inner().unwrap();
            prop_assert_eq!(split(&text, b',').unwrap(), vec![(1, cells)]);
        }
    }
}
