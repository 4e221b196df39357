//! Which summaries can be so and which cannot.

use super::*;
use crate::assessment::{Grade, Status};
use crate::ids::Digest;
use crate::organisation::Size;
use crate::summary::RecordHead;

fn summary() -> Summary {
    let standing = |goal| GoalStanding {
        goal,
        status: Status::Partly,
        low: 0.25,
        high: 0.75,
        grade: Some(Grade::B),
        coverage: 0.5,
    };
    Summary {
        version: 1,
        number: 1,
        as_of: "2026-11-21".parse().unwrap(),
        made_at: "2026-11-21T08:30:00Z".parse().unwrap(),
        catalogue: "2026.11.2".to_owned(),
        class: Class { size: Size::Medium, state: Some("VT".to_owned()), ccn: Some("471300".to_owned()) },
        goals: GoalId::all().map(standing).collect(),
        assessment: Digest([1; 32]),
        record: RecordHead { size: 9, root: Digest([2; 32]) },
    }
}

#[track_caller]
fn check(change: impl FnOnce(&mut Summary), says: &str) {
    let mut changed = summary();
    change(&mut changed);
    let refused = changed.check().unwrap_err().to_string();
    assert!(refused.contains(says), "{refused}");
}

#[track_caller]
fn share_is_refused(share: f64) {
    check(|s| s.goals[3].low = share, "low end of E4 is not a share");
    check(|s| s.goals[3].high = share, "high end of E4 is not a share");
    check(|s| s.goals[19].coverage = share, "coverage of H10 is not a share");
}

#[test]
fn a_summary_in_order_passes() {
    assert_eq!(summary().check(), Ok(()));
    let mut silent = summary();
    silent.class = Class::default();
    silent.goals.iter_mut().for_each(|goal| (goal.low, goal.high, goal.grade) = (0.0, 1.0, None));
    assert_eq!(silent.check(), Ok(()));
}

#[test]
fn counts_must_be_possible() {
    check(|s| s.version = 2, "format 2");
    check(|s| s.number = 0, "number of the summary is 0");
    check(|s| s.number = u64::MAX, "number");
    check(|s| s.record.size = 0, "size of the record");
}

#[test]
fn a_day_that_had_not_come_cannot_be_judged() {
    check(|s| s.as_of = "2026-11-22".parse().unwrap(), "judges 2026-11-22");
}

#[test]
fn no_text_hides_in_a_field() {
    for text in ["", "2026 11", "Mercy", "2026.11.2-pacs1.mercy.example", &"1".repeat(33), ".1"] {
        check(|s| s.catalogue = text.to_owned(), "version of a catalogue");
    }
    for text in ["", "vt", "Vermont", "V1", "ÄÖ"] {
        check(|s| s.class.state = Some(text.to_owned()), "two capital letters");
    }
    for text in ["", "12345", "ABCDEF", "471300 Mercy", "12345678901", "10.0.0.1"] {
        check(|s| s.class.ccn = Some(text.to_owned()), "certification number");
    }
}

#[test]
fn all_twenty_goals_stand_in_order() {
    check(|s| s.goals.truncate(19), "place 20 of the goals must be H10");
    check(|s| s.goals.swap(0, 1), "place 1 of the goals must be E1");
    check(|s| s.goals.insert(4, s.goals[3]), "place 5 of the goals must be E5");
    check(|s| s.goals.push(s.goals[19]), "place 21 of the goals must be the end");
    check(|s| s.goals.clear(), "place 1");
}

#[test]
fn shares_are_between_0_and_1_in_ten_thousandths() {
    for share in [-0.1, -0.0, 1.0001, f64::NAN, f64::INFINITY, 0.123_45, 1.0 / 3.0] {
        share_is_refused(share);
    }
    check(|s| (s.goals[0].low, s.goals[0].high) = (0.5001, 0.5), "range of E1 is upside down");
}
