//! Letters as they travel: signed statements with one form and one way in, each kind with a type of its own.

use crate::checkpoint::{SigningKey, VerifyingKey};
use crate::dsse::{Envelope, NotAnEnvelope};
use crate::statement::{self, Kind, NotAStatement};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ward_domain::Digest;
use ward_domain::letters::{Acknowledgement, Application, Call, HandOver, LetterKind, NotALetter, Request};

/// A claim that is sent as a letter.
pub trait Letter: Serialize + DeserializeOwned {
    /// Which letter it is.
    const IS: LetterKind;
    /// Whether everything that it says can be so.
    fn check(&self) -> Result<(), NotALetter>;
}

/// The form of each kind: its type, and what the statement is about.
pub const fn form(kind: LetterKind) -> Kind {
    match kind {
        // The terms of the round, as the office's record has them.
        LetterKind::Call => Kind { predicate: "urn:ward:call:v1", subject: "terms", name: "call" },
        LetterKind::Application => {
            Kind { predicate: "urn:ward:application:v1", subject: "call", name: "application" }
        }
        // The head of the organisation's record: it tells one organisation's requests from another's.
        LetterKind::Request => Kind { predicate: "urn:ward:request:v1", subject: "record", name: "request" },
        LetterKind::Acknowledgement => {
            Kind { predicate: "urn:ward:acknowledgement:v1", subject: "letter", name: "acknowledgement" }
        }
        LetterKind::HandOver => {
            Kind { predicate: "urn:ward:hand-over:v1", subject: "result", name: "hand-over" }
        }
    }
}

macro_rules! letters {
    ($($letter:ident),*) => {
        $(impl Letter for $letter {
            const IS: LetterKind = LetterKind::$letter;
            fn check(&self) -> Result<(), NotALetter> {
                $letter::check(self)
            }
        })*
    };
}
letters!(Call, Application, Request, Acknowledgement, HandOver);

/// The file is not a letter that this key vouches for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// Not a signed statement of this kind.
    #[error(transparent)]
    Statement(#[from] NotAStatement),
    /// Signed, and it cannot be so.
    #[error(transparent)]
    Content(#[from] NotALetter),
}

impl From<NotAnEnvelope> for NotOpened {
    fn from(cause: NotAnEnvelope) -> Self {
        Self::Statement(cause.into())
    }
}

/// Signs a letter about a subject, if it says what such a letter says. The same letter gives the same bytes.
pub fn seal<L: Letter>(key: &SigningKey, subject: Digest, letter: &L) -> Result<Envelope, NotALetter> {
    letter.check()?;
    Ok(statement::sign(key, form(L::IS), subject, letter))
}

/// Reads a letter of one kind that this key signed: what it is about, and what it says. There is no other way in.
pub fn open<L: Letter>(envelope: &Envelope, key: &VerifyingKey) -> Result<(Digest, L), NotOpened> {
    let (subject, letter): (Digest, L) = statement::open(envelope, key, form(L::IS))?;
    letter.check()?;
    Ok((subject, letter))
}

/// Which letter an envelope says that it holds. Not verified: good to choose what to open, and no more.
pub fn claimed_kind(envelope: &Envelope) -> Option<LetterKind> {
    let claimed = statement::claimed_predicate(envelope)?;
    LetterKind::ALL.into_iter().find(|kind| form(*kind).predicate == claimed)
}

#[cfg(test)]
#[path = "letters_tests.rs"]
mod tests;
