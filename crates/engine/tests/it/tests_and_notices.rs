//! H2.2, H2.3, H4.4 and H5: the register of test findings and the log of notices.

use crate::build::File;
use crate::cases::*;
use crate::lists::*;
use jiff::ToSpan;
use ward_domain::observation::{NoticeSeen, Severity, TestFindingSeen};

/// A finding that is closed, changed, beside one that is.
fn closed(change: impl Fn(&mut TestFindingSeen)) -> Vec<File> {
    of(0, a_closed_finding("F2"), change)
}

fn of(days: i32, mut finding: TestFindingSeen, change: impl Fn(&mut TestFindingSeen)) -> Vec<File> {
    change(&mut finding);
    vec![test_findings(&ago(days), vec![a_closed_finding("F1"), finding])]
}

#[test]
fn findings_are_entered_within_ten_days() {
    check("H4.4", closed(|f| f.entered = back(90)), "met 2+ 0- 0?");
    check("H4.4", closed(|f| f.entered = back(89)), "not-met 1+ 1- 0?");
    check("H4.4", closed(|f| f.entered = None), "not-met 1+ 1- 0?");
    check("H4.4", closed(|f| f.severity = None), "not-met 1+ 1- 0?");
    check("H4.4", closed(|f| f.asset = text("")), "not-met 1+ 1- 0?");
    check("H4.4", closed(|f| f.reported = None), "unknown 1+ 0- 1?");
    says("H4.4", closed(|f| f.reported = None), "Not said: by when entry in the register is due.");
    // The report is new: the entry is not due.
    check("H4.4", closed(|f| (f.reported, f.entered) = (back(5), None)), "met 1+ 0- 0? 1n");
}

#[test]
fn a_register_without_a_column_does_not_speak_of_it() {
    let mut files = closed(|_| {});
    files[0].says.test_findings.iter_mut().for_each(|f| f.entered = None);
    check("H4.4", files, "unknown 0+ 0- 2?");
}

#[test]
fn findings_are_decided_within_thirty_days() {
    check("H5.1", closed(|f| f.decided = back(70)), "met 2+ 0- 0?");
    check("H5.1", closed(|f| (f.decided, f.closed) = (back(69), back(60))), "not-met 1+ 1- 0?");
    check("H5.1", closed(|f| f.decided = None), "met 2+ 0- 0?");
    check("H5.1", closed(|f| f.owner = None), "not-met 1+ 1- 0?");
    check("H5.1", closed(|f| f.due = None), "met 2+ 0- 0?");
    check("H5.1", closed(|f| (f.due, f.closed) = (None, None)), "not-met 1+ 1- 0?");
}

#[test]
fn a_register_does_not_know_what_came_after_it() {
    let open = |f: &mut TestFindingSeen| (f.reported, f.decided, f.closed) = (back(35), None, None);
    check("H5.1", of(0, a_closed_finding("F2"), open), "not-met 1+ 1- 0?");
    check("H5.1", of(6, a_closed_finding("F2"), open), "unknown 1+ 0- 1?");
}

#[test]
fn serious_findings_are_closed_within_their_limit() {
    let limit = |severity, is_exposed, days: i32, expected: &str| {
        let closed = closed(|f| {
            (f.severity, f.is_exposed) = (Some(severity), is_exposed);
            f.closed = back(100 - days);
        });
        check("H5.2", closed, expected);
    };
    for (severity, exposed, inside) in [(Severity::Critical, 14, 30), (Severity::High, 30, 90)] {
        limit(severity, Some(true), exposed, "met 2+ 0- 0?");
        limit(severity, Some(true), exposed + 1, "not-met 1+ 1- 0?");
        limit(severity, Some(false), inside, "met 2+ 0- 0?");
        limit(severity, Some(false), inside + 1, "not-met 1+ 1- 0?");
        // Nobody says where it is: in time by both limits, late by both, or not decided.
        limit(severity, None, exposed, "met 2+ 0- 0?");
        limit(severity, None, exposed + 1, "unknown 1+ 0- 1?");
        limit(severity, None, inside + 1, "not-met 1+ 1- 0?");
    }
    limit(Severity::Medium, Some(true), 99, "met 1+ 0- 0? 1n");
    check("H5.2", closed(|f| f.severity = None), "unknown 1+ 0- 1?");
}

