//! Frameworks beside the goals: all load, every link leads somewhere, and no proposal passes for law.

use std::collections::BTreeSet;
use ward_catalog::{
    Basis, Catalog, Combine, Found, Framework, LegalStatus, Requirement, RequirementKind, Target,
};

fn catalog() -> Catalog {
    Catalog::built_in()
}

fn framework<'c>(catalog: &'c Catalog, id: &str) -> &'c Framework {
    catalog.frameworks.get(id).unwrap_or_else(|| panic!("no framework {id}"))
}

fn find<'c>(catalog: &'c Catalog, framework_id: &str, id: &str) -> &'c Requirement {
    framework(catalog, framework_id).find(id).unwrap_or_else(|| panic!("{framework_id} has no {id}"))
}

#[track_caller]
fn check_shape(id: &str, status: LegalStatus, requirements: usize) {
    let catalog = catalog();
    let framework = framework(&catalog, id);
    assert_eq!((framework.legal_status, framework.requirements.len()), (status, requirements), "{id}");
}

/// What decides about a requirement, as ids.
#[track_caller]
fn check_decided_by(framework: &str, id: &str, expected: &str) {
    let catalog = catalog();
    let links = &find(&catalog, framework, id).links;
    let deciding: Vec<String> = links.iter().filter(|l| l.decides).map(|l| l.to.to_string()).collect();
    assert_eq!(deciding.join(" "), expected, "{framework} {id}");
}

#[test]
fn every_framework_is_there_with_its_force_and_size() {
    check_shape("hph-cpg", LegalStatus::Voluntary, 20);
    check_shape("hipaa-security-rule", LegalStatus::InForce, 66);
    check_shape("hipaa-nprm-2025", LegalStatus::Proposed, 24);
    check_shape("cisa-cpg-1-0-1", LegalStatus::Voluntary, 38);
    check_shape("nist-csf-2-0", LegalStatus::Voluntary, 128);
    check_shape("nist-800-53r5", LegalStatus::Voluntary, 93);
    check_shape("hicp", LegalStatus::Voluntary, 99);
    check_shape("ny-405-46", LegalStatus::Local, 11);
}

#[test]
fn the_proposal_of_2025_is_never_law() {
    let catalog = catalog();
    let proposal = framework(&catalog, "hipaa-nprm-2025");
    assert!(!proposal.legal_status.is_law());
    assert_eq!(proposal.legal_status.label(), "Proposed, not law");
    assert_eq!((proposal.from, proposal.to), (None, None), "it applies from no day");
    for requirement in &proposal.requirements {
        assert_eq!(requirement.kind, None, "{}: only a law requires", requirement.id);
        assert!(!requirement.id.contains("164."), "{}: is taken for the rule in force", requirement.id);
        let citation = requirement.citation.as_deref().unwrap_or_default();
        assert!(citation.starts_with("proposed"), "{}: {citation}", requirement.id);
    }
    let law: Vec<&str> =
        catalog.frameworks.values().filter(|f| f.legal_status.is_law()).map(|f| f.id.as_str()).collect();
    assert_eq!(law, ["hipaa-security-rule", "ny-405-46"]);
}

#[test]
fn every_link_leads_to_something() {
    let catalog = catalog();
    let mut links = 0;
    for framework in catalog.frameworks.values() {
        for requirement in &framework.requirements {
            for link in &requirement.links {
                links += 1;
                let exists = match &link.to {
                    Target::Part(id) => {
                        framework.find(id).is_some_and(|p| p.part_of.as_ref() == Some(&requirement.id))
                    }
                    Target::Measure(id) => catalog.measures.contains_key(id),
                    Target::Goal(id) => catalog.goal(*id).is_some(),
                };
                assert!(exists, "{} {}: {} is nowhere", framework.id, requirement.id, link.to);
                let is_named = link.basis == Basis::Own || catalog.sources.contains_key(&link.source);
                assert!(is_named, "{} {}: source {}", framework.id, requirement.id, link.source);
            }
            let targets: BTreeSet<&Target> = requirement.links.iter().map(|l| &l.to).collect();
            assert_eq!(targets.len(), requirement.links.len(), "{}: a target twice", requirement.id);
        }
    }
    assert!(links > 900, "only {links} links");
}

#[test]
fn every_line_of_the_crosswalk_to_a_framework_arrives_there() {
    let catalog = catalog();
    let (mut lines, mut outside) = (0, 0);
    for goal in catalog.frameworks.values().flat_map(|f| &f.goals) {
        let crossings = catalog.crossings_of_goal(goal.id);
        for line in &goal.crosswalk {
            let Some(text) = catalog.frameworks.values().find(|f| f.crosswalk_keys.contains(&line.to)) else {
                continue;
            };
            lines += 1;
            let id = line.id.trim_start_matches("45 CFR ");
            let arrives = crossings.iter().any(|c| {
                let is_it = c.requirement.id == id || c.requirement.also.iter().any(|also| also == id);
                c.framework.id == text.id && is_it && c.link.to == Target::Goal(goal.id)
            });
            outside += usize::from(id == "164.502(b)");
            assert!(arrives || id == "164.502(b)", "{} to {} {id}", goal.id, text.id);
        }
    }
    assert!(lines > 700 && outside == 2, "{lines} lines, {outside} outside");
}

