//! One request: asked → triaged → assigned → under way → delivered → accepted, or returned, or declined.

use super::{Event, hours_between};
use crate::enforcement::needs;
use crate::participants::ParticipantId;
use crate::{Made, Refused};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ward_domain::{Digest, GoalId};

/// The number of the entry that asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestNumber(pub u64);

impl std::fmt::Display for RequestNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// A scan.
    Scan,
    /// Technical assistance.
    Assistance,
    /// An exercise.
    Exercise,
    /// Training.
    Training,
    /// Help in an incident.
    Incident,
}

impl RequestKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Scan, Self::Assistance, Self::Exercise, Self::Training, Self::Incident];

    /// The word in forms and letters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scan => "scan",
            Self::Assistance => "assistance",
            Self::Exercise => "exercise",
            Self::Training => "training",
            Self::Incident => "incident",
        }
    }
    /// The kind of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Scan => "vulnerability scan",
            Self::Assistance => "technical assistance",
            Self::Exercise => "exercise",
            Self::Training => "training",
            Self::Incident => "help in an incident",
        }
    }
}

/// How urgent a request is; the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// Patients are at risk now.
    Emergency,
    /// It cannot wait for its turn.
    High,
    /// In its turn.
    Normal,
    /// When there is time.
    Low,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has looked at it.
    Asked,
    /// Its priority is known.
    Triaged,
    /// Somebody has it.
    Assigned,
    /// Work has begun.
    UnderWay,
    /// The result is with the organisation.
    Delivered,
    /// The organisation took it.
    Accepted,
    /// The operator does not do it.
    Declined,
}

impl Stage {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Triaged => "triaged",
            Self::Assigned => "assigned",
            Self::UnderWay => "under way",
            Self::Delivered => "delivered",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }
    /// Whether the operator must act next.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Asked | Self::Triaged | Self::Assigned | Self::UnderWay)
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Number of its entry.
    pub entry: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: String,
    /// The stage after it.
    pub stage: Stage,
    /// What was said.
    pub says: String,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its number.
    pub number: RequestNumber,
    /// Who asks.
    pub participant: ParticipantId,
    /// For what.
    pub kind: RequestKind,
    /// The goals that it is about.
    pub goals: BTreeSet<GoalId>,
    /// By when it is wanted.
    pub wanted_by: Option<Date>,
    /// The signed file that it came by and the organisation's own number of it; none when the office wrote it down.
    pub letter: Option<(Digest, u64)>,
    /// How urgent; a request for help in an incident is an emergency until somebody looked at it.
    pub priority: Priority,
    /// How far it has come.
    pub stage: Stage,
    /// Who has it.
    pub assigned: Option<String>,
    /// Results that were delivered, the newest last; a file becomes evidence of the organisation.
    pub results: Vec<Digest>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Every step, oldest first.
    pub steps: Vec<Step>,
}

impl Request {
    /// Whole hours since it was asked.
    pub fn age_hours(&self, now: Timestamp) -> u64 {
        hours_between(self.asked_at, now)
    }
    /// Whether it waits longer than was wanted.
    pub fn is_late(&self, today: Date) -> bool {
        self.stage.is_waiting() && self.wanted_by.is_some_and(|day| day < today)
    }

    pub(super) fn open(made: Made<'_>, event: &Event) -> Result<Self, Refused> {
        let (Event::Asked { participant, kind, says, goals, wanted_by }
        | Event::AskedBySignature { participant, kind, says, goals, wanted_by, .. }) = event
        else {
            return Err(Refused::new("no-request", "a request begins with asking"));
        };
        let letter = match event {
            Event::AskedBySignature { letter, number, .. } => Some((*letter, *number)),
            _ => None,
        };
        needs("what is needed", says)?;
        let urgent = *kind == RequestKind::Incident;
        let mut request = Self {
            number: RequestNumber(made.number),
            participant: participant.clone(),
            kind: *kind,
            goals: goals.clone(),
            wanted_by: *wanted_by,
            letter,
            priority: if urgent { Priority::Emergency } else { Priority::Normal },
            stage: Stage::Asked,
            assigned: None,
            results: Vec::new(),
            asked_at: made.at,
            steps: Vec::new(),
        };
        request.step(made, Stage::Asked, says);
        Ok(request)
    }

