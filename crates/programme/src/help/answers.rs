//! What readers of a bulletin are asked, what they answered, and what of that may be counted.
//!
//! The operator has no lists of products: each organisation looks at home and sends a signed answer, which says whether it
//! is touched and on how many devices. The page of the operator shows counts alone. Three things keep a count from naming
//! anybody: small groups are put together as in a [release](crate::standing::release), devices are counted only where
//! enough organisations are touched, and counts move only after as many further answers as the smallest cell, so that
//! watching them gives no single answer away.

use super::{Bulletin, BulletinNumber, Event, Help};
use crate::enforcement::needs;
use crate::participants::{Participant, ParticipantId, Participants};
use crate::standing::release::without_small;
use crate::standing::sector::By;
use crate::{Made, Refused};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use ward_catalog::{Dated, SmallestCell};
use ward_domain::Digest;
use ward_domain::exposure::{LONGEST_VENDOR, Question, State};

/// Most answers of one organisation to one bulletin (OWN): what it knows may change, and not without end.
const MOST_ANSWERS: usize = 50;
/// How far an organisation's clock may be ahead of the operator's (OWN).
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

/// What the readers of a bulletin are asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The question.
    pub question: Question,
    /// The advisory's own number, for people; empty for other questions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
}

impl Ask {
    /// The name of the question: of the advisory's file, or the SHA-256 of its text.
    pub fn digest(&self) -> Digest {
        match &self.question {
            Question::Advisory { file } => *file,
            other => Digest(Sha256::digest(other.text().unwrap_or_default()).into()),
        }
    }

    pub(super) fn check(&self, at: Timestamp) -> Result<(), Refused> {
        let Question::Outage { vendor, since } = &self.question else { return Ok(()) };
        needs("the vendor", vendor)?;
        if vendor.chars().count() > LONGEST_VENDOR {
            let why = format!("the name of the vendor has more than {LONGEST_VENDOR} characters");
            return Err(Refused::new("vendor", why));
        }
        if *since > at.to_zoned(TimeZone::UTC).date() {
            let why =
                format!("the outage began on {since}, which has not come: give the day on which it began");
            return Err(Refused::new("from-the-future", why));
        }
        Ok(())
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// By whom.
    pub participant: ParticipantId,
    /// Number of its entry.
    pub entry: u64,
    /// When it came.
    pub at: Timestamp,
    /// SHA-256 of the signed file.
    pub answer: Digest,
    /// Whether the organisation is touched.
    pub state: State,
    /// On how many devices.
    pub devices: u32,
    /// The day for which it speaks.
    pub as_of: Date,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Whether an answer may follow those before it.
pub(super) fn take(
    made: Made<'_>,
    event: &Event,
    bulletin: &Bulletin,
    (reader, all): (&Participant, &Participants),
    known: &[Given],
) -> Result<Given, Refused> {
    let Event::Answered { participant, answer, state, devices, as_of, made_at, .. } = event else {
        return Err(Refused::new("no-answer", "this event is no answer"));
    };
    let number = bulletin.number;
    if bulletin.asks.is_none() {
        return Err(Refused::new("not-asked", format!("bulletin {number} asks nothing")));
    }
    if bulletin.withdrawn.is_some() {
        return Err(Refused::new(
            "withdrawn",
            format!("bulletin {number} was withdrawn: nothing is asked any more"),
        ));
    }
    if !bulletin.is_for(reader, all) {
        return Err(Refused::new("not-asked", format!("bulletin {number} does not ask {participant}")));
    }
    if *made_at > made.at.saturating_add(CLOCK_TOLERANCE).unwrap_or(Timestamp::MAX) {
        let why = format!(
            "the answer says that it was made at {made_at}, and it is {} here: set the clock of your server, then sign anew",
            made.at
        );
        return Err(Refused::new("from-the-future", why));
    }
    let of_reader = known.iter().filter(|given| given.participant == *participant);
    if let Some(last) = of_reader.clone().next_back() {
        if *made_at <= last.made_at {
            let why = format!(
                "the answer of {participant} was made at {made_at}, and a later one is here: sign a new one, do not send an \
                 old one again"
            );
            return Err(Refused::new("replayed", why));
        }
        if *as_of < last.as_of {
            let why = format!("the answer speaks for {as_of}, and one for {} is here already", last.as_of);
            return Err(Refused::new("older-day", why));
        }
    }
    if of_reader.count() >= MOST_ANSWERS {
        let why =
            format!("{participant} has answered bulletin {number} {MOST_ANSWERS} times: call the office");
        return Err(Refused::new("too-many", why));
    }
    Ok(Given {
        participant: participant.clone(),
        entry: made.number,
        at: made.at,
        answer: *answer,
        state: *state,
        devices: *devices,
        as_of: *as_of,
        made_at: *made_at,
    })
}

/// A group of organisations, none of whose counts is small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// State, kind or size, or `other`.
    pub name: String,
    /// How many are affected or may be.
    pub touched: u32,
    /// How many of those are affected, of all together; none in a part, and when that or the rest would be small.
    pub affected: Option<u32>,
    /// How many found nothing.
    pub not_found: u32,
    /// On how many devices of those that are touched.
    pub devices: u64,
}

/// What the operator may see of the answers to a bulletin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replies {
    /// The smallest count that is shown, and after how many further answers the counts move: that of the day on which the
    /// bulletin was published, so that another one later does not move them.
    pub smallest: SmallestCell,
    /// How many organisations are asked: readers that take part.
    pub asked: usize,
    /// How many of them answered.
    pub answered: usize,
    /// Answers that the counts do not have yet.
    pub waiting: usize,
    /// All that are counted together; none when too few are.
    pub all: Option<Group>,
    /// By state, kind and size; a grouping that cannot be made is empty.
    pub groups: Vec<(By, Vec<Group>)>,
    /// When the oldest and the newest answer that counts came.
    pub between: Option<(Timestamp, Timestamp)>,
    /// The oldest day for which one of them speaks.
    pub oldest_day: Option<Date>,
    /// Those that are asked and did not answer, for the operator's own follow-up.
    pub silent: Vec<ParticipantId>,
}

