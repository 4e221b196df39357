//! `ward assess` over the demonstration hospital: the contract, the truth, the text.

use crate::ward::{TODAY, demo_hospital, run, ward, write};
use serde_json::Value;
use std::collections::BTreeSet;
use ward_generator::Faults;

fn assessed(faults: Faults) -> (Value, ward_generator::Truth) {
    let folder = tempfile::tempdir().expect("a folder");
    let hospital = demo_hospital(faults);
    write(&hospital, folder.path());
    let ran = run(ward().arg("assess").arg(folder.path()).args(["--as-of", TODAY, "--format", "json"]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    (serde_json::from_str(&ran.out).expect("JSON"), hospital.truth)
}

#[test]
fn the_contract_has_every_field_of_version_1() {
    let (json, _) = assessed(Faults::Planted);
    for key in ["version", "as_of", "profile", "framework", "inputs", "goals"] {
        assert!(!json[key].is_null(), "{key}");
    }
    assert_eq!(
        (&json["version"], &json["as_of"], &json["profile"], &json["framework"]),
        (&1.into(), &TODAY.into(), &"medium".into(), &"hph-cpg".into())
    );
    for input in json["inputs"].as_array().expect("inputs") {
        for key in ["file", "format", "sha256", "read", "used", "skipped", "problems"] {
            assert!(input.get(key).is_some(), "{key}");
        }
    }
    let goals = json["goals"].as_array().expect("goals");
    assert_eq!(goals.len(), 20);
    for goal in goals {
        for key in ["id", "title", "tier", "status", "score", "grade", "measures"] {
            assert!(goal.get(key).is_some(), "{key}");
        }
        assert!(goal["score"]["low"].as_f64() <= goal["score"]["high"].as_f64());
        for measure in goal["measures"].as_array().expect("measures") {
            for key in [
                "id",
                "slug",
                "status",
                "target",
                "population",
                "met",
                "not_met",
                "unknown",
                "not_applicable",
                "excepted",
                "coverage",
                "grade",
                "observed_at",
                "expires_at",
                "failing",
            ] {
                assert!(measure.get(key).is_some(), "{key}");
            }
            for failing in measure["failing"].as_array().expect("failing") {
                for evidence in failing["evidence"].as_array().expect("evidence") {
                    let text = evidence.as_str().expect("text");
                    assert!(text.len() > 66 && text.as_bytes()[64] == b'#', "{text}");
                }
            }
        }
    }
    assert_eq!(goals.iter().map(|g| g["measures"].as_array().map_or(0, Vec::len)).sum::<usize>(), 124);
}

#[track_caller]
fn agrees_with_the_truth(faults: Faults) {
    let (json, truth) = assessed(faults);
    let goals = json["goals"].as_array().expect("goals");
    let planted: BTreeSet<(String, String)> =
        truth.faults.iter().map(|f| (f.measure.to_string(), f.subject.clone())).collect();
    let mut found = BTreeSet::new();
    for goal in goals {
        let id = goal["id"].as_str().expect("id");
        let told = truth.goals.get(&id.parse().expect("a goal")).map(|s| s.as_str());
        assert!(told.is_none_or(|told| told == goal["status"]), "{id}: {} and not {told:?}", goal["status"]);
        assert!(goal["status"] != "met" || told == Some("met"), "{id} is met and the truth does not say so");
        for measure in goal["measures"].as_array().expect("measures") {
            let id = measure["id"].as_str().expect("id").to_owned();
            let told = truth.measures.get(&id.parse().expect("a measure")).map(|s| s.as_str());
            assert_eq!(measure["status"].as_str(), told, "{id}");
            for failing in measure["failing"].as_array().expect("failing") {
                found.insert((id.clone(), failing["subject"].as_str().expect("subject").to_owned()));
            }
        }
    }
    assert_eq!(found, planted, "left: found, right: planted");
}

#[test]
fn every_planted_fault_is_found_and_no_other() {
    agrees_with_the_truth(Faults::Planted);
}

#[test]
fn a_hospital_without_faults_has_none() {
    agrees_with_the_truth(Faults::None);
}

#[test]
fn the_text_tells_files_goals_actions_and_who_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    let hospital = demo_hospital(Faults::Planted);
    write(&hospital, folder.path());
    let ran = run(ward().arg("assess").arg(folder.path()).args(["--as-of", TODAY]));
    for expected in [
        "38 of 38 read",
        "GOALS  0 of 20 met",
        "  1. E1.1",
        "E6.2 Every account belongs to someone who works here: Not met",
        "fails: 203.0.113.20:3389/tcp",
        "E2 Email Security: Partly met",
    ] {
        assert!(ran.out.contains(expected), "{expected:?} is missing in\n{}", ran.out);
    }
}

#[test]
fn an_earlier_day_is_judged_by_what_was_collected_by_then() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&demo_hospital(Faults::None), folder.path());
    let status = |day: &str| -> String {
        let ran = run(ward().arg("assess").arg(folder.path()).args(["--as-of", day, "--format", "json"]));
        let json: Value = serde_json::from_str(&ran.out).expect("JSON");
        json["goals"].as_array().expect("goals").iter().filter(|g| g["status"] == "met").count().to_string()
    };
    assert_eq!(status("2026-09-01"), "0", "nothing was collected by then");
    assert_ne!(status(TODAY), "0");
    assert_eq!(status("2027-12-31"), "0", "everything is too old by then");
}

#[test]
fn the_help_of_all_commands() {
    let mut all = String::new();
    for command in [
        &[][..],
        &["assess"],
        &["check"],
        &["demo"],
        &["formats"],
        &["import"],
        &["packet"],
        &["posture"],
        &["serve"],
        &["verify"],
    ] {
        let ran = run(ward().args(command).arg("--help"));
        all.extend(["=== ward ", &command.join(" "), "\n", &ran.out, "\n"]);
    }
    insta::assert_snapshot!("help", all);
}

#[test]
fn wrong_usage_is_2_and_nothing_to_read_is_3() {
    assert_eq!(run(ward().args(["assess", ".", "--profile", "huge"])).code, Some(2));
    assert_eq!(run(ward().arg("assess")).code, Some(2));
    let empty = tempfile::tempdir().expect("a folder");
    assert_eq!(run(ward().arg("assess").arg(empty.path())).code, Some(3));
    assert_eq!(run(ward().args(["assess", "no-such-folder"])).code, Some(3));
}
