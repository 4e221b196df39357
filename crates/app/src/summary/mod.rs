//! The summary: read before it is sent, signed, and its receipt kept. Nothing else leaves an organisation by itself.

mod draft;
mod receipt;
mod sign;
#[cfg(test)]
mod tests;

pub use draft::{Asked, draft};
pub use receipt::keep_receipt;
pub(crate) use receipt::{operator_key, with_causes};
pub use sign::{SignedSummary, sign};

use crate::record::MadeSummary;
use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::Digest;

/// Every summary that was signed, oldest first, with its receipt where one came back.
pub fn summaries(ctx: &Ctx, who: &Actor) -> Result<Vec<MadeSummary>, AppError> {
    who.may(Permission::Read)?;
    Ok(crate::record::view(ctx)?.summaries)
}

/// A signed file, in or out, as it was kept.
pub fn file(ctx: &Ctx, who: &Actor, digest: Digest) -> Result<Vec<u8>, AppError> {
    who.may(Permission::Read)?;
    let known = crate::record::view(ctx)?.summaries.iter().any(|made| {
        made.digest == digest || made.receipt.as_ref().is_some_and(|(receipt, _)| *receipt == digest)
    });
    if !known {
        return Err(AppError::NoSuchEvidence(digest));
    }
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut ctx.store.evidence().open_checked(digest)?, &mut bytes)
        .map_err(|cause| AppError::File { doing: format!("reading the file {digest}"), cause })?;
    Ok(bytes)
}
