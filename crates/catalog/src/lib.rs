//! The catalogue: goals, measures, freshness and decision tables as data that a clinician or lawyer can review.
//!
//! Everything lives in `data/`, one TOML file for each framework, measure and table, embedded at build time. Each file
//! says where its text and numbers come from; a number marked `OWN` is this project's choice. Loading collects every
//! mistake with file and line. A mapping is written in one direction; the other is computed.

mod action;
mod base_rates;
mod changes;
mod check;
mod crosswalk;
mod framework;
mod load;
mod parameters;
mod remediation;
mod resource;
mod wire;

pub use action::{Action, Outlay, Span};
pub use base_rates::{BaseRates, BreachYear, GoalRisk, KnownExploited, Way};
pub use changes::{NotChangeable, TARGET};
pub use crosswalk::{Crossing, Found};
pub use framework::{
    Basis, Combine, CrosswalkLink, Framework, Goal, LegalStatus, Link, Requirement, RequirementKind, Target,
};
pub use load::Mistake;
pub use parameters::{
    Dated, Effective, Family, Force, Holiday, Holidays, Mark, NoValue, OfficeDays, Parameter, Parameters,
    SizeLimits, SmallestCell, Standing, Starts, Unfit, Unit,
};
pub use resource::{Asker, Availability, Eligibility, Resource};

use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use ward_domain::observation::Severity;
use ward_domain::{GoalId, Grade, MeasureId, Size};

/// Everything loaded, checked and indexed.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// Version of the data; recorded with every assessment.
    pub version: String,
    /// The frameworks, by id. `hph-cpg` owns the goals; the others lead to them.
    pub frameworks: BTreeMap<String, Framework>,
    /// The measures, by id.
    pub measures: BTreeMap<MeasureId, Measure>,
    /// Kinds of evidence with their freshness, by key.
    pub evidence_kinds: BTreeMap<String, EvidenceKind>,
    /// Remediation tables, oldest first.
    pub remediation: Vec<RemediationTable>,
    /// Numbers of law and money, by family.
    pub parameters: Parameters,
    /// Sizes of hospitals by beds, from the parameters.
    pub size_limits: Dated<SizeLimits>,
    /// The smallest count that may be shown, from the parameters.
    pub smallest_cell: Dated<SmallestCell>,
    /// Days by which an office works, from the parameters.
    pub office_days: Dated<OfficeDays>,
    /// What closes gaps, by id.
    pub actions: BTreeMap<String, Action>,
    /// What helps from outside, by id.
    pub resources: BTreeMap<String, Resource>,
    /// How breaches happen, and the weight of each goal.
    pub base_rates: BaseRates,
    /// What each source tag stands for.
    pub sources: BTreeMap<String, Source>,
}

/// A value for each size.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BySize<T> {
    /// S.
    pub small: T,
    /// M.
    pub medium: T,
    /// L.
    pub large: T,
}

impl<T: Copy> BySize<T> {
    /// The value for that size.
    pub fn get(&self, size: Size) -> T {
        match size {
            Size::Small => self.small,
            Size::Medium => self.medium,
            Size::Large => self.large,
        }
    }
}

/// How a measure gets its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureKind {
    /// A rule judges the estate.
    Observed,
    /// People answer.
    Attested,
}

/// How soon a gap should be closed, where several are open. This project's own choice: what lets an attacker in today
/// comes before what makes it likelier tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// An open door.
    Now,
    /// A door that nobody watches.
    Soon,
    /// What keeps doors shut over time.
    Steady,
}

/// Who in an organisation can usually answer a question or close a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Information technology, own or contracted.
    It,
    /// Nursing, physicians, clinical engineering.
    Clinical,
    /// Human resources.
    Hr,
    /// Buildings, keys and badges.
    Facilities,
    /// Purchasing and contracts.
    VendorManagement,
    /// The owner, the board, the executive.
    Leadership,
}

