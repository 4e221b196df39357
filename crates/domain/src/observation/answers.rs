//! What people say and sign.

use super::Line;
use crate::ids::MeasureId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An answer that a person gave and signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerSeen {
    /// Which measure.
    pub measure: MeasureId,
    /// Which subject of it (an account, a finding, a person); `None` for the measure as a whole.
    pub subject: Option<String>,
    /// What was said.
    pub says: Says,
    /// Who signed.
    pub signer: String,
    /// When.
    pub signed_on: Date,
    /// The artefact that backs the answer: a file name, a ticket, a digest.
    pub artefact: Option<String>,
    /// Whether the artefact is a dated document of a third party (grade B).
    pub is_third_party: bool,
    /// Last day on which the answer counts; the measure's freshness may end it sooner.
    pub expires: Option<Date>,
    /// First day on which it is so, when that is not the day of signing.
    #[serde(default)]
    pub effective: Option<Date>,
    /// Another way in which the aim is reached, in the person's words.
    #[serde(default)]
    pub alternate_control: Option<String>,
    /// Whether the person is not sure and wants somebody to look at it. Such an answer decides nothing.
    #[serde(default)]
    pub is_for_review: bool,
    /// In the person's words.
    pub comment: String,
    /// Where in the file.
    pub line: Line,
}

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// It does not apply here, and the comment says why.
    NotApplicable,
}

impl Says {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotApplicable => "does not apply",
        }
    }
}

/// An approved exception: one subject of one measure, for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExceptionSeen {
    /// Which measure.
    pub measure: MeasureId,
    /// Which subject, as the measure names it.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// What protects instead.
    pub compensating_control: String,
    /// Who approved.
    pub approver: String,
    /// When.
    pub approved_on: Date,
    /// Last day; more than 366 days after approval is not accepted as an exception.
    pub expires: Date,
    /// Where in the file.
    pub line: Line,
}