#[test]
fn only_published_links_are_verified() {
    for framework in catalog().frameworks.values() {
        for requirement in &framework.requirements {
            for link in requirement.links.iter().filter(|l| l.is_verified) {
                assert!(
                    matches!(link.basis, Basis::CoCited | Basis::Own),
                    "{} {}",
                    framework.id,
                    requirement.id
                );
            }
        }
    }
}

#[test]
fn the_closest_links_decide() {
    // Parts before goals that are cited beside the heading.
    check_decided_by(
        "hipaa-security-rule",
        "164.308(a)(1)(i)",
        "164.308(a)(1)(ii)(A) 164.308(a)(1)(ii)(B) 164.308(a)(1)(ii)(C) 164.308(a)(1)(ii)(D)",
    );
    // Measures that cite it, and one that the framework adds.
    check_decided_by("hipaa-security-rule", "164.308(a)(7)(ii)(D)", "E7.2 E7.4 H9.3");
    check_decided_by("cisa-cpg-1-0-1", "2.R", "E7.3 E7.4");
    // A goal of the same title.
    check_decided_by("cisa-cpg-1-0-1", "5.A", "E7 H9");
    check_decided_by("nist-csf-2-0", "PR.DS-11", "E7");
    // Nothing: the links of the SRA Tool to it are odd, and no measure asks for it.
    check_decided_by("hipaa-security-rule", "164.312(a)(2)(iii)", "");
    check_decided_by("hph-cpg", "E3", "E3");
}

#[test]
fn being_cited_beside_a_goal_decides_nothing() {
    let catalog = catalog();
    for framework in catalog.frameworks.values() {
        for requirement in &framework.requirements {
            for link in requirement.links.iter().filter(|l| l.basis == Basis::CoCited && l.decides) {
                let Target::Goal(id) = &link.to else { panic!("only goals are cited by the SRA Tool") };
                let goal = catalog.goal(*id).unwrap();
                let is_primary =
                    goal.crosswalk.iter().any(|l| l.is_primary && l.id.ends_with(&requirement.id));
                assert!(is_primary, "{} {} by {id}", framework.id, requirement.id);
            }
        }
    }
}

#[test]
fn what_the_security_rule_calls_required_and_addressable() {
    let catalog = catalog();
    let rule = framework(&catalog, "hipaa-security-rule");
    let count = |kind| rule.requirements.iter().filter(|r| r.kind == Some(kind)).count();
    assert_eq!(count(RequirementKind::Addressable), 22);
    assert_eq!(
        find(&catalog, "hipaa-security-rule", "164.308(a)(7)(ii)(D)").kind,
        Some(RequirementKind::Addressable)
    );
    assert_eq!(
        find(&catalog, "hipaa-security-rule", "164.308(a)(7)(ii)(A)").kind,
        Some(RequirementKind::Required)
    );
    assert_eq!(find(&catalog, "hipaa-security-rule", "164.312(a)(1)").kind, Some(RequirementKind::Standard));
    assert!(rule.requirements.iter().all(|r| r.kind.is_some() && r.combine == Combine::All));
}

#[test]
fn practices_are_by_size() {
    let catalog = catalog();
    let sizes = |id| find(&catalog, "hicp", id).is_for;
    assert_eq!((sizes("7.S.A").small, sizes("7.S.A").medium, sizes("7.S.A").large), (true, false, false));
    assert_eq!((sizes("7.M.A").small, sizes("7.M.A").medium, sizes("7.M.A").large), (false, true, true));
    assert_eq!((sizes("7.L.A").small, sizes("7.L.A").medium, sizes("7.L.A").large), (false, false, true));
}

#[track_caller]
fn check_found(asked: &str, expected: &str) {
    let catalog = catalog();
    let found = match catalog.look_up(asked) {
        None => "nothing".to_owned(),
        Some(Found::Goal(goal)) => format!("goal {}", goal.id),
        Some(Found::Measure(measure)) => format!("measure {}", measure.id),
        Some(Found::Framework(framework)) => format!("framework {}", framework.id),
        Some(Found::Requirements(all)) => {
            all.iter().map(|(f, r)| format!("{}/{}", f.id, r.id)).collect::<Vec<_>>().join(" ")
        }
    };
    assert_eq!(found, expected, "{asked}");
}

#[test]
fn a_look_up_finds_what_a_person_means() {
    check_found("E3", "goal E3");
    check_found(" e7.4 ", "measure E7.4");
    check_found("NIST-CSF-2-0", "framework nist-csf-2-0");
    check_found("45 CFR 164.312(d)", "hipaa-security-rule/164.312(d)");
    check_found("§ 164.312 (D)", "hipaa-security-rule/164.312(d)");
    check_found("164.314(a)(2)(i)(C)", "hipaa-security-rule/164.314(a)(2)(i)");
    check_found("pr.aa-01", "nist-csf-2-0/PR.AA-01");
    check_found("penetration-test", "ny-405-46/penetration-test hipaa-nprm-2025/penetration-test");
    check_found("ny-405-46/penetration-test", "ny-405-46/penetration-test");
    check_found("164.999", "nothing");
    check_found("", "nothing");
    check_found("E11", "nothing");
}
