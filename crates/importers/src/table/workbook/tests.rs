//! Workbooks as people make them, and as nobody should.

use super::*;
use crate::formats::{roster::Roster, training::Training};
use crate::table::testing::{Sample, archive, inline_rows, workbook};
use crate::{Confidence, Context, Importer, recognise};
use jiff::civil::{Date, date};

const HEADER: &[&str] = &["Email", "Course", "Assigned On", "Completed On"];

#[track_caller]
fn days(bytes: &[u8]) -> Vec<(u32, Option<Date>)> {
    let sample = Sample::of(&Training, bytes, None).unwrap();
    sample.observations.trainings.iter().map(|t| (t.line, t.completed)).collect()
}

#[test]
fn the_first_sheet_with_a_fitting_header_is_read() {
    let notes = inline_rows(1, &[&["Notes", "by"], &["read me", "Ana"]]) + "</sheetData>";
    let rows = "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>".to_owned()
        + &inline_rows(4, &[HEADER])
        + "<row r=\"5\"><c r=\"A5\" t=\"s\"><v>1</v></c><c r=\"B5\" t=\"str\"><v>Basics</v></c>\
           <c r=\"D5\" s=\"1\"><v>46085</v></c></row>\
           <row r=\"7\"><c r=\"A7\" t=\"s\"><v>1</v></c><c r=\"B7\" t=\"str\"><v>Basics</v></c>\
           <c r=\"D7\" t=\"e\"><v>#N/A</v></c></row></sheetData>";
    let bytes = workbook(&[("Notes", &notes), ("Done", &rows)], &["Training 2026", "a@ward.example"]);
    assert_eq!(recognise(&bytes, None).map(|importer| importer.about().id), Ok("training"));
    assert_eq!(days(&bytes), [(5, Some(date(2026, 3, 4))), (7, None)]);
    let sample = Sample::of(&Training, &bytes, None).unwrap();
    assert_eq!(sample.confidence, Confidence::Likely);
    assert_eq!(sample.tally.not_understood, ["sheet “Notes”"]);
    sample.says(0, "1 cells hold an error");
}

#[test]
fn merged_cells_count_for_every_row_and_titles_for_none() {
    let rows = inline_rows(
        1,
        &[
            &["Training report"],
            HEADER,
            &["a@ward.example", "Basics", "", "2026-01-02"],
            &["", "Phishing", "", "2026-01-03"],
            &["Radiology"],
            &["b@ward.example", "Basics", "", "2026-01-04"],
        ],
    ) + "</sheetData><mergeCells><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"A3:A4\"/><mergeCell ref=\"A5:D5\"/></mergeCells>";
    let bytes = workbook(&[("Sheet1", &rows)], &[]);
    let sample = Sample::of(&Training, &bytes, None).unwrap();
    let mails: Vec<_> = sample.observations.trainings.iter().map(|t| t.mail.as_deref().unwrap()).collect();
    assert_eq!(mails, ["a@ward.example", "a@ward.example", "b@ward.example"]);
    sample.says_nothing();
}

#[test]
fn a_sheet_says_the_same_as_its_text() {
    let rows: &[&[&str]] = &[
        &["Employee ID", "Name", "Work Email", "Worker Type", "Hire Date"],
        &["1", "Ana, the first", "a@ward.example", "Employee", "1/2/2026"],
        &["2", "Zoë &amp; Co", "b@ward.example", "Volunteer", "1/13/2026"],
    ];
    let text = rows
        .iter()
        .map(|row| format!("\"{}\"\n", row.join("\",\"").replace("&amp;", "&")))
        .collect::<Vec<_>>()
        .concat();
    let expected = Sample::read(&Roster, &text);
    let bytes = workbook(&[("People", &(inline_rows(1, rows) + "</sheetData>"))], &[]);
    assert_eq!(Sample::of(&Roster, &bytes, None).unwrap().observations, expected.observations);
}

