//! The made-up sector is the same for the same seed, and as its truth says.

use super::*;
use jiff::civil::date;
use std::collections::BTreeSet;
use ward_domain::Grade;

fn made(organisations: usize) -> Sector {
    sector(&Plan { organisations, seed: 7, as_of: date(2026, 11, 21) })
}

#[test]
fn the_same_plan_gives_the_same_sector() {
    assert_eq!(made(40), made(40));
    let other = sector(&Plan { organisations: 40, seed: 8, as_of: date(2026, 11, 21) });
    assert_ne!(made(40).organisations[3].key, other.organisations[3].key);
    assert_eq!(made(1).organisations.len(), 20);
    assert_eq!(made(9_999).organisations.len(), 300);
}

#[test]
fn names_and_numbers_are_given_once() {
    let all = made(300).organisations;
    let distinct = |of: fn(&Organisation) -> String| all.iter().map(of).collect::<BTreeSet<_>>().len();
    assert_eq!(distinct(|one| one.name.clone()), 300);
    assert_eq!(distinct(|one| one.npi.clone()), 300);
    let ccns = all.iter().flat_map(|one| [Some(&one.ccn), one.new_ccn.as_ref()]).flatten();
    assert_eq!(ccns.collect::<BTreeSet<_>>().len(), 301);
}

#[test]
fn the_truth_of_the_default() {
    let truth = made(300).truth;
    let expected = Truth {
        listed: 300,
        closed: 1,
        converted: 1,
        mistyped_npis: 1,
        lost_zeros: 0,
        enrolled: 0,
        stopped: 0,
        fallen: 0,
        summaries: 0,
    };
    assert_eq!(Truth { lost_zeros: 0, enrolled: 0, stopped: 0, fallen: 0, summaries: 0, ..truth }, expected);
    assert!((250..=285).contains(&truth.enrolled) && truth.lost_zeros > 5, "{truth:?}");
    assert!((5..=20).contains(&truth.stopped) && (5..=20).contains(&truth.fallen), "{truth:?}");
    assert!((6_000..=10_000).contains(&truth.summaries), "{truth:?}");
}

#[test]
fn every_summary_says_what_a_summary_says() {
    let sector = made(60);
    for one in &sector.organisations {
        let mut last = 0;
        let before = (1..=WEEKS).flat_map(|week| one.reports_before(week).map(move |days| (week, days)));
        let mut all: Vec<(u32, u32)> = one.reports().map(|week| (week, 0)).chain(before).collect();
        all.sort_by_key(|(week, days)| 7 * week - days);
        for (week, days) in all {
            let summary = sector.summary_before(one, week, days, "2026.11.2");
            summary.check().unwrap();
            let received = sector.received_before(week, days);
            assert!(summary.number > last && week <= WEEKS && summary.made_at < received);
            last = summary.number;
        }
    }
    let daily = made(300).organisations.iter().filter(|one| one.reports_before(WEEKS).count() == 6).count();
    assert!((5..=30).contains(&daily), "{daily}");
    assert_eq!(sector.day(WEEKS), date(2026, 11, 20));
}

#[test]
fn courses_go_where_they_say() {
    for one in made(300).organisations.iter().filter(|one| one.enrols.is_some()) {
        let has = |week, grade| one.path.has_all_essential(week, grade);
        match one.course {
            Course::Leader => assert!(has(96, Grade::A), "{}", one.name),
            Course::Fallen => {
                assert!(!has(12, Grade::C) && has(52, Grade::C) && !has(90, Grade::D), "{}", one.name);
            }
            Course::Stopped => assert!(one.reports().all(|week| week <= 90)),
            Course::Slow => assert!(!has(WEEKS, Grade::C), "{}", one.name),
            Course::Steady | Course::SetBack | Course::Absent => {}
        }
    }
}

#[test]
fn few_organisations_have_every_course_too() {
    let truth = made(30).truth;
    assert!(
        truth.fallen >= 1 && truth.stopped >= 1 && truth.closed == 1 && truth.converted == 1,
        "{truth:?}"
    );
}
