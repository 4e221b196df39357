//! Checkpoints: "the record of this name had this many entries with this root", signed.
//!
//! The form is C2SP's: the text of a tlog-checkpoint in a signed-note with an Ed25519 signature, so other people's tools
//! can verify and witness it. The name of the key is the origin of the record, as the specification asks of a log.
//! <https://c2sp.org/tlog-checkpoint>, <https://c2sp.org/signed-note>

mod key;
mod witness;

pub use key::{NotAKey, SigningKey, VerifyingKey};

use crate::tree::Hash;
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// Longest note that is read; ours have about 250 bytes, each witness adds about 130.
const MOST_BYTES: usize = 64 * 1024;

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the record; unique, and the name of the key that signs.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// Root of the Merkle tree over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64_STANDARD.encode(self.root))
    }

    fn parse(body: &str) -> Result<Self, NotACheckpoint> {
        let mut lines = body.lines();
        let mut next = |what| lines.next().filter(|line| !line.is_empty()).ok_or(NotACheckpoint::Lacks(what));
        let origin = next("the name of the record (first line)")?.to_owned();
        let size = next("the number of entries (second line)")?;
        let root = next("the root (third line)")?;
        let number = size.parse().ok().filter(|number: &u64| number.to_string() == size);
        Ok(Self {
            origin,
            size: number.ok_or_else(|| NotACheckpoint::Size(size.to_owned()))?,
            root: decode(root).ok_or_else(|| NotACheckpoint::Root(root.to_owned()))?,
        })
    }
}

/// A checkpoint with its signatures. Reading one does not verify it: [`SignedCheckpoint::verify`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: String,
    body_len: usize,
    signatures: Vec<Signature>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Signature {
    name: String,
    key_hash: [u8; 4],
    bytes: Vec<u8>,
}

/// The text is not a signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACheckpoint {
    /// Longer than any real one.
    #[error("the checkpoint is longer than {MOST_BYTES} bytes")]
    TooLong,
    /// A control character, which could hide something from a reader.
    #[error("the checkpoint contains a control character")]
    ControlCharacter,
    /// The blank line between text and signatures is missing.
    #[error(
        "the checkpoint has no signatures: a blank line and a line that starts with a long dash must follow the text"
    )]
    NoSignatures,
    /// A signature line is malformed.
    #[error("`{0}` is not a signature line of a checkpoint")]
    SignatureLine(String),
    /// A line of the text is missing.
    #[error("the checkpoint lacks {0}")]
    Lacks(&'static str),
    /// The second line is not a number.
    #[error("`{0}` is not a number of entries")]
    Size(String),
    /// The third line is not 32 bytes in base64.
    #[error("`{0}` is not a root (32 bytes in base64)")]
    Root(String),
}

/// The checkpoint is not vouched for by the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// No signature names the key.
    #[error("the checkpoint is not signed by {wanted}; it is signed by {found}")]
    ByThatKey {
        /// Name of the key.
        wanted: String,
        /// Who signed, with the short hashes of their keys.
        found: String,
    },
    /// The bytes of the signature do not fit the text.
    #[error("the signature of {0} does not fit the text of the checkpoint: one of them was changed")]
    Mismatch(String),
    /// The key signs for another record.
    #[error("the checkpoint is about the record {origin}, but the key signs for {key}")]
    OtherRecord {
        /// The record that the checkpoint is about.
        origin: String,
        /// The record that the key signs for.
        key: String,
    },
}

impl SignedCheckpoint {
    /// Signs the size and root of the record that the key is named after.
    pub fn sign(key: &SigningKey, size: u64, root: Hash) -> Self {
        let checkpoint = Checkpoint { origin: key.name().to_owned(), size, root };
        let body = checkpoint.body();
        let public = key.verifying_key();
        let signature = Signature {
            name: key.name().to_owned(),
            key_hash: public.hash(),
            bytes: key.sign(body.as_bytes()).to_vec(),
        };
        let encoded = BASE64_STANDARD.encode([&signature.key_hash[..], &signature.bytes].concat());
        let note = format!("{body}\n— {} {encoded}\n", signature.name);
        Self { checkpoint, note, body_len: body.len(), signatures: vec![signature] }
    }

    /// Reads a note. Signatures of others (witnesses) are kept and need not be known.
    pub fn parse(note: &str) -> Result<Self, NotACheckpoint> {
        if note.len() > MOST_BYTES {
            return Err(NotACheckpoint::TooLong);
        }
        if note.chars().any(|c| c.is_control() && c != '\n') {
            return Err(NotACheckpoint::ControlCharacter);
        }
        let (body, lines) = note.rsplit_once("\n\n").ok_or(NotACheckpoint::NoSignatures)?;
        let lines = lines.strip_suffix('\n').ok_or(NotACheckpoint::NoSignatures)?;
        let signatures = lines.split('\n').map(Signature::parse).collect::<Result<Vec<_>, _>>()?;
        let body_len = body.len() + 1;
        let checkpoint = Checkpoint::parse(body)?;
        Ok(Self { checkpoint, note: note.to_owned(), body_len, signatures })
    }

    /// The note as text: what is stored, sent and put into packets.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// What it says, unverified.
    pub fn claims(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// What it says, after checking that the key signed exactly this text and is named after this record.
    pub fn verify(&self, key: &VerifyingKey) -> Result<&Checkpoint, NotSigned> {
        let signature = self
            .signatures
            .iter()
            .find(|s| s.name == key.name() && s.key_hash == key.hash())
            .ok_or_else(|| NotSigned::ByThatKey { wanted: key.short(), found: self.signers() })?;
        if !key.fits(&self.note.as_bytes()[..self.body_len], &signature.bytes) {
            return Err(NotSigned::Mismatch(key.short()));
        }
        if self.checkpoint.origin != key.name() {
            return Err(NotSigned::OtherRecord {
                origin: self.checkpoint.origin.clone(),
                key: key.name().to_owned(),
            });
        }
        Ok(&self.checkpoint)
    }

    fn signers(&self) -> String {
        let signers = self.signatures.iter().map(|s| format!("{}+{}", s.name, hex::encode(s.key_hash)));
        signers.collect::<Vec<_>>().join(", ")
    }
}

impl Signature {
    fn parse(line: &str) -> Result<Self, NotACheckpoint> {
        let parts = line.strip_prefix("— ").and_then(|rest| rest.split_once(' '));
        parts
            .filter(|(name, _)| key::is_name(name))
            .and_then(|(name, encoded)| {
                let bytes = BASE64_STANDARD.decode(encoded).ok()?;
                let (key_hash, bytes) = bytes.split_first_chunk()?;
                let named = Self { name: name.to_owned(), key_hash: *key_hash, bytes: bytes.to_vec() };
                (!bytes.is_empty()).then_some(named)
            })
            .ok_or_else(|| NotACheckpoint::SignatureLine(line.to_owned()))
    }
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64_STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
#[path = "checkpoint/tests.rs"]
mod tests;
