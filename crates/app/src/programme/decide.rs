//! Decides: the state of the programme allows it or refuses, and what was decided is an entry of the operator's record.

use super::office::{KeptSummaries, OPERATOR, Office};
use super::roles::{Officer, right_for};
use crate::AppError;
use std::sync::Arc;
use ward_ledger::{SignedCheckpoint, VerifyingKey, entry};
use ward_programme::participants::Event as OfParticipants;
use ward_programme::{Entry, Event, Refused};
use ward_store::{AppendError, NewEntry};

/// How often to begin again when somebody else decided at the same moment.
const TRIES: u32 = 64;

/// Decides one thing.
pub fn decide(office: &Office, who: &Officer, event: Event) -> Result<Entry, AppError> {
    let decided = decide_all(office, who, vec![event])?;
    decided.into_iter().next().ok_or_else(|| AppError::ours("a decision left no entry"))
}

/// Decides several things, each resting on those before it: all or none. When somebody else was quicker, all of them are
/// checked anew against what was decided meanwhile.
pub fn decide_all(office: &Office, who: &Officer, events: Vec<Event>) -> Result<Vec<Entry>, AppError> {
    for event in &events {
        who.may(right_for(event))?;
        check_key(event)?;
    }
    record(office, who.name(), &events, &[])
}

/// Enters what somebody did who needs no right for it, because a signature says who speaks, or one was asked before.
///
/// `files` are what the events name by digest. They are kept once the programme allows all events and before the entries
/// are: what is refused leaves no file behind, and no entry names a file that is not on disk.
pub(super) fn record(
    office: &Office,
    actor: &str,
    events: &[Event],
    files: &[&[u8]],
) -> Result<Vec<Entry>, AppError> {
    let mut unkept = files.iter();
    for _ in 0..TRIES {
        let mut state = office.state()?;
        let first = state.tree.size();
        let at = office.now();
        let entries: Vec<Entry> = (first..)
            .zip(events)
            .map(|(number, event)| Entry { number, at, actor: actor.to_owned(), event: event.clone() })
            .collect();
        let known = KeptSummaries::of(&office.store);
        let programme = Arc::make_mut(&mut state.programme);
        let refused = entries
            .iter()
            .enumerate()
            .find_map(|(place, entry)| Some((place, programme.apply(entry, &known).err()?)));
        if let Err(error) = known.failure() {
            // Whatever was allowed or refused rested on a summary that could not be read.
            state.forget(office.catalog());
            return Err(error);
        }
        if let Some((place, refused)) = refused {
            // One event that is refused has changed nothing; those before it have.
            if place > 0 {
                state.forget(office.catalog());
            }
            return Err(refused.into());
        }
        if let Err(error) = unkept.try_for_each(|file| office.store.evidence().keep(file).map(drop)) {
            state.forget(office.catalog());
            return Err(error.into());
        }
        let mut grown = state.tree.clone();
        let sealed: Vec<_> = entries.iter().map(entry::seal).collect();
        for (_, leaf) in &sealed {
            grown.append(*leaf);
        }
        let checkpoint = SignedCheckpoint::sign(&office.key, grown.size(), grown.root());
        let new: Vec<_> = sealed.iter().map(|(bytes, leaf)| NewEntry { bytes, leaf: *leaf }).collect();
        match office.store.append(OPERATOR, first, &new, checkpoint.note(), &[]) {
            Ok(()) => {
                state.appended(grown);
                return Ok(entries);
            }
            Err(error) => {
                // The state in memory is ahead of the record now.
                state.forget(office.catalog());
                match error {
                    AppendError::SomeoneElseWrote { .. } => {}
                    AppendError::Store(error) => return Err(error.into()),
                }
            }
        }
    }
    Err(AppError::Contended)
}

/// A key that cannot verify anything would refuse every summary of its owner, and nobody would know why.
fn check_key(event: &Event) -> Result<(), Refused> {
    let Event::Participants(OfParticipants::Enrolled { key, .. } | OfParticipants::KeyAdded { key, .. }) =
        event
    else {
        return Ok(());
    };
    match key.as_str().parse::<VerifyingKey>() {
        Ok(read) if read.to_string() == key.as_str() => Ok(()),
        Ok(_) => Err(Refused::new("key", "the key is not written as the organisation's Ward shows it")),
        Err(wrong) => Err(Refused::new("key", format!("the key cannot be used: {wrong}"))),
    }
}
