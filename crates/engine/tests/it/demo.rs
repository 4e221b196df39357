//! The demo hospital and the demo clinic, read as a person's folder would be: every file by the importer that recognises it.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::sync::LazyLock;
use ward_catalog::Catalog;
use ward_domain::assessment::Assessment;
use ward_domain::observation::Observations;
use ward_domain::{Digest, Organisation};
use ward_estate::identity::Decisions;
use ward_estate::{Estate, Source, SourceId, end_of_day, fold};
use ward_generator::{Faults, Hospital, Plan, Truth};
use ward_importers::Context;

/// The day on which the hospitals are judged.
pub(crate) const TODAY: Date = date(2026, 11, 21);

/// A file, read.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    pub(crate) name: String,
    pub(crate) id: SourceId,
    pub(crate) format: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) collected_at: Timestamp,
    pub(crate) observations: Observations,
}

impl Evidence {
    pub(crate) fn source(&self) -> Source<'_> {
        Source {
            id: self.id,
            format: self.format,
            evidence_kind: self.kind,
            collected_at: self.collected_at,
            observations: &self.observations,
        }
    }
}

/// A hospital or clinic and its evidence.
pub(crate) struct Demo {
    pub(crate) organisation: Organisation,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) truth: Truth,
}

impl Demo {
    pub(crate) fn new(beds: u32, seed: u64, faults: Faults) -> Self {
        Self::read(ward_generator::hospital(&Plan { beds, seed, as_of: TODAY, faults }))
    }

    pub(crate) fn clinic(seed: u64) -> Self {
        Self::read(ward_generator::clinic(seed, TODAY))
    }

    fn read(hospital: Hospital) -> Self {
        let evidence: Vec<Evidence> = (1u8..)
            .zip(&hospital.files)
            .map(|(number, file)| {
                let importer = ward_importers::recognise(&file.bytes, None)
                    .unwrap_or_else(|unknown| panic!("{}: {unknown}", file.name));
                let reading = importer
                    .read(&mut file.bytes.as_slice(), &Context::default())
                    .unwrap_or_else(|damaged| panic!("{}: {damaged}", file.name));
                assert_eq!(reading.tally.skipped, 0, "{}: {:?}", file.name, reading.tally.problems);
                let observations = reading.observations;
                Evidence {
                    name: file.name.clone(),
                    id: SourceId::Evidence(Digest([number; 32])),
                    format: importer.about().id,
                    kind: importer.about().evidence_kind,
                    collected_at: observations.collected_at.unwrap_or_else(|| end_of_day(file.collected_on)),
                    observations,
                }
            })
            .collect();
        let organisation =
            evidence.iter().find_map(|e| e.observations.organisation.clone()).unwrap_or_default();
        Self { organisation, evidence, truth: hospital.truth }
    }

    pub(crate) fn sources(&self) -> Vec<Source<'_>> {
        self.evidence.iter().map(Evidence::source).collect()
    }
}

/// The estate of some sources on a day.
pub(crate) fn estate(organisation: &Organisation, sources: &[Source<'_>], as_of: Date) -> Estate {
    fold(organisation, sources, &Decisions::default(), as_of)
}

/// What is concluded from some sources on a day.
pub(crate) fn assess(organisation: &Organisation, sources: &[Source<'_>], as_of: Date) -> Assessment {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);
    ward_engine::assess(&CATALOG, &estate(organisation, sources, as_of))
}
