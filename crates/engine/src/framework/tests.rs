//! Requirements judged from made-up verdicts: how links add up, and what no link can do.

use super::*;
use std::sync::LazyLock;
use ward_domain::Size;
use ward_domain::assessment::{Counts, Range};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);

const STATUSES: [Status; 5] =
    [Status::Met, Status::Partly, Status::NotMet, Status::Unknown, Status::NotApplicable];

fn counts(status: Status) -> Counts {
    match status {
        Status::Met => Counts { met: 4, ..Counts::default() },
        Status::Partly => Counts { met: 3, not_met: 1, ..Counts::default() },
        Status::NotMet => Counts { not_met: 4, ..Counts::default() },
        Status::Unknown => Counts { unknown: 4, ..Counts::default() },
        Status::NotApplicable => Counts::default(),
    }
}

/// An assessment in which every measure comes out as the function says.
fn assessment(size: Size, of: impl Fn(&str) -> Status) -> Assessment {
    let goal = |goal: &ward_catalog::Goal| {
        let measures = CATALOG.measures_of(goal.id).map(|measure| {
            let status = of(&measure.id.to_string());
            MeasureResult {
                id: measure.id,
                slug: measure.slug.as_str().into(),
                status,
                because: String::new(),
                target: String::new(),
                is_required: measure.is_required.get(size),
                counts: counts(status),
                score: Range { low: 0.0, high: 1.0 },
                grade: (status != Status::Unknown).then_some(Grade::C),
                observed_at: None,
                expires_at: None,
                failing: Vec::new(),
                failing_omitted: 0,
                undecided: Vec::new(),
                undecided_omitted: 0,
                notes: Vec::new(),
                would_change: Vec::new(),
            }
        });
        crate::goal::conclude(&CATALOG, goal, measures.collect())
    };
    Assessment {
        as_of: jiff::civil::date(2026, 11, 21),
        profile: size,
        framework: crate::FRAMEWORK.into(),
        catalogue: CATALOG.version.as_str().into(),
        goals: CATALOG.frameworks[crate::FRAMEWORK].goals.iter().map(goal).collect(),
    }
}

/// The verdict on one requirement.
#[track_caller]
fn verdict(framework: &str, id: &str, assessment: &Assessment) -> RequirementResult<'static> {
    let result = judge_framework(&CATALOG, &CATALOG.frameworks[framework], assessment);
    let found = result.requirements.into_iter().find(|r| r.requirement.id == id);
    found.unwrap_or_else(|| panic!("{framework} has no {id}"))
}

/// Everything is met but for one measure.
#[track_caller]
fn check(framework: &str, id: &str, (measure, comes_out): (&str, Status), expected: Status, because: &str) {
    let assessment = assessment(Size::Medium, |id| if id == measure { comes_out } else { Status::Met });
    let result = verdict(framework, id, &assessment);
    assert_eq!((result.status, result.because.as_str()), (expected, because), "{framework} {id}");
}

const RULE: &str = "hipaa-security-rule";

#[test]
fn the_measure_that_holds_a_requirement_back_is_named() {
    let testing = "164.308(a)(7)(ii)(D)";
    let unsure = "None of the 3 links is verified.";
    check(
        RULE,
        testing,
        ("E1.1", Status::NotMet),
        Status::Met,
        &format!("Met by E7.2; E7.4; H9.3. {unsure}"),
    );
    let held = format!("Held back by E7.4 Restoring has been tried. {unsure}");
    check(RULE, testing, ("E7.4", Status::NotMet), Status::NotMet, &held);
    check(RULE, testing, ("E7.4", Status::Partly), Status::Partly, &held);
    let open = format!("No evidence decides it yet: E7.4 Restoring has been tried. {unsure}");
    check(RULE, testing, ("E7.4", Status::Unknown), Status::Unknown, &open);
    check(
        RULE,
        testing,
        ("E7.4", Status::NotApplicable),
        Status::Met,
        &format!("Met by E7.2; H9.3. {unsure}"),
    );
}

#[test]
fn of_a_goal_its_measures_are_named() {
    check(
        "nist-csf-2-0",
        "PR.AT-01",
        ("E4.1", Status::NotMet),
        Status::Partly,
        "Held back by E4 Basic Cybersecurity Training (E4.1 everyone trained in the last year). \
         The link is not verified (chain of published mappings, one step ours).",
    );
}

