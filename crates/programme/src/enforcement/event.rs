//! What is decided in enforcement.

use super::{CaseNumber, Penalty, Setting};
use crate::participants::ParticipantId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ward_domain::Money;

/// One decision or step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// From a day on, goals are voluntary, rewarded, required or penalised for a class.
    DemandSet(Setting),
    /// A notice was served. The case has the number of this entry.
    CaseOpened {
        /// Whom it is about.
        participant: ParticipantId,
        /// Id of a family of parameters: `hipaa-penalties`.
        regime: String,
        /// What is alleged, in sentences.
        alleged: String,
        /// The day of service.
        served: Date,
        /// Last day for the response.
        response_due: Date,
        /// Number of the summary that it rests on.
        summary: Option<u64>,
        /// An exercise: it may reckon with scenarios and proposals, and binds nobody.
        #[serde(default)]
        exercise: bool,
    },
    /// More time for the response.
    ResponseDueMoved {
        /// Which case.
        case: CaseNumber,
        /// The new last day.
        due: Date,
        /// Why.
        because: String,
    },
    /// The organisation answered.
    Responded {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// What it says.
        says: String,
    },
    /// Whether there was a violation.
    Determined {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// Whether there was one.
        violation: bool,
        /// Why.
        because: String,
        /// Number of the summary that it rests on.
        summary: Option<u64>,
    },
    /// The organisation asks for a hardship exception.
    HardshipAsked {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// Why.
        because: String,
    },
    /// The answer to it.
    HardshipDecided {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// Whether nothing is to be paid.
        granted: bool,
        /// Why.
        because: String,
    },
    /// A penalty, line by line.
    PenaltySet {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// As worked out.
        penalty: Box<Penalty>,
        /// Last day for an appeal.
        appeal_due: Date,
    },
    /// The organisation appeals.
    Appealed {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// Why.
        because: String,
    },
    /// The answer to it.
    AppealDecided {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// What becomes of the penalty.
        outcome: AppealOutcome,
        /// Why.
        because: String,
    },
    /// Both sides agree.
    Settled {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// What is paid; may be nothing.
        amount: Money,
        /// What else was agreed.
        terms: String,
    },
    /// The operator takes the notice back.
    Withdrawn {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// Why.
        because: String,
    },
    /// Money arrived.
    Paid {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// How much.
        amount: Money,
    },
    /// Nothing is left to do.
    Closed {
        /// Which case.
        case: CaseNumber,
        /// The day.
        on: Date,
        /// What was learned, or why.
        because: String,
    },
}

/// What becomes of a penalty after an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum AppealOutcome {
    /// It stays.
    Upheld,
    /// It is lower.
    Reduced {
        /// What is to be paid instead.
        to: Money,
    },
    /// Nothing is to be paid.
    Overturned,
}

impl Event {
    /// Which case it is about; none for a setting, and for the event that opens one.
    pub fn case(&self) -> Option<CaseNumber> {
        match self {
            Self::DemandSet(_) | Self::CaseOpened { .. } => None,
            Self::ResponseDueMoved { case, .. }
            | Self::Responded { case, .. }
            | Self::Determined { case, .. }
            | Self::HardshipAsked { case, .. }
            | Self::HardshipDecided { case, .. }
            | Self::PenaltySet { case, .. }
            | Self::Appealed { case, .. }
            | Self::AppealDecided { case, .. }
            | Self::Settled { case, .. }
            | Self::Withdrawn { case, .. }
            | Self::Paid { case, .. }
            | Self::Closed { case, .. } => Some(*case),
        }
    }
}
