//! The body of the fuzz target: any bytes get a verdict, and what is read obeys the laws of all importers.
//!
//! One target serves every importer, so that one more needs nothing here: the variable `WARD_IMPORTER` holds the id of
//! the one that is fuzzed. With cargo-fuzz on a stable compiler, from `crates/importers`:
//!
//! ```text
//! mkdir -p fuzz/corpus/nessus
//! RUSTC_BOOTSTRAP=1 WARD_IMPORTER=nessus cargo fuzz run importer fuzz/corpus/nessus fixtures/nessus -- -max_total_time=600
//! ```
//!
//! The second folder gives the fixtures as seeds; new inputs go to the first. `cargo xtask fuzz nessus` does all of it.

use std::sync::LazyLock;
use ward_importers::{Context, Head, Importer, Limits, find};

/// Small limits, so that the engine can reach them.
const LIMITS: Limits = Limits {
    field_bytes: 8 << 10,
    depth: 16,
    columns: 64,
    rows: 1_000,
    problems: 5,
    workbook_bytes: 1 << 20,
};

/// The importer that is fuzzed.
static IMPORTER: LazyLock<&dyn Importer> = LazyLock::new(|| {
    let id = std::env::var("WARD_IMPORTER").expect("WARD_IMPORTER is the id of an importer");
    find(&id).expect("WARD_IMPORTER is the id of an importer")
});

/// Recognises and reads the bytes with it.
pub fn run(data: &[u8]) {
    let importer = *IMPORTER;
    let head = Head::of(data);
    importer.recognise(&head);
    assert!(!head.looks_like().is_empty());
    let context = Context { limits: LIMITS, mapping: None };
    let mut input = data;
    let Ok(reading) = importer.read(&mut input, &context) else { return };
    let (tally, seen) = (reading.tally, reading.observations);
    assert_eq!(tally.used + tally.skipped, tally.read);
    assert!(tally.problems.len() <= LIMITS.problems);
    let has_asset = |index: u32| (index as usize) < seen.assets.len();
    assert!(
        seen.coverage.iter().all(|host| has_asset(host.asset) && (host.scan as usize) < seen.scans.len())
    );
    assert!(
        seen.services
            .iter()
            .all(|service| has_asset(service.asset) && (service.scan as usize) < seen.scans.len())
    );
    assert!(
        seen.findings
            .iter()
            .all(|finding| has_asset(finding.asset) && (finding.check as usize) < seen.checks.len())
    );
}
