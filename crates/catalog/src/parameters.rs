//! Numbers of law and money: each with its unit, citation, force, days and source. A number that is in force and one that
//! somebody only proposed are found by different questions, so that a proposal never passes for law.

mod dated;
mod holidays;
pub(crate) mod wire;

pub use dated::{Dated, OfficeDays, SizeLimits, SmallestCell, Unfit};
pub(crate) use dated::{OfFamily, read};
pub(crate) use holidays::Falls;
pub use holidays::{Holiday, Holidays};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// All families, by id, and the federal holidays.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    /// `hipaa-penalties`, `circia` and so on.
    pub families: BTreeMap<String, Family>,
    /// The days on which federal offices are shut.
    pub holidays: Holidays,
}

/// The numbers of one law, proposal, plan or choice.
#[derive(Clone, Debug)]
pub struct Family {
    /// `hipaa-penalties`; also the file name.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Whom it concerns, in a sentence.
    pub concerns: String,
    /// Its force as a whole over time, oldest first.
    pub standings: Vec<Standing>,
    /// Its numbers, by key and then by day.
    pub values: Vec<Parameter>,
}

/// What force a text had from a day to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The word.
    pub status: Force,
    /// What happened, in a sentence.
    pub says: String,
    /// Where it can be read.
    pub citation: String,
    /// When it holds.
    pub effective: Effective,
    /// Who told us.
    pub source: String,
    /// How sure it is.
    pub mark: Mark,
}

/// One number.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Family and key: `hipaa-penalties/tier-1-least`.
    pub id: String,
    /// What it means, in a sentence.
    pub says: String,
    /// The number itself; 0.5 for a half share, 1 and 0 for yes and no.
    pub value: f64,
    /// What is counted.
    pub unit: Unit,
    /// Which event starts a clock of this length; nothing where it is no clock.
    pub starts: Option<Starts>,
    /// Law, paper or contract, with the place in it.
    pub citation: String,
    /// What force it has.
    pub status: Force,
    /// When it has it.
    pub effective: Effective,
    /// Who told us.
    pub source: String,
    /// How sure it is.
    pub mark: Mark,
}

/// From a day until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effective {
    /// First day; none where the facts know no beginning.
    pub from: Option<Date>,
    /// First day on which it does not hold any more; none while no end is known.
    pub to: Option<Date>,
}

impl Effective {
    /// Whether the day lies in it.
    pub fn covers(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }
    /// Whether some day lies in both.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        let before = |a: Self, b: Self| a.to.zip(b.from).is_some_and(|(to, from)| to <= from);
        !before(self, other) && !before(other, self)
    }
}

/// What force a text or number has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Force {
    /// Law, or a programme that runs.
    InForce,
    /// Published for comment by those who could enact it.
    Proposed,
    /// A bill that a committee has reported.
    Reported,
    /// It was in force and is not any more.
    Lapsed,
    /// Asked for and never enacted.
    NeverEnacted,
    /// Something that never was law, to be reckoned with only by those who ask for it.
    Scenario,
    /// A model or a choice of this project that binds nobody.
    Template,
}

impl Force {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::Proposed => "proposed, not law",
            Self::Reported => "reported by committee, not law",
            Self::Lapsed => "lapsed",
            Self::NeverEnacted => "never enacted",
            Self::Scenario => "scenario, never enacted",
            Self::Template => "a model that binds nobody",
        }
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// US dollars.
    Usd,
    /// A part of a whole, 0 to 1.
    Share,
    /// Hours by the clock.
    Hours,
    /// Calendar days.
    Days,
    /// Days on which federal offices are open.
    BusinessDays,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
    /// People.
    People,
    /// Beds.
    Beds,
    /// Hospitals.
    Hospitals,
    /// Hospitals, clinics and whatever else takes part.
    Organisations,
    /// How often in a year.
    TimesAYear,
}

impl Unit {
    /// The word behind the number.
    pub fn label(self) -> &'static str {
        match self {
            Self::Usd => "US dollars",
            Self::Share => "as a share of the whole",
            Self::Hours => "hours",
            Self::Days => "calendar days",
            Self::BusinessDays => "business days",
            Self::Months => "months",
            Self::Years => "years",
            Self::People => "people",
            Self::Beds => "beds",
            Self::Hospitals => "hospitals",
            Self::Organisations => "organisations",
            Self::TimesAYear => "times a year",
        }
    }
}

