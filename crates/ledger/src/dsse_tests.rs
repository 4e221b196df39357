//! Envelopes: one form, one way in, nothing that is signed can be hidden.

use super::*;
use proptest::prelude::*;

fn key(secret: u8) -> SigningKey {
    SigningKey::new("ward/main", &[secret; 32]).unwrap()
}

fn envelope() -> Envelope {
    Envelope::sign(&key(1), "text/plain", b"hello".to_vec())
}

fn text() -> String {
    String::from_utf8(envelope().to_bytes()).unwrap()
}

#[track_caller]
fn check(bytes: &[u8], says: &str) {
    let refused = Envelope::read(bytes).unwrap_err().to_string();
    assert!(refused.contains(says), "{refused}");
}

#[test]
fn the_encoding_is_that_of_the_protocol() {
    // The example of the protocol's own text.
    let encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world");
    assert_eq!(encoded, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

#[test]
fn an_envelope_comes_back_as_it_went_in() {
    let read = Envelope::read(&envelope().to_bytes()).unwrap();
    assert_eq!(read, envelope());
    assert_eq!(read.verify(&key(1).verifying_key()).unwrap(), b"hello");
    assert_eq!(read.digest(), Digest(Sha256::digest(text()).into()));
}

#[test]
fn a_line_end_after_it_is_overlooked() {
    let with_end = format!("{}\r\n", text());
    assert_eq!(Envelope::read(with_end.as_bytes()).unwrap().digest(), envelope().digest());
}

#[test]
fn another_key_is_told_apart_from_a_changed_file() {
    let signed = envelope();
    let other = signed.verify(&key(2).verifying_key());
    assert!(matches!(other, Err(NotAnEnvelope::OtherKey { .. })), "{other:?}");
    let renamed = SigningKey::new("ward/other", &[1; 32]).unwrap();
    assert!(matches!(envelope().verify(&renamed.verifying_key()), Err(NotAnEnvelope::OtherKey { .. })));
    let mine = key_id(&key(2).verifying_key());
    let claimed = Envelope::from_parts("text/plain", b"hello".to_vec(), mine, envelope().signature);
    assert_eq!(claimed.verify(&key(2).verifying_key()), Err(NotAnEnvelope::Mismatch));
    let of_other_type =
        Envelope::from_parts("text/html", b"hello".to_vec(), envelope().key_id, envelope().signature);
    assert_eq!(of_other_type.verify(&key(1).verifying_key()), Err(NotAnEnvelope::Mismatch));
}

#[test]
fn what_is_not_an_envelope_is_refused() {
    check(b"", "not a signed envelope");
    check(b"{}", "missing field");
    check(b"\xff\xfe", "not a signed envelope");
    check(&vec![b' '; MOST_BYTES + 1], "at most 65536");
    check("[".repeat(60_000).as_bytes(), "not a signed envelope");
    check(text().replace("\"payload\"", "\"extra\":1,\"payload\"").as_bytes(), "unknown field `extra`");
    check(text().replace("\"sig\"", "\"cert\":\"\",\"sig\"").as_bytes(), "unknown field `cert`");
    check(text().replace("\"payload\"", "\"payload\":\"\",\"payload\"").as_bytes(), "duplicate field");
    check(format!("{}{}", text(), text()).as_bytes(), "trailing characters");
}

#[test]
fn signatures_are_exactly_one() {
    check(br#"{"payloadType":"t","payload":"","signatures":[]}"#, "has 0 signatures");
    let (head, rest) = text().split_once('[').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let one = rest.strip_suffix("]}").unwrap();
    check(format!("{head}[{one},{one}]}}").as_bytes(), "has 2 signatures");
}

#[test]
fn there_is_one_way_to_write_it() {
    check(text().replace("\":", "\": ").as_bytes(), "another way");
    check(format!(" {}", text()).as_bytes(), "another way");
    check(text().replace("text/plain", "text\\/plain").as_bytes(), "another way");
    let id = envelope().key_id.to_string();
    check(text().replace(&id, &id.to_uppercase()).as_bytes(), "another way");
    check(text().replace("aGVsbG8=", "aGVsbG9=").as_bytes(), "not in base64");
    check(text().replace("aGVsbG8=", "aGVsbG8").as_bytes(), "not in base64");
    check(text().replace(&id, "00").as_bytes(), "key id");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
        let _ = Envelope::read(&bytes);
    }

    #[test]
    fn a_changed_byte_is_refused(place: prop::sample::Index, flip in 1_u8..) {
        let mut bytes = envelope().to_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= flip;
        let verified = Envelope::read(&bytes).and_then(|read| read.verify(&key(1).verifying_key()).map(<[u8]>::to_vec));
        // A space in place of the last brace is no envelope either; only line ends after the end may change nothing.
        prop_assert!(verified.is_err());
    }
}
