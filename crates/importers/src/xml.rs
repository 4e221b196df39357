//! Reads XML as a stream of elements, for importers that want a few of them.
//!
//! Text that nobody asks for is skipped undecoded and uncopied, whatever its length. Entities are never expanded and
//! nothing outside the file is ever fetched; depth, the length of one piece and the number of attributes are bounded.
//! Whatever is wrong ends in [`Damaged`], with the line.

use crate::source::{Source, unreadable};
use crate::{Damaged, Limits};
use memchr::memchr;
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
    /// Names that the root element may have.
    roots: &'static [&'static str],
    /// The one it has.
    root: Option<&'static str>,
    depth: usize,
    limits: Limits,
}

/// The start of an element.
pub(crate) struct Element<'a> {
    start: BytesStart<'a>,
    line: Line,
}

impl Element<'_> {
    /// Its name, without a prefix: `Rule` for `<cdf:Rule>`.
    pub(crate) fn name(&self) -> &str {
        local(self.start.name().0)
    }
    /// The value of an attribute; `None` when it is not there.
    pub(crate) fn attribute(&self, wanted: &str) -> Result<Option<String>, Damaged> {
        for attribute in self.attributes() {
            let (name, value) = attribute?;
            if name == wanted {
                return Ok(Some(value.into_owned()));
            }
        }
        Ok(None)
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
            if memchr(0, attribute.value.as_bytes()).is_some() {
                return Err(holds_nul(line));
            }
            let value = if memchr(b'&', attribute.value.as_bytes()).is_some() {
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
    /// A file whose root element has one of these names.
    pub(crate) fn new(input: &'i mut dyn BufRead, limits: &Limits, roots: &'static [&'static str]) -> Self {
        let mut reader = quick_xml::Reader::from_reader(Source::new(input, limits.field_bytes));
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), roots, root: None, depth: 0, limits: *limits }
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
                Ok(Event::Eof) if self.depth > 0 || self.root.is_none() => return Err(self.cut_off()),
                Ok(Event::Eof) => return Ok(None),
                Ok(_) => continue,
                Err(error) => return Err(self.malformed(&error)),
            };
            self.depth += 1;
            return self.opened(name).map(Some);
        }
    }
    /// The text of the element just opened with all in it, up to its end; entities resolved, white space at both ends
    /// removed.
    pub(crate) fn text(&mut self) -> Result<String, Damaged> {
        self.text_and(None)
    }
    /// The text directly inside the element just opened, and the text of each child with its name:
    /// `<host>10.0.0.1<name>a</name></host>`.
    pub(crate) fn text_and_children(&mut self) -> Result<(String, Vec<(String, String)>), Damaged> {
        let mut children = Vec::new();
        let text = self.text_and(Some(&mut children))?;
        Ok((text, children))
    }
    /// Goes to the end of the element just opened.
    pub(crate) fn leave(&mut self) -> Result<(), Damaged> {
        let inside = self.depth;
        while self.next_within(inside)?.is_some() {}
        Ok(())
    }

    fn text_and(&mut self, mut children: Option<&mut Vec<(String, String)>>) -> Result<String, Damaged> {
        let inside = self.depth;
        let (mut text, mut length) = (String::new(), 0);
        while self.depth >= inside {
            self.reader.get_mut().begin_piece();
            self.buffer.clear();
            let is_child = self.depth > inside;
            let place = match children.as_mut().and_then(|children| children.last_mut()) {
                Some((_, child)) if is_child => child,
                _ => &mut text,
            };
            let before = place.len();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Text(part)) => place.push_str(&part),
                Ok(Event::CData(part)) => place.push_str(&part),
                Ok(Event::GeneralRef(reference)) => {
                    let Some(character) = resolve(&reference) else {
                        let name: String = reference.chars().take(40).collect();
                        return Err(not_an_entity(self.line(), &name));
                    };
                    place.push(character);
                }
                Ok(Event::Start(start)) => {
                    if let Some(children) = children.as_mut().filter(|_| !is_child) {
                        children.push((local(start.name().0).to_owned(), String::new()));
                        length += start.name().0.len() + size_of::<(String, String)>();
                    }
                    self.deeper()?;
                    continue;
                }
                Ok(Event::End(_)) => self.depth = self.depth.saturating_sub(1),
                Ok(Event::Eof) => return Err(self.cut_off()),
                Ok(_) => {}
                Err(error) => return Err(self.malformed(&error)),
            }
            length += place.len() - before;
            if length > self.limits.field_bytes {
                let reason = format!("a text is longer than {} bytes", self.limits.field_bytes);
                return Err(damaged(self.line(), reason));
            }
        }
        let children = children.into_iter().flatten().map(|(_, child)| child);
        for text in children.chain([&mut text]) {
            if memchr(0, text.as_bytes()).is_some() {
                return Err(holds_nul(self.line()));
            }
            let trimmed = text.trim();
            if trimmed.len() < text.len() {
                *text = trimmed.to_owned();
            }
        }
        Ok(text)
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
        if self.root.is_none() {
            let name = local(start.name().0);
            self.root = self.roots.iter().copied().find(|root| *root == name);
            if self.root.is_none() {
                let reason = format!("the root element is not <{}>", self.roots.join("> or <"));
                return Err(damaged(line, reason));
            }
        }
        Ok(Element { start, line })
    }
    fn cut_off(&mut self) -> Damaged {
        let root = self.root.or(self.roots.first().copied()).unwrap_or_default();
        let reason = format!("the file ends before </{root}>: it was cut off, export it again");
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

/// A name without its prefix.
fn local(name: &str) -> &str {
    let prefix = name.bytes().rposition(|byte| byte == b':');
    prefix.and_then(|prefix| name.get(prefix + 1..)).unwrap_or(name)
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
