//! Puts a file that no importer knows into words, so that people see what they picked by mistake.

use super::Head;

/// Marks at the very beginning of files that people drop by mistake.
const MARKS: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a bitmap image"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive: unpack it and add the file inside"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive: unpack it and add the file inside"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it and add the files inside"),
    (b"Rar!\x1a\x07", "a RAR archive: unpack it and add the files inside"),
    (b"BZh", "a bzip2 archive: unpack it and add the file inside"),
    (b"\xfd7zXZ\x00", "an xz archive: unpack it and add the file inside"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ElfFile\x00", "a Windows event log (EVTX)"),
    (b"\x7fELF", "a Linux program"),
    (b"MZ", "a Windows program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document: save it as CSV and add that"),
    (b"{\\rtf", "an RTF document"),
    (b"regf", "a Windows registry hive"),
    (b"\xd4\xc3\xb2\xa1", "a packet capture"),
    (b"\x0a\x0d\x0d\x0a", "a packet capture"),
];

/// Part names that tell the kinds of ZIP archives apart; they stand unpacked in its first bytes.
const ZIP_PARTS: &[(&str, &str)] = &[
    (
        "xl/",
        "an Excel workbook without a sheet that Ward knows: name its columns in a mapping, or see `ward formats` for \
         the lists that Ward reads",
    ),
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    (
        "mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "a spreadsheet: save the sheet as CSV and add that",
    ),
    ("[Content_Types].xml", "an Office document: save it as CSV and add that"),
];

pub(super) fn describe(head: &Head<'_>) -> String {
    let raw = head.raw();
    if raw.is_empty() {
        return "an empty file".to_owned();
    }
    if raw.starts_with(b"PK\x03\x04") || raw.starts_with(b"PK\x05\x06") {
        let part = ZIP_PARTS.iter().find(|(name, _)| contains(raw, name.as_bytes()));
        return part
            .map_or("a ZIP archive: unpack it and add the files inside", |(_, words)| words)
            .to_owned();
    }
    if let Some((_, words)) = MARKS.iter().find(|(mark, _)| raw.starts_with(mark)) {
        // Two printable letters are also how a text may begin.
        if !mark_may_be_text(raw) {
            return (*words).to_owned();
        }
    }
    if head.text().trim().is_empty() {
        return "a file with nothing but white space".to_owned();
    }
    if is_binary(head) {
        return "binary data".to_owned();
    }
    text(head)
}

fn mark_may_be_text(raw: &[u8]) -> bool {
    (raw.starts_with(b"MZ") || raw.starts_with(b"BM") || raw.starts_with(b"BZh") || raw.starts_with(b"regf"))
        && !raw.iter().take(512).any(|&byte| byte == 0)
}

fn text(head: &Head<'_>) -> String {
    if let Some(root) = head.xml_root() {
        return if root.eq_ignore_ascii_case("html") {
            "a web page (HTML)".to_owned()
        } else {
            format!("XML with the root element <{}>", short(root))
        };
    }
    if let Some(shape) = head.json() {
        let kind = if shape.is_array { "a JSON array of objects" } else { "a JSON object" };
        return match shape.keys.as_slice() {
            [] if shape.is_array => "a JSON array without objects".to_owned(),
            [] => "a JSON object without keys".to_owned(),
            keys => format!("{kind} with the keys {}", list(keys.iter().map(String::as_str))),
        };
    }
    let text = head.text().trim_start();
    if text.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("<!doctype")) {
        return "a web page (HTML)".to_owned();
    }
    if text.starts_with('<') {
        return "XML without a root element that can be read".to_owned();
    }
    columns(text).map_or_else(
        || "plain text".to_owned(),
        |columns| format!("a table with the columns {}", list(columns)),
    )
}

/// Names in the first line, if it looks like a header: many short names, or as many parts as the next line has.
fn columns(text: &str) -> Option<impl Iterator<Item = &str>> {
    const MANY: usize = 3;
    let mut lines = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty());
    let (header, next) = (lines.next()?, lines.next());
    let count = |line: &str, separator| line.matches(separator).count();
    let separator = [',', ';', '\t', '|'].into_iter().max_by_key(|&s| count(header, s))?;
    let names = move || header.split(separator).map(|name| name.trim().trim_matches('"'));
    let separators = count(header, separator);
    let has_many_short_names = separators >= MANY && names().all(|name| name.split(' ').count() <= 4);
    let next_fits = separators > 0 && next.is_none_or(|line| count(line, separator) >= separators);
    (has_many_short_names || next_fits).then(names)
}

/// The first six names, in a row.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 6;
    let names: Vec<_> = names.map(short).collect();
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len() - more].join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// A name that cannot fill the screen or move the cursor.
fn short(name: &str) -> String {
    const LONGEST: usize = 40;
    let clean: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if name.chars().count() > LONGEST { format!("{clean}…") } else { clean }
}

fn is_binary(head: &Head<'_>) -> bool {
    let odd = |c: char| c == '\u{fffd}' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    let (all, bad) = head
        .text()
        .chars()
        .take(4096)
        .fold((0usize, 0usize), |(all, bad), c| (all + 1, bad + usize::from(odd(c))));
    bad * 50 > all
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(Head::of(bytes).looks_like(), expected);
    }

    #[test]
    fn marks_are_known() {
        check(b"", "an empty file");
        check(b" \r\n", "a file with nothing but white space");
        check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image");
        check(b"%PDF-1.7\n%", "a PDF document");
        check(b"PK\x03\x04\x14\0\0\0scan.nessus", "a ZIP archive: unpack it and add the files inside");
        check(
            b"PK\x03\x04\x14\0xl/workbook.xml",
            "an Excel workbook without a sheet that Ward knows: name its columns in a mapping, or see `ward formats` \
             for the lists that Ward reads",
        );
        check(b"MZ\x90\0\x03\0\0\0", "a Windows program");
        check(b"\x7fELF\x02\x01", "a Linux program");
        check(&[0, 1, 2, 3, 200, 255, 0, 7], "binary data");
    }

    #[test]
    fn text_is_told_by_its_shape() {
        check(b"<?xml version='1.0'?><report><x/>", "XML with the root element <report>");
        check(b"<!DOCTYPE html><html lang=en>", "a web page (HTML)");
        check(br#"{"a":1,"b":[{"c":2}]}"#, "a JSON object with the keys a, b");
        check(br#"[{"a":1}]"#, "a JSON array of objects with the keys a");
        check(b"[1,2]", "a JSON array without objects");
        check(b"a,b,c\r\n1,2,3\r\n", "a table with the columns a, b, c");
        check(b"a;b;c;d;e;f;g;h", "a table with the columns a, b, c, d, e, f and 2 more");
        check(b"MZ,b\n1,2", "a table with the columns MZ, b");
        check(
            b"Host,Port,Name,Output\n1,2,a,\"two\nlines\"",
            "a table with the columns Host, Port, Name, Output",
        );
        check(b"Dear all,\nthe scan is done.", "plain text");
    }

    #[test]
    fn long_or_odd_names_cannot_fill_the_screen() {
        check(
            format!("<{}>", "a".repeat(300)).as_bytes(),
            &format!("XML with the root element <{}…>", "a".repeat(40)),
        );
    }
}
