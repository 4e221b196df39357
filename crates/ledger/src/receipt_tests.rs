//! Receipts: who witnessed what, and that they cannot be exchanged.

use super::*;
use crate::statement::PAYLOAD_TYPE;
use ward_domain::GoalId;
use ward_domain::assessment::Status;
use ward_domain::summary::{Class, GoalStanding};

fn operator() -> SigningKey {
    SigningKey::new("ward/operator", &[9; 32]).unwrap()
}

fn summary() -> Summary {
    let standing =
        |goal| GoalStanding { goal, status: Status::Met, low: 1.0, high: 1.0, grade: None, coverage: 1.0 };
    Summary {
        version: 1,
        number: 4,
        as_of: "2026-11-21".parse().unwrap(),
        made_at: "2026-11-21T08:30:00Z".parse().unwrap(),
        catalogue: "2026.11.2".to_owned(),
        class: Class::default(),
        goals: GoalId::all().map(standing).collect(),
        assessment: Digest([1; 32]),
        record: RecordHead { size: 9, root: Digest([2; 32]) },
    }
}

fn sealed() -> Envelope {
    let at = "2026-11-21T09:00:00.5Z".parse().unwrap();
    seal(&operator(), "P000001", "ward/main", Digest([5; 32]), &summary(), at)
}

#[track_caller]
fn check(was: &str, becomes: &str, says: &str) {
    let text = String::from_utf8(sealed().claims().to_vec()).unwrap();
    assert!(text.contains(was), "{was} is not in {text}");
    let changed = Envelope::sign(&operator(), PAYLOAD_TYPE, text.replacen(was, becomes, 1).into_bytes());
    let refused = open(&changed.to_bytes(), &operator().verifying_key()).unwrap_err().to_string();
    assert!(refused.contains(says), "{refused}");
}

#[test]
fn a_receipt_says_what_was_kept_and_witnessed() {
    let opened = open(&sealed().to_bytes(), &operator().verifying_key()).unwrap();
    assert_eq!(opened.summary, Digest([5; 32]));
    assert_eq!(opened.record, summary().record);
    assert_eq!(opened.origin, "ward/main");
    assert_eq!((opened.receipt.number, opened.receipt.participant.as_str()), (4, "P000001"));
}

#[test]
fn the_same_again_is_the_same_receipt() {
    assert_eq!(sealed().to_bytes(), sealed().to_bytes());
}

#[test]
fn a_receipt_of_somebody_else_is_refused() {
    let other = SigningKey::new("ward/operator", &[8; 32]).unwrap();
    let refused = open(&sealed().to_bytes(), &other.verifying_key()).unwrap_err();
    assert!(refused.to_string().contains("signed with the key"), "{refused}");
}

#[test]
fn a_receipt_that_contradicts_itself_is_refused() {
    check("\"version\":1", "\"version\":3", "format 3");
    check("09:00:00.5Z", "09:00:01.5Z", "was witnessed");
    check("ward/main\\n9\\n", "ward/main\\n8\\n", "not witnessed");
    check("ward/main\\n9\\n", "", "cannot be read");
    check("\"number\":4", "\"number\":4,\"note\":\"\"", "unknown field `note`");
    check("urn:ward:receipt:v1", "urn:ward:summary:v1", "not a receipt");
}

#[test]
fn a_signature_over_a_checkpoint_is_not_a_cosignature() {
    let signed = SignedCheckpoint::sign(&operator(), 9, [2; 32]);
    assert!(matches!(signed.witnessed_by(&operator().verifying_key()), Err(NotSigned::ByThatKey { .. })));
    let head = Checkpoint { origin: "ward/operator".to_owned(), size: 9, root: [2; 32] };
    let witnessed = SignedCheckpoint::witness(&operator(), head, 1);
    assert!(matches!(witnessed.verify(&operator().verifying_key()), Err(NotSigned::ByThatKey { .. })));
}

#[test]
fn a_witness_can_be_added_to_a_signed_checkpoint() {
    let own = SigningKey::new("ward/main", &[3; 32]).unwrap();
    let signed = SignedCheckpoint::sign(&own, 9, [2; 32]);
    let witnessed = SignedCheckpoint::witness(&operator(), signed.claims().clone(), 1_700_000_000);
    let line = witnessed.note().lines().last().unwrap();
    let both = SignedCheckpoint::parse(&format!("{}{line}\n", signed.note())).unwrap();
    assert_eq!(both.verify(&own.verifying_key()).unwrap(), signed.claims());
    assert_eq!(both.witnessed_by(&operator().verifying_key()).unwrap(), (signed.claims(), 1_700_000_000));
}
