//! Calls and applications, as the pages ask for them.

use ward_app::money::{self, Kept, KnownApplication, KnownCall};
use ward_app::{Actor, AppError, Ctx};
use ward_domain::Digest;
use ward_web::port::money::{ApplicationRow, CallRow, Offer};

pub(super) fn calls(ctx: &Ctx, who: &Actor) -> Result<Vec<CallRow>, AppError> {
    let row = |known: KnownApplication| ApplicationRow {
        digest: known.digest,
        application: known.application,
        signed_at: known.signed_at,
        acknowledgement: known.acknowledgement,
    };
    let call = |known: KnownCall| CallRow {
        digest: known.digest,
        call: known.call,
        kept_at: known.kept_at,
        applications: known.applications.into_iter().map(row).collect(),
    };
    Ok(money::calls(ctx, who)?.into_iter().map(call).collect())
}

pub(super) fn keep(ctx: &Ctx, who: &Actor, bytes: &[u8], key: &str) -> Result<Option<Digest>, AppError> {
    let key = super::plan::operator_key(key)?;
    Ok(match money::keep_letter(ctx, who, bytes, key.as_ref())? {
        Kept::Call(digest, _) => Some(digest),
        Kept::Acknowledgement(..) | Kept::HandOver(..) => None,
    })
}

pub(super) fn offer(ctx: &Ctx, who: &Actor, call: Digest) -> Result<Offer, AppError> {
    let money::Offer { lines, asks, already, .. } = money::offer(ctx, who, call)?;
    Ok(Offer { lines, asks, already })
}