#[test]
fn an_open_finding_counts_when_it_is_due() {
    let open = |days| closed(move |f| (f.reported, f.closed, f.is_exposed) = (back(days), None, Some(true)));
    check("H5.2", open(30), "met 1+ 0- 0? 1n");
    check("H5.2", open(31), "not-met 1+ 1- 0?");
    says("H5.2", open(31), "No closing; it was due on");
    let nowhere = |days| closed(move |f| (f.reported, f.closed, f.is_exposed) = (back(days), None, None));
    check("H5.2", nowhere(30), "met 1+ 0- 0? 1n");
    check("H5.2", nowhere(31), "unknown 1+ 0- 1?");
    check("H5.2", nowhere(91), "not-met 1+ 1- 0?");
    // A day of closing that lies ahead is a plan.
    check("H5.2", closed(|f| (f.reported, f.closed) = (back(3), back(-9))), "unknown 1+ 0- 1?");
}

#[test]
fn what_is_closed_is_tested_again() {
    check("H5.3", closed(|f| f.retested = f.closed), "met 2+ 0- 0?");
    check("H5.3", closed(|f| f.retested = None), "unknown 1+ 0- 1?");
    check("H5.3", closed(|f| f.retested = back(81)), "unknown 1+ 0- 1?");
    check("H5.3", closed(|f| f.closed = None), "met 1+ 0- 0? 1n");
    check("H5.3", closed(|f| f.severity = Some(Severity::Low)), "met 1+ 0- 0? 1n");
    check("H5.3", closed(|f| f.seen_again = Some(true)), "not-met 1+ 1- 0?");
    says("H5.3", closed(|f| f.seen_again = Some(true)), "1 critical or high findings were seen again");
}

/// A finding that stays open past its date, changed, among ten serious ones.
fn accepted(days: i32, change: impl Fn(&mut TestFindingSeen)) -> Vec<File> {
    let mut files = of(days, an_accepted_finding("F2"), change);
    files[0].says.test_findings.extend((3..=12).map(|n| a_closed_finding(&format!("F{n}"))));
    files
}

#[test]
fn an_overdue_finding_is_signed_for() {
    check("H5.4", accepted(0, |_| {}), "met 1+ 0- 0? 11n");
    check("H5.4", accepted(0, |f| f.accepted_until = None), "unknown 0+ 0- 1? 11n");
    check("H5.4", accepted(0, |f| f.accepted_until = back(1)), "not-met 0+ 1- 0? 11n");
    check(
        "H5.4",
        accepted(0, |f| f.accepted_until = f.accepted_until.map(|day| day.saturating_add(1.day()))),
        "not-met 0+ 1- 0? 11n",
    );
    check("H5.4", accepted(0, |f| f.due = back(0)), "not-applicable 0+ 0- 0? 12n");
    check("H5.4", accepted(0, |f| f.severity = None), "unknown 0+ 0- 1? 11n");
    check("H5.4", accepted(0, |f| f.due = None), "unknown 0+ 0- 1? 11n");
    // Nobody signed anything here: perhaps signatures are kept elsewhere.
    check("H5.4", accepted(0, |f| f.accepted_by = None), "unknown 0+ 0- 1? 11n");
    check("H5.4", accepted(20, |f| f.accepted_by = None), "unknown 0+ 0- 1? 11n");
}