impl Role {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::It, Self::Clinical, Self::Hr, Self::Facilities, Self::VendorManagement, Self::Leadership];
    /// The word in files and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::It => "it",
            Self::Clinical => "clinical",
            Self::Hr => "hr",
            Self::Facilities => "facilities",
            Self::VendorManagement => "vendor-management",
            Self::Leadership => "leadership",
        }
    }
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::It => "IT",
            Self::Clinical => "Clinical care",
            Self::Hr => "Human resources",
            Self::Facilities => "Facilities",
            Self::VendorManagement => "Vendor management",
            Self::Leadership => "Leadership",
        }
    }
}

/// What people read of a measure in Spanish.
#[derive(Clone, Debug)]
pub struct Spanish {
    /// Short title.
    pub title: String,
    /// The question, at about grade 8.
    pub question: String,
    /// What a five-person clinic can do.
    pub small_clinic: String,
}

/// A measure.
#[derive(Clone, Debug)]
pub struct Measure {
    /// `E1.1`.
    pub id: MeasureId,
    /// `exploited-findings-overdue`; also the file name.
    pub slug: String,
    /// Observed or attested.
    pub kind: MeasureKind,
    /// Short title.
    pub title: String,
    /// The question in plain words, at about grade 8.
    pub question: String,
    /// Why it matters to patients.
    pub why: String,
    /// How to fix it.
    pub fix: String,
    /// Effort in words (ours).
    pub effort: String,
    /// How soon a gap should be closed (ours).
    pub urgency: Urgency,
    /// Who can usually answer it.
    pub role: Role,
    /// Measures that cannot be answered *no* where this one is answered *yes*.
    pub implies: Vec<MeasureId>,
    /// Title, question and help in Spanish.
    pub spanish: Spanish,
    /// The population in words.
    pub population: String,
    /// The target in words, by size.
    pub target_words: BySize3,
    /// Share of the population that must be met, 0 to 1, by size. 1 for "all" and for "none may fail".
    pub target: BySize<f64>,
    /// Source of the target: a tag and a place, several divided by `;`.
    pub target_source: String,
    /// Share that earns *partly*, by size, when there is a floor.
    pub floor: Option<BySize<f64>>,
    /// Source of the floor, when there is one.
    pub floor_source: Option<String>,
    /// Whether the goal needs it, by size. A measure that is only reported is not needed.
    pub is_required: BySize<bool>,
    /// Evidence that answers it (keys of [`Catalog::evidence_kinds`]).
    pub evidence: Vec<String>,
    /// Grades it can reach.
    pub grades: Vec<Grade>,
    /// Days for which an answer by people holds, by size (attested measures and the attested part of observed ones).
    pub answer_days: BySize<i64>,
    /// Source of the days for which an answer holds.
    pub answer_source: String,
    /// Further numbers of the rule.
    pub numbers: BTreeMap<String, Threshold>,
    /// Further lists of the rule: ports, words in titles.
    pub lists: BTreeMap<String, ThresholdList>,
    /// Source tags, with where in the source: `CPG1 2.H`.
    pub sources: Vec<String>,
    /// Minutes of work and so on that a person reads beside the fix for a five-person clinic.
    pub small_clinic: Option<String>,
}

/// Words by size.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BySize3 {
    /// S.
    pub small: String,
    /// M.
    pub medium: String,
    /// L.
    pub large: String,
}

impl BySize3 {
    /// The words for that size.
    pub fn get(&self, size: Size) -> &str {
        match size {
            Size::Small => &self.small,
            Size::Medium => &self.medium,
            Size::Large => &self.large,
        }
    }
}

/// A number that a rule uses.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// By size.
    pub value: BySize<f64>,
    /// `days`, `hours` or `share`.
    pub unit: String,
    /// Source tag and place, several divided by `;`; `OWN` is this project's choice.
    pub source: String,
    /// What it means, in a sentence.
    pub says: String,
}

/// A list that a rule uses.
#[derive(Clone, Debug)]
pub struct ThresholdList {
    /// The values.
    pub values: Vec<String>,
    /// Source tag and place, several divided by `;`.
    pub source: String,
    /// What it means.
    pub says: String,
}

