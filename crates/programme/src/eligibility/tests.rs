//! Rules over fields and verdicts: yes, no, and unknown, which is never yes.

use super::*;
use crate::participants::{Enrolment, Figure, Profile};
use crate::shipped::limits;
use proptest::prelude::*;
use ward_domain::Digest;
use ward_domain::summary::GoalStanding;

fn hospital(edit: impl Fn(&mut Profile)) -> Participant {
    let mut profile = Profile { name: "H".into(), ..Profile::default() };
    edit(&mut profile);
    Participant {
        id: "h".parse().unwrap(),
        profile,
        ccns: vec![],
        npis: vec![],
        keys: vec![],
        enrolment: Enrolment::Listed,
        consent: None,
        closed: None,
        steps: vec![],
        entries: vec![],
    }
}

fn summary(status: Status, grade: Option<Grade>) -> Told {
    let goal = |number| GoalStanding {
        goal: format!("E{number}").parse().unwrap(),
        status,
        low: 0.0,
        high: 1.0,
        grade,
        coverage: 1.0,
    };
    Told {
        summary: Digest([0; 32]),
        number: 1,
        as_of: "2026-01-01".parse().unwrap(),
        received_at: jiff::Timestamp::UNIX_EPOCH,
        size: Size::default(),
        catalogue: "1".into(),
        goals: (1..=10).map(goal).collect(),
    }
}

fn rule(conditions: &str) -> Rule {
    let conditions: Vec<Condition> =
        toml::from_str::<std::collections::BTreeMap<String, Vec<Condition>>>(conditions)
            .unwrap()
            .remove("all_of")
            .unwrap();
    Rule { any_of: vec![Group { name: "test".into(), all_of: conditions }] }
}

#[track_caller]
fn check(condition: &str, one: &Participant, sent: Option<&Told>, verdict: Verdict, words: &str) {
    let rule = rule(&format!("all_of = [{{ {condition} }}]"));
    rule.check().unwrap();
    let answer = rule.evaluate(one, limits(), sent);
    let reason = &answer.groups[0].conditions[0].1;
    assert_eq!(answer.verdict, verdict, "{reason}");
    assert!(reason.contains(words), "{reason}");
}

const MARGIN_PER_BED: &str =
    r#"test = "number", of = { ratio = [{ figure = "margin" }, "beds"] }, is = "at-most", limit = 100.0"#;

fn with_margin(beds: Option<u32>, margin: Option<f64>) -> Participant {
    hospital(|profile| {
        profile.beds = beds;
        if let Some(value) = margin {
            profile.figures.insert("margin".into(), Figure { value, as_of: None, source: "test".into() });
        }
    })
}

#[test]
fn a_ratio_is_worked_out_or_unknown() {
    check(MARGIN_PER_BED, &with_margin(Some(25), Some(2_000.0)), None, Verdict::Yes, "margin per beds is 80");
    check(MARGIN_PER_BED, &with_margin(Some(10), Some(2_000.0)), None, Verdict::No, "is 200");
    check(MARGIN_PER_BED, &with_margin(Some(0), Some(2_000.0)), None, Verdict::Unknown, "beds is 0");
    check(MARGIN_PER_BED, &with_margin(Some(0), Some(0.0)), None, Verdict::Unknown, "beds is 0");
    check(MARGIN_PER_BED, &with_margin(None, Some(2_000.0)), None, Verdict::Unknown, "beds is not known");
    check(MARGIN_PER_BED, &with_margin(Some(25), None), None, Verdict::Unknown, "margin is not known");
}

#[test]
fn a_missing_field_is_unknown() {
    let blank = hospital(|_| ());
    for condition in [
        r#"test = "kind", one_of = ["critical-access"]"#,
        r#"test = "ownership", one_of = ["tribal"]"#,
        r#"test = "state", one_of = ["TX"]"#,
        r#"test = "setting", is = "rural""#,
        r#"test = "size", one_of = ["small"]"#,
        r#"test = "goal", goal = "E1", one_of = ["not-met"]"#,
        r#"test = "goals-met", tier = "essential", at_least = 3"#,
    ] {
        check(condition, &blank, None, Verdict::Unknown, "");
    }
}

