//! Who takes part: identity, class, hierarchy, enrolment, consent and keys.
//!
//! A participant is an organisation that the operator knows, whether it sends anything or not. It is keyed by a
//! [`ParticipantId`] that the operator chooses once; CCNs and NPIs come and go below it. No person and no way to reach
//! one is recorded here.

mod enrolment;
mod event;
pub mod merge;
mod profile;
#[cfg(test)]
mod tests;

pub use enrolment::{Consent, Enrolment, Held, Key, NotAKey, VerifyingKey};
pub use event::Event;
pub use profile::{Figure, Kind, Level, Ownership, Profile, Setting};

use crate::identifiers::{Ccn, Npi, as_text};
use crate::{Made, Refused};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use ward_catalog::{Dated, SizeLimits};

/// The operator's own name for a participant, for ever: a CCN or a slug. Lower-case letters, digits and hyphens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParticipantId(String);

/// The text is not a participant id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a participant id: use 1 to 64 letters, digits and hyphens, such as 450123 or st-anne")]
pub struct NotAParticipantId(pub String);

impl ParticipantId {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ParticipantId {
    type Err = NotAParticipantId;
    fn from_str(text: &str) -> Result<Self, NotAParticipantId> {
        let lower = text.trim().to_ascii_lowercase();
        let is_word = lower.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if is_word && (1..=64).contains(&lower.len()) && !lower.starts_with('-') && !lower.ends_with('-') {
            Ok(Self(lower))
        } else {
            Err(NotAParticipantId(text.chars().take(100).collect()))
        }
    }
}

impl fmt::Display for ParticipantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

as_text!(ParticipantId);

impl From<&Ccn> for ParticipantId {
    /// A CCN in lower case: what is chosen when a participant comes from a public file.
    fn from(ccn: &Ccn) -> Self {
        Self(ccn.as_str().to_ascii_lowercase())
    }
}

/// One participant as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// Its id.
    pub id: ParticipantId,
    /// What is publicly known.
    pub profile: Profile,
    /// CCNs, those of the past too.
    pub ccns: Vec<Held<Ccn>>,
    /// NPIs, those of the past too.
    pub npis: Vec<Held<Npi>>,
    /// Keys, those of the past too.
    pub keys: Vec<Key>,
    /// How far it has come.
    pub enrolment: Enrolment,
    /// To what it agrees; none before it enrols and after it left.
    pub consent: Option<Consent>,
    /// Last day, when it stopped working.
    pub closed: Option<Date>,
    /// Each step of enrolment with its time, the first one being listed.
    pub steps: Vec<(Timestamp, Enrolment)>,
    /// Numbers of the entries about it, in order.
    pub entries: Vec<u64>,
}

impl Participant {
    /// The CCN that it holds on that day; the one that began last, when there are several.
    pub fn ccn_on(&self, day: Date) -> Option<&Ccn> {
        self.ccns.iter().filter(|held| held.on(day)).max_by_key(|held| held.from).map(|held| &held.id)
    }
    /// Whether it was enrolled at that moment.
    pub fn was_enrolled_at(&self, at: Timestamp) -> bool {
        let last = self.steps.iter().rev().find(|(when, _)| *when <= at);
        last.is_some_and(|(_, step)| *step == Enrolment::Enrolled)
    }
    /// Whether it takes part now.
    pub fn is_enrolled(&self) -> bool {
        self.enrolment == Enrolment::Enrolled
    }
    /// The keys that count at that moment.
    pub fn keys_at(&self, at: Timestamp) -> impl Iterator<Item = &VerifyingKey> {
        self.keys.iter().filter(move |key| key.counts_at(at)).map(|key| &key.key)
    }
}

