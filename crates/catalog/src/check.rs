//! What must hold across the data files, and the way from texts as written to the public types.
//!
//! Every check notes its mistake and goes on, so that one run shows all of them. Values built from a wrong file are
//! thrown away with the rest: a catalogue exists whole or not at all.

mod action;
mod base_rates;
mod desk;
mod framework;
mod measure;
mod parameter;
mod requirement;
mod resource;
mod table;

use crate::load::{Mistakes, Page};
use crate::{Catalog, EvidenceKind, Source, parameters, wire};
use desk::{Desk, Seen};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::{GoalId, MeasureId};

/// The parsed files by family. Of the first three there must be exactly one.
#[derive(Debug, Default)]
pub(crate) struct Files<'a> {
    pub(crate) catalog: Vec<(Page<'a>, wire::CatalogFile)>,
    pub(crate) sources: Vec<(Page<'a>, wire::SourcesFile)>,
    pub(crate) evidence_kinds: Vec<(Page<'a>, wire::EvidenceKindsFile)>,
    pub(crate) frameworks: Vec<(Page<'a>, wire::Framework)>,
    pub(crate) measures: Vec<(Page<'a>, wire::Measure)>,
    pub(crate) parameters: Vec<(Page<'a>, parameters::wire::Family)>,
    pub(crate) tables: Vec<(Page<'a>, wire::RemediationTable)>,
    pub(crate) actions: Vec<(Page<'a>, wire::Action)>,
    pub(crate) resources: Vec<(Page<'a>, wire::Resource)>,
    pub(crate) base_rates: Vec<(Page<'a>, wire::BaseRatesFile)>,
}

/// What references may point to. A set stays empty when its file is missing or broken; that is one mistake, and the
/// references to it are then left alone.
#[derive(Debug, Default)]
struct Known {
    tags: BTreeSet<String>,
    kinds: BTreeSet<String>,
    goals: BTreeSet<GoalId>,
    goals_with_measures: BTreeSet<GoalId>,
    measures: BTreeSet<MeasureId>,
    /// The ids that each name of a crosswalk may be followed by.
    texts: BTreeMap<String, requirement::Listed>,
}

impl Known {
    fn of(files: &Files<'_>) -> Self {
        let tags = files.sources.iter().flat_map(|(_, file)| &file.source).map(|s| s.tag.get_ref().clone());
        let kinds =
            files.evidence_kinds.iter().flat_map(|(_, file)| &file.kind).map(|k| k.key.get_ref().clone());
        let goals = files.frameworks.iter().flat_map(|(_, file)| &file.goal).map(|g| *g.id.get_ref());
        Self {
            tags: tags.collect(),
            kinds: kinds.collect(),
            goals: goals.collect(),
            goals_with_measures: files
                .measures
                .iter()
                .map(|(_, measure)| measure.id.get_ref().goal())
                .collect(),
            measures: files.measures.iter().map(|(_, measure)| *measure.id.get_ref()).collect(),
            texts: requirement::ids(files),
        }
    }
}

/// The catalogue that the files describe; `None` when a file is missing without which there is none.
pub(crate) fn catalog(files: &Files<'_>, found: &mut Mistakes) -> Option<Catalog> {
    let known = Known::of(files);
    let version = version(files, &known, found);
    let sources = sources(files, &known, found);
    let evidence_kinds = evidence_kinds(files, &known, found);
    let frameworks = framework::all(files, &known, found);
    let measures = measure::all(files, &known, found);
    let remediation = table::all(files, &known, found);
    let parameters = parameter::all(files, &known, found);
    let size_limits = parameter::on_every_day(files, &known, &parameters, found);
    let smallest_cell = parameter::on_every_day(files, &known, &parameters, found);
    let office_days = parameter::on_every_day(files, &known, &parameters, found);
    let actions = action::all(files, &known, found);
    let resources = resource::all(files, &known, found);
    let base_rates = base_rates::the_one(files, &known, found);
    Some(Catalog {
        version: version?,
        frameworks,
        measures,
        evidence_kinds,
        remediation,
        parameters,
        size_limits: size_limits?,
        smallest_cell: smallest_cell?,
        office_days: office_days?,
        actions,
        resources,
        base_rates: base_rates?,
        sources,
    })
}

fn version(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> Option<String> {
    let Some((page, file)) = files.catalog.first() else {
        found.add_missing("catalog.toml");
        return None;
    };
    let mut desk = Desk { page: *page, known, found };
    let version = desk.text("version", &file.version);
    let parts: Vec<_> = version.split('.').map(str::parse::<u16>).collect();
    if !matches!(parts[..], [Ok(2024..), Ok(1..=12), Ok(1..)]) {
        desk.wrong(&file.version, format!("version `{version}` is not year.month.number such as 2026.11.1"));
    }
    Some(version)
}

fn sources(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> BTreeMap<String, Source> {
    if files.sources.is_empty() {
        found.add_missing("sources.toml");
    }
    let mut seen = Seen::default();
    let mut sources = BTreeMap::new();
    for (page, file) in &files.sources {
        let mut desk = Desk { page: *page, known, found };
        for source in &file.source {
            let tag = desk.text("tag", &source.tag);
            if tag.contains([' ', ';']) {
                desk.wrong(
                    &source.tag,
                    format!("tag `{tag}` holds a space or a semicolon: a tag is one word"),
                );
            }
            desk.unique("source tag", &source.tag, &mut seen);
            let source = Source {
                tag: tag.clone(),
                title: desk.text("title", &source.title),
                status: desk.text("status", &source.status),
                checked: desk.text("checked", &source.checked),
            };
            sources.insert(tag, source);
        }
    }
    sources
}

fn evidence_kinds(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> BTreeMap<String, EvidenceKind> {
    if files.evidence_kinds.is_empty() {
        found.add_missing("evidence-kinds.toml");
    }
    let mut seen = Seen::default();
    let mut kinds = BTreeMap::new();
    for (page, file) in &files.evidence_kinds {
        let mut desk = Desk { page: *page, known, found };
        for kind in &file.kind {
            let key = desk.slug("key", &kind.key);
            desk.unique("evidence kind", &kind.key, &mut seen);
            let kind = EvidenceKind {
                key: key.clone(),
                name: desk.text("name", &kind.name),
                how_to_get: desk.text("how_to_get", &kind.how_to_get),
                days: desk.days("days", &kind.days),
                basis: desk.sources_of("basis", &kind.basis),
            };
            kinds.insert(key, kind);
        }
    }
    kinds
}
