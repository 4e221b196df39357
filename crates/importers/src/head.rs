//! The first bytes of a file, decoded once and looked at by every importer.
//!
//! Recognition goes by content and never by name. [`Head`] offers the few things that importers ask for: the text
//! whatever its encoding, the root element of XML, and the keys of JSON. What no importer knows is put into words by
//! [`Head::looks_like`].

mod looks_like;

use crate::Damaged;
use crate::Limits;
use crate::source::unreadable;
use crate::table::{Beginnings, FirstRows};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::io::BufRead;

/// How ZIP archives begin.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// The beginning of a file. It may end in the middle of anything; a workbook is known only as a whole.
#[derive(Debug)]
pub struct Head<'a> {
    raw: &'a [u8],
    text: Cow<'a, str>,
    json: OnceCell<Option<JsonShape>>,
    sheets: OnceCell<Option<Beginnings>>,
    first_rows: OnceCell<FirstRows>,
}

/// What the beginning of a JSON file shows of its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonShape {
    /// Whether the document is an array; its keys are then those of the objects in it.
    pub is_array: bool,
    /// Keys of the outermost objects, in order of appearance.
    pub keys: Vec<String>,
    /// Keys of objects in arrays of the outermost object, such as `value` in `{"value": [{…}]}`, in order of appearance.
    pub row_keys: Vec<String>,
}

impl JsonShape {
    /// Whether an outermost object has the key.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|k| k == key)
    }
    /// Whether an object in an array of the outermost object has the key.
    pub fn has_in_rows(&self, key: &str) -> bool {
        self.row_keys.iter().any(|k| k == key)
    }
}

impl<'a> Head<'a> {
    /// Decodes leniently: a byte order mark decides, else the pattern of NUL bytes, else whether it is valid UTF-8;
    /// what remains is taken as Windows-1252.
    pub fn of(raw: &'a [u8]) -> Self {
        // An archive is no text, and it may be here as a whole.
        let text = if raw.starts_with(ARCHIVE) {
            Cow::Borrowed("")
        } else {
            encoding_of(raw).decode_with_bom_removal(raw).0
        };
        Self { raw, text, json: OnceCell::new(), sheets: OnceCell::new(), first_rows: OnceCell::new() }
    }
    /// The bytes as they are.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }
    /// The text, without byte order mark; the last character may be a replacement character.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// The name of the root element, if this begins like XML: declaration, comments and document type are skipped.
    pub fn xml_root(&self) -> Option<&str> {
        let mut rest = self.text.trim_start();
        loop {
            let inner = rest.strip_prefix('<')?;
            rest = if inner.starts_with('?') {
                inner.split_once("?>")?.1
            } else if inner.starts_with("!--") {
                inner.split_once("-->")?.1
            } else if inner.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("!doctype")) {
                after_document_type(inner)?
            } else {
                let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<' | '='))?;
                let name = &inner[..end];
                let begins_well = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
                return (begins_well && !inner[end..].starts_with(['<', '='])).then_some(name);
            }
            .trim_start();
        }
    }
    /// The first byte of JSON, `{` or `[`, if this begins like JSON.
    pub fn json_start(&self) -> Option<u8> {
        let text = self.text.trim_start();
        let begins_well = match text.as_bytes() {
            [b'{', rest @ ..] => matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}') | None),
            [b'[', rest @ ..] => {
                matches!(
                    rest.trim_ascii_start().first(),
                    Some(b'{' | b'[' | b']' | b'"' | b'0'..=b'9' | b'-') | None
                )
            }
            _ => false,
        };
        begins_well.then(|| text.as_bytes()[0])
    }
    /// The keys, if this begins like JSON.
    pub fn json(&self) -> Option<&JsonShape> {
        self.json.get_or_init(|| self.json_start().map(|_| shape_of(self.text.trim_start()))).as_ref()
    }
    /// The first rows of each sheet, if this is a workbook and all of it.
    pub(crate) fn sheets(&self) -> Option<&Beginnings> {
        self.sheets.get_or_init(|| Beginnings::of(self.raw)).as_ref()
    }
    /// The first rows of the text, split as lists are.
    pub(crate) fn first_rows(&self) -> &FirstRows {
        self.first_rows.get_or_init(|| FirstRows::of(self.text.as_bytes(), &Limits::default()))
    }
    /// Whether the text, or a cell of the first rows of a workbook, holds this.
    pub(crate) fn mentions(&self, words: &str) -> bool {
        self.text.contains(words) || self.sheets().is_some_and(|sheets| sheets.mention(words))
    }
    /// What this looks like, for people: `a PNG image`, `XML with the root element <report>`.
    pub fn looks_like(&self) -> String {
        looks_like::describe(self)
    }
}

