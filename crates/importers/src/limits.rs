//! Bounds on what a file may ask of us.

/// Limits of one file. The defaults admit the largest exports met in practice with room to spare.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest single field, attribute or text, in bytes; longer ones make the file damaged.
    pub field_bytes: usize,
    /// Deepest nesting of elements or objects.
    pub depth: usize,
    /// Most columns of a table.
    pub columns: usize,
    /// Most rows of one kind that are kept.
    pub rows: usize,
    /// Most problems that are listed; the rest are counted.
    pub problems: usize,
    /// Largest workbook, in bytes: it is held in memory whole, unlike every other file.
    pub workbook_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            field_bytes: 4 << 20,
            depth: 64,
            columns: 1_000,
            rows: 20_000_000,
            problems: 100,
            workbook_bytes: 64 << 20,
        }
    }
}
