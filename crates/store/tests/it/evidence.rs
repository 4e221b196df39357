//! Evidence files. They do not depend on the database, so one is enough.

use crate::place::{Place, keep, read, sha256};
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use ward_domain::ids::Digest;
use ward_store::{KeptFile, StoreError};

fn path(place: &Place, digest: Digest) -> PathBuf {
    let name = digest.to_string();
    place.path().join("evidence").join(&name[..2]).join(format!("{name}.zst"))
}

fn incoming(place: &Place) -> usize {
    fs::read_dir(place.path().join("incoming")).unwrap().count()
}

#[track_caller]
fn round_trips(bytes: &[u8]) {
    let place = Place::sqlite();
    let store = place.open();
    let mut file = store.evidence().begin().unwrap();
    bytes.chunks(70_001).for_each(|chunk| file.write_all(chunk).unwrap());
    let kept = file.finish().unwrap();
    assert_eq!(kept, KeptFile { digest: sha256(bytes), bytes: bytes.len() as u64 });
    assert_eq!(read(&store, kept.digest).unwrap(), bytes);
    assert_eq!(store.evidence().check(kept.digest).unwrap(), bytes.len() as u64);
    assert!(store.evidence().contains(kept.digest));
    assert_eq!(store.evidence().list().unwrap(), [kept.digest]);
    assert_eq!(incoming(&place), 0);
    let compressed = store.evidence().open_compressed(kept.digest).unwrap();
    assert_eq!(zstd::decode_all(compressed).unwrap(), bytes);
}

#[test]
fn files_come_back_as_they_went_in() {
    round_trips(b"");
    round_trips(b"x");
    round_trips(&b"<ReportItem port=\"443\"/>\n".repeat(100_000));
}

#[test]
fn keeping_a_file_again_changes_nothing() {
    let place = Place::sqlite();
    let store = place.open();
    assert_eq!(keep(&store, b"scan"), keep(&store, b"scan"));
    assert_eq!(store.evidence().list().unwrap(), [sha256(b"scan")]);
    assert_eq!(incoming(&place), 0);
}

#[test]
fn keeping_a_file_again_mends_it() {
    let place = Place::sqlite();
    let store = place.open();
    let digest = keep(&store, b"scan");
    fs::write(path(&place, digest), b"rot").unwrap();
    keep(&store, b"scan");
    assert_eq!(read(&store, digest).unwrap(), b"scan");
}

#[test]
fn a_file_that_is_not_finished_was_never_there() {
    let place = Place::sqlite();
    let store = place.open();
    let mut file = store.evidence().begin().unwrap();
    file.add(b"half").unwrap();
    assert_eq!(incoming(&place), 1);
    drop(file);
    assert_eq!(incoming(&place), 0);
    assert_eq!(store.evidence().list().unwrap(), []);
}

#[test]
fn leftovers_of_a_crash_go_and_files_on_their_way_stay() {
    let place = Place::sqlite();
    let store = place.open();
    fs::write(place.path().join("incoming/leftover"), b"half").unwrap();
    let mut file = store.evidence().begin().unwrap();
    file.add(b"on its way").unwrap();
    let second = place.open();
    assert_eq!(incoming(&place), 1);
    let kept = file.finish().unwrap();
    assert_eq!(read(&second, kept.digest).unwrap(), b"on its way");
}

#[track_caller]
fn is_refused(spoil: impl FnOnce(&mut Vec<u8>)) {
    let place = Place::sqlite();
    let store = place.open();
    let digest = keep(&store, &b"scan ".repeat(50_000));
    let mut bytes = fs::read(path(&place, digest)).unwrap();
    spoil(&mut bytes);
    fs::write(path(&place, digest), bytes).unwrap();
    let sentence = read(&store, digest).unwrap_err().to_string();
    assert!(sentence.contains("was changed or is damaged"), "{sentence}");
    let checked = store.evidence().check(digest);
    assert!(
        matches!(checked, Err(StoreError::EvidenceChanged { wanted, .. }) if wanted == digest),
        "{checked:?}"
    );
}

#[test]
fn a_file_that_was_changed_is_refused() {
    is_refused(|bytes| *bytes = zstd::encode_all(&b"another scan"[..], 1).unwrap());
    is_refused(|bytes| *bytes = zstd::encode_all(&b""[..], 1).unwrap());
    is_refused(|bytes| bytes.truncate(bytes.len() - 1));
    is_refused(Vec::clear);
    is_refused(|bytes| bytes.extend(zstd::encode_all(&b"more"[..], 1).unwrap()));
    is_refused(|bytes| *bytes = b"not zstd".to_vec());
}

#[test]
fn a_file_that_is_missing_is_named() {
    let store = Place::sqlite().open();
    let missing = store.evidence().open_checked(sha256(b"x")).err().unwrap();
    assert!(matches!(missing, StoreError::EvidenceMissing(digest) if digest == sha256(b"x")));
}

#[test]
fn reading_in_small_pieces_still_compares() {
    let place = Place::sqlite();
    let store = place.open();
    let digest = keep(&store, b"scan");
    fs::write(path(&place, digest), zstd::encode_all(&b"scam"[..], 1).unwrap()).unwrap();
    let mut reader = store.evidence().open_checked(digest).unwrap();
    let mut byte = [0];
    let read: Vec<_> = (0..5).map(|_| reader.read(&mut byte).ok()).collect();
    assert_eq!(read, [Some(1), Some(1), Some(1), Some(1), None]);
}

#[test]
fn only_the_owner_may_read() {
    let place = Place::sqlite();
    let folder = place.path().join("data");
    let store = ward_store::Store::open(&ward_store::Location::Folder(folder.clone())).unwrap();
    let digest = keep(&store, b"scan").to_string();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.clone()), 0o700);
    assert_eq!(mode(folder.join("ward.db")), 0o600);
    assert_eq!(mode(folder.join(format!("evidence/{}/{digest}.zst", &digest[..2]))), 0o600);
}
