//! Requests for help that organisations sign themselves, and what the office hands over for them.

use super::applications::not_a_letter;
use super::decide::record;
use super::judge;
use super::office::Office;
use crate::AppError;
use jiff::Timestamp;
use std::collections::BTreeSet;
use ward_domain::Digest;
use ward_domain::letters::{Acknowledgement, HandOver, LetterKind, Request as Letter, VERSION};
use ward_ledger::Envelope;
use ward_ledger::claim::{open_about, seal_about};
use ward_programme::help::{Event, Request, RequestKind, RequestNumber, Stage};
use ward_programme::participants::ParticipantId;
use ward_programme::{Event as Decided, Programme, Refused};

/// A request that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenRequest {
    /// Its number in the record.
    pub request: RequestNumber,
    /// Whose signature it carries.
    pub participant: ParticipantId,
    /// The office's signed word that it has it.
    pub acknowledgement: Envelope,
}

/// Takes a signed request and gives the signed acknowledgement. The very same file again gets the very same one.
pub fn receive_request(office: &Office, bytes: &[u8], now: Timestamp) -> Result<TakenRequest, AppError> {
    let envelope = Envelope::read(bytes).map_err(|cause| not_a_letter("not-a-request", &cause))?;
    let (programme, keys) = office.programme_and_keys()?;
    let (participant, key) = judge::sender(&envelope, &keys)?;
    let (_, letter): (Digest, Letter) = open_about(&envelope, &judge::usable(participant, key)?)
        .map_err(|cause| judge::not_opened(&cause, "not-a-request"))?;
    judge::takes_part(&programme, participant, key, now)?;
    let document = envelope.digest();
    if let Some(known) = asked(&programme, document) {
        return acknowledged(office, known, document);
    }
    judge::not_from_the_future(letter.made_at, now, "request")?;
    let kind = RequestKind::from_word(&letter.wants).ok_or_else(|| {
        Refused::new("kind-of-help", format!("this programme gives no help called `{}`", letter.wants))
    })?;
    let event = Event::AskedBySignature {
        participant: participant.clone(),
        kind,
        says: letter.says,
        goals: letter.goals.into_iter().collect::<BTreeSet<_>>(),
        wanted_by: letter.wanted_by,
        letter: document,
        number: letter.number,
    };
    let actor = format!("{participant}, by signature");
    let entered = record(office, &actor, &[Decided::Help(event)], &[&envelope.to_bytes()]);
    let programme = office.programme()?;
    match (asked(&programme, document), entered) {
        // Refused as known when the same file came twice at one moment; it is here, and that is what matters.
        (Some(known), _) => acknowledged(office, known, document),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(AppError::ours("a request left no trace")),
    }
}

/// The acknowledgement of a signed request.
pub fn request_acknowledgement(office: &Office, request: RequestNumber) -> Result<Envelope, AppError> {
    let programme = office.programme()?;
    let (request, letter) = signed(&programme, request)?;
    Ok(acknowledged(office, request, letter)?.acknowledgement)
}

/// What the office hands over for a signed request: a statement about the file that was delivered last, which the
/// organisation gives to its own Ward with the file.
pub fn hand_over(office: &Office, request: RequestNumber) -> Result<Envelope, AppError> {
    let programme = office.programme()?;
    let (request, letter) = signed(&programme, request)?;
    let delivered = request.steps.iter().rev().find(|step| step.stage == Stage::Delivered);
    let (Some(result), Some(step)) = (request.results.last(), delivered) else {
        let why = format!("nothing was delivered for request {} yet", request.number.0);
        return Err(Refused::new("not-delivered", why).into());
    };
    let says = HandOver {
        version: VERSION,
        request: letter,
        number: request.number.0,
        says: step.says.chars().filter(|c| *c == '\n' || !c.is_control()).take(4_000).collect(),
        delivered_at: step.at,
    };
    seal_about(&office.key, *result, &says).map_err(AppError::ours)
}

fn acknowledged(office: &Office, request: &Request, letter: Digest) -> Result<TakenRequest, AppError> {
    let answer = Acknowledgement {
        version: VERSION,
        participant: request.participant.to_string(),
        kind: LetterKind::Request,
        number: request.number.0,
        received_at: request.asked_at,
    };
    let acknowledgement = seal_about(&office.key, letter, &answer).map_err(AppError::ours)?;
    Ok(TakenRequest { request: request.number, participant: request.participant.clone(), acknowledgement })
}

/// The request, and the letter that it came by.
fn signed(programme: &Programme, number: RequestNumber) -> Result<(&Request, Digest), Refused> {
    let missing = || Refused::new("no-request", format!("there is no request {}", number.0));
    let request = programme.help.request(number).ok_or_else(missing)?;
    let by_hand = || {
        let why = format!("request {} was written down by the office: nothing signed came", number.0);
        Refused::new("not-signed", why)
    };
    Ok((request, request.letter.map(|(letter, _)| letter).ok_or_else(by_hand)?))
}

/// The request that this signed file is.
fn asked(programme: &Programme, letter: Digest) -> Option<&Request> {
    programme.help.requests().find(|request| request.letter.is_some_and(|(known, _)| known == letter))
}
