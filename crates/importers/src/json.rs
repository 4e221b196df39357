//! Reads JSON as a stream of records, so that a file of any size needs the memory of one.
//!
//! A record becomes a [`Value`] of its own: importers pick what they know from it and a record of an odd shape costs
//! itself and not the file. One record may be as long as the longest field; nesting is bounded by `serde_json` (128).

use crate::source::{Source, TooLong, unreadable};
use crate::{Damaged, Limits};
use serde::Deserialize as _;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::Value;
use std::fmt;
use std::io::{self, BufRead};
use ward_domain::observation::Line;

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
pub(crate) enum Piece {
    /// A record, with its 1-based number.
    Record(Line, Value),
    /// What else the outermost object says.
    Field(String, Value),
}

/// Hands every piece to `take`, in order.
pub(crate) fn read(
    input: &mut dyn BufRead,
    limits: &Limits,
    layout: Layout,
    take: &mut dyn FnMut(Piece),
) -> Result<(), Damaged> {
    let mut source = Source::new(input, limits.field_bytes);
    let taken = source.taken();
    let mut json = serde_json::Deserializer::from_reader(&mut source);
    let restart = &|| taken.restart();
    let mut reading = Reading { layout, number: 0, take, restart };
    match layout {
        Layout::Under(_) | Layout::Within(..) | Layout::Lists(_) => {
            Document(&mut reading).deserialize(&mut json).and_then(|()| json.end())
        }
        Layout::Outermost => reading.documents(&mut json),
    }
    .map_err(damage)
}

/// The value of a key, `Null` when it is not there. Keys are compared without case, as PowerShell changes it.
pub(crate) fn get<'v>(record: &'v Value, key: &str) -> &'v Value {
    static NULL: Value = Value::Null;
    match record.get(key) {
        Some(value) => value,
        None => record
            .as_object()
            .and_then(|fields| fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)))
            .map_or(&NULL, |(_, value)| value),
    }
}

/// The text of a key; numbers as they are written; `None` when it is empty, missing or no text.
pub(crate) fn text(record: &Value, key: &str) -> Option<String> {
    match get(record, key) {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What the visitors share.
struct Reading<'t> {
    layout: Layout,
    number: Line,
    take: &'t mut dyn FnMut(Piece),
    restart: &'t dyn Fn(),
}

impl Reading<'_> {
    fn record(&mut self, value: Value) {
        self.number = self.number.saturating_add(1);
        (self.take)(Piece::Record(self.number, value));
        (self.restart)();
    }
    /// Documents one after the other, with white space or nothing between them.
    fn documents<'de, R: serde_json::de::Read<'de>>(
        &mut self,
        json: &mut serde_json::Deserializer<R>,
    ) -> serde_json::Result<()> {
        loop {
            Document(self).deserialize(&mut *json)?;
            // `end` looks past white space without taking what follows: it tells the end from another document.
            match json.end() {
                Ok(()) => return Ok(()),
                Err(error) if error.is_syntax() => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// One outermost value.
struct Document<'a, 't>(&'a mut Reading<'t>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array of objects")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if !matches!(self.0.layout, Layout::Within(..)) {
            return Records(self.0).visit_seq(seq);
        }
        while seq.next_element_seed(Document(self.0))?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (records, wanted) = match self.0.layout {
            Layout::Under(records) => (Some(records), None),
            Layout::Within(records, wanted, _) => (Some(records), Some(wanted)),
            Layout::Lists(_) => (None, None),
            Layout::Outermost => {
                let mut fields = serde_json::Map::new();
                while let Some((key, value)) = map.next_entry()? {
                    fields.insert(key, value);
                }
                self.0.record(Value::Object(fields));
                return Ok(());
            }
        };
        while let Some(key) = map.next_key::<String>()? {
            if records == Some(key.as_str()) {
                map.next_value_seed(Records(self.0))?;
            } else if wanted.is_some_and(|wanted| !wanted.contains(&key.as_str())) {
                map.next_value_seed(Unread(self.0.restart))?;
            } else if matches!(self.0.layout, Layout::Lists(lists) if lists.contains(&key.as_str())) {
                map.next_value_seed(Elements(self.0, &key))?;
            } else {
                (self.0.take)(Piece::Field(key, map.next_value()?));
            }
            (self.0.restart)();
        }
        Ok(())
    }
}

/// An array of records, or an object of such arrays.
struct Records<'a, 't>(&'a mut Reading<'t>);

impl<'de> DeserializeSeed<'de> for Records<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Records<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if !matches!(self.0.layout, Layout::Within(..)) {
            return Err(A::Error::invalid_type(Unexpected::Map, &self));
        }
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(Records(self.0))?;
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        (self.0.restart)();
        let without = match self.0.layout {
            Layout::Within(_, _, without) => without,
            Layout::Outermost | Layout::Under(_) | Layout::Lists(_) => &[],
        };
        while let Some(value) = seq.next_element_seed(Without(without))? {
            if self.0.number == Line::MAX {
                return Err(A::Error::custom("there are more records than can be counted"));
            }
            self.0.record(value);
        }
        Ok(())
    }
}

