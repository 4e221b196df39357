//! A round and its states: draft, open, closed, allocated, decided, paying, finished.

use super::{Allocation, Application, ApplicationId, Stamp, Terms};
use crate::participants::ParticipantId;
use crate::{Made, Refused};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Name of a round in addresses and accounts: small letters, digits and hyphens, such as `upfront-2027`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoundId(String);

/// The text is not the name of a round.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not the name of a round: use 1 to 60 small letters, digits and hyphens")]
pub struct NotARound(pub String);

impl FromStr for RoundId {
    type Err = NotARound;
    fn from_str(text: &str) -> Result<Self, NotARound> {
        let fits = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits && (1..=60).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-') {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotARound(text.to_owned()))
        }
    }
}

impl TryFrom<String> for RoundId {
    type Error = NotARound;
    fn try_from(text: String) -> Result<Self, NotARound> {
        text.parse()
    }
}

impl From<RoundId> for String {
    fn from(id: RoundId) -> Self {
        id.0
    }
}

impl fmt::Display for RoundId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Where a round is. It goes one step at a time, and back only from `Allocated` to `Closed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Its terms are being written.
    Draft,
    /// Its terms stand; applications are taken within the window.
    Open,
    /// The window is over; reviewers read.
    Closed,
    /// An allocation is proposed.
    Allocated,
    /// Awards are made and money is promised.
    Decided,
    /// Milestones are paid as they are verified.
    Paying,
    /// All awards are closed and what is left went back.
    Finished,
}

impl Stage {
    /// The word shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Open => "Open",
            Self::Closed => "Closed",
            Self::Allocated => "Allocated",
            Self::Decided => "Decided",
            Self::Paying => "Paying",
            Self::Finished => "Finished",
        }
    }
}

/// A round of funding.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Its name in addresses.
    pub id: RoundId,
    /// What it promises.
    pub terms: Terms,
    /// Where it is.
    pub stage: Stage,
    /// Each step, with when and by whom.
    pub steps: Vec<(Stage, Stamp)>,
    /// The standing application of each applicant.
    pub applicants: BTreeMap<ParticipantId, ApplicationId>,
    /// The allocation, from its proposal on.
    pub allocation: Option<Allocation>,
}

impl Round {
    pub(super) fn drafted(made: Made<'_>, id: RoundId, terms: Terms) -> Self {
        Self {
            id,
            terms,
            stage: Stage::Draft,
            steps: vec![(Stage::Draft, Stamp::of(made))],
            applicants: BTreeMap::new(),
            allocation: None,
        }
    }

    /// Refuses what can only be done at another stage.
    pub(super) fn expect(&self, stages: &[Stage]) -> Result<(), Refused> {
        if stages.contains(&self.stage) {
            return Ok(());
        }
        let wanted: Vec<String> = stages.iter().map(|stage| stage.label().to_lowercase()).collect();
        Err(Refused::new(
            "wrong-stage",
            format!(
                "the round {} is {}, and this can be done only while it is {}",
                self.id,
                self.stage.label().to_lowercase(),
                wanted.join(" or ")
            ),
        ))
    }

    /// Refuses what must happen within the window.
    pub(super) fn expect_window(&self, made: Made<'_>) -> Result<(), Refused> {
        if self.stage == Stage::Open && self.terms.is_in_window(made.at) {
            return Ok(());
        }
        Err(Refused::new(
            "outside-window",
            format!(
                "the round {} takes applications from {} until {}, and it is {}",
                self.id, self.terms.opens, self.terms.closes, made.at
            ),
        ))
    }

    pub(super) fn expect_allocation(&self, version: u32) -> Result<&Allocation, Refused> {
        self.expect(&[Stage::Allocated])?;
        let none = || Refused::new("no-allocation", "there is no allocation to decide on");
        let allocation = self.allocation.as_ref().ok_or_else(none)?;
        allocation.expect(version)?;
        Ok(allocation)
    }

    /// Refuses to decide before enough reviewers without a conflict have spoken.
    pub(super) fn expect_reviews(&self, application: &Application) -> Result<(), Refused> {
        let (needed, there) =
            (usize::from(self.terms.reviews_needed), application.counting_reviews().count());
        if there >= needed {
            return Ok(());
        }
        Err(Refused::new(
            "too-few-reviews",
            format!("application {} has {there} of the {needed} reviews that it needs", application.id.0),
        ))
    }

    pub(super) fn step(&mut self, made: Made<'_>, stage: Stage) {
        self.stage = stage;
        self.steps.push((stage, Stamp::of(made)));
    }
}
