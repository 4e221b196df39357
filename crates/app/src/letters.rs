//! Kept letters, read again.

use crate::record::KeptLetter;
use crate::{AppError, Ctx};
use std::io::Read as _;
use ward_domain::Digest;
use ward_ledger::claim::open_about;
use ward_ledger::letters::Letter;
use ward_ledger::{Envelope, VerifyingKey};

/// Opens a kept letter again, with the key that its entry names.
pub(crate) fn read<L: Letter>(ctx: &Ctx, letter: &KeptLetter) -> Result<(Digest, L), AppError> {
    let key: VerifyingKey = match &letter.operator {
        Some(operator) => operator.parse().map_err(AppError::ours)?,
        None => ctx.verifying_key(),
    };
    let envelope = Envelope::read(&bytes_of(ctx, letter)?).map_err(AppError::ours)?;
    open_about(&envelope, &key).map_err(AppError::ours)
}

/// The signed file.
pub(crate) fn bytes_of(ctx: &Ctx, letter: &KeptLetter) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    let failed = |cause| AppError::File { doing: format!("reading the file {}", letter.digest), cause };
    ctx.store.evidence().open_checked(letter.digest)?.read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