    /// The request after an event, or why it does not allow it.
    pub(super) fn after(&self, made: Made<'_>, event: &Event) -> Result<Self, Refused> {
        let mut next = self.clone();
        next.take(made, event)?;
        Ok(next)
    }

    fn take(&mut self, made: Made<'_>, event: &Event) -> Result<(), Refused> {
        use Stage as S;
        match event {
            Event::Triaged { priority, because, .. } => {
                self.must_be(&[S::Asked, S::Triaged, S::Assigned, S::UnderWay], "a priority")?;
                needs("the reason", because)?;
                self.priority = *priority;
                let stage = if self.stage == S::Asked { S::Triaged } else { self.stage };
                self.step(made, stage, because);
            }
            Event::Assigned { to, note, .. } => {
                self.must_be(&[S::Triaged, S::Assigned, S::UnderWay], "an assignment")?;
                needs("to whom it is assigned", to)?;
                if let Some(before) = &self.assigned {
                    if before == to {
                        return Err(Refused::new("same", format!("{to} has it already")));
                    }
                    needs("the note for the hand-over", note)?;
                }
                self.assigned = Some(to.clone());
                let stage = if self.stage == S::Triaged { S::Assigned } else { self.stage };
                self.step(made, stage, &format!("To {to}. {note}"));
            }
            Event::Started { .. } => {
                self.must_be(&[S::Assigned], "starting")?;
                self.step(made, S::UnderWay, "Work has begun");
            }
            Event::Delivered { result, says, .. } => {
                self.must_be(&[S::UnderWay], "a delivery")?;
                needs("what was delivered", says)?;
                if self.results.contains(result) {
                    let why = "this file was delivered and returned before: deliver the improved one";
                    return Err(Refused::new("same-file", why));
                }
                self.results.push(*result);
                self.step(made, S::Delivered, says);
            }
            Event::Accepted { .. } => {
                self.must_be(&[S::Delivered], "taking the result")?;
                self.step(made, S::Accepted, "Accepted");
            }
            Event::Returned { because, .. } => {
                self.must_be(&[S::Delivered], "returning the result")?;
                needs("what is missing", because)?;
                self.step(made, S::UnderWay, because);
            }
            Event::Declined { because, .. } => {
                self.must_be(&[S::Asked, S::Triaged, S::Assigned, S::UnderWay], "declining")?;
                needs("the reason", because)?;
                self.step(made, S::Declined, because);
            }
            Event::Asked { .. }
            | Event::AskedBySignature { .. }
            | Event::BulletinPublished { .. }
            | Event::BulletinWithdrawn { .. }
            | Event::Answered { .. } => {
                return Err(Refused::new("no-request", "this event belongs to no open request"));
            }
        }
        Ok(())
    }

    fn must_be(&self, stages: &[Stage], what: &str) -> Result<(), Refused> {
        if stages.contains(&self.stage) {
            return Ok(());
        }
        let wanted: Vec<_> = stages.iter().map(|stage| stage.label()).collect();
        let why = format!(
            "request {} is {}, and {what} is possible when it is: {}",
            self.number.0,
            self.stage.label(),
            wanted.join(", ")
        );
        Err(Refused::new("stage", why))
    }

    fn step(&mut self, made: Made<'_>, stage: Stage, says: &str) {
        self.stage = stage;
        let actor = made.actor.to_owned();
        self.steps.push(Step { entry: made.number, at: made.at, actor, stage, says: says.trim().to_owned() });
    }
}
