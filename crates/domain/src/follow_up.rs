//! What people follow up between two assessments: tasks, own numbers, what ends soon, and what got worse.

use crate::assessment::{EvidenceRef, Range, Status};
use crate::ids::{GoalId, MeasureId};
use crate::record::EntryNumber;
use jiff::civil::Date;

/// What is asked of whom. It changes no verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTask {
    /// The measure that it serves.
    pub measure: MeasureId,
    /// One subject of it; `None` for the measure as a whole.
    pub subject: Option<String>,
    /// The role that it falls to, by the catalogue's word.
    pub role: String,
    /// By name, when known.
    pub person: Option<String>,
    /// Last day.
    pub due: Date,
    /// What is to be done.
    pub note: String,
}

/// A task that was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The entry that gave it.
    pub entry: EntryNumber,
    /// What was asked.
    pub asked: NewTask,
    /// The entry that closed it, and what came of it; `None` while it is open.
    pub closed: Option<(EntryNumber, String)>,
}

/// A number of Ward's makers that the organisation chose otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenNumber {
    /// The entry that says so.
    pub entry: EntryNumber,
    /// Which measure.
    pub measure: MeasureId,
    /// Which number of it; `target` is the share that must be met.
    pub key: String,
    /// The value, for the organisation's size.
    pub value: f64,
    /// Why.
    pub reason: String,
}

/// Something that ends or is due soon.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reminder {
    /// The last day on which all is well; past for what is overdue.
    pub last_day: Date,
    /// The measure that it concerns.
    pub measure: MeasureId,
    /// What it is.
    pub what: Soon,
}

/// What a reminder is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Soon {
    /// A task.
    Task {
        /// The entry that gave it.
        entry: EntryNumber,
        /// The role that it falls to.
        role: String,
    },
    /// An answer that ends.
    Answer {
        /// What it is about; `None` for the measure as a whole.
        subject: Option<String>,
    },
    /// Evidence that the verdict rests on grows too old.
    Evidence,
}

/// What got worse since a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// The day that today is compared with.
    pub since: Date,
    /// Whether the catalogue of measures is another one since then: part of the change may be Ward's.
    pub is_other_catalogue: bool,
    /// What got worse, in the order of the measures.
    pub worse: Vec<Worse>,
}

/// A measure that holds less than it did.
#[derive(Clone, Debug, PartialEq)]
pub struct Worse {
    /// Which.
    pub measure: MeasureId,
    /// Its status then.
    pub then: Status,
    /// Its status today.
    pub now: Status,
    /// The first recorded day from which on it has been worse; today when no recorded one shows it.
    pub since: Date,
    /// Why, as far as the evidence tells.
    pub why: Why,
}

/// Why a measure got worse.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Evidence that it rested on counted until the day before this one.
    Expired(Date),
    /// A case that fails or is not decided, with the newest evidence about it.
    Case {
        /// What it is called.
        subject: String,
        /// Why it fails, in a sentence.
        reason: String,
        /// The newest row that shows it; `None` when no evidence is left.
        evidence: Option<EvidenceRef>,
    },
    /// No single case shows it; the verdict's own sentence.
    Said(String),
}

/// A recorded assessment.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    /// Its entry.
    pub entry: EntryNumber,
    /// The day judged.
    pub as_of: Date,
    /// How each goal stood, in order.
    pub goals: Vec<GoalThen>,
}

/// How a goal stood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GoalThen {
    /// Which.
    pub goal: GoalId,
    /// Its status.
    pub status: Status,
    /// Its range.
    pub score: Range,
}
