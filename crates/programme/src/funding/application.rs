//! Applications: what an organisation asks for, from its own plan, and what reviewers say about it.

use super::{ApplicationId, Kind, Received, Roll, RoundId, Stamp, Terms, told};
use crate::participants::ParticipantId;
use crate::{Made, Refused};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::{Digest, GoalId, Money};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// SHA-256 of the signed application as received, which holds the plan that it was made from.
    pub document: Digest,
    /// One line for each goal and level of it.
    pub lines: Vec<Line>,
}

/// A goal, at one of the levels at which it can be funded. At most one level of a goal is funded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The goal to be met.
    pub goal: GoalId,
    /// The level, 1 for the leanest way to meet the goal.
    pub level: u8,
    /// Ids of the catalogue's actions that the plan takes for it.
    pub actions: Vec<String>,
    /// What it costs in all, over the time of the award.
    pub cost: Money,
    /// What is asked of the round, at most the cost.
    pub asked: Money,
    /// What pays, in order; the amounts add up to what is asked.
    pub milestones: Vec<Milestone>,
}

/// A part of the money that is paid when the goal is shown to be met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// What is reached, such as `met` or `still met a year later`.
    pub name: String,
    /// What is paid for it.
    pub amount: Money,
    /// The first day on which the goal's being met counts; none when any day does.
    #[serde(default)]
    pub not_before: Option<Date>,
    /// The last day on which the goal's being met counts.
    pub due: Date,
}

/// An application with all that happened to it until the award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Number of the entry that filed it.
    pub id: ApplicationId,
    /// Where it was filed.
    pub round: RoundId,
    /// Whose it is.
    pub participant: ParticipantId,
    /// Rises with every change and every review; whoever decides names the one that they read.
    pub version: u32,
    /// What is asked for now.
    pub form: Form,
    /// The signed file that it is, when the organisation sent one; none when an officer filed it.
    pub received: Option<Received>,
    /// When it was filed, and by whom.
    pub filed: Stamp,
    /// The latest change or review.
    pub touched: Stamp,
    /// All reviews, in order; the last of each reviewer counts.
    pub reviews: Vec<Review>,
    /// Reviewers who declared a conflict of interest, with the reason.
    pub conflicts: BTreeMap<String, String>,
    /// When and why it was withdrawn.
    pub withdrawn: Option<(Stamp, String)>,
}

/// What a reviewer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// When, and by whom.
    pub made: Stamp,
    /// What was said.
    pub opinion: Opinion,
}

/// A reviewer's opinion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// What should happen.
    pub advice: Advice,
    /// How good the plan is, 0 to 100.
    pub merit: u8,
    /// Why, for the file.
    pub note: String,
}

/// What a reviewer would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// Fund it as asked.
    Fund,
    /// Fund some of its lines.
    FundInPart,
    /// Do not fund it.
    Decline,
}

impl Application {
    /// Reviews that count: the last of each reviewer without a conflict of interest.
    pub fn counting_reviews(&self) -> impl Iterator<Item = &Review> {
        let last: BTreeMap<&str, &Review> = self.reviews.iter().map(|r| (r.made.by.as_str(), r)).collect();
        last.into_iter().filter(|(by, _)| !self.conflicts.contains_key(*by)).map(|(_, review)| review)
    }

    /// The most it can get: the dearest level of each goal.
    pub fn asked(&self) -> Money {
        self.form.asked()
    }

    /// Whether it still stands.
    pub fn is_live(&self) -> bool {
        self.withdrawn.is_none()
    }

    pub(super) fn line(&self, goal: GoalId, level: u8) -> Option<&Line> {
        self.form.lines.iter().find(|line| line.goal == goal && line.level == level)
    }

    /// Refuses whoever read an older version, and says who changed it.
    pub(super) fn expect(&self, version: u32) -> Result<(), Refused> {
        if self.version == version {
            return Ok(());
        }
        Err(Refused::new(
            "changed-meanwhile",
            format!(
                "application {} was changed by {} at {} after you read it: read it again and decide anew",
                self.id.0, self.touched.by, self.touched.at
            ),
        ))
    }

