//! The data files as they are written. The rest of the crate sees them only checked.

mod plan;

pub(crate) use plan::{Action, BaseRatesFile, Eligible, Outlay, Resource, WayShare};

use crate::{BySize, Combine, LegalStatus, MeasureKind, RequirementKind, Role, Target as LinkEnd, Urgency};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use toml::Spanned;
use ward_domain::observation::Severity;
use ward_domain::{GoalId, Grade, MeasureId, Size};

/// A text that knows where it stands.
pub(crate) type Text = Spanned<String>;

/// `catalog.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CatalogFile {
    pub(crate) version: Text,
}

/// `sources.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SourcesFile {
    pub(crate) source: Vec<Source>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) tag: Text,
    pub(crate) title: Text,
    pub(crate) status: Text,
    pub(crate) checked: Text,
}

/// `evidence-kinds.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvidenceKindsFile {
    pub(crate) kind: Vec<EvidenceKind>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EvidenceKind {
    pub(crate) key: Text,
    pub(crate) name: Text,
    pub(crate) how_to_get: Text,
    pub(crate) days: Spanned<EachSize<i64>>,
    pub(crate) basis: Text,
}

/// `frameworks/<id>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Framework {
    pub(crate) id: Text,
    pub(crate) title: Text,
    pub(crate) short_title: Text,
    pub(crate) publisher: Text,
    pub(crate) version: Text,
    pub(crate) released: Day,
    pub(crate) legal_status: LegalStatus,
    pub(crate) status_words: Text,
    pub(crate) from: Option<Spanned<Day>>,
    pub(crate) to: Option<Spanned<Day>>,
    pub(crate) citation: Text,
    pub(crate) applies_to: Text,
    pub(crate) licence: Text,
    pub(crate) urls: Vec<Text>,
    pub(crate) checked: Text,
    /// Source tag under which measures cite it.
    pub(crate) cited_as: Option<Text>,
    /// Under which names the crosswalks of goals speak of it.
    #[serde(default)]
    pub(crate) crosswalk: Vec<CrosswalkName>,
    #[serde(default)]
    pub(crate) goal: Vec<Goal>,
    #[serde(default)]
    pub(crate) requirement: Vec<Requirement>,
}

/// How the crosswalks of goals speak of a framework.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CrosswalkName {
    /// What stands there as `to`.
    pub(crate) key: Text,
    /// What stands in front of each id there and not here.
    #[serde(default)]
    pub(crate) prefix: String,
    /// Ids there, without the prefix, that belong to another text.
    #[serde(default)]
    pub(crate) elsewhere: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Requirement {
    pub(crate) id: Text,
    pub(crate) title: Text,
    pub(crate) kind: Option<Spanned<RequirementKind>>,
    pub(crate) part_of: Option<Text>,
    pub(crate) citation: Option<Text>,
    pub(crate) from: Option<Day>,
    pub(crate) sizes: Option<Spanned<Vec<Size>>>,
    #[serde(default)]
    pub(crate) also: Vec<Text>,
    #[serde(default)]
    pub(crate) combine: Combine,
    pub(crate) unanswered: Option<Text>,
    #[serde(default)]
    pub(crate) links: Vec<Link>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    pub(crate) to: Spanned<LinkTarget>,
    pub(crate) verified: Spanned<bool>,
    pub(crate) basis: Text,
    pub(crate) source: Text,
    #[serde(default)]
    pub(crate) via: Vec<Text>,
}

/// `E7` or `E7.4`.
#[derive(Clone, Debug)]
pub(crate) struct LinkTarget(pub(crate) LinkEnd);

