//! Actions, resources and base rates as they are written.

use super::{Day, EachSize, Text};
use crate::{Availability, Mark, Role};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use ward_domain::{GoalId, MeasureId, Size};

/// `actions/<id>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Action {
    pub(crate) id: Text,
    pub(crate) title: Text,
    pub(crate) what: Text,
    pub(crate) satisfies: Spanned<Vec<Spanned<MeasureId>>>,
    pub(crate) role: Role,
    #[serde(default)]
    pub(crate) needs: Vec<Text>,
    #[serde(default)]
    pub(crate) free: Vec<Text>,
    pub(crate) lead: Lead,
    pub(crate) hours: Outlay,
    pub(crate) dollars: Outlay,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lead {
    pub(crate) days: Spanned<EachSize<i64>>,
    pub(crate) source: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outlay {
    pub(crate) once: Spanned<EachSize<[f64; 2]>>,
    pub(crate) yearly: Spanned<EachSize<[f64; 2]>>,
    pub(crate) source: Text,
}

/// `resources/<id>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resource {
    pub(crate) id: Text,
    pub(crate) title: Text,
    pub(crate) gives: Text,
    pub(crate) goals: Vec<Spanned<GoalId>>,
    pub(crate) measures: Vec<Spanned<MeasureId>>,
    pub(crate) actions: Vec<Text>,
    pub(crate) status: Availability,
    pub(crate) mark: Mark,
    pub(crate) as_of: Day,
    pub(crate) from: Option<Spanned<Day>>,
    pub(crate) to: Option<Spanned<Day>>,
    pub(crate) source: Text,
    pub(crate) ask: Text,
    pub(crate) eligible: Eligible,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Eligible {
    pub(crate) words: Text,
    #[serde(default)]
    pub(crate) kinds: Vec<Text>,
    #[serde(default)]
    pub(crate) sizes: Vec<Size>,
    #[serde(default)]
    pub(crate) states: Vec<Text>,
    pub(crate) rural: Option<bool>,
}

/// `base-rates.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BaseRatesFile {
    pub(crate) as_of: Day,
    pub(crate) title: Text,
    pub(crate) source: Text,
    pub(crate) mark: Mark,
    pub(crate) base_year: Spanned<i16>,
    pub(crate) year: Vec<YearOfFiling>,
    pub(crate) way: Vec<Way>,
    pub(crate) known_exploited: KnownExploited,
    pub(crate) goal: Vec<GoalRisk>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct YearOfFiling {
    pub(crate) year: Spanned<i16>,
    pub(crate) breaches: u64,
    pub(crate) partly: Option<String>,
    pub(crate) median_people: u64,
    pub(crate) shares: BTreeMap<String, Spanned<f64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Way {
    pub(crate) id: Text,
    pub(crate) says: Text,
    pub(crate) share: Spanned<WayShare>,
    pub(crate) source: Text,
}

/// A number, or the name of a share of the base year.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum WayShare {
    Number(f64),
    Named(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownExploited {
    pub(crate) goal: Spanned<GoalId>,
    pub(crate) factor: Spanned<f64>,
    pub(crate) source: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GoalRisk {
    pub(crate) goal: Spanned<GoalId>,
    pub(crate) because: Text,
    pub(crate) stops: BTreeMap<Text, Spanned<f64>>,
    pub(crate) source: Text,
}
