//! One case: notice → response → determination → penalty → appeal → close, with the side doors.

use super::{AppealOutcome, Event, Penalty, latest_day, needs};
use crate::participants::ParticipantId;
use crate::{Made, Refused};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use ward_domain::Money;

/// The number of the entry that opened the case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseNumber(pub u64);

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The notice was served; a response is awaited.
    Noticed,
    /// The organisation answered.
    Responded,
    /// There was no violation.
    NoViolation,
    /// There was one.
    Violation,
    /// A penalty was set; an appeal is possible.
    PenaltySet,
    /// An appeal is open.
    Appealed,
    /// It was decided.
    AppealDecided,
    /// Both sides agreed.
    Settled,
    /// The operator took the notice back.
    Withdrawn,
    /// A hardship exception was granted: nothing is to be paid.
    Excepted,
    /// Nothing is left to do.
    Closed,
}

impl Stage {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Noticed => "notice served",
            Self::Responded => "response received",
            Self::NoViolation => "no violation found",
            Self::Violation => "violation found",
            Self::PenaltySet => "penalty set",
            Self::Appealed => "under appeal",
            Self::AppealDecided => "appeal decided",
            Self::Settled => "settled",
            Self::Withdrawn => "withdrawn",
            Self::Excepted => "hardship exception",
            Self::Closed => "closed",
        }
    }
}

/// Whether a hardship exception was asked for, and the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hardship {
    /// Nobody asked.
    NotAsked,
    /// Asked and not answered.
    Asked,
    /// Granted: nothing is to be paid.
    Granted,
    /// Refused.
    Refused,
}

/// One step of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Number of its entry.
    pub entry: u64,
    /// By whom.
    pub actor: String,
    /// The day that counts.
    pub on: Date,
    /// The stage after it.
    pub stage: Stage,
    /// What happened, in a sentence.
    pub says: String,
}

/// A case.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Its number.
    pub number: CaseNumber,
    /// Whom it is about.
    pub participant: ParticipantId,
    /// Id of a family of parameters.
    pub regime: String,
    /// What is alleged.
    pub alleged: String,
    /// An exercise that binds nobody.
    pub exercise: bool,
    /// How far it has come.
    pub stage: Stage,
    /// Last day for the response.
    pub response_due: Date,
    /// Whether the response came after that day.
    pub response_late: bool,
    /// Whether a hardship exception was asked for.
    pub hardship: Hardship,
    /// The penalty as set.
    pub penalty: Option<Penalty>,
    /// Last day for an appeal.
    pub appeal_due: Option<Date>,
    /// What is to be paid, after appeal or settlement.
    pub due: Money,
    /// What was paid.
    pub paid: Money,
    /// Numbers of the summaries that it rests on.
    pub summaries: Vec<u64>,
    /// Every step, oldest first.
    pub steps: Vec<Step>,
}

impl Case {
    /// What is still to be paid.
    pub fn outstanding(&self) -> Money {
        self.due - self.paid
    }
    /// The day by which somebody must act next, and what it is for.
    pub fn deadline(&self) -> Option<(Date, &'static str)> {
        match self.stage {
            Stage::Noticed => Some((self.response_due, "response")),
            Stage::PenaltySet => self.appeal_due.map(|day| (day, "appeal")),
            _ => None,
        }
    }

    pub(super) fn open(made: Made<'_>, event: &Event) -> Result<Self, Refused> {
        let Event::CaseOpened { participant, regime, alleged, served, response_due, summary, exercise } =
            event
        else {
            return Err(Refused::new("no-case", "a case begins with a notice"));
        };
        needs("the regime", regime)?;
        needs("what is alleged", alleged)?;
        if *served > latest_day(made.at) {
            return Err(future(*served));
        }
        if response_due <= served {
            let why =
                format!("the response is due on {response_due}, which is not after the service, {served}");
            return Err(Refused::new("due", why));
        }
        let mut case = Self {
            number: CaseNumber(made.number),
            participant: participant.clone(),
            regime: regime.clone(),
            alleged: alleged.clone(),
            exercise: *exercise,
            stage: Stage::Noticed,
            response_due: *response_due,
            response_late: false,
            hardship: Hardship::NotAsked,
            penalty: None,
            appeal_due: None,
            due: Money::ZERO,
            paid: Money::ZERO,
            summaries: summary.iter().copied().collect(),
            steps: Vec::new(),
        };
        case.step(made, *served, Stage::Noticed, format!("Notice served: {alleged}"));
        Ok(case)
    }

    /// The case after an event, or why it does not allow it.
    pub(super) fn after(&self, made: Made<'_>, event: &Event) -> Result<Self, Refused> {
        let mut next = self.clone();
        next.take(made, event)?;
        Ok(next)
    }

