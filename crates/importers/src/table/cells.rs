//! The cells of one row, in one piece of memory that every row uses again.

use super::source::{IsUtf8, decode_cell};
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;
use std::ops::Range;
use ward_domain::observation::Line;

/// What stands behind a cell.
const BEHIND: u8 = b'\n';

/// The cells of one row, one behind the other. Kept and filled again, so that rows cost no allocation.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    /// The bytes of the cells, while they are added and when they are no UTF-8. Behind each cell stands one byte of ASCII,
    /// as a line has it: so most lines are copied as they are, and two cells never make one letter.
    bytes: Vec<u8>,
    /// The same bytes when the row is whole and all of it is UTF-8.
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
    /// Line on which the row begins, 1-based.
    pub(super) line: Line,
    /// Whether the file ends right behind it, without a line end.
    pub(super) is_last_without_line_end: bool,
}

impl Cells {
    /// How many cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
    /// The bytes of a cell; empty where there is none.
    pub(super) fn cell(&self, index: usize) -> &[u8] {
        self.all().get(self.range(index)).unwrap_or_default()
    }
    /// The text of a cell; empty where there is none.
    pub(super) fn text(&self, index: usize) -> (Cow<'_, str>, IsUtf8) {
        match self.text.get(self.range(index)) {
            Some(text) => (Cow::Borrowed(text), IsUtf8(true)),
            None => decode_cell(self.cell(index)),
        }
    }
    /// The cells in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|index| self.cell(index))
    }
    /// Their bytes, each with the one behind it, and where each ends.
    pub(super) fn parts(&self) -> (&[u8], &[usize]) {
        (self.all(), &self.ends)
    }
    /// Whether a cell holds these words.
    pub(super) fn holds(&self, words: &str) -> bool {
        self.cells().any(|cell| String::from_utf8_lossy(cell).contains(words))
    }
    /// Whether every cell is empty.
    pub(super) fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.iter().all(u8::is_ascii_whitespace))
    }
    /// Whether a cell holds a NUL byte, which no text does.
    pub(super) fn has_nul(&self) -> bool {
        memchr(0, self.all()).is_some()
    }

    /// Begins a row with no cells.
    pub(super) fn clear(&mut self, line: Line) {
        self.open();
        self.bytes.clear();
        self.ends.clear();
        self.line = line;
        self.is_last_without_line_end = false;
    }
    /// Adds bytes to the cell that comes next.
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
    /// Ends the cell that comes next.
    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.bytes.len());
        self.bytes.push(BEHIND);
    }
    /// Adds the cells of a line in which nothing is quoted, with the byte that ends the line.
    pub(super) fn extend_line(&mut self, line: &[u8], delimiter: u8) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(line);
        let cells = line.split_last().map_or(line, |(_, cells)| cells);
        self.ends.extend(memchr_iter(delimiter, cells).map(|at| start + at));
        self.ends.push(start + cells.len());
    }
    /// How long the row is so far, and the cell that comes next; in bytes.
    pub(super) fn lengths(&self) -> (usize, usize) {
        (self.bytes.len(), self.bytes.len() - self.ends.last().map_or(0, |end| end + 1))
    }
    /// Adds a cell.
    pub(super) fn push(&mut self, cell: &str) {
        self.open();
        self.extend(cell.as_bytes());
        self.end_cell();
    }
    /// Adds empty cells until there are so many.
    pub(super) fn pad(&mut self, width: usize) {
        self.open();
        while self.ends.len() < width {
            self.end_cell();
        }
    }
    /// Fills the row with other cells, as [`parts`](Self::parts) gives them, and closes it.
    pub(super) fn fill(&mut self, line: Line, bytes: &[u8], ends: &[u32]) {
        self.clear(line);
        self.extend(bytes);
        self.ends.extend(ends.iter().map(|end| *end as usize));
        self.close();
    }
    /// The row is whole: looks once whether it is UTF-8, so that no cell of it has to be looked at again.
    pub(super) fn close(&mut self) {
        self.open();
        match String::from_utf8(std::mem::take(&mut self.bytes)) {
            Ok(text) => self.text = text,
            Err(other) => self.bytes = other.into_bytes(),
        }
    }
    /// Makes the row ready for more cells.
    fn open(&mut self) {
        if self.bytes.capacity() == 0 {
            self.bytes = std::mem::take(&mut self.text).into_bytes();
        }
    }

    fn all(&self) -> &[u8] {
        if self.text.is_empty() { &self.bytes } else { self.text.as_bytes() }
    }
    fn range(&self, index: usize) -> Range<usize> {
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(|end| end + 1));
        match (start, self.ends.get(index)) {
            (Some(start), Some(&end)) => start..end,
            _ => 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cells: &[&[u8]], texts: &[(&str, bool)]) {
        let mut row = Cells::default();
        for round in 0..3 {
            row.clear(round);
            for cell in cells {
                row.extend(cell);
                row.end_cell();
            }
            row.close();
            let read: Vec<(String, bool)> =
                (0..=row.len()).map(|at| row.text(at)).map(|(text, is)| (text.into_owned(), is.0)).collect();
            let read: Vec<(&str, bool)> = read.iter().map(|(text, is)| (text.as_str(), *is)).collect();
            assert_eq!(read, [texts, &[("", true)]].concat());
            assert_eq!(row.cells().collect::<Vec<_>>(), cells);
        }
    }

    #[test]
    fn each_cell_is_read_as_it_is() {
        check(&[], &[]);
        check(&[b""], &[("", true)]);
        check(&[b"", b"a", b"", "ä".as_bytes()], &[("", true), ("a", true), ("", true), ("ä", true)]);
        check(&[b"a", b"\xe4", "ä".as_bytes(), b""], &[("a", true), ("ä", false), ("ä", true), ("", true)]);
    }

    /// `Ã` and `©` of Windows-1252 are the two bytes of `é` in UTF-8.
    #[test]
    fn two_cells_do_not_make_one_letter() {
        check(&[b"\xc3", b"\xa9"], &[("Ã", false), ("©", false)]);
    }

    #[test]
    fn a_closed_row_takes_more_cells() {
        let mut row = Cells::default();
        row.fill(1, b"a,b,", &[1, 3]);
        row.pad(3);
        row.push("c");
        row.close();
        assert_eq!(row.cells().collect::<Vec<_>>(), [b"a".as_slice(), b"b", b"", b"c"]);
        assert_eq!(row.text(3).0, "c");
    }
}
