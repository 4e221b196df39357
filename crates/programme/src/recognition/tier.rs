//! Tiers of recognition as data: which goals, met at which grade, shown how recently.

use crate::Refused;
use crate::funding::{Roll, Verified, day_of};
use crate::participants::ParticipantId;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ward_domain::ids::Tier as GoalTier;
use ward_domain::{Digest, GoalId, Grade};

/// A tier that an operator offers. Its numbers are the operator's own choice, and each issue keeps those of its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Its id: small letters, digits and hyphens, such as `essential`.
    pub id: String,
    /// Its name, such as `Essential goals met`.
    pub title: String,
    /// What it means, in plain words for patients.
    pub meaning: String,
    /// The goals that must be met: all of these.
    pub goals: Goals,
    /// The lowest grade of evidence that counts.
    pub grade: Grade,
    /// Days for which a statement is valid from its issue, 1 to 1,827 (five years).
    pub valid_days: u16,
    /// Days after which a summary is too old to rest on, counted from the day it judges.
    pub freshest_days: u16,
    /// Where the rule comes from: a decision of the programme, a law, `OWN`.
    pub source: String,
}

/// Which goals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goals {
    /// The ten essential goals.
    Essential,
    /// The ten enhanced goals.
    Enhanced,
    /// All twenty.
    All,
    /// These.
    These(BTreeSet<GoalId>),
}

impl Goals {
    /// The goals, in order.
    pub fn list(&self) -> Vec<GoalId> {
        let of = |letter: char| (1..=10).filter_map(move |number| format!("{letter}{number}").parse().ok());
        match self {
            Self::Essential => of('E').collect(),
            Self::Enhanced => of('H').collect(),
            Self::All => of('E').chain(of('H')).collect(),
            Self::These(goals) => goals.iter().copied().collect(),
        }
    }

    /// In words, such as `all ten essential goals`.
    pub fn words(&self) -> String {
        match self {
            Self::Essential => "all ten essential goals".to_owned(),
            Self::Enhanced => "all ten enhanced goals".to_owned(),
            Self::All => "all twenty goals".to_owned(),
            Self::These(goals) => {
                let part = |tier| goals.iter().filter(|goal| goal.tier() == tier).count();
                format!(
                    "{} essential and {} enhanced goals",
                    part(GoalTier::Essential),
                    part(GoalTier::Enhanced)
                )
            }
        }
    }
}

impl Tier {
    pub(super) fn check(&self) -> Result<(), Refused> {
        let wrong = |why: &str| Err(Refused::new("wrong-tier", format!("the tier `{}` {why}", self.id)));
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if self.id.is_empty() || self.id.len() > 60 || !self.id.bytes().all(fits) {
            return wrong("needs an id of 1 to 60 small letters, digits and hyphens");
        }
        if [&self.title, &self.meaning, &self.source].iter().any(|text| text.trim().is_empty()) {
            return wrong("needs a title, a meaning in plain words, and a source");
        }
        if self.goals.list().is_empty() {
            return wrong("names no goal, so everyone would have it");
        }
        if !(1..=1_827).contains(&self.valid_days) || self.freshest_days == 0 {
            return wrong("must be valid for 1 to 1,827 days, and rest on summaries of at least one day");
        }
        Ok(())
    }

    /// The newest summary of a participant, if it shows at that instant everything that the tier asks; else what is missing,
    /// in a sentence. *Unknown* is never a pass, nor is a summary that grew old.
    pub fn reached(&self, who: &ParticipantId, at: Timestamp, roll: &dyn Roll) -> Result<Digest, String> {
        if roll.name(who).is_none() {
            return Err(format!("{who} takes no part in the programme"));
        }
        if !roll.may_be_named(who) {
            return Err(format!("{who} chose not to be named in public"));
        }
        let goals = self.goals.list();
        let found: Vec<(GoalId, Option<Verified>)> =
            goals.iter().map(|goal| (*goal, roll.verified(who, *goal, at))).collect();
        let newest = found.iter().find_map(|(_, verified)| *verified);
        let Some(Verified { summary, as_of, .. }) = newest else {
            return Err(format!("{who} has no verified summary"));
        };
        let last = as_of.checked_add(i64::from(self.freshest_days).days()).unwrap_or(Date::MAX);
        if day_of(at) > last {
            return Err(format!(
                "the newest summary of {who} judges {as_of}, which is more than {} days ago",
                self.freshest_days
            ));
        }
        let short: Vec<String> = found
            .iter()
            .filter(|(_, verified)| !verified.is_some_and(|verified| verified.holds(self.grade)))
            .map(|(goal, _)| goal.to_string())
            .collect();
        if short.is_empty() {
            Ok(summary)
        } else {
            Err(format!(
                "not met at grade {} or better: {} ({} of {} goals)",
                self.grade.as_str(),
                short.join(", "),
                short.len(),
                goals.len()
            ))
        }
    }
}
