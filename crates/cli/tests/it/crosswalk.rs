//! `ward crosswalk`, and `ward assess --framework`.

use crate::ward::{TODAY, demo_hospital, run, ward, write};
use serde_json::Value;
use ward_generator::Faults;

fn crosswalk(what: &[&str]) -> crate::ward::Ran {
    run(ward().arg("crosswalk").args(what))
}

#[track_caller]
fn check_says(what: &[&str], parts: &[&str]) {
    let ran = crosswalk(what);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for part in parts {
        assert!(ran.out.contains(part), "{what:?} does not say `{part}`:\n{}", ran.out);
    }
}

#[test]
fn a_goal_with_every_text_that_asks_for_it() {
    let ran = crosswalk(&["E3"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    insta::assert_snapshot!("e3", ran.out);
}

#[test]
fn a_requirement_says_what_answers_it_and_how_sure_that_is() {
    let parts = [
        "Testing and revision procedures",
        "(Law in force); addressable",
        "all of them are needed",
        "NOT VERIFIED",
    ];
    check_says(&["45", "CFR", "164.308(a)(7)(ii)(D)"], &parts);
    check_says(&["164.308(a)(1)(ii)(A)"], &["Nothing in Ward answers this", "ONLY TOUCHED BY"]);
}

#[test]
fn a_proposal_says_that_it_is_no_law() {
    check_says(&["hipaa-nprm-2025"], &["PROPOSED, NOT LAW"]);
    check_says(&["hipaa-nprm-2025/multifactor"], &["(Proposed, not law)"]);
}

#[test]
fn rows_for_machines() {
    let ran = crosswalk(&["E3.1", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&json["version"], &json["found"]), (&1.into(), &"measure".into()));
    let rows = json["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["requirement"] == "164.312(d)").expect("HIPAA");
    assert_eq!(
        (&row["framework"], &row["legal_status"]),
        (&"hipaa-security-rule".into(), &"in-force".into())
    );
    assert_eq!((&row["link"]["to"], &row["link"]["verified"]), (&"E3.1".into(), &false.into()));
}

#[test]
fn a_name_that_nothing_has_is_refused_with_the_names_there_are() {
    let ran = crosswalk(&["164.999"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("is called `164.999`") && ran.err.contains("nist-csf-2-0"), "{}", ran.err);
}

#[test]
fn a_folder_judged_by_the_security_rule_and_by_the_proposal() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&demo_hospital(Faults::Planted), folder.path());
    let by = |framework: &str, format: &str| {
        run(ward().arg("assess").arg(folder.path()).args([
            "--as-of",
            TODAY,
            "--framework",
            framework,
            "--format",
            format,
        ]))
    };
    let rule = by("hipaa-security-rule", "json");
    assert_eq!(rule.code, Some(0), "{}", rule.err);
    let json: Value = serde_json::from_str(&rule.out).expect("JSON");
    assert_eq!(
        (&json["framework"]["id"], &json["framework"]["is_law"]),
        (&"hipaa-security-rule".into(), &true.into())
    );
    let requirements = json["requirements"].as_array().expect("requirements");
    let ends =
        requirements.iter().find(|r| r["id"] == "164.308(a)(3)(ii)(C)").expect("termination procedures");
    assert_eq!(
        (&ends["kind"], &ends["status"]),
        (&"addressable".into(), &"not-met".into()),
        "{}",
        ends["because"]
    );
    assert!(
        ends["because"].as_str().is_some_and(|b| b.contains("E6.1") || b.contains("E6.2")),
        "{}",
        ends["because"]
    );

    let proposal = by("hipaa-nprm-2025", "text");
    assert!(proposal.out.contains("PROPOSED, NOT LAW"), "{}", proposal.out);
    assert!(!proposal.out.contains("LAW IN FORCE"), "{}", proposal.out);

    let nothing = by("hipaa", "text");
    assert_eq!(nothing.code, Some(2));
    assert!(nothing.err.contains("hipaa-security-rule"), "{}", nothing.err);
}
