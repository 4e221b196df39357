//! Help and coordination: requests with a queue, bulletins, what an advisory or a vendor's outage touches.
//!
//! The operator sees counts; which devices are affected is for the organisation alone, and names only with its consent.

mod answers;
mod bulletin;
pub mod exposure;
mod request;
mod resource;
#[cfg(test)]
mod tests;

pub use answers::{Ask, Given, Group, Replies};
pub use bulletin::{Audience, Bulletin, BulletinNumber};
pub use request::{Priority, Request, RequestKind, RequestNumber, Stage, Step};
pub use resource::{Match, Need, Resource, matches};
pub use ward_domain::advisory::{Bound, Versions, compare};

use crate::incidents::Tlp;
use crate::participants::{ParticipantId, Participants};
use crate::{Made, Refused};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::exposure::State;
use ward_domain::{Digest, GoalId};

/// What is decided here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// An organisation asks. The request has the number of this entry.
    Asked {
        /// Who.
        participant: ParticipantId,
        /// For what.
        kind: RequestKind,
        /// What it needs, in sentences.
        says: String,
        /// The goals that it is about.
        #[serde(default)]
        goals: BTreeSet<GoalId>,
        /// By when it is wanted.
        #[serde(default)]
        wanted_by: Option<Date>,
    },
    /// An organisation asks by a letter that it signed. The request has the number of this entry.
    AskedBySignature {
        /// Who.
        participant: ParticipantId,
        /// For what.
        kind: RequestKind,
        /// What it needs, in sentences.
        says: String,
        /// The goals that it is about.
        goals: BTreeSet<GoalId>,
        /// By when it is wanted.
        wanted_by: Option<Date>,
        /// SHA-256 of the signed file.
        letter: Digest,
        /// The organisation's own number of it.
        number: u64,
    },
    /// How urgent it is.
    Triaged {
        /// Which request.
        request: RequestNumber,
        /// How urgent.
        priority: Priority,
        /// Why.
        because: String,
    },
    /// Who does it. Again, with a reason: a hand-over.
    Assigned {
        /// Which request.
        request: RequestNumber,
        /// A person or a team of the operator or a partner.
        to: String,
        /// What the next one must know; needed in a hand-over.
        #[serde(default)]
        note: String,
    },
    /// Work has begun.
    Started {
        /// Which request.
        request: RequestNumber,
    },
    /// The result went to the organisation, where its file becomes evidence.
    Delivered {
        /// Which request.
        request: RequestNumber,
        /// SHA-256 of the result.
        result: Digest,
        /// What it is, in words.
        says: String,
    },
    /// The organisation takes it.
    Accepted {
        /// Which request.
        request: RequestNumber,
    },
    /// The organisation does not; work goes on.
    Returned {
        /// Which request.
        request: RequestNumber,
        /// What is missing.
        because: String,
    },
    /// The operator does not do it.
    Declined {
        /// Which request.
        request: RequestNumber,
        /// Why, and where else to ask.
        because: String,
    },
    /// A bulletin is published. It has the number of this entry.
    BulletinPublished {
        /// Title.
        title: String,
        /// What it says.
        says: String,
        /// Under which label.
        tlp: Tlp,
        /// Who may read it.
        audience: Audience,
        /// What its readers are asked, when they are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asks: Option<Ask>,
    },
    /// An organisation answered the question of a bulletin, by a file that it signed.
    Answered {
        /// Who.
        participant: ParticipantId,
        /// Which bulletin.
        bulletin: BulletinNumber,
        /// SHA-256 of the signed file.
        answer: Digest,
        /// Whether it is touched.
        state: State,
        /// On how many devices.
        devices: u32,
        /// The day for which it speaks.
        as_of: Date,
        /// When it was made.
        made_at: Timestamp,
    },
    /// A bulletin is not true or not needed any more. It stays readable as withdrawn.
    BulletinWithdrawn {
        /// Which.
        bulletin: BulletinNumber,
        /// Why.
        because: String,
    },
}

/// What follows from the events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Help {
    requests: BTreeMap<RequestNumber, Request>,
    bulletins: BTreeMap<BulletinNumber, Bulletin>,
    /// What was answered, in the order of the record.
    answers: BTreeMap<BulletinNumber, Vec<Given>>,
}

