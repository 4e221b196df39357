//! The DNS message (RFC 1035, 4): a question to bytes, an answer from bytes.
//!
//! Only what the checks need: one question, and answers of five kinds. Every length is checked, and a pointer in a name
//! may only lead backwards, so that no message keeps us longer than its bytes deserve.

use super::{Kind, Record};
use crate::bytes::Bytes;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An answer carries no more resource records than this; the largest honest ones have some dozens.
const MOST_RECORDS: u16 = 2_000;
/// The largest datagram that we announce (the DNS flag day of 2020 recommends it).
const DATAGRAM: u16 = 1_232;
const CLASS_IN: u16 = 1;
const TYPE_CNAME: u16 = 5;
const TYPE_OPT: u16 = 41;

/// A name as the labels of a message. `None` when it is no name: an empty or too long label, or too long in all.
pub(crate) fn labels(name: &str) -> Option<Vec<u8>> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let mut bytes = Vec::with_capacity(name.len() + 2);
    for label in name.split('.') {
        let length = u8::try_from(label.len()).ok().filter(|length| (1..=63).contains(length))?;
        bytes.push(length);
        bytes.extend_from_slice(label.as_bytes());
    }
    bytes.push(0);
    (bytes.len() <= 255).then_some(bytes)
}

/// A question as bytes, asking for recursion.
pub(crate) fn question(id: u16, name: &str, kind: Kind) -> Option<Vec<u8>> {
    let mut message = Vec::with_capacity(name.len() + 32);
    for word in [id, 0x0100, 1, 0, 0, 1] {
        message.extend(word.to_be_bytes());
    }
    message.extend(labels(name)?);
    message.extend(kind.number().to_be_bytes());
    message.extend(CLASS_IN.to_be_bytes());
    message.push(0);
    for word in [TYPE_OPT, DATAGRAM, 0, 0, 0] {
        message.extend(word.to_be_bytes());
    }
    Some(message)
}

/// What an answer says.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) id: u16,
    pub(crate) is_answer: bool,
    pub(crate) is_truncated: bool,
    pub(crate) code: u8,
    pub(crate) asked: Option<(String, u16)>,
    pub(crate) answers: Vec<(String, Answered)>,
}

/// A resource record of the answer section.
#[derive(Debug)]
pub(crate) enum Answered {
    Alias(String),
    Record(Kind, Record),
}

/// Reads an answer; `None` when it is malformed. A truncated one may end anywhere after its question.
pub(crate) fn parse(message: &[u8]) -> Option<Message> {
    let mut bytes = Bytes(message);
    let (id, flags) = (bytes.u16()?, bytes.u16()?);
    let (questions, records) = (bytes.u16()?, bytes.u16()?);
    bytes.take(4)?;
    let is_truncated = flags & 0x0200 != 0;
    let mut parsed = Message {
        id,
        is_answer: flags & 0x8000 != 0,
        is_truncated,
        code: (flags & 0x000f) as u8,
        asked: None,
        answers: Vec::new(),
    };
    if questions > 1 || records > MOST_RECORDS {
        return None;
    }
    if questions == 1 {
        let asked = name(message, &mut bytes)?;
        parsed.asked = Some((asked, bytes.u16()?));
        bytes.u16()?;
    }
    for _ in 0..records {
        match record(message, &mut bytes) {
            Some((owner, answered)) => parsed.answers.extend(answered.map(|answered| (owner, answered))),
            None if is_truncated => break,
            None => return None,
        }
    }
    Some(parsed)
}

/// Reads a record: whose it is, and what it says if that is of a kind that the checks need.
fn record<'b>(message: &'b [u8], bytes: &mut Bytes<'b>) -> Option<(String, Option<Answered>)> {
    let owner = name(message, bytes)?;
    let (kind, class) = (bytes.u16()?, bytes.u16()?);
    bytes.take(4)?;
    let length = usize::from(bytes.u16()?);
    // Names within the data may point before it, so they are read from the place in the whole message.
    let mut data = *bytes;
    let taken = bytes.take(length)?;
    let answered = match kind {
        _ if class != CLASS_IN => return Some((owner, None)),
        TYPE_CNAME => Answered::Alias(name(message, &mut data)?),
        _ => match Kind::of(kind) {
            None => return Some((owner, None)),
            Some(Kind::A) => {
                let octets: [u8; 4] = taken.try_into().ok()?;
                Answered::Record(Kind::A, Record::Address(Ipv4Addr::from(octets).into()))
            }
            Some(Kind::Aaaa) => {
                let octets: [u8; 16] = taken.try_into().ok()?;
                Answered::Record(Kind::Aaaa, Record::Address(Ipv6Addr::from(octets).into()))
            }
            Some(Kind::Mx) => {
                let preference = data.u16()?;
                Answered::Record(Kind::Mx, Record::Mx(preference, name(message, &mut data)?))
            }
            Some(Kind::Ptr) => Answered::Record(Kind::Ptr, Record::Name(name(message, &mut data)?)),
            Some(Kind::Txt) => {
                let mut strings = Bytes(taken);
                let mut text = Vec::with_capacity(length);
                while !strings.is_empty() {
                    text.extend_from_slice(strings.short()?);
                }
                Answered::Record(Kind::Txt, Record::Text(text))
            }
        },
    };
    Some((owner, Some(answered)))
}

