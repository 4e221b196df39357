//! Looking from a requirement to what answers it, and back: as text for people and as JSON for machines.

use crate::text::line;
use serde::Serialize;
use std::collections::BTreeMap;
use ward_catalog::{
    Basis, Catalog, Crossing, Found, Framework, Goal, Link, Requirement, RequirementKind, Target,
};

/// What was found, for people.
pub fn text(catalog: &Catalog, found: &Found<'_>) -> String {
    let mut out = String::new();
    match found {
        Found::Goal(goal) => {
            line(&mut out, format_args!("{} {}", goal.id, goal.title));
            line(&mut out, format_args!("  {}", goal.plain_words));
            line(&mut out, format_args!("\nITS MEASURES"));
            for measure in catalog.measures_of(goal.id) {
                line(&mut out, format_args!("  {:<6} {}", measure.id.to_string(), measure.title));
            }
            crossings(&mut out, &catalog.crossings_of_goal(goal.id));
            elsewhere(&mut out, catalog, goal);
        }
        Found::Measure(measure) => {
            line(&mut out, format_args!("{} {}", measure.id, measure.title));
            line(&mut out, format_args!("  {}", measure.question));
            let all = catalog.crossings_of_measure(measure.id);
            if all.is_empty() {
                let goal = measure.id.goal();
                line(
                    &mut out,
                    format_args!("\nNo text leads to this measure alone. Look at its goal: {goal}"),
                );
            }
            crossings(&mut out, &all);
        }
        Found::Framework(framework) => {
            line(&mut out, format_args!("{}", framework.title));
            provenance(&mut out, framework);
            line(&mut out, format_args!("\nREQUIREMENTS"));
            for requirement in &framework.requirements {
                in_a_line(&mut out, requirement);
            }
        }
        Found::Requirements(all) => {
            for (at, (framework, requirement)) in all.iter().enumerate() {
                if at > 0 {
                    line(&mut out, format_args!(""));
                }
                in_full(&mut out, catalog, framework, requirement);
            }
        }
    }
    out
}

/// What force a framework has, whom it is for and how far it was checked.
pub(crate) fn provenance(out: &mut String, framework: &Framework) {
    let status = framework.legal_status.label().to_uppercase();
    line(out, format_args!("  {status}. {}", framework.status_words));
    let from = framework.from.map(|day| format!(" from {day}")).unwrap_or_default();
    let to = framework.to.map(|day| format!(" until before {day}")).unwrap_or_default();
    line(out, format_args!("  {}; {}{from}{to}", framework.citation, framework.version));
    line(out, format_args!("  For: {}", framework.applies_to));
    line(out, format_args!("  Checked: {}", framework.checked));
}

