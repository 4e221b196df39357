//! Whole lists: every fixture, every hostile shape, and the real files of the corpus.

use super::testing::Sample;
use crate::formats::{IMPORTERS, TABLES};
use crate::{Confidence, Context, Damaged, Importer, Limits, find, recognise};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

#[test]
fn every_fixture_is_what_its_name_says() {
    for layout in TABLES {
        let importer = find(layout.id).unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(layout.id);
        let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
        let mut kinds = Vec::new();
        for path in files_below(&folder) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if name == "README.md" {
                continue;
            }
            assert!(
                readme.contains(&format!("`{name}`")),
                "{}/README.md does not speak of {name}",
                layout.id
            );
            let bytes = std::fs::read(&path).unwrap();
            let kind = name.split(['-', '.']).next().unwrap().to_owned();
            if name != "broken-nul-header.csv" {
                let known = recognise(&bytes, None).map(|importer| importer.about().id);
                assert_eq!(known.unwrap_or("nothing"), layout.id, "{name}");
            }
            let sample = Sample::of(importer, &bytes, None);
            match (kind.as_str(), sample) {
                ("one", Ok(sample)) => {
                    assert_eq!((sample.tally.used, sample.tally.skipped), (1, 0), "{name}");
                }
                ("many", Ok(sample)) => assert!(sample.tally.used > 1, "{name}"),
                ("none", Ok(sample)) => {
                    assert_eq!(sample.tally.read, 0, "{name}");
                    sample.says(0, "no rows");
                }
                ("broken", Err(damaged)) => assert!(damaged.line > 0, "{name}: {damaged}"),
                (_, Ok(sample)) => panic!("{}/{name}: {:#?}", layout.id, sample.tally),
                (_, Err(damaged)) => panic!("{}/{name}: {damaged}", layout.id),
            }
            kinds.push(kind);
        }
        for kind in ["one", "many", "none", "broken"] {
            assert!(kinds.iter().any(|k| k == kind), "{} has no fixture `{kind}`", layout.id);
        }
    }
}

#[test]
fn fixtures_of_known_systems_are_certain_and_clean() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let by_hand = ["by-hand", "latin-1", "cr-only", "ambiguous", "nul", "script"];
    let mut systems = 0;
    for layout in TABLES.iter().filter(|layout| !layout.systems.is_empty()) {
        for path in files_below(&folder.join(layout.id)) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if !name.starts_with("many-") || by_hand.iter().any(|part| name.contains(part)) {
                continue;
            }
            let sample = Sample::of(find(layout.id).unwrap(), &std::fs::read(&path).unwrap(), None).unwrap();
            assert_eq!(sample.confidence, Confidence::Certain, "{name}");
            let problems: Vec<_> =
                sample.tally.problems.iter().filter(|p| !p.reason.contains("the inventory says")).collect();
            assert!(problems.is_empty(), "{}/{name}: {problems:#?}", layout.id);
            systems += 1;
        }
    }
    assert!(systems > 20);
}

fn roster() -> &'static dyn Importer {
    find("roster").unwrap()
}

const HEADER: &str = "Employee ID,Name,Work Email,Worker Type,Hire Date";

#[track_caller]
fn check_damaged(bytes: &[u8], line: u32, says: &str) {
    let damaged = match Sample::of(roster(), bytes, None) {
        Ok(sample) => panic!("not damaged: {:?}", sample.tally),
        Err(damaged) => damaged,
    };
    assert_eq!(damaged.line, line, "{damaged}");
    assert!(damaged.reason.contains(says), "{damaged}");
}

#[test]
fn ten_thousand_columns_are_damage() {
    let wide = (0..10_000).map(|n| format!("column {n}")).collect::<Vec<_>>().join(",");
    check_damaged(
        format!("{HEADER},{wide}\n1,Ana,a@ward.example,Employee,2026-01-02\n").as_bytes(),
        1,
        "more than 1000 columns",
    );
    check_damaged(
        format!("{HEADER}\n1,Ana,a@ward.example,Employee,2026-01-02\n{wide}\n").as_bytes(),
        3,
        "more than 1000 columns",
    );
}

