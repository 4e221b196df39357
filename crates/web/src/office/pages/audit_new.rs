//! Designing an audit: what is asked, what sample follows from it, and the digest that is published before the seed.
//!
//! The questions are answered by GET, so that the sample can be looked at and changed as often as one likes; only the
//! last button records it.

use super::participant_new::blame;
use crate::kit::form::{Errors, Field, Fields, Kind as As, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, prose, table, text};
use crate::kit::words::count;
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use ward_programme::Event;
use ward_programme::audit::{self, Design, FindingGrade, Stratum};
use ward_programme::participants::{Participant, ParticipantId, Participants};

const NAMES: [&str; 8] =
    ["name", "title", "by", "confidence", "tolerable", "accepted", "deviation", "weights"];

pub(crate) async fn show(visit: Visit, Query(asked): Query<BTreeMap<String, String>>) -> Answer {
    visit.show_office(move |desk| asking(desk, Fields(asked))).await
}

pub(crate) async fn submit(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            let programme = desk.port.programme()?;
            let Some(design) = read(&fields, &programme.participants, &mut errors) else {
                return Ok(Done::Again(page(desk, &fields, &errors, None)));
            };
            let seen = fields.get("commitment").to_owned();
            let commitment = design.commitment();
            if seen != commitment.to_string() {
                errors.add(
                    "name",
                    "Somebody joined or left since you looked: look at the new sample, then fix the design",
                );
                return Ok(Done::Again(page(desk, &fields, &errors, Some(&design))));
            }
            let audit = fields.get("name").to_owned();
            let designed =
                audit::Event::Designed { audit: audit.clone(), design: Box::new(design.clone()), commitment };
            match desk.port.decide(vec![Event::Audit(designed)]) {
                Ok(_) => Ok(Done::GoTo(format!("/audits/{audit}"))),
                Err(refused) => {
                    blame(refused, "name", &mut errors)?;
                    Ok(Done::Again(page(desk, &fields, &errors, Some(&design))))
                }
            }
        })
        .await
}

fn asking(desk: &Desk<'_>, mut fields: Fields) -> Result<Page, Trouble> {
    let mut errors = Errors::default();
    if fields.0.is_empty() {
        for (name, value) in [
            ("by", "kind"),
            ("confidence", "0.95"),
            ("tolerable", "0.1"),
            ("accepted", "0"),
            ("deviation", "minor"),
        ] {
            fields.set(name, value);
        }
        return Ok(page(desk, &fields, &errors, None));
    }
    let design = read(&fields, &desk.port.programme()?.participants, &mut errors);
    Ok(page(desk, &fields, &errors, design.as_ref()))
}

fn read(fields: &Fields, all: &Participants, errors: &mut Errors) -> Option<Design> {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let name = fields.get("name");
    if name.is_empty() || name.len() > 64 || !name.bytes().all(is_word) {
        errors.add("name", "Use lower-case letters, digits and hyphens, such as spring-2027");
    }
    if fields.get("title").is_empty() {
        errors.add("title", "Enter a title");
    }
    let share = |name: &'static str, from: f64, to: f64, errors: &mut Errors| {
        let value = fields.get(name).parse::<f64>().ok().filter(|value| (from..=to).contains(value));
        if value.is_none() {
            errors.add(name, format!("Write a number from {from} to {to}"));
        }
        value
    };
    let confidence = share("confidence", 0.5, 0.999, errors);
    let tolerable = share("tolerable", 0.001, 0.5, errors);
    let accepted = fields
        .get("accepted")
        .parse::<u32>()
        .map_err(|_| errors.add("accepted", "Write a whole number, often 0"))
        .ok();
    let deviation = grade(fields.get("deviation"));
    if deviation.is_none() {
        errors.add("deviation", "Choose what counts as a deviation");
    }
    let weights = weights(fields, errors);
    let strata = strata(fields.get("by"), all, &weights);
    if strata.is_empty() {
        errors.add("by", "Nobody is enrolled, so there is nobody to draw from");
    }
    for name in weights.keys().filter(|name| !strata.iter().any(|stratum| stratum.name == **name)) {
        errors.add(
            "weights",
            format!("There is no group “{}”: copy its name from the table", shortened(name, 60)),
        );
    }
    if errors.any() {
        return None;
    }
    let design = Design {
        name: fields.get("title").to_owned(),
        confidence: confidence?,
        tolerable: tolerable?,
        accepted: accepted?,
        deviation: deviation?,
        strata,
    };
    design.check().map_err(|refused| errors.add("weights", refused.why)).ok()?;
    Some(design)
}

