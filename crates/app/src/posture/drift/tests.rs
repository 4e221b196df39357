//! Days as statuses of one measure, and what is said of today.

use super::*;
use ward_domain::Digest;
use ward_domain::assessment::{Counts, GoalResult, Range};
use ward_domain::ids::Tier;
use ward_domain::organisation::Size;

fn measure() -> MeasureId {
    "E1.1".parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn judged_as(status: Status, expires: Option<&str>) -> Judged {
    Judged::from([(measure(), Then { status, expires_at: expires.map(day) })])
}

/// Today, 21 November, with these failing cases: subject and digests with the day of their collection.
fn today(status: Status, failing: &[(&str, &[u8])]) -> Assessment {
    let failing = failing
        .iter()
        .map(|(subject, digests)| Case {
            subject: (*subject).to_owned(),
            reason: "open".to_owned(),
            evidence: digests.iter().map(|&n| EvidenceRef::Line(Digest([n; 32]), 1)).collect(),
        })
        .collect();
    let result = MeasureResult {
        id: measure(),
        slug: "a".into(),
        status,
        because: "because".to_owned(),
        target: String::new(),
        is_required: true,
        counts: Counts::default(),
        score: Range { low: 0.0, high: 1.0 },
        grade: None,
        observed_at: None,
        expires_at: None,
        failing,
        failing_omitted: 0,
        undecided: Vec::new(),
        undecided_omitted: 0,
        notes: Vec::new(),
        would_change: Vec::new(),
    };
    let goal = GoalResult {
        id: measure().goal(),
        title: "goal".into(),
        tier: Tier::Essential,
        status,
        because: String::new(),
        score: Range { low: 0.0, high: 1.0 },
        grade: None,
        measures: vec![result],
    };
    Assessment {
        as_of: day("2026-11-21"),
        profile: Size::Medium,
        framework: "hph-cpg".into(),
        catalogue: "1".into(),
        goals: vec![goal],
    }
}

/// A digest of sevens was collected on the 7th.
fn collected(reference: &EvidenceRef) -> Option<Timestamp> {
    let EvidenceRef::Line(digest, _) = reference else { return None };
    Timestamp::from_second(i64::from(digest.0[0]) * 86_400).ok()
}

fn found(then: Judged, later: &[(&str, Judged)], now: &Assessment) -> Option<Worse> {
    let later: Vec<(Date, Judged)> = later.iter().map(|(on, judged)| (day(on), judged.clone())).collect();
    compare(&then, &later, now, collected).pop()
}

#[track_caller]
fn check(then: Status, now: Status, is_told: bool) {
    let worse = found(judged_as(then, None), &[], &today(now, &[]));
    assert_eq!(worse.is_some(), is_told, "{then:?} to {now:?}");
}

#[test]
fn only_what_held_can_get_worse() {
    use Status::{Met, NotApplicable, NotMet, Partly, Unknown};
    for now in [NotMet, Unknown, Partly] {
        check(Met, now, true);
        check(NotApplicable, now, true);
    }
    check(Partly, NotMet, true);
    check(Partly, Unknown, true);
    for (then, now) in [(Met, Met), (Met, NotApplicable), (Unknown, NotMet), (NotMet, Unknown), (NotMet, Met)]
    {
        check(then, now, false);
    }
}

#[track_caller]
fn check_since(later: &[(&str, Status)], since: &str) {
    let later: Vec<(&str, Judged)> =
        later.iter().map(|(on, status)| (*on, judged_as(*status, None))).collect();
    let worse = found(judged_as(Status::Met, None), &later, &today(Status::NotMet, &[])).unwrap();
    assert_eq!(worse.since, day(since));
}

#[test]
fn since_when_is_the_first_day_of_those_that_were_worse_until_today() {
    use Status::{Met, NotMet, Unknown};
    check_since(&[], "2026-11-21");
    check_since(&[("2026-11-15", Met), ("2026-11-16", NotMet), ("2026-11-17", Unknown)], "2026-11-16");
    check_since(&[("2026-11-15", NotMet), ("2026-11-16", Met), ("2026-11-17", NotMet)], "2026-11-17");
    check_since(&[("2026-11-15", NotMet), ("2026-11-16", Met)], "2026-11-21");
}

#[test]
fn evidence_that_ended_is_the_reason_when_nothing_is_known_now() {
    let expiring = |on| judged_as(Status::Met, Some(on));
    let why = |then, later: &[(&str, Judged)], now| found(then, later, &today(now, &[])).unwrap().why;
    assert_eq!(why(expiring("2026-11-20"), &[], Status::Unknown), Why::Expired(day("2026-11-20")));
    assert_eq!(why(expiring("2026-11-22"), &[], Status::Unknown), Why::Said("because".to_owned()));
    assert_eq!(why(expiring("2026-11-20"), &[], Status::NotMet), Why::Said("because".to_owned()));
    // The evidence was renewed once, and the newer one ended.
    let renewed = [("2026-11-16", expiring("2026-11-19"))];
    assert_eq!(why(expiring("2026-11-17"), &renewed, Status::Unknown), Why::Expired(day("2026-11-19")));
}

#[test]
fn else_the_case_with_the_newest_row_is() {
    let now = today(Status::NotMet, &[("old", &[3, 5]), ("new", &[2, 9]), ("bare", &[])]);
    let evidence = Some(EvidenceRef::Line(Digest([9; 32]), 1));
    let expected = Why::Case { subject: "new".to_owned(), reason: "open".to_owned(), evidence };
    assert_eq!(found(judged_as(Status::Met, None), &[], &now).unwrap().why, expected);
}
