//! Laws that hold for any evidence: worse evidence never looks better, the same evidence always looks the same, and
//! the numbers add up.
//!
//! The evidence is that of small demo hospitals, any part of it left out. Where a law cannot hold, the exception
//! stands in a table with its reason, and a test fails when the plainest case does not need it any more.

use crate::demo::{Demo, TODAY, assess, estate};
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use ward_domain::assessment::{Assessment, GoalResult, MeasureResult, Range, Status};
use ward_estate::Source;
use ward_generator::Faults;

/// Evidence whose loss can make a measure look better: start of the file name, measure, why it cannot be otherwise.
const WITNESSES: &[(&str, &str, &str)] = &[
    (
        "nessus-",
        "E1.1",
        "reports of a finding that no other scan reports, or its first detection, start the clock",
    ),
    (
        "nessus-",
        "E1.3",
        "reports of a finding that no other scan reports, or its first detection, start the clock",
    ),
    (
        "nessus-",
        "E1.7",
        "each finding that may demand triage is a subject; a scan that is lost takes them with it, and what is left is undecided",
    ),
    ("asset-inventory", "H10.5", ANSWER),
    (
        "backup-jobs",
        "E5.3",
        "names each copy; without it all copies together are one subject of which nothing is known",
    ),
    ("entra-", "E8.1", ANSWER),
    ("entra-", "E9.1", ANSWER),
    ("ward-check", "H2.5", ANSWER),
    ("xccdf-windows", "H10.4", ANSWER),
];

/// Why the loss of evidence can help where people answer for the part that it does not show.
const ANSWER: &str = "as long as nothing of the kind was ever given, the answer speaks for the whole; once it was, it alone decides";

/// Measures that can look better when nothing but time passes, and why.
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
            let how = format!("{:?} {:.3} became {:?} {:.3}: {because}", was.0, was.1.low, is.0, is.1.low);
            better.push((id, how));
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

/// Improvements by the loss of a file that no exception covers.
fn surprises(file: &str, before: &Assessment, after: &Assessment) -> Vec<String> {
    improvements(before, after)
        .into_iter()
        .filter(|(id, _)| {
            !WITNESSES.iter().any(|(start, measure, _)| file.starts_with(start) && covers(measure, id))
        })
        .map(|(id, how)| format!("without {file}: {id} {how}"))
        .collect()
}

fn without<'a>(sources: &[Source<'a>], position: usize) -> Vec<Source<'a>> {
    sources.iter().enumerate().filter(|(at, _)| *at != position).map(|(_, source)| *source).collect()
}

