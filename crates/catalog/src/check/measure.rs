//! Measures: their texts, targets, numbers and lists.

use super::desk::{Desk, Seen};
use super::{Files, Known};
use crate::load::Mistakes;
use crate::{BySize, BySize3, Measure, MeasureKind, Spanish, Threshold, ThresholdList, wire};
use std::collections::BTreeMap;
use ward_domain::{Grade, MeasureId};

/// Units that rules know how to use.
const UNITS: [&str; 10] =
    ["accounts", "bits", "characters", "count", "days", "hours", "minutes", "percent", "seconds", "share"];

pub(super) fn all(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> BTreeMap<MeasureId, Measure> {
    let (mut ids, mut slugs) = (Seen::default(), Seen::default());
    let mut measures = BTreeMap::new();
    for (page, file) in &files.measures {
        let mut desk = Desk { page: *page, known, found };
        desk.unique("measure", &file.id, &mut ids);
        desk.unique("slug", &file.slug, &mut slugs);
        measures.insert(*file.id.get_ref(), measure(file, &mut desk));
    }
    for (page, file) in &files.measures {
        for implied in &file.implies {
            if !measures.contains_key(implied.get_ref()) {
                let mut desk = Desk { page: *page, known, found };
                desk.wrong(implied, format!("`implies` names {}, which is no measure", implied.get_ref()));
            }
        }
    }
    measures
}

fn measure(file: &wire::Measure, desk: &mut Desk<'_, '_>) -> Measure {
    let id = *file.id.get_ref();
    if !desk.known.goals.is_empty() && !desk.known.goals.contains(&id.goal()) {
        desk.wrong(&file.id, format!("measure {id} belongs to goal {}, which no framework has", id.goal()));
    }
    desk.named_as_file("slug", &file.slug);
    if file.evidence.get_ref().is_empty() {
        desk.wrong(&file.evidence, "`evidence` is empty: name what answers the measure");
    }
    if file.sources.get_ref().is_empty() {
        desk.wrong(&file.sources, "`sources` is empty: name a source, or OWN");
    }
    let target = desk.share("target.share", &file.target.share);
    Measure {
        id,
        slug: desk.slug("slug", &file.slug),
        kind: file.kind,
        title: desk.text("title", &file.title),
        question: desk.text("question", &file.question),
        why: desk.text("why", &file.why),
        fix: desk.text("fix", &file.fix),
        effort: desk.text("effort", &file.effort),
        urgency: file.urgency,
        role: file.role,
        implies: file.implies.iter().map(|id| *id.get_ref()).collect(),
        spanish: Spanish {
            title: desk.text("spanish.title", &file.spanish.title),
            question: desk.text("spanish.question", &file.spanish.question),
            small_clinic: desk.text("spanish.small_clinic", &file.spanish.small_clinic),
        },
        population: desk.text("population", &file.population),
        target_words: words(file, desk),
        target,
        target_source: desk.sources_of("target.source", &file.target.source),
        floor: file.floor.as_ref().map(|floor| share_below(floor, target, desk)),
        floor_source: file.floor.as_ref().map(|floor| desk.sources_of("floor.source", &floor.source)),
        is_required: file.required.0,
        evidence: desk.evidence(file.evidence.get_ref()),
        grades: grades(file, desk),
        answer_days: desk.days("answers.days", &file.answers.days),
        answer_source: desk.sources_of("answers.source", &file.answers.source),
        numbers: file.numbers.iter().map(|(key, number)| threshold(key, number, desk)).collect(),
        lists: file.lists.iter().map(|(key, list)| threshold_list(key, list, desk)).collect(),
        sources: file.sources.get_ref().iter().map(|source| desk.sources_of("sources", source)).collect(),
        small_clinic: file.small_clinic.as_ref().map(|text| desk.text("small_clinic", text)),
    }
}

fn words(file: &wire::Measure, desk: &mut Desk<'_, '_>) -> BySize3 {
    let BySize { small, medium, large } = &file.target.words.get_ref().0;
    if [small, medium, large].iter().any(|text| text.trim().is_empty()) {
        desk.wrong(&file.target.words, "`target.words` is empty for a size: write it");
    }
    BySize3 { small: small.clone(), medium: medium.clone(), large: large.clone() }
}

/// The floor; one that is not below the target could never be reached alone.
fn share_below(floor: &wire::Floor, target: BySize<f64>, desk: &mut Desk<'_, '_>) -> BySize<f64> {
    let share = desk.share("floor.share", &floor.share);
    let pairs = [(share.small, target.small), (share.medium, target.medium), (share.large, target.large)];
    if pairs.iter().any(|(floor, target)| floor >= target) {
        desk.wrong(&floor.share, "the floor is not below the target: lower it, or remove it");
    }
    share
}

fn grades(file: &wire::Measure, desk: &mut Desk<'_, '_>) -> Vec<Grade> {
    let grades = file.grades.get_ref();
    if grades.is_empty() || grades.windows(2).any(|pair| pair[0] >= pair[1]) {
        desk.wrong(&file.grades, "`grades` must name at least one grade, best first, each once");
    }
    if file.kind == MeasureKind::Attested && grades.contains(&Grade::A) {
        desk.wrong(
            &file.grades,
            "answers of people never reach grade A: remove it, or make the measure observed",
        );
    }
    grades.clone()
}

fn threshold(key: &wire::Text, number: &wire::Number, desk: &mut Desk<'_, '_>) -> (String, Threshold) {
    let value = number.value.get_ref().0;
    let unit = desk.text("unit", &number.unit);
    if !UNITS.contains(&unit.as_str()) {
        desk.wrong(&number.unit, format!("unit `{unit}` is unknown: use {}", UNITS.join(", ")));
    }
    if unit == "share" {
        desk.share(key.get_ref(), &number.value);
    }
    for value in [value.small, value.medium, value.large] {
        if !value.is_finite() || value < 0.0 {
            desk.wrong(
                &number.value,
                format!("`{}` is {value}: a number of a rule is 0 or more", key.get_ref()),
            );
        } else if unit != "share" && value.fract() != 0.0 {
            desk.wrong(&number.value, format!("`{}` is {value} {unit}: write a whole number", key.get_ref()));
        }
    }
    let source = desk.sources_of("source", &number.source);
    (desk.slug("number", key), Threshold { value, unit, source, says: desk.text("says", &number.says) })
}

fn threshold_list(key: &wire::Text, list: &wire::List, desk: &mut Desk<'_, '_>) -> (String, ThresholdList) {
    if list.values.get_ref().is_empty() {
        desk.wrong(&list.values, format!("list `{}` is empty: fill it in", key.get_ref()));
    }
    let mut seen = Seen::default();
    for value in list.values.get_ref() {
        desk.unique("value", value, &mut seen);
    }
    let values = list.values.get_ref().iter().map(|value| desk.text("values", value)).collect();
    let source = desk.sources_of("source", &list.source);
    (desk.slug("list", key), ThresholdList { values, source, says: desk.text("says", &list.says) })
}