#[test]
fn ten_megabytes_in_a_cell_are_damage() {
    let long = "x".repeat(10 << 20);
    check_damaged(
        format!("{HEADER}\n1,{long},a@ward.example,Employee,2026-01-02\n").as_bytes(),
        2,
        "longer than",
    );
    check_damaged(
        format!("{HEADER}\n1,\"{long}\",a@ward.example,Employee,2026-01-02\n").as_bytes(),
        2,
        "longer than",
    );
}

#[test]
fn a_list_that_was_cut_off_is_damage() {
    check_damaged(
        format!("{HEADER}\n1,Ana,a@ward.example,Employee,2026-01-02\n2,Ben").as_bytes(),
        3,
        "middle of row 2",
    );
    check_damaged(format!("{HEADER}\n1,Ana,\"a@ward.example").as_bytes(), 2, "never closes");
    check_damaged(b"", 0, "empty");
    check_damaged(b"nothing,of,use\n1,2,3\n", 1, "name the columns in a mapping");
    let complete = format!("{HEADER}\n1,Ana,a@ward.example,Employee,2026-01-02");
    assert_eq!(
        Sample::of(roster(), complete.as_bytes(), None).unwrap().tally.used,
        1,
        "no line end at the end is no damage"
    );
}

#[test]
fn one_list_is_the_same_in_every_dress() {
    let plain = format!(
        "{HEADER}\n1,\"Ana, the first\",a@ward.example,Employee,2026-01-02\n2,Ben,b@ward.example,Employee,2026-01-03\n"
    );
    let expected = Sample::of(roster(), plain.as_bytes(), None).unwrap().observations;
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        format!("\u{feff}{plain}").encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
    };
    let dresses = [
        format!("\u{feff}{plain}").into_bytes(),
        plain.replace('\n', "\r\n").into_bytes(),
        plain.replace('\n', "\r").into_bytes(),
        plain.replace("Ana, the", "Ana; the").replace(',', "\t").replace("Ana; the", "Ana, the").into_bytes(),
        plain.replace("Ana, the", "Ana# the").replace(',', ";").replace("Ana# the", "Ana, the").into_bytes(),
        plain.replace("Ana, the", "Ana# the").replace(',', "|").replace("Ana# the", "Ana, the").into_bytes(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        plain.trim_end().as_bytes().to_vec(),
    ];
    for bytes in dresses {
        assert_eq!(Sample::of(roster(), &bytes, None).unwrap().observations, expected);
    }
}

#[test]
fn windows_1252_is_told_and_read() {
    let mut bytes = format!("{HEADER}\n1,Zo").into_bytes();
    bytes.extend(b"\xeb,z@ward.example,Employee,\n2,Jos\xc3\xa9,j@ward.example,Employee,\n");
    let sample = Sample::of(roster(), &bytes, None).unwrap();
    let names: Vec<_> = sample.observations.people.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["Zoë", "José"]);
    sample.says(0, "Windows-1252");
}

#[test]
fn rows_are_limited() {
    let text = format!("{HEADER}\n{}", "1,Ana,a@ward.example,Employee,\n".repeat(11));
    let limits = Limits { rows: 10, ..Limits::default() };
    let damaged = roster().read(&mut text.as_bytes(), &Context { limits, mapping: None }).unwrap_err();
    assert_eq!(damaged.line, 12);
}

#[test]
fn headings_that_come_twice_are_told() {
    let sample = Sample::read(
        roster(),
        "Work Email,Worker Type,Worker Type,Hire Date\na@ward.example,Volunteer,Employee,\n",
    );
    assert_eq!(sample.observations.people[0].kind.unwrap().as_str(), "volunteer");
    sample.says(1, "“Worker Type” is there more than once");
}

