//! Advisories and answers, as pages show them.

use std::sync::Arc;
use ward_app::advisories::Touched;
use ward_app::record::{KeptAdvisory, ToldExposure};
use ward_web::Posture;
use ward_web::port::{AdvisoryRow, AdvisoryText, Looked, ToldRow};

pub(super) fn row(kept: KeptAdvisory) -> AdvisoryRow {
    let KeptAdvisory { digest, received_at, id, title, publisher, released, .. } = kept;
    AdvisoryRow { digest, received_at, id, title, publisher, released }
}

pub(super) fn looked(found: Touched, posture: Arc<Posture>) -> Looked {
    let Touched { touches, flaws, advisory, .. } = found;
    let advisory = advisory.map(|read| AdvisoryText { advisory: read.advisory, tally: read.tally });
    Looked { posture, touches, flaws, advisory }
}

pub(super) fn told(told: ToldExposure) -> ToldRow {
    let ToldExposure { question, made_at, as_of, state, devices, digest, .. } = told;
    ToldRow { question, made_at, as_of, state, devices, digest }
}
