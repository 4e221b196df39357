//! Evidence: files that come in, are read and kept, and may be withdrawn.

pub mod digest;
mod import;
pub mod read;
mod segment;
mod withdraw;

pub use import::{Import, import};
pub(crate) use segment::{observations, read_again};
pub use withdraw::withdraw;

use crate::record::EvidenceInForce;
use crate::{Actor, AppError, Ctx, Permission};

/// All evidence in the order of its arrival, withdrawn ones included.
pub fn list(ctx: &Ctx, who: &Actor) -> Result<Vec<EvidenceInForce>, AppError> {
    who.may(Permission::Read)?;
    Ok(crate::record::view(ctx)?.evidence)
}
