//! Keys of signed notes: a name and an Ed25519 key, each with one text form.

use super::decode;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::Signer as _;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// The byte that stands for Ed25519 in key hashes and key texts of signed notes.
const ED25519: u8 = 1;

/// The byte that stands for a timestamped cosignature with Ed25519 in the key hashes of witnesses.
const COSIGNATURE: u8 = 4;

/// First word of a signing key's text form.
const PRIVATE: &str = "PRIVATE+KEY+";

/// The text is not a key, or not a name for one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAKey {
    /// Names stand in lines whose parts are separated by spaces and plus signs.
    #[error("`{0}` cannot name a key: a name is not empty and has no space, plus sign or control character")]
    Name(String),
    /// Not a verifier key.
    #[error("this is not a key to verify with: one looks like name+1a2b3c4d+AQ…, on one line")]
    Verifying,
    /// Not a signing key. The text is not repeated: it may be a secret.
    #[error("this is not a key to sign with: one looks like PRIVATE+KEY+name+1a2b3c4d+AQ…, on one line")]
    Signing,
    /// Name, hash and key do not belong together.
    #[error("the key does not belong to its name: a character was lost or changed on the way")]
    Hash,
}

/// Whether signed notes allow the name for a key.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}

fn checked_name(name: &str) -> Result<String, NotAKey> {
    if is_name(name) { Ok(name.to_owned()) } else { Err(NotAKey::Name(name.to_owned())) }
}

/// A secret key and the name of the record that it signs for. Forgotten from memory when dropped; never shown.
pub struct SigningKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key of 32 secret bytes from a good source of randomness, for the record of that name.
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Self, NotAKey> {
        Ok(Self { name: checked_name(name)?, key: ed25519_dalek::SigningKey::from_bytes(secret) })
    }

    /// Name of the record that it signs for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key that others verify with.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// The text form, `PRIVATE+KEY+name+hash+key`: whoever has it can sign.
    pub fn to_secret_text(&self) -> String {
        let secret = BASE64_STANDARD.encode([&[ED25519][..], self.key.as_bytes()].concat());
        format!("{PRIVATE}{}+{}+{secret}", self.name, hex::encode(self.verifying_key().hash()))
    }

    /// Reads the text form.
    pub fn from_secret_text(text: &str) -> Result<Self, NotAKey> {
        let rest = text.trim_end().strip_prefix(PRIVATE).ok_or(NotAKey::Signing)?;
        let (name, hash, secret) = split(rest).ok_or(NotAKey::Signing)?;
        let key = Self::new(name, &secret)?;
        if key.verifying_key().hash() == hash { Ok(key) } else { Err(NotAKey::Hash) }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} [hidden])", self.name)
    }
}

/// A public key and the name of the record that it vouches for. Written as `name+hash+key`, the verifier key of notes.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    /// Name of the record that it vouches for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256 over name, line feed, algorithm and key: they pick a key, they do not prove it.
    pub fn hash(&self) -> [u8; 4] {
        self.hash_as(ED25519)
    }

    /// The same for the key's work as a witness.
    pub(super) fn witness_hash(&self) -> [u8; 4] {
        self.hash_as(COSIGNATURE)
    }

    fn hash_as(&self, algorithm: u8) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', algorithm])
            .chain_update(self.key.as_bytes())
            .finalize();
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
        [a, b, c, d]
    }

    /// `name+hash`, to tell keys apart in a sentence.
    pub fn short(&self) -> String {
        format!("{}+{}", self.name, hex::encode(self.hash()))
    }

    /// Whether this key made the signature over the message.
    pub(crate) fn fits(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(bytes) = signature.try_into() else { return false };
        self.key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(bytes)).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = BASE64_STANDARD.encode([&[ED25519][..], self.key.as_bytes()].concat());
        write!(f, "{}+{key}", self.short())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}

impl FromStr for VerifyingKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (name, hash, bytes) = split(text.trim_end()).ok_or(NotAKey::Verifying)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| NotAKey::Verifying)?;
        let key = Self { name: checked_name(name)?, key };
        if key.hash() == hash { Ok(key) } else { Err(NotAKey::Hash) }
    }
}

/// The parts of `name+hash+base64(algorithm, key)`. Base64 may hold plus signs, names and hashes may not.
fn split(text: &str) -> Option<(&str, [u8; 4], [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (hash, key) = rest.split_once('+')?;
    let mut hash_bytes = [0; 4];
    hex::decode_to_slice(hash, &mut hash_bytes).ok()?;
    match decode::<33>(key)? {
        [ED25519, key @ ..] => Some((name, hash_bytes, key)),
        _ => None,
    }
}
