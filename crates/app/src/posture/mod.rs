//! Where the organisation stands: the record folded into an estate and judged, kept in memory while nothing changes.

mod drift;
mod history;
mod record_assessment;

pub(crate) use drift::Cache as DriftCache;
pub use drift::drift;
pub use history::history;
pub use record_assessment::record_assessment;

use crate::record::{EvidenceInForce, RecordView};
use crate::{Actor, AppError, Ctx, Permission};
use jiff::civil::Date;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use ward_catalog::Catalog;
use ward_domain::observation::Observations;
use ward_domain::{Assessment, Organisation};
use ward_estate::{Estate, Source, SourceId, end_of_day, fold};
use ward_reports::{Input, Outcome};

/// A record, judged on a day.
#[derive(Debug)]
pub struct Posture {
    /// Entries of the record that it rests on.
    pub size: u64,
    /// The files that count.
    pub inputs: Vec<Input>,
    /// What is known.
    pub estate: Arc<Estate>,
    /// What follows.
    pub assessment: Arc<Assessment>,
}

impl Posture {
    /// The contract's bytes.
    pub fn json(&self) -> Vec<u8> {
        ward_reports::json_v1::bytes(&self.assessment, &self.inputs)
    }
}

/// The postures asked for last.
#[derive(Default)]
pub(crate) struct Cache(Vec<((u64, Date), Arc<Posture>)>);

const MOST_CACHED: usize = 3;

/// The posture on a day; today when none is given.
pub fn posture(ctx: &Ctx, who: &Actor, as_of: Option<Date>) -> Result<Arc<Posture>, AppError> {
    who.may(Permission::Read)?;
    let key = (ctx.store.size(&ctx.organisation)?, as_of.unwrap_or_else(|| ctx.today()));
    // Held while computing: whoever asks for the same meanwhile waits for it and does not compute it again.
    let mut cache = ctx.postures.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(position) = cache.0.iter().position(|(known, _)| *known == key) {
        let found = cache.0.remove(position);
        let posture = found.1.clone();
        cache.0.push(found);
        return Ok(posture);
    }
    let view = crate::record::view(ctx)?;
    let posture = Arc::new(compute(&ctx.catalog, &view, key.1, &observations(ctx, &view)?));
    if cache.0.len() == MOST_CACHED {
        cache.0.remove(0);
    }
    cache.0.push(((view.size, key.1), posture.clone()));
    Ok(posture)
}

/// What the files in force say, in the order of the record. Files are read side by side: after the cache was dropped,
/// parsing them again is most of the work.
fn observations(ctx: &Ctx, view: &RecordView) -> Result<Vec<Observations>, AppError> {
    let files: Vec<&EvidenceInForce> = view.in_force().collect();
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(files.len());
    let next = AtomicUsize::new(0);
    let read = Mutex::new(Vec::with_capacity(files.len()));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((place, file)) = nth(&files, &next) {
                    let result = crate::evidence::observations(ctx, file);
                    read.lock().unwrap_or_else(PoisonError::into_inner).push((place, result));
                }
            });
        }
    });
    let mut read = read.into_inner().unwrap_or_else(PoisonError::into_inner);
    read.sort_by_key(|(place, _)| *place);
    read.into_iter().map(|(_, result)| result).collect()
}

fn nth<'v>(files: &[&'v EvidenceInForce], next: &AtomicUsize) -> Option<(usize, &'v EvidenceInForce)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    files.get(place).map(|file| (place, *file))
}

/// Folds and judges a record. Nothing but its arguments decides, so an auditor gets the same bytes. `observations` are
/// those of the files in force, in their order.
pub(crate) fn compute(
    catalog: &Catalog,
    view: &RecordView,
    as_of: Date,
    observations: &[Observations],
) -> Posture {
    let stated = stated(view);
    let of_files = view.in_force().zip(observations).map(|(evidence, observations)| Source {
        id: SourceId::Evidence(evidence.digest),
        format: &evidence.format,
        evidence_kind: ward_importers::find(&evidence.format)
            .map_or("", |importer| importer.about().evidence_kind),
        collected_at: evidence.collected_at,
        observations,
    });
    let of_entries = stated.iter().map(|(id, collected_at, evidence_kind, observations)| Source {
        id: *id,
        format: "record",
        evidence_kind,
        collected_at: *collected_at,
        observations,
    });
    let sources: Vec<Source<'_>> = of_files.chain(of_entries).collect();
    let organisation = organisation_in_force(view, &sources, as_of);
    let estate = Arc::new(fold(&organisation, &sources, &view.decisions, as_of));
    let chosen = view.numbers.iter().map(|number| (number.measure, number.key.as_str(), number.value));
    let catalog = catalog.with_own_numbers(chosen);
    let assessment = Arc::new(ward_engine::assess(&catalog, &estate));
    let inputs = view
        .in_force()
        .map(|e| Input {
            file: e.file_name.clone(),
            outcome: Outcome::Read { format: e.format.clone(), tally: e.tally.clone() },
            digest: Some(e.digest),
        })
        .collect();
    Posture { size: view.size, inputs, estate, assessment }
}

/// Answers and exceptions of the record, each as a source that speaks for itself.
fn stated(view: &RecordView) -> Vec<(SourceId, jiff::Timestamp, &'static str, Observations)> {
    let answers = view.answers.iter().map(|stated| {
        let observations = Observations { answers: vec![stated.answer.clone()], ..Observations::default() };
        (SourceId::Entry(stated.entry), end_of_day(stated.answer.signed_on), "answers", observations)
    });
    let exceptions = view.exceptions.iter().map(|(entry, exception)| {
        let observations = Observations { exceptions: vec![exception.clone()], ..Observations::default() };
        (SourceId::Entry(*entry), end_of_day(exception.approved_on), "exception-register", observations)
    });
    answers.chain(exceptions).collect()
}

/// The profile of the record, or else the newest that a file declares.
fn organisation_in_force(view: &RecordView, sources: &[Source<'_>], as_of: Date) -> Organisation {
    let declared = || {
        sources
            .iter()
            .filter(|s| s.collected_at <= end_of_day(as_of))
            .filter_map(|s| Some(((s.collected_at, s.id), s.observations.organisation.as_ref()?)))
            .max_by_key(|(when, _)| *when)
            .map(|(_, organisation)| organisation.clone())
    };
    view.organisation.clone().or_else(declared).unwrap_or_default()
}
