//! Signed summaries: the list of fields, and every forgery that is refused.

use super::*;
use proptest::prelude::*;
use ward_domain::assessment::{Grade, Status};
use ward_domain::summary::{Class, GoalStanding, RecordHead};
use ward_domain::{GoalId, Size};

fn summary() -> Summary {
    let standing = |goal| GoalStanding {
        goal,
        status: Status::NotMet,
        low: 0.125,
        high: 1.0,
        grade: Some(Grade::A),
        coverage: 0.3333,
    };
    Summary {
        version: 1,
        number: 4,
        as_of: "2026-11-21".parse().unwrap(),
        made_at: "2026-11-21T08:30:00Z".parse().unwrap(),
        catalogue: "2026.11.2".to_owned(),
        class: Class { size: Size::Small, state: Some("VT".to_owned()), ccn: Some("471300".to_owned()) },
        goals: GoalId::all().map(standing).collect(),
        assessment: Digest([1; 32]),
        record: RecordHead { size: 9, root: Digest([2; 32]) },
    }
}

fn payload() -> String {
    text(&seal(&key(), &summary()).unwrap())
}

#[track_caller]
fn check(was: &str, becomes: &str, says: &str) {
    let refused = opened::<Summary>(&changed(&payload(), was, becomes)).unwrap_err();
    assert!(refused.contains(says), "{refused}");
}

#[test]
fn a_summary_has_these_fields_and_no_others() {
    promises(
        &payload(),
        &[
            "as_of",
            "assessment",
            "catalogue",
            "class.ccn",
            "class.size",
            "class.state",
            "goals[].coverage",
            "goals[].goal",
            "goals[].grade",
            "goals[].high",
            "goals[].low",
            "goals[].status",
            "made_at",
            "number",
            "record.root",
            "record.size",
            "version",
        ],
    );
}

#[test]
fn the_bytes_are_a_promise() {
    let wanted = concat!(
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"assessment","digest":{"sha256":"0101010101"#,
        r#"010101010101010101010101010101010101010101010101010101"}}],"predicateType":"urn:ward:summary:v1","#,
        r#""predicate":{"version":1,"number":4,"as_of":"2026-11-21","made_at":"2026-11-21T08:30:00Z","#,
        r#""catalogue":"2026.11.2","class":{"size":"small","state":"VT","ccn":"471300"},"goals":[{"goal":"E1","#,
        r#""status":"not-met","low":0.125,"high":1.0,"grade":"A","coverage":0.3333},{"goal":"E2""#,
    );
    assert!(payload().starts_with(wanted), "{}", payload());
}

#[test]
fn a_summary_comes_back_as_it_went_in() {
    let sealed = seal(&key(), &summary()).unwrap().to_bytes();
    assert_eq!(read(&sealed, &key().verifying_key()), Ok(summary()));
    assert!(sealed.len() < 6_000, "{}", sealed.len());
}

#[test]
fn an_extra_field_is_refused_wherever_it_stands() {
    check(r#""predicate":{"#, r#""predicate":{"host":"pacs1","#, "unknown field `host`");
    check(r#""class":{"#, r#""class":{"name":"Mercy","#, "unknown field `name`");
    check(r#""goals":[{"#, r#""goals":[{"failing":[],"#, "unknown field `failing`");
    check(r#""record":{"#, r#""record":{"origin":"x","#, "unknown field `origin`");
    check(r#""digest":{"#, r#""digest":{"md5":"x","#, "unknown field `md5`");
    check(r#"{"_type""#, r#"{"note":"x","_type""#, "unknown field `note`");
}

#[test]
fn a_missing_or_repeated_field_is_refused() {
    check(r#""number":4,"#, "", "missing field `number`");
    check(r#""number":4,"#, r#""number":4,"number":4,"#, "duplicate field `number`");
    // Absent is not the same text as null.
    check(r#""state":"VT","#, "", "another way");
}

#[test]
fn values_that_cannot_be_are_refused() {
    check(r#""version":1"#, r#""version":2"#, "format 2");
    check(r#""low":0.125"#, r#""low":1e999"#, "number out of range");
    check(r#""low":0.125"#, r#""low":-0.5"#, "not a share");
    check(r#""low":0.125"#, r#""low":null"#, "invalid type: null");
    check(r#""high":1.0"#, r#""high":0.0625"#, "upside down");
    check(r#""goal":"E2""#, r#""goal":"E1""#, "place 2 of the goals must be E2");
    check(r#""status":"not-met""#, r#""status":"perfect""#, "unknown variant `perfect`");
    check(r#""number":4"#, r#""number":-4"#, "invalid value");
    check(r#""catalogue":"2026.11.2""#, r#""catalogue":"pacs1""#, "version of a catalogue");
}

#[test]
fn there_is_one_way_to_write_it() {
    check(r#""number":4"#, r#""number": 4"#, "another way");
    check(r#""high":1.0"#, r#""high":1"#, "another way");
    check(r#""low":0.125"#, r#""low":0.12500"#, "another way");
    check(r#""made_at":"2026-11-21T08:30:00Z""#, r#""made_at":"2026-11-21T09:30:00+01:00""#, "another way");
    check(r#""goal":"E1""#, r#""goal":"\u00451""#, "another way");
}

#[test]
fn another_kind_of_statement_is_refused() {
    check("urn:ward:summary:v1", "urn:ward:receipt:v1", "holds `urn:ward:receipt:v1` and not a summary");
    check("in-toto.io/Statement/v1", "in-toto.io/Statement/v2", "not a summary");
    check(r#""name":"assessment""#, r#""name":"anything""#, "exactly one thing");
    check(r#""sha256":"01"#, r#""sha256":"02"#, "is about the assessment 0201");
    let other = Envelope::sign(&key(), "application/json", payload().into_bytes());
    let refused = read::<Summary>(&other.to_bytes(), &key().verifying_key()).unwrap_err();
    assert!(refused.contains("`application/json`"), "{refused}");
}

#[test]
fn hostile_json_is_refused() {
    for payload in ["", "[", "null", "{}", "\u{0}", "1e9999", "{\"_type\":{\"_type\":0}}"] {
        assert!(opened::<Summary>(payload).is_err(), "{payload}");
    }
    assert!(opened::<Summary>(&"[".repeat(40_000)).is_err());
    assert!(opened::<Summary>(&payload().replacen("[{", &"[".repeat(20_000), 1)).is_err());
    assert!(opened::<Summary>(&"x".repeat(60_000)).unwrap_err().contains("at most 65536"));
}

#[test]
fn what_cannot_be_is_not_signed() {
    let broken = Summary { number: 0, ..summary() };
    assert!(seal(&key(), &broken).is_err());
}

proptest! {
    #[test]
    fn any_payload_is_read_or_refused(text in ".{0,400}", cut in 0_usize..4_000) {
        let _ = opened::<Summary>(&text);
        let whole = payload();
        let cut: String = whole.chars().take(cut.min(whole.len() - 1)).collect();
        prop_assert!(opened::<Summary>(&cut).is_err());
    }

    #[test]
    fn every_share_of_ten_thousandths_survives(parts in 0_u32..=10_000) {
        let share = f64::from(parts) / 10_000.0;
        let mut summary = summary();
        summary.goals[5].low = share;
        summary.goals[5].coverage = share;
        let sealed = seal(&key(), &summary).unwrap();
        prop_assert_eq!(read(&sealed.to_bytes(), &key().verifying_key()), Ok(summary));
    }
}