#[test]
fn losing_a_file_never_helps() {
    let mut wrong = BTreeSet::new();
    for demo in HOSPITALS.iter() {
        let all = demo.sources();
        let before = assess(&demo.organisation, &all, TODAY);
        for (position, file) in demo.evidence.iter().enumerate() {
            let after = assess(&demo.organisation, &without(&all, position), TODAY);
            wrong.extend(surprises(&file.name, &before, &after));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn losing_a_file_that_grew_old_never_helps() {
    let demo = &HOSPITALS[0];
    let all = demo.sources();
    let mut wrong = BTreeSet::new();
    for day in [8, 16, 33].map(|days| TODAY.saturating_add(days.days())) {
        let before = assess(&demo.organisation, &all, day);
        for (position, file) in demo.evidence.iter().enumerate() {
            wrong.extend(surprises(
                &file.name,
                &before,
                &assess(&demo.organisation, &without(&all, position), day),
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn time_alone_never_helps() {
    let mut wrong = BTreeSet::new();
    for demo in HOSPITALS.iter() {
        let all = demo.sources();
        let mut before = assess(&demo.organisation, &all, TODAY);
        for days in [1, 2, 3, 5, 8, 10, 14, 20, 27, 30, 31, 32, 45, 60, 90, 120, 180, 250, 365, 400] {
            let after = assess(&demo.organisation, &all, TODAY.saturating_add(days.days()));
            wrong.extend(mended(&before, &after));
            before = after;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// Improvements by time alone that no exception covers.
fn mended(before: &Assessment, after: &Assessment) -> Vec<String> {
    improvements(before, after)
        .into_iter()
        .filter(|(id, _)| !TIME_MENDS.iter().any(|(measure, _)| covers(measure, id)))
        .map(|(id, how)| format!("{} to {}: {id} {how}", before.as_of, after.as_of))
        .collect()
}

#[test]
fn the_second_scan_is_a_witness_and_stays_one() {
    let demo = &HOSPITALS[0];
    let second = demo.evidence.iter().position(|e| e.name.starts_with("nessus-internal-2026-10")).unwrap();
    let all = demo.sources();
    let before = assess(&demo.organisation, &all, TODAY);
    let after = assess(&demo.organisation, &without(&all, second), TODAY);
    assert!(
        improvements(&before, &after).iter().any(|(id, _)| id == "E1.3"),
        "strike the exception from the table"
    );
}

/// What must hold of any assessment, whatever it rests on.
fn check_numbers(assessment: &Assessment) {
    for goal in &assessment.goals {
        check_goal(goal);
        goal.measures.iter().for_each(|measure| check_measure(measure, assessment.as_of));
    }
}

fn check_range(range: Range, of: &dyn std::fmt::Display) {
    assert!(0.0 <= range.low && range.low <= range.high && range.high <= 1.0, "{of}: {range:?}");
}

fn check_goal(goal: &GoalResult) {
    check_range(goal.score, &goal.id);
    assert!((0.0..=1.0).contains(&goal.coverage()), "{}", goal.id);
    let mut required = goal.measures.iter().filter(|m| m.is_required);
    if goal.status == Status::Met {
        assert!(required.all(|m| matches!(m.status, Status::Met | Status::NotApplicable)), "{}", goal.id);
    } else if goal.status == Status::NotMet {
        assert!(required.any(|m| m.status == Status::NotMet), "{}: {}", goal.id, goal.because);
    }
}

fn check_measure(m: &MeasureResult, as_of: Date) {
    let (id, counts) = (m.id, m.counts);
    check_range(m.score, &id);
    assert_eq!(counts.counted() + counts.excepted, counts.applicable(), "{id}");
    assert_eq!(counts.applicable() + counts.not_applicable, counts.population(), "{id}");
    assert_eq!(m.failing.len() as u64 + m.failing_omitted, counts.not_met, "{id}");
    assert_eq!(m.undecided.len() as u64 + m.undecided_omitted, counts.unknown, "{id}");
    assert!(
        !m.because.is_empty() && m.failing.iter().chain(&m.undecided).all(|c| !c.reason.is_empty()),
        "{id}"
    );
    let is_decided = matches!(m.status, Status::Met | Status::Partly | Status::NotMet);
    if is_decided {
        assert!(counts.coverage() >= 0.8, "{id} is decided with a coverage of {}", counts.coverage());
        let low = counts.met as f64 / counts.counted() as f64;
        let high = (counts.met + counts.unknown) as f64 / counts.counted() as f64;
        assert!((m.score.low - low).abs() + (m.score.high - high).abs() < 1e-9, "{id}: {:?}", m.score);
    }
    if rank(m.status) > 0 {
        assert!(m.grade.is_some() && m.observed_at.is_some(), "{id} is {:?} without evidence", m.status);
        let expires = m.expires_at.unwrap_or(Date::MIN);
        assert!(as_of < expires, "{id} is {:?} on {as_of} by evidence that expired on {expires}", m.status);
    }
}

/// A hospital, which of its files are there, and how many days later it is judged.
fn part_of_a_hospital() -> impl Strategy<Value = (usize, Vec<bool>, i32)> {
    let most_files = HOSPITALS.iter().map(|demo| demo.evidence.len()).max().unwrap_or_default();
    let mostly_there = proptest::collection::vec(proptest::bool::weighted(0.7), most_files);
    (0..HOSPITALS.len(), mostly_there, prop_oneof![3 => 0..40i32, 1 => 40..400i32])
}

fn kept<'a>(demo: &'a Demo, is_there: &[bool]) -> Vec<(&'a str, Source<'a>)> {
    demo.evidence
        .iter()
        .zip(is_there)
        .filter(|(_, there)| **there)
        .map(|(e, _)| (e.name.as_str(), e.source()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn losing_any_further_file_never_helps((which, is_there, later) in part_of_a_hospital(), lost in any::<Index>()) {
        let demo = &HOSPITALS[which];
        let (names, sources): (Vec<&str>, Vec<Source<'_>>) = kept(demo, &is_there).into_iter().unzip();
        prop_assume!(!sources.is_empty());
        let (lost, day) = (lost.index(sources.len()), TODAY.saturating_add(later.days()));
        let before = assess(&demo.organisation, &sources, day);
        let after = assess(&demo.organisation, &without(&sources, lost), day);
        check_numbers(&before);
        let wrong = surprises(names[lost], &before, &after);
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn time_alone_never_helps_any_part((which, is_there, later) in part_of_a_hospital(), days in 1..60i32) {
        let demo = &HOSPITALS[which];
        let sources: Vec<Source<'_>> = kept(demo, &is_there).into_iter().map(|(_, source)| source).collect();
        let day = TODAY.saturating_add(later.days());
        let before = assess(&demo.organisation, &sources, day);
        let after = assess(&demo.organisation, &sources, day.saturating_add(days.days()));
        check_numbers(&after);
        let wrong = mended(&before, &after);
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn the_order_of_files_and_their_repetition_change_nothing(
        (which, is_there, later) in part_of_a_hospital(),
        moves in proptest::collection::vec(any::<Index>(), 40),
        twice in any::<Index>(),
    ) {
        let demo = &HOSPITALS[which];
        let sources: Vec<Source<'_>> = kept(demo, &is_there).into_iter().map(|(_, source)| source).collect();
        prop_assume!(!sources.is_empty());
        let day = TODAY.saturating_add(later.days());
        let mut shuffled = sources.clone();
        for (from, to) in moves.iter().take(shuffled.len()).enumerate() {
            let to = to.index(shuffled.len());
            shuffled.swap(from, to);
        }
        shuffled.push(sources[twice.index(sources.len())]);
        prop_assert_eq!(estate(&demo.organisation, &sources, day), estate(&demo.organisation, &shuffled, day));
        prop_assert_eq!(assess(&demo.organisation, &sources, day), assess(&demo.organisation, &shuffled, day));
    }

    #[test]
    fn what_is_collected_later_changes_nothing((which, is_there, earlier) in part_of_a_hospital()) {
        let demo = &HOSPITALS[which];
        let sources: Vec<Source<'_>> = kept(demo, &is_there).into_iter().map(|(_, source)| source).collect();
        let day = TODAY.saturating_sub((earlier % 70).days());
        let until: Vec<Source<'_>> =
            sources.iter().copied().filter(|s| s.collected_at <= ward_estate::end_of_day(day)).collect();
        prop_assert_eq!(estate(&demo.organisation, &sources, day), estate(&demo.organisation, &until, day));
    }
}
