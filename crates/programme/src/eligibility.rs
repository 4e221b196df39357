//! Rules on who qualifies, written by an operator from public facts and verified verdicts.
//!
//! A rule is data: any of its groups, of which all conditions must hold. The answer is yes, no or unknown, with the
//! reason for each condition. What is missing makes a condition unknown, and so does a division by zero; neither ever
//! makes it yes. Conditions have no “not”, so that nothing qualifies because something is missing.

mod preview;
#[cfg(test)]
mod tests;

pub use preview::{ConditionCount, Preview, preview};

use crate::Refused;
use crate::identifiers::State;
use crate::participants::{Kind, Ownership, Participant, Setting};
use crate::standing::Told;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ward_catalog::SizeLimits;
use ward_domain::assessment::{Grade, Status};
use ward_domain::ids::Tier;
use ward_domain::{GoalId, Size};

/// Who qualifies: whoever fits at least one group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The groups.
    pub any_of: Vec<Group>,
}

/// Conditions that must all hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What people call those that fit, such as “small rural hospitals”.
    pub name: String,
    /// The conditions.
    pub all_of: Vec<Condition>,
}

/// One condition on one participant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "test", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// It is one of these kinds.
    Kind {
        /// Which.
        one_of: BTreeSet<Kind>,
    },
    /// Its owner is one of these.
    Ownership {
        /// Which.
        one_of: BTreeSet<Ownership>,
    },
    /// Its address is in one of these states.
    State {
        /// Which.
        one_of: BTreeSet<State>,
    },
    /// It is rural, or it is urban.
    Setting {
        /// Which.
        is: Setting,
    },
    /// Its HICP size is one of these.
    Size {
        /// Which.
        one_of: BTreeSet<Size>,
    },
    /// The operator's list gives it this designation.
    Designation {
        /// The word, such as `sole-community`.
        has: String,
    },
    /// A number is at least, or at most, a limit.
    Number {
        /// Which number.
        of: Quantity,
        /// How it is compared.
        is: Compare,
        /// With what; in the unit of the number.
        limit: f64,
    },
    /// A goal has one of these states in the latest verified summary.
    Goal {
        /// Which goal.
        goal: GoalId,
        /// Which states.
        one_of: Vec<Status>,
        /// The evidence must be of this grade or a better one.
        grade: Option<Grade>,
    },
    /// So many goals of a tier are met in the latest verified summary.
    GoalsMet {
        /// Essential or enhanced.
        tier: Tier,
        /// How many at least.
        at_least: u32,
        /// The evidence of each must be of this grade or a better one.
        grade: Option<Grade>,
    },
}

/// A number that is known of a participant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// Beds.
    Beds,
    /// A public figure by its word, such as `operating-margin`.
    Figure(String),
    /// One number divided by another, such as margin per bed.
    Ratio(Box<Quantity>, Box<Quantity>),
}

/// How a number is compared. Both include the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compare {
    /// The limit or more.
    AtLeast,
    /// The limit or less.
    AtMost,
}

/// Whether it is so. The order is that of strength: all conditions give the lowest, any group the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is not.
    No,
    /// Something that decides is missing.
    Unknown,
    /// It is.
    Yes,
}

/// The answer for one participant.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Whether it qualifies.
    pub verdict: Verdict,
    /// Each group with its own answer.
    pub groups: Vec<GroupAnswer>,
}

/// The answer of one group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupAnswer {
    /// The group's name.
    pub name: String,
    /// Whether all conditions hold.
    pub verdict: Verdict,
    /// Each condition with the reason, for people.
    pub conditions: Vec<(Verdict, String)>,
}

impl Rule {
    /// Depth of ratios within ratios that a person can still read.
    const DEPTH: usize = 4;

    /// Whether the rule can be used at all; call it before the rule becomes part of a decision.
    pub fn check(&self) -> Result<(), Refused> {
        let wrong = |why: String| Err(Refused::new("rule", why));
        if self.any_of.is_empty() {
            return wrong("the rule has no group, so nobody can qualify: add one".to_owned());
        }
        for group in &self.any_of {
            if group.all_of.is_empty() {
                return wrong(format!(
                    "the group “{}” has no condition, so everyone would fit: add one",
                    group.name
                ));
            }
            for condition in &group.all_of {
                if let Some(why) = condition.fault() {
                    return wrong(format!("in the group “{}” {why}", group.name));
                }
            }
        }
        Ok(())
    }

