//! Signed claims: the list of fields of each kind, and every forgery that is refused.

mod exposure;
mod letters;
mod summary;

use super::*;
use crate::statement::PAYLOAD_TYPE;
use std::collections::BTreeSet;

fn key() -> SigningKey {
    SigningKey::new("ward/main", &[7; 32]).unwrap()
}

fn text(envelope: &Envelope) -> String {
    String::from_utf8(envelope.claims().to_vec()).unwrap()
}

/// A payload of that text, rightly signed.
fn signed(payload: &str) -> Envelope {
    Envelope::sign(&key(), PAYLOAD_TYPE, payload.as_bytes().to_vec())
}

/// What a file says that came from outside, with that key.
fn read<C: Named>(bytes: &[u8], key: &VerifyingKey) -> Result<C, String> {
    let envelope = Envelope::read(bytes).map_err(|wrong| wrong.to_string())?;
    open(&envelope, key).map_err(|wrong| wrong.to_string())
}

/// The same for a payload of that text, rightly signed.
fn opened<C: Named>(payload: &str) -> Result<C, String> {
    read(&signed(payload).to_bytes(), &key().verifying_key())
}

/// Every field of a payload with its path; places of a list are one path.
fn fields(payload: &str) -> BTreeSet<String> {
    fn walk(value: &serde_json::Value, at: &str, out: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(fields) => {
                for (name, inner) in fields {
                    walk(inner, &format!("{at}.{name}"), out);
                }
            }
            serde_json::Value::Array(places) => {
                for inner in places {
                    walk(inner, &format!("{at}[]"), out);
                }
            }
            _ => drop(out.insert(at.to_owned())),
        }
    }
    let mut found = BTreeSet::new();
    walk(&serde_json::from_str(payload).unwrap(), "", &mut found);
    found
}

/// The promise to organisations: these fields leave, and no others. A new field is a new version of the format.
#[track_caller]
fn promises(payload: &str, of_claim: &[&str]) {
    let of_statement = ["._type", ".predicateType", ".subject[].digest.sha256", ".subject[].name"];
    let within = of_claim.iter().map(|field| format!(".predicate.{field}"));
    let promised: BTreeSet<String> = of_statement.into_iter().map(str::to_owned).chain(within).collect();
    assert_eq!(fields(payload), promised);
}

/// Changes the text of a payload; the change must be one.
#[track_caller]
fn changed(payload: &str, was: &str, becomes: &str) -> String {
    assert!(payload.contains(was), "{was} is not in {payload}");
    payload.replacen(was, becomes, 1)
}