/// A value without what has one of these keys.
#[derive(Clone, Copy)]
struct Without(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Without {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.0.is_empty() { Value::deserialize(deserializer) } else { deserializer.deserialize_any(self) }
    }
}

impl<'de> Visitor<'de> for Without {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(self)? {
            values.push(value);
        }
        Ok(values.into())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = serde_json::Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if self.0.contains(&key.as_str()) {
                map.next_value::<IgnoredAny>()?;
            } else {
                fields.insert(key, map.next_value_seed(self)?);
            }
        }
        Ok(fields.into())
    }
}

/// A value that nobody asks for, of any length: each piece of it is taken and dropped.
struct Unread<'r>(&'r dyn Fn());

impl<'de> DeserializeSeed<'de> for Unread<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unread<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Unread(self.0))?.is_some() {
            (self.0)();
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(Unread(self.0))?;
            (self.0)();
        }
        Ok(())
    }
}

/// A list among several.
struct Elements<'a, 't, 'k>(&'a mut Reading<'t>, &'k str);

impl<'de> DeserializeSeed<'de> for Elements<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_, '_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        (self.0.restart)();
        while let Some(value) = seq.next_element::<Value>()? {
            (self.0.take)(Piece::Field(self.1.to_owned(), value));
            (self.0.restart)();
        }
        Ok(())
    }
}

fn damage(error: serde_json::Error) -> Damaged {
    let line = Line::try_from(error.line()).unwrap_or(Line::MAX);
    if error.is_io() {
        let error = io::Error::from(error);
        let is_too_long = matches!(error.get_ref(), Some(inner) if inner.is::<TooLong>());
        return unreadable(if is_too_long { line } else { 0 }, &error);
    }
    if error.is_eof() {
        return Damaged {
            line,
            reason: "the file ends in the middle of a value: it was cut off, export it again".into(),
        };
    }
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    Damaged { line, reason: format!("the JSON is malformed: {words}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &[u8], layout: Layout) -> Result<Vec<String>, Damaged> {
        let mut pieces = Vec::new();
        let limits = Limits { field_bytes: 1_000, ..Limits::default() };
        read(&mut &*text, &limits, layout, &mut |piece| {
            pieces.push(match piece {
                Piece::Record(number, value) => format!("{number} {value}"),
                Piece::Field(key, value) => format!("{key} {value}"),
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
        let value = serde_json::json!({"Id": 7, "name": " x ", "NAME": "y", "empty": " "});
        assert_eq!(text(&value, "id").as_deref(), Some("7"));
        assert_eq!(text(&value, "name").as_deref(), Some("x"));
        assert_eq!(text(&value, "empty"), None);
        assert_eq!(text(&value, "missing"), None);
    }
}