#[test]
fn public_fields_decide() {
    let one = hospital(|profile| {
        profile.kind = Kind::CriticalAccess;
        profile.state = Some("TX".parse().unwrap());
        profile.setting = Setting::Rural;
        profile.designations.insert("sole-community".into());
    });
    check(r#"test = "kind", one_of = ["critical-access"]"#, &one, None, Verdict::Yes, "critical access");
    check(r#"test = "state", one_of = ["OK"]"#, &one, None, Verdict::No, "in TX");
    check(r#"test = "setting", is = "rural""#, &one, None, Verdict::Yes, "rural");
    check(r#"test = "designation", has = "sole-community""#, &one, None, Verdict::Yes, "calls it");
    check(r#"test = "designation", has = "low-volume""#, &one, None, Verdict::No, "does not call");
}

#[test]
fn verdicts_decide_with_their_grade() {
    let one = hospital(|_| ());
    let condition = r#"test = "goal", goal = "E1", one_of = ["met"], grade = "B""#;
    check(condition, &one, Some(&summary(Status::Met, Some(Grade::A))), Verdict::Yes, "grade A");
    check(condition, &one, Some(&summary(Status::Met, Some(Grade::C))), Verdict::No, "grade C");
    check(condition, &one, Some(&summary(Status::Met, None)), Verdict::No, "no grade");
    check(condition, &one, Some(&summary(Status::Unknown, None)), Verdict::Unknown, "unknown");
    let count = r#"test = "goals-met", tier = "essential", at_least = 10"#;
    check(count, &one, Some(&summary(Status::Met, Some(Grade::D))), Verdict::Yes, "10 essential");
    check(count, &one, Some(&summary(Status::Unknown, None)), Verdict::Unknown, "10 are unknown");
    check(count, &one, Some(&summary(Status::NotMet, None)), Verdict::No, "0 essential");
}

#[test]
fn groups_are_alternatives_and_conditions_add_up() {
    let kind = Condition::Kind { one_of: [Kind::CriticalAccess].into() };
    let rural = Condition::Setting { is: Setting::Rural };
    let group = |all_of: &[&Condition]| Group {
        name: "g".into(),
        all_of: all_of.iter().map(|&c| c.clone()).collect(),
    };
    let rule = Rule { any_of: vec![group(&[&kind]), group(&[&rural, &kind])] };
    let verdict = |kind, setting| {
        rule.evaluate(&hospital(|p| (p.kind, p.setting) = (kind, setting)), limits(), None).verdict
    };
    assert_eq!(verdict(Kind::CriticalAccess, Setting::Unknown), Verdict::Yes);
    assert_eq!(verdict(Kind::Acute, Setting::Unknown), Verdict::No);
    assert_eq!(verdict(Kind::Other, Setting::Rural), Verdict::Unknown);
    assert_eq!(verdict(Kind::Other, Setting::Urban), Verdict::Unknown);
}

#[test]
fn a_rule_that_cannot_decide_is_refused() {
    let refused = |rule: Rule| rule.check().unwrap_err().why;
    assert!(refused(Rule::default()).contains("no group"));
    assert!(refused(Rule { any_of: vec![Group::default()] }).contains("no condition"));
    let number = |limit| Condition::Number { of: Quantity::Beds, is: Compare::AtMost, limit };
    let one = |condition| Rule { any_of: vec![Group { name: "g".into(), all_of: vec![condition] }] };
    assert!(refused(one(number(f64::NAN))).contains("not a number"));
    assert!(refused(one(Condition::Kind { one_of: BTreeSet::new() })).contains("cannot decide"));
    assert!(refused(one(Condition::Setting { is: Setting::Unknown })).contains("cannot decide"));
}

#[test]
fn a_preview_says_what_is_odd() {
    let rule = rule(
        r#"all_of = [{ test = "kind", one_of = ["long-term"] }, { test = "size", one_of = ["small"] }]"#,
    );
    let all: Vec<Participant> = (0..3).map(|_| hospital(|profile| profile.kind = Kind::Acute)).collect();
    let seen = preview(&rule, limits(), all.iter().map(|one| (one, None)));
    assert_eq!((seen.yes, seen.no, seen.unknown), (0, 3, 0));
    assert_eq!(seen.warnings.len(), 3);
    assert!(seen.warnings[0].contains("matches nobody"));
    assert!(seen.warnings[2].contains("unknown for everybody"));
    assert!(preview(&rule, limits(), []).warnings[0].contains("nobody to match"));
}

proptest! {
    /// Taking a fact away never makes anybody qualify who did not.
    #[test]
    fn less_knowledge_never_qualifies(beds in 0_u32..60, margin in -10.0..10.0_f64, limit in -5.0..5.0_f64, at_most: bool) {
        let is = if at_most { Compare::AtMost } else { Compare::AtLeast };
        let of = Quantity::Ratio(Box::new(Quantity::Figure("margin".into())), Box::new(Quantity::Beds));
        let rule = Rule { any_of: vec![Group { name: "g".into(), all_of: vec![Condition::Number { of, is, limit }] }] };
        for less in [with_margin(None, Some(margin)), with_margin(Some(beds), None), with_margin(Some(0), Some(margin))] {
            prop_assert_eq!(rule.evaluate(&less, limits(), None).verdict, Verdict::Unknown);
        }
    }
}
