//! Reads XML as a stream of elements, for importers that want a few of them.
//!
//! Text that nobody asks for is skipped undecoded and uncopied, whatever its length. Entities are never expanded and
//! nothing outside the file is ever fetched; depth, the length of one piece and the number of attributes are bounded.
//! Whatever is wrong ends in [`Damaged`], with the line.

use crate::source::{Source, unreadable};
use crate::{Damaged, Limits};
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::escape::{EscapeError, unescape};
use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;
use std::io::BufRead;
use ward_domain::observation::Line;

/// Most attributes of one element; real files have about ten.
const MOST_ATTRIBUTES: usize = 256;

/// A file of XML with a known root element.
pub(crate) struct Xml<'i> {
    reader: quick_xml::Reader<Source<'i>>,
    buffer: Vec<u8>,
    root: &'static str,
    has_root: bool,
    depth: usize,
    limits: Limits,
}

/// The start of an element.
pub(crate) struct Element<'a> {
    start: BytesStart<'a>,
    line: Line,
}

impl Element<'_> {
    /// Its name, with prefix.
    pub(crate) fn name(&self) -> &str {
        self.start.name().0
    }
    /// Its attributes, entities resolved. One that appears twice is damage.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Result<(&str, Cow<'_, str>), Damaged>> {
        let line = self.line;
        self.start.attributes().enumerate().map(move |(count, attribute)| {
            if count >= MOST_ATTRIBUTES {
                return Err(damaged(line, format!("an element has more than {MOST_ATTRIBUTES} attributes")));
            }
            let attribute = attribute.map_err(|error| match error {
                AttrError::Duplicated(..) => damaged(line, "an element has the same attribute twice"),
                _ => damaged(
                    line,
                    "an attribute is malformed: it needs a name, an equals sign and a quoted value",
                ),
            })?;
            if attribute.value.contains('\0') {
                return Err(holds_nul(line));
            }
            let value = if attribute.value.contains('&') {
                Cow::Owned(
                    unescape(&attribute.value).map_err(|error| not_expanded(line, &error))?.into_owned(),
                )
            } else {
                attribute.value
            };
            Ok((attribute.key.0, value))
        })
    }
}

impl<'i> Xml<'i> {
    pub(crate) fn new(input: &'i mut dyn BufRead, limits: &Limits, root: &'static str) -> Self {
        let mut reader = quick_xml::Reader::from_reader(Source::new(input, limits.field_bytes));
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), root, has_root: false, depth: 0, limits: *limits }
    }
    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }
    /// The line on which the last element or text began.
    pub(crate) fn line(&mut self) -> Line {
        self.reader.get_mut().line()
    }
    /// The next element inside the one that was opened at `depth`, however deep; `None` when that one is closed. With
    /// depth 0, the next element of the file; `None` at its end.
    pub(crate) fn next_within(&mut self, depth: usize) -> Result<Option<Element<'_>>, Damaged> {
        loop {
            if self.depth < depth {
                return Ok(None);
            }
            self.reader.get_mut().skip_before(b'<').map_err(|error| unreadable(0, &error))?;
            self.reader.get_mut().begin_piece();
            self.buffer.clear();
            // The borrow checker cannot see that only one arm keeps the event, so the start is kept by its length.
            let name = match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(start)) => start.name().0.len(),
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    if depth > 0 && self.depth < depth {
                        return Ok(None);
                    }
                    continue;
                }
                Ok(Event::Eof) if self.depth > 0 || !self.has_root => return Err(self.cut_off()),
                Ok(Event::Eof) => return Ok(None),
                Ok(_) => continue,
                Err(error) => return Err(self.malformed(&error)),
            };
            self.depth += 1;
            return self.opened(name).map(Some);
        }
    }
    /// The text of the element just opened, up to its end; entities resolved, white space at both ends removed.
    pub(crate) fn text(&mut self) -> Result<String, Damaged> {
        let inside = self.depth;
        let mut text = String::new();
        while self.depth >= inside {
            self.reader.get_mut().begin_piece();
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Text(part)) => text.push_str(&part),
                Ok(Event::CData(part)) => text.push_str(&part),
                Ok(Event::GeneralRef(reference)) => {
                    let Some(character) = resolve(&reference) else {
                        let name: String = reference.chars().take(40).collect();
                        return Err(not_an_entity(self.line(), &name));
                    };
                    text.push(character);
                }
                Ok(Event::Start(_)) => self.deeper()?,
                Ok(Event::End(_)) => self.depth = self.depth.saturating_sub(1),
                Ok(Event::Eof) => return Err(self.cut_off()),
                Ok(_) => {}
                Err(error) => return Err(self.malformed(&error)),
            }
            if text.len() > self.limits.field_bytes {
                let reason = format!("a text is longer than {} bytes", self.limits.field_bytes);
                return Err(damaged(self.line(), reason));
            }
        }
        if text.contains('\0') {
            return Err(holds_nul(self.line()));
        }
        let trimmed = text.trim();
        Ok(if trimmed.len() == text.len() { text } else { trimmed.to_owned() })
    }

    fn deeper(&mut self) -> Result<(), Damaged> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(damaged(
                self.line(),
                format!("elements are nested more than {} deep", self.limits.depth),
            ));
        }
        Ok(())
    }
    /// The start tag that lies in the buffer.
    fn opened(&mut self, name: usize) -> Result<Element<'_>, Damaged> {
        self.depth -= 1;
        self.deeper()?;
        let line = self.line();
        let tag = std::str::from_utf8(&self.buffer).map_err(|_| damaged(line, "a tag is not valid UTF-8"))?;
        let tag = tag.strip_prefix('<').unwrap_or(tag);
        let content = tag.strip_suffix("/>").or_else(|| tag.strip_suffix('>')).unwrap_or(tag);
        let start = BytesStart::from_content(content, name);
        if !self.has_root && start.name().0 != self.root {
            return Err(damaged(line, format!("the root element is not <{}>", self.root)));
        }
        self.has_root = true;
        Ok(Element { start, line })
    }
    fn cut_off(&mut self) -> Damaged {
        let reason = format!("the file ends before </{}>: it was cut off, export it again", self.root);
        damaged(self.line(), reason)
    }
    fn malformed(&mut self, error: &Error) -> Damaged {
        let line = self.line();
        match error {
            Error::Io(error) => unreadable(line, error),
            Error::Syntax(_) if self.reader.get_mut().fill_buf().is_ok_and(<[u8]>::is_empty) => {
                self.cut_off()
            }
            Error::Encoding(_) => {
                damaged(line, "the text is not valid UTF-8, although the file does not name another encoding")
            }
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                damaged(line, format!("<{}> is closed by </{}>", short(expected), short(found)))
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
                damaged(line, format!("</{}> closes nothing", short(found)))
            }
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                damaged(line, "a text holds a `&` that begins no entity")
            }
            _ => damaged(line, "the XML is malformed"),
        }
    }
}

/// The five entities of XML itself, and characters by number.
fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

fn not_expanded(line: Line, error: &EscapeError) -> Damaged {
    match error {
        EscapeError::UnrecognizedEntity(_, name) => not_an_entity(line, name),
        _ => damaged(line, "a value holds a `&` that begins no entity"),
    }
}

fn not_an_entity(line: Line, name: &str) -> Damaged {
    damaged(line, format!("the file uses the entity &{}; that Ward does not expand", short(name)))
}

fn holds_nul(line: Line) -> Damaged {
    damaged(line, "a value holds a NUL byte, which XML forbids")
}

fn short(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn damaged(line: Line, reason: impl Into<String>) -> Damaged {
    Damaged { line, reason: reason.into() }
}
