//! Letters: what an organisation and the operator's office sign for each other, beside the summary.
//!
//! Each kind has a list of fields that is part of the format; what is not listed is refused, and a change of the list is a
//! new version. What an organisation signs names no host, address, person of the estate or finding.

mod application;
mod call;
mod check;

pub use application::{Already, Application, Line};
pub use call::Call;
pub use check::NotALetter;

use crate::ids::{Digest, GoalId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The version of the formats that this program writes and reads.
pub const VERSION: u32 = 1;

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterKind {
    /// The office: a round of funding takes applications.
    Call,
    /// An organisation: it applies.
    Application,
    /// An organisation: it asks for help.
    Request,
    /// The office: a letter came and is in its record.
    Acknowledgement,
    /// The office: the result of a request, with the file that it names.
    HandOver,
}

impl LetterKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Call, Self::Application, Self::Request, Self::Acknowledgement, Self::HandOver];

    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Call => "call for applications",
            Self::Application => "application",
            Self::Request => "request for help",
            Self::Acknowledgement => "acknowledgement",
            Self::HandOver => "hand-over",
        }
    }
}

/// What the office says about a letter that it has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// Version of this format: 1.
    pub version: u32,
    /// The participant that the office counts the letter for.
    pub participant: String,
    /// What was taken.
    pub kind: LetterKind,
    /// Number of what it became in the office's record: of the application, of the request.
    pub number: u64,
    /// When it was received.
    pub received_at: Timestamp,
}

/// An organisation asks for help. What it needs is written by a person, for this purpose; nothing else is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Version of this format: 1.
    pub version: u32,
    /// The first request is 1; each later one has a higher number, so an old one cannot be sent again.
    pub number: u64,
    /// When it was signed.
    pub made_at: Timestamp,
    /// For what, by the programme's word: `scan`, `assistance`, `exercise`, `training`, `incident`.
    pub wants: String,
    /// What is needed, in sentences.
    pub says: String,
    /// The goals that it is about, in order.
    pub goals: Vec<GoalId>,
    /// By when it is wanted.
    pub wanted_by: Option<Date>,
}

/// The office hands over what came of a request. The statement is about the file: its subject is the file's SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Version of this format: 1.
    pub version: u32,
    /// The signed request, by its digest.
    pub request: Digest,
    /// Number of the request in the office's record.
    pub number: u64,
    /// What was delivered, in words.
    pub says: String,
    /// When it was delivered.
    pub delivered_at: Timestamp,
}
