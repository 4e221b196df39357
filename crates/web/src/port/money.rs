//! Money from outside, as the organisation's pages show it.

use jiff::Timestamp;
use ward_domain::Digest;
use ward_domain::letters::{Acknowledgement, Already, Application, Call};
use ward_planner::outlook::funding::{Ask, GoalLine};

/// A call for applications that was kept: the office signed it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    /// The signed file.
    pub digest: Digest,
    /// What it says.
    pub call: Call,
    /// When it was kept.
    pub kept_at: Timestamp,
    /// Applications signed here, oldest first.
    pub applications: Vec<ApplicationRow>,
}

/// An application that was signed here.
#[derive(Clone, Debug, PartialEq)]
pub struct ApplicationRow {
    /// The signed file.
    pub digest: Digest,
    /// What it says.
    pub application: Application,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The office's acknowledgement, once it came back.
    pub acknowledgement: Option<(Digest, Acknowledgement)>,
}

/// What can be asked of a round, by the organisation's own plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Goals of the round that the plan works on and that cost money.
    pub lines: Vec<GoalLine>,
    /// What to begin with.
    pub asks: Vec<Ask>,
    /// Goals of the round that are met, in whole or in part.
    pub already: Vec<Already>,
}
