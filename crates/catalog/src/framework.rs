//! Frameworks: what a text asks for, and which goals and measures answer it.
//!
//! Every framework is a list of [`Requirement`]s. Those of `hph-cpg` are its goals, which own measures; those of any other
//! text are tied to goals and measures by [`Link`]s, each with where it comes from. A mapping is written once, in one
//! direction; the loader computes the other.

use crate::BySize;
use jiff::civil::Date;
use serde::Deserialize;
use std::fmt;
use ward_domain::{GoalId, MeasureId};

/// A text with requirements, and its provenance.
#[derive(Clone, Debug)]
pub struct Framework {
    /// `hph-cpg`; also the file name.
    pub id: String,
    /// Full title.
    pub title: String,
    /// For tables and narrow columns.
    pub short_title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its version, in the publisher's words or ours when there are none.
    pub version: String,
    /// `2024-01-24`.
    pub released: Date,
    /// What force it has.
    pub legal_status: LegalStatus,
    /// What that means, in a sentence or two.
    pub status_words: String,
    /// First day on which it applies. A proposal has none.
    pub from: Option<Date>,
    /// First day on which it does not apply any more.
    pub to: Option<Date>,
    /// How it is cited.
    pub citation: String,
    /// Whom it is for.
    pub applies_to: String,
    /// On what terms its text may be used.
    pub licence: String,
    /// How far its text was compared with the original, and against what.
    pub checked: String,
    /// Where it can be read.
    pub urls: Vec<String>,
    /// Under which names the crosswalks of goals speak of it: `hicp_practices`.
    pub crosswalk_keys: Vec<String>,
    /// Goals, in published order; only the framework that owns the measures has them.
    pub goals: Vec<Goal>,
    /// What it asks for, in published order; of a framework with goals, one for each.
    pub requirements: Vec<Requirement>,
}

impl Framework {
    /// The requirement of that id.
    pub fn find(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }
}

/// What force a text has. Only the first two are law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegalStatus {
    /// Law of the land.
    InForce,
    /// Law in a part of the country.
    Local,
    /// Advice.
    Voluntary,
    /// Somebody proposed it; nobody has to follow it.
    Proposed,
    /// It was asked for and never enacted: for calculations of what would be.
    Scenario,
}

impl LegalStatus {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Local => "local",
            Self::Voluntary => "voluntary",
            Self::Proposed => "proposed",
            Self::Scenario => "scenario",
        }
    }
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::InForce => "Law in force",
            Self::Local => "Law in one state only",
            Self::Voluntary => "Voluntary",
            Self::Proposed => "Proposed, not law",
            Self::Scenario => "Scenario, never enacted",
        }
    }
    /// Whether somebody has to follow it.
    pub fn is_law(self) -> bool {
        matches!(self, Self::InForce | Self::Local)
    }
}

impl fmt::Display for LegalStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A goal: a requirement that owns measures.
#[derive(Clone, Debug)]
pub struct Goal {
    /// `E1`.
    pub id: GoalId,
    /// `mitigate-known-vulnerabilities`.
    pub slug: String,
    /// HHS's number, 1 to 20.
    pub hhs_number: u8,
    /// As published.
    pub title: String,
    /// For charts and narrow columns.
    pub short_title: String,
    /// The outcome statement.
    pub outcome: String,
    /// Whether the outcome statement was compared with the original. Shown when not.
    pub outcome_is_verified: bool,
    /// One sentence in this project's own words.
    pub plain_words: String,
    /// Links to other texts, each with how sure it is.
    pub crosswalk: Vec<CrosswalkLink>,
}

/// A link from a goal to a requirement elsewhere, as it is written.
#[derive(Clone, Debug)]
pub struct CrosswalkLink {
    /// `hipaa`, `hicp_practices`, `cisa_cpg_1_0_1`, `nist_csf_2_0`, `nist_800_53r5`, …
    pub to: String,
    /// Requirement id there.
    pub id: String,
    /// Its title, when known.
    pub title: Option<String>,
    /// Whether it is among the first to look at, of many links to the same text.
    pub is_primary: bool,
    /// Whether the link was read in a published source; unverified links look unverified.
    pub is_verified: bool,
    /// How it was made.
    pub basis: Basis,
    /// Source tag, a key of [`Catalog::sources`](crate::Catalog::sources).
    pub source: String,
    /// What the link runs through: questions of the SRA Tool (`SRA 1.1`), goals, controls.
    pub via: Vec<String>,
}

