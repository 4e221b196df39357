//! Keeps what the office sends: calls and acknowledgements, when its signature is right and they fit what is here.

use crate::record::{KeptLetter, RecordView};
use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::Digest;
use ward_domain::letters::{Acknowledgement, Call, HandOver, LetterKind};
use ward_domain::record::Event;
use ward_ledger::claim::open_about;
use ward_ledger::letters::claimed_kind;
use ward_ledger::{Envelope, VerifyingKey};

/// A letter that was kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// A call, with the digest of its file.
    Call(Digest, Call),
    /// An acknowledgement, with the letter that it is for.
    Acknowledgement(Digest, Acknowledgement),
    /// The hand-over of a result, with the file that it is about.
    HandOver(Digest, HandOver),
}

/// Checks a letter of the office and keeps it, once. The office's key is given with the first file that comes from it and
/// remembered; a key that is given later replaces it.
pub fn keep_letter(
    ctx: &Ctx,
    who: &Actor,
    bytes: &[u8],
    operator: Option<&VerifyingKey>,
) -> Result<Kept, AppError> {
    who.may(Permission::Share)?;
    let view = crate::record::view(ctx)?;
    let key = crate::summary::operator_key(&view, operator)?;
    let envelope = Envelope::read(bytes).map_err(|cause| not_kept(&cause))?;
    match claimed_kind(&envelope) {
        Some(LetterKind::Call) => {
            let (_, call): (_, Call) = open_about(&envelope, &key).map_err(|cause| not_kept(&cause))?;
            check_call(ctx, &view, &call, envelope.digest())?;
            let digest = keep(ctx, who, &view, &envelope, LetterKind::Call, &call.round, None, &key)?;
            Ok(Kept::Call(digest, call))
        }
        Some(LetterKind::Acknowledgement) => {
            let (letter, answer): (Digest, Acknowledgement) =
                open_about(&envelope, &key).map_err(|cause| not_kept(&cause))?;
            let ours = view.letters.iter().find(|known| known.digest == letter && known.operator.is_none());
            let ours = ours.filter(|known| known.kind == answer.kind).ok_or_else(|| {
                AppError::Invalid(format!(
                    "it is not kept: it is for the letter {letter}, which was not signed here"
                ))
            })?;
            let about = ours.about.clone();
            keep(ctx, who, &view, &envelope, LetterKind::Acknowledgement, &about, Some(letter), &key)?;
            Ok(Kept::Acknowledgement(letter, answer))
        }
        Some(LetterKind::HandOver) => {
            let (file, says): (Digest, HandOver) =
                open_about(&envelope, &key).map_err(|cause| not_kept(&cause))?;
            let is_ours = |known: &&KeptLetter| known.digest == says.request && known.operator.is_none();
            let ours = view.letters.iter().find(is_ours).ok_or_else(|| {
                AppError::Invalid(format!(
                    "it is not kept: it is for the request {}, which was not signed here",
                    says.request
                ))
            })?;
            let about = ours.about.clone();
            keep(ctx, who, &view, &envelope, LetterKind::HandOver, &about, Some(says.request), &key)?;
            Ok(Kept::HandOver(file, says))
        }
        Some(other) => Err(AppError::Invalid(format!(
            "it is not kept: a {} does not belong here, but a call, an acknowledgement or a hand-over of the office",
            other.label()
        ))),
        None => Err(AppError::Invalid(
            "it is not kept: this is no call, no acknowledgement and no hand-over of the office".to_owned(),
        )),
    }
}

/// The terms of an open round cannot change, so a second call for one round is a reason to ask.
fn check_call(ctx: &Ctx, view: &RecordView, call: &Call, digest: Digest) -> Result<(), AppError> {
    let other = view
        .letters
        .iter()
        .find(|known| known.kind == LetterKind::Call && known.about == call.round && known.digest != digest);
    if let Some(other) = other {
        let why = format!(
            "it is not kept: another call for the round {} is here since {}, and the terms of a round do not change: \
             ask the office",
            call.round, other.at
        );
        return Err(AppError::Invalid(why));
    }
    if call.closes <= ctx.now() {
        let why =
            format!("it is not kept: the round {} takes no applications since {}", call.round, call.closes);
        return Err(AppError::Invalid(why));
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the fields of one entry")]
fn keep(
    ctx: &Ctx,
    who: &Actor,
    view: &RecordView,
    envelope: &Envelope,
    kind: LetterKind,
    about: &str,
    answers: Option<Digest>,
    key: &VerifyingKey,
) -> Result<Digest, AppError> {
    let letter = ctx.store.evidence().keep(&envelope.to_bytes())?;
    if view.letters.iter().any(|known| known.digest == letter) {
        return Ok(letter);
    }
    let (about, operator) = (about.to_owned(), key.to_string());
    let event = Event::LetterKept { kind, letter, about, answers, operator };
    crate::record::append(ctx, who, event, &[])?;
    Ok(letter)
}

fn not_kept(cause: &dyn std::error::Error) -> AppError {
    AppError::Invalid(format!("it is not kept: {}", crate::summary::with_causes(cause)))
}
