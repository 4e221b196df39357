//! Files that are fetched, from servers that behave and servers that do not.

use crate::lab::{Answers, Lab, Says, Signed, address, page};
use std::collections::BTreeMap;

fn lab() -> Lab {
    Lab::new(|name, kind| match name {
        "mirror.example" => address("127.0.0.1", kind),
        _ => Says::NoName,
    })
}

fn serving(status: u16, headers: &str, body: &str) -> Answers {
    Answers::Pages(BTreeMap::from([("/kev.json", page(status, headers, body))]))
}

/// What comes of fetching from a server with this certificate and these answers: the file, or words of the reason.
#[track_caller]
fn check(signed: Signed, answers: Answers, most: usize, expected: Result<&str, &str>) {
    let lab = lab().with_limit(800);
    lab.https("127.0.0.1", &["mirror.example"], signed, answers);
    let fetched = lab.fetch("https://mirror.example/kev.json", most);
    match (fetched, expected) {
        (Ok(bytes), Ok(text)) => assert_eq!(String::from_utf8(bytes).unwrap(), text),
        (Err(error), Err(words)) => assert!(error.to_string().contains(words), "{error}"),
        (other, expected) => panic!("{other:?}, not {expected:?}"),
    }
}

#[test]
fn a_file_is_fetched() {
    check(Signed::Well, serving(200, "", "{}"), 64, Ok("{}"));
}
#[test]
fn no_more_is_taken_than_allowed() {
    check(Signed::Well, serving(200, "", &"x".repeat(65)), 64, Err("more than 64 bytes"));
    let endless = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'x'; 4_096]].concat();
    check(Signed::Well, Answers::Bytes(endless), 64, Err("more than 64 bytes"));
}
#[test]
fn only_a_certificate_that_holds_is_relied_on() {
    check(Signed::ByItself, serving(200, "", "{}"), 64, Err("cannot be relied on"));
    check(Signed::UntilYesterday, serving(200, "", "{}"), 64, Err("has expired"));
}
#[test]
fn redirects_are_told_and_not_followed() {
    let to = serving(302, "Location: https://evil.example/\r\n", "");
    check(Signed::Well, to, 64, Err("leads to https://evil.example/, which was not followed"));
}
#[test]
fn what_is_not_there_is_told() {
    check(Signed::Well, serving(404, "", ""), 64, Err("status 404"));
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".to_vec();
    check(Signed::Well, Answers::Bytes(cut), 64, Err("in the middle of its answer"));
    assert!(
        lab()
            .fetch("https://nobody.example/kev.json", 64)
            .unwrap_err()
            .to_string()
            .contains("has no address")
    );
    assert!(
        lab()
            .fetch("http://mirror.example/kev.json", 64)
            .unwrap_err()
            .to_string()
            .contains("no address of a file")
    );
}
