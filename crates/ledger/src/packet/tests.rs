//! A good packet passes; every way to spoil one is named.

use super::*;
use crate::checkpoint::{SignedCheckpoint, SigningKey};
use crate::entry;
use crate::tree::{self, Tree};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use std::io::{Cursor, Read as _, Write as _};
use ward_domain::record::{Entry, Event, Tally};

const SCAN: &[u8] = b"<NessusClientData_v2/>";
const ASSESSMENT: &[u8] = br#"{"version":1}"#;

fn digest(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

fn key() -> SigningKey {
    SigningKey::new("ward.example/st-mary", &[7; 32]).unwrap()
}

fn entry(number: u64, event: Event) -> Entry {
    Entry { number, received_at: "2026-11-21T08:30:00Z".parse().unwrap(), actor: "Ada".into(), event }
}

fn added(bytes: &[u8], size: u64) -> Event {
    Event::EvidenceAdded {
        evidence: digest(bytes),
        file_name: "scan.nessus".into(),
        bytes: size,
        format: "nessus".into(),
        format_version: 1,
        mapping: None,
        collected_at: "2026-11-20T00:00:00Z".parse().unwrap(),
        collected_at_is_stated: true,
        tally: Tally::default(),
    }
}

fn assessed() -> Event {
    Event::AssessmentRecorded {
        as_of: "2026-11-21".parse().unwrap(),
        catalogue: "2026.1".into(),
        assessment: digest(ASSESSMENT),
        goals_met: 3,
    }
}

/// Everything that goes into a packet, to be spoilt before writing.
struct Draft {
    lines: Vec<Vec<u8>>,
    note: Option<String>,
    evidence: Vec<(Digest, Vec<u8>)>,
    assessments: Vec<(Digest, Vec<u8>)>,
}

fn draft() -> Draft {
    let withdrawn = Event::EvidenceWithdrawn { evidence: digest(SCAN), reason: "another site's".into() };
    let events = [added(SCAN, SCAN.len() as u64), assessed(), withdrawn];
    let compressed = zstd::encode_all(SCAN, 1).unwrap();
    Draft {
        lines: (0..).zip(events).map(|(n, event)| entry::to_bytes(&entry(n, event))).collect(),
        note: None,
        evidence: vec![(digest(SCAN), compressed)],
        assessments: vec![(digest(ASSESSMENT), ASSESSMENT.to_vec())],
    }
}

impl Draft {
    fn checkpoint(&self) -> SignedCheckpoint {
        let tree: Tree = self.lines.iter().map(|line| tree::leaf_hash(line)).collect();
        SignedCheckpoint::sign(&key(), tree.size(), tree.root())
    }
    fn write(&self) -> Vec<u8> {
        let checkpoint = match &self.note {
            Some(note) => SignedCheckpoint::parse(note).unwrap(),
            None => self.checkpoint(),
        };
        let output = Cursor::new(Vec::new());
        let mut packet = PacketWriter::new(output, &checkpoint, &key().verifying_key()).unwrap();
        packet.record(&self.lines).unwrap();
        for (digest, bytes) in &self.evidence {
            packet.evidence(*digest, &mut &bytes[..]).unwrap();
        }
        for (digest, bytes) in &self.assessments {
            packet.assessment(*digest, bytes).unwrap();
        }
        packet.finish().unwrap().into_inner()
    }
}

fn check(bytes: &[u8]) -> Result<Checked, Broken> {
    Packet::open(Cursor::new(bytes))?.check(Some(&key().verifying_key()))
}

#[track_caller]
fn is_broken(bytes: &[u8], place: &str, reason: &str) {
    let broken = check(bytes).expect_err("the packet must not pass");
    assert!(broken.place.starts_with(place) && broken.reason.contains(reason), "{broken}");
}

#[track_caller]
fn spoilt(spoil: impl FnOnce(&mut Draft), place: &str, reason: &str) {
    let mut draft = draft();
    spoil(&mut draft);
    is_broken(&draft.write(), place, reason);
}

#[test]
fn a_good_packet_proves_its_record() {
    let checked = check(&draft().write()).unwrap();
    assert_eq!((checked.size, checked.evidence_files, checked.assessments), (3, 1, 1));
    assert_eq!(checked.evidence_bytes, SCAN.len() as u64);
    assert_eq!(checked.origin, "ward.example/st-mary");
    assert!(checked.key_is_trusted);
}

#[test]
fn a_good_packet_gives_its_parts_back() {
    let mut packet = Packet::open(Cursor::new(draft().write())).unwrap();
    assert_eq!(packet.entries().map(|e| e.number).collect::<Vec<_>>(), [0, 1, 2]);
    let mut scan = Vec::new();
    packet.evidence(digest(SCAN)).unwrap().read_to_end(&mut scan).unwrap();
    assert_eq!(scan, SCAN);
    assert_eq!(packet.assessment(digest(ASSESSMENT)).unwrap(), ASSESSMENT);
    assert!(packet.evidence(digest(b"other")).is_err());
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    assert_eq!(draft().write(), draft().write());
}

#[test]
fn an_empty_record_has_a_packet_too() {
    let empty = Draft { lines: vec![], note: None, evidence: vec![], assessments: vec![] };
    assert_eq!(check(&empty.write()).unwrap().size, 0);
}

#[test]
fn without_a_trusted_key_the_signer_is_not_proven() {
    let checked = Packet::open(Cursor::new(draft().write())).unwrap().check(None).unwrap();
    assert!(!checked.key_is_trusted);
    assert_eq!(checked.signed_by, key().verifying_key());
}

#[test]
fn another_key_does_not_pass() {
    let other = SigningKey::new("ward.example/st-mary", &[8; 32]).unwrap().verifying_key();
    let broken = Packet::open(Cursor::new(draft().write())).unwrap().check(Some(&other)).unwrap_err();
    assert!(broken.to_string().starts_with("checkpoint.txt: the checkpoint is not signed by"), "{broken}");
}

#[test]
fn a_record_that_differs_from_its_checkpoint_is_named() {
    let note = Some(draft().checkpoint().note().to_owned());
    let with_note = |spoil: fn(&mut Draft)| {
        let note = note.clone();
        move |draft: &mut Draft| {
            draft.note = note;
            spoil(draft);
        }
    };
    spoilt(
        with_note(|d| drop(d.lines.pop())),
        "record.jsonl",
        "2 entries, but the checkpoint was signed over 3",
    );
    spoilt(with_note(|d| d.lines[0].insert(1, b' ')), "record.jsonl", "at least one was changed");
    spoilt(with_note(|d| d.lines.swap(0, 1)), "record.jsonl line 1", "the entry has number 1, expected 0");
    spoilt(with_note(|d| d.lines[1] = b"{}".to_vec()), "record.jsonl line 2", "not an entry");
    spoilt(with_note(|d| d.lines[1].clear()), "record.jsonl line 2", "not an entry");
}

#[test]
fn files_that_are_missing_strange_or_changed_are_named() {
    let zst = |bytes: &[u8]| zstd::encode_all(bytes, 1).unwrap();
    spoilt(|d| d.evidence.clear(), "evidence/", "missing, although record.jsonl line 1 names it");
    spoilt(|d| d.assessments.clear(), "assessments/", "missing, although record.jsonl line 2 names it");
    spoilt(|d| d.evidence.push((digest(b"x"), zst(b"x"))), "evidence/", "nothing in the record names");
    spoilt(|d| d.evidence[0].1 = zst(b"<NessusClientData_v3/>"), "evidence/", "the content was changed");
    spoilt(|d| d.evidence[0].1 = b"not zstd".to_vec(), "evidence/", "cannot read it");
    spoilt(|d| d.evidence[0].1 = zst(&[SCAN, b" "].concat()), "evidence/", "larger than 22 bytes");
    spoilt(|d| d.assessments[0].1.push(b' '), "assessments/", "the content was changed");
}

#[test]
fn the_artefact_of_an_answer_is_evidence_too() {
    let json = format!(
        r#"{{"number":3,"received_at":"2026-11-21T08:30:00Z","actor":"Ada","event":{{"event":"answer-given","answer":{{"measure":"E1.1","subject":null,"says":"yes","signer":"Ada","signed_on":"2026-11-20","artefact":null,"is_third_party":false,"expires":null,"comment":"","line":0}},"artefact":"{}"}}}}"#,
        digest(b"letter")
    );
    spoilt(
        |d| d.lines.push(json.into_bytes()),
        "evidence/",
        "missing, although record.jsonl line 4 names it",
    );
}

#[test]
fn a_zstd_bomb_stops_at_the_size_that_the_record_says() {
    let bomb = zstd::encode_all(std::io::repeat(0).take(1 << 30), 1).unwrap();
    spoilt(|d| d.evidence[0].1 = bomb, "evidence/", "larger than 22 bytes");
}

#[test]
fn what_is_larger_than_the_limits_is_not_read() {
    let bytes = draft().write();
    let within = |limits| {
        let opened = Packet::open_within(Cursor::new(&bytes), limits);
        opened.and_then(|mut packet| packet.check(None)).unwrap_err().to_string()
    };
    let limits = Limits::default();
    assert!(within(Limits { files: 5, ..limits }).contains("lists 6 files, more than 5"));
    assert!(within(Limits { record_bytes: 300, ..limits }).contains("larger than 300 bytes"));
    assert!(within(Limits { assessment_bytes: 3, ..limits }).contains("larger than 3 bytes"));
    assert!(within(Limits { evidence_bytes: 3, ..limits }).contains("larger than 3 bytes"));
    assert!(within(Limits { all_evidence_bytes: 3, ..limits }).contains("larger than 3 bytes"));
}

/// A ZIP with these files and nothing else.
fn zip_of(names: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"x").unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn zips_of_another_shape_are_refused() {
    is_broken(b"", "the packet", "not a ZIP");
    is_broken(b"PK\x05\x06", "the packet", "not a ZIP");
    is_broken(&zip_of(&[]), "checkpoint.txt", "does not hold this file");
    is_broken(&zip_of(&["../key.txt"]), "the packet", "`../key.txt`, which no packet has");
    is_broken(&zip_of(&["/key.txt"]), "the packet", "which no packet has");
    is_broken(&zip_of(&["evidence/ABC.zst"]), "the packet", "which no packet has");
    is_broken(&zip_of(&[&format!("evidence/{}.zst", "AB".repeat(32))]), "the packet", "which no packet has");
    let good = draft().write();
    is_broken(&[b"#!/bin/sh\n", &good[..]].concat(), "the packet", "something stands before");
    is_broken(&[&good[..], b"x"].concat(), "the packet", "not a ZIP file, or the end of it is missing");
    is_broken(&good[..good.len() - 1], "the packet", "not a ZIP file, or the end of it is missing");
}

#[test]
fn a_name_twice_is_refused() {
    // The ZIP writer refuses equal names, so one of two is renamed afterwards, in both places of each.
    let bytes = zip_of(&["key.txt", "kez.txt"]);
    let twice: Vec<u8> = bytes.into_iter().map(|byte| if byte == b'z' { b'y' } else { byte }).collect();
    is_broken(&twice, "key.txt", "holds this name twice");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn a_changed_byte_is_noticed_or_changes_nothing(place: usize, change in 1_u8..) {
        let good = draft().write();
        let mut bytes = good.clone();
        let place = place % bytes.len();
        bytes[place] ^= change;
        // Some bytes of a ZIP (times, the words for people) prove nothing; the proof must come out the same then.
        if let Ok(checked) = check(&bytes) {
            prop_assert_eq!(checked, check(&good).unwrap());
        }
    }

    #[test]
    fn a_cut_packet_never_passes(keep: usize) {
        let good = draft().write();
        prop_assert!(check(&good[..keep % good.len()]).is_err());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
        let end = b"PK\x05\x06\0\0\0\0\x02\0\x02\0\x2e\0\0\0\0\0\0\0\0\0";
        let _ = check(&bytes);
        let _ = check(&[&bytes[..], end].concat());
    }
}
