//! The text of a JSON file, value by value: each is found by its brackets and quotes, then read from one piece of memory.
//!
//! Looking for the end first is quicker than reading byte by byte what comes from a stream, and lets texts be borrowed.
//! What is taken as one value is bounded; blocks of the file that hold a value whole are not copied.

use crate::Damaged;
use crate::source::{Source, TooLong, unreadable};
use memchr::memchr2;
use serde::de::DeserializeSeed;
use std::io::{self, BufRead};
use ward_domain::observation::Line;

/// A file under way.
pub(super) struct Text<'i> {
    source: Source<'i>,
    /// The value that was taken last, when it did not lie in one block.
    pieces: Vec<u8>,
    /// Its length, when it did.
    in_block: Option<usize>,
    limit: usize,
}

impl<'i> Text<'i> {
    /// A file of which no value may be longer than the limit, in bytes.
    pub(super) fn new(input: &'i mut dyn BufRead, limit: usize) -> Self {
        Self { source: Source::new(input, limit), pieces: Vec::new(), in_block: None, limit }
    }

    /// The next byte that is no white space; it is not taken. `None` at the end of the file.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, Damaged> {
        loop {
            self.source.begin_piece();
            let block = self.source.fill_buf().map_err(|error| unreadable(0, &error))?;
            if block.is_empty() {
                return Ok(None);
            }
            let blanks = block.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
            let next = blanks.and_then(|blanks| block.get(blanks).copied());
            let count = blanks.unwrap_or(block.len());
            if count > 0 {
                self.source.consume(count);
                self.source.begin_piece();
            }
            if next.is_some() {
                return Ok(next);
            }
        }
    }
    /// Takes the byte that was [peeked](Self::peek) at.
    pub(super) fn bump(&mut self) {
        self.source.consume(1);
    }

    /// Reads the value that begins at the byte that was [peeked](Self::peek) at.
    pub(super) fn value<'t, S: DeserializeSeed<'t>>(&'t mut self, seed: S) -> Result<S::Value, Damaged> {
        let is_too_long = self.take_value()?;
        let text: &'t Self = self;
        let bytes = text.taken();
        let bytes = if is_too_long { bytes.get(..text.limit).unwrap_or(bytes) } else { bytes };
        match read(bytes, seed) {
            Ok(value) if !is_too_long => Ok(value),
            Err(error) if !is_too_long || !error.is_eof() => Err(text.damage(&error)),
            // What could be read of it was in order.
            result => {
                let lines = result.err().as_ref().map_or(1, serde_json::Error::line);
                Err(Damaged { line: text.line_within(lines), reason: TooLong(text.limit).to_string() })
            }
        }
    }

    /// The byte that was peeked at is not what has to stand there.
    pub(super) fn malformed(&self, words: &str) -> Damaged {
        Damaged { line: self.line_within(1), reason: format!("the JSON is malformed: {words}") }
    }
    /// The file ends where more has to come.
    pub(super) fn cut_off(&self) -> Damaged {
        Damaged {
            line: self.line_within(1),
            reason: "the file ends in the middle of a value: it was cut off, export it again".to_owned(),
        }
    }
    /// What `serde_json` says of the value that was taken last.
    pub(super) fn damage(&self, error: &serde_json::Error) -> Damaged {
        if error.is_eof() {
            return Damaged { line: self.line_within(error.line()), ..self.cut_off() };
        }
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        Damaged { line: self.line_within(error.line()), ..self.malformed(words) }
    }

    /// Finds the end of a value; `true` when it is too long.
    fn take_value(&mut self) -> Result<bool, Damaged> {
        self.source.begin_piece();
        self.pieces.clear();
        self.in_block = None;
        let mut scan = Scan::default();
        loop {
            let block = match self.source.fill_buf() {
                Ok(block) => block,
                Err(error) if is_too_long(&error) => return Ok(true),
                Err(error) => return Err(unreadable(0, &error)),
            };
            let end = scan.end_in(block);
            let length = end.unwrap_or(block.len());
            if end.is_some() && self.pieces.is_empty() {
                self.in_block = Some(length);
            } else {
                self.pieces.extend_from_slice(block.get(..length).unwrap_or_default());
            }
            self.source.consume(length);
            // At the end of the file, what there is of the value says what is wrong with it.
            if end.is_some() || length == 0 {
                return Ok(self.taken().len() > self.limit);
            }
        }
    }
    fn taken(&self) -> &[u8] {
        self.in_block.map_or(&self.pieces, |length| self.source.last(length))
    }
    /// A line of the value that was taken last, which itself counts from 1.
    fn line_within(&self, line: usize) -> Line {
        let further = Line::try_from(line.saturating_sub(1)).unwrap_or(Line::MAX);
        self.source.line_of_piece().saturating_add(further)
    }
}

