//! The record of an organisation: read, appended to, and looked at as a whole.

mod append;
mod view;

pub(crate) use append::{append, append_after, append_all, root_at};
pub use view::{
    EvidenceInForce, IncidentNote, KeptAdvisory, KeptLetter, MadeSummary, RecordView, RecordedAssessment,
    StatedAnswer, ToldExposure,
};

use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::record::Entry;
use ward_ledger::entry;

/// Every entry, oldest first.
pub fn entries(ctx: &Ctx, who: &Actor) -> Result<Vec<Entry>, AppError> {
    who.may(Permission::Read)?;
    load(ctx)
}

pub(crate) fn load(ctx: &Ctx) -> Result<Vec<Entry>, AppError> {
    let stored = ctx.store.entries(&ctx.organisation, 0)?;
    stored.iter().map(|row| entry::from_bytes(&row.bytes).map_err(AppError::ours)).collect()
}

pub(crate) fn view(ctx: &Ctx) -> Result<RecordView, AppError> {
    Ok(RecordView::of(&load(ctx)?))
}

/// The newest signed checkpoint, as text.
pub fn checkpoint(ctx: &Ctx, who: &Actor) -> Result<String, AppError> {
    who.may(Permission::Read)?;
    ctx.store.checkpoint(&ctx.organisation)?.map(|c| c.note).ok_or(AppError::EmptyRecord)
}

/// The JSON of an assessment that the record names.
pub fn assessment(ctx: &Ctx, who: &Actor, digest: ward_domain::Digest) -> Result<Option<Vec<u8>>, AppError> {
    who.may(Permission::Read)?;
    Ok(ctx.store.assessment(&ctx.organisation, digest)?)
}
