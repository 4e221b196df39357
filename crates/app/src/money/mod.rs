//! Money from outside: calls of the office that were read, applications made from the own plan, and what came back.
//!
//! Nothing here contacts anybody. A call comes as a file and counts only with the office's signature; an application is
//! read, signed, and sent by whatever way.

mod apply;
mod keep;
#[cfg(test)]
mod tests;

pub use apply::{Draft, Offer, SignedLetter, draft, offer, sign};
pub use keep::{Kept, keep_letter};

use crate::letters::{bytes_of, read};
use crate::record::RecordView;
use crate::{Actor, AppError, Ctx, Permission};
use jiff::Timestamp;
use ward_domain::Digest;
use ward_domain::letters::{Acknowledgement, Application, Call, LetterKind};

/// A call that was kept, with the applications that answer it.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownCall {
    /// The signed file.
    pub digest: Digest,
    /// What it says.
    pub call: Call,
    /// When it was kept.
    pub kept_at: Timestamp,
    /// Applications signed here, oldest first.
    pub applications: Vec<KnownApplication>,
}

/// An application that was signed here.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownApplication {
    /// The signed file.
    pub digest: Digest,
    /// What it says.
    pub application: Application,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The office's acknowledgement, once it came back: its file and what it says.
    pub acknowledgement: Option<(Digest, Acknowledgement)>,
}

/// Every call that was kept, the newest last.
pub fn calls(ctx: &Ctx, who: &Actor) -> Result<Vec<KnownCall>, AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    let of = |kind| view.letters.iter().filter(move |letter| letter.kind == kind);
    let mut known = Vec::new();
    for letter in of(LetterKind::Call) {
        let (_, call): (_, Call) = read(ctx, letter)?;
        let (digest, kept_at) = (letter.digest, letter.at);
        known.push(KnownCall { digest, call, kept_at, applications: Vec::new() });
    }
    for letter in of(LetterKind::Application) {
        let (subject, application): (Digest, Application) = read(ctx, letter)?;
        let answer = of(LetterKind::Acknowledgement).find(|answer| answer.answers == Some(letter.digest));
        let acknowledgement = match answer {
            Some(answer) => Some((answer.digest, read::<Acknowledgement>(ctx, answer)?.1)),
            None => None,
        };
        let (digest, signed_at) = (letter.digest, letter.at);
        if let Some(call) = known.iter_mut().find(|call| call.digest == subject) {
            call.applications.push(KnownApplication { digest, application, signed_at, acknowledgement });
        }
    }
    Ok(known)
}

/// A letter as it was signed, in or out.
pub fn letter(ctx: &Ctx, who: &Actor, digest: Digest) -> Result<Vec<u8>, AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    match view.letters.iter().find(|letter| letter.digest == digest) {
        Some(letter) => bytes_of(ctx, letter),
        None => Err(AppError::NoSuchEvidence(digest)),
    }
}

/// The call of that digest.
fn find_call(ctx: &Ctx, view: &RecordView, digest: Digest) -> Result<Call, AppError> {
    let known = view.letters.iter().find(|known| known.kind == LetterKind::Call && known.digest == digest);
    let known = known.ok_or(AppError::NoSuchEvidence(digest))?;
    Ok(read::<Call>(ctx, known)?.1)
}
