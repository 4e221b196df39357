//! Help from the office, as the organisation's pages show it.

use jiff::Timestamp;
use jiff::civil::Date;
use ward_domain::letters::{Acknowledgement, HandOver, Request};
use ward_domain::{Digest, GoalId};

/// What somebody needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// For what, by the programme's word: `scan`.
    pub wants: String,
    /// In sentences.
    pub says: String,
    /// The goals that it is about.
    pub goals: Vec<GoalId>,
    /// By when.
    pub wanted_by: Option<Date>,
}

/// A request that was signed here.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestRow {
    /// The signed file.
    pub digest: Digest,
    /// What it says.
    pub request: Request,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The office's acknowledgement, once it came back.
    pub acknowledgement: Option<(Digest, Acknowledgement)>,
    /// What the office handed over, oldest first.
    pub results: Vec<ResultRow>,
}

/// A result that the office handed over.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultRow {
    /// The signed statement.
    pub statement: Digest,
    /// The file that it is about.
    pub file: Digest,
    /// What it says.
    pub says: HandOver,
    /// Whether that file is evidence here.
    pub is_evidence: bool,
}