/// What starts a clock. Laws differ, so the times are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Starts {
    /// It was known, or would have been by reasonable diligence.
    Discovery,
    /// Somebody reasonably believed that it happened.
    ReasonableBelief,
    /// The organisation determined that it was one.
    Determination,
    /// A ransom was paid.
    Payment,
    /// The organisation found it material to its investors.
    Materiality,
    /// The end of the calendar year of discovery.
    EndOfYear,
}

/// How sure a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Mark {
    /// Read in the source that is named.
    V,
    /// Read in a secondary source only.
    V2,
    /// From memory, not checked.
    M,
    /// Computed from other numbers here.
    C,
    /// Chosen by this project; an operator may choose otherwise.
    Own,
}

impl Mark {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::V => "read in the source",
            Self::V2 => "from a secondary source",
            Self::M => "from memory, not checked",
            Self::C => "computed from other numbers",
            Self::Own => "this project's choice",
        }
    }
}

/// Why there is no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoValue {
    /// No number has that id.
    #[error("the catalogue has no number `{0}`")]
    Unknown(String),
    /// Nothing in force on that day.
    #[error("no `{id}` is in force on {day}{otherwise}")]
    NotInForce {
        /// Which.
        id: String,
        /// Asked for which day.
        day: Date,
        /// What there is instead, in words that go on with the sentence; may be empty.
        otherwise: String,
    },
    /// Nothing at all for that day, not even a proposal.
    #[error("the catalogue has no `{id}` for {day}, not even as a proposal")]
    NotThen {
        /// Which.
        id: String,
        /// Asked for which day.
        day: Date,
    },
}

impl Parameters {
    /// The number in force on a day. Proposals, scenarios and models never answer this question.
    pub fn in_force(&self, id: &str, day: Date) -> Result<&Parameter, NoValue> {
        let all = self.all(id)?;
        let found = all.iter().find(|p| p.status == Force::InForce && p.effective.covers(day));
        found.ok_or_else(|| NoValue::NotInForce { id: id.to_owned(), day, otherwise: otherwise(all, day) })
    }
    /// The number to reckon with by those who ask for scenarios: the one in force, else what is proposed, a scenario or a
    /// model on that day. Its status says which, and must be shown.
    pub fn scenario(&self, id: &str, day: Date) -> Result<&Parameter, NoValue> {
        let all = self.all(id)?;
        let then = || all.iter().filter(|p| p.effective.covers(day));
        let found = then()
            .find(|p| p.status == Force::InForce)
            .or_else(|| then().find(|p| p.status != Force::Lapsed));
        found.ok_or_else(|| NoValue::NotThen { id: id.to_owned(), day })
    }
    /// The number of a model or a choice of this project; it binds nobody.
    pub fn template(&self, id: &str, day: Date) -> Result<&Parameter, NoValue> {
        let all = self.all(id)?;
        let found = all.iter().find(|p| p.status == Force::Template && p.effective.covers(day));
        found.ok_or_else(|| NoValue::NotThen { id: id.to_owned(), day })
    }
    /// What a text was as a whole on a day: none where the catalogue does not know.
    pub fn standing(&self, family: &str, day: Date) -> Option<&Standing> {
        self.families.get(family)?.standings.iter().find(|standing| standing.effective.covers(day))
    }
    fn all(&self, id: &str) -> Result<&[Parameter], NoValue> {
        let family = id.split_once('/').and_then(|(family, _)| self.families.get(family));
        let values = family.map(|family| family.values.as_slice()).unwrap_or_default();
        let from = values.partition_point(|p| p.id.as_str() < id);
        let to = values.partition_point(|p| p.id.as_str() <= id);
        values.get(from..to).filter(|of| !of.is_empty()).ok_or_else(|| NoValue::Unknown(id.to_owned()))
    }
}

/// What there is on a day on which nothing is in force.
fn otherwise(all: &[Parameter], day: Date) -> String {
    let begins = all.iter().filter(|p| p.status == Force::InForce).filter_map(|p| p.effective.from);
    if let Some(other) = all.iter().find(|p| p.effective.covers(day)) {
        format!(": it is {} ({})", other.status.label(), other.citation)
    } else if let Some(from) = begins.filter(|from| *from > day).min() {
        format!(": the catalogue knows it from {from}")
    } else {
        String::new()
    }
}

impl fmt::Display for Parameter {
    /// The number as a sentence part with everything that one must know of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({}; {})", self.value, self.unit.label(), self.citation, self.status.label())
    }
}

#[cfg(test)]
mod tests;
