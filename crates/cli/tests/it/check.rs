//! `ward check` against a name server of our own on loopback.

use super::ward::{run, ward};
use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// A name server that answers every question with this code: 2 fails, 3 says that the name does not exist.
pub(crate) fn name_server(code: u8) -> String {
    counting_name_server(code).0
}

/// The same, with the number of questions that it was asked.
pub(crate) fn counting_name_server(code: u8) -> (String, Arc<AtomicU32>) {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let address = socket.local_addr().expect("its address").to_string();
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    thread::spawn(move || {
        let mut question = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut question) {
            count.fetch_add(1, Ordering::Relaxed);
            // The question without what follows it, as an answer.
            let end =
                question[12..length].iter().position(|byte| *byte == 0).map_or(length, |end| 12 + end + 5);
            let mut answer = question[..end].to_vec();
            answer[2..12].copy_from_slice(&[0x81, 0x80 | code, 0, 1, 0, 0, 0, 0, 0, 0]);
            let _ = socket.send_to(&answer, from);
        }
    });
    (address, asked)
}

#[test]
fn a_domain_without_anything_is_told_so() {
    let server = name_server(3);
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("check.json");
    let args =
        ["check", "Clinic.example.", "--i-am-allowed", "A. Manager", "--name-server", &server, "--out"];
    let ran = run(ward().args(args).arg(&out));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("as A. Manager allowed") && ran.out.contains("clinic.example\n"), "{}", ran.out);
    assert!(ran.out.contains("6 questions, 0 of them without an answer"), "{}", ran.out);
    // What it wrote is evidence.
    let read = run(ward().args(["assess", "--format", "json"]).arg(&out));
    assert!(read.out.contains("\"ward-check\""), "{}", read.out);
}
#[test]
fn a_dns_that_fails_leaves_nothing_and_says_so() {
    let server = name_server(2);
    let ran = run(ward().args([
        "check",
        "clinic.example",
        "--i-am-allowed",
        "A",
        "--name-server",
        &server,
        "--json",
    ]));
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.out.contains("SERVFAIL") && ran.out.contains("\"ward_check\": 1"), "{}", ran.out);
}
#[test]
fn without_a_statement_nothing_is_looked_at() {
    let server = name_server(3);
    let code = |args: &[&str]| run(ward().args(["check", "--name-server", &server]).args(args)).code;
    assert_eq!(code(&["clinic.example"]), Some(2));
    assert_eq!(code(&["clinic.example", "--i-am-allowed", " "]), Some(2));
    assert_eq!(code(&["--i-am-allowed", "A"]), Some(2));
    assert_eq!(code(&["clínica.example", "--i-am-allowed", "A"]), Some(2));
}

/// Judges an empty folder, or one with these files, with a domain: what was printed, and how often the DNS was asked.
fn assessed(code: u8, files: &[(&str, &str)], args: &[&str]) -> (super::ward::Ran, u32) {
    let (server, asked) = counting_name_server(code);
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let ran = run(ward()
        .arg("assess")
        .arg(folder.path())
        .args(["--format", "json", "--name-server", &server])
        .args(args));
    (ran, asked.load(Ordering::Relaxed))
}

const DOMAIN: [&str; 4] = ["--domain", "Clinic.example.", "--i-am-allowed", "A. Manager"];

#[test]
fn a_look_is_one_more_input_of_a_folder() {
    let (ran, asked) = assessed(3, &[], &DOMAIN);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&json["inputs"][0]["format"], asked > 0), (&"ward-check".into(), true));
    let measures = json["goals"]
        .as_array()
        .expect("goals")
        .iter()
        .flat_map(|g| g["measures"].as_array().expect("measures"));
    let dmarc: Vec<_> = measures.filter(|m| m["slug"] == "dmarc-enforced").collect();
    assert_eq!(
        (dmarc[0]["population"].as_u64(), dmarc[0]["not_met"].as_u64()),
        (Some(1), Some(1)),
        "{dmarc:?}"
    );
}
#[test]
fn a_look_that_fails_is_told_as_such_and_improves_nothing() {
    let (ran, _) = assessed(2, &[], &DOMAIN);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let met = json["goals"].as_array().expect("goals").iter().filter(|goal| goal["status"] == "met").count();
    assert_eq!(met, 0, "{}", ran.out);
}
#[test]
fn a_folder_is_judged_alone_without_statement_or_offline() {
    let (ran, asked) = assessed(3, &[], &["--domain", "clinic.example"]);
    assert!(ran.err.contains("--i-am-allowed NAME") && ran.out.contains("\"version\": 1"), "{}", ran.err);
    assert_eq!(asked, 0);
    let (ran, asked) = assessed(3, &[], &[&DOMAIN[..], &["--offline"]].concat());
    assert!(ran.out.contains("\"version\": 1") && asked == 0, "{}", ran.err);
    let (ran, asked) = assessed(3, &[], &[&DOMAIN[..], &["--as-of", "2026-01-01"]].concat());
    assert!(ran.err.contains("names an earlier day") && asked == 0, "{}", ran.err);
}
