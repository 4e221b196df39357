//! Reads JSON as a stream of records, so that a file of any size needs the memory of one.
//!
//! A record becomes a [`Value`] of its own: importers pick what they know from it and a record of an odd shape costs
//! itself and not the file. One record may be as long as the longest field; nesting is bounded by `serde_json` (128).
//!
//! What holds the records is walked here, token by token; each record and field is found by its brackets, and then
//! read by `serde_json` from one piece of memory, from which it borrows its texts.

mod text;
mod value;

pub(crate) use value::{Object, Value};

use crate::{Damaged, Limits};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, Visitor};
use std::fmt;
use std::io::BufRead;
use std::marker::PhantomData;
use text::Text;
use value::Without;
use ward_domain::observation::Line;

/// How deep the lists and objects around the records may lie in each other.
const DEEPEST: usize = 127;

/// Where the records are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    /// Every outermost object is a record: one, several in a row (JSON Lines), or those of an array.
    Outermost,
    /// The records are an array under this key of the one outermost object, or of an outermost array.
    Under(&'static str),
    /// The same for files with large parts that nobody asks for: of the other keys, only these are read. The records
    /// may also lie one deeper, in arrays of an object: `{"Results": {"A": […], "B": […]}}`. Of the records, what has
    /// one of the last keys is left out, at any depth: keys of certificates are numbers that no computer counts with.
    Within(&'static str, &'static [&'static str], &'static [&'static str]),
    /// The one outermost object holds several lists, under these keys. Each of their elements comes as a
    /// [`Piece::Field`] of its own, under the key of its list.
    Lists(&'static [&'static str]),
}

/// A piece of the file.
#[derive(Debug)]
pub(crate) enum Piece<'v> {
    /// A record, with its 1-based number.
    Record(Line, Value<'v>),
    /// What else the outermost object says.
    Field(&'v str, Value<'v>),
}

/// Hands every piece to `take`, in order.
pub(crate) fn read(
    input: &mut dyn BufRead,
    limits: &Limits,
    layout: Layout,
    take: &mut dyn FnMut(Piece<'_>),
) -> Result<(), Damaged> {
    let mut reading =
        Reading { text: Text::new(input, limits.field_bytes), layout, number: 0, depth: 0, take };
    loop {
        reading.document()?;
        match (reading.text.peek()?, layout) {
            (None, _) => return Ok(()),
            (Some(_), Layout::Outermost) => {}
            (Some(_), _) => return Err(reading.text.malformed("trailing characters")),
        }
    }
}

/// The value of a key, `Null` when it is not there. Keys are compared without case, as PowerShell changes it.
pub(crate) fn get<'r, 'v>(record: &'r Value<'v>, key: &str) -> &'r Value<'v> {
    record.as_object().and_then(|fields| fields.get_without_case(key)).unwrap_or(&Value::Null)
}

/// The text of a key; numbers as they are written; `None` when it is empty, missing or no text.
pub(crate) fn text(record: &Value<'_>, key: &str) -> Option<String> {
    match get(record, key) {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A file under way.
struct Reading<'i, 't> {
    text: Text<'i>,
    layout: Layout,
    number: Line,
    /// How many lists and objects are open.
    depth: usize,
    take: &'t mut dyn FnMut(Piece<'_>),
}

impl Reading<'_, '_> {
    /// One outermost value.
    fn document(&mut self) -> Result<(), Damaged> {
        match (self.text.peek()?, self.layout) {
            (Some(b'['), Layout::Within(..)) => self.list(Self::document),
            (Some(b'['), _) => self.records(),
            (Some(b'{'), Layout::Outermost) => self.record(),
            (Some(b'{'), _) => self.object(Self::field),
            _ => self.refuse("an object or an array of objects"),
        }
    }
    /// A field of the outermost object.
    fn field(&mut self, key: String) -> Result<(), Damaged> {
        match self.layout {
            Layout::Under(records) | Layout::Within(records, ..) if key == records => self.records(),
            Layout::Within(_, wanted, _) if !wanted.contains(&key.as_str()) => self.unread(),
            Layout::Lists(lists) if lists.contains(&key.as_str()) => match self.text.peek()? {
                Some(b'[') => self.list(|reading| reading.piece_of(&key)),
                _ => self.refuse("an array of objects"),
            },
            _ => self.piece_of(&key),
        }
    }
    fn piece_of(&mut self, key: &str) -> Result<(), Damaged> {
        let value = self.text.value(Without(&[]))?;
        (self.take)(Piece::Field(key, value));
        Ok(())
    }
    /// An array of records, or an object of such arrays.
    fn records(&mut self) -> Result<(), Damaged> {
        match (self.text.peek()?, self.layout) {
            (Some(b'['), _) => self.list(Self::record),
            (Some(b'{'), Layout::Within(..)) => self.object(|reading, _: IgnoredAny| reading.records()),
            _ => self.refuse("an array of objects"),
        }
    }
    fn record(&mut self) -> Result<(), Damaged> {
        let without = match self.layout {
            Layout::Within(_, _, without) => without,
            Layout::Outermost | Layout::Under(_) | Layout::Lists(_) => &[],
        };
        if self.number == Line::MAX {
            return Err(self.text.malformed("there are more records than can be counted"));
        }
        let value = self.text.value(Without(without))?;
        self.number += 1;
        (self.take)(Piece::Record(self.number, value));
        Ok(())
    }
    /// A value that nobody asks for, of any length: each piece of it is taken and dropped.
    fn unread(&mut self) -> Result<(), Damaged> {
        match self.text.peek()? {
            Some(b'[') => self.list(Self::unread),
            Some(b'{') => self.object(|reading, _: IgnoredAny| reading.unread()),
            _ => self.text.value(Without(&[])).map(drop),
        }
    }

    /// The elements of the list that begins here.
    fn list(&mut self, mut element: impl FnMut(&mut Self) -> Result<(), Damaged>) -> Result<(), Damaged> {
        self.open()?;
        let mut is_first = true;
        loop {
            match self.text.peek()? {
                Some(b']') => {
                    self.close();
                    return Ok(());
                }
                Some(b',') if !is_first => {
                    self.text.bump();
                    if self.text.peek()? == Some(b']') {
                        return Err(self.text.malformed("trailing comma"));
                    }
                }
                Some(_) if is_first => {}
                Some(_) => return Err(self.text.malformed("expected `,` or `]`")),
                None => return Err(self.text.cut_off()),
            }
            is_first = false;
            element(self)?;
        }
    }
    /// The fields of the object that begins here.
    fn object<K: for<'de> Deserialize<'de>>(
        &mut self,
        mut field: impl FnMut(&mut Self, K) -> Result<(), Damaged>,
    ) -> Result<(), Damaged> {
        self.open()?;
        let mut is_first = true;
        loop {
            let mut next = self.text.peek()?;
            match next {
                Some(b'}') => {
                    self.close();
                    return Ok(());
                }
                Some(b',') if !is_first => {
                    self.text.bump();
                    next = self.text.peek()?;
                }
                Some(_) if !is_first => return Err(self.text.malformed("expected `,` or `}`")),
                _ => {}
            }
            is_first = false;
            match next {
                Some(b'"') => {}
                Some(b'}') => return Err(self.text.malformed("trailing comma")),
                Some(_) => return Err(self.text.malformed("key must be a string")),
                None => return Err(self.text.cut_off()),
            }
            let key = self.text.value(PhantomData::<K>)?;
            match self.text.peek()? {
                Some(b':') => self.text.bump(),
                Some(_) => return Err(self.text.malformed("expected `:`")),
                None => return Err(self.text.cut_off()),
            }
            self.text.peek()?;
            field(self, key)?;
        }
    }
    fn open(&mut self) -> Result<(), Damaged> {
        self.text.bump();
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.text.malformed("recursion limit exceeded"));
        }
        Ok(())
    }
    fn close(&mut self) {
        self.text.bump();
        self.depth -= 1;
    }

    /// The value that begins here is not of the expected kind.
    fn refuse(&mut self, expected: &'static str) -> Result<(), Damaged> {
        match self.text.peek()? {
            // Of what is long, its kind is enough.
            Some(b'[') => text::read(b"[]", Other(expected)).map_err(|error| self.text.damage(&error)),
            Some(b'{') => text::read(b"{}", Other(expected)).map_err(|error| self.text.damage(&error)),
            _ => self.text.value(Other(expected)),
        }
    }
}

/// Takes no value, and so makes `serde_json` say what is there and what should be.
struct Other(&'static str);

impl<'de> DeserializeSeed<'de> for Other {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Other {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::text as text_of;
    use super::*;
    use proptest::prelude::*;

    fn pieces(text: &[u8], layout: Layout) -> Result<Vec<String>, Damaged> {
        let mut pieces = Vec::new();
        let limits = Limits { field_bytes: 1_000, ..Limits::default() };
        read(&mut &*text, &limits, layout, &mut |piece| {
            pieces.push(match piece {
                Piece::Record(number, value) => format!("{number} {}", serde_json::Value::from(value)),
                Piece::Field(key, value) => format!("{key} {}", serde_json::Value::from(value)),
            });
        })?;
        Ok(pieces)
    }

    #[track_caller]
    fn check(text: &str, layout: Layout, expected: &[&str]) {
        assert_eq!(pieces(text.as_bytes(), layout).unwrap(), expected);
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(pieces(&utf16, layout).unwrap(), expected);
    }

    #[test]
    fn records_lie_in_arrays_in_lines_or_under_a_key() {
        check(r#"{"a":1}"#, Layout::Outermost, &[r#"1 {"a":1}"#]);
        check(r#"[{"a":1},{"a":2}]"#, Layout::Outermost, &[r#"1 {"a":1}"#, r#"2 {"a":2}"#]);
        check("{\"a\":1}\r\n{\"a\":2}\n", Layout::Outermost, &[r#"1 {"a":1}"#, r#"2 {"a":2}"#]);
        check(r#"{"n":3,"v":[{"a":1}],"m":[2]}"#, Layout::Under("v"), &["n 3", r#"1 {"a":1}"#, "m [2]"]);
        check(r#"[{"v":1}]"#, Layout::Under("v"), &[r#"1 {"v":1}"#]);
        check("[]", Layout::Under("v"), &[]);
        let within = Layout::Within("v", &["n"], &[]);
        check(
            r#"{"n":3,"x":{"v":[1,"a",null,[true]]},"v":[{"a":1}],"m":[2]}"#,
            within,
            &["n 3", r#"1 {"a":1}"#],
        );
        check(r#"[{"v":{"A":[1],"B":[2,3]}},{"n":4}]"#, within, &["1 1", "2 2", "3 3", "n 4"]);
    }

    #[test]
    fn what_is_not_read_may_be_longer_than_a_record() {
        let many = format!(r#"{{"x":[{}],"v":[1]}}"#, vec![r#"{"a":"b"}"#; 1_000].join(","));
        assert_eq!(pieces(many.as_bytes(), Layout::Within("v", &[], &[])).unwrap(), ["1 1"]);
        assert!(pieces(many.as_bytes(), Layout::Under("v")).is_err());
        let large = format!(r#"{{"v":[{{"n":{},"a":[{{"n":1,"b":2.5}}]}}]}}"#, "9".repeat(400));
        assert_eq!(
            pieces(large.as_bytes(), Layout::Within("v", &[], &["n"])).unwrap(),
            [r#"1 {"a":[{"b":2.5}]}"#]
        );
        assert!(pieces(large.as_bytes(), Layout::Within("v", &[], &[])).is_err());
    }

    #[test]
    fn several_lists_come_element_by_element() {
        check(
            r#"{"n":3,"v":[1,{"a":2}],"w":[],"x":[4]}"#,
            Layout::Lists(&["v", "w"]),
            &["n 3", "v 1", r#"v {"a":2}"#, "x [4]"],
        );
    }

    #[track_caller]
    fn check_damage(text: &str, line: Line, words: &str) {
        let damaged = pieces(text.as_bytes(), Layout::Under("v")).unwrap_err();
        assert!(damaged.line == line && damaged.reason.contains(words), "{damaged:?}");
    }

    #[test]
    fn damage_says_where() {
        check_damage("{\n\"v\":[{\"a\":", 2, "cut off");
        check_damage("{\n\n\"v\": nothing}", 3, "malformed");
        check_damage("{} {}", 1, "trailing");
        check_damage("{\"v\": 5}", 1, "an array of objects");
        check_damage(&format!("{{\"v\":[\n{{\"a\":\"{}\"}}]}}", "x".repeat(5_000)), 2, "longer than");
        check_damage(&"[".repeat(300), 1, "recursion limit");
    }

    #[test]
    fn a_limit_holds_for_a_record_and_not_for_the_file() {
        let many = format!("[{}]", vec![r#"{"a":"b"}"#; 1_000].join(","));
        assert_eq!(pieces(many.as_bytes(), Layout::Outermost).unwrap().len(), 1_000);
    }

    #[test]
    fn keys_are_found_without_case() {
        let json = br#"{"Id":0,"Id":7,"name":" x ","NAME":"y","empty":" "}"#;
        let value = text::read(json, Without(&[])).unwrap();
        let sorted = value.as_object().unwrap().sorted();
        assert_eq!(sorted.iter().map(|(key, _)| *key).collect::<Vec<_>>(), ["Id", "NAME", "empty", "name"]);
        assert_eq!(text_of(&value, "NaME").as_deref(), Some("y"), "the first by the alphabet");
        assert_eq!(text_of(&value, "id").as_deref(), Some("7"));
        assert_eq!(text_of(&value, "name").as_deref(), Some("x"));
        assert_eq!(text_of(&value, "empty"), None);
        assert_eq!(text_of(&value, "missing"), None);
    }
    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            (-9e9..9e9).prop_map(Into::<serde_json::Value>::into),
            "\\PC{0,6}|[\"\\\\{}\n]{0,4}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                proptest::collection::btree_map("[a-c\"]{1,2}", inner, 0..4)
                    .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    /// The records of all documents, as `serde_json` reads them; `None` when it refuses one.
    fn records_by_serde_json(text: &str) -> Option<Vec<String>> {
        let mut records = Vec::new();
        for document in serde_json::Deserializer::from_str(text).into_iter() {
            match document.ok()? {
                serde_json::Value::Array(list) => records.extend(list),
                object @ serde_json::Value::Object(_) => records.push(object),
                _ => return None,
            }
        }
        let numbered = (1..).zip(records).map(|(number, record)| format!("{number} {record}"));
        Some(numbered.collect())
    }

    proptest! {
        /// Also of what was damaged in one place.
        #[test]
        fn records_are_those_that_serde_json_reads(
            documents in proptest::collection::vec(any_json(), 1..3),
            place in any::<prop::sample::Index>(),
            damage in "|[\\[\\]{}\",:\\\\ 0e.-]",
            takes_away in any::<bool>(),
        ) {
            let mut text: String = documents.iter().map(ToString::to_string).collect();
            let (place, _) = text.char_indices().nth(place.index(text.chars().count())).unwrap_or_default();
            if takes_away {
                text.remove(place);
            }
            text.insert_str(place, &damage);
            prop_assume!(!text.trim().is_empty());
            let limits = Limits::default();
            let mut ours = Vec::new();
            let read = read(&mut text.as_bytes(), &limits, Layout::Outermost, &mut |piece| {
                if let Piece::Record(number, value) = piece {
                    ours.push(format!("{number} {}", serde_json::Value::from(value)));
                }
            });
            prop_assert_eq!(read.ok().map(|()| ours), records_by_serde_json(&text));
        }
    }
}