/// Everyone the operator knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Participants {
    size_limits: Dated<SizeLimits>,
    by_id: BTreeMap<ParticipantId, Participant>,
    by_ccn: BTreeMap<Ccn, BTreeSet<ParticipantId>>,
    by_npi: BTreeMap<Npi, BTreeSet<ParticipantId>>,
    /// A key belongs to one participant for ever, so that an old one cannot be used in another's name.
    by_key: BTreeMap<VerifyingKey, ParticipantId>,
    children: BTreeMap<ParticipantId, BTreeSet<ParticipantId>>,
}

impl Participants {
    /// Nobody yet. The limits say which sizes those without one of their own have.
    pub fn new(size_limits: Dated<SizeLimits>) -> Self {
        Self {
            size_limits,
            by_id: BTreeMap::new(),
            by_ccn: BTreeMap::new(),
            by_npi: BTreeMap::new(),
            by_key: BTreeMap::new(),
            children: BTreeMap::new(),
        }
    }
    /// The limits of sizes on that day.
    pub fn size_limits(&self, day: Date) -> SizeLimits {
        self.size_limits.on(day)
    }
    /// The participant of that id.
    pub fn get(&self, id: &ParticipantId) -> Option<&Participant> {
        self.by_id.get(id)
    }
    /// The participant of that id, or a refusal that says there is none.
    pub fn find(&self, id: &ParticipantId) -> Result<&Participant, Refused> {
        self.get(id).ok_or_else(|| {
            Refused::new("no-participant", format!("there is no participant {id}: list it first"))
        })
    }
    /// The enrolled participant of that id, or a refusal.
    pub fn enrolled(&self, id: &ParticipantId) -> Result<&Participant, Refused> {
        let participant = self.find(id)?;
        if participant.is_enrolled() {
            return Ok(participant);
        }
        let why = format!("{id} is {} and not enrolled: enrol it first", participant.enrolment.label());
        Err(Refused::new("not-enrolled", why))
    }
    /// Who holds the CCN on that day.
    pub fn by_ccn(&self, ccn: &Ccn, day: Date) -> Option<&Participant> {
        self.ever_by_ccn(ccn).find(|one| one.ccns.iter().any(|held| held.id == *ccn && held.on(day)))
    }
    /// Who holds the CCN or ever held it, in order of their ids.
    pub fn ever_by_ccn(&self, ccn: &Ccn) -> impl Iterator<Item = &Participant> {
        self.by_ccn.get(ccn).into_iter().flatten().filter_map(|id| self.get(id))
    }
    /// Who uses the NPI or ever used it, in order of their ids; one NPI may serve several.
    pub fn ever_by_npi(&self, npi: &Npi) -> impl Iterator<Item = &Participant> {
        self.by_npi.get(npi).into_iter().flatten().filter_map(|id| self.get(id))
    }
    /// Whose key it is, with the time in which it counts.
    pub fn by_key(&self, key: &VerifyingKey) -> Option<(&Participant, &Key)> {
        let participant = self.get(self.by_key.get(key)?)?;
        Some((participant, participant.keys.iter().find(|one| one.key == *key)?))
    }
    /// Everyone, in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Participant> {
        self.by_id.values()
    }
    /// What belongs to it directly.
    pub fn children(&self, id: &ParticipantId) -> impl Iterator<Item = &Participant> {
        self.children.get(id).into_iter().flatten().filter_map(|id| self.get(id))
    }
    /// How many.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }
    /// Whether nobody is known.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Takes an event into account, or says why it cannot be; then nothing has changed.
    pub fn apply(&mut self, made: Made<'_>, event: &Event) -> Result<(), Refused> {
        if let Event::Listed { participant, profile } = event {
            return self.list(made, participant, profile);
        }
        let id = event.participant();
        self.check(id, event)?;
        let Some(one) = self.by_id.get_mut(id) else { return Ok(()) };
        match event {
            Event::Listed { .. } => {}
            Event::Changed { profile, .. } => {
                if one.profile.parent != profile.parent {
                    if let Some(siblings) =
                        one.profile.parent.as_ref().and_then(|parent| self.children.get_mut(parent))
                    {
                        siblings.remove(id);
                    }
                    if let Some(parent) = &profile.parent {
                        self.children.entry(parent.clone()).or_default().insert(id.clone());
                    }
                }
                one.profile = (**profile).clone();
            }
            Event::Certified { held, .. } => {
                one.ccns.retain(|other| other.id != held.id);
                one.ccns.push(held.clone());
                self.by_ccn.entry(held.id.clone()).or_default().insert(id.clone());
            }
            Event::Billed { held, .. } => {
                one.npis.retain(|other| other.id != held.id);
                one.npis.push(held.clone());
                self.by_npi.entry(held.id).or_default().insert(id.clone());
            }
            Event::Closed { on, .. } => one.closed = Some(*on),
            Event::Reopened { .. } => one.closed = None,
            Event::Invited { .. } => one.step(made.at, Enrolment::Invited)?,
            Event::Declined { .. } => one.step(made.at, Enrolment::Listed)?,
            Event::Enrolled { consent, key, .. } => {
                one.step(made.at, Enrolment::Enrolled)?;
                one.consent = Some(consent.clone());
                one.take(key, made.at);
                self.by_key.insert(key.clone(), id.clone());
            }
            Event::Consented { consent, .. } => one.consent = Some(consent.clone()),
            Event::KeyAdded { key, .. } => {
                one.take(key, made.at);
                self.by_key.insert(key.clone(), id.clone());
            }
            Event::KeyEnded { key, because, .. } => {
                for held in one.keys.iter_mut().filter(|held| held.key == *key) {
                    held.ended = Some((made.at, because.clone()));
                }
            }
            Event::Left { because, .. } => {
                one.step(made.at, Enrolment::Left)?;
                one.consent = None;
                for held in one.keys.iter_mut().filter(|held| held.ended.is_none()) {
                    held.ended = Some((made.at, because.clone()));
                }
            }
        }
        one.entries.push(made.number);
        Ok(())
    }

    fn list(&mut self, made: Made<'_>, id: &ParticipantId, profile: &Profile) -> Result<(), Refused> {
        if self.by_id.contains_key(id) {
            return Err(Refused::new(
                "listed",
                format!("there is a participant {id} already: choose another id"),
            ));
        }
        self.check_profile(id, profile)?;
        if let Some(parent) = &profile.parent {
            self.children.entry(parent.clone()).or_default().insert(id.clone());
        }
        let participant = Participant {
            id: id.clone(),
            profile: profile.clone(),
            ccns: Vec::new(),
            npis: Vec::new(),
            keys: Vec::new(),
            enrolment: Enrolment::Listed,
            consent: None,
            closed: None,
            steps: vec![(made.at, Enrolment::Listed)],
            entries: vec![made.number],
        };
        self.by_id.insert(id.clone(), participant);
        Ok(())
    }

    /// Everything that an event about a known participant must satisfy.
    fn check(&self, id: &ParticipantId, event: &Event) -> Result<(), Refused> {
        let one = self.find(id)?;
        match event {
            Event::Listed { .. } => Ok(()),
            Event::Changed { profile, because, .. } => {
                needs_reason(because)?;
                self.check_profile(id, profile)
            }
            Event::Certified { held, because, .. } => {
                needs_reason(because)?;
                check_days(held.from, held.to)?;
                let taken = self.ever_by_ccn(&held.id).filter(|other| other.id != *id);
                match taken
                    .flat_map(|other| other.ccns.iter().map(move |one| (other, one)))
                    .find(|(_, other)| other.id == held.id && held.overlaps(other))
                {
                    Some((other, _)) => Err(Refused::new(
                        "ccn-taken",
                        format!("{} holds the CCN {} at that time: end it there first", other.id, held.id),
                    )),
                    None => Ok(()),
                }
            }
            Event::Billed { held, because, .. } => {
                needs_reason(because)?;
                check_days(held.from, held.to)
            }
            Event::Closed { because, .. } => {
                needs_reason(because)?;
                if one.closed.is_some() {
                    return Err(Refused::new("closed", format!("{id} is closed already")));
                }
                Ok(())
            }
            Event::Reopened { because, .. } => {
                needs_reason(because)?;
                if one.closed.is_none() {
                    return Err(Refused::new("not-closed", format!("{id} is not closed")));
                }
                Ok(())
            }
            Event::Invited { .. } => {
                check_open(one)?;
                one.enrolment.step(Enrolment::Invited).map(drop)
            }
            Event::Declined { .. } => one.enrolment.step(Enrolment::Listed).map(drop),
            Event::Enrolled { key, .. } => {
                check_open(one)?;
                self.check_new_key(key)?;
                one.enrolment.step(Enrolment::Enrolled).map(drop)
            }
            Event::Consented { .. } => self.enrolled(id).map(drop),
            Event::KeyAdded { key, .. } => {
                self.enrolled(id)?;
                self.check_new_key(key)
            }
            Event::KeyEnded { key, because, .. } => {
                needs_reason(because)?;
                if one.keys.iter().any(|held| held.key == *key && held.ended.is_none()) {
                    return Ok(());
                }
                Err(Refused::new("no-key", format!("{id} has no such key, or it ended before")))
            }
            Event::Left { because, .. } => {
                needs_reason(because)?;
                one.enrolment.step(Enrolment::Left).map(drop)
            }
        }
    }

    fn check_new_key(&self, key: &VerifyingKey) -> Result<(), Refused> {
        match self.by_key.get(key) {
            None => Ok(()),
            Some(owner) => Err(Refused::new(
                "key-known",
                format!(
                    "this key is or was the key of {owner}: make a new one, a key is used by one and once"
                ),
            )),
        }
    }

    fn check_profile(&self, id: &ParticipantId, profile: &Profile) -> Result<(), Refused> {
        if profile.name.trim().is_empty() {
            return Err(Refused::new("no-name", format!("{id} needs a name")));
        }
        if let Some((name, _)) = profile.figures.iter().find(|(_, figure)| !figure.value.is_finite()) {
            return Err(Refused::new("no-number", format!("the figure {name} of {id} is not a number")));
        }
        let too_high = |parent: Level, child: Level| parent <= child;
        if let Some(parent) = &profile.parent
            && too_high(self.find(parent)?.profile.level, profile.level)
        {
            return Err(Refused::new(
                "hierarchy",
                format!(
                    "{parent} cannot be above {id}: a system is above organisations, and these above sites"
                ),
            ));
        }
        match self.children(id).find(|child| too_high(profile.level, child.profile.level)) {
            Some(child) => Err(Refused::new(
                "hierarchy",
                format!("{} belongs to {id} and would not stand below it: move it first", child.id),
            )),
            None => Ok(()),
        }
    }
}

impl Participant {
    fn step(&mut self, at: Timestamp, next: Enrolment) -> Result<(), Refused> {
        self.enrolment = self.enrolment.step(next)?;
        self.steps.push((at, next));
        Ok(())
    }
    fn take(&mut self, key: &VerifyingKey, from: Timestamp) {
        self.keys.push(Key { key: key.clone(), from, ended: None });
    }
}

fn needs_reason(because: &str) -> Result<(), Refused> {
    if because.trim().is_empty() {
        return Err(Refused::new("no-reason", "say why: the record needs a reason"));
    }
    Ok(())
}

fn check_open(one: &Participant) -> Result<(), Refused> {
    match one.closed {
        Some(day) => Err(Refused::new("closed", format!("{} closed on {day}: reopen it first", one.id))),
        None => Ok(()),
    }
}

fn check_days(from: Option<Date>, to: Option<Date>) -> Result<(), Refused> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => {
            Err(Refused::new("days", format!("the last day, {to}, is before the first, {from}")))
        }
        _ => Ok(()),
    }
}
