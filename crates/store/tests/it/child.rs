//! This test program, started again as a process that may be killed or kept from writing.

use crate::place::{ORG, Place, append, keep, location, sha256};
use std::path::PathBuf;
use std::process::Command;
use ward_domain::ids::Digest;
use ward_store::{AppendError, Extra, SegmentKey, Store};

const FOLDER: &str = "WARD_TEST_FOLDER";
const URL: &str = "WARD_TEST_URL";

/// A command that imports until it is killed or fails; after a failure it prints the sentence.
/// `limit` is the largest file it may write, in blocks of 512 bytes.
pub(crate) fn importing(place: &Place, limit: Option<u32>) -> Command {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("sh");
    let limit = limit.map_or(String::new(), |blocks| format!("trap '' XFSZ; ulimit -f {blocks}; "));
    command.args(["-c", &format!("{limit}exec \"$@\""), "sh"]).arg(program);
    command.args([
        "--exact",
        "child::imports_until_it_fails",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    command.env(FOLDER, place.path());
    if let Some(url) = place.url() {
        command.env(URL, url);
    }
    command
}

#[test]
#[ignore = "other tests start it as a process of its own"]
fn imports_until_it_fails() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let url = std::env::var(URL).ok();
    let failed =
        Store::open(&location(&folder, url.as_deref())).map_err(AppendError::from).and_then(import_for_ever);
    if let Err(error) = failed {
        println!("FAILED {error}");
    }
}

fn import_for_ever(store: Store) -> Result<(), AppendError> {
    let mut number = store.size(ORG)?;
    loop {
        let import = Import::of(number);
        let mut file = store.evidence().begin()?;
        file.add(&import.file)?;
        assert_eq!(file.finish()?.digest, import.digest);
        append(&store, ORG, number, &[&import.text], &import.extras())?;
        number += 1;
    }
}

/// Everything that the import of one number writes.
pub(crate) struct Import {
    pub(crate) text: String,
    pub(crate) file: Vec<u8>,
    pub(crate) digest: Digest,
}

impl Import {
    pub(crate) fn of(number: u64) -> Self {
        // Bytes that do not compress, so that files and database really grow.
        let file: Vec<u8> =
            (0..2_000).flat_map(|n: u64| sha256(&[number, n].map(u64::to_be_bytes).concat()).0).collect();
        Self { text: format!("entry {number}"), digest: sha256(&file), file }
    }
    pub(crate) fn key(&self) -> SegmentKey<'_> {
        SegmentKey { evidence: self.digest, format: "test", format_version: 1, mapping: None }
    }
    fn extras(&self) -> [Extra<'_>; 2] {
        let key = self.key();
        [Extra::Segment { key, bytes: &self.file }, Extra::Assessment { json: self.text.as_bytes() }]
    }
}

/// Checks that the store holds whole imports and no part of another. Returns how many.
#[track_caller]
pub(crate) fn holds_whole_imports(store: &Store) -> u64 {
    let entries = store.entries(ORG, 0).unwrap();
    for (number, entry) in (0..).zip(&entries) {
        let import = Import::of(number);
        assert_eq!((entry.number, &entry.bytes[..]), (number, import.text.as_bytes()));
        assert_eq!(store.evidence().check(import.digest).unwrap(), import.file.len() as u64);
        assert_eq!(store.segment(import.key()).unwrap().unwrap(), import.file);
        assert!(store.assessment(ORG, sha256(import.text.as_bytes())).unwrap().is_some());
    }
    let size = entries.len() as u64;
    assert_eq!(store.checkpoint(ORG).unwrap().map_or(0, |checkpoint| checkpoint.size), size);
    let next = Import::of(size);
    assert_eq!(store.segment(next.key()).unwrap(), None);
    assert_eq!(store.assessment(ORG, sha256(next.text.as_bytes())).unwrap(), None);
    // The next file may be there, whole, or not at all: files come first, entries after.
    if store.evidence().contains(next.digest) {
        store.evidence().check(next.digest).unwrap();
    }
    size
}

#[test]
fn the_check_of_whole_imports_notices_a_missing_file() {
    let place = Place::sqlite();
    let store = place.open_with_org();
    let import = Import::of(0);
    append(&store, ORG, 0, &[&import.text], &import.extras()).unwrap();
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| holds_whole_imports(&store))).is_err());
    keep(&store, &import.file);
    assert_eq!(holds_whole_imports(&store), 1);
}