/// Something that a text asks for.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// As the text numbers it, `164.308(a)(1)(ii)(A)`; a word of ours where it has no number.
    pub id: String,
    /// Its heading, or our own words.
    pub title: String,
    /// Standard, required or addressable, where a law says so.
    pub kind: Option<RequirementKind>,
    /// The requirement above it, whose parts decide about it.
    pub part_of: Option<String>,
    /// Where it stands, when the id does not say.
    pub citation: Option<String>,
    /// First day on which it applies, when that is not the framework's.
    pub from: Option<Date>,
    /// For whom it is written.
    pub is_for: BySize<bool>,
    /// Other ids that mean the same or a part of it: crosswalks cite more finely or more coarsely.
    pub also: Vec<String>,
    /// How its deciding links add up.
    pub combine: Combine,
    /// What it asks for and no measure does. Then no link decides, and the verdict is unknown.
    pub unanswered: Option<String>,
    /// What answers it, deciding links first.
    pub links: Vec<Link>,
}

/// What a law calls a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequirementKind {
    /// A heading with specifications below it.
    Standard,
    /// To be done as it stands; an exception does not answer it.
    Required,
    /// To be done, or answered by a documented reason (45 CFR 164.306(d)(3)).
    Addressable,
}

impl RequirementKind {
    /// The law's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Required => "required",
            Self::Addressable => "addressable",
        }
    }
}

/// How several links add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Combine {
    /// All are needed: the worst decides, and one that is shown not to be met is the worst.
    #[default]
    All,
    /// One is enough: the best decides.
    Any,
    /// What is known least decides: one unknown link leaves the whole unknown. For mappings which say that two texts
    /// touch, so that a gap here need not be a gap there.
    Weakest,
}

impl Combine {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
            Self::Weakest => "weakest",
        }
    }
    /// What it means, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "all of them are needed",
            Self::Any => "one of them is enough",
            Self::Weakest => "what is known least decides",
        }
    }
}

/// A tie between a requirement and what answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What answers.
    pub to: Target,
    /// Whether the verdict rests on it; else it only touches the requirement, and is shown. The narrowest links decide:
    /// parts, measures and what the framework itself names before goals, and goals only when they are more than cited
    /// beside it.
    pub decides: bool,
    /// Whether it was read in a published source; unverified links look unverified.
    pub is_verified: bool,
    /// How it was made.
    pub basis: Basis,
    /// Source tag, a key of [`Catalog::sources`](crate::Catalog::sources).
    pub source: String,
    /// What it runs through.
    pub via: Vec<String>,
}

/// What answers a requirement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A requirement below it in the same framework.
    Part(String),
    /// A measure.
    Measure(MeasureId),
    /// A goal with all its measures.
    Goal(GoalId),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(id) => f.write_str(id),
            Self::Measure(id) => id.fmt(f),
            Self::Goal(id) => id.fmt(f),
        }
    }
}

/// How a link was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A question of the HHS SRA Tool cites both.
    CoCited,
    /// The same or a related title.
    TitleMatch,
    /// A chain of published mappings, one hop of it ours.
    Derived,
    /// This project's reading.
    Judgement,
    /// The measure names the requirement as a source of what it asks.
    Cited,
    /// The text itself: a part of it, or a goal of its own.
    Own,
}

impl Basis {
    /// Those that data files may name; the others are computed.
    pub const WRITTEN: [Self; 4] = [Self::CoCited, Self::TitleMatch, Self::Derived, Self::Judgement];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CoCited => "co-cited",
            Self::TitleMatch => "title-match",
            Self::Derived => "derived",
            Self::Judgement => "judgement",
            Self::Cited => "cited",
            Self::Own => "own",
        }
    }
    /// What it means, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::CoCited => "a question of the HHS SRA Tool cites both",
            Self::TitleMatch => "same or related title",
            Self::Derived => "chain of published mappings, one step ours",
            Self::Judgement => "our reading",
            Self::Cited => "the measure names it as a source",
            Self::Own => "the text itself",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
