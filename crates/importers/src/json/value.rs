//! A JSON value that borrows its texts from the bytes it was read from: a record costs no memory for each of its texts.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use std::borrow::Cow;
use std::fmt;

/// A value. It is alike to that of `serde_json`, but for the texts and for the order of keys.
#[derive(Clone, Debug, Default)]
pub(crate) enum Value<'v> {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number that a computer counts with.
    Number(Number),
    /// A text.
    String(Cow<'v, str>),
    /// A list.
    Array(Vec<Value<'v>>),
    /// Values by their keys.
    Object(Object<'v>),
}

/// Values by their keys, as they are written. Of a key that is there more than once, the last counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object<'v>(Vec<(Cow<'v, str>, Value<'v>)>);

impl<'v> Object<'v> {
    /// The value of a key as written.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'v>> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }
    /// The value of a key as written, or else of the first by the alphabet that differs from it by case alone.
    pub(super) fn get_without_case(&self, key: &str) -> Option<&Value<'v>> {
        let mut other: Option<&(Cow<'v, str>, Value<'v>)> = None;
        for field in self.0.iter().rev() {
            let name = &*field.0;
            if name == key {
                return Some(&field.1);
            }
            if name.eq_ignore_ascii_case(key) && other.is_none_or(|(best, _)| name < &**best) {
                other = Some(field);
            }
        }
        other.map(|(_, value)| value)
    }
    /// The keys as written.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }
    /// Keys and values in the order of the alphabet, each key once.
    pub(crate) fn sorted(&self) -> Vec<(&str, &Value<'v>)> {
        let mut fields: Vec<_> = self.0.iter().rev().map(|(name, value)| (&**name, value)).collect();
        fields.sort_by_key(|(name, _)| *name);
        fields.dedup_by_key(|(name, _)| *name);
        fields
    }
    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'v> Value<'v> {
    /// The value of a key as written, when this is an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'v>> {
        self.as_object()?.get(key)
    }
    /// The object that this is.
    pub(crate) fn as_object(&self) -> Option<&Object<'v>> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }
    /// The list that this is.
    pub(crate) fn as_array(&self) -> Option<&[Value<'v>]> {
        if let Self::Array(list) = self { Some(list) } else { None }
    }
    /// The text that this is.
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }
    /// `true` or `false`.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(is) = self { Some(*is) } else { None }
    }
    /// The whole number that this is.
    pub(crate) fn as_u64(&self) -> Option<u64> {
        if let Self::Number(number) = self { number.as_u64() } else { None }
    }
    /// The number that this is.
    pub(crate) fn as_f64(&self) -> Option<f64> {
        if let Self::Number(number) = self { number.as_f64() } else { None }
    }
    /// Whether this is `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
    /// The same with texts of its own, to be kept.
    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(is) => Value::Bool(is),
            Self::Number(number) => Value::Number(number),
            Self::String(text) => Value::String(text.into_owned().into()),
            Self::Array(list) => Value::Array(list.into_iter().map(Value::into_owned).collect()),
            Self::Object(Object(fields)) => Value::Object(Object(
                fields
                    .into_iter()
                    .map(|(name, value)| (name.into_owned().into(), value.into_owned()))
                    .collect(),
            )),
        }
    }
}

/// For what is typed by `serde`.
impl From<Value<'_>> for serde_json::Value {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(is) => Self::Bool(is),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::String(text.into_owned()),
            Value::Array(list) => Self::Array(list.into_iter().map(Self::from).collect()),
            Value::Object(Object(fields)) => Self::Object(
                fields.into_iter().map(|(name, value)| (name.into_owned(), Self::from(value))).collect(),
            ),
        }
    }
}

/// Reads a value without what has one of these keys, at any depth.
#[derive(Clone, Copy)]
pub(super) struct Without(pub(super) &'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Without {
    type Value = Value<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Without {
    type Value = Value<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(value.into()))
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(value.into()))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value<'de>, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }
    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Borrowed(value)))
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Owned(value.to_owned())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(key) = map.next_key_seed(Key)? {
            if self.0.contains(&&*key) {
                map.next_value::<IgnoredAny>()?;
            } else {
                fields.push((key, map.next_value_seed(self)?));
            }
        }
        Ok(Value::Object(Object(fields)))
    }
}

/// Reads a key.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }
    fn visit_str<E: Error>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}