/// A grade of findings by its word.
pub(crate) fn grade(word: &str) -> Option<FindingGrade> {
    match word {
        "observation" => Some(FindingGrade::Observation),
        "minor" => Some(FindingGrade::Minor),
        "major" => Some(FindingGrade::Major),
        _ => None,
    }
}

/// Lines such as `critical-access 2 few people`: group, weight, reason.
fn weights(fields: &Fields, errors: &mut Errors) -> BTreeMap<String, (f64, String)> {
    let mut weights = BTreeMap::new();
    for line in fields.get("weights").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.splitn(3, char::is_whitespace);
        let (group, weight, because) = (
            words.next().unwrap_or(""),
            words.next().and_then(|word| word.parse::<f64>().ok()),
            words.next().unwrap_or("").trim(),
        );
        match weight {
            Some(weight) if weight > 0.0 && weight <= 100.0 && !because.is_empty() => {
                weights.insert(group.to_owned(), (weight, because.to_owned()));
            }
            _ => errors.add(
                "weights",
                format!(
                    "“{}” needs a group, a weight above 0 and at most 100, and a reason",
                    shortened(line, 60)
                ),
            ),
        }
    }
    weights
}

/// Everyone who is enrolled, in the groups asked for.
fn strata(by: &str, all: &Participants, weights: &BTreeMap<String, (f64, String)>) -> Vec<Stratum> {
    let state =
        |one: &Participant| one.profile.state.map_or_else(|| "unknown".to_owned(), |state| state.to_string());
    let mut groups: BTreeMap<String, BTreeSet<ParticipantId>> = BTreeMap::new();
    for one in all.iter().filter(|one| one.is_enrolled()) {
        let group = match by {
            "state" => state(one),
            "kind-state" => format!("{}/{}", one.profile.kind.as_str(), state(one)),
            "kind" => one.profile.kind.as_str().to_owned(),
            _ => "all".to_owned(),
        };
        groups.entry(group).or_default().insert(one.id.clone());
    }
    let stratum = |(name, members): (String, BTreeSet<ParticipantId>)| {
        let (risk_weight, because) =
            weights.get(&name).cloned().unwrap_or((1.0, "no reason to draw more often or less".to_owned()));
        Stratum { name, risk_weight, because, members }
    };
    groups.into_iter().map(stratum).collect()
}

