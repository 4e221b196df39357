//! The observations of a kept file: from the cache, or read again from the raw bytes.

use super::read::{FileRead, read};
use crate::record::EvidenceInForce;
use crate::{AppError, Ctx};
use ward_domain::observation::Observations;
use ward_importers::{Limits, Mapping};
use ward_store::SegmentKey;

/// What a kept file says. The cache may be dropped at any time; it is filled again here.
pub(crate) fn observations(ctx: &Ctx, evidence: &EvidenceInForce) -> Result<Observations, AppError> {
    let key = SegmentKey {
        evidence: evidence.digest,
        format: &evidence.format,
        format_version: evidence.format_version,
        mapping: evidence.mapping.as_deref(),
    };
    if let Some(bytes) = ctx.store.segment(key)? {
        if let Ok(observations) = postcard::from_bytes(&bytes) {
            return Ok(observations);
        }
        tracing::warn!(evidence = %evidence.digest, "the cached observations of {} cannot be read; reading the file again", evidence.digest);
    }
    let mut raw = ctx.store.evidence().open_checked(evidence.digest)?;
    let observations = read_again(&mut raw, evidence)?;
    let bytes = postcard::to_allocvec(&observations).map_err(AppError::ours)?;
    ctx.store.put_segment(key, &bytes)?;
    Ok(observations)
}

/// Reads raw evidence as the record says that it was read.
pub(crate) fn read_again(
    raw: &mut dyn std::io::Read,
    evidence: &EvidenceInForce,
) -> Result<Observations, AppError> {
    let mapping = evidence
        .mapping
        .as_deref()
        .map(Mapping::parse)
        .transpose()
        .map_err(|e| AppError::Mapping(e.to_string()))?;
    let result =
        read(raw, &mut std::io::sink(), mapping.as_ref(), Limits::default()).map_err(AppError::ours)?;
    match result {
        FileRead::Read { about, observations, .. } if about.id == evidence.format => Ok(*observations),
        FileRead::Read { about, .. } => Err(AppError::ours(format!(
            "evidence {} was read as {} and is taken for {} now",
            evidence.digest, evidence.format, about.id
        ))),
        FileRead::Damaged { why, .. } => Err(AppError::ours(why)),
        FileRead::NotRecognised(why) => Err(AppError::ours(why)),
    }
}
