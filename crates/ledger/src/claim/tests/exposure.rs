//! Signed answers: the list of fields, and every forgery that is refused.

use super::*;
use ward_domain::exposure::{About, State};

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
    text(&seal(&key(), &answer()).unwrap())
}

#[track_caller]
fn check(was: &str, becomes: &str, says: &str) {
    let refused = opened::<Exposure>(&changed(&payload(), was, becomes)).unwrap_err();
    assert!(refused.contains(says), "{refused}");
}

#[test]
fn what_was_sealed_is_opened() {
    let sealed = seal(&key(), &answer()).unwrap().to_bytes();
    assert_eq!(read(&sealed, &key().verifying_key()), Ok(answer()));
    let envelope = Envelope::read(&sealed).unwrap();
    assert!(is_claimed::<Exposure>(&envelope) && !is_claimed::<Summary>(&envelope));
    let stranger = SigningKey::new("ward/main", &[8; 32]).unwrap();
    assert!(read::<Exposure>(&sealed, &stranger.verifying_key()).is_err());
    assert!(read::<Summary>(&sealed, &key().verifying_key()).is_err(), "an answer is no summary");
}

#[test]
fn the_fields_are_these_and_no_others() {
    promises(&payload(), &["version", "about", "question", "as_of", "made_at", "state", "devices"]);
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
    check(&third, &Digest([4; 32]).to_string(), "is about the question 0404");
    let mut bytes = seal(&key(), &answer()).unwrap().to_bytes();
    let place = bytes.len() / 2;
    bytes[place] ^= 1;
    assert!(read::<Exposure>(&bytes, &key().verifying_key()).is_err());
}
