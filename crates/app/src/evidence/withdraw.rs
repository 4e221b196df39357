//! Withdraws a file: from then on the estate is as if it had never come. The bytes and the entries stay.

use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::Digest;
use ward_domain::record::Event;

/// Withdraws a file that counts; a reason is needed.
pub fn withdraw(ctx: &Ctx, who: &Actor, digest: Digest, reason: &str) -> Result<(), AppError> {
    who.may(Permission::ManageEvidence)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::Invalid("say why the file should not count: an auditor will ask".to_owned()));
    }
    if crate::record::view(ctx)?.find_in_force(digest).is_none() {
        return Err(AppError::NoSuchEvidence(digest));
    }
    let event = Event::EvidenceWithdrawn { evidence: digest, reason: reason.to_owned() };
    crate::record::append(ctx, who, event, &[]).map(drop)
}
