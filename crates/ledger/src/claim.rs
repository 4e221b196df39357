//! Claims: what is signed as a statement, each kind in one form and with one way in.
//!
//! A [`Claim`] knows its kind and whether it can be so. Most say by themselves what they are about, and are sealed with
//! [`seal`] and read with [`open`]; letters are about something that only the statement names: [`seal_about`] and
//! [`open_about`].

use crate::checkpoint::{SigningKey, VerifyingKey};
use crate::dsse::Envelope;
use crate::statement::{self, Kind, NotAStatement};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::error::Error;
use ward_domain::Digest;
use ward_domain::exposure::{Exposure, NotAnExposure};
use ward_domain::summary::{NotASummary, Summary};

/// What can be signed as a statement of its own kind.
pub trait Claim: Serialize + DeserializeOwned {
    /// The type of the statement, what it is about, and what people call it.
    const KIND: Kind;
    /// Why one cannot be so.
    type Wrong: Error + Send + Sync + 'static;
    /// Whether everything that it says can be so.
    fn check(&self) -> Result<(), Self::Wrong>;
}

/// A claim that names by itself what it is about.
pub trait Named: Claim {
    /// What it is about.
    fn subject(&self) -> Digest;
}

/// The file is not a claim of this kind that this key vouches for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened<W> {
    /// Not a signed statement of this kind.
    #[error(transparent)]
    Statement(#[from] NotAStatement),
    /// Signed, and it cannot be so.
    #[error(transparent)]
    Content(W),
    /// The statement is about something else than the claim names.
    #[error("the statement is about the {} {subject}, and the {} names {named}", .kind.subject, .kind.name)]
    OtherSubject {
        /// What was asked for.
        kind: Kind,
        /// What the statement is about.
        subject: Digest,
        /// What the claim names.
        named: Digest,
    },
}

/// Signs a claim, if it says what such a claim says. The same claim gives the same bytes.
pub fn seal<C: Named>(key: &SigningKey, claim: &C) -> Result<Envelope, C::Wrong> {
    seal_about(key, claim.subject(), claim)
}

/// Reads a claim of one kind that this key signed. There is no other way in.
pub fn open<C: Named>(envelope: &Envelope, key: &VerifyingKey) -> Result<C, NotOpened<C::Wrong>> {
    let (subject, claim): (Digest, C) = open_about(envelope, key)?;
    let named = claim.subject();
    if subject != named {
        return Err(NotOpened::OtherSubject { kind: C::KIND, subject, named });
    }
    Ok(claim)
}

/// Signs a claim about a subject that it does not name, if it says what such a claim says. The same claim about the same
/// subject gives the same bytes.
pub fn seal_about<C: Claim>(key: &SigningKey, subject: Digest, claim: &C) -> Result<Envelope, C::Wrong> {
    claim.check()?;
    Ok(statement::sign(key, C::KIND, subject, claim))
}

/// Reads a claim of one kind that this key signed: what it is about, and what it says.
pub fn open_about<C: Claim>(
    envelope: &Envelope,
    key: &VerifyingKey,
) -> Result<(Digest, C), NotOpened<C::Wrong>> {
    let (subject, claim): (Digest, C) = statement::open(envelope, key, C::KIND)?;
    claim.check().map_err(NotOpened::Content)?;
    Ok((subject, claim))
}

/// Whether an envelope says that it holds a claim of this kind. Not verified: good to choose what to open, and no more.
pub fn is_claimed<C: Claim>(envelope: &Envelope) -> bool {
    statement::claimed_predicate(envelope).is_some_and(|claimed| claimed == C::KIND.predicate)
}

/// What an organisation tells the programme: a claim about an assessment, which a packet can prove.
impl Claim for Summary {
    const KIND: Kind = Kind { predicate: "urn:ward:summary:v1", subject: "assessment", name: "summary" };
    type Wrong = NotASummary;
    fn check(&self) -> Result<(), NotASummary> {
        Summary::check(self)
    }
}

impl Named for Summary {
    fn subject(&self) -> Digest {
        self.assessment
    }
}

/// What it tells when it is asked about one advisory, flaw or outage: a claim about that question.
impl Claim for Exposure {
    const KIND: Kind =
        Kind { predicate: "urn:ward:exposure:v1", subject: "question", name: "answer to a question" };
    type Wrong = NotAnExposure;
    fn check(&self) -> Result<(), NotAnExposure> {
        Exposure::check(self)
    }
}

impl Named for Exposure {
    fn subject(&self) -> Digest {
        self.question
    }
}

#[cfg(test)]
mod tests;
