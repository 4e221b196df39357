//! Every importer against every kind of bad file: a verdict each time, never a panic, always soon.

use super::{Fixture, check_laws, fixtures, read};
use proptest::prelude::*;
use std::time::{Duration, Instant};
use ward_importers::{IMPORTERS, Importer, find, recognise};

/// Far above what any of these files needs, far below what a person would call hanging.
const SOON: Duration = Duration::from_secs(20);

/// More than the longest field that is allowed.
const HUGE: usize = 5 << 20;

#[track_caller]
fn check(importer: &dyn Importer, bytes: &[u8], what: &str) {
    let started = Instant::now();
    let what = format!("{} reading {what}", importer.about().id);
    match read(importer, bytes) {
        Ok(reading) => check_laws(&reading, &what),
        Err(damaged) => {
            assert!(!damaged.reason.is_empty() && !damaged.reason.ends_with('.'), "{what}: {damaged}");
        }
    }
    assert!(started.elapsed() < SOON, "{what} took {:?}", started.elapsed());
}

/// The same file in another shape, with its name.
fn variants(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = String::from_utf8_lossy(bytes);
    let utf16 =
        |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let mut variants = vec![
        ("UTF-16LE".to_owned(), utf16(&format!("\u{feff}{text}"), u16::to_le_bytes)),
        ("UTF-16BE".to_owned(), utf16(&format!("\u{feff}{text}"), u16::to_be_bytes)),
        ("UTF-16LE without mark".to_owned(), utf16(&text, u16::to_le_bytes)),
        ("UTF-8 with mark".to_owned(), [b"\xef\xbb\xbf", bytes].concat()),
        ("Latin-1".to_owned(), bytes.iter().map(|&byte| if byte == b'e' { 0xe9 } else { byte }).collect()),
        ("CR only".to_owned(), bytes.iter().map(|&byte| if byte == b'\n' { b'\r' } else { byte }).collect()),
        ("CR LF".to_owned(), text.replace('\n', "\r\n").into_bytes()),
        ("twice".to_owned(), [bytes, bytes].concat()),
        ("without quotes".to_owned(), bytes.iter().copied().filter(|&byte| byte != b'"').collect()),
        ("without line ends".to_owned(), bytes.iter().copied().filter(|&byte| byte != b'\n').collect()),
    ];
    for part in 1..=40 {
        let at = bytes.len() * part / 41;
        variants.push((format!("cut at {at}"), bytes[..at].to_vec()));
        let mut nul = bytes.to_vec();
        nul.insert(at, 0);
        variants.push((format!("NUL at {at}"), nul));
        let mut flipped = bytes.to_vec();
        if let Some(byte) = flipped.get_mut(at) {
            *byte ^= 1 << (part % 8);
        }
        variants.push((format!("bit flipped at {at}"), flipped));
    }
    variants
}

#[test]
fn every_variant_of_every_fixture_gets_a_verdict() {
    for Fixture { id, name, bytes } in fixtures() {
        let importer = find(&id).unwrap();
        for (variant, bytes) in variants(&bytes) {
            check(importer, &bytes, &format!("{id}/{name}, {variant}"));
            let _ = recognise(&bytes, None);
        }
    }
}

#[test]
fn every_importer_survives_the_files_of_all_others() {
    for Fixture { id, name, bytes } in fixtures() {
        for importer in IMPORTERS {
            check(*importer, &bytes, &format!("{id}/{name}"));
        }
    }
}

#[test]
fn encodings_do_not_change_what_is_read() {
    for Fixture { id, name, bytes } in fixtures() {
        let importer = find(&id).unwrap();
        let (Ok(expected), Ok(text)) = (read(importer, &bytes), String::from_utf8(bytes)) else { continue };
        // An XML declaration that names UTF-8 does not hold for UTF-16, and marks go before it.
        for (variant, bytes) in variants(text.as_bytes()).into_iter().take(4) {
            let reading =
                read(importer, &bytes).unwrap_or_else(|error| panic!("{id}/{name}, {variant}: {error}"));
            assert_eq!(reading.observations, expected.observations, "{id}/{name}, {variant}");
        }
    }
}

