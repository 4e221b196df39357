//! What the tests of all importers share.

use crate::{Context, Damaged, Importer, Reading};
use std::path::PathBuf;

/// The bytes of `fixtures/<id>/<name>`.
pub(crate) fn fixture(id: &str, name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(id).join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads bytes with the default limits.
pub(crate) fn read(importer: &dyn Importer, bytes: &[u8]) -> Result<Reading, Damaged> {
    importer.read(&mut &*bytes, &Context::default())
}

/// Reads a fixture of the importer that must be fit to read.
#[track_caller]
pub(crate) fn read_fixture(importer: &dyn Importer, name: &str) -> Reading {
    let reading = read(importer, &fixture(importer.about().id, name)).unwrap();
    assert_eq!(reading.tally.used + reading.tally.skipped, reading.tally.read);
    reading
}

/// Asserts that a fixture is refused at that line, in those words.
#[track_caller]
pub(crate) fn check_damaged(importer: &dyn Importer, name: &str, line: u32, words: &str) {
    let damaged = read(importer, &fixture(importer.about().id, name)).unwrap_err();
    assert_eq!(damaged.line, line, "{damaged}");
    assert!(damaged.reason.contains(words), "{damaged}");
}

/// Every problem as `line: reason`.
pub(crate) fn problems(reading: &Reading) -> Vec<String> {
    reading.tally.problems.iter().map(|problem| format!("{}: {}", problem.line, problem.reason)).collect()
}
