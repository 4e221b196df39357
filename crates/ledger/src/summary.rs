//! Summaries as they leave an organisation: signed, with one form and one way in.

use crate::checkpoint::{SigningKey, VerifyingKey};
use crate::dsse::{Envelope, NotAnEnvelope};
use crate::statement::{self, Kind, NotAStatement};
use ward_domain::Digest;
use ward_domain::summary::{NotASummary, Summary};

/// A summary is a claim about an assessment, which a packet can prove.
pub const KIND: Kind = Kind { predicate: "urn:ward:summary:v1", subject: "assessment", name: "summary" };

/// The file is not a summary that this key vouches for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// Not a signed statement of this kind.
    #[error(transparent)]
    Statement(#[from] NotAStatement),
    /// Signed, and it cannot be so.
    #[error(transparent)]
    Content(#[from] NotASummary),
    /// The statement is about another assessment than the one it names.
    #[error("the statement is about the assessment {subject}, and the summary names {named}")]
    OtherSubject {
        /// What the statement is about.
        subject: Digest,
        /// What the summary names.
        named: Digest,
    },
}

impl From<NotAnEnvelope> for NotOpened {
    fn from(cause: NotAnEnvelope) -> Self {
        Self::Statement(cause.into())
    }
}

/// Signs a summary, if it says what a summary says.
pub fn seal(key: &SigningKey, summary: &Summary) -> Result<Envelope, NotASummary> {
    summary.check()?;
    Ok(statement::sign(key, KIND, summary.assessment, summary))
}

/// Reads a summary that this key signed. There is no other way in.
pub fn open(bytes: &[u8], key: &VerifyingKey) -> Result<Summary, NotOpened> {
    open_envelope(&Envelope::read(bytes)?, key)
}

/// The same for an envelope that was read already, to find out which key it claims.
pub fn open_envelope(envelope: &Envelope, key: &VerifyingKey) -> Result<Summary, NotOpened> {
    let (subject, summary): (Digest, Summary) = statement::open(envelope, key, KIND)?;
    summary.check()?;
    if subject != summary.assessment {
        return Err(NotOpened::OtherSubject { subject, named: summary.assessment });
    }
    Ok(summary)
}

#[cfg(test)]
#[path = "summary_tests.rs"]
mod tests;
