//! Rows kept for later in little memory: those whose dates wait for the end of the file, and those of a workbook.

use super::cells::Cells;
use ward_domain::observation::Line;

/// Rows, one behind the other: the bytes of their cells and where each ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Aside {
    bytes: Vec<u8>,
    /// Ends of cells, counted from the beginning of their row.
    ends: Vec<u32>,
    rows: Vec<Kept>,
}

#[derive(Clone, Copy, Debug)]
struct Kept {
    line: Line,
    /// Where its bytes and its ends begin.
    bytes: usize,
    ends: usize,
}

impl Aside {
    /// Keeps a copy of the row.
    pub(super) fn push(&mut self, cells: &Cells) {
        self.rows.push(Kept { line: cells.line, bytes: self.bytes.len(), ends: self.ends.len() });
        let (bytes, ends) = cells.parts();
        self.bytes.extend_from_slice(bytes);
        self.ends.extend(ends.iter().map(|end| u32::try_from(*end).unwrap_or(u32::MAX)));
    }
    /// How many rows.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
    /// Copies a row out; `false` when there is none of that number.
    pub(super) fn get(&self, index: usize, cells: &mut Cells) -> bool {
        let Some(row) = self.rows.get(index) else { return false };
        let next = self.rows.get(index + 1);
        let bytes = self.bytes.get(row.bytes..next.map_or(self.bytes.len(), |next| next.bytes));
        let ends = self.ends.get(row.ends..next.map_or(self.ends.len(), |next| next.ends));
        cells.fill(row.line, bytes.unwrap_or_default(), ends.unwrap_or_default());
        true
    }
}