/// Reads a name, lower case and without a final dot; bytes that no host name has are written `\DDD`.
fn name<'b>(message: &'b [u8], bytes: &mut Bytes<'b>) -> Option<String> {
    let mut text = String::new();
    let mut from = *bytes;
    let mut has_jumped = false;
    // Each jump must lead further back than the last: a circle is impossible.
    let mut floor = message.len();
    loop {
        let length = from.u8()?;
        match length & 0xc0 {
            0 if length == 0 => break,
            0 => {
                let label = from.take(length.into())?;
                if !text.is_empty() {
                    text.push('.');
                }
                for &byte in label {
                    match byte {
                        b'.' | b'\\' => text.extend(['\\', byte as char]),
                        0x21..=0x7e => text.push(byte.to_ascii_lowercase() as char),
                        _ => {
                            let _ = write!(text, "\\{byte:03}");
                        }
                    }
                }
                if text.len() > 1_024 {
                    return None;
                }
            }
            0xc0 => {
                let to = usize::from(length & 0x3f) << 8 | usize::from(from.u8()?);
                if !has_jumped {
                    *bytes = from;
                    has_jumped = true;
                }
                if to >= floor {
                    return None;
                }
                floor = to;
                from = Bytes(message.get(to..)?);
            }
            _ => return None,
        }
    }
    if !has_jumped {
        *bytes = from;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_its_name_and_kind() {
        let message = question(7, "a.example", Kind::Mx).unwrap();
        let parsed = parse(&message).unwrap();
        assert_eq!((parsed.id, parsed.asked), (7, Some(("a.example".to_owned(), 15))));
        assert!(!parsed.is_answer && parsed.answers.is_empty());
    }

    #[test]
    fn names_have_limits() {
        assert!(labels(&format!("{}.example", "a".repeat(63))).is_some());
        assert!(labels(&format!("{}.example", "a".repeat(64))).is_none());
        assert!(labels("a..example").is_none());
        assert!(labels(&"a.".repeat(127)).is_some());
        assert!(labels(&"a.".repeat(128)).is_none());
    }

    /// An answer to `q. TXT` with one record of these bytes.
    fn answer(records: u16, rest: &[u8]) -> Vec<u8> {
        let mut message = Vec::new();
        for word in [1, 0x8180, 1, records, 0, 0] {
            message.extend(u16::to_be_bytes(word));
        }
        message.extend([1, b'q', 0, 0, 16, 0, 1]);
        message.extend_from_slice(rest);
        message
    }

    #[test]
    fn texts_of_several_strings_are_joined() {
        let rest = [0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 6, 2, b'a', b'b', 2, b'c', b'd'];
        let parsed = parse(&answer(1, &rest)).unwrap();
        assert!(
            matches!(&parsed.answers[..], [(owner, Answered::Record(Kind::Txt, Record::Text(text)))] if owner == "q" && text == b"abcd")
        );
    }

    #[track_caller]
    fn check_malformed(records: u16, rest: &[u8]) {
        assert!(parse(&answer(records, rest)).is_none());
    }
    #[test]
    fn a_pointer_to_itself_is_malformed() {
        check_malformed(1, &[0xc0, 19, 0, 16, 0, 1, 0, 0, 0, 60, 0, 0]);
    }
    #[test]
    fn a_length_beyond_the_end_is_malformed() {
        check_malformed(1, &[0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0xff, 0xff, 1, b'a']);
        check_malformed(1, &[0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 2, 9, b'a']);
    }
    #[test]
    fn fewer_records_than_announced_are_malformed() {
        check_malformed(1, &[]);
        check_malformed(u16::MAX, &[]);
    }
}