/// Reads one value and nothing behind it.
pub(super) fn read<'de, S: DeserializeSeed<'de>>(bytes: &'de [u8], seed: S) -> serde_json::Result<S::Value> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = seed.deserialize(&mut json)?;
    json.end()?;
    Ok(value)
}

fn is_too_long(error: &io::Error) -> bool {
    matches!(error.get_ref(), Some(inner) if inner.is::<TooLong>())
}

/// Looks for the end of a value, block by block. Whether all in between is JSON is not its concern.
#[derive(Debug, Default)]
struct Scan {
    depth: usize,
    state: State,
}

#[derive(Debug, Default, PartialEq)]
enum State {
    /// Before the first byte.
    #[default]
    Start,
    /// In a number, which ends before the first byte that belongs to none.
    Number,
    /// In `true`, `false`, `null`, or what is nothing, with so many bytes to come.
    Word(usize),
    /// Between the texts of a list or object.
    Between,
    /// In a text.
    Text,
    /// In a text, behind a backslash.
    Escape,
}

/// Bytes that matter between texts.
static BRACKETS_AND_QUOTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    let bytes = b"[]{}\"";
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

impl Scan {
    /// How many bytes of the block belong to the value, when it ends there.
    fn end_in(&mut self, block: &[u8]) -> Option<usize> {
        let mut rest = block;
        while let Some((&first, behind)) = rest.split_first() {
            rest = match self.state {
                State::Start => {
                    self.state = match first {
                        b'"' | b'[' | b'{' => State::Between,
                        b'-' | b'0'..=b'9' => State::Number,
                        b't' | b'n' => State::Word(4),
                        b'f' => State::Word(5),
                        _ => State::Word(1),
                    };
                    rest
                }
                State::Number => {
                    let is_of_number =
                        |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                    let length = rest.iter().position(|byte| !is_of_number(byte))?;
                    return Some(block.len() - rest.len() + length);
                }
                State::Word(1) => return Some(block.len() - behind.len()),
                State::Word(more) => {
                    self.state = State::Word(more - 1);
                    behind
                }
                State::Between => {
                    let at = rest
                        .iter()
                        .position(|&byte| BRACKETS_AND_QUOTES.get(usize::from(byte)) == Some(&true))?;
                    let (stop, behind) = rest.get(at..)?.split_first()?;
                    match stop {
                        b'"' => self.state = State::Text,
                        b'[' | b'{' => self.depth += 1,
                        _ => self.depth = self.depth.saturating_sub(1),
                    }
                    if self.depth == 0 && self.state == State::Between {
                        return Some(block.len() - behind.len());
                    }
                    behind
                }
                State::Text => {
                    let (stop, behind) = rest.get(memchr2(b'"', b'\\', rest)?..)?.split_first()?;
                    if *stop == b'\\' {
                        self.state = State::Escape;
                    } else if self.depth == 0 {
                        return Some(block.len() - behind.len());
                    } else {
                        self.state = State::Between;
                    }
                    behind
                }
                State::Escape => {
                    self.state = State::Text;
                    behind
                }
            };
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text is one value and what follows it, however it is cut into blocks.
    #[track_caller]
    fn check(value: &str, behind: &str) {
        let text = format!("{value}{behind}");
        for cut in 0..=text.len() {
            let (first, second) = text.as_bytes().split_at(cut);
            let mut scan = Scan::default();
            let end = scan.end_in(first).or_else(|| scan.end_in(second).map(|end| cut + end));
            assert_eq!(end, Some(value.len()), "{first:?}");
        }
    }

    #[test]
    fn a_value_ends_with_its_last_bracket_or_quote() {
        check(r#"{"a":[1,{"b":"]}"}]}"#, "]");
        check(r#"["\"]","\\"]"#, "\n]");
        check("[]", "[]");
        check(r#""a\"b\\""#, "\"");
        check("-1.5e+7", ",");
        check("0", "x");
        check("true", "}");
        check("false", "rue");
        check("?", "?");
    }

    #[test]
    fn a_value_without_end_has_none() {
        for text in ["", "{", r#"{"a}"#, "12", "nul", r#""a\"#, "[[]"] {
            assert_eq!(Scan::default().end_in(text.as_bytes()), None, "{text}");
        }
    }
}