impl<'de> Deserialize<'de> for LinkTarget {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let target = if text.contains('.') {
            text.parse().map(LinkEnd::Measure).map_err(de::Error::custom)
        } else {
            text.parse().map(LinkEnd::Goal).map_err(de::Error::custom)
        };
        target.map(Self)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Goal {
    pub(crate) id: Spanned<GoalId>,
    pub(crate) hhs_number: Spanned<u8>,
    pub(crate) slug: Text,
    pub(crate) title: Text,
    pub(crate) short_title: Text,
    pub(crate) outcome: Text,
    pub(crate) outcome_is_verified: bool,
    pub(crate) plain_words: Text,
    pub(crate) crosswalk: Vec<CrosswalkLink>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CrosswalkLink {
    pub(crate) to: Text,
    pub(crate) id: Text,
    pub(crate) title: Option<Text>,
    #[serde(default)]
    pub(crate) primary: bool,
    pub(crate) verified: Spanned<bool>,
    pub(crate) basis: Text,
    pub(crate) source: Text,
    #[serde(default)]
    pub(crate) via: Vec<Text>,
}

/// `measures/<slug>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Measure {
    pub(crate) id: Spanned<MeasureId>,
    pub(crate) slug: Text,
    pub(crate) kind: MeasureKind,
    #[serde(default = "for_all")]
    pub(crate) required: EachSize<bool>,
    pub(crate) title: Text,
    pub(crate) question: Text,
    pub(crate) population: Text,
    pub(crate) why: Text,
    pub(crate) fix: Text,
    pub(crate) small_clinic: Option<Text>,
    pub(crate) effort: Text,
    pub(crate) urgency: Urgency,
    pub(crate) role: Role,
    #[serde(default)]
    pub(crate) implies: Vec<Spanned<MeasureId>>,
    pub(crate) spanish: Spanish,
    pub(crate) evidence: Spanned<Vec<Text>>,
    pub(crate) grades: Spanned<Vec<Grade>>,
    pub(crate) sources: Spanned<Vec<Text>>,
    pub(crate) target: Target,
    pub(crate) floor: Option<Floor>,
    pub(crate) answers: Answers,
    #[serde(default)]
    pub(crate) numbers: BTreeMap<Text, Number>,
    #[serde(default)]
    pub(crate) lists: BTreeMap<Text, List>,
}

fn for_all() -> EachSize<bool> {
    EachSize(BySize { small: true, medium: true, large: true })
}

/// What people read in Spanish.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spanish {
    pub(crate) title: Text,
    pub(crate) question: Text,
    pub(crate) small_clinic: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    pub(crate) words: Spanned<EachSize<String>>,
    pub(crate) share: Spanned<EachSize<f64>>,
    pub(crate) source: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Floor {
    pub(crate) share: Spanned<EachSize<f64>>,
    pub(crate) source: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    pub(crate) days: Spanned<EachSize<i64>>,
    pub(crate) source: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Number {
    pub(crate) value: Spanned<EachSize<f64>>,
    pub(crate) unit: Text,
    pub(crate) source: Text,
    pub(crate) says: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    pub(crate) values: Spanned<Vec<Text>>,
    pub(crate) source: Text,
    pub(crate) says: Text,
}

/// `tables/<id>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemediationTable {
    pub(crate) id: Text,
    pub(crate) title: Text,
    pub(crate) status: Text,
    pub(crate) from: Spanned<Day>,
    pub(crate) to: Option<Spanned<Day>>,
    pub(crate) binding_from: Option<Spanned<Day>>,
    pub(crate) source: Text,
    pub(crate) source_tag: Text,
    pub(crate) rows: Spanned<Vec<Spanned<RemediationRow>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemediationRow {
    pub(crate) public: Option<bool>,
    pub(crate) known_exploited: Option<bool>,
    pub(crate) automatable: Option<bool>,
    pub(crate) total: Option<bool>,
    pub(crate) severity: Option<Severity>,
    pub(crate) fix: Text,
    #[serde(default)]
    pub(crate) triage: bool,
}

/// A TOML date without a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day(pub(crate) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let written = toml::value::Datetime::deserialize(d)?;
        let day = match (written.date, written.time) {
            (Some(date), None) => i16::try_from(date.year)
                .ok()
                .zip(i8::try_from(date.month).ok())
                .zip(i8::try_from(date.day).ok()),
            _ => None,
        };
        let ((year, month), day) =
            day.ok_or_else(|| de::Error::custom("a date such as 2026-06-10, without a time, is expected"))?;
        Date::new(year, month, day).map(Self).map_err(de::Error::custom)
    }
}

/// A value for each size; written once when it is the same for all.
#[derive(Clone, Debug)]
pub(crate) struct EachSize<T>(pub(crate) BySize<T>);

impl<'de, T: Deserialize<'de> + Clone> Deserialize<'de> for EachSize<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(EachSizeVisitor(PhantomData))
    }
}

struct EachSizeVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Clone> EachSizeVisitor<T> {
    fn same<E: de::Error, V: IntoDeserializer<'de, E>>(value: V) -> Result<EachSize<T>, E> {
        let value = T::deserialize(value.into_deserializer())?;
        Ok(EachSize(BySize { small: value.clone(), medium: value.clone(), large: value }))
    }
}

impl<'de, T: Deserialize<'de> + Clone> Visitor<'de> for EachSizeVisitor<T> {
    type Value = EachSize<T>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one value for all sizes, or { small = …, medium = …, large = … }")
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<EachSize<T>, E> {
        Self::same(value)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<EachSize<T>, E> {
        Self::same(value)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<EachSize<T>, E> {
        Self::same(value)
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<EachSize<T>, E> {
        Self::same(value)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<EachSize<T>, A::Error> {
        let value = T::deserialize(SeqAccessDeserializer::new(list))?;
        Ok(EachSize(BySize { small: value.clone(), medium: value.clone(), large: value }))
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<EachSize<T>, A::Error> {
        BySize::deserialize(MapAccessDeserializer::new(map)).map(EachSize)
    }
}