fn page(desk: &Desk<'_>, fields: &Fields, errors: &Errors, design: Option<&Design>) -> Page {
    let bys = [
        ("kind", "class"),
        ("state", "state"),
        ("kind-state", "class and state"),
        ("none", "one group of all"),
    ];
    let grades = [
        ("observation", "any finding", ""),
        ("minor", "a minor or major finding", ""),
        ("major", "a major finding only", ""),
    ];
    let content = html! {
        (errors.summary())
        p.lead { "Say what the audit shall show. The smallest sample that shows it follows; nobody chooses who is drawn." }
        form.ask method="get" action="/audits/new" novalidate {
            (Field::new("name", "Short name", As::Text).hint("Lower-case letters, digits and hyphens, such as spring-2027.").show(fields, errors))
            (Field::new("title", "Title", As::Text).show(fields, errors))
            (Field::new("by", "Draw apart by", As::Select(&bys)).hint("At least one is drawn from each group.").show(fields, errors))
            (Field::new("confidence", "How sure it shall be", As::Text).hint("0.95 is wrong in one of twenty audits.").show(fields, errors))
            (Field::new("tolerable", "Share of wrong claims that would be tolerable", As::Text).hint("0.1 is one of ten organisations.").show(fields, errors))
            (Field::new("accepted", "Deviations in the sample that would still be accepted", As::Text).hint("0 gives the smallest sample.").show(fields, errors))
            (Field::new("deviation", "What makes a claim wrong", As::Choice(&grades)).show(fields, errors))
            (Field::new("weights", "Groups to draw more often", As::Area).optional()
                .hint("One a line: group, weight, reason. For example: critical-access 2 few people, more evidence by hand. Others have weight 1. The weights are public.").show(fields, errors))
            p { button type="submit" { "Show the sample" } " " a href="/audits" { "Cancel" } }
        }
        @if let Some(design) = design { (preview(desk, fields, design)) }
    };
    Page::new("Design an audit", Some(Section::Office(Room::Audit)), content)
        .up("/audits", "Audits")
        .failed(errors.any())
}

fn preview(desk: &Desk<'_>, fields: &Fields, design: &Design) -> Markup {
    let all: usize = design.sizes().iter().sum();
    html! {
        h2 { "The sample that follows" }
        p {
            strong { (count(all as u64, "organisation")) } " of " (design.population()) " enrolled. If no more than " (design.accepted)
            " of them deviate, it is shown with confidence " (design.confidence) " that at most a share of " (design.tolerable) " of all does (exact sampling without replacement)."
        }
        (strata_table(design))
        h2 { "Fix the design" }
        p { "This digest of the design, with everyone in it, is published first. The seed comes after it, from a public source, so nobody can choose who is drawn." }
        pre.scroll { (design.commitment()) }
        (post("/audits/new", desk.token, false, html! {
            @for name in NAMES { input type="hidden" name=(name) value=(fields.get(name)); }
            input type="hidden" name="commitment" value=(design.commitment());
            button type="submit" { "Fix the design for ever" }
        }))
    }
}

/// The groups with their weights.
pub(crate) fn strata_table(design: &Design) -> Markup {
    table(
        "Groups, their weights and how many are drawn",
        [text("Group"), number("Members"), number("Risk weight"), prose("Why"), number("Drawn")],
        design.strata.iter().zip(design.sizes()).map(|(stratum, size)| {
            [
                html! { (stratum.name) },
                html! { (stratum.members.len()) },
                html! { (stratum.risk_weight) },
                html! { (shortened(&stratum.because, 200)) },
                html! { (size) },
            ]
        }),
        "",
    )
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::{FakeOffice, HOSTILE};
    let with = |pairs: &[(&str, &str)]| {
        let mut fields = Fields::default();
        for (name, value) in pairs {
            fields.set(name, *value);
        }
        fields
    };
    let good = with(&[
        ("name", "spring-2027"),
        ("title", HOSTILE),
        ("by", "kind"),
        ("confidence", "0.9"),
        ("tolerable", "0.1"),
        ("accepted", "0"),
        ("deviation", "minor"),
        ("weights", "acute 2 <b>why</b>"),
    ]);
    let wrong = with(&[
        ("name", HOSTILE),
        ("confidence", "2"),
        ("tolerable", "x"),
        ("accepted", "-1"),
        ("weights", HOSTILE),
    ]);
    let of = |name, kind, fields| (name, asking(&FakeOffice::of(kind).desk(), fields).unwrap());
    vec![
        of("audit-new", Of::Typical, Fields::default()),
        of("audit-new-preview", Of::Typical, good.clone()),
        of("audit-new-nobody", Of::Empty, good),
        of("audit-new-wrong", Of::Typical, wrong),
    ]
}
