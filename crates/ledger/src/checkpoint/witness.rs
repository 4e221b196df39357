//! Cosignatures: a witness says that it saw a checkpoint at a time, and that the record only grew since the last one.
//! <https://c2sp.org/tlog-cosignature>

use super::key::{SigningKey, VerifyingKey};
use super::{Checkpoint, NotSigned, Signature, SignedCheckpoint};
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// What the witness signs: a head with the time, then the text of the checkpoint.
fn message(body: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{body}")
}

impl SignedCheckpoint {
    /// A checkpoint with the signature of a witness alone. Its line can be added to the note that the record's own key
    /// signed: the text above is the same.
    pub fn witness(key: &SigningKey, checkpoint: Checkpoint, seconds: u64) -> Self {
        let body = checkpoint.body();
        let signed = key.sign(message(&body, seconds).as_bytes());
        let signature = Signature {
            name: key.name().to_owned(),
            key_hash: key.verifying_key().witness_hash(),
            bytes: [&seconds.to_be_bytes()[..], &signed].concat(),
        };
        let encoded = BASE64_STANDARD.encode([&signature.key_hash[..], &signature.bytes].concat());
        let note = format!("{body}\n— {} {encoded}\n", signature.name);
        Self { checkpoint, note, body_len: body.len(), signatures: vec![signature] }
    }

    /// What it says and when the witness saw it, in seconds since 1970, after checking the witness's signature.
    pub fn witnessed_by(&self, key: &VerifyingKey) -> Result<(&Checkpoint, u64), NotSigned> {
        let signature = self
            .signatures
            .iter()
            .find(|s| s.name == key.name() && s.key_hash == key.witness_hash())
            .ok_or_else(|| NotSigned::ByThatKey { wanted: key.short(), found: self.signers() })?;
        let mismatch = || NotSigned::Mismatch(key.short());
        let (time, signed) = signature.bytes.split_first_chunk().ok_or_else(mismatch)?;
        let seconds = u64::from_be_bytes(*time);
        let body = self.note.get(..self.body_len).ok_or_else(mismatch)?;
        if key.fits(message(body, seconds).as_bytes(), signed) {
            Ok((&self.checkpoint, seconds))
        } else {
            Err(mismatch())
        }
    }
}
