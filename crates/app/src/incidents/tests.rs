//! Incidents in an organisation’s record: what is kept, what is refused.

use super::*;
use crate::FixedClock;
use tempfile::TempDir;
use ward_catalog::Catalog;
use ward_programme::incidents::{Facts, Times};
use ward_store::Location;

fn installation() -> (Ctx, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = FixedClock("2026-11-21T20:00:00Z".parse().unwrap());
    let location = Location::Folder(folder.path().to_owned());
    let ctx = Ctx::open(&location, Catalog::built_in(), Box::new(clock), || Ok([3; 32])).unwrap();
    (ctx, folder)
}

fn opened(title: &str) -> Event {
    let times = Times { discovery: "2026-11-20T09:00:00Z".parse().ok(), ..Times::default() };
    Event::Opened { title: title.to_owned(), facts: Box::default(), times }
}

#[test]
fn incidents_are_entries_and_come_back_as_they_were() {
    let (ctx, _folder) = installation();
    let us = Actor::at_this_machine();
    assert_eq!(note(&ctx, &us, None, &opened("ransomware")).unwrap(), 1);
    assert_eq!(note(&ctx, &us, None, &opened("lost laptop")).unwrap(), 2);
    let facts = Box::new(Facts { people: Some(600), ..Facts::default() });
    note(&ctx, &us, Some(2), &Event::FactsSet { facts }).unwrap();
    let known = list(&ctx, &us).unwrap();
    let titles: Vec<_> = known.values().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["ransomware", "lost laptop"]);
    assert_eq!((known[&2].facts.people, &known[&2].entries), (Some(600), &vec![1, 2]));
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_kept() {
    let (ctx, _folder) = installation();
    let us = Actor::at_this_machine();
    let refused =
        |actor: &Actor, which, event: &Event| note(&ctx, actor, which, event).unwrap_err().to_string();
    assert!(refused(&us, Some(7), &opened("x")).contains("no incident 7"));
    assert!(refused(&us, None, &opened(" ")).contains("title"));
    let times = Times { discovery: "2027-01-01T00:00:00Z".parse().ok(), ..Times::default() };
    let future = Event::Opened { title: "x".to_owned(), facts: Box::default(), times };
    assert!(refused(&us, None, &future).contains("future"));
    let reader = Actor::with("Ada", &[Permission::Read]);
    assert!(refused(&reader, None, &opened("x")).contains("may not"));
    assert_eq!(crate::record::entries(&ctx, &us).unwrap(), []);
}
