//! The body of the fuzz target: any bytes get a verdict, and what is read obeys the laws of all importers.
//!
//! One target serves every importer, so that one more needs nothing here: the variable `WARD_IMPORTER` holds the id of
//! the one that is fuzzed, or `csaf` or `cms` for what an operator reads. With cargo-fuzz on a stable compiler, from `crates/importers`:
//!
//! ```text
//! mkdir -p fuzz/corpus/nessus
//! RUSTC_BOOTSTRAP=1 WARD_IMPORTER=nessus cargo fuzz run importer fuzz/corpus/nessus fixtures/nessus -- -max_total_time=600
//! ```
//!
//! The second folder gives the fixtures as seeds; new inputs go to the first. `cargo xtask fuzz nessus` does all of it.

use std::sync::LazyLock;
use ward_importers::{Context, Head, Importer, Limits, cms, csaf, find};

/// Small limits, so that the engine can reach them.
const LIMITS: Limits = Limits {
    field_bytes: 8 << 10,
    depth: 16,
    columns: 64,
    rows: 1_000,
    problems: 5,
    workbook_bytes: 1 << 20,
};

/// What is fuzzed.
enum Reader {
    Importer(&'static dyn Importer),
    Advisory,
    PublicList,
}

static READER: LazyLock<Reader> = LazyLock::new(|| match std::env::var("WARD_IMPORTER").as_deref() {
    Ok("csaf") => Reader::Advisory,
    Ok("cms") => Reader::PublicList,
    Ok(id) => Reader::Importer(find(id).expect("WARD_IMPORTER is the id of an importer, `csaf` or `cms`")),
    Err(_) => panic!("WARD_IMPORTER says what to fuzz"),
});

/// Recognises and reads the bytes with it.
pub fn run(data: &[u8]) {
    match *READER {
        Reader::Importer(importer) => run_importer(importer, data),
        Reader::Advisory => {
            csaf::recognise(data);
            let Ok(read) = csaf::read(&mut &*data) else { return };
            check(read.tally.read, read.tally.used, read.tally.skipped);
            let named = read.advisory.flaws.iter().flat_map(|flaw| [&flaw.affected, &flaw.fixed]).flatten();
            named.for_each(|place| assert!(read.advisory.product(*place).is_some()));
        }
        Reader::PublicList => {
            let Some(file) = cms::recognise(data) else { return };
            let Ok(list) = cms::read(file, &mut &*data, LIMITS) else { return };
            check(list.tally.read, list.tally.used, list.tally.skipped);
            assert_eq!(list.tally.used, list.rows.len() as u64);
        }
    }
}

/// Every row is used or skipped.
fn check(read: u64, used: u64, skipped: u64) {
    assert_eq!(used + skipped, read);
}

fn run_importer(importer: &dyn Importer, data: &[u8]) {
    let head = Head::of(data);
    importer.recognise(&head);
    assert!(!head.looks_like().is_empty());
    let context = Context { limits: LIMITS, mapping: None };
    let mut input = data;
    let Ok(reading) = importer.read(&mut input, &context) else { return };
    let (tally, seen) = (reading.tally, reading.observations);
    check(tally.read, tally.used, tally.skipped);
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
