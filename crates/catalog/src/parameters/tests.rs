//! Numbers by day, force and holiday.

use super::*;
use crate::Catalog;
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);

fn parameters() -> &'static Parameters {
    &CATALOG.parameters
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The number in force on a day, or the sentence that says why there is none.
#[track_caller]
fn check(id: &str, on: &str, wanted: Result<f64, &str>) {
    let found = parameters().in_force(id, day(on)).map(|p| p.value).map_err(|why| why.to_string());
    assert_eq!(found, wanted.map_err(str::to_owned), "{id} on {on}");
}

/// The number and its force for those who ask for scenarios.
#[track_caller]
fn check_scenario(id: &str, on: &str, wanted: Option<(f64, Force)>) {
    let found = parameters().scenario(id, day(on)).ok().map(|p| (p.value, p.status));
    assert_eq!(found, wanted, "{id} on {on}");
}

#[test]
fn law_is_found_on_its_days_alone() {
    check("hipaa-penalties/tier-1-least", "2026-01-28", Ok(145.0));
    check(
        "hipaa-penalties/tier-1-least",
        "2026-01-27",
        Err(
            "no `hipaa-penalties/tier-1-least` is in force on 2026-01-27: the catalogue knows it from 2026-01-28",
        ),
    );
    check("hipaa-penalties/tier-3-cap-discretion", "2026-01-27", Ok(355_808.0));
    check("hipaa-penalties/tier-3-cap-discretion", "2026-01-28", Ok(365_052.0));
    check("breach-notification/individuals", "1999-01-01", Ok(60.0));
    check("no-such/thing", "2026-01-01", Err("the catalogue has no number `no-such/thing`"));
    check("no-slash", "2026-01-01", Err("the catalogue has no number `no-slash`"));
}

#[test]
fn a_proposal_a_scenario_and_a_model_are_not_law() {
    check(
        "circia/covered-incident",
        "2026-11-21",
        Err("no `circia/covered-incident` is in force on 2026-11-21: it is proposed, not law \
             (89 FR 23644 (4 April 2024), proposed 6 CFR 226)"),
    );
    check_scenario("circia/covered-incident", "2026-11-21", Some((72.0, Force::Proposed)));
    check_scenario("circia/covered-incident", "2024-04-03", None);
    check_scenario("budget-2025/update-share", "2028-09-30", None);
    check_scenario("budget-2025/update-share", "2028-10-01", Some((1.0, Force::Scenario)));
    check_scenario("budget-2025/base-share", "2030-09-30", None);
    check_scenario("budget-2025/base-share", "2030-10-01", Some((0.01, Force::Scenario)));
    check_scenario("s-5218/upfront-fund", "2027-01-01", Some((800e6, Force::NeverEnacted)));
    check_scenario("hipaa-penalties/tier-4-most", "2026-06-01", Some((2_190_294.0, Force::InForce)));
    assert!(parameters().in_force("recognised-practices/reduction", day("2026-06-01")).is_err());
    assert_eq!(
        parameters().template("recognised-practices/reduction", day("2026-06-01")).unwrap().mark,
        Mark::Own
    );
}

#[test]
fn nothing_of_the_budget_or_of_a_proposal_is_ever_in_force() {
    for family in ["budget-2025", "s-5218", "s-3315", "hipaa-nprm-2025", "circia", "cyber-insurance"] {
        for value in &parameters().families[family].values {
            assert_ne!(value.status, Force::InForce, "{}", value.id);
        }
    }
}

#[test]
fn discretion_caps_of_2026_are_those_of_2024_times_the_factor() {
    for tier in 1..=4 {
        let id = format!("hipaa-penalties/tier-{tier}-cap-discretion");
        let of = |on| parameters().in_force(&id, day(on)).unwrap().value;
        assert!((of("2025-01-01") * 1.02598 - of("2026-02-01")).abs() < 1.0, "{id}");
    }
}

#[test]
fn standings_are_dated() {
    let standing = |family, on| parameters().standing(family, day(on)).map(|s| s.status);
    assert_eq!(standing("information-sharing-shield", "2025-09-30"), Some(Force::InForce));
    assert_eq!(standing("information-sharing-shield", "2025-11-12"), Some(Force::Lapsed));
    assert_eq!(standing("information-sharing-shield", "2025-11-13"), Some(Force::InForce));
    assert_eq!(standing("information-sharing-shield", "2026-09-30"), Some(Force::InForce));
    assert_eq!(standing("information-sharing-shield", "2026-10-01"), None);
    assert_eq!(standing("s-3315", "2026-11-21"), Some(Force::Reported));
    assert_eq!(standing("s-5218", "2025-01-03"), Some(Force::NeverEnacted));
}

#[test]
fn every_number_names_its_citation_and_source() {
    let all: Vec<_> = parameters().families.values().flat_map(|family| &family.values).collect();
    assert!(all.len() > 100, "{}", all.len());
    for value in all {
        assert!(
            !value.citation.is_empty() && !value.source.is_empty() && !value.says.is_empty(),
            "{}",
            value.id
        );
    }
}

#[track_caller]
fn check_business_days(from: &str, days: u32, wanted: &str) {
    let found = parameters().holidays.business_days_after(day(from), days);
    assert_eq!(found, Some(day(wanted)), "{days} business days after {from}");
}

#[test]
fn business_days_step_over_weekends_and_holidays() {
    check_business_days("2026-11-02", 4, "2026-11-06"); // Monday to Friday.
    check_business_days("2026-11-06", 4, "2026-11-13"); // Veterans Day, a Wednesday, between.
    check_business_days("2026-11-25", 1, "2026-11-27"); // Thanksgiving.
    check_business_days("2026-07-02", 1, "2026-07-06"); // The fourth is a Saturday: kept on Friday.
    check_business_days("2027-07-02", 1, "2027-07-06"); // The fourth is a Sunday: kept on Monday.
    check_business_days("2021-12-30", 1, "2022-01-03"); // New Year's Day is a Saturday: kept on 31 December.
    check_business_days("2020-06-18", 1, "2020-06-19"); // Before Juneteenth was one.
    check_business_days("2026-12-24", 0, "2026-12-24");
    check_business_days("2026-11-07", 1, "2026-11-09"); // From a Saturday.
}

#[test]
fn the_year_has_eleven_holidays() {
    let of = |year: i16| {
        let mut day = Date::constant(year, 1, 1);
        let mut count = 0;
        while day.year() == year {
            count += usize::from(parameters().holidays.on(day).is_some());
            day = day.tomorrow().unwrap();
        }
        count
    };
    assert_eq!(of(2026), 11);
    assert_eq!(of(2021), 11 + 1); // And New Year's Day of 2022, kept on 31 December.
    assert_eq!(of(2019), 10);
}
