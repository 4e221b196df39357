//! Answers to questions of the programme as they leave an organisation: signed, with one form and one way in.

use crate::checkpoint::{SigningKey, VerifyingKey};
use crate::dsse::{Envelope, NotAnEnvelope};
use crate::statement::{self, Kind, NotAStatement};
use ward_domain::Digest;
use ward_domain::exposure::{Exposure, NotAnExposure};

/// An answer is a claim about a question, which its digest names.
pub const KIND: Kind =
    Kind { predicate: "urn:ward:exposure:v1", subject: "question", name: "answer to a question" };

/// The file is not an answer that this key vouches for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// Not a signed statement of this kind.
    #[error(transparent)]
    Statement(#[from] NotAStatement),
    /// Signed, and it cannot be so.
    #[error(transparent)]
    Content(#[from] NotAnExposure),
    /// The statement is about another question than the one it names.
    #[error("the statement is about the question {subject}, and the answer names {named}")]
    OtherSubject {
        /// What the statement is about.
        subject: Digest,
        /// What the answer names.
        named: Digest,
    },
}

impl From<NotAnEnvelope> for NotOpened {
    fn from(cause: NotAnEnvelope) -> Self {
        Self::Statement(cause.into())
    }
}

/// Signs an answer, if it says what an answer says.
pub fn seal(key: &SigningKey, exposure: &Exposure) -> Result<Envelope, NotAnExposure> {
    exposure.check()?;
    Ok(statement::sign(key, KIND, exposure.question, exposure))
}

/// Reads an answer that this key signed.
pub fn open(bytes: &[u8], key: &VerifyingKey) -> Result<Exposure, NotOpened> {
    open_envelope(&Envelope::read(bytes)?, key)
}

/// The same for an envelope that was read already, to find out which key it claims.
pub fn open_envelope(envelope: &Envelope, key: &VerifyingKey) -> Result<Exposure, NotOpened> {
    let (subject, exposure): (Digest, Exposure) = statement::open(envelope, key, KIND)?;
    exposure.check()?;
    if subject != exposure.question {
        return Err(NotOpened::OtherSubject { subject, named: exposure.question });
    }
    Ok(exposure)
}

#[cfg(test)]
#[path = "exposure_tests.rs"]
mod tests;
