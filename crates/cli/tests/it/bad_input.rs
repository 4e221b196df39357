//! Every file gets a verdict, never a crash.

use crate::ward::{TODAY, run, ward};
use serde_json::Value;
use std::fs;
use std::path::Path;

const NESSUS: &str = include_str!("../../../importers/fixtures/nessus/one.nessus");

/// Assesses one file and gives its outcome, its problems in one text, and the number of rows used.
fn outcome(name: &str, bytes: &[u8]) -> (String, String, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), bytes).expect("written");
    let json = assess(folder.path());
    let input = &json["inputs"][0];
    let problems: Vec<String> = input["problems"]
        .as_array()
        .expect("problems")
        .iter()
        .map(|p| p["reason"].as_str().unwrap_or_default().to_owned())
        .collect();
    (
        input["outcome"].as_str().expect("an outcome").to_owned(),
        problems.join("; "),
        input["used"].as_u64().expect("a count"),
    )
}

fn assess(folder: &Path) -> Value {
    let ran = run(ward().arg("assess").arg(folder).args(["--as-of", TODAY, "--format", "json"]));
    assert!(matches!(ran.code, Some(0 | 3 | 4)), "{:?} {}", ran.code, ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

#[track_caller]
fn check(name: &str, bytes: impl AsRef<[u8]>, wanted: &str, says: &str) {
    let (found, problems, used) = outcome(name, bytes.as_ref());
    assert_eq!(found, wanted, "{name}: {problems}");
    assert!(problems.contains(says), "{name}: {says:?} is not in {problems:?}");
    if wanted != "read" {
        assert_eq!(used, 0);
    }
}

#[test]
fn files_of_no_known_format_say_what_they_look_like() {
    check("picture.nessus", b"\x89PNG\r\n\x1a\n....", "not-recognised", "PNG");
    check("empty.csv", b"", "not-recognised", "empty");
    check("exports.zip", b"PK\x03\x04................", "not-recognised", "unpack");
    check("page.html", b"<!DOCTYPE html><html></html>", "not-recognised", "HTML");
    check("other.xml", b"<?xml version='1.0'?><report/>", "not-recognised", "report");
    check("other.json", br#"{"hello": 1}"#, "not-recognised", "hello");
}

#[test]
fn a_file_is_known_by_its_content_and_never_by_its_name() {
    check("holiday.jpg", NESSUS, "read", "");
}

#[test]
fn cut_off_files_are_damaged_and_say_where() {
    check("cut.nessus", &NESSUS.as_bytes()[..NESSUS.len() * 2 / 3], "damaged", "line");
    check("cut.json", br#"{"title":"CISA Catalog of Known Exploited Vulnerabilities","catalogVersion":"1","dateReleased":"2026-11-20T00:00:00Z","count":2,"vulnerabilities":[{"cveID":"CVE-2024-1111","dateAdded":"2026-01-01"#, "damaged", "line");
    check(
        "people.csv",
        "Employee ID,Legal Name,Worker Type,Hire Date,Termination Date,Work Email\n1,Ana Lee,Employee,2020-01-01,,a@b.example\n2,Bo",
        "damaged",
        "",
    );
}

#[test]
fn bombs_are_harmless() {
    let laughs = NESSUS.replacen(
        "<NessusClientData_v2>",
        "<!DOCTYPE z [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]><NessusClientData_v2><Policy><policyName>&b;&x;</policyName></Policy>",
        1,
    );
    let (found, problems, _) = outcome("laughs.nessus", laughs.as_bytes());
    assert!(!problems.contains("root:"), "{problems}");
    assert!(matches!(found.as_str(), "damaged" | "read"), "{found}");
    let wide: String = (0..10_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",column");
    let (found, _, used) =
        outcome("wide.csv", format!("Employee ID,Work Email,{wide}\n1,a@b.example\n").as_bytes());
    assert!(found != "read" || used == 0, "{found}");
    let deep = format!("{{\"value\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let (found, _, _) = outcome("deep.json", deep.as_bytes());
    assert_ne!(found, "read");
    let long =
        NESSUS.replacen("<ReportHost name=\"", &format!("<ReportHost name=\"{}", "x".repeat(10 << 20)), 1);
    check("long.nessus", long, "damaged", "");
}

#[test]
fn other_encodings_and_line_ends_read_the_same() {
    let csv = "Employee ID,Legal Name,Worker Type,Hire Date,Termination Date,Work Email\n1,Zoë Müller,Employee,2020-01-01,,zoe@b.example\n";
    let latin1: Vec<u8> = csv.chars().map(|c| c as u32 as u8).collect();
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(csv.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [
        csv.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", csv.as_bytes()].concat(),
        csv.replace('\n', "\r").into_bytes(),
        latin1,
        utf16,
    ] {
        let (found, problems, used) = outcome("staff.csv", &bytes);
        assert_eq!((found.as_str(), used), ("read", 1), "{problems}");
    }
}

#[test]
fn an_ambiguous_date_is_a_question_and_not_a_guess() {
    let csv = "Employee ID,Legal Name,Worker Type,Hire Date,Termination Date,Work Email\n1,Ana Lee,Employee,03/04/2026,,a@b.example\n";
    let (found, problems, _) = outcome("staff.csv", csv.as_bytes());
    assert_eq!(found, "read");
    assert!(problems.contains("date_order"), "{problems}");
}

#[test]
fn odd_places_in_a_folder_are_named_and_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("x.xml")).expect("a folder named like a file");
    fs::write(folder.path().join("x.xml/inside.nessus"), NESSUS).expect("written");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).expect("a link to a folder");
        std::os::unix::fs::symlink("self", folder.path().join("self")).expect("a link to itself");
    }
    let json = assess(folder.path());
    let inputs = json["inputs"].as_array().expect("inputs");
    let of = |name: &str| {
        inputs.iter().find(|i| i["file"] == name).unwrap_or_else(|| panic!("{name} in {inputs:#?}"))
    };
    assert_eq!(of("x.xml/inside.nessus")["outcome"], "read");
    #[cfg(unix)]
    {
        assert_eq!(of("loop")["outcome"], "unreadable");
        assert_eq!(of("self")["outcome"], "unreadable");
    }
}

#[test]
fn a_name_with_an_escape_sequence_is_shown_as_text() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a\u{1b}[31mred.txt"), b"hello").expect("written");
    let ran = run(ward().arg("assess").arg(folder.path()).args(["--as-of", TODAY]));
    assert!(!ran.out.contains('\u{1b}'), "{:?}", ran.out);
}
