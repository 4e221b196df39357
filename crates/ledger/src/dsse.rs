//! Signed envelopes in the form of DSSE, version 1, with one Ed25519 signature.
//!
//! What is signed is not JSON but the pre-authentication encoding: the type and the payload, each with its length. Every
//! envelope has exactly one form here: what was parsed is written again and must come out the same, so nothing can be
//! smuggled in by space, order, escape or repetition, and an envelope has one digest.
//! <https://github.com/secure-systems-lab/dsse/blob/master/protocol.md>

use crate::checkpoint::{SigningKey, VerifyingKey};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ward_domain::Digest;

/// Longest envelope that is read, in bytes (OWN). A summary has about 4,500, a receipt about 1,500.
pub const MOST_BYTES: usize = 64 * 1024;

/// A payload with its type and its signature. Reading one does not verify it: [`Envelope::verify`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    payload_type: String,
    payload: Vec<u8>,
    key_id: Digest,
    signature: Vec<u8>,
}

/// The bytes are not an envelope, or nobody vouches for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEnvelope {
    /// Longer than any real one.
    #[error("the file has {0} bytes, and a signed envelope has at most {MOST_BYTES}")]
    TooLong(usize),
    /// Not JSON of that shape.
    #[error("the file is not a signed envelope (DSSE): {0}")]
    Shape(String),
    /// None or several signatures.
    #[error("the envelope has {0} signatures and must have exactly one")]
    Signatures(usize),
    /// A part is not base64.
    #[error("the {0} of the envelope is not in base64")]
    Base64(&'static str),
    /// The key id is not one of ours.
    #[error("the key id of the envelope is not 64 lower-case hexadecimal digits")]
    KeyId,
    /// The same content written another way.
    #[error("the {0} is written in another way than Ward writes it: send the file as it was made, unchanged")]
    NotCanonical(&'static str),
    /// A key that is not the one asked for.
    #[error("the envelope was signed with the key {found}, and the key asked for is {wanted}")]
    OtherKey {
        /// Key id that was asked for.
        wanted: Digest,
        /// Key id of the envelope.
        found: Digest,
    },
    /// The bytes of the signature do not fit.
    #[error("the signature does not fit: the file was changed, or signed with another key")]
    Mismatch,
}

/// The envelope as JSON, fields in this order.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(rename = "payloadType")]
    payload_type: String,
    payload: String,
    signatures: Vec<WireSignature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSignature {
    keyid: String,
    sig: String,
}

/// Tells keys apart: SHA-256 over the text form of the key.
pub fn key_id(key: &VerifyingKey) -> Digest {
    Digest(Sha256::digest(key.to_string()).into())
}

/// What is signed: `DSSEv1`, then type and payload, each after its length in bytes.
pub fn pre_authentication_encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

impl Envelope {
    /// Signs a payload.
    pub fn sign(key: &SigningKey, payload_type: &str, payload: Vec<u8>) -> Self {
        let signature = key.sign(&pre_authentication_encoding(payload_type, &payload)).to_vec();
        let key_id = key_id(&key.verifying_key());
        Self { payload_type: payload_type.to_owned(), payload, key_id, signature }
    }

    /// The envelope of parts that were kept apart; it proves no more than they do.
    pub fn from_parts(payload_type: &str, payload: Vec<u8>, key_id: Digest, signature: Vec<u8>) -> Self {
        Self { payload_type: payload_type.to_owned(), payload, key_id, signature }
    }

    /// Reads an envelope. Line ends after it are overlooked; nothing else is.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAnEnvelope> {
        if bytes.len() > MOST_BYTES {
            return Err(NotAnEnvelope::TooLong(bytes.len()));
        }
        let bytes = bytes.trim_ascii_end();
        let wire: Wire =
            serde_json::from_slice(bytes).map_err(|cause| NotAnEnvelope::Shape(cause.to_string()))?;
        let [signature] = wire.signatures.as_slice() else {
            return Err(NotAnEnvelope::Signatures(wire.signatures.len()));
        };
        let decode = |what, text: &str| BASE64_STANDARD.decode(text).map_err(|_| NotAnEnvelope::Base64(what));
        let envelope = Self {
            payload: decode("payload", &wire.payload)?,
            key_id: signature.keyid.parse().map_err(|_| NotAnEnvelope::KeyId)?,
            signature: decode("signature", &signature.sig)?,
            payload_type: wire.payload_type,
        };
        if envelope.to_bytes() == bytes { Ok(envelope) } else { Err(NotAnEnvelope::NotCanonical("envelope")) }
    }

    /// The envelope's one form as bytes.
    ///
    /// # Panics
    /// Never: it consists of text.
    pub fn to_bytes(&self) -> Vec<u8> {
        let wire = Wire {
            payload_type: self.payload_type.clone(),
            payload: BASE64_STANDARD.encode(&self.payload),
            signatures: vec![WireSignature {
                keyid: self.key_id.to_string(),
                sig: BASE64_STANDARD.encode(&self.signature),
            }],
        };
        serde_json::to_vec(&wire).expect("text has a JSON form")
    }

    /// SHA-256 of its one form: its name in receipts and records.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.to_bytes()).into())
    }

    /// Which key it says that it was signed with. Not verified: good to find a key, and no more.
    pub fn claimed_key(&self) -> Digest {
        self.key_id
    }

    /// The payload, unverified.
    pub fn claims(&self) -> &[u8] {
        &self.payload
    }

    /// The bytes of the signature.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What kind of payload it says that it holds, unverified.
    pub fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// The payload, after checking that this key signed exactly it and its type.
    pub fn verify(&self, key: &VerifyingKey) -> Result<&[u8], NotAnEnvelope> {
        let wanted = key_id(key);
        if self.key_id != wanted {
            return Err(NotAnEnvelope::OtherKey { wanted, found: self.key_id });
        }
        let signed = pre_authentication_encoding(&self.payload_type, &self.payload);
        if key.fits(&signed, &self.signature) { Ok(&self.payload) } else { Err(NotAnEnvelope::Mismatch) }
    }
}

#[cfg(test)]
#[path = "dsse_tests.rs"]
mod tests;
