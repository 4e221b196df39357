//! Lists in workbooks (XLSX): the first sheet with a fitting header, title rows and merged cells included.
//!
//! A workbook is a ZIP archive whose directory stands at its end, and its texts stand apart from its sheets, so it is
//! read whole. Memory: the file (64 MiB at most, [`Limits::workbook_bytes`]), its shared texts and the texts of one
//! sheet. All parts together may unpack to 256 MiB, and to 200 times the file: what unpacks to more is damaged. The
//! texts of a sheet may take 256 MiB, and a row what a row of CSV may. Own code on `zip` and our XML reader, because
//! bounds have to hold while a part is unpacked.

mod sheet;
mod values;

pub(super) use sheet::Sheet;

use super::cells::Cells;
use super::header::{self, Header, Headings};
use super::layout::Layout;
use crate::tally::Account;
use crate::xml::Xml;
use crate::{Damaged, Limits, Mapping};
use std::io::{self, BufReader, Cursor, Read};
use values::{Strings, Styles};
use zip::ZipArchive;
use zip::result::ZipError;

/// What all parts of a workbook may unpack to, in bytes.
const UNPACKED: u64 = 256 << 20;
/// How many times its own length a workbook may unpack to. Sheets of real lists reach about 30.
const RATIO: u64 = 200;
/// Most sheets that are looked at.
const MOST_SHEETS: usize = 100;

/// Whether a file begins as a workbook does: a ZIP archive with parts of a spreadsheet.
pub(crate) fn is_workbook(first_bytes: &[u8]) -> bool {
    first_bytes.starts_with(b"PK\x03\x04") && first_bytes.windows(3).any(|part| part == b"xl/")
}

/// A workbook that is being read.
pub(super) struct Workbook<'b> {
    parts: Parts<'b>,
    sheets: Vec<Listed>,
    strings: Strings,
    styles: Styles,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    part: String,
}

/// The archive, with what it may still unpack to.
struct Parts<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
    limits: Limits,
}

impl<'b> Workbook<'b> {
    /// Reads what the sheets rest on: their list, shared texts and styles.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, Damaged> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            damaged("the workbook is cut off or damaged and cannot be unpacked: export it again")
        })?;
        let left = UNPACKED.min((bytes.len() as u64).saturating_mul(RATIO) + (1 << 20));
        let mut parts = Parts { archive, left, limits: *limits };
        let mut is_1904 = false;
        let mut named: Vec<(String, String)> = Vec::new();
        let is_there = parts.read("xl/workbook.xml", &["workbook"], |xml| {
            while let Some(element) = xml.next_within(0)? {
                let of = |key: &str| attribute(&element, key);
                match element.name() {
                    "workbookPr" => is_1904 = matches!(of("date1904")?.as_deref(), Some("1" | "true")),
                    "sheet" if named.len() < MOST_SHEETS => {
                        named.push((of("name")?.unwrap_or_default(), of("r:id")?.unwrap_or_default()));
                    }
                    _ => {}
                }
            }
            Ok(())
        })?;
        if is_there.is_none() {
            return Err(damaged("the archive holds no workbook: save the sheet as CSV and add that"));
        }
        let mut targets: Vec<(String, String)> = Vec::new();
        parts.read("xl/_rels/workbook.xml.rels", &["Relationships"], |xml| {
            while let Some(element) = xml.next_within(0)? {
                if element.name() == "Relationship" && targets.len() < 1_000 {
                    let of = |key: &str| attribute(&element, key);
                    targets.push((of("Id")?.unwrap_or_default(), of("Target")?.unwrap_or_default()));
                }
            }
            Ok(())
        })?;
        let sheets = named
            .into_iter()
            .filter_map(|(name, id)| {
                let (_, target) = targets.iter().find(|(known, _)| *known == id)?;
                let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                Some(Listed { name, part })
            })
            .collect();
        let strings = parts.read("xl/sharedStrings.xml", &["sst"], Strings::read)?.unwrap_or_default();
        let mut styles = parts.read("xl/styles.xml", &["styleSheet"], Styles::read)?.unwrap_or_default();
        styles.is_1904 = is_1904;
        Ok(Self { parts, sheets, strings, styles })
    }

    /// The first sheet with a fitting header, and how many of its rows come before that. With `all`, the rows of
    /// further sheets with the same header follow those of the first.
    pub(super) fn find(
        &mut self,
        layout: &Layout,
        mapping: Option<&Mapping>,
        account: &mut Account,
        all: bool,
    ) -> Result<Option<(Sheet, usize)>, Damaged> {
        let mut second_best: Option<(usize, Sheet, usize)> = None;
        let mut found: Option<(Sheet, usize, u64)> = None;
        let mut read = Vec::new();
        for index in 0..self.sheets.len() {
            let Some(mut sheet) = self.sheet(index, usize::MAX)? else { continue };
            let Some((rows_before, header)) = sheet.header(layout, mapping) else { continue };
            match &mut found {
                None if header.is_foreign(layout) => {
                    second_best.get_or_insert((index, sheet, rows_before));
                    continue;
                }
                None => found = Some((sheet, rows_before, header.fingerprint())),
                Some((first, _, known)) if *known == header.fingerprint() => {
                    first.append(sheet, rows_before)?;
                }
                Some(_) => continue,
            }
            read.push(index);
            if !all {
                break;
            }
        }
        let found = found.map(|(sheet, rows_before, _)| (sheet, rows_before)).or_else(|| {
            let (index, sheet, rows_before) = second_best?;
            read.push(index);
            Some((sheet, rows_before))
        });
        let Some((sheet, rows_before)) = found else { return Ok(None) };
        for (index, listed) in self.sheets.iter().enumerate() {
            if !read.contains(&index) {
                account.not_understood(&format!("sheet “{}”", listed.name));
            }
        }
        if sheet.errors() > 0 {
            let reason = format!(
                "{} cells hold an error of the spreadsheet such as #N/A and count as empty",
                sheet.errors()
            );
            account.problem(0, reason);
        }
        Ok(Some((sheet, rows_before)))
    }

    /// A sheet with its first rows; `None` when it is a chart or its part is not there.
    fn sheet(&mut self, index: usize, most_rows: usize) -> Result<Option<Sheet>, Damaged> {
        let Some(listed) = self.sheets.get(index) else { return Ok(None) };
        if !listed.part.contains("worksheets/") {
            return Ok(None);
        }
        let (strings, styles, limits) = (&self.strings, &self.styles, self.parts.limits);
        self.parts
            .read(&listed.part, &["worksheet"], |xml| Sheet::read(xml, strings, styles, &limits, most_rows))
    }
}

