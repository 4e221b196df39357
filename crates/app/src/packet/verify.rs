//! Checks a packet offline: is the record whole, and do the verdicts follow from the evidence?

use crate::AppError;
use crate::evidence::read_again;
use crate::posture::{Posture, compute};
use crate::record::{RecordView, RecordedAssessment};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use std::io::{Read, Seek};
use ward_catalog::Catalog;
use ward_domain::Digest;
use ward_ledger::{Checked, Packet, VerifyingKey};

/// What a packet proves.
#[derive(Debug)]
pub struct Verified {
    /// The record is whole and signed.
    pub checked: Checked,
    /// The assessments that were made again, oldest first.
    pub reruns: Vec<(RecordedAssessment, Rerun)>,
}

/// What came of making an assessment again from the raw evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rerun {
    /// The same bytes.
    Same,
    /// Other bytes: the verdicts do not follow from the evidence.
    Different {
        /// What came out.
        found: Digest,
    },
    /// This Ward cannot make it again, and why.
    CannotRun(String),
}

impl Verified {
    /// Whether every assessment that was made again came out the same, and at least one was.
    pub fn verdicts_follow(&self) -> bool {
        !self.reruns.is_empty() && self.reruns.iter().all(|(_, rerun)| *rerun == Rerun::Same)
    }
    /// Whether an assessment came out otherwise.
    pub fn contradicts_itself(&self) -> bool {
        self.reruns.iter().any(|(_, rerun)| matches!(rerun, Rerun::Different { .. }))
    }
}

/// Checks a packet with nothing but itself and, if given, a key from elsewhere. The newest assessment is made again
/// from the raw evidence; with `all`, every one.
pub fn verify<R: Read + Seek>(
    catalog: &Catalog,
    input: R,
    trusted: Option<&VerifyingKey>,
    all: bool,
) -> Result<Verified, AppError> {
    let mut packet = Packet::open(input)?;
    let checked = packet.check(trusted)?;
    let entries: Vec<_> = packet.entries().cloned().collect();
    let recorded = RecordView::of(&entries).assessments;
    let from = if all { 0 } else { recorded.len().saturating_sub(1) };
    let mut reruns = Vec::new();
    for assessment in recorded.into_iter().skip(from) {
        let before = usize::try_from(assessment.entry).unwrap_or(usize::MAX).min(entries.len());
        let view = RecordView::of(&entries[..before]);
        let rerun = rerun(catalog, &mut packet, &view, &assessment);
        reruns.push((assessment, rerun));
    }
    Ok(Verified { checked, reruns })
}

fn rerun<R: Read + Seek>(
    catalog: &Catalog,
    packet: &mut Packet<R>,
    view: &RecordView,
    recorded: &RecordedAssessment,
) -> Rerun {
    match judge_again(catalog, packet, view, recorded.as_of, &recorded.catalogue) {
        Err(why) => Rerun::CannotRun(why),
        Ok(posture) => {
            let found = Digest(Sha256::digest(posture.json()).into());
            if found == recorded.digest { Rerun::Same } else { Rerun::Different { found } }
        }
    }
}

/// Judges the evidence of a packet again as of a day, with the catalogue of that version; or says why this Ward cannot.
pub(crate) fn judge_again<R: Read + Seek>(
    catalog: &Catalog,
    packet: &mut Packet<R>,
    view: &RecordView,
    as_of: Date,
    catalogue: &str,
) -> Result<Posture, String> {
    if catalogue != catalog.version {
        return Err(format!(
            "it was made with catalogue {catalogue}, and this Ward has {}: use the Ward that made it",
            catalog.version
        ));
    }
    for evidence in view.in_force() {
        let version = ward_importers::find(&evidence.format).map(|importer| importer.about().version);
        if version != Some(evidence.format_version) {
            return Err(format!(
                "{} was read by version {} of the importer {}, which this Ward does not have",
                evidence.file_name, evidence.format_version, evidence.format
            ));
        }
    }
    let mut observations = Vec::new();
    for evidence in view.in_force() {
        let read = packet.evidence(evidence.digest).map_err(AppError::from);
        let read = read.and_then(|mut raw| read_again(&mut raw, evidence));
        observations.push(read.map_err(|error| error.to_string())?);
    }
    Ok(compute(catalog, view, as_of, &observations))
}
