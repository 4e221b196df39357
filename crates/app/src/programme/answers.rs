//! Advisories of the operator, and the answers of organisations to what a bulletin asks.
//!
//! An answer is verified like a summary and becomes an entry of the operator's record, so that counts follow from the record
//! alone; its signed file is kept under its digest.

use super::decide::record;
use super::judge::{not_opened, sender, takes_part, usable};
use super::office::Office;
use super::roles::{Officer, Right};
use crate::AppError;
use crate::advisories::{keep_file, open_file};
use jiff::Timestamp;
use std::io::Read;
use ward_domain::Digest;
use ward_domain::exposure::Exposure;
use ward_importers::csaf::AdvisoryRead;
use ward_ledger::Envelope;
use ward_ledger::claim::open;
use ward_programme::help::{BulletinNumber, Event as OfHelp};
use ward_programme::participants::ParticipantId;
use ward_programme::{Event, Refused};

/// An answer that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenAnswer {
    /// Whose.
    pub participant: ParticipantId,
    /// To which bulletin.
    pub bulletin: BulletinNumber,
    /// SHA-256 of the signed file.
    pub answer: Digest,
    /// Number of its entry in the operator's record.
    pub entry: u64,
}

/// Keeps an advisory, or refuses what is none; then nothing is kept.
pub fn keep_advisory(
    office: &Office,
    who: &Officer,
    file_name: &str,
    content: &mut dyn Read,
) -> Result<(Digest, AdvisoryRead), AppError> {
    who.may(Right::Help)?;
    let (digest, _, read) = keep_file(&office.store, file_name, content)?;
    Ok((digest, read))
}

/// A kept advisory, read again.
pub fn advisory(office: &Office, who: &Officer, digest: Digest) -> Result<AdvisoryRead, AppError> {
    who.may(Right::SeeSector)?;
    Ok(open_file(&office.store, digest)?.1)
}

/// The file of a kept advisory. Only files that are advisories are given.
pub fn advisory_file(office: &Office, who: &Officer, digest: Digest) -> Result<Vec<u8>, AppError> {
    who.may(Right::SeeSector)?;
    Ok(open_file(&office.store, digest)?.0)
}

/// Receives one signed answer. The very same file again is the same entry.
pub fn receive_answer(office: &Office, bytes: &[u8], now: Timestamp) -> Result<TakenAnswer, AppError> {
    match verify(office, bytes, now)? {
        Verified::Known(taken) => Ok(taken),
        Verified::New(new) => {
            let entries = record(office, &new.actor(), &[new.event()], &[&new.file])?;
            let entry = entries.first().map(|entry| entry.number);
            Ok(new.taken(entry.ok_or_else(|| AppError::ours("an answer left no entry"))?))
        }
    }
}

/// Receives many, all in one transaction or, when one of them is refused, each by itself.
pub fn receive_answers(
    office: &Office,
    files: &[&[u8]],
    now: Timestamp,
) -> Result<Vec<Result<TakenAnswer, Refused>>, AppError> {
    let mut new = Vec::new();
    for bytes in files {
        match verify(office, bytes, now) {
            Ok(Verified::New(one)) => new.push(one),
            Ok(Verified::Known(_)) | Err(AppError::Refused(_)) => return one_by_one(office, files, now),
            Err(error) => return Err(error),
        }
    }
    let events: Vec<Event> = new.iter().map(New::event).collect();
    let signed: Vec<&[u8]> = new.iter().map(|one| one.file.as_slice()).collect();
    match record(office, "by their signatures", &events, &signed) {
        Ok(entries) => {
            Ok(new.into_iter().zip(entries).map(|(one, entry)| Ok(one.taken(entry.number))).collect())
        }
        Err(AppError::Refused(_)) => one_by_one(office, files, now),
        Err(error) => Err(error),
    }
}

fn one_by_one(
    office: &Office,
    files: &[&[u8]],
    now: Timestamp,
) -> Result<Vec<Result<TakenAnswer, Refused>>, AppError> {
    let one = |bytes: &&[u8]| match receive_answer(office, bytes, now) {
        Ok(taken) => Ok(Ok(taken)),
        Err(AppError::Refused(refused)) => Ok(Err(refused)),
        Err(error) => Err(error),
    };
    files.iter().map(one).collect()
}

/// An answer whose signature holds, by an enrolled participant, to something that is asked.
enum Verified {
    New(New),
    /// It is here already.
    Known(TakenAnswer),
}

struct New {
    participant: ParticipantId,
    bulletin: BulletinNumber,
    answer: Digest,
    exposure: Exposure,
    /// The signed file.
    file: Vec<u8>,
}

impl New {
    fn actor(&self) -> String {
        format!("{}, by its signature", self.participant)
    }
    fn event(&self) -> Event {
        let Exposure { state, devices, as_of, made_at, .. } = self.exposure;
        let (participant, bulletin, answer) = (self.participant.clone(), self.bulletin, self.answer);
        Event::Help(OfHelp::Answered { participant, bulletin, answer, state, devices, as_of, made_at })
    }
    fn taken(self, entry: u64) -> TakenAnswer {
        TakenAnswer { participant: self.participant, bulletin: self.bulletin, answer: self.answer, entry }
    }
}

/// Reads an answer, and finds out whose it is and what it answers.
fn verify(office: &Office, bytes: &[u8], now: Timestamp) -> Result<Verified, AppError> {
    let (programme, keys) = office.programme_and_keys()?;
    let envelope = Envelope::read(bytes).map_err(|wrong| Refused::new("not-an-answer", wrong.to_string()))?;
    let (id, key) = sender(&envelope, &keys)?;
    let exposure: Exposure =
        open(&envelope, &usable(id, key)?).map_err(|wrong| not_opened(&wrong, "not-an-answer"))?;
    takes_part(&programme, id, key, now)?;
    let answer = envelope.digest();
    let asking = programme.help.asks(exposure.question).ok_or_else(|| {
        let why = "no bulletin asks this question: look for the number and the day that the bulletin gives, or for the \
                   very file of its advisory";
        Refused::new("not-asked", why)
    })?;
    if asking.asks.as_ref().is_some_and(|asks| asks.question.about() != exposure.about) {
        return Err(
            Refused::new("content", "the answer is about another kind of question than it names").into()
        );
    }
    let bulletin = asking.number;
    if let Some(known) = programme.help.answers(bulletin).iter().find(|given| given.answer == answer) {
        let taken = TakenAnswer { participant: id.clone(), bulletin, answer, entry: known.entry };
        return Ok(Verified::Known(taken));
    }
    let (participant, file) = (id.clone(), envelope.to_bytes());
    Ok(Verified::New(New { participant, bulletin, answer, exposure, file }))
}