    /// Who may review it, and what a review must say.
    pub(super) fn check_review(&self, made: Made<'_>, opinion: &Opinion) -> Result<(), Refused> {
        if let Some(reason) = self.conflicts.get(made.actor) {
            return Err(Refused::new(
                "conflict-of-interest",
                format!(
                    "{} declared a conflict of interest ({reason}): someone else must review",
                    made.actor
                ),
            ));
        }
        if self.filed.by == made.actor {
            return Err(Refused::new(
                "own-application",
                format!("{} filed this application: someone else must review", made.actor),
            ));
        }
        if opinion.merit > 100 {
            return Err(Refused::new("wrong-merit", format!("merit is 0 to 100, and was {}", opinion.merit)));
        }
        told("the review", &opinion.note)
    }

    pub(super) fn touch(&mut self, made: Made<'_>) {
        self.version = self.version.saturating_add(1);
        self.touched = Stamp::of(made);
    }
}

impl Form {
    /// The most it can cost the round: the dearest level of each goal.
    pub fn asked(&self) -> Money {
        let mut dearest: BTreeMap<GoalId, Money> = BTreeMap::new();
        for line in &self.lines {
            let most = dearest.entry(line.goal).or_default();
            *most = (*most).max(line.asked);
        }
        dearest.into_values().sum()
    }

    /// Whether the form may be filed under those terms by that participant.
    pub(super) fn check(
        &self,
        terms: &Terms,
        who: &ParticipantId,
        at: Timestamp,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        if self.lines.is_empty() {
            return Err(Refused::new(
                "nothing-asked",
                "the application asks for nothing: add at least one goal",
            ));
        }
        let mut seen = BTreeSet::new();
        for line in &self.lines {
            if !seen.insert((line.goal, line.level)) {
                return Err(Refused::new(
                    "line-twice",
                    format!("{} at level {} stands twice: keep one line", line.goal, line.level),
                ));
            }
            line.check(terms.kind)?;
            let required = terms.required_grade.value;
            if roll.verified(who, line.goal, at).is_some_and(|verified| verified.holds(required)) {
                return Err(Refused::new(
                    "already-met",
                    format!(
                        "{} is already verified at grade {} or better: take it out of the application",
                        line.goal,
                        required.as_str()
                    ),
                ));
            }
        }
        if self.asked() > terms.cap.value {
            return Err(Refused::new(
                "over-cap",
                format!(
                    "{} is asked and one applicant can get {}: ask for less",
                    self.asked(),
                    terms.cap.value
                ),
            ));
        }
        Ok(())
    }
}

impl Line {
    fn check(&self, kind: Kind) -> Result<(), Refused> {
        let goal = self.goal;
        let wrong = |code, why: String| Err(Refused::new(code, why));
        if goal.tier() != kind.tier() {
            let tier = match kind {
                Kind::Upfront => "essential goals (E1 to E10)",
                Kind::Incentive => "enhanced goals (H1 to H10)",
            };
            return wrong(
                "wrong-tier",
                format!("this round pays for {tier}, and {goal} is none: take it out"),
            );
        }
        if self.level == 0 {
            return wrong("wrong-line", format!("levels of {goal} start at 1"));
        }
        if self.asked <= Money::ZERO || self.asked > self.cost {
            return wrong(
                "wrong-amount",
                format!(
                    "{} is asked for {goal}, which must be above $0 and at most its cost of {}",
                    self.asked, self.cost
                ),
            );
        }
        if self.actions.is_empty() {
            return wrong("wrong-line", format!("{goal} names no action: take at least one from the plan"));
        }
        let sum = self.milestones.iter().map(|milestone| milestone.amount).sum::<Money>();
        if self.milestones.iter().any(|milestone| milestone.amount <= Money::ZERO) || sum != self.asked {
            return wrong(
                "wrong-milestones",
                format!(
                    "the milestones of {goal} must each be above $0 and add up to {}, and add up to {sum}",
                    self.asked
                ),
            );
        }
        for milestone in &self.milestones {
            told("each milestone", &milestone.name)?;
            if milestone.not_before.is_some_and(|first| first > milestone.due) {
                return wrong(
                    "wrong-milestones",
                    format!("`{}` of {goal} is due before it can count", milestone.name),
                );
            }
        }
        u8::try_from(self.milestones.len())
            .map(|_| ())
            .map_err(|_| Refused::new("wrong-milestones", format!("{goal} has more than 255 milestones")))
    }
}