impl Parts<'_> {
    /// Reads a part as XML; `None` when there is none of that name.
    fn read<T>(
        &mut self,
        name: &str,
        roots: &'static [&'static str],
        read: impl FnOnce(&mut Xml<'_>) -> Result<T, Damaged>,
    ) -> Result<Option<T>, Damaged> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(format!("the part {name} cannot be unpacked: {error}"))),
        };
        let mut input = BufReader::with_capacity(64 << 10, Bounded { file, left: &mut self.left });
        let mut xml = Xml::new(&mut input, &self.limits, roots);
        // Lines of a part mean nothing to the person who sees a sheet.
        let in_part = |wrong: Damaged| match wrong.line {
            0 => wrong,
            _ => damaged(format!("the part {name} of the workbook is damaged: {}", wrong.reason)),
        };
        read(&mut xml).map(Some).map_err(in_part)
    }
}

/// The first rows of every sheet: enough to recognise a list.
#[derive(Debug)]
pub(crate) struct Beginnings(Vec<(Sheet, Vec<Headings>)>);

impl Beginnings {
    /// Of a whole workbook; `None` when it is none or cannot be unpacked.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        if !is_workbook(bytes.get(..64 << 10).unwrap_or(bytes)) {
            return None;
        }
        let mut workbook = Workbook::open(bytes, &Limits::default()).ok()?;
        let sheets = 0..workbook.sheets.len();
        let beginnings = sheets.filter_map(|index| {
            let mut sheet = workbook.sheet(index, header::ROWS_LOOKED_AT).ok()??;
            let rows = sheet.first_rows();
            Some((sheet, rows))
        });
        Some(Self(beginnings.collect()))
    }
    /// Whether a cell holds these words.
    pub(crate) fn mention(&self, words: &str) -> bool {
        let mut cells = Cells::default();
        self.0.iter().any(|(sheet, _)| {
            let mut sheet = sheet.clone();
            std::iter::from_fn(|| {
                sheet.next(&mut cells).ok().filter(|is_there| *is_there).map(|_| cells.holds(words))
            })
            .any(|holds| holds)
        })
    }
    pub(super) fn rows(&self) -> impl Iterator<Item = &Headings> {
        self.0.iter().flat_map(|(_, rows)| rows)
    }
    /// The header that reading would take.
    pub(super) fn header(&self, layout: &Layout) -> Option<Header> {
        let mut fitting: Vec<Header> = self
            .0
            .iter()
            .filter_map(|(_, rows)| {
                let (rows_before, _) = header::find_in(rows, layout, None)?;
                Some(Header::of(rows.get(rows_before)?, layout, None))
            })
            .collect();
        let best = fitting.iter().position(|header| !header.is_foreign(layout)).unwrap_or(0);
        (best < fitting.len()).then(|| fitting.swap_remove(best))
    }
}

impl Sheet {
    fn header(&mut self, layout: &Layout, mapping: Option<&Mapping>) -> Option<(usize, Header)> {
        let rows = self.first_rows();
        let (rows_before, _) = header::find_in(&rows, layout, mapping)?;
        Some((rows_before, Header::of(rows.get(rows_before)?, layout, mapping)))
    }
    fn first_rows(&mut self) -> Vec<Headings> {
        let rows = Headings::first(|cells| matches!(self.next(cells), Ok(true)));
        self.rewind();
        rows
    }
}

/// Stops a part that unpacks to more than is left.
struct Bounded<'l, R> {
    file: R,
    left: &'l mut u64,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        *self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::other("the workbook unpacks to far more than a list holds, so it is taken as hostile")
        })?;
        Ok(count)
    }
}

fn attribute(element: &crate::xml::Element<'_>, key: &str) -> Result<Option<String>, Damaged> {
    for attribute in element.attributes() {
        let (name, value) = attribute?;
        if name == key {
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

fn damaged(reason: impl Into<String>) -> Damaged {
    Damaged { line: 0, reason: reason.into() }
}

#[cfg(test)]
pub(super) mod tests;
