//! Judges a hospital by all frameworks and says how long that takes.
//!
//! `cargo run --release -p ward-engine --example frameworks`

use std::io::{self, Write as _};
use std::time::Instant;
use ward_catalog::Catalog;
use ward_domain::Status;
use ward_estate::identity::Decisions;
use ward_estate::{Source, SourceId, end_of_day, fold};
use ward_generator::{Faults, Plan, hospital};

fn main() -> io::Result<()> {
    let as_of = jiff::civil::date(2026, 11, 21);
    let hospital = hospital(&Plan { beds: 25, seed: 7, as_of, faults: Faults::Planted });
    let mut readings = Vec::new();
    for (number, file) in (1u8..).zip(&hospital.files) {
        let importer = ward_importers::recognise(&file.bytes, None).map_err(io::Error::other)?;
        let context = ward_importers::Context::default();
        let reading = importer.read(&mut file.bytes.as_slice(), &context).map_err(io::Error::other)?;
        readings.push((number, importer.about(), file.collected_on, reading.observations));
    }
    let sources: Vec<Source<'_>> = readings
        .iter()
        .map(|(number, about, collected_on, observations)| Source {
            id: SourceId::Evidence(ward_domain::Digest([*number; 32])),
            format: about.id,
            evidence_kind: about.evidence_kind,
            collected_at: observations.collected_at.unwrap_or_else(|| end_of_day(*collected_on)),
            observations,
        })
        .collect();
    let organisation = readings.iter().find_map(|(.., o)| o.organisation.clone()).unwrap_or_default();
    let catalog = Catalog::built_in();
    let estate = fold(&organisation, &sources, &Decisions::default(), as_of);
    let assessment = ward_engine::assess(&catalog, &estate);
    let mut out = io::stdout().lock();
    for round in 1..=3 {
        let start = Instant::now();
        let results: Vec<_> = catalog
            .frameworks
            .values()
            .map(|framework| ward_engine::judge_framework(&catalog, framework, &assessment))
            .collect();
        let took = start.elapsed().as_secs_f64() * 1_000.0;
        let requirements: usize = results.iter().map(|result| result.requirements.len()).sum();
        writeln!(
            out,
            "round {round}: {} frameworks, {requirements} requirements, {took:.2} ms",
            results.len()
        )?;
        if round == 3 {
            for result in &results {
                let of = |status| result.count(status);
                writeln!(
                    out,
                    "  {:<20} met {:>3}, partly {:>3}, not met {:>3}, unknown {:>3}, not applicable {:>3}",
                    result.framework.id,
                    of(Status::Met),
                    of(Status::Partly),
                    of(Status::NotMet),
                    of(Status::Unknown),
                    of(Status::NotApplicable)
                )?;
            }
        }
    }
    Ok(())
}
