//! Reads real files of other tools and compares with counts that were taken from them independently.

use super::{check_laws, read};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use ward_domain::observation::Severity;
use ward_importers::{Reading, recognise};

/// Files by path within the corpus, with what is known of them; `None` when there is no corpus here.
fn corpus() -> Option<(PathBuf, BTreeMap<String, Value>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let Ok(text) = std::fs::read_to_string(root.join("expected.json")) else {
        eprintln!("SKIPPED: no corpus at {}", root.display());
        return None;
    };
    let files: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    Some((root, files))
}

/// Reads every file that was counted as of that format, with the importer that must recognise it.
pub(super) fn each_of(counted_as: &str, id: &str, check: impl Fn(&str, &Value, &Reading)) {
    let Some((root, files)) = corpus() else { return };
    let mut found = 0;
    for (name, facts) in &files {
        let count = &facts["independent_count"];
        if count["format"] != counted_as {
            continue;
        }
        let bytes = std::fs::read(root.join(name)).unwrap();
        let importer =
            recognise(&bytes[..bytes.len().min(64 << 10)], None).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(importer.about().id, id, "{name}");
        let reading = read(importer, &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        check_laws(&reading, name);
        check(name, count, &reading);
        found += 1;
    }
    assert!(found > 0, "the corpus has no file counted as {counted_as}");
}

/// Reads one file with the importer that must recognise it.
pub(super) fn each_file(name: &str, id: &str, check: impl Fn(&Value, &Reading)) {
    let Some((root, files)) = corpus() else { return };
    let bytes = std::fs::read(root.join(name)).unwrap();
    let importer =
        recognise(&bytes[..bytes.len().min(64 << 10)], None).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(importer.about().id, id, "{name}");
    let reading = read(importer, &bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    check_laws(&reading, name);
    check(&files[name]["independent_count"], &reading);
}

pub(super) fn number(value: &Value) -> usize {
    value.as_u64().unwrap_or(0) as usize
}

#[test]
fn nessus_files_give_what_was_counted_in_them() {
    each_of("nessus-v2", "nessus", |name, count, reading| {
        let seen = &reading.observations;
        assert_eq!(reading.tally.read as usize, number(&count["report_items"]), "{name}");
        assert_eq!(reading.tally.skipped, 0, "{name}");
        assert_eq!(seen.coverage.len(), number(&count["hosts"]), "{name}");
        assert_eq!(seen.services.len(), number(&count["open_port_pairs"]), "{name}");
        let above_info = seen.checks.iter().filter(|check| check.severity > Severity::Info).count();
        assert_eq!(above_info, number(&count["distinct_plugins_severity_ge1"]), "{name}");
        let cves: BTreeSet<_> = seen.checks.iter().flat_map(|check| &check.cves).collect();
        assert_eq!(cves.len(), number(&count["distinct_cves"]), "{name}");
        let severities = &count["items_by_severity_0info_4critical"];
        let rated: usize = ["1", "2", "3", "4"].iter().map(|severity| number(&severities[severity])).sum();
        assert!(seen.findings.len() >= rated, "{name}");
    });
}

#[test]
fn nmap_files_give_what_was_counted_in_them() {
    each_of("nmap-xml", "nmap", |name, count, reading| {
        let seen = &reading.observations;
        assert_eq!(reading.tally.read as usize, number(&count["hosts"]), "{name}");
        // In one file the address was replaced by the word `IP`, so that its device cannot be told.
        if name.ends_with("libnmap_test_osclass.xml") {
            assert_eq!((reading.tally.skipped, seen.assets.len()), (1, 0), "{name}");
            return;
        }
        assert_eq!(reading.tally.skipped, 0, "{name}");
        assert_eq!(seen.assets.len(), number(&count["hosts_by_state"]["up"]), "{name}");
        assert_eq!(seen.services.len(), number(&count["ports_by_state"]["open"]), "{name}");
        let ports: BTreeSet<_> =
            seen.services.iter().map(|s| format!("{}/{}", s.port, s.protocol.as_str())).collect();
        let expected: BTreeSet<_> = count["open_ports"]
            .as_array()
            .unwrap()
            .iter()
            .map(|port| port.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ports, expected, "{name}");
        assert_eq!(seen.tool, format!("nmap {}", count["nmap_version"].as_str().unwrap()), "{name}");
        assert!(!seen.scans[0].targets.is_empty() || !seen.scans[0].target_hosts.is_empty(), "{name}");
    });
}

#[test]
fn the_kev_catalogue_gives_what_was_counted_in_it() {
    each_of("kev", "cisa-kev", |name, count, reading| {
        let entries = &reading.observations.known_exploited;
        assert_eq!(entries.len(), number(&count["entries"]), "{name}");
        assert_eq!(
            entries.iter().filter(|e| e.ransomware).count(),
            number(&count["known_ransomware"]),
            "{name}"
        );
    });
}

#[test]
fn cve_records_give_a_decision_where_cisa_made_one() {
    each_of("cve-5", "cve5", |name, count, reading| {
        assert_eq!(reading.tally.read, 1, "{name}");
        let by_cisa = count["adp"].as_array().unwrap().iter().any(|publisher| publisher == "CISA-ADP");
        let decisions = &reading.observations.ssvc;
        assert_eq!(decisions.len(), usize::from(by_cisa), "{name}");
        for decision in decisions {
            assert_eq!(decision.cve.to_string(), count["id"].as_str().unwrap(), "{name}");
            assert!(decision.exploitation.is_some() && decision.is_automatable.is_some(), "{name}");
        }
    });
}

#[test]
fn every_file_of_the_corpus_gets_a_verdict() {
    let Some((root, files)) = corpus() else { return };
    let known = BTreeMap::from([
        ("nessus-v2", "nessus"),
        ("nmap-xml", "nmap"),
        ("kev", "cisa-kev"),
        ("cve-5", "cve5"),
        ("openvas-xml", "openvas"),
        ("xccdf/arf", "xccdf"),
        ("stig-ckl", "ckl"),
        ("sslyze-json", "sslyze"),
    ]);
    for (name, facts) in &files {
        let Ok(bytes) = std::fs::read(root.join(name)) else { continue };
        let verdict = recognise(&bytes[..bytes.len().min(64 << 10)], None);
        let is_known =
            facts["independent_count"]["format"].as_str().is_some_and(|format| known.contains_key(format));
        match verdict {
            Ok(importer) if known.values().any(|id| *id == importer.about().id) => {
                assert!(is_known, "{name}");
            }
            Ok(importer) => drop(read(importer, &bytes).map(|reading| check_laws(&reading, name))),
            Err(error) => assert!(!is_known && !error.looks_like.is_empty(), "{name}"),
        }
    }
}
