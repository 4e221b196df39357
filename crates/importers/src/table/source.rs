//! The bytes of a list, whatever its encoding, as bytes in which ASCII means ASCII.
//!
//! UTF-16 is turned into UTF-8 on the way. UTF-8 and Windows-1252 agree on everything that a table is made of
//! (delimiters, quotes, line ends), so they pass through, and each cell is decoded when it is wanted.

use crate::Damaged;
use crate::head::encoding_of;
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// How much is looked at before anything is decided, and read at once after that; in bytes.
const CHUNK: usize = 64 << 10;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A stream of bytes.
pub(super) struct Source<'a> {
    input: &'a mut dyn BufRead,
    utf16: Option<Decoder>,
    is_at_end: bool,
}

/// The first bytes of a file as they are, and whether they are all.
pub(super) struct Beginning {
    pub(super) raw: Vec<u8>,
    pub(super) is_at_end: bool,
}

/// Takes the first bytes of a file: a chunk, or all of it if it is shorter.
pub(super) fn begin(input: &mut dyn BufRead) -> Result<Beginning, Damaged> {
    let mut raw = Vec::new();
    let mut is_at_end = false;
    while raw.len() < CHUNK && !is_at_end {
        is_at_end = !take(input, &mut raw, CHUNK)?;
    }
    Ok(Beginning { raw, is_at_end })
}

impl Beginning {
    /// Takes the rest as well; `Err` when the file is longer than `most` bytes.
    pub(super) fn all(mut self, input: &mut dyn BufRead, most: usize) -> Result<Vec<u8>, Damaged> {
        while !self.is_at_end && self.raw.len() <= most {
            self.is_at_end = !take(input, &mut self.raw, CHUNK)?;
        }
        if self.raw.len() > most {
            let reason =
                format!("the workbook is larger than {most} bytes: save the sheet as CSV and add that");
            return Err(Damaged { line: 0, reason });
        }
        Ok(self.raw)
    }
}

impl<'a> Source<'a> {
    /// Continues a file whose first bytes were taken, and returns those, decoded.
    pub(super) fn open(input: &'a mut dyn BufRead, beginning: Beginning) -> Result<(Self, Vec<u8>), Damaged> {
        let Beginning { mut raw, is_at_end } = beginning;
        let encoding = encoding_of(&raw);
        let mut source = Self { input, utf16: None, is_at_end };
        if encoding == UTF_16LE || encoding == UTF_16BE {
            source.utf16 = Some(encoding.new_decoder_with_bom_removal());
            let mut text = Vec::new();
            source.decode(&raw, &mut text)?;
            return Ok((source, text));
        }
        if raw.starts_with(BYTE_ORDER_MARK) {
            raw.drain(..BYTE_ORDER_MARK.len());
        }
        Ok((source, raw))
    }

    /// Replaces the buffer by what comes next; `false` at the end.
    pub(super) fn fill(&mut self, buffer: &mut Vec<u8>) -> Result<bool, Damaged> {
        buffer.clear();
        while buffer.is_empty() && !self.is_at_end {
            if self.utf16.is_some() {
                let mut raw = Vec::new();
                self.is_at_end = !take(self.input, &mut raw, CHUNK)?;
                self.decode(&raw, buffer)?;
            } else {
                self.is_at_end = !take(self.input, buffer, CHUNK)?;
            }
        }
        Ok(!buffer.is_empty())
    }

    fn decode(&mut self, mut raw: &[u8], text: &mut Vec<u8>) -> Result<(), Damaged> {
        let Some(decoder) = &mut self.utf16 else { return Ok(()) };
        let mut part = vec![0; CHUNK];
        loop {
            let (result, read, written, had_errors) = decoder.decode_to_utf8(raw, &mut part, self.is_at_end);
            text.extend_from_slice(part.get(..written).unwrap_or_default());
            raw = raw.get(read..).unwrap_or_default();
            if had_errors && self.is_at_end {
                let reason = "the file ends in the middle of a character: export it again".to_owned();
                return Err(Damaged { line: 0, reason });
            }
            if result == CoderResult::InputEmpty {
                return Ok(());
            }
        }
    }
}

/// Appends at most `most` bytes; `false` at the end.
fn take(input: &mut dyn BufRead, bytes: &mut Vec<u8>, most: usize) -> Result<bool, Damaged> {
    loop {
        match input.fill_buf() {
            Ok(ready) => {
                let ready = ready.get(..most).unwrap_or(ready);
                let count = ready.len();
                bytes.extend_from_slice(ready);
                input.consume(count);
                return Ok(count > 0);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(Damaged {
                    line: 0,
                    reason: format!("the file cannot be read to its end: {error}"),
                });
            }
        }
    }
}

/// The text of a cell: UTF-8, or else Windows-1252, which every byte can be.
pub(super) fn decode_cell(bytes: &[u8]) -> (Cow<'_, str>, IsUtf8) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), IsUtf8(true)),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0, IsUtf8(false)),
    }
}

/// Whether a cell was valid UTF-8.
pub(super) struct IsUtf8(pub(super) bool);

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out one byte at a time, as a slow pipe would.
    struct Drip<'a>(&'a [u8]);
    impl io::Read for Drip<'_> {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Ok(0)
        }
    }
    impl BufRead for Drip<'_> {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            Ok(&self.0[..self.0.len().min(1)])
        }
        fn consume(&mut self, count: usize) {
            self.0 = &self.0[count..];
        }
    }

    fn all(input: &mut dyn BufRead) -> Result<String, Damaged> {
        let beginning = begin(input)?;
        let (mut source, mut text) = Source::open(input, beginning)?;
        let mut more = Vec::new();
        while source.fill(&mut more)? {
            text.extend_from_slice(&more);
        }
        Ok(decode_cell(&text).0.into_owned())
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(all(&mut &bytes[..]).unwrap(), expected);
        assert_eq!(all(&mut Drip(bytes)).unwrap(), expected);
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "näme;größe\r\n";
        let utf16 =
            |bytes: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        check(text.as_bytes(), text);
        check(format!("\u{feff}{text}").as_bytes(), text);
        check(&utf16(u16::to_le_bytes, &format!("\u{feff}{text}")), text);
        check(&utf16(u16::to_be_bytes, &format!("\u{feff}{text}")), text);
        check(&utf16(u16::to_le_bytes, text), text);
        check(b"n\xe4me;gr\xf6\xdfe\r\n", text);
        let long = text.repeat(40_000);
        check(&utf16(u16::to_le_bytes, &format!("\u{feff}{long}")), &long);
    }

    #[test]
    fn half_a_character_at_the_end_is_damage() {
        let damaged = all(&mut &b"\xff\xfea\0b\0c"[..]).unwrap_err();
        assert!(damaged.reason.contains("middle of a character"), "{damaged}");
    }
}
