//! The bytes of a file as UTF-8, with line numbers and a bound on what one piece may take.
//!
//! XML and JSON readers sit on a [`Source`]. It turns UTF-16 and declared encodings into UTF-8 on the way, counts
//! lines in whole blocks (so that asking costs little), and stops with [`TooLong`] when the reader above takes more
//! bytes for one piece (a tag, a text, a record) than the limit: the memory of a hostile file is bounded here.

use crate::Damaged;
use crate::head::encoding_of;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;
use ward_domain::observation::Line;

/// One block of the file, in bytes.
const BLOCK: usize = 64 << 10;

/// A UTF-8 view of a file.
pub(crate) struct Source<'i> {
    input: &'i mut dyn BufRead,
    transcoder: Option<Transcoder>,
    is_started: bool,
    block: Box<[u8]>,
    position: usize,
    end: usize,
    /// Line number at `counted`, a position in the block.
    line: Line,
    counted: usize,
    /// Start of the current piece; with its line when it lies in an earlier block.
    piece: usize,
    piece_line: Option<Line>,
    taken: Taken,
    limit: usize,
}

/// Bytes taken since the current piece began; shared with readers that cannot reach the source while it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken(Rc<Cell<usize>>);

impl Taken {
    /// A new piece begins.
    pub(crate) fn restart(&self) {
        self.0.set(0);
    }
}

/// A single piece of the file is longer than the limit.
#[derive(Debug, thiserror::Error)]
#[error(
    "a single value is longer than {0} bytes: Ward takes this for a damaged or hostile file and reads none of it"
)]
pub(crate) struct TooLong(pub(crate) usize);

/// Turns another encoding into UTF-8.
struct Transcoder {
    decoder: Decoder,
    raw: Vec<u8>,
    position: usize,
}

impl<'i> Source<'i> {
    pub(crate) fn new(input: &'i mut dyn BufRead, limit: usize) -> Self {
        Self {
            input,
            transcoder: None,
            is_started: false,
            block: vec![0; BLOCK].into_boxed_slice(),
            position: 0,
            end: 0,
            line: 1,
            counted: 0,
            piece: 0,
            piece_line: None,
            taken: Taken::default(),
            limit,
        }
    }
    /// The counter that a reader above restarts for each piece.
    pub(crate) fn taken(&self) -> Taken {
        self.taken.clone()
    }
    /// A new piece begins at the next byte.
    pub(crate) fn begin_piece(&mut self) {
        self.taken.restart();
        self.piece = self.position;
        self.piece_line = None;
    }
    /// The line on which the current piece began. Asked again and again, it counts each line once.
    pub(crate) fn line(&mut self) -> Line {
        if self.piece_line.is_none() {
            self.count_to(self.piece);
        }
        self.line_of_piece()
    }
    /// The same, counted each time.
    pub(crate) fn line_of_piece(&self) -> Line {
        let uncounted = || self.block.get(self.counted..self.piece).map_or(0, newlines);
        self.piece_line.unwrap_or_else(|| self.line.saturating_add(uncounted()))
    }
    /// The bytes that were taken last, all of them in the present block.
    pub(crate) fn last(&self, count: usize) -> &[u8] {
        self.position
            .checked_sub(count)
            .and_then(|start| self.block.get(start..self.position))
            .unwrap_or_default()
    }
    /// Skips bytes before the next `stop`, however many, and keeps none of them.
    pub(crate) fn skip_before(&mut self, stop: u8) -> io::Result<()> {
        loop {
            if self.position == self.end && !self.refill()? {
                return Ok(());
            }
            let mut rest = self.block.get(self.position..self.end).unwrap_or_default();
            let skipped = rest.skip_until(stop)?;
            self.position += skipped;
            if self.block.get(self.position.wrapping_sub(1)) == Some(&stop) {
                self.position -= 1;
                return Ok(());
            }
        }
    }

    fn count_to(&mut self, position: usize) {
        let uncounted = self.block.get(self.counted..position).unwrap_or_default();
        self.line = self.line.saturating_add(newlines(uncounted));
        self.counted = self.counted.max(position);
    }
    /// Reads the next block; `false` at the end of the file.
    fn refill(&mut self) -> io::Result<bool> {
        if self.piece_line.is_none() {
            self.count_to(self.piece);
            self.piece_line = Some(self.line);
        }
        self.count_to(self.end);
        (self.position, self.end, self.counted, self.piece) = (0, 0, 0, 0);
        if !self.is_started {
            return self.start();
        }
        self.end = match &mut self.transcoder {
            Some(transcoder) => transcoder.read(self.input, &mut self.block)?,
            None => read_some(self.input, &mut self.block)?,
        };
        Ok(self.end > 0)
    }
    /// Reads the first block and decides on the encoding.
    fn start(&mut self) -> io::Result<bool> {
        self.is_started = true;
        self.piece_line = None;
        while let Some(rest) = self.block.get_mut(self.end..).filter(|rest| !rest.is_empty()) {
            let read = read_some(self.input, rest)?;
            if read == 0 {
                break;
            }
            self.end += read;
        }
        let first = self.block.get(..self.end).unwrap_or_default();
        let encoding = encoding_declared_or_seen(first);
        if encoding != UTF_8 {
            let mut transcoder = Transcoder {
                decoder: encoding.new_decoder_with_bom_removal(),
                raw: first.to_vec(),
                position: 0,
            };
            self.end = transcoder.read(self.input, &mut self.block)?;
            self.transcoder = Some(transcoder);
        } else if first.starts_with(b"\xef\xbb\xbf") {
            self.position = 3;
        }
        Ok(self.end > self.position)
    }
}