    fn take(&mut self, made: Made<'_>, event: &Event) -> Result<(), Refused> {
        use Stage as S;
        match event {
            Event::DemandSet(_) | Event::CaseOpened { .. } => {
                Err(Refused::new("no-case", "this event belongs to no open case"))
            }
            Event::ResponseDueMoved { due, because, .. } => {
                self.must_be(&[S::Noticed], "more time for the response")?;
                needs("the reason", because)?;
                if *due <= self.response_due {
                    let why =
                        format!("the response is due on {} already: choose a later day", self.response_due);
                    return Err(Refused::new("due", why));
                }
                self.response_due = *due;
                let on = self.last_day();
                self.step(made, on, S::Noticed, format!("Response due moved to {due}: {because}"));
                Ok(())
            }
            Event::Responded { on, says, .. } => {
                self.dated(made, *on, &[S::Noticed], "a response", says)?;
                self.response_late = *on > self.response_due;
                self.step(made, *on, S::Responded, format!("Response: {says}"));
                Ok(())
            }
            Event::Determined { on, violation, because, summary, .. } => {
                self.dated(made, *on, &[S::Noticed, S::Responded], "a determination", because)?;
                if self.stage == S::Noticed && *on <= self.response_due {
                    let why = format!("no response yet, and it is due on {}: wait for it", self.response_due);
                    return Err(Refused::new("too-early", why));
                }
                self.summaries.extend(summary);
                let (stage, word) =
                    if *violation { (S::Violation, "Violation") } else { (S::NoViolation, "No violation") };
                self.step(made, *on, stage, format!("{word}: {because}"));
                Ok(())
            }
            Event::HardshipAsked { on, because, .. } => {
                self.dated(made, *on, &[S::Violation, S::PenaltySet], "asking for an exception", because)?;
                if self.hardship != Hardship::NotAsked {
                    return Err(Refused::new("asked", "a hardship exception was asked for before"));
                }
                self.hardship = Hardship::Asked;
                self.step(made, *on, self.stage, format!("Hardship exception asked for: {because}"));
                Ok(())
            }
            Event::HardshipDecided { on, granted, because, .. } => {
                let open = [S::Violation, S::PenaltySet, S::Appealed, S::AppealDecided];
                self.dated(made, *on, &open, "an answer about hardship", because)?;
                if self.hardship != Hardship::Asked {
                    return Err(Refused::new("not-asked", "no hardship exception waits for an answer"));
                }
                if *granted && self.paid > Money::ZERO {
                    return Err(Refused::new("paid", "something was paid already: settle the case instead"));
                }
                self.hardship = if *granted { Hardship::Granted } else { Hardship::Refused };
                let stage = if *granted { S::Excepted } else { self.stage };
                if *granted {
                    self.due = Money::ZERO;
                }
                let word = if *granted { "granted" } else { "refused" };
                self.step(made, *on, stage, format!("Hardship exception {word}: {because}"));
                Ok(())
            }
            Event::PenaltySet { on, penalty, appeal_due, .. } => {
                self.dated(made, *on, &[S::Violation], "a penalty", &penalty.regime)?;
                self.answered_hardship()?;
                penalty.check(self.exercise)?;
                if appeal_due <= on {
                    let why = format!("the appeal is due on {appeal_due}, which is not after {on}");
                    return Err(Refused::new("due", why));
                }
                self.due = penalty.total();
                self.penalty = Some((**penalty).clone());
                self.appeal_due = Some(*appeal_due);
                self.step(made, *on, S::PenaltySet, format!("Penalty of {} set", penalty.total()));
                Ok(())
            }
            Event::Appealed { on, because, .. } => {
                self.dated(made, *on, &[S::PenaltySet], "an appeal", because)?;
                if let Some(due) = self.appeal_due.filter(|due| on > due) {
                    return Err(Refused::new("too-late", format!("an appeal was possible until {due}")));
                }
                self.step(made, *on, S::Appealed, format!("Appeal: {because}"));
                Ok(())
            }
            Event::AppealDecided { on, outcome, because, .. } => {
                self.dated(made, *on, &[S::Appealed], "an answer to an appeal", because)?;
                let due = match outcome {
                    AppealOutcome::Upheld => self.due,
                    AppealOutcome::Reduced { to } if (Money::ZERO..self.due).contains(to) => *to,
                    AppealOutcome::Reduced { to } => {
                        let why = format!("{to} is not less than the penalty of {}", self.due);
                        return Err(Refused::new("not-less", why));
                    }
                    AppealOutcome::Overturned => Money::ZERO,
                };
                if due < self.paid {
                    let why = format!("{} was paid already: pay back the rest by a settlement", self.paid);
                    return Err(Refused::new("paid", why));
                }
                self.due = due;
                self.step(
                    made,
                    *on,
                    S::AppealDecided,
                    format!("Appeal decided, {due} to be paid: {because}"),
                );
                Ok(())
            }
            Event::Settled { on, amount, terms, .. } => {
                self.dated(made, *on, &OPEN, "a settlement", terms)?;
                if *amount < self.paid {
                    let why = format!("{amount} is less than the {} paid already", self.paid);
                    return Err(Refused::new("amount", why));
                }
                self.due = *amount;
                self.step(made, *on, S::Settled, format!("Settled for {amount}: {terms}"));
                Ok(())
            }
            Event::Withdrawn { on, because, .. } => {
                self.dated(made, *on, &OPEN, "a withdrawal", because)?;
                if self.paid > Money::ZERO {
                    return Err(Refused::new("paid", "something was paid already: settle the case instead"));
                }
                self.due = Money::ZERO;
                self.step(made, *on, S::Withdrawn, format!("Withdrawn: {because}"));
                Ok(())
            }
            Event::Paid { on, amount, .. } => {
                let payable = [S::PenaltySet, S::AppealDecided, S::Settled];
                self.dated(made, *on, &payable, "a payment", "money")?;
                if *amount <= Money::ZERO || *amount > self.outstanding() {
                    let why = format!("{amount} cannot be paid: {} is outstanding", self.outstanding());
                    return Err(Refused::new("amount", why));
                }
                self.paid += *amount;
                self.step(made, *on, self.stage, format!("{amount} paid"));
                Ok(())
            }
            Event::Closed { on, because, .. } => self.close(made, *on, because),
        }
    }

