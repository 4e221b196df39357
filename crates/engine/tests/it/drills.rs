//! E7.2, H4.2, H9.2, H9.3 and H9.7: what the record of drills shows.

use crate::build::File;
use crate::cases::*;
use crate::lists::*;
use ward_domain::Size;
use ward_domain::observation::{ExerciseKind, ExerciseSeen};

/// One drill, changed, on a record of so many days ago.
fn of(days: i32, change: impl Fn(&mut ExerciseSeen)) -> Vec<File> {
    let mut drill = a_drill("spring", ExerciseKind::PurpleTeam, "Ransomware");
    change(&mut drill);
    vec![drills(&ago(days), vec![drill])]
}

fn drill(change: impl Fn(&mut ExerciseSeen)) -> Vec<File> {
    of(0, change)
}

#[test]
fn a_drill_counts_for_a_year() {
    for measure in ["E7.2", "H4.2", "H9.7"] {
        check(measure, drill(|d| d.held = back(365)), "met 1+ 0- 0?");
        check(measure, drill(|d| d.held = back(366)), "not-met 0+ 1- 0?");
        check(measure, of(1, |d| d.held = back(366)), "unknown 0+ 0- 1?");
        check(measure, drill(|d| d.held = None), "unknown 0+ 0- 1?");
        check(measure, of(9, |d| d.held = back(2)), "unknown 0+ 0- 1?");
    }
}

#[test]
fn a_drill_must_be_of_the_kind_that_is_asked_for() {
    check("E7.2", drill(|d| d.report = None), "unknown 0+ 0- 1?");
    check("E7.2", drill(|d| d.report = text(" ")), "not-met 0+ 1- 0?");
    check("H4.2", drill(|d| d.kind = None), "unknown 0+ 0- 1?");
    check("H4.2", drill(|d| d.kind = Some(ExerciseKind::HandsOn)), "not-met 0+ 1- 0?");
    check("H9.7", drill(|d| d.with_neighbours = None), "unknown 0+ 0- 1?");
    check("H9.7", drill(|d| d.with_neighbours = Some(false)), "not-met 0+ 1- 0?");
}

#[test]
fn what_an_older_record_says_of_a_drill_stays_true() {
    let spring =
        |held: i32| ExerciseSeen { held: back(held), ..a_drill("s", ExerciseKind::Tabletop, "Fire") };
    let old = drills(&ago(100), vec![spring(120)]).of_series("spring");
    check("E7.2", vec![old.clone(), drills(&ago(0), vec![spring(400)])], "met 1+ 0- 0?");
    check("E7.2", vec![old], "met 1+ 0- 0?");
}

/// A table exercise and a hands-on drill of today, and four drills of the cases, of which one is changed.
fn cases(change: impl Fn(&mut ExerciseSeen)) -> Vec<File> {
    use ExerciseKind::{HandsOn, Tabletop};
    let old =
        |name: &str, scenario: &str| ExerciseSeen { held: back(700), ..a_drill(name, Tabletop, scenario) };
    let mut theft = old("theft", "Extortion after data theft");
    change(&mut theft);
    let of_today =
        [a_drill("table", Tabletop, "Power cut"), a_drill("hands", HandsOn, "Restore of a server")];
    let cases =
        [old("r", "Ransomware, EHR down"), old("v", "Vendor down"), old("m", "Medical device taken over")];
    vec![drills(&ago(0), of_today.into_iter().chain(cases).chain([theft]).collect())]
}

#[test]
fn each_case_is_drilled_in_two_years() {
    check("H9.2", cases(|_| {}), "met 6+ 0- 0?");
    check("H9.2", cases(|d| d.held = back(730)), "met 6+ 0- 0?");
    check("H9.2", cases(|d| d.held = back(731)), "not-met 5+ 1- 0?");
    check("H9.2", cases(|d| d.scenario = text("Flood")), "not-met 5+ 1- 0?");
    check("H9.2", cases(|d| d.scenario = None), "unknown 5+ 0- 1?");
    says("H9.2", cases(|d| d.held = back(731)), "No drill of this case on record in the last 730 days.");
}

#[test]
fn leaders_of_care_take_part() {
    let files = |with: Option<bool>| {
        let mut files = cases(|_| {});
        files[0].says.exercises.iter_mut().for_each(|drill| drill.with_clinical_leaders = with);
        files
    };
    check("H9.2", files(Some(false)), "not-met 4+ 2- 0?");
    check("H9.2", files(None), "unknown 4+ 0- 2?");
}

/// Two drills, one old enough that its tasks should be done, one of last month.
fn tasks(old: (u32, u32), new: (u32, u32)) -> Vec<File> {
    let drill = |name: &str, days, (all, done)| ExerciseSeen {
        held: back(days),
        actions: Some(all),
        actions_done: Some(done),
        ..a_drill(name, ExerciseKind::Tabletop, "Fire")
    };
    vec![drills(&ago(0), vec![drill("old", 200, old), drill("new", 30, new)])]
}

#[test]
fn tasks_are_done_in_90_percent() {
    check("H9.3", tasks((10, 9), (0, 0)), "met 1+ 0- 0?");
    check("H9.3", tasks((10, 8), (0, 0)), "not-met 0+ 1- 0?");
    // What may still be done in time decides nothing.
    check("H9.3", tasks((10, 10), (10, 0)), "unknown 0+ 0- 1?");
    check("H9.3", tasks((10, 0), (10, 0)), "not-met 0+ 1- 0?");
    check("H9.3", tasks((10, 11), (0, 0)), "unknown 0+ 0- 1?");
    check("H9.3", tasks((u32::MAX, u32::MAX), (u32::MAX, 0)), "unknown 0+ 0- 1?");
    check("H9.3", drill(|d| d.actions = None), "unknown 0+ 0- 1?");
    check("H9.3", drill(|d| d.actions_done = None), "unknown 0+ 0- 1?");
    check("H9.3", drill(|d| d.held = back(366)), "unknown 0+ 0- 1?");
}

#[test]
fn only_large_hospitals_need_a_surprise() {
    let needed = |size| judged("H4.2", size, drill(|_| {}), crate::build::day(TODAY)).is_required;
    assert_eq!([Size::Small, Size::Medium, Size::Large].map(needed), [false, false, true]);
}
