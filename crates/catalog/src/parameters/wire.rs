//! `parameters/<id>.toml` as it is written.

use super::{Force, Mark, Starts, Unit};
use crate::wire::{Day, Text};
use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Family {
    pub(crate) id: Text,
    pub(crate) title: Text,
    pub(crate) concerns: Text,
    #[serde(default)]
    pub(crate) standing: Vec<Standing>,
    #[serde(default)]
    pub(crate) value: Vec<Number>,
    #[serde(default)]
    pub(crate) holiday: Vec<Holiday>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Standing {
    pub(crate) status: Spanned<Force>,
    pub(crate) says: Text,
    pub(crate) citation: Text,
    pub(crate) effective_from: Option<Spanned<Day>>,
    pub(crate) effective_to: Option<Spanned<Day>>,
    pub(crate) source: Text,
    pub(crate) mark: Mark,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Number {
    pub(crate) key: Text,
    pub(crate) says: Text,
    pub(crate) value: Spanned<f64>,
    pub(crate) unit: Spanned<Unit>,
    pub(crate) starts: Option<Spanned<Starts>>,
    pub(crate) citation: Text,
    pub(crate) status: Spanned<Force>,
    pub(crate) effective_from: Option<Spanned<Day>>,
    pub(crate) effective_to: Option<Spanned<Day>>,
    pub(crate) source: Text,
    pub(crate) mark: Mark,
}

/// A fixed day, `day`, or the `nth` `weekday` of a month; the last one is -1.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Holiday {
    pub(crate) name: Text,
    pub(crate) month: Spanned<i8>,
    pub(crate) day: Option<Spanned<i8>>,
    pub(crate) weekday: Option<Text>,
    pub(crate) nth: Option<Spanned<i8>>,
    pub(crate) effective_from: Option<Spanned<Day>>,
}
