//! Statements in the form of in-toto, version 1: a claim (the predicate) about one subject, named by its SHA-256.
//! <https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>

use crate::checkpoint::{SigningKey, VerifyingKey};
use crate::dsse::{Envelope, NotAnEnvelope};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ward_domain::Digest;

/// The type of payload that holds a statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

const STATEMENT: &str = "https://in-toto.io/Statement/v1";

/// What a statement is about, and what kind of claim it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Type of the predicate, a URI.
    pub predicate: &'static str,
    /// What the subject is called.
    pub subject: &'static str,
    /// What people call such a statement.
    pub name: &'static str,
}

/// The envelope does not hold a statement of that kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAStatement {
    /// The envelope itself is wrong.
    #[error(transparent)]
    Envelope(#[from] NotAnEnvelope),
    /// Something else was signed.
    #[error("the file holds {found} and not a {wanted}")]
    OtherKind {
        /// What was asked for.
        wanted: &'static str,
        /// What it says that it is.
        found: String,
    },
    /// A field that does not belong, or one that is missing.
    #[error("the {kind} has a field that does not belong there, or lacks one: {cause}")]
    Fields {
        /// What was asked for.
        kind: &'static str,
        /// What is wrong, with line and column.
        cause: String,
    },
    /// Not one subject.
    #[error("the {0} must be about exactly one thing, and is not")]
    Subject(&'static str),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<P> {
    #[serde(rename = "_type")]
    statement: String,
    subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    predicate: P,
}

/// The head of a statement, to say what it is before its claim is read.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "_type", default)]
    statement: String,
    #[serde(rename = "predicateType", default)]
    predicate_type: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    name: String,
    digest: Digests,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digests {
    sha256: Digest,
}

/// Signs a claim about a subject.
///
/// # Panics
/// Never, as long as the claim has a JSON form, which all of ours do.
pub(crate) fn sign<P: Serialize>(key: &SigningKey, kind: Kind, subject: Digest, predicate: &P) -> Envelope {
    Envelope::sign(key, PAYLOAD_TYPE, write(kind, subject, predicate))
}

fn write<P: Serialize>(kind: Kind, subject: Digest, predicate: &P) -> Vec<u8> {
    let statement = Wire {
        statement: STATEMENT.to_owned(),
        subject: vec![Subject { name: kind.subject.to_owned(), digest: Digests { sha256: subject } }],
        predicate_type: kind.predicate.to_owned(),
        predicate,
    };
    serde_json::to_vec(&statement).expect("the claims of this crate have a JSON form")
}

/// What kind of claim an envelope says that it holds, unverified.
pub(crate) fn claimed_predicate(envelope: &Envelope) -> Option<String> {
    let head: Head = serde_json::from_slice(envelope.claims()).ok()?;
    (envelope.payload_type() == PAYLOAD_TYPE && head.statement == STATEMENT).then_some(head.predicate_type)
}

/// The subject and the claim, after checking the signature, the kind, every field and the one way to write them.
pub(crate) fn open<P: Serialize + DeserializeOwned>(
    envelope: &Envelope,
    key: &VerifyingKey,
    kind: Kind,
) -> Result<(Digest, P), NotAStatement> {
    let payload = envelope.verify(key)?;
    let other = |found: String| NotAStatement::OtherKind { wanted: kind.name, found };
    if envelope.payload_type() != PAYLOAD_TYPE {
        return Err(other(format!("`{}`", envelope.payload_type())));
    }
    let fields =
        |cause: serde_json::Error| NotAStatement::Fields { kind: kind.name, cause: cause.to_string() };
    let head: Head = serde_json::from_slice(payload).map_err(fields)?;
    if head.statement != STATEMENT || head.predicate_type != kind.predicate {
        return Err(other(format!("`{}`", head.predicate_type)));
    }
    let wire: Wire<P> = serde_json::from_slice(payload).map_err(fields)?;
    let [Subject { name, digest }] = wire.subject.as_slice() else {
        return Err(NotAStatement::Subject(kind.name));
    };
    if name != kind.subject {
        return Err(NotAStatement::Subject(kind.name));
    }
    if write(kind, digest.sha256, &wire.predicate) != payload {
        return Err(NotAnEnvelope::NotCanonical(kind.name).into());
    }
    Ok((digest.sha256, wire.predicate))
}
