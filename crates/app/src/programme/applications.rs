//! Applications that organisations sign themselves: the call that they answer, and the counter that takes them.
//!
//! As with summaries the signature says who speaks, so no officer is needed: what is right becomes an entry in the name of
//! the organisation, and the acknowledgement names it. The signed file is kept under its digest.

use super::catalogues::accepted;
use super::decide::record;
use super::judge;
use super::office::Office;
use crate::AppError;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use ward_domain::Digest;
use ward_domain::letters::{Acknowledgement, Application as Letter, LetterKind, VERSION};
use ward_ledger::Envelope;
use ward_ledger::claim::{open_about, seal_about};
use ward_programme::funding::{Application, ApplicationId, Event, Form, RoundId, Sent};
use ward_programme::participants::ParticipantId;
use ward_programme::{Event as Decided, Programme, Refused};

/// An application that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenApplication {
    /// Its number in the record.
    pub application: ApplicationId,
    /// Whose signature it carries.
    pub participant: ParticipantId,
    /// The office's signed word that it has it.
    pub acknowledgement: Envelope,
}

/// The call of a round, signed with the office's key: for everyone, and the same for ever. There is none for a draft.
pub fn signed_call(office: &Office, round: &RoundId) -> Result<Envelope, AppError> {
    Ok(call_of(office, office.programme()?.as_ref(), round)?)
}

fn call_of(office: &Office, programme: &Programme, round: &RoundId) -> Result<Envelope, Refused> {
    let round = programme.funding.round(round)?;
    let call = round.call().ok_or_else(|| {
        Refused::new("not-open", format!("the round {} is a draft: nobody is called to apply", round.id))
    })?;
    let terms = serde_json::to_vec(&round.terms)
        .map_err(|_| Refused::new("terms", "the terms of the round cannot be written down"))?;
    seal_about(&office.key, Digest(Sha256::digest(terms).into()), &call)
        .map_err(|wrong| Refused::new("terms", wrong.to_string()))
}

/// Takes a signed application and gives the signed acknowledgement. The very same file again gets the very same one.
pub fn receive_application(
    office: &Office,
    bytes: &[u8],
    now: Timestamp,
) -> Result<TakenApplication, AppError> {
    let envelope = Envelope::read(bytes).map_err(|cause| not_a_letter("not-an-application", &cause))?;
    let (programme, keys) = office.programme_and_keys()?;
    let (participant, key) = judge::sender(&envelope, &keys)?;
    let (call, letter): (Digest, Letter) = open_about(&envelope, &judge::usable(participant, key)?)
        .map_err(|cause| judge::not_opened(&cause, "not-an-application"))?;
    judge::takes_part(&programme, participant, key, now)?;
    let document = envelope.digest();
    if let Some(known) = filed(&programme, document) {
        return acknowledged(office, known);
    }
    judge::not_from_the_future(letter.made_at, now, "application")?;
    let round: RoundId = letter.round.parse().map_err(|cause| not_a_letter("not-an-application", &cause))?;
    if call_of(office, &programme, &round)?.digest() != call {
        let why = format!(
            "the application answers another call for the round {round} than the one that this office signed: fetch the \
             call again and apply anew"
        );
        return Err(Refused::new("other-call", why).into());
    }
    check_words(office, &programme, &letter)?;
    let event = Event::ApplicationReceived {
        round,
        participant: participant.clone(),
        form: Form::of(&letter, document),
        sent: Sent::of(&letter),
    };
    let actor = format!("{participant}, by signature");
    let entered = record(office, &actor, &[Decided::Funding(event)], &[&envelope.to_bytes()]);
    let programme = office.programme()?;
    match (filed(&programme, document), entered) {
        // Refused as known when the same file came twice at one moment; it is here, and that is what matters.
        (Some(known), _) => acknowledged(office, known),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(AppError::ours("an application left no trace")),
    }
}

/// What is not even an envelope, or names what cannot be.
pub(super) fn not_a_letter(code: &'static str, cause: &dyn std::error::Error) -> Refused {
    Refused::new(code, cause.to_string())
}

/// The acknowledgement of a signed application as it stands.
pub fn acknowledgement(office: &Office, application: ApplicationId) -> Result<Envelope, AppError> {
    let programme = office.programme()?;
    Ok(acknowledged(office, programme.funding.application(application)?)?.acknowledgement)
}

fn acknowledged(office: &Office, application: &Application) -> Result<TakenApplication, AppError> {
    let Some(received) = &application.received else {
        let why = format!("application {} was filed by the office: nothing signed came", application.id);
        return Err(Refused::new("not-signed", why).into());
    };
    let answer = Acknowledgement {
        version: VERSION,
        participant: application.participant.to_string(),
        kind: LetterKind::Application,
        number: application.id.0,
        received_at: received.at.at,
    };
    let acknowledgement = seal_about(&office.key, received.document, &answer).map_err(AppError::ours)?;
    let participant = application.participant.clone();
    Ok(TakenApplication { application: application.id, participant, acknowledgement })
}

/// The application that this signed file is.
fn filed(programme: &Programme, document: Digest) -> Option<&Application> {
    let is_it = |one: &&Application| one.received.as_ref().is_some_and(|known| known.document == document);
    programme.funding.applications().find(is_it)
}

/// Actions stand where free text could: each must be the catalogue's.
fn check_words(office: &Office, programme: &Programme, letter: &Letter) -> Result<(), Refused> {
    let accepted = accepted(office, programme);
    if !accepted.contains(&letter.catalogue) {
        let list = accepted.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let why = format!(
            "the application was made with catalogue {}, and this programme accepts {list}: update Ward, or ask the \
             operator",
            letter.catalogue
        );
        return Err(Refused::new("catalogue", why));
    }
    let mut actions = letter.lines.iter().flat_map(|line| &line.actions);
    match actions.find(|action| !office.catalog().actions.contains_key(action.as_str())) {
        Some(unknown) => {
            let why =
                format!("the catalogue of this office has no action `{unknown}`: update Ward on both sides");
            Err(Refused::new("unknown-action", why))
        }
        None => Ok(()),
    }
}
