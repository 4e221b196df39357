//! The call: a round of funding as the office tells everyone about it.

use crate::assessment::Grade;
use crate::ids::Tier;
use crate::money::Money;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a round promises to those who apply. The terms of an open round cannot change, so there is one call for a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Version of this format: 1.
    pub version: u32,
    /// Name of the round in addresses, such as `upfront-2027`.
    pub round: String,
    /// Its title.
    pub title: String,
    /// The goals that it pays for.
    pub tier: Tier,
    /// When the round was opened.
    pub opened_at: Timestamp,
    /// The first instant at which an application is taken.
    pub opens: Timestamp,
    /// The first instant at which none is taken any more.
    pub closes: Timestamp,
    /// All the money of the round.
    pub budget: Money,
    /// The most that one applicant can get.
    pub cap: Money,
    /// The lowest grade of evidence that earns money.
    pub required_grade: Grade,
    /// Who may apply: a sentence for each group; one that fits is enough.
    pub who: Vec<String>,
    /// On what each number stands: law, an adopted scenario, or the office's own choice.
    pub grounds: Vec<String>,
}

impl Call {
    /// Whether an application is taken at that instant.
    pub fn is_open_at(&self, at: Timestamp) -> bool {
        self.opens <= at && at < self.closes
    }
}
