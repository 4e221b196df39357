//! Actions serve every measure, resources say who may have them, and the weights of goals follow from the base rates.

use jiff::civil::date;
use ward_catalog::{Asker, Availability, Catalog};
use ward_domain::Size;

#[test]
fn each_measure_is_served_by_an_action() {
    let catalog = Catalog::built_in();
    let unserved: Vec<_> =
        catalog.measures.keys().filter(|id| catalog.actions_for(**id).next().is_none()).collect();
    assert!(unserved.is_empty(), "no action for {unserved:?}");
    assert_eq!((catalog.measures.len(), catalog.actions.len(), catalog.resources.len()), (124, 75, 11));
}

#[test]
fn costs_grow_with_size_and_none_comes_from_the_proposal_of_2025() {
    for action in Catalog::built_in().actions.values() {
        let total = |size| action.first_year_hours(size).middle() + action.first_year_dollars(size).middle();
        assert!(total(Size::Small) <= total(Size::Medium), "{}: small is dearer than medium", action.id);
        assert!(total(Size::Medium) <= total(Size::Large), "{}: medium is dearer than large", action.id);
        assert!(action.first_year_hours(Size::Small).high > 0.0, "{}: takes nobody any time", action.id);
        for source in [&action.hours.source, &action.dollars.source, &action.lead_source] {
            assert!(!source.contains("NPRM"), "{}: {source}", action.id);
        }
    }
}

#[test]
fn what_is_free_is_said_on_both_sides() {
    let catalog = Catalog::built_in();
    for action in catalog.actions.values() {
        for id in &action.free {
            assert!(catalog.resources[id].actions.contains(&action.id), "{id} does not name {}", action.id);
        }
    }
    for resource in catalog.resources.values() {
        for id in &resource.actions {
            assert!(catalog.actions[id].free.contains(&resource.id), "{id} does not name {}", resource.id);
        }
    }
}

#[track_caller]
fn check_resource(id: &str, asker: &Asker<'_>, expected: &[Option<bool>]) {
    let catalog = Catalog::built_in();
    let answer = catalog.resources_for(asker, date(2026, 11, 21)).find(|(resource, _)| resource.id == id);
    assert_eq!(answer.map(|(_, admitted)| admitted).as_slice(), expected);
}

fn critical_access() -> Asker<'static> {
    Asker { kind: Some("critical-access-hospital"), size: Size::Small, state: Some("IA"), rural: Some(true) }
}

#[test]
fn who_may_have_what() {
    check_resource("rural-health-transformation", &critical_access(), &[Some(true)]);
    check_resource("rural-health-transformation", &Asker { rural: Some(false), ..critical_access() }, &[]);
    check_resource("rural-health-transformation", &Asker { rural: None, ..critical_access() }, &[None]);
    check_resource("promoting-interoperability", &Asker { kind: Some("practice"), ..critical_access() }, &[]);
    check_resource("sra-tool", &Asker { size: Size::Large, ..critical_access() }, &[]);
}

#[test]
fn dates_of_resources_hold() {
    let catalog = Catalog::built_in();
    let rural = &catalog.resources["rural-health-transformation"];
    assert!(
        !rural.covers(date(2025, 12, 28))
            && rural.covers(date(2025, 12, 29))
            && !rural.covers(date(2032, 10, 1))
    );
    assert_eq!(catalog.resources["protective-dns"].status, Availability::Unsure);
}

#[test]
fn weights_follow_from_the_base_rates() {
    let rates = Catalog::built_in().base_rates;
    let weight = |goal: &str, exploited| rates.weight(goal.parse().expect("a goal"), exploited);
    let all: f64 = rates.goals.keys().map(|goal| rates.weight(*goal, false)).sum();
    assert!((all - 100.0).abs() < 1e-9);
    assert!(weight("E3", false) > weight("E5", false), "hacking comes before theft since 2016");
    assert!((weight("E1", true) / weight("E1", false) - rates.known_exploited.factor).abs() < 1e-12);
    assert_eq!(weight("E2", true), weight("E2", false));
    let newest = rates.years.iter().find(|year| year.year == rates.base_year).expect("the base year");
    assert_eq!((newest.breaches, newest.partly.as_ref()), (717, None));
    assert_eq!(newest.shares["hacking"], 0.787);
}
