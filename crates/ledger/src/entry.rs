//! The bytes of an entry: what is hashed, signed, kept and handed to an auditor.
//!
//! An organisation's record has entries of one type, an operator's of another; both are bytes of the same form: JSON
//! without spaces or line breaks, fields in the order in which the type declares them. Whoever checks a
//! record hashes the bytes as they are and never writes them anew, so a field that came later cannot break an old proof.

use crate::tree::{self, Hash};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The line is not an entry of a record.
#[derive(Debug, thiserror::Error)]
#[error("this is not an entry of a record: {0}")]
pub struct NotAnEntry(#[from] serde_json::Error);

/// The canonical bytes of an entry: one line, without its line end.
///
/// # Panics
/// Never: an entry is made of text, numbers and lists, and each of them has a JSON form.
pub fn to_bytes<E: Serialize>(entry: &E) -> Vec<u8> {
    serde_json::to_vec(entry).expect("every part of an entry has a JSON form")
}

/// Reads an entry from its bytes.
pub fn from_bytes<E: DeserializeOwned>(bytes: &[u8]) -> Result<E, NotAnEntry> {
    Ok(serde_json::from_slice(bytes)?)
}

/// The canonical bytes of an entry and their leaf hash, ready to append.
pub fn seal<E: Serialize>(entry: &E) -> (Vec<u8>, Hash) {
    let bytes = to_bytes(entry);
    let leaf = tree::leaf_hash(&bytes);
    (bytes, leaf)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ward_domain::record::{Entry, Event};

    fn withdrawn(reason: &str) -> Entry {
        Entry {
            number: 3,
            received_at: "2026-11-21T08:30:00Z".parse().unwrap(),
            actor: "Zoë".into(),
            event: Event::EvidenceWithdrawn {
                evidence: ward_domain::ids::Digest([0xab; 32]),
                reason: reason.into(),
            },
        }
    }

    #[test]
    fn the_bytes_of_an_entry_are_a_promise() {
        let expected = format!(
            r#"{{"number":3,"received_at":"2026-11-21T08:30:00Z","actor":"Zoë","event":{{"event":"evidence-withdrawn","evidence":"{}","reason":"wrong site"}}}}"#,
            "ab".repeat(32)
        );
        assert_eq!(String::from_utf8(to_bytes(&withdrawn("wrong site"))).unwrap(), expected);
    }

    #[test]
    fn an_entry_comes_back_as_it_went_in_and_is_one_line() {
        let entry = withdrawn("first line\nsecond \u{2028} \0 line");
        let bytes = to_bytes(&entry);
        assert!(!bytes.contains(&b'\n'));
        assert_eq!(from_bytes::<Entry>(&bytes).unwrap(), entry);
    }

    #[test]
    fn what_is_not_an_entry_is_refused() {
        assert!(from_bytes::<Entry>(b"").is_err());
        assert!(from_bytes::<Entry>(br#"{"number":1}"#).is_err());
        assert!(from_bytes::<Entry>(&[to_bytes(&withdrawn("x")), b"{}".to_vec()].concat()).is_err());
    }
}