    /// Whether a participant qualifies, by its public facts and its latest verified summary.
    pub fn evaluate(&self, participant: &Participant, limits: SizeLimits, summary: Option<&Told>) -> Answer {
        let groups: Vec<GroupAnswer> =
            self.any_of.iter().map(|group| group.evaluate(participant, limits, summary)).collect();
        let verdict = groups.iter().map(|group| group.verdict).max().unwrap_or(Verdict::No);
        Answer { verdict, groups }
    }
}

impl Group {
    fn evaluate(&self, participant: &Participant, limits: SizeLimits, summary: Option<&Told>) -> GroupAnswer {
        let conditions: Vec<(Verdict, String)> =
            self.all_of.iter().map(|condition| condition.evaluate(participant, limits, summary)).collect();
        // A group without conditions says nothing about anybody.
        let verdict = conditions.iter().map(|(verdict, _)| *verdict).min().unwrap_or(Verdict::Unknown);
        GroupAnswer { name: self.name.clone(), verdict, conditions }
    }
}

impl Condition {
    fn fault(&self) -> Option<String> {
        let empty = match self {
            Self::Kind { one_of } => one_of.is_empty(),
            Self::Ownership { one_of } => one_of.is_empty(),
            Self::State { one_of } => one_of.is_empty(),
            Self::Size { one_of } => one_of.is_empty(),
            Self::Goal { one_of, .. } => one_of.is_empty(),
            Self::Designation { has } => has.trim().is_empty(),
            Self::Setting { is } => *is == Setting::Unknown,
            Self::GoalsMet { at_least, .. } => !(1..=10).contains(at_least),
            Self::Number { of, limit, .. } => {
                if !limit.is_finite() {
                    return Some("a limit is not a number".to_owned());
                }
                of.depth() > Rule::DEPTH
            }
        };
        empty.then(|| {
            format!("the condition “{}” cannot decide anything: give it a value that can occur", self.words())
        })
    }

    /// The condition in words.
    pub fn words(&self) -> String {
        let list = |words: Vec<&str>| words.join(" or ");
        let at = |grade: &Option<Grade>| {
            grade.map_or(String::new(), |grade| {
                format!(" with evidence of grade {} or better", grade.as_str())
            })
        };
        match self {
            Self::Kind { one_of } => format!("is a {}", list(one_of.iter().map(|one| one.label()).collect())),
            Self::Ownership { one_of } => {
                format!("is owned as {}", list(one_of.iter().map(|one| one.label()).collect()))
            }
            Self::State { one_of } => format!("is in {}", list(one_of.iter().map(State::as_str).collect())),
            Self::Setting { is } => format!("is {}", is.label()),
            Self::Size { one_of } => format!("is {}", list(one_of.iter().map(|one| one.as_str()).collect())),
            Self::Designation { has } => format!("is designated {has}"),
            Self::Number { of, is, limit } => {
                let compare = if *is == Compare::AtLeast { "at least" } else { "at most" };
                format!("{} is {compare} {limit}", of.words())
            }
            Self::Goal { goal, one_of, grade } => {
                format!(
                    "goal {goal} is {}{}",
                    list(one_of.iter().map(|one| one.as_str()).collect()),
                    at(grade)
                )
            }
            Self::GoalsMet { tier, at_least, grade } => {
                format!("at least {at_least} {} goals are met{}", tier_word(*tier), at(grade))
            }
        }
    }

