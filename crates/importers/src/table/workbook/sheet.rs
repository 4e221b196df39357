//! One sheet of a workbook as rows of text.

use super::values::{Strings, Styles, rich_text};
use super::{attribute, damaged};
use crate::table::aside::Aside;
use crate::table::cells::Cells;
use crate::xml::Xml;
use crate::{Damaged, Limits};
use std::rc::Rc;
use ward_domain::observation::Line;

/// What the texts of a sheet may take, in bytes, merged cells filled.
const TEXTS: usize = 256 << 20;
/// Most merged areas that are kept.
const MOST_MERGED: usize = 100_000;
/// A row of one merged area over so many columns and nothing else is a title.
const TITLE_COLUMNS: usize = 3;

/// The rows of a sheet that hold anything, from the first to the last.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    rows: Rc<Aside>,
    /// Merged areas, by their first row.
    merged: Rc<Vec<Merged>>,
    /// The next row, the next merged area, and the areas that are open with their text.
    next: usize,
    next_merged: usize,
    open: Vec<(Merged, String)>,
    width: usize,
    left: usize,
    most_row_bytes: usize,
    errors: u64,
}

/// A merged area; rows from 1, columns from 0, the last ones included.
#[derive(Clone, Copy, Debug)]
struct Merged {
    first_row: Line,
    last_row: Line,
    first_column: usize,
    last_column: usize,
}

impl Sheet {
    /// Reads at most so many rows that hold anything; what comes after them is passed over.
    pub(super) fn read(
        xml: &mut Xml<'_>,
        strings: &Strings,
        styles: &Styles,
        limits: &Limits,
        most_rows: usize,
    ) -> Result<Self, Damaged> {
        let mut rows = Aside::default();
        let mut cells = Cells::default();
        let mut merged = Vec::new();
        let (mut width, mut errors, mut row_bytes, mut left) = (0, 0, 0_usize, TEXTS);
        // Cells that do not say their column follow the one before.
        let mut next_column = 0;
        let mut keep = |cells: &Cells| {
            if !cells.is_blank() && rows.len() < most_rows {
                rows.push(cells);
            }
        };
        while let Some(element) = xml.next_within(0)? {
            match element.name() {
                "row" => {
                    keep(&cells);
                    let number = attribute(&element, "r")?.and_then(|r| r.parse::<Line>().ok());
                    let number = number.unwrap_or(cells.line.saturating_add(1));
                    if number <= cells.line {
                        return Err(damaged(format!(
                            "row {number} of the sheet comes after row {}",
                            cells.line
                        )));
                    }
                    cells.clear(number);
                    (row_bytes, next_column) = (0, 0);
                }
                "c" => {
                    let (mut column, mut style, mut kind) = (next_column, 0, Kind::Number);
                    for attribute in element.attributes() {
                        let (name, value) = attribute?;
                        match name {
                            "r" => column = column_of(&value).unwrap_or(column),
                            "s" => style = value.parse().unwrap_or(0),
                            "t" => kind = Kind::of(&value),
                            _ => {}
                        }
                    }
                    next_column = column.saturating_add(1);
                    let text = value(xml, kind, style, strings, styles, &mut errors)?;
                    if text.is_empty() {
                        continue;
                    }
                    if column < cells.len() {
                        return Err(damaged(format!(
                            "row {} of the sheet has its cells in disorder",
                            cells.line
                        )));
                    }
                    if column >= limits.columns {
                        let reason = format!("a row has more than {} columns", limits.columns);
                        return Err(Damaged { line: cells.line, reason });
                    }
                    row_bytes += text.len();
                    left = left
                        .checked_sub(text.len())
                        .filter(|_| row_bytes <= limits.field_bytes.saturating_mul(4))
                        .ok_or_else(|| damaged("the texts of the sheet are longer than those of any list"))?;
                    cells.pad(column);
                    cells.push(&text);
                    width = width.max(cells.len());
                }
                "mergeCell" if merged.len() < MOST_MERGED => {
                    merged.extend(attribute(&element, "ref")?.as_deref().and_then(area));
                }
                _ => {}
            }
        }
        keep(&cells);
        merged.sort_by_key(|area: &Merged| area.first_row);
        Ok(Self {
            rows: Rc::new(rows),
            merged: Rc::new(merged),
            next: 0,
            next_merged: 0,
            open: Vec::new(),
            width,
            left,
            most_row_bytes: limits.field_bytes.saturating_mul(4),
            errors,
        })
    }

