//! Tests of all importers together: what they agree on, whatever the file.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "helpers of tests are tests")]

mod corpus;
mod corpus_machines;
mod hostile;
mod recognition;

use std::path::{Path, PathBuf};
use ward_importers::{Context, Damaged, Importer, Reading};

/// A file of `fixtures/<id>/`.
struct Fixture {
    id: String,
    name: String,
    bytes: Vec<u8>,
}

/// Every fixture that is evidence; descriptions and mappings are not.
fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut fixtures = Vec::new();
    for folder in entries(&root) {
        for file in entries(&folder) {
            let name = file_name(&file);
            if name == "README.md" || name.contains("mapping") {
                continue;
            }
            fixtures.push(Fixture { id: file_name(&folder), name, bytes: std::fs::read(&file).unwrap() });
        }
    }
    assert!(fixtures.len() > 20, "the fixtures are gone");
    fixtures
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn read(importer: &dyn Importer, bytes: &[u8]) -> Result<Reading, Damaged> {
    importer.read(&mut &*bytes, &Context::default())
}

/// What holds for every file that is read: no row is lost, and rows point at rows that exist.
#[track_caller]
fn check_laws(reading: &Reading, what: &str) {
    let (tally, seen) = (&reading.tally, &reading.observations);
    assert_eq!(tally.used + tally.skipped, tally.read, "{what}");
    let has_asset = |index: u32| (index as usize) < seen.assets.len();
    let has_scan = |index: u32| (index as usize) < seen.scans.len();
    assert!(seen.findings.iter().all(|f| has_asset(f.asset) && has_scan(f.scan.into())), "{what}");
    assert!(seen.findings.iter().all(|f| (f.check as usize) < seen.checks.len()), "{what}");
    assert!(seen.services.iter().all(|s| has_asset(s.asset) && has_scan(s.scan)), "{what}");
    let rules = seen.configuration_rules.len();
    assert!(seen.configuration_results.iter().all(|r| (r.rule as usize) < rules), "{what}");
    assert!(seen.configuration_results.iter().all(|r| r.asset.is_none_or(has_asset)), "{what}");
    assert!(seen.coverage.iter().all(|c| has_asset(c.asset) && has_scan(c.scan)), "{what}");
}
