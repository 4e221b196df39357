//! The demo hospital judged by every framework: something is said about each, nothing is passed that has no answer, and
//! it takes no time.

use crate::demo::{Demo, TODAY, assess};
use std::time::{Duration, Instant};
use ward_catalog::Catalog;
use ward_domain::Status;
use ward_engine::judge_framework;
use ward_generator::Faults;

#[test]
fn the_demo_hospital_by_every_framework() {
    let catalog = Catalog::built_in();
    let demo = Demo::new(25, 7, Faults::Planted);
    let assessment = assess(&demo.organisation, &demo.sources(), TODAY);
    let start = Instant::now();
    let results: Vec<_> = catalog
        .frameworks_in_order()
        .into_iter()
        .map(|framework| judge_framework(&catalog, framework, &assessment))
        .collect();
    let took = start.elapsed();
    // The target is 100 ms in a release build; this bound holds for a debug build on a machine that is busy.
    assert!(took < Duration::from_secs(2), "{took:?}");
    for result in &results {
        let id = &result.framework.id;
        assert_eq!(result.requirements.len(), result.framework.requirements.len(), "{id}");
        for requirement in &result.requirements {
            let decides = requirement.links.iter().any(|link| link.link.decides);
            assert!(decides || requirement.status != Status::Met, "{id} {}", requirement.requirement.id);
            assert!(!requirement.because.is_empty(), "{id} {}", requirement.requirement.id);
        }
    }
    let goals = results.first().expect("the goals come first");
    assert_eq!(goals.count(Status::Met), assessment.count(Status::Met));
}
