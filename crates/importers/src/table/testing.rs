//! What the tests of the list importers share.

use crate::{Confidence, Context, Damaged, Head, Importer, Limits, Mapping};
use jiff::Timestamp;
use std::io::{Cursor, Write};
use ward_domain::observation::{Line, Observations};
use ward_domain::record::Tally;

/// A list, recognised and read.
pub(crate) struct Sample {
    pub(crate) confidence: Confidence,
    pub(crate) observations: Observations,
    pub(crate) tally: Tally,
}

impl Sample {
    #[track_caller]
    pub(crate) fn read(importer: &dyn Importer, text: &str) -> Self {
        Self::of(importer, text.as_bytes(), None).unwrap()
    }
    #[track_caller]
    pub(crate) fn read_mapped(importer: &dyn Importer, text: &str, mapping: &str) -> Self {
        Self::of(importer, text.as_bytes(), Some(&Mapping::parse(mapping).unwrap())).unwrap()
    }
    /// Reads bytes, and holds every importer to its word: rows read are rows used and skipped.
    #[track_caller]
    pub(crate) fn of(
        importer: &dyn Importer,
        mut bytes: &[u8],
        mapping: Option<&Mapping>,
    ) -> Result<Self, Damaged> {
        let confidence = importer.recognise(&Head::of(bytes));
        let context = Context { limits: Limits::default(), mapping };
        let reading = importer.read(&mut bytes, &context)?;
        let tally = &reading.tally;
        assert_eq!(tally.read, tally.used + tally.skipped);
        assert_eq!(reading.observations.contributed().iter().map(|(_, n)| n).sum::<u64>(), tally.used);
        Ok(Self { confidence, observations: reading.observations, tally: reading.tally })
    }
    pub(crate) fn confidence(importer: &dyn Importer, text: &str) -> Confidence {
        importer.recognise(&Head::of(text.as_bytes()))
    }
    /// There is a problem on that line that says so.
    #[track_caller]
    pub(crate) fn says(&self, line: Line, part: &str) {
        let problems = &self.tally.problems;
        assert!(problems.iter().any(|p| p.line == line && p.reason.contains(part)), "{problems:#?}");
    }
    /// There is no problem at all.
    #[track_caller]
    pub(crate) fn says_nothing(&self) {
        assert_eq!(self.tally.problems, []);
    }
}

/// An instant.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A workbook of sheets, each with its name and the XML of its rows and what follows them. Shared texts are `strings`;
/// the cell style 1 shows dates.
pub(crate) fn workbook(sheets: &[(&str, &str)], strings: &[&str]) -> Vec<u8> {
    let mut parts = vec![(
        "xl/styles.xml".to_owned(),
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"m/d/yyyy\"/></numFmts><cellStyleXfs><xf numFmtId=\"0\"/>\
         </cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
            .to_owned(),
    )];
    let texts = concat(strings.iter().map(|text| format!("<si><t>{text}</t></si>")));
    parts.push(("xl/sharedStrings.xml".to_owned(), format!("<sst>{texts}</sst>")));
    let (mut list, mut targets) = (Vec::new(), Vec::new());
    for (index, (name, rows)) in sheets.iter().enumerate() {
        list.push(format!("<sheet name=\"{name}\" r:id=\"r{index}\"/>"));
        targets.push(format!("<Relationship Id=\"r{index}\" Target=\"worksheets/sheet{index}.xml\"/>"));
        parts.push((
            format!("xl/worksheets/sheet{index}.xml"),
            format!("<worksheet><sheetData>{rows}</worksheet>"),
        ));
    }
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook><workbookPr/><sheets>{}</sheets></workbook>", list.concat()),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships>{}</Relationships>", targets.concat()),
    ));
    archive(&parts)
}

fn concat(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().concat()
}

/// A ZIP archive of those parts.
pub(crate) fn archive(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Rows of inline texts, from the row with that number on.
pub(crate) fn inline_rows(first: u32, rows: &[&[&str]]) -> String {
    concat((first..).zip(rows).map(|(number, cells)| {
        let cells = concat(cells.iter().map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")));
        format!("<row r=\"{number}\">{cells}</row>")
    }))
}