impl Help {
    /// The request of that number.
    pub fn request(&self, number: RequestNumber) -> Option<&Request> {
        self.requests.get(&number)
    }
    /// All requests, oldest first.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.values()
    }
    /// The requests of a participant, oldest first.
    pub fn requests_of(&self, participant: &ParticipantId) -> impl Iterator<Item = &Request> {
        self.requests.values().filter(move |request| request.participant == *participant)
    }
    /// What waits for the operator: not yet triaged first, then by priority, then the oldest first.
    pub fn queue(&self) -> Vec<&Request> {
        let mut queue: Vec<_> = self.requests.values().filter(|request| request.stage.is_waiting()).collect();
        queue.sort_by_key(|request| (request.stage != Stage::Asked, request.priority, request.number));
        queue
    }
    /// The bulletins that a participant may read, newest first, withdrawn ones too.
    pub fn bulletins_for(&self, participant: &ParticipantId, all: &Participants) -> Vec<&Bulletin> {
        let Some(reader) = all.get(participant) else { return Vec::new() };
        self.bulletins.values().rev().filter(|bulletin| bulletin.is_for(reader, all)).collect()
    }
    /// The bulletin of that number.
    pub fn bulletin(&self, number: BulletinNumber) -> Option<&Bulletin> {
        self.bulletins.get(&number)
    }
    /// All bulletins, oldest first.
    pub fn bulletins(&self) -> impl Iterator<Item = &Bulletin> {
        self.bulletins.values()
    }

    /// Takes an event into account, or says why it cannot be; then nothing has changed.
    pub fn apply(
        &mut self,
        made: Made<'_>,
        event: &Event,
        participants: &Participants,
    ) -> Result<(), Refused> {
        match event {
            Event::Asked { participant, .. } => {
                participants.enrolled(participant)?;
                let request = Request::open(made, event)?;
                self.requests.insert(request.number, request);
                Ok(())
            }
            Event::AskedBySignature { participant, number, .. } => {
                participants.enrolled(participant)?;
                let last = self.requests_of(participant).filter_map(|one| Some(one.letter?.1)).max();
                if let Some(last) = last.filter(|last| number <= last) {
                    let why = format!(
                        "request {number} of {participant} is not newer than request {last}, which came before: sign a \
                         new one, do not send an old one again"
                    );
                    return Err(Refused::new("replayed", why));
                }
                let request = Request::open(made, event)?;
                self.requests.insert(request.number, request);
                Ok(())
            }
            Event::BulletinPublished { .. } => {
                let bulletin = Bulletin::publish(made, event)?;
                self.bulletins.insert(bulletin.number, bulletin);
                Ok(())
            }
            Event::Answered { participant, bulletin, .. } => {
                let reader = participants.enrolled(participant)?;
                let asked = self
                    .bulletins
                    .get(bulletin)
                    .ok_or_else(|| Refused::new("no-bulletin", format!("there is no bulletin {bulletin}")))?;
                let known = self.answers.get(bulletin).map_or(&[][..], Vec::as_slice);
                let given = answers::take(made, event, asked, (reader, participants), known)?;
                self.answers.entry(*bulletin).or_default().push(given);
                Ok(())
            }
            Event::BulletinWithdrawn { bulletin, because } => {
                let found = self.bulletins.get_mut(bulletin).ok_or_else(|| {
                    Refused::new("no-bulletin", format!("there is no bulletin {}", bulletin.0))
                })?;
                found.withdraw(made.at, because)
            }
            Event::Triaged { request, .. }
            | Event::Assigned { request, .. }
            | Event::Started { request }
            | Event::Delivered { request, .. }
            | Event::Accepted { request }
            | Event::Returned { request, .. }
            | Event::Declined { request, .. } => {
                let found = self.requests.get_mut(request).ok_or_else(|| {
                    Refused::new("no-request", format!("there is no request {}", request.0))
                })?;
                *found = found.after(made, event)?;
                Ok(())
            }
        }
    }
}

/// Whole hours from one instant to another, never below zero.
pub(crate) fn hours_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_hours()).unwrap_or(0)
}
