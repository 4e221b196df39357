//! Spot checks of the built-in numbers against their sources.

use ward_catalog::{Catalog, Measure};
use ward_domain::{GoalId, Size};

fn measure(id: &str) -> Measure {
    Catalog::built_in().measures[&id.parse().expect("the id of a measure")].clone()
}

#[track_caller]
fn number(id: &str, key: &str, by_size: [f64; 3], source: &str) {
    let measure = measure(id);
    let threshold = &measure.numbers[key];
    assert_eq!(
        [Size::Small, Size::Medium, Size::Large].map(|size| measure.number(key, size)),
        by_size,
        "{id} {key}"
    );
    assert!(threshold.source.starts_with(source), "{id} {key} is from {}", threshold.source);
}

#[track_caller]
fn target(id: &str, by_size: [f64; 3]) {
    let target = measure(id).target;
    assert_eq!([target.small, target.medium, target.large], by_size, "{id}");
}

#[track_caller]
fn fresh(kind: &str, by_size: [i64; 3]) {
    let days = Catalog::built_in().evidence_kinds[kind].days;
    assert_eq!([days.small, days.medium, days.large], by_size, "{kind}");
}

#[track_caller]
fn answers_hold(id: &str, by_size: [i64; 3]) {
    let days = measure(id).answer_days;
    assert_eq!([days.small, days.medium, days.large], by_size, "{id}");
}

#[test]
fn the_built_in_catalogue_loads() {
    let mistakes = Catalog::from_texts(Catalog::built_in_texts()).err().unwrap_or_default();
    let list: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{}", list.join("\n"));
}

#[test]
fn twenty_goals_and_one_hundred_and_twenty_four_measures() {
    let catalog = Catalog::built_in();
    assert_eq!(catalog.frameworks["hph-cpg"].goals.len(), 20);
    assert_eq!(catalog.measures.len(), 124);
    let counts: Vec<_> =
        catalog.frameworks["hph-cpg"].goals.iter().map(|goal| catalog.measures_of(goal.id).count()).collect();
    assert_eq!(counts, [7, 6, 6, 6, 6, 7, 7, 7, 6, 6, 7, 5, 5, 6, 5, 7, 6, 6, 7, 6]);
}

#[test]
fn hhs_numbers_run_in_published_order() {
    let catalog = Catalog::built_in();
    let numbers: Vec<_> = catalog.frameworks["hph-cpg"].goals.iter().map(|goal| goal.hhs_number).collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<u8>>());
}

#[test]
fn no_outcome_statement_and_no_800_53_link_claims_to_be_verified() {
    let catalog = Catalog::built_in();
    for goal in &catalog.frameworks["hph-cpg"].goals {
        assert!(!goal.outcome_is_verified, "{}", goal.id);
        let links = goal.crosswalk.iter().filter(|link| link.to == "nist_800_53r5");
        assert!(links.clone().count() > 0 && links.clone().all(|link| !link.is_verified), "{}", goal.id);
    }
}

#[test]
fn a_crosswalk_link_says_how_it_was_made() {
    let catalog = Catalog::built_in();
    let goal: GoalId = "E6".parse().unwrap();
    let goal = catalog.frameworks["hph-cpg"].goals.iter().find(|g| g.id == goal).unwrap();
    let link = goal.crosswalk.iter().find(|link| link.id == "45 CFR 164.308(a)(3)(ii)(C)").unwrap();
    assert_eq!((link.to.as_str(), link.basis.as_str(), link.source.as_str()), ("hipaa", "co-cited", "SRA"));
    assert!(link.is_primary && link.is_verified && link.via.iter().all(|step| step.starts_with("SRA ")));
}

#[test]
fn measures_that_are_only_reported() {
    let catalog = Catalog::built_in();
    let of = |size| -> Vec<_> {
        catalog.measures.values().filter(|m| !m.is_required.get(size)).map(|m| m.id.to_string()).collect()
    };
    assert_eq!(of(Size::Small), ["E3.6", "E9.4", "H4.2"]);
    assert_eq!(of(Size::Medium), ["E3.6", "H4.2"]);
    assert_eq!(of(Size::Large), ["E3.6"]);
}

#[test]
fn targets() {
    target("E1.1", [1.0; 3]);
    target("E1.3", [0.95; 3]);
    target("E1.6", [0.90, 0.95, 0.95]);
    target("E4.1", [0.95; 3]);
    target("H1.1", [0.95; 3]);
    target("H1.3", [0.95; 3]);
    for id in [
        "E1.2", "E1.4", "E1.5", "E1.7", "E3.1", "E3.2", "E3.5", "E4.2", "E4.4", "E6.1", "E6.2", "E6.3",
        "E6.4",
    ] {
        target(id, [1.0; 3]);
    }
}

#[test]
fn the_one_floor_is_ours() {
    let with_floor: Vec<_> =
        Catalog::built_in().measures.into_values().filter(|m| m.floor.is_some()).collect();
    let [yearly_training] = &with_floor[..] else { panic!("{} measures have a floor", with_floor.len()) };
    assert_eq!(yearly_training.id.to_string(), "E4.1");
    assert_eq!(yearly_training.floor.unwrap().medium, 0.80);
    assert_eq!(yearly_training.floor_source.as_deref(), Some("OWN"));
}