impl BufRead for Source<'_> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken.0.get() > self.limit {
            return Err(io::Error::other(TooLong(self.limit)));
        }
        if self.position == self.end {
            self.refill()?;
        }
        Ok(self.block.get(self.position..self.end).unwrap_or_default())
    }
    #[inline]
    fn consume(&mut self, amount: usize) {
        self.taken.0.set(self.taken.0.get() + amount);
        self.position = (self.position + amount).min(self.end);
    }
}

impl Read for Source<'_> {
    #[inline]
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let amount = available.len().min(out.len());
        for (to, from) in out.iter_mut().zip(available) {
            *to = *from;
        }
        self.consume(amount);
        Ok(amount)
    }
}

impl Transcoder {
    /// Fills the start of `out`; 0 at the end of the input.
    fn read(&mut self, input: &mut dyn BufRead, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let is_last = self.position == self.raw.len() && {
                self.raw.resize(BLOCK, 0);
                let read = read_some(input, &mut self.raw)?;
                self.raw.truncate(read);
                self.position = 0;
                read == 0
            };
            let rest = self.raw.get(self.position..).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(rest, out, is_last);
            self.position += read;
            if is_last && result == CoderResult::InputEmpty {
                // A finished decoder may not be asked again; another end of input needs a fresh one.
                self.decoder = UTF_8.new_decoder_without_bom_handling();
            }
            if written > 0 || is_last {
                return Ok(written);
            }
        }
    }
}

fn read_some(input: &mut dyn BufRead, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// UTF-16 by its marks, else what an XML declaration says, else UTF-8.
fn encoding_declared_or_seen(first: &[u8]) -> &'static Encoding {
    let seen = encoding_of(first);
    if !seen.is_ascii_compatible() {
        return seen;
    }
    let declaration = first.get(..first.len().min(200)).unwrap_or_default();
    let declared = String::from_utf8_lossy(declaration);
    let label = declared
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(rest, _)| rest.split_once("encoding"))
        .and_then(|(_, rest)| rest.trim_start().strip_prefix('='))
        .and_then(|rest| rest.trim_start().get(1..)?.split(['"', '\'']).next());
    label
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .filter(|encoding| encoding.is_ascii_compatible())
        .unwrap_or(UTF_8)
}

/// Counts in blocks that a byte can hold, so that the compiler can use wide registers.
pub(crate) fn newlines(bytes: &[u8]) -> u32 {
    bytes
        .chunks(255)
        .map(|part| u32::from(part.iter().map(|&byte| u8::from(byte == b'\n')).sum::<u8>()))
        .sum()
}

/// The sentence for a failure of the bytes themselves.
pub(crate) fn unreadable(line: Line, error: &io::Error) -> Damaged {
    let reason = match error.get_ref() {
        Some(inner) if inner.is::<TooLong>() => inner.to_string(),
        _ => format!("the file could not be read to its end: {error}"),
    };
    Damaged { line, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let mut text = String::new();
        let mut input = bytes;
        Source::new(&mut input, usize::MAX).read_to_string(&mut text).unwrap();
        assert_eq!(text, expected);
    }

    #[test]
    fn every_encoding_comes_out_as_utf8() {
        check("größe".as_bytes(), "größe");
        check("\u{feff}größe".as_bytes(), "größe");
        check(b"", "");
        check(b"\xef\xbb\xbf", "");
        let text = "grö\u{1f600}ße ".repeat(40_000);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&[b"\xfe\xff", utf16.as_slice()].concat(), &text);
        check(
            b"<?xml version='1.0' encoding='ISO-8859-1'?>\xe4",
            "<?xml version='1.0' encoding='ISO-8859-1'?>ä",
        );
        check(b"<?xml version='1.0' encoding='UTF-16'?>a", "<?xml version='1.0' encoding='UTF-16'?>a");
    }

    #[test]
    fn lines_are_counted_across_blocks() {
        let text = "x\n".repeat(200_000) + "<here";
        let mut input = text.as_bytes();
        let mut source = Source::new(&mut input, 10);
        source.skip_before(b'<').unwrap();
        source.begin_piece();
        assert_eq!(source.line(), 200_001);
        assert_eq!(source.fill_buf().unwrap(), b"<here");
    }

    #[test]
    fn the_line_is_that_of_the_start_of_the_piece() {
        let text = "\n\n".to_owned() + &"x\n".repeat(100_000);
        let mut input = text.as_bytes();
        let mut source = Source::new(&mut input, usize::MAX);
        source.fill_buf().unwrap();
        source.consume(2);
        source.begin_piece();
        io::copy(&mut source, &mut io::sink()).unwrap();
        assert_eq!(source.line(), 3);
    }

    #[test]
    fn a_piece_over_the_limit_stops() {
        let bytes = vec![b'x'; 500_000];
        let mut input = bytes.as_slice();
        let mut source = Source::new(&mut input, 1_000);
        let error = io::copy(&mut source, &mut io::sink()).unwrap_err();
        assert!(unreadable(1, &error).reason.contains("longer than 1000 bytes"));
    }
}