#[test]
fn few_serious_findings_are_accepted() {
    check("H5.4", accepted(0, |f| f.severity = Some(Severity::High)), "met 1+ 0- 0? 11n");
    let files = of(0, an_accepted_finding("F2"), |f| f.severity = Some(Severity::High));
    check("H5.4", files.clone(), "not-met 1+ 0- 0? 1n");
    says("H5.4", files, "The risk of 1 of 2 critical and high findings was accepted; at most 10 % may be.");
}

#[test]
fn the_status_of_open_findings_moves() {
    let open = |severity, days: i32| {
        of(0, an_accepted_finding("F2"), move |f| {
            (f.severity, f.updated) = (severity, back(days));
        })
    };
    check("H5.5", open(Some(Severity::Medium), 31), "met 1+ 0- 0? 1n");
    check("H5.5", open(Some(Severity::Medium), 32), "not-met 0+ 1- 0? 1n");
    check("H5.5", open(Some(Severity::High), 7), "met 1+ 0- 0? 1n");
    check("H5.5", open(Some(Severity::High), 8), "not-met 0+ 1- 0? 1n");
    check("H5.5", of(0, an_accepted_finding("F2"), |f| f.updated = None), "unknown 0+ 0- 1? 1n");
    check("H5.5", of(0, a_closed_finding("F2"), |_| {}), "not-applicable 0+ 0- 0? 2n");
}

fn notice(change: impl Fn(&mut NoticeSeen)) -> Vec<File> {
    logged(0, change)
}

/// A log with two notices, one of them changed.
fn logged(days: i32, change: impl Fn(&mut NoticeSeen)) -> Vec<File> {
    let of = |id: &str| NoticeSeen {
        id: id.to_owned(),
        published: back(80),
        applies: Some(true),
        decided: back(73),
        contained: back(50),
        fixed: back(20),
        is_uncontrolled: Some(true),
        line: 0,
    };
    let mut changed = of("N2");
    change(&mut changed);
    vec![notices(&ago(days), vec![of("N1"), changed])]
}

#[test]
fn notices_are_decided_within_seven_days() {
    check("H2.2", notice(|_| {}), "met 2+ 0- 0?");
    check("H2.2", notice(|n| n.decided = back(72)), "not-met 1+ 1- 0?");
    check("H2.2", notice(|n| n.decided = None), "not-met 1+ 1- 0?");
    check("H2.2", notice(|n| n.applies = None), "unknown 1+ 0- 1?");
    check("H2.2", notice(|n| n.published = None), "unknown 1+ 0- 1?");
    check("H2.2", notice(|n| n.published = back(93)), "met 1+ 0- 0? 1n");
    check("H2.2", notice(|n| (n.published, n.decided) = (back(7), None)), "met 1+ 0- 0? 1n");
    check("H2.2", vec![notices(&ago(0), vec![])], "unknown 0+ 0- 0?");
}

#[test]
fn dangerous_flaws_are_contained_and_fixed() {
    check("H2.3", notice(|_| {}), "met 2+ 0- 0?");
    check("H2.3", notice(|n| n.contained = back(49)), "not-met 1+ 1- 0?");
    check("H2.3", notice(|n| n.fixed = back(19)), "not-met 1+ 1- 0?");
    check("H2.3", notice(|n| n.fixed = None), "not-met 1+ 1- 0?");
    check("H2.3", notice(|n| (n.contained, n.fixed) = (None, back(50))), "met 2+ 0- 0?");
    check("H2.3", notice(|n| n.is_uncontrolled = Some(false)), "met 1+ 0- 0? 1n");
    check("H2.3", notice(|n| n.is_uncontrolled = None), "unknown 1+ 0- 1?");
    check("H2.3", notice(|n| n.applies = None), "unknown 1+ 0- 1?");
    let none = |n: &mut NoticeSeen| (n.published, n.contained, n.fixed) = (back(61), back(40), None);
    check("H2.3", notice(none), "not-met 1+ 1- 0?");
    check("H2.3", logged(1, none), "unknown 1+ 0- 1?");
}
