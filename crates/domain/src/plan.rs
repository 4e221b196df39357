//! An organisation's own plan: its means, its assumptions beside the published ones, and what it took on.

use crate::money::Money;
use crate::record::EntryNumber;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a plan may take in each year, and what is known of who plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Money in each year.
    pub budget: Money,
    /// Hours of own staff in each year.
    pub hours: f64,
    /// Years, one to five.
    pub years: u8,
    /// Kind of organisation, by the catalogue's word: `critical-access-hospital`.
    pub kind: Option<String>,
    /// Two-letter state.
    pub state: Option<String>,
    /// Whether it is rural.
    pub rural: Option<bool>,
    /// Whether free offers that the organisation may surely have take the place of money.
    pub counts_on_free: bool,
}

impl Frame {
    /// Most dollars in a year that are taken for a budget: more is taken for a slip of the pen. Our choice.
    pub const MOST_DOLLARS: i64 = 1_000_000_000;
    /// Most hours in a year, likewise.
    pub const MOST_HOURS: f64 = 1_000_000.0;

    /// What to do when it cannot be.
    pub fn check(&self) -> Result<(), String> {
        if self.budget < Money::ZERO || self.budget > Money::dollars(Self::MOST_DOLLARS) {
            return Err(format!("the budget is {}: give 0 to 1,000,000,000 dollars a year", self.budget));
        }
        if !(0.0..=Self::MOST_HOURS).contains(&self.hours) {
            return Err(format!("{} hours a year cannot be: give 0 to 1,000,000", self.hours));
        }
        if !(1..=5).contains(&self.years) {
            return Err(format!("a plan has one to five years, not {}", self.years));
        }
        Ok(())
    }
}

/// Which number of an action or a goal is assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assumed {
    /// US dollars once.
    DollarsOnce,
    /// US dollars each year.
    DollarsYearly,
    /// Hours of own staff once.
    HoursOnce,
    /// Hours of own staff each year.
    HoursYearly,
    /// Days from the beginning until it is done.
    LeadDays,
    /// Weight of a goal; all goals of the catalogue together weigh 100.
    Weight,
}

impl Assumed {
    /// The numbers of an action, in the order in which they are shown.
    pub const OF_ACTIONS: [Self; 5] =
        [Self::DollarsOnce, Self::DollarsYearly, Self::HoursOnce, Self::HoursYearly, Self::LeadDays];
    /// The word in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DollarsOnce => "dollars-once",
            Self::DollarsYearly => "dollars-yearly",
            Self::HoursOnce => "hours-once",
            Self::HoursYearly => "hours-yearly",
            Self::LeadDays => "lead-days",
            Self::Weight => "weight",
        }
    }
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::DollarsOnce => "Dollars once",
            Self::DollarsYearly => "Dollars each year",
            Self::HoursOnce => "Staff hours once",
            Self::HoursYearly => "Staff hours each year",
            Self::LeadDays => "Days until it is done",
            Self::Weight => "Weight of the goal",
        }
    }
    /// The most that can be meant: more is taken for a slip of the pen. Our choice.
    pub fn most(self) -> f64 {
        match self {
            Self::DollarsOnce | Self::DollarsYearly => 1e9,
            Self::HoursOnce | Self::HoursYearly => 1e6,
            Self::LeadDays => 1_825.0,
            Self::Weight => 1e4,
        }
    }
}

/// A number of the catalogue that the organisation assumes otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assumption {
    /// The entry that says so.
    pub entry: EntryNumber,
    /// Id of the action or the goal.
    pub of: String,
    /// Which number.
    pub which: Assumed,
    /// Its value.
    pub value: f64,
    /// Why.
    pub reason: String,
}

/// How an action of the plan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is done. Evidence, not this word, moves the verdicts.
    Done,
    /// It is not for this organisation, or not any more.
    Dropped,
}

/// What the organisation decided about an action.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Undertaking {
    /// Id of the action.
    pub action: String,
    /// The newest entry about it.
    pub entry: EntryNumber,
    /// When that was.
    pub at: Timestamp,
    /// Until when it is to be done, while it is planned.
    pub due: Option<Date>,
    /// The role that it falls to, by the catalogue's word.
    pub role: Option<String>,
    /// The task that came with it.
    pub task: Option<EntryNumber>,
    /// How it ended; none while it is planned.
    pub outcome: Option<Outcome>,
    /// Why, or what came of it.
    pub note: String,
}

impl Undertaking {
    /// Whether it is planned and its day is past.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.outcome.is_none() && self.due.is_some_and(|due| due < today)
    }
}

/// What the record says about the plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intentions {
    /// Means, once they were set.
    pub frame: Option<Frame>,
    /// Own assumptions, the newest for each number.
    pub assumptions: Vec<Assumption>,
    /// Actions that were planned, done or dropped.
    pub undertakings: Vec<Undertaking>,
}

impl Intentions {
    /// The own assumption of that number.
    pub fn assumed(&self, of: &str, which: Assumed) -> Option<&Assumption> {
        self.assumptions.iter().find(|known| known.of == of && known.which == which)
    }
    /// What was decided about that action.
    pub fn undertaking(&self, action: &str) -> Option<&Undertaking> {
        self.undertakings.iter().find(|known| known.action == action)
    }

    /// Reads a decision of the record; those that are not about the plan change nothing.
    pub fn read(&mut self, entry: EntryNumber, at: Timestamp, decision: &crate::record::Decision) {
        use crate::record::Decision;
        match decision {
            Decision::SetPlanFrame { frame } => self.frame = Some(frame.clone()),
            Decision::Assume { of, which, value, reason } => {
                self.assumptions.retain(|known| (&known.of, known.which) != (of, *which));
                if let Some(value) = *value {
                    let (of, reason) = (of.clone(), reason.clone());
                    self.assumptions.push(Assumption { entry, of, which: *which, value, reason });
                }
            }
            Decision::PlanAction { action, due, role, task, note } => self.undertake(Undertaking {
                action: action.clone(),
                entry,
                at,
                due: Some(*due),
                role: Some(role.clone()),
                task: *task,
                outcome: None,
                note: note.clone(),
            }),
            Decision::EndAction { action, outcome, note } => {
                let before = self.undertaking(action).cloned();
                self.undertake(Undertaking {
                    action: action.clone(),
                    entry,
                    at,
                    due: before.as_ref().and_then(|before| before.due),
                    role: before.as_ref().and_then(|before| before.role.clone()),
                    task: before.and_then(|before| before.task),
                    outcome: Some(*outcome),
                    note: note.clone(),
                });
            }
            _ => {}
        }
    }

    fn undertake(&mut self, new: Undertaking) {
        self.undertakings.retain(|known| known.action != new.action);
        self.undertakings.push(new);
    }
}