impl Measure {
    /// The number of that key. A rule asks only for keys that its data file has; a test of the engine proves it.
    pub fn number(&self, key: &str, size: Size) -> f64 {
        self.numbers.get(key).unwrap_or_else(|| panic!("{} has no number `{key}`", self.id)).value.get(size)
    }
    /// The number of that key, in whole days.
    pub fn days(&self, key: &str, size: Size) -> i64 {
        self.number(key, size) as i64
    }
    /// The list of that key.
    pub fn list(&self, key: &str) -> &[String] {
        &self.lists.get(key).unwrap_or_else(|| panic!("{} has no list `{key}`", self.id)).values
    }
}

/// A kind of evidence and how long it holds.
#[derive(Clone, Debug)]
pub struct EvidenceKind {
    /// `vulnerability-scan`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// How a person gets it, in a sentence.
    pub how_to_get: String,
    /// Days until it expires, by size.
    pub days: BySize<i64>,
    /// Where the numbers come from: source tags with a few words, divided by `;`.
    pub basis: String,
}

/// A dated table that says within how many days a finding must be fixed.
#[derive(Clone, Debug)]
pub struct RemediationTable {
    /// `bod-26-04`.
    pub id: String,
    /// Title with citation.
    pub title: String,
    /// Whom it binds: `in force for federal civilian agencies; a model for everyone else`.
    pub status: String,
    /// First day on which it applies.
    pub from: Date,
    /// First day on which it does not apply any more.
    pub to: Option<Date>,
    /// From when its dates bind those whom it binds, when that is later.
    pub binding_from: Option<Date>,
    /// Where it can be read.
    pub source: String,
    /// Source tags, several divided by `;`.
    pub source_tag: String,
    /// First row that fits decides; the last row fits everything.
    pub rows: Vec<RemediationRow>,
}

/// A row: conditions that are absent fit everything.
#[derive(Clone, Debug, PartialEq)]
pub struct RemediationRow {
    /// Reachable from the Internet.
    pub public: Option<bool>,
    /// In the KEV catalogue.
    pub known_exploited: Option<bool>,
    /// SSVC automatable.
    pub automatable: Option<bool>,
    /// SSVC technical impact total.
    pub total: Option<bool>,
    /// The tool's severity.
    pub severity: Option<Severity>,
    /// By when.
    pub fix: FixWithin,
    /// Whether forensic triage is demanded.
    pub triage: bool,
}

/// By when a finding must be fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixWithin {
    /// Calendar days after the clock starts.
    Days(i64),
    /// The due date in the KEV catalogue.
    KevDueDate,
    /// With the next upgrade; never overdue.
    OnUpgrade,
}

/// What a source tag stands for.
#[derive(Clone, Debug)]
pub struct Source {
    /// `CPG1`.
    pub tag: String,
    /// Full title.
    pub title: String,
    /// What force it has: `in force`, `voluntary`, `proposed only, not law`, `this project's choice`.
    pub status: String,
    /// How far it was checked.
    pub checked: String,
}

impl Catalog {
    /// The catalogue built into Ward.
    ///
    /// # Panics
    /// Never in a build whose tests passed: they load it.
    pub fn built_in() -> Self {
        load::built_in().unwrap_or_else(|mistakes| {
            panic!("the built-in catalogue has {} mistakes; first: {}", mistakes.len(), mistakes[0])
        })
    }
    /// A catalogue from texts, each with its name within the data folder: `measures/yearly-training.toml`.
    pub fn from_texts(texts: &[(&str, &str)]) -> Result<Self, Vec<Mistake>> {
        load::from_texts(texts)
    }
    /// The texts of the built-in catalogue, sorted by name; a start for a changed one.
    pub fn built_in_texts() -> &'static [(&'static str, &'static str)] {
        load::BUILT_IN
    }
    /// The measures of a goal, in order.
    pub fn measures_of(&self, goal: GoalId) -> impl Iterator<Item = &Measure> {
        self.measures.values().filter(move |m| m.id.goal() == goal)
    }
    /// The remediation table in force on a day; the first one for days before all of them.
    pub fn remediation_on(&self, day: Date) -> &RemediationTable {
        self.remediation.iter().rev().find(|t| t.from <= day).unwrap_or(&self.remediation[0])
    }
}