/// The texts that ask for a goal or a measure, by framework.
fn crossings(out: &mut String, all: &[Crossing<'_>]) {
    let (mut current, mut of) = ("", "");
    for crossing in all {
        let framework = crossing.framework;
        if framework.id != current {
            (current, of) = (&framework.id, "");
            line(out, format_args!("\n{}  ({})", framework.short_title, framework.legal_status.label()));
        }
        let requirement = crossing.requirement;
        if requirement.id != of {
            of = &requirement.id;
            line(out, format_args!("  {:<24} {}", requirement.id, requirement.title));
        }
        line(out, format_args!("    {}", described(crossing.link)));
    }
}

/// The texts that the goal names and Ward does not judge.
fn elsewhere(out: &mut String, catalog: &Catalog, goal: &Goal) {
    let judged = |key: &String| catalog.frameworks.values().any(|f| f.crosswalk_keys.contains(key));
    let mut by_text: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for link in goal.crosswalk.iter().filter(|link| !judged(&link.to)) {
        by_text.entry(&link.to).or_default().push(&link.id);
    }
    for (text, ids) in by_text {
        line(out, format_args!("\n{text}  (not judged by Ward)\n  {}", ids.join(", ")));
    }
}

fn in_full(out: &mut String, catalog: &Catalog, framework: &Framework, requirement: &Requirement) {
    line(out, format_args!("{} {}", requirement.id, requirement.title));
    let kind = requirement.kind.map(|kind| format!("; {}", kind.as_str())).unwrap_or_default();
    let part = requirement.part_of.as_ref().map(|part| format!("; part of {part}")).unwrap_or_default();
    let status = framework.legal_status.label();
    line(out, format_args!("  {}  ({status}){kind}{part}", framework.short_title));
    if let Some(citation) = &requirement.citation {
        line(out, format_args!("  {citation}"));
    }
    match &requirement.unanswered {
        Some(why) => line(out, format_args!("  Nothing in Ward answers this: {why}.")),
        None if requirement.links.iter().any(|link| link.decides) => {}
        None => line(out, format_args!("  Nothing in Ward answers this.")),
    }
    for (decides, head) in [(true, "ANSWERED BY"), (false, "ONLY TOUCHED BY")] {
        let links: Vec<&Link> = requirement.links.iter().filter(|link| link.decides == decides).collect();
        if links.is_empty() {
            continue;
        }
        let rule = if decides && links.len() > 1 {
            format!(" ({})", requirement.combine.words())
        } else {
            String::new()
        };
        line(out, format_args!("  {head}{rule}"));
        for link in links {
            line(
                out,
                format_args!("    {:<24} {}", link.to.to_string(), title(catalog, framework, &link.to)),
            );
            line(out, format_args!("      {}", described(link)));
        }
    }
}

fn in_a_line(out: &mut String, requirement: &Requirement) {
    let indent = if requirement.part_of.is_some() { "    " } else { "  " };
    line(out, format_args!("{indent}{:<24} {}", requirement.id, requirement.title));
    let ends: Vec<String> =
        requirement.links.iter().filter(|link| link.decides).map(|link| link.to.to_string()).collect();
    match (&requirement.unanswered, ends.is_empty()) {
        (Some(why), _) => line(out, format_args!("{indent}  nothing answers it: {why}")),
        (None, true) => line(out, format_args!("{indent}  nothing answers it")),
        (None, false) => line(out, format_args!("{indent}  {}", ends.join(", "))),
    }
}

/// The title of what a link leads to.
fn title<'c>(catalog: &'c Catalog, framework: &'c Framework, to: &Target) -> &'c str {
    match to {
        Target::Part(id) => framework.find(id).map_or("", |part| part.title.as_str()),
        Target::Measure(id) => catalog.measures.get(id).map_or("", |measure| measure.title.as_str()),
        Target::Goal(id) => catalog.goal(*id).map_or("", |goal| goal.title.as_str()),
    }
}

/// `E3.1, decides, NOT VERIFIED: our reading (JUDGE)`
fn described(link: &Link) -> String {
    if link.basis == Basis::Own {
        return link.basis.words().to_owned();
    }
    let decides = if link.decides { "decides" } else { "only touches it" };
    let sure = if link.is_verified { "verified" } else { "NOT VERIFIED" };
    let via = if link.via.is_empty() { String::new() } else { format!(", through {}", link.via.join(", ")) };
    format!("{}: {decides}; {sure}: {} ({}{via})", link.to, link.basis.words(), link.source)
}

#[derive(Serialize)]
struct CrosswalkV1<'a> {
    version: u8,
    catalogue: &'a str,
    found: &'static str,
    rows: Vec<RowV1<'a>>,
}

/// A requirement and one of its links; a requirement without links has one row.
#[derive(Serialize)]
struct RowV1<'a> {
    framework: &'a str,
    legal_status: &'static str,
    requirement: &'a str,
    title: &'a str,
    kind: Option<&'static str>,
    combine: &'static str,
    unanswered: Option<&'a str>,
    link: Option<LinkV1<'a>>,
}

#[derive(Serialize)]
struct LinkV1<'a> {
    to: String,
    decides: bool,
    verified: bool,
    basis: &'static str,
    source: &'a str,
    via: &'a [String],
}

/// The same for machines, indented, with a line end at the end.
pub fn json(catalog: &Catalog, found: &Found<'_>) -> Vec<u8> {
    let (found, rows) = match found {
        Found::Goal(goal) => ("goal", crossed(&catalog.crossings_of_goal(goal.id))),
        Found::Measure(measure) => ("measure", crossed(&catalog.crossings_of_measure(measure.id))),
        Found::Framework(framework) => {
            ("framework", framework.requirements.iter().flat_map(|r| rows(framework, r)).collect())
        }
        Found::Requirements(all) => ("requirement", all.iter().flat_map(|(f, r)| rows(f, r)).collect()),
    };
    let wire = CrosswalkV1 { version: 1, catalogue: &catalog.version, found, rows };
    let mut bytes = serde_json::to_vec_pretty(&wire).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn crossed<'a>(all: &[Crossing<'a>]) -> Vec<RowV1<'a>> {
    all.iter().map(|c| row(c.framework, c.requirement, Some(c.link))).collect()
}

fn rows<'a>(framework: &'a Framework, requirement: &'a Requirement) -> Vec<RowV1<'a>> {
    if requirement.links.is_empty() {
        return vec![row(framework, requirement, None)];
    }
    requirement.links.iter().map(|link| row(framework, requirement, Some(link))).collect()
}

fn row<'a>(framework: &'a Framework, requirement: &'a Requirement, link: Option<&'a Link>) -> RowV1<'a> {
    RowV1 {
        framework: &framework.id,
        legal_status: framework.legal_status.as_str(),
        requirement: &requirement.id,
        title: &requirement.title,
        kind: requirement.kind.map(RequirementKind::as_str),
        combine: requirement.combine.as_str(),
        unanswered: requirement.unanswered.as_deref(),
        link: link.map(|link| LinkV1 {
            to: link.to.to_string(),
            decides: link.decides,
            verified: link.is_verified,
            basis: link.basis.as_str(),
            source: &link.source,
            via: &link.via,
        }),
    }
}
