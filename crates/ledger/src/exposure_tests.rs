//! Signed answers: the list of fields, and every forgery that is refused.

use super::*;
use crate::statement::PAYLOAD_TYPE;
use std::collections::BTreeSet;
use ward_domain::exposure::{About, State};

fn key() -> SigningKey {
    SigningKey::new("ward/main", &[7; 32]).unwrap()
}

fn answer() -> Exposure {
    Exposure {
        version: 1,
        about: About::Advisory,
        question: Digest([3; 32]),
        as_of: "2026-11-21".parse().unwrap(),
        made_at: "2026-11-21T08:30:00Z".parse().unwrap(),
        state: State::Affected,
        devices: 12,
    }
}

fn payload() -> String {
    String::from_utf8(seal(&key(), &answer()).unwrap().claims().to_vec()).unwrap()
}

#[track_caller]
fn check(was: &str, becomes: &str, says: &str) {
    let text = payload();
    assert!(text.contains(was), "{was} is not in {text}");
    let changed = text.replacen(was, becomes, 1);
    let envelope = Envelope::sign(&key(), PAYLOAD_TYPE, changed.into_bytes());
    let refused = open(&envelope.to_bytes(), &key().verifying_key()).unwrap_err().to_string();
    assert!(refused.contains(says), "{refused}");
}

#[test]
fn what_was_sealed_is_opened() {
    let sealed = seal(&key(), &answer()).unwrap();
    assert_eq!(open(&sealed.to_bytes(), &key().verifying_key()), Ok(answer()));
    let stranger = SigningKey::new("ward/main", &[8; 32]).unwrap();
    assert!(open(&sealed.to_bytes(), &stranger.verifying_key()).is_err());
    assert!(
        crate::summary::open(&sealed.to_bytes(), &key().verifying_key()).is_err(),
        "an answer is no summary"
    );
}

/// The promise to organisations: this and nothing else leaves. A new field is a new version of the format.
#[test]
fn the_fields_are_these_and_no_others() {
    let value: serde_json::Value = serde_json::from_str(&payload()).unwrap();
    let fields: BTreeSet<&str> = value["predicate"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        BTreeSet::from(["version", "about", "question", "as_of", "made_at", "state", "devices"])
    );
    assert!(payload().len() < 600, "{}", payload().len());
}

#[test]
fn what_is_changed_or_added_is_refused() {
    check("\"devices\":12", "\"devices\":12,\"host\":\"pump-7\"", "does not belong");
    check("\"state\":\"affected\"", "\"state\":\"perhaps so\"", "does not belong");
    check("\"devices\":12", "\"devices\":-1", "does not belong");
    check("\"devices\":12", "\"devices\": 12", "written in another way");
    check("\"devices\":12", "\"devices\":4000000000", "at most");
    check("\"state\":\"affected\"", "\"state\":\"not-found\"", "nothing was found");
    check("\"version\":1", "\"version\":2", "format 2");
    check("urn:ward:exposure:v1", "urn:ward:summary:v1", "holds");
    let third = Digest([3; 32]).to_string();
    check(&third, &Digest([4; 32]).to_string(), "about the question");
    let mut bytes = seal(&key(), &answer()).unwrap().to_bytes();
    let place = bytes.len() / 2;
    bytes[place] ^= 1;
    assert!(open(&bytes, &key().verifying_key()).is_err());
}
