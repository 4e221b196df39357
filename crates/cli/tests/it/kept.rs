//! A record that is kept: import, posture, packet, verify.

use crate::ward::{demo_hospital, run, ward, write};
use std::fs;
use std::path::Path;
use ward_generator::Faults;

fn kept(folder: &Path) -> std::path::PathBuf {
    let exports = folder.join("exports");
    fs::create_dir(&exports).expect("a folder");
    let files = write(&demo_hospital(Faults::Planted), &exports);
    let data = folder.join("data");
    let ran = run(ward().arg("import").arg("--data").arg(&data).args(files));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    data
}

#[test]
fn a_packet_proves_itself_and_a_changed_one_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = kept(folder.path());
    let packet = folder.path().join("packet.zip");
    let ran = run(ward().arg("packet").arg(&packet).arg("--data").arg(&data));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let key = ran.out.trim().to_owned();

    let verified = run(ward().arg("verify").arg(&packet).args(["--key", &key]));
    assert_eq!(verified.code, Some(0), "{}", verified.out);
    assert!(verified.out.contains("byte for byte the same"), "{}", verified.out);

    let strangers_key = {
        let other = folder.path().join("other");
        let file = folder.path().join("exports/ward-answers.csv");
        run(ward().arg("import").arg("--data").arg(&other).arg(file));
        run(ward().arg("packet").arg(folder.path().join("other.zip")).arg("--data").arg(&other))
            .out
            .trim()
            .to_owned()
    };
    assert_eq!(run(ward().arg("verify").arg(&packet).args(["--key", &strangers_key])).code, Some(1));

    let good = fs::read(&packet).expect("read");
    for place in [good.len() / 10, good.len() / 3, good.len() / 2, good.len() * 9 / 10] {
        let mut bad = good.clone();
        bad[place] ^= 0x20;
        fs::write(&packet, &bad).expect("written");
        assert_eq!(run(ward().arg("verify").arg(&packet)).code, Some(1), "byte {place}");
    }
}

#[test]
fn a_folder_is_all_its_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let exports = folder.path().join("exports");
    fs::create_dir_all(exports.join("deeper")).expect("folders");
    let hospital = demo_hospital(Faults::Planted);
    let roster = hospital.files.iter().find(|file| file.name == "roster-employees.csv").expect("a roster");
    fs::write(exports.join("deeper/roster.csv"), &roster.bytes).expect("written");
    fs::write(exports.join("own.csv"), "Wer,Nummer,Seit\nAnna Beispiel,1,2024-05-01\n").expect("written");
    let mapping = "format = \"roster\"\n[columns]\n\"Wer\" = \"name\"\n\"Nummer\" = \"person-id\"\n\"Seit\" = \"start\"\n";
    fs::write(exports.join("own.csv.mapping.toml"), mapping).expect("written");
    std::os::unix::fs::symlink(&exports, exports.join("deeper/loop")).expect("a link");
    let data = folder.path().join("data");
    let ran = run(ward().arg("import").arg("--data").arg(&data).arg(&exports));
    assert_eq!(ran.code, Some(4), "the link to a folder is not read: {}", ran.err);
    for says in [
        "deeper/roster.csv  roster:",
        "deeper/loop  could not be read: a link to a folder",
        "own.csv  roster: 1 row, 1 used",
        "own.csv.mapping.toml  is no evidence",
    ] {
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
    let whole = folder.path().join("whole");
    let ran = run(ward().arg("import").arg("--data").arg(&whole).arg(exports.join("deeper/roster.csv")));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let missing = run(ward().arg("import").arg("--data").arg(&whole).arg(folder.path().join("nothing")));
    assert!(missing.err.contains("Check the name"), "{}", missing.err);
}

#[test]
fn importing_twice_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = kept(folder.path());
    let posture = || run(ward().arg("posture").args(["--format", "json", "--data"]).arg(&data)).out;
    let before = posture();
    let files =
        fs::read_dir(folder.path().join("exports")).expect("listed").map(|f| f.expect("a file").path());
    let again = run(ward().arg("import").arg("--data").arg(&data).args(files));
    assert!(again.err.contains("there already"), "{}", again.err);
    assert_eq!(posture(), before);
}

#[test]
fn an_empty_record_has_no_packet() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(ward()
        .arg("packet")
        .arg(folder.path().join("p.zip"))
        .arg("--data")
        .arg(folder.path().join("data")));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("the record is empty") && !folder.path().join("p.zip").exists(), "{}", ran.err);
}

#[test]
fn a_join_can_be_undone_and_done_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = kept(folder.path());
    let decide = |words: &[&str]| run(ward().arg("identity").args(words).arg("--data").arg(&data));
    let stranger = || {
        let out = run(ward().args(["posture", "--format", "json", "--data"]).arg(&data)).out;
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        let measures = json["goals"][10]["measures"].as_array().expect("H1").clone();
        measures[0]["failing"].as_array().expect("failing").iter().any(|f| f["subject"] == "desktop-k7q2mn")
    };
    assert!(stranger(), "no inventory lists desktop-k7q2mn");
    let names = ["host:desktop-k7q2mn", "fqdn:dc1.oxbow-flats-cah.example", "--reason", "renamed last week"];
    assert_eq!(decide(&[&["join"], &names[..]].concat()).code, Some(0));
    assert!(!stranger(), "it is the listed dc1 now");
    assert_eq!(decide(&[&["keep-apart"], &names[..]].concat()).code, Some(0));
    assert!(stranger(), "the newest decision counts");
    assert_eq!(decide(&["join", "dc1", "dc2", "--reason", "x"]).code, Some(2));
}
