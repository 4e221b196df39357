//! Letters as they travel: claims that the office and an organisation send each other, each kind with a type of its own.

use crate::claim::Claim;
use crate::dsse::Envelope;
use crate::statement::{self, Kind};
use ward_domain::letters::{Acknowledgement, Application, Call, HandOver, LetterKind, NotALetter, Request};

/// A claim that is sent as a letter. What it is about stands in the statement alone.
pub trait Letter: Claim<Wrong = NotALetter> {
    /// Which letter it is.
    const IS: LetterKind;
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
        $(impl Claim for $letter {
            const KIND: Kind = form(LetterKind::$letter);
            type Wrong = NotALetter;
            fn check(&self) -> Result<(), NotALetter> {
                $letter::check(self)
            }
        }
        impl Letter for $letter {
            const IS: LetterKind = LetterKind::$letter;
        })*
    };
}
letters!(Call, Application, Request, Acknowledgement, HandOver);

/// Which letter an envelope says that it holds. Not verified: good to choose what to open, and no more.
pub fn claimed_kind(envelope: &Envelope) -> Option<LetterKind> {
    let claimed = statement::claimed_predicate(envelope)?;
    LetterKind::ALL.into_iter().find(|kind| form(*kind).predicate == claimed)
}
