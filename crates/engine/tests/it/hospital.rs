//! The demo hospital and the demo clinic against their truth: every planted fault is found and no other, and nothing is met that is not.

use crate::demo::{Demo, TODAY, assess};
use std::collections::BTreeSet;
use ward_generator::Faults;

#[track_caller]
fn check(beds: u32, seed: u64, faults: Faults) {
    agrees(&Demo::new(beds, seed, faults), &format!("{beds} beds, seed {seed}, {faults:?}"));
}

#[track_caller]
fn agrees(demo: &Demo, name: &str) {
    let assessment = assess(&demo.organisation, &demo.sources(), TODAY);
    let mut wrong: Vec<String> = Vec::new();
    for (&id, &expected) in &demo.truth.measures {
        let result = assessment.find_measure(id).expect("the catalogue has every measure of the truth");
        if result.status != expected {
            wrong.push(format!("{id} is {:?}, not {expected:?}: {}", result.status, result.because));
        }
        let planted: BTreeSet<&str> =
            demo.truth.faults.iter().filter(|f| f.measure == id).map(|f| f.subject.as_str()).collect();
        let found: BTreeSet<&str> = result.failing.iter().map(|case| case.subject.as_str()).collect();
        assert_eq!(result.failing_omitted, 0, "{id}");
        wrong.extend(planted.difference(&found).map(|subject| format!("{id} did not find {subject}")));
        wrong.extend(
            result
                .failing
                .iter()
                .filter(|case| !planted.contains(case.subject.as_str()))
                .map(|case| format!("{id} found {}, which nobody planted: {}", case.subject, case.reason)),
        );
        // An address that no scan looked at (E1.2) is the one fault that leaves no trace.
        wrong.extend(
            result
                .failing
                .iter()
                .filter(|case| case.evidence.is_empty() && id.to_string() != "E1.2")
                .map(|case| format!("{id} names no evidence for {}", case.subject)),
        );
    }
    for goal in &assessment.goals {
        let expected = demo.truth.goals.get(&goal.id).copied().expect("the truth has every goal");
        if goal.status != expected {
            wrong.push(format!("{} is {:?}, not {expected:?}: {}", goal.id, goal.status, goal.because));
        }
    }
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

#[test]
fn a_clinic_without_tools() {
    (1..=5).for_each(|seed| agrees(&Demo::clinic(seed), &format!("clinic, seed {seed}")));
}

#[test]
fn a_hospital_of_five_beds_with_faults() {
    (1..=5).for_each(|seed| check(5, seed, Faults::Planted));
}

#[test]
fn a_critical_access_hospital_with_faults() {
    (1..=5).for_each(|seed| check(25, seed, Faults::Planted));
}

#[test]
fn a_larger_hospital_with_faults() {
    (1..=5).for_each(|seed| check(60, seed, Faults::Planted));
}

#[test]
fn a_hospital_of_five_beds_in_order() {
    (1..=5).for_each(|seed| check(5, seed, Faults::None));
}

#[test]
fn a_critical_access_hospital_in_order() {
    (1..=5).for_each(|seed| check(25, seed, Faults::None));
}

#[test]
fn a_larger_hospital_in_order() {
    (1..=5).for_each(|seed| check(60, seed, Faults::None));
}
