//! The observations of a kept file: from the cache, or read again from the raw bytes.

use crate::record::EvidenceInForce;
use crate::{AppError, Ctx};
use std::io::BufReader;
use ward_domain::observation::{Observations, SHAPE};
use ward_importers::{Context, Limits, Mapping};
use ward_store::SegmentKey;

const BUFFER: usize = 256 << 10;

/// What a kept file says. The cache may be dropped at any time; it is filled again here.
pub(crate) fn observations(ctx: &Ctx, evidence: &EvidenceInForce) -> Result<Observations, AppError> {
    let key = SegmentKey {
        evidence: evidence.digest,
        format: &evidence.format,
        format_version: evidence.format_version,
        mapping: evidence.mapping.as_deref(),
    };
    if let Some(bytes) = ctx.store.segment(key)? {
        match unpack(&bytes) {
            Some(observations) => return Ok(observations),
            None => {
                tracing::info!(
                    evidence = %evidence.digest,
                    "the cached observations are of another shape; reading the file again"
                );
            }
        }
    }
    let mut raw = ctx.store.evidence().open_checked(evidence.digest)?;
    let observations = read_again(&mut raw, evidence)?;
    let bytes = pack(&observations)?;
    ctx.store.put_segment(key, &bytes)?;
    Ok(observations)
}

/// Observations as they are cached: the shape's number first, because the bytes do not describe themselves.
pub(super) fn pack(observations: &Observations) -> Result<Vec<u8>, AppError> {
    postcard::to_extend(observations, SHAPE.to_le_bytes().to_vec()).map_err(AppError::ours)
}

fn unpack(bytes: &[u8]) -> Option<Observations> {
    let (shape, packed) = bytes.split_first_chunk::<4>()?;
    (*shape == SHAPE.to_le_bytes()).then(|| postcard::from_bytes(packed).ok())?
}

/// Reads raw evidence as the record says that it was read, by the importer that it names.
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
    let importer = ward_importers::find(&evidence.format).ok_or_else(|| {
        AppError::ours(format!(
            "evidence {} is of the format {}, which this version of Ward does not read",
            evidence.digest, evidence.format
        ))
    })?;
    let context = Context { limits: Limits::default(), mapping: mapping.as_ref() };
    let reading =
        importer.read(&mut BufReader::with_capacity(BUFFER, raw), &context).map_err(AppError::ours)?;
    Ok(reading.observations)
}
