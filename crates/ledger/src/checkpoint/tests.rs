//! Notes that others made, notes of ours, and what must not pass.

use super::*;
use crate::tree;
use proptest::prelude::*;

/// Key and note of the documentation of Go's `golang.org/x/mod/sumdb/note` package.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

fn key() -> SigningKey {
    SigningKey::new("ward.example/st-mary", &[7; 32]).unwrap()
}

fn signed(size: u64) -> SignedCheckpoint {
    SignedCheckpoint::sign(&key(), size, tree::leaf_hash(b"x"))
}

#[track_caller]
fn refuses(note: &str, wanted: &str) {
    let sentence = SignedCheckpoint::parse(note).unwrap_err().to_string();
    assert!(sentence.contains(wanted), "{sentence}");
}

#[test]
fn other_peoples_keys_are_read_and_written_as_they_were() {
    let verifying: VerifyingKey = PETER.parse().unwrap();
    assert_eq!(verifying.to_string(), PETER);
    let signing = SigningKey::from_secret_text(PETER_SECRET).unwrap();
    assert_eq!(signing.to_secret_text(), PETER_SECRET);
    assert_eq!(signing.verifying_key(), verifying);
}

#[test]
fn other_peoples_signatures_are_verified() {
    let verifying: VerifyingKey = PETER.parse().unwrap();
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    let signature =
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    let bytes: [u8; 68] = decode(signature).unwrap();
    assert_eq!(bytes[..4], verifying.hash());
    assert!(verifying.fits(text.as_bytes(), &bytes[4..]));
}

#[test]
fn a_checkpoint_has_the_form_of_the_specification() {
    let note = signed(12).note().to_owned();
    let lines: Vec<_> = note.lines().collect();
    assert_eq!(lines.len(), 5, "{note}");
    assert_eq!(lines[..2], ["ward.example/st-mary", "12"]);
    assert_eq!(lines[2], BASE64_STANDARD.encode(tree::leaf_hash(b"x")));
    assert_eq!(lines[3], "");
    assert!(lines[4].starts_with("— ward.example/st-mary "));
    assert!(note.ends_with('\n'));
}

#[test]
fn a_checkpoint_comes_back_as_it_went_in() {
    let parsed = SignedCheckpoint::parse(signed(12).note()).unwrap();
    assert_eq!(parsed, signed(12));
    assert_eq!(parsed.verify(&key().verifying_key()).unwrap().size, 12);
}

#[test]
fn signatures_of_witnesses_do_not_disturb() {
    let note = format!("{}— witness.example {}\n", signed(12).note(), BASE64_STANDARD.encode([1; 76]));
    assert!(SignedCheckpoint::parse(&note).unwrap().verify(&key().verifying_key()).is_ok());
}

#[test]
fn another_key_of_the_same_name_is_not_enough() {
    let other = SigningKey::new("ward.example/st-mary", &[8; 32]).unwrap();
    let fails = signed(12).verify(&other.verifying_key()).unwrap_err();
    assert!(matches!(fails, NotSigned::ByThatKey { .. }));
}

#[test]
fn a_key_does_not_vouch_for_another_record() {
    // The same key signs a text about somebody else's record.
    let body = Checkpoint { origin: "ward.example/other".into(), ..signed(3).checkpoint }.body();
    let bytes = [&key().verifying_key().hash()[..], &key().sign(body.as_bytes())].concat();
    let note = format!("{body}\n— ward.example/st-mary {}\n", BASE64_STANDARD.encode(bytes));
    let fails = SignedCheckpoint::parse(&note).unwrap().verify(&key().verifying_key()).unwrap_err();
    assert!(matches!(fails, NotSigned::OtherRecord { .. }));
}

#[test]
fn malformed_notes_say_what_is_wrong() {
    let good = signed(12).note().to_owned();
    refuses("", "no signatures");
    refuses("ward.example/st-mary\n12\n", "no signatures");
    refuses(good.trim_end(), "no signatures");
    refuses(&good.replace("\n12\n", "\n012\n"), "`012` is not a number of entries");
    refuses(&good.replace("\n12\n", "\n-1\n"), "`-1` is not a number of entries");
    refuses(&good.replace("ward.example/st-mary\n", "\n"), "lacks the name");
    refuses(&good.replace("\n12\n", "\n12\nx"), "is not a root");
    refuses(&good.replace("— ", "- "), "is not a signature line");
    refuses(&good.replace("\n12\n", "\n12\r\n"), "control character");
    refuses(&"x".repeat(MOST_BYTES + 1), "longer than");
}

#[test]
fn keys_say_what_is_wrong_and_hide_what_is_secret() {
    assert!(matches!(SigningKey::new("two words", &[1; 32]), Err(NotAKey::Name(_))));
    assert!(matches!(SigningKey::new("", &[1; 32]), Err(NotAKey::Name(_))));
    assert_eq!("nonsense".parse::<VerifyingKey>(), Err(NotAKey::Verifying));
    assert_eq!(PETER.replace("Peter", "Piotr").parse::<VerifyingKey>(), Err(NotAKey::Hash));
    let wrong = SigningKey::from_secret_text(&PETER_SECRET.replace("PRIVATE", "private")).unwrap_err();
    assert!(!wrong.to_string().contains("AYEKF"));
    assert_eq!(format!("{:?}", key()), "SigningKey(ward.example/st-mary [hidden])");
}

proptest! {
    #[test]
    fn a_changed_byte_never_verifies(size: u64, place: usize, change in 1_u8..) {
        let key = key();
        let note = SignedCheckpoint::sign(&key, size, tree::leaf_hash(&size.to_be_bytes())).note().to_owned();
        let mut bytes = note.into_bytes();
        let place = place % bytes.len();
        bytes[place] ^= change;
        let verified = String::from_utf8(bytes)
            .ok()
            .and_then(|note| SignedCheckpoint::parse(&note).ok())
            .is_some_and(|checkpoint| checkpoint.verify(&key.verifying_key()).is_ok());
        prop_assert!(!verified);
    }

    #[test]
    fn any_text_is_read_without_a_panic(note in "(?s).{0,200}") {
        let _ = SignedCheckpoint::parse(&note);
        let _ = note.parse::<VerifyingKey>();
        let _ = SigningKey::from_secret_text(&note);
    }
}