#[test]
fn what_no_measure_asks_is_unknown_however_good_the_rest() {
    let best = ("E1.1", Status::Met);
    let analysis = "Nothing in Ward answers this: no measure asks for the written risk analysis itself. \
                    E1; H1; H4 touch it and do not decide it.";
    check(RULE, "164.308(a)(1)(ii)(A)", best, Status::Unknown, analysis);
    let plain = "Nothing in Ward answers this.";
    check("nist-csf-2-0", "PR.IR-04", best, Status::Unknown, plain);
    // Its parts are not all answered, so neither is the standard.
    let result = verdict(RULE, "164.308(a)(1)(i)", &assessment(Size::Medium, |_| Status::Met));
    assert_eq!(result.status, Status::Unknown, "{}", result.because);
}

/// The worst of a small organisation's links does not come from a practice that is not for it.
#[test]
fn a_practice_for_other_sizes_is_not_applicable() {
    let medium = assessment(Size::Medium, |_| Status::Met);
    let small = assessment(Size::Small, |_| Status::Met);
    let large_only = verdict("hicp", "7.L.A", &medium);
    assert_eq!(
        (large_only.status, large_only.because.as_str()),
        (Status::NotApplicable, "Written for large organisations.")
    );
    assert_eq!(verdict("hicp", "7.M.A", &small).status, Status::NotApplicable);
    assert_eq!(verdict("hicp", "7.S.A", &small).status, Status::Met);
    assert_eq!(verdict("hicp", "7", &small).status, Status::Met, "its only part for small ones is met");
    assert_eq!(verdict("hicp", "7", &medium).status, Status::Unknown, "7.M.C has no link");
}

#[test]
fn what_applies_later_is_not_applicable_before() {
    let mut before = assessment(Size::Medium, |_| Status::NotMet);
    assert_eq!(verdict("ny-405-46", "penetration-test", &before).status, Status::NotMet);
    before.as_of = jiff::civil::date(2025, 10, 1);
    let result = verdict("ny-405-46", "penetration-test", &before);
    assert_eq!((result.status, result.because.as_str()), (Status::NotApplicable, "Applies from 2025-10-02."));
    assert_eq!(verdict("ny-405-46", "incident-report", &before).status, Status::NotMet, "since 2024");
}

/// A measure with three cases in order and two excepted.
fn with_exceptions_of(id: &str, status: Status) -> Assessment {
    let mut assessment = assessment(Size::Medium, |_| Status::Met);
    for measure in assessment.goals.iter_mut().flat_map(|goal| &mut goal.measures) {
        if measure.id.to_string() == id {
            measure.status = status;
            measure.counts = Counts { met: 3, excepted: 2, ..Counts::default() };
        }
    }
    assessment
}

#[track_caller]
fn check_excepted(id: &str, measure: &str, comes_out: Status, expected: Status, says: &str) {
    let result = verdict(RULE, id, &with_exceptions_of(measure, comes_out));
    assert_eq!(result.status, expected, "{id}: {}", result.because);
    assert_eq!(result.excepted, 2, "{id}");
    assert!(result.because.contains(says), "{id}: {}", result.because);
}

#[test]
fn an_exception_answers_what_is_addressable_and_not_what_is_required() {
    let reason = "2 cases are excepted: a documented reason answers what is addressable.";
    check_excepted("164.308(a)(7)(ii)(E)", "E7.6", Status::Met, Status::Met, reason);
    check_excepted("164.308(a)(7)(ii)(E)", "E7.6", Status::NotApplicable, Status::Met, reason);
    check_excepted("164.308(a)(7)(ii)(E)", "E7.6", Status::NotMet, Status::NotMet, reason);
    check_excepted("164.308(a)(7)(ii)(E)", "E7.6", Status::Unknown, Status::Unknown, reason);
    let required = "2 cases are excepted, and an exception does not answer what is required.";
    check_excepted("164.308(a)(7)(ii)(A)", "E7.3", Status::Met, Status::Partly, required);
    check_excepted("164.308(a)(7)(ii)(A)", "E7.3", Status::NotApplicable, Status::NotMet, required);
}