    fn close(&mut self, made: Made<'_>, on: Date, because: &str) -> Result<(), Refused> {
        use Stage as S;
        let done = [S::NoViolation, S::PenaltySet, S::AppealDecided, S::Settled, S::Withdrawn, S::Excepted];
        self.dated(made, on, &done, "closing", because)?;
        if self.stage == S::PenaltySet
            && let Some(due) = self.appeal_due.filter(|due| on <= *due)
        {
            return Err(Refused::new("too-early", format!("an appeal is possible until {due}")));
        }
        if matches!(self.stage, S::PenaltySet | S::AppealDecided) {
            self.answered_hardship()?;
        }
        if self.outstanding() > Money::ZERO {
            return Err(Refused::new("unpaid", format!("{} is still to be paid", self.outstanding())));
        }
        self.step(made, on, S::Closed, format!("Closed: {because}"));
        Ok(())
    }

    fn answered_hardship(&self) -> Result<(), Refused> {
        if self.hardship == Hardship::Asked {
            return Err(Refused::new("hardship", "a hardship exception waits for an answer: give it first"));
        }
        Ok(())
    }

    /// The stage allows it, the day is neither before the last step nor in the future, and something is said.
    fn dated(
        &self,
        made: Made<'_>,
        on: Date,
        stages: &[Stage],
        what: &str,
        says: &str,
    ) -> Result<(), Refused> {
        self.must_be(stages, what)?;
        needs("the reason", says)?;
        if on > latest_day(made.at) {
            return Err(future(on));
        }
        if on < self.last_day() {
            let why = format!("{on} is before the last step of the case, {}", self.last_day());
            return Err(Refused::new("order", why));
        }
        Ok(())
    }

    fn must_be(&self, stages: &[Stage], what: &str) -> Result<(), Refused> {
        if stages.contains(&self.stage) {
            return Ok(());
        }
        let wanted: Vec<_> = stages.iter().map(|stage| stage.label()).collect();
        let why = format!(
            "case {} stands at \"{}\", and {what} is possible at: {}",
            self.number,
            self.stage.label(),
            wanted.join(", ")
        );
        Err(Refused::new("stage", why))
    }

    fn last_day(&self) -> Date {
        self.steps.last().map_or(Date::MIN, |step| step.on)
    }

    fn step(&mut self, made: Made<'_>, on: Date, stage: Stage, says: String) {
        self.stage = stage;
        self.steps.push(Step { entry: made.number, actor: made.actor.to_owned(), on, stage, says });
    }
}

/// Stages at which a case can still end by agreement or withdrawal.
const OPEN: [Stage; 6] = [
    Stage::Noticed,
    Stage::Responded,
    Stage::Violation,
    Stage::PenaltySet,
    Stage::Appealed,
    Stage::AppealDecided,
];

fn future(day: Date) -> Refused {
    Refused::new("future", format!("{day} lies in the future: record it when it has happened"))
}