impl Help {
    /// The answers to a bulletin in the order in which they came, with those that were replaced.
    pub fn answers(&self, bulletin: BulletinNumber) -> &[Given] {
        self.answers.get(&bulletin).map_or(&[], Vec::as_slice)
    }

    /// The bulletin that asks a question and still stands, the newest of several.
    pub fn asks(&self, question: Digest) -> Option<&Bulletin> {
        let asks =
            |bulletin: &&Bulletin| bulletin.asks.as_ref().is_some_and(|asks| asks.digest() == question);
        let mut asking: Vec<&Bulletin> = self.bulletins.values().filter(asks).collect();
        asking.sort_by_key(|bulletin| (bulletin.withdrawn.is_none(), bulletin.number));
        asking.pop()
    }

    /// What may be seen of the answers to a bulletin; none when it asks nothing.
    pub fn replies(
        &self,
        bulletin: BulletinNumber,
        participants: &Participants,
        smallest: &Dated<SmallestCell>,
    ) -> Option<Replies> {
        let asking = self.bulletins.get(&bulletin).filter(|bulletin| bulletin.asks.is_some())?;
        let (limits, smallest) = (participants.size_limits(asking.day()), smallest.on(asking.day()));
        let readers: Vec<&Participant> =
            participants.iter().filter(|one| one.is_enrolled() && asking.is_for(one, participants)).collect();
        let given = self.answers(bulletin);
        let counted = given.len() - given.len() % smallest.get() as usize;
        let mut newest: BTreeMap<&ParticipantId, &Given> = BTreeMap::new();
        for one in given.iter().take(counted) {
            newest.insert(&one.participant, one);
        }
        // Who has left is not counted any more.
        let asked: BTreeSet<&ParticipantId> = readers.iter().map(|reader| &reader.id).collect();
        newest.retain(|id, _| asked.contains(id));
        let members: BTreeMap<ParticipantId, bool> =
            newest.iter().map(|(id, given)| ((*id).clone(), given.state != State::NotFound)).collect();
        let made = without_small(participants, limits, &members, smallest);
        let groups = made.map(|(by, rows)| {
            let rows = rows.unwrap_or_default();
            // How many of a group are surely affected could be worked out from the total and the other groups.
            let group = |row: &crate::standing::release::Row| Group {
                affected: None,
                ..group(&row.group, row.members().keys(), &newest, smallest)
            };
            (by, rows.iter().map(group).collect::<Vec<_>>())
        });
        let all = groups
            .iter()
            .any(|(_, rows)| !rows.is_empty())
            .then(|| group("all", members.keys(), &newest, smallest));
        let times = || newest.values().map(|given| given.at);
        let known: BTreeSet<&ParticipantId> = given.iter().map(|one| &one.participant).collect();
        let has_answered = |id: &ParticipantId| known.contains(id);
        Some(Replies {
            smallest,
            asked: readers.len(),
            answered: readers.iter().filter(|reader| has_answered(&reader.id)).count(),
            waiting: given.len() - counted,
            all,
            groups: groups.into_iter().collect(),
            between: times().min().zip(times().max()),
            oldest_day: newest.values().map(|given| given.as_of).min(),
            silent: readers
                .iter()
                .filter(|reader| !has_answered(&reader.id))
                .map(|reader| reader.id.clone())
                .collect(),
        })
    }
}

fn group<'a>(
    name: &str,
    members: impl Iterator<Item = &'a ParticipantId>,
    newest: &BTreeMap<&ParticipantId, &Given>,
    smallest: SmallestCell,
) -> Group {
    let mut group = Group { name: name.to_owned(), touched: 0, affected: None, not_found: 0, devices: 0 };
    let mut affected = 0;
    for given in members.filter_map(|id| newest.get(id)) {
        match given.state {
            State::NotFound => group.not_found += 1,
            State::Affected | State::Perhaps => group.touched += 1,
        }
        affected += u32::from(given.state == State::Affected);
        group.devices += u64::from(given.devices);
    }
    let both_allowed = smallest.allows(affected) && smallest.allows(group.touched - affected);
    group.affected = both_allowed.then_some(affected);
    group
}