#[test]
fn the_goals_judge_themselves() {
    let assessment = assessment(Size::Medium, |id| STATUSES[id.len() % 3]);
    let result = judge_framework(&CATALOG, &CATALOG.frameworks[crate::FRAMEWORK], &assessment);
    for (goal, requirement) in assessment.goals.iter().zip(&result.requirements) {
        assert_eq!((goal.status, goal.grade), (requirement.status, requirement.grade), "{}", goal.id);
        assert_eq!(requirement.is_verified, Some(true));
        assert!(!requirement.because.contains("link"), "{}", requirement.because);
    }
}

#[test]
fn how_statuses_add_up() {
    use Status::{Met, NotApplicable, NotMet, Partly, Unknown};
    #[track_caller]
    fn check(rule: Combine, statuses: &[Status], expected: Status) {
        assert_eq!(combine(rule, statuses), expected, "{rule:?} {statuses:?}");
    }
    check(Combine::All, &[Met, Met], Met);
    check(Combine::All, &[Met, Unknown], Unknown);
    check(Combine::All, &[Unknown, NotMet], NotMet);
    check(Combine::All, &[Partly, Unknown], Unknown);
    check(Combine::All, &[Met, NotApplicable], Met);
    check(Combine::Any, &[NotMet, Met], Met);
    check(Combine::Any, &[NotMet, Unknown], Unknown);
    check(Combine::Any, &[NotMet, NotApplicable], NotMet);
    check(Combine::Weakest, &[Unknown, NotMet], Unknown);
    check(Combine::Weakest, &[Met, NotMet], NotMet);
    for rule in [Combine::All, Combine::Any, Combine::Weakest] {
        check(rule, &[], Unknown);
        check(rule, &[NotApplicable, NotApplicable], NotApplicable);
    }
}

/// All lists of up to three statuses: no rule passes what no link passes, and `all` and `weakest` never pass what a link
/// fails or does not know.
#[test]
fn a_verdict_is_never_better_than_its_links() {
    let mut lists: Vec<Vec<Status>> = vec![Vec::new()];
    for _ in 0..3 {
        let longer = |list: &Vec<Status>| STATUSES.map(|status| [list.as_slice(), &[status]].concat());
        let more: Vec<Vec<Status>> = lists.iter().flat_map(longer).collect();
        lists.extend(more);
    }
    for statuses in &lists {
        let counted = || statuses.iter().filter(|s| **s != Status::NotApplicable).map(|s| passing(*s));
        for rule in [Combine::All, Combine::Any, Combine::Weakest] {
            let verdict = combine(rule, statuses);
            if verdict == Status::NotApplicable {
                assert!(counted().next().is_none() && !statuses.is_empty(), "{rule:?} {statuses:?}");
                continue;
            }
            assert!(passing(verdict) <= counted().max().unwrap_or(1), "{rule:?} {statuses:?}: {verdict:?}");
            if rule == Combine::All {
                assert!(passing(verdict) <= counted().min().unwrap_or(1), "{statuses:?}: {verdict:?}");
            }
            if rule == Combine::Weakest {
                let least = statuses.iter().map(|s| known(*s)).min().unwrap_or(0);
                assert!(known(verdict) <= least, "{statuses:?}: {verdict:?}");
            }
        }
    }
}

/// The same over the data: whatever the measures say, no requirement of any framework comes out better than the best of
/// its deciding links, and one without such a link is never anything but unknown or not for this organisation.
#[test]
fn no_requirement_of_any_framework_passes_by_itself() {
    for (turn, size) in [Size::Small, Size::Medium, Size::Large].into_iter().enumerate() {
        let assessment = assessment(size, |id| {
            let sum: usize = id.bytes().map(usize::from).sum();
            STATUSES[(sum + turn) % STATUSES.len()]
        });
        for framework in CATALOG.frameworks.values() {
            for result in judge_framework(&CATALOG, framework, &assessment).requirements {
                let place = format!("{} {}: {}", framework.id, result.requirement.id, result.because);
                let deciding = result.links.iter().filter(|l| l.link.decides);
                match deciding.map(|l| passing(l.status)).max() {
                    None => {
                        assert!(matches!(result.status, Status::Unknown | Status::NotApplicable), "{place}");
                    }
                    Some(_) if result.status == Status::NotApplicable => {}
                    Some(best) => assert!(passing(result.status) <= best, "{place}"),
                }
                assert!((0.0..=1.0).contains(&result.coverage), "{place}");
                assert!(result.because.ends_with('.') && !result.because.contains(".."), "{place}");
            }
        }
    }
}