    /// Whether it holds, and why.
    pub fn evaluate(
        &self,
        participant: &Participant,
        limits: SizeLimits,
        summary: Option<&Told>,
    ) -> (Verdict, String) {
        let profile = &participant.profile;
        let decide = |is: bool, found: String| (if is { Verdict::Yes } else { Verdict::No }, found);
        let missing = |what: &str| (Verdict::Unknown, format!("{what} is not known"));
        match self {
            Self::Kind { .. } if profile.kind == Kind::Other => missing("the kind"),
            Self::Kind { one_of } => {
                decide(one_of.contains(&profile.kind), format!("it is a {}", profile.kind.label()))
            }
            Self::Ownership { one_of } => match profile.ownership {
                Some(owner) => decide(one_of.contains(&owner), format!("its owner is {}", owner.label())),
                None => missing("the owner"),
            },
            Self::State { one_of } => match profile.state {
                Some(state) => decide(one_of.contains(&state), format!("it is in {state}")),
                None => missing("the state"),
            },
            Self::Setting { .. } if profile.setting == Setting::Unknown => missing("rural or urban"),
            Self::Setting { is } => {
                decide(*is == profile.setting, format!("it is {}", profile.setting.label()))
            }
            Self::Size { one_of } => match profile.size(limits) {
                Some(size) => decide(one_of.contains(&size), format!("it is {}", size.as_str())),
                None => missing("the size"),
            },
            Self::Designation { has } => {
                let is = profile.designations.contains(has);
                decide(
                    is,
                    format!("the operator's list {} it {has}", if is { "calls" } else { "does not call" }),
                )
            }
            Self::Number { of, is, limit } => match of.value(participant) {
                Ok(value) => {
                    let holds = if *is == Compare::AtLeast { value >= *limit } else { value <= *limit };
                    decide(holds, format!("{} is {value}", of.words()))
                }
                Err(reason) => (Verdict::Unknown, reason),
            },
            Self::Goal { goal, one_of, grade } => {
                let standing = summary.and_then(|summary| summary.goals.iter().find(|one| one.goal == *goal));
                match standing {
                    None => (Verdict::Unknown, format!("no verified summary tells of goal {goal}")),
                    Some(one) if one.status == Status::Unknown && !one_of.contains(&Status::Unknown) => {
                        (Verdict::Unknown, format!("goal {goal} is unknown"))
                    }
                    Some(one) => decide(
                        one_of.contains(&one.status) && is_as_good(one.grade, *grade),
                        format!(
                            "goal {goal} is {} with evidence of {}",
                            one.status.as_str(),
                            grade_word(one.grade)
                        ),
                    ),
                }
            }
            Self::GoalsMet { tier, at_least, grade } => {
                let Some(summary) = summary else {
                    return missing("where it stands: it sent no verified summary; that");
                };
                let of_tier = || summary.goals.iter().filter(|one| one.goal.tier() == *tier);
                let met = of_tier()
                    .filter(|one| one.status == Status::Met && is_as_good(one.grade, *grade))
                    .count();
                let open = of_tier().filter(|one| one.status == Status::Unknown).count();
                let found = format!("{met} {} goals are met and {open} are unknown", tier_word(*tier));
                let wanted = *at_least as usize;
                if met < wanted && met + open >= wanted {
                    (Verdict::Unknown, found)
                } else {
                    decide(met >= wanted, found)
                }
            }
        }
    }
}

impl Quantity {
    fn depth(&self) -> usize {
        match self {
            Self::Beds | Self::Figure(_) => 0,
            Self::Ratio(top, bottom) => 1 + top.depth().max(bottom.depth()),
        }
    }
    fn words(&self) -> String {
        match self {
            Self::Beds => "beds".to_owned(),
            Self::Figure(name) => name.clone(),
            Self::Ratio(top, bottom) => format!("{} per {}", top.words(), bottom.words()),
        }
    }
    /// The number, or why there is none.
    fn value(&self, participant: &Participant) -> Result<f64, String> {
        let value = match self {
            Self::Beds => participant.profile.beds.map(f64::from).ok_or("the number of beds is not known")?,
            Self::Figure(name) => {
                let figure = participant.profile.figures.get(name);
                figure.map(|figure| figure.value).ok_or_else(|| format!("the figure {name} is not known"))?
            }
            Self::Ratio(top, bottom) => {
                let (above, below) = (top.value(participant)?, bottom.value(participant)?);
                if below == 0.0 {
                    return Err(format!("{} cannot be worked out: {} is 0", self.words(), bottom.words()));
                }
                above / below
            }
        };
        if value.is_finite() {
            Ok(value)
        } else {
            Err(format!("{} is too large to be worked out", self.words()))
        }
    }
}

/// Grade A is the best and the lowest in order.
fn is_as_good(has: Option<Grade>, wants: Option<Grade>) -> bool {
    wants.is_none_or(|wants| has.is_some_and(|has| has <= wants))
}

fn grade_word(grade: Option<Grade>) -> String {
    grade.map_or("no grade".to_owned(), |grade| format!("grade {}", grade.as_str()))
}

fn tier_word(tier: Tier) -> &'static str {
    match tier {
        Tier::Essential => "essential",
        Tier::Enhanced => "enhanced",
    }
}