/// Looks at what comes next in a file and takes nothing of it. It may be as short as one block of the reader.
pub(crate) fn peek<T>(input: &mut dyn BufRead, look: impl FnOnce(&Head<'_>) -> T) -> Result<T, Damaged> {
    const MOST: usize = 64 << 10;
    let bytes = input.fill_buf().map_err(|error| unreadable(0, &error))?;
    Ok(look(&Head::of(bytes.get(..MOST).unwrap_or(bytes))))
}

/// The encoding that the first bytes speak of: byte order mark, NUL pattern, valid UTF-8, else Windows-1252.
pub(crate) fn encoding_of(first_bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(first_bytes) {
        return encoding;
    }
    match first_bytes {
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => return UTF_16LE,
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => return UTF_16BE,
        _ => {}
    }
    match std::str::from_utf8(first_bytes) {
        Ok(_) => UTF_8,
        Err(error) if error.error_len().is_none() => UTF_8, // Cut in the middle of a character.
        Err(_) => WINDOWS_1252,
    }
}

/// What follows a document type, with or without an internal subset; `text` begins with `!DOCTYPE`.
fn after_document_type(text: &str) -> Option<&str> {
    let end = text.find(['>', '['])?;
    if text[end..].starts_with('>') {
        return text.get(end + 1..);
    }
    let rest = text.get(end..)?.split_once(']')?.1;
    Some(rest.split_once('>')?.1)
}

/// Walks the text as far as it goes; wrong JSON gives fewer keys and no error.
fn shape_of(text: &str) -> JsonShape {
    const MOST_KEYS: usize = 200;
    let mut shape = JsonShape { is_array: text.starts_with('['), ..JsonShape::default() };
    let mut open: Vec<u8> = Vec::new();
    let mut key_is_next = false;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => {
                open.push(byte);
                key_is_next = byte == b'{';
            }
            b'}' | b']' => {
                open.pop();
                key_is_next = false;
            }
            b',' => key_is_next = open.last() == Some(&b'{'),
            b'"' => {
                let start = at;
                while let Some(&byte) = bytes.get(at) {
                    match byte {
                        b'\\' => at += 1,
                        b'"' => break,
                        _ => {}
                    }
                    at += 1;
                }
                let closed = at < bytes.len();
                let keys = match open.as_slice() {
                    b"{" | b"[{" => &mut shape.keys,
                    b"{[{" => &mut shape.row_keys,
                    _ => {
                        key_is_next = false;
                        at += 1;
                        continue;
                    }
                };
                let key = text.get(start..at).filter(|_| closed && key_is_next);
                if let Some(key) = key.filter(|key| keys.len() < MOST_KEYS && !keys.iter().any(|k| k == key))
                {
                    keys.push(key.to_owned());
                }
                key_is_next = false;
                at += 1;
            }
            _ => {}
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[track_caller]
    fn check_root(text: &str, expected: Option<&str>) {
        assert_eq!(Head::of(text.as_bytes()).xml_root(), expected);
    }

    #[test]
    fn the_root_is_found_behind_what_comes_before_it() {
        check_root("<a/>", Some("a"));
        check_root("\u{feff}<?xml version=\"1.0\"?>\n<!-- <b> -->\n<a x='1'>", Some("a"));
        check_root("<!DOCTYPE nmaprun>\n<?xml-stylesheet href=\"x\"?><nmaprun a=\"1\">", Some("nmaprun"));
        check_root("<!DOCTYPE a [ <!ENTITY x \"y\"> ]><a>", Some("a"));
    }

    #[test]
    fn what_is_no_xml_has_no_root() {
        for text in ["", "a,b", "<", "< a>", "<?xml", "<1>", "<a", "{\"a\":\"<b>\"}", "<!DOCTYPE"] {
            check_root(text, None);
        }
    }

    #[test]
    fn text_is_the_same_in_every_encoding() {
        let text = "näme,größe";
        let with_bom = utf16(&format!("\u{feff}{text}"), u16::to_le_bytes);
        let latin1: Vec<u8> = text.chars().map(|c| c as u8).collect();
        for bytes in [text.as_bytes(), format!("\u{feff}{text}").as_bytes(), &with_bom, &latin1] {
            assert_eq!(Head::of(bytes).text(), text);
        }
        assert_eq!(Head::of(&utf16(text, u16::to_le_bytes)).text(), text);
        assert_eq!(Head::of(&utf16(text, u16::to_be_bytes)).text(), text);
        assert_eq!(Head::of(&text.as_bytes()[..2]).text(), "n\u{fffd}", "cut in a character and still UTF-8");
    }

    #[track_caller]
    fn check_json(text: &str, keys: &[&str], row_keys: &[&str]) {
        let head = Head::of(text.as_bytes());
        let shape = head.json().unwrap();
        assert_eq!(shape.keys, keys);
        assert_eq!(shape.row_keys, row_keys);
    }

    #[test]
    fn keys_are_found_however_far_the_text_goes() {
        check_json(r#"{"a":1,"b":{"c":2},"d":["e"],"f":"g"}"#, &["a", "b", "d", "f"], &[]);
        check_json(
            r#"{"value":[{"id":"x","n":{"m":1}},{"id":"y","o":1}], "tail"#,
            &["value"],
            &["id", "n", "o"],
        );
        check_json(r#"[{"a\"b":"{\"x\":1}"},{"c":1"#, &["a\\\"b", "c"], &[]);
        assert!(Head::of(b"[draft] minutes").json().is_none());
        assert!(Head::of(b"{curly} text").json().is_none());
    }
}