#[test]
fn the_head_of_a_workbook_is_all_of_it() {
    let many: Vec<&[&str]> = std::iter::once(HEADER)
        .chain(std::iter::repeat_n(&["a@ward.example", "Basics", "", ""] as &[&str], 40_000))
        .collect();
    let parts = inline_rows(1, &many) + "</sheetData>";
    // A thumbnail that does not shrink makes the file longer than the beginning that is looked at first.
    let noise: String =
        (0..200_000_u32).map(|n| char::from(33 + (n.wrapping_mul(2_654_435_761) >> 25) as u8 % 90)).collect();
    let mut bytes = workbook(&[("Sheet1", &parts)], &[&noise.replace(['<', '&', '>'], "x")]);
    assert!(bytes.len() > 70_000);
    assert_eq!(crate::read_head(&mut bytes.as_slice(), &Limits::default()).unwrap(), bytes);
    assert_eq!(days(&bytes).len(), 40_000);
    bytes.truncate(70_000);
    assert!(recognise(&bytes, None).is_err_and(|error| error.looks_like.contains("Excel workbook")));
    assert_eq!(
        crate::read_head(&mut vec![b'x'; 200_000].as_slice(), &Limits::default()).unwrap().len(),
        64 << 10
    );
}

#[track_caller]
fn check_damaged(bytes: &[u8], limits: Limits, says: &str) {
    let damaged = Training.read(&mut &*bytes, &Context { limits, mapping: None }).unwrap_err();
    assert!(damaged.reason.contains(says), "{damaged}");
}

#[test]
fn workbooks_that_cannot_be_trusted_are_damaged() {
    let limits = Limits::default();
    let rows = |rows: &str| workbook(&[("Sheet1", &format!("{rows}</sheetData>"))], &["x"]);
    let whole = rows(&inline_rows(1, &[HEADER]));
    check_damaged(whole.get(..whole.len() / 2).unwrap(), limits, "cut off");
    check_damaged(&whole, Limits { workbook_bytes: 100, ..limits }, "larger than 100 bytes");
    check_damaged(&rows(&inline_rows(1, &[&["a", "b"]])), limits, "is a header");
    check_damaged(&rows("<row r=\"1\"><c t=\"s\"><v>7</v></c></row>"), limits, "not there");
    check_damaged(&rows("<row r=\"5\"/><row r=\"4\"/>"), limits, "comes after");
    check_damaged(
        &rows("<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"),
        limits,
        "disorder",
    );
    check_damaged(&rows("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"), limits, "1000 columns");
    check_damaged(&rows("<row r=\"1\"><c"), limits, "sheet0.xml");
    check_damaged(&archive(&[("xl/other.xml".into(), "<a/>".into())]), limits, "no workbook");
}

#[test]
fn bombs_do_not_go_off() {
    let limits = Limits::default();
    let spaces = format!("<row r=\"1\">{}</row></sheetData>", " ".repeat(40 << 20));
    check_damaged(&workbook(&[("Sheet1", &spaces)], &[]), limits, "taken as hostile");
    // One long text in very many cells.
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(900);
    let row =
        (1..400).map(|number| format!("<row r=\"{number}\">{cells}</row>")).collect::<Vec<_>>().concat();
    let long = "x".repeat(1 << 20);
    check_damaged(
        &workbook(&[("Sheet1", &(row + "</sheetData>"))], &[&long]),
        limits,
        "longer than those of any list",
    );
    // One long text merged over very many rows.
    let rows =
        (2..2_000).map(|n| format!("<row r=\"{n}\"><c><v>1</v></c></row>")).collect::<Vec<_>>().concat();
    let head = inline_rows(1, &[HEADER]);
    let merged = format!(
        "{head}<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c></row>{}</sheetData><mergeCells><mergeCell ref=\"B2:B2000\"/></mergeCells>",
        rows.replacen("<row r=\"2\"><c><v>1</v></c></row>", "", 1)
    );
    check_damaged(&workbook(&[("Sheet1", &merged)], &[&long]), limits, "merged cells");
}