    /// Adds the rows of another sheet below its header. Their numbers count on from the last row here.
    pub(super) fn append(&mut self, mut other: Self, rows_before: usize) -> Result<(), Damaged> {
        let mut cells = Cells::default();
        let rows = Rc::make_mut(&mut self.rows);
        let last =
            rows.len().checked_sub(1).filter(|last| rows.get(*last, &mut cells)).map_or(0, |_| cells.line);
        for _ in 0..=rows_before {
            other.next(&mut cells)?;
        }
        while other.next(&mut cells)? {
            cells.line = cells.line.saturating_add(last);
            rows.push(&cells);
        }
        self.errors += other.errors;
        self.left = self.left.min(other.left);
        self.width = self.width.max(other.width);
        Ok(())
    }
    /// How many cells hold an error instead of a value.
    pub(super) fn errors(&self) -> u64 {
        self.errors
    }
    /// Goes back to the first row.
    pub(super) fn rewind(&mut self) {
        (self.next, self.next_merged) = (0, 0);
        self.open.clear();
    }
    /// Copies the next row, as wide as the sheet; `false` at the end. A cell of a merged area has the text of the
    /// area's first cell when it lies below that. A title over the whole list is passed over.
    pub(in crate::table) fn next(&mut self, cells: &mut Cells) -> Result<bool, Damaged> {
        while self.rows.get(self.next, cells) {
            self.next += 1;
            if !self.fill(cells)? {
                cells.pad(self.width);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Fills merged cells; `true` when the row is a title.
    fn fill(&mut self, cells: &mut Cells) -> Result<bool, Damaged> {
        let line = cells.line;
        self.open.retain(|(area, _)| area.last_row >= line);
        let mut is_title = false;
        while let Some(area) =
            self.merged.get(self.next_merged).filter(|area| area.first_row <= line).copied()
        {
            self.next_merged += 1;
            if area.first_row != line {
                continue;
            }
            let text = String::from_utf8_lossy(cells.cell(area.first_column)).into_owned();
            let is_alone = cells.cells().filter(|cell| !cell.is_empty()).count() == 1 && !text.is_empty();
            let columns = area.last_column.saturating_sub(area.first_column) + 1;
            is_title |= is_alone && area.last_row == line && columns >= TITLE_COLUMNS;
            if area.last_row > line && !text.is_empty() {
                self.open.push((area, text));
            }
        }
        let below = self.open.iter().filter(|(area, _)| area.first_row < line);
        let filled: Vec<(usize, &str)> =
            below.map(|(area, text)| (area.first_column, text.as_str())).collect();
        if filled.is_empty() {
            return Ok(is_title);
        }
        let bytes: usize = filled.iter().map(|(_, text)| text.len()).sum();
        self.left = self
            .left
            .checked_sub(bytes)
            .filter(|_| bytes <= self.most_row_bytes)
            .ok_or_else(|| damaged("the merged cells of the sheet take more than any list does"))?;
        let was = std::mem::take(cells);
        cells.clear(line);
        for column in 0..self.width {
            let text = String::from_utf8_lossy(was.cell(column));
            let above = filled.iter().find(|(at, _)| *at == column).map(|(_, text)| *text);
            cells.push(if text.is_empty() { above.unwrap_or_default() } else { &text });
        }
        Ok(false)
    }
}

/// How a cell holds its value (ECMA-376 part 1, 18.18.11).
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Shared,
    Text,
    Inline,
    Boolean,
    Error,
}

impl Kind {
    fn of(word: &str) -> Self {
        match word {
            "s" => Self::Shared,
            "str" | "d" => Self::Text,
            "inlineStr" => Self::Inline,
            "b" => Self::Boolean,
            "e" => Self::Error,
            _ => Self::Number,
        }
    }
}

/// The text of the cell just opened.
fn value(
    xml: &mut Xml<'_>,
    kind: Kind,
    style: usize,
    strings: &Strings,
    styles: &Styles,
    errors: &mut u64,
) -> Result<String, Damaged> {
    let depth = xml.depth();
    let mut text = String::new();
    while let Some(element) = xml.next_within(depth)? {
        match element.name() {
            "v" => text = xml.text()?,
            "is" => rich_text(xml, &mut text)?,
            _ => {}
        }
    }
    if text.is_empty() {
        return Ok(text);
    }
    Ok(match kind {
        Kind::Number => styles.show(&text, style),
        Kind::Text | Kind::Inline => text,
        Kind::Boolean => if text == "1" { "TRUE" } else { "FALSE" }.to_owned(),
        Kind::Error => {
            *errors += 1;
            String::new()
        }
        Kind::Shared => text
            .parse()
            .ok()
            .and_then(|index| strings.get(index))
            .ok_or_else(|| damaged("a cell of the sheet points at a text that is not there"))?
            .to_owned(),
    })
}

/// The column of `BC7`, from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.chars().take_while(char::is_ascii_alphabetic);
    let number =
        letters.take(4).fold(0, |sum, c| sum * 26 + (c.to_ascii_uppercase() as usize - 'A' as usize + 1));
    number.checked_sub(1)
}

/// The area of `A1:C3`.
fn area(reference: &str) -> Option<Merged> {
    let (first, last) = reference.split_once(':')?;
    let row = |reference: &str| {
        reference.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<Line>().ok()
    };
    Some(Merged {
        first_row: row(first)?,
        last_row: row(last)?,
        first_column: column_of(first)?,
        last_column: column_of(last)?,
    })
}