#[test]
fn remediation_limits_are_those_of_hicp() {
    for (key, days) in [
        ("exposed-critical", 14.0),
        ("exposed-high", 30.0),
        ("exposed-medium", 90.0),
        ("exposed-low", 180.0),
        ("inside-critical", 30.0),
        ("inside-high", 90.0),
        ("inside-medium", 180.0),
    ] {
        number("E1.3", key, [days; 3], "HICP18 7.M.A");
    }
    number("E1.3", "window", [180.0; 3], "OWN");
    number("E1.3", "nprm-critical", [15.0; 3], "NPRM");
    number("E1.3", "nprm-high", [30.0; 3], "NPRM");
}

#[test]
fn other_numbers() {
    number("E1.7", "scope-hours", [2.0; 3], "26-04");
    number("E1.7", "volatile-hours", [24.0; 3], "26-04");
    number("E1.7", "decision-hours", [72.0; 3], "26-04");
    number("E3.5", "most-share", [0.02; 3], "OWN");
    number("E3.5", "most-days", [366.0; 3], "OWN");
    number("E4.1", "max-age", [365.0; 3], "CPG1 2.I");
    number("E4.2", "window", [180.0; 3], "OWN");
    number("E4.2", "within", [10.0; 3], "CPG1 2.I");
    number("E4.2", "nprm-within", [30.0; 3], "NPRM");
    number("E4.4", "max-age", [365.0; 3], "OWN");
    number("E6.1", "window", [92.0; 3], "OWN");
    number("E6.1", "nprm-hours", [1.0; 3], "NPRM");
    number("E6.3", "unused", [45.0; 3], "OWN");
    number("E6.4", "most-days-ahead", [365.0; 3], "OWN");
    number("E6.5", "window", [92.0; 3], "OWN");
    number("E6.7", "window", [92.0; 3], "OWN");
    number("E6.7", "hours", [24.0; 3], "NPRM");
    number("H1.1", "window", [31.0; 3], "OWN");
    number("H1.2", "max-age", [92.0, 31.0, 31.0], "CPG1 1.A");
}

#[test]
fn lists() {
    let ports: Vec<u16> =
        measure("E1.4").list("tcp-ports").iter().map(|port| port.parse().unwrap()).collect();
    assert_eq!(ports, [23, 135, 139, 445, 1433, 3306, 3389, 5432, 5900, 5985, 5986, 104, 11112, 2575]);
    assert_eq!(measure("E1.5").list("title-words"), ["unsupported", "end of life", "end-of-life", "seol"]);
    assert_eq!(measure("E1.6").list("kinds"), ["server", "workstation"]);
    assert_eq!(measure("E4.1").list("course-words"), measure("E4.2").list("course-words"));
    assert_eq!(measure("H1.3").list("fields").len(), 8);
}

#[test]
fn words_that_titles_are_searched_for_are_lower_case() {
    for measure in Catalog::built_in().measures.values() {
        for (key, list) in measure.lists.iter().filter(|(key, _)| key.ends_with("words")) {
            assert!(list.values.iter().all(|word| *word == word.to_lowercase()), "{} {key}", measure.id);
        }
    }
}

#[test]
fn freshness_by_size() {
    fresh("vulnerability-scan", [183, 31, 14]);
    fresh("external-scan", [31, 14, 7]);
    fresh("port-scan", [31, 14, 7]);
    fresh("known-exploited-catalogue", [7; 3]);
    fresh("ssvc-decisions", [365; 3]);
    fresh("identity-export", [92, 31, 31]);
    fresh("workforce-roster", [92, 31, 31]);
    fresh("training-records", [92, 31, 31]);
    fresh("asset-inventory", [92, 31, 31]);
    fresh("mfa-policy", [365, 92, 92]);
    fresh("firewall-rules", [183, 92, 31]);
    fresh("backup-report", [31, 7, 7]);
    fresh("restore-test", [365, 365, 183]);
}

#[test]
fn how_long_answers_hold() {
    answers_hold("E3.1", [365, 92, 92]);
    answers_hold("E3.3", [31; 3]);
    answers_hold("E3.4", [365; 3]);
    answers_hold("E4.6", [92; 3]);
    answers_hold("E6.6", [92; 3]);
}

#[test]
fn the_proposed_rule_is_never_called_law() {
    assert_eq!(Catalog::built_in().sources["NPRM"].status, "proposed only, not law");
}

/// A rough stand-in for reading ease: short sentences. The longest allowed is about what one breath carries.
#[test]
fn texts_for_people_have_short_sentences() {
    for measure in Catalog::built_in().measures.values() {
        let small_clinic = measure.small_clinic.as_deref().unwrap_or_default();
        for text in [measure.question.as_str(), &measure.why, &measure.fix, small_clinic] {
            for sentence in text.split_inclusive(['.', '?', ':', ';']) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 32, "{}: {words} words: {sentence}", measure.id);
            }
        }
    }
}
