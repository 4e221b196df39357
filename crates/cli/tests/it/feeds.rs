//! `ward feeds`: what is kept of reference feeds, and what is taken as one.

use crate::ward::{run, ward};
use std::fs;
use std::path::Path;
use ward_app::{Clock as _, SystemClock};

fn kev(released: &str, count: u32) -> String {
    let entry = r#"{"cveID": "CVE-2026-90001", "dateAdded": "2026-01-02", "dueDate": "2026-01-23", "knownRansomwareCampaignUse": "Unknown"}"#;
    format!(
        r#"{{"title": "KEV", "catalogVersion": "1", "dateReleased": "{released}", "count": {count}, "vulnerabilities": [{entry}]}}"#
    )
}

/// Updates from a file of this text, and gives the exit code, the list, and what was said.
fn update(data: &Path, name: &str, text: &str) -> (Option<i32>, String, String) {
    let file = data.with_file_name(name);
    fs::write(&file, text).expect("written");
    let ran = run(ward().args(["feeds", "update"]).arg(&file).arg("--data").arg(data));
    (ran.code, ran.out, ran.err)
}

#[test]
fn a_file_on_a_stick_is_kept_and_shown_with_date_and_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let list = || run(ward().args(["feeds", "--data"]).arg(&data)).out;
    assert_eq!(list().matches("none kept").count(), 2, "{}", list());
    let (code, out, err) = update(&data, "kev.json", &kev("2026-01-05T12:00:00.000Z", 1));
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("released 2026-01-05") && out.contains("1 entries"), "{out}");
    assert!(out.contains("too old since 2026-01-13: what rests on it is unknown"), "{out}");
    let (code, _, err) = update(&data, "kev.json", &kev("2026-01-05T12:00:00.000Z", 1));
    assert!(code == Some(0) && err.contains("Nothing new"), "{err}");
    let today = SystemClock.now().to_string();
    let (_, out, _) = update(&data, "kev.json", &kev(&today, 1));
    assert!(out.contains("0 days old") && out.contains("counts until"), "{out}");
    assert_eq!(list(), out);
}

#[test]
fn what_is_no_feed_or_damaged_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let (code, _, err) = update(&data, "x.csv", "a,b\n1,2\n");
    assert!(code == Some(2) && err.contains("no reference feed"), "{err}");
    let (code, out, err) = update(&data, "kev.json", &kev("2026-01-05T12:00:00.000Z", 9));
    assert!(code == Some(3) && err.contains("damaged") && out.contains("none kept"), "{err}");
    let (code, _, err) = update(&data.join("x"), "none", "");
    assert!(code == Some(2), "{err}");
}

#[test]
fn only_https_with_a_certificate_that_holds_is_fetched() {
    let folder = tempfile::tempdir().expect("a folder");
    let from = |address: &str| {
        run(ward()
            .args(["feeds", "update", address, "--name-server", "127.0.0.1:9", "--data"])
            .arg(folder.path()))
    };
    let ran = from("http://127.0.0.1/kev.json");
    assert!(ran.code == Some(2) && ran.err.contains("write it as https://"), "{}", ran.err);
    let ran = from("https://127.0.0.1:1/kev.json");
    assert!(ran.code == Some(2) && ran.err.contains("could not be fetched"), "{}", ran.err);
}