proptest! {
    /// No bytes make an importer panic, and what it gives adds up.
    #[test]
    fn any_bytes_are_read_or_refused(
        header in proptest::sample::select(vec![
            HEADER, "UPN,MFA capable,Methods registered", "userPrincipalName,accountEnabled,lastSignInDateTime",
            "Measure,Answer,Signer,Signed on,Expires", "Measure,Subject,Approver,Expires", "Email,Course,Completed,Status",
            "Hostname,MAC,IP,Type,EOL", "",
        ]),
        rows in "([a-zA-Z0-9/.:@#\" ,;\r\n\t|\u{0}é-]|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}){0,80}",
        junk in proptest::collection::vec(any::<u8>(), 0..8),
    ) {
        let mut bytes = format!("{header}\n{rows}").into_bytes();
        bytes.extend(junk);
        for layout in TABLES {
            let _ = Sample::of(find(layout.id).unwrap(), &bytes, None);
        }
    }

    /// Cutting a list never gives a list that looks whole with fewer cells: it is damaged, or its rows are a beginning.
    #[test]
    fn a_cut_list_is_damaged_or_a_beginning(cut in 60_usize..200) {
        let whole = format!("{HEADER}\n1,\"Ana\",a@ward.example,Employee,2026-01-02\n2,Ben,b@ward.example,Employee,2026-01-03\n3,Eve,e@ward.example,Employee,2026-01-04\n");
        let all = Sample::of(roster(), whole.as_bytes(), None).unwrap().observations.people;
        let cut = whole.as_bytes().get(..cut.min(whole.len())).unwrap();
        match Sample::of(roster(), cut, None) {
            Err(Damaged { .. }) => {}
            Ok(sample) => {
                let people = sample.observations.people;
                let whole_rows = people.len().saturating_sub(1);
                prop_assert_eq!(&people[..whole_rows], &all[..whole_rows]);
            }
        }
    }
}

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !folder.is_dir() {
        println!("SKIPPED: no corpus at {}", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn the_corpus_export_of_entra_has_its_counted_rows() {
    const FILE: &str = "identity/entra/AADUserInfo.csv";
    let Some(folder) = corpus() else { return };
    let expected: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let counted = &expected[FILE]["independent_count"];
    let bytes = std::fs::read(folder.join(FILE)).unwrap();
    assert_eq!(recognise(&bytes, None).map(|i| i.about().id).ok(), Some("entra-users-csv"));
    let sample = Sample::of(find("entra-users-csv").unwrap(), &bytes, None).unwrap();
    assert_eq!(sample.confidence, Confidence::Certain);
    assert_eq!(sample.tally.used + 1, counted["rows_incl_header"].as_u64().unwrap());
    let columns = sample.tally.understood.len() + sample.tally.not_understood.len();
    assert_eq!(columns as u64, counted["columns"].as_u64().unwrap());
    assert!(
        sample.observations.accounts.iter().all(|a| a.is_enabled == Some(true) && a.account_id.is_some())
    );
}

#[test]
fn no_other_csv_of_the_corpus_is_taken_for_a_list_of_ours() {
    let Some(folder) = corpus() else { return };
    let lists: Vec<_> = files_below(&folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "csv"))
        .collect();
    assert!(lists.len() > 20, "only {} lists in the corpus", lists.len());
    for path in lists.iter().filter(|path| !path.ends_with("AADUserInfo.csv")) {
        let bytes = std::fs::read(path).unwrap();
        let known = recognise(bytes.get(..64 << 10).unwrap_or(&bytes), None)
            .map_or("", |importer| importer.about().id);
        let read_as =
            || find(known).map(|importer| Sample::of(importer, &bytes, None).map(|s| s.tally.understood));
        assert!(
            TABLES.iter().all(|layout| layout.id != known),
            "{} is taken for {known}: {:?}",
            path.display(),
            read_as()
        );
    }
    assert_eq!(
        IMPORTERS.iter().filter(|i| TABLES.iter().any(|l| l.id == i.about().id)).count(),
        TABLES.len()
    );
}
