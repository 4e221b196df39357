//! Signs a summary and enters that in the record.

use super::draft::{Asked, compose};
use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::Digest;
use ward_domain::assessment::Status;
use ward_domain::record::Event;
use ward_domain::summary::Summary;
use ward_store::Extra;

/// How often to judge again when the record grew in between.
const TRIES: u32 = 4;

/// A summary that may be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedSummary {
    /// What it says.
    pub summary: Summary,
    /// The file to send, by whatever way.
    pub bytes: Vec<u8>,
    /// Its SHA-256, which the receipt will name.
    pub digest: Digest,
}

/// Signs the summary and enters it in the record, with the assessment that it tells. `as_read` is the assessment of the
/// draft that the person read: when another one follows by now, nothing is signed.
pub fn sign(
    ctx: &Ctx,
    who: &Actor,
    asked: &Asked,
    as_read: Option<Digest>,
) -> Result<SignedSummary, AppError> {
    who.may(Permission::Share)?;
    for _ in 0..TRIES {
        let posture = crate::posture::posture(ctx, who, asked.as_of)?;
        let view = crate::record::view(ctx)?;
        if view.size != posture.size {
            continue;
        }
        let summary = compose(ctx, &view, &posture, asked)?;
        if as_read.is_some_and(|read| read != summary.assessment) {
            let changed = "what the summary tells has changed since you read it: read it again, then sign it";
            return Err(AppError::Invalid(changed.to_owned()));
        }
        let envelope = ward_ledger::claim::seal(&ctx.key, &summary).map_err(AppError::ours)?;
        let bytes = envelope.to_bytes();
        let digest = ctx.store.evidence().keep(&bytes)?;
        let made = Event::SummaryMade {
            number: summary.number,
            as_of: summary.as_of,
            class: summary.class.clone(),
            summary: digest,
        };
        let judged = Event::AssessmentRecorded {
            as_of: summary.as_of,
            catalogue: summary.catalogue.clone(),
            assessment: summary.assessment,
            goals_met: u8::try_from(posture.assessment.count(Status::Met)).unwrap_or(u8::MAX),
        };
        let is_recorded = view.assessments.iter().any(|known| known.digest == summary.assessment);
        let events = if is_recorded { vec![made] } else { vec![judged, made] };
        let json = posture.json();
        let extras = [Extra::Assessment { json: &json }];
        if crate::record::append_after(ctx, who, posture.size, &events, &extras)? {
            return Ok(SignedSummary { summary, bytes, digest });
        }
    }
    Err(AppError::Contended)
}