/// Files that try to use up time or memory.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let huge = "x".repeat(HUGE);
    let entity_bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let in_xml = |root: &str, inside: &str| format!("<{root}>{inside}</{root}>").into_bytes();
    let header = "Employee ID,Name,Email,Status\n";
    let mut bombs = vec![
        ("nothing", Vec::new()),
        ("one byte", b"<".to_vec()),
        ("NUL bytes", vec![0; HUGE]),
        ("quotes", vec![b'"'; HUGE]),
        ("commas", vec![b','; HUGE]),
        ("line ends", vec![b'\n'; HUGE]),
        ("opening brackets", vec![b'['; HUGE]),
        ("opening braces", "{\"a\":".repeat(HUGE / 5).into_bytes()),
        ("opening tags", "<a>".repeat(HUGE / 3).into_bytes()),
        ("marks", "\u{feff}".repeat(HUGE / 3).into_bytes()),
        ("a huge JSON text", format!("{{\"value\":[{{\"userPrincipalName\":\"{huge}\"}}]}}").into_bytes()),
        ("a huge JSON key", format!("{{\"{huge}\":1}}").into_bytes()),
        ("a huge cell", format!("{header}\"{huge}\",a,b,c\n").into_bytes()),
        ("an unbalanced quote", format!("{header}\"1,a,b,c\n{}", "2,a,b,c\n".repeat(HUGE / 8)).into_bytes()),
        ("10,000 columns", format!("{header}{}\n", "x,".repeat(10_000)).into_bytes()),
        (
            "10,000 headings",
            format!("{}\n1,2\n", (0..10_000).map(|n| format!("c{n},")).collect::<Vec<_>>().concat())
                .into_bytes(),
        ),
        ("a huge TOML text", format!("[organisation]\nname = \"{huge}\"").into_bytes()),
    ];
    for root in ["NessusClientData_v2", "nmaprun"] {
        let attributes = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect::<Vec<_>>().concat();
        bombs.extend([
            (
                "a huge attribute",
                in_xml(root, &format!("<ReportHost name=\"{huge}\"/><host name=\"{huge}\"/>")),
            ),
            ("a huge name", in_xml(root, &format!("<{huge}/>"))),
            ("a huge text", in_xml(root, &format!("<Policy><name>{huge}</name></Policy>"))),
            ("a huge comment", in_xml(root, &format!("<!--{huge}-->"))),
            ("many attributes", in_xml(root, &format!("<ReportHost{attributes}/><host{attributes}/>"))),
            ("deep elements", in_xml(root, &"<a>".repeat(200_000))),
            (
                "an entity bomb",
                [
                    entity_bomb.as_bytes(),
                    &in_xml(root, "<ReportHost name=\"&b;\"/><host starttime=\"&b;\"/>"),
                ]
                .concat(),
            ),
            (
                "many entities",
                in_xml(root, &format!("<Policy><name>{}</name></Policy>", "&amp;".repeat(HUGE))),
            ),
        ]);
    }
    bombs
}

#[test]
fn bombs_do_not_go_off() {
    for (what, bytes) in bombs() {
        for importer in IMPORTERS {
            check(*importer, &bytes, what);
        }
        let _ = recognise(&bytes[..bytes.len().min(64 << 10)], None);
    }
}

proptest! {
    #[test]
    fn any_bytes_get_a_verdict(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for importer in IMPORTERS {
            check(*importer, &bytes, "random bytes");
        }
    }

    /// Parts of fixtures in any order come nearer to the odd paths than random bytes do.
    #[test]
    fn any_shuffle_of_fixtures_gets_a_verdict(cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0usize..4000, 0usize..300), 1..6)) {
        let fixtures = fixtures();
        let mut bytes = Vec::new();
        for (index, from, length) in cuts {
            let part = &index.get(&fixtures).bytes;
            let from = from.min(part.len());
            bytes.extend_from_slice(&part[from..(from + length).min(part.len())]);
        }
        for importer in IMPORTERS {
            check(*importer, &bytes, "shuffled parts");
        }
    }
}
