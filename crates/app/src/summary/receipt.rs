//! Keeps the operator's receipt, if it is for a summary of ours and witnesses the record that we have.

use crate::record::RecordView;
use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::record::Event;
use ward_ledger::VerifyingKey;
use ward_ledger::receipt::{self, Opened};

/// Checks a receipt and keeps it. The operator's key is given with the first one and remembered; a key that is given
/// later replaces it. A receipt that is kept already is kept once.
pub fn keep_receipt(
    ctx: &Ctx,
    who: &Actor,
    bytes: &[u8],
    operator: Option<&VerifyingKey>,
) -> Result<Opened, AppError> {
    who.may(Permission::Share)?;
    let view = crate::record::view(ctx)?;
    let key = operator_key(&view, operator)?;
    let wrong = |says: String| AppError::Invalid(format!("the receipt is not kept: {says}"));
    let opened = receipt::open(bytes, &key).map_err(|cause| wrong(with_causes(&cause)))?;
    let Some(made) = view.summaries.iter().find(|made| made.digest == opened.summary) else {
        return Err(wrong(format!("it is for the summary {}, which was not signed here", opened.summary)));
    };
    if (made.number, made.as_of) != (opened.receipt.number, opened.receipt.as_of) {
        return Err(wrong(format!("it names another number or day than summary {} has", made.number)));
    }
    let ours = crate::record::root_at(ctx, opened.record.size)?;
    if opened.origin != ctx.key.name() || ours != Some(opened.record.root) {
        let says =
            "it witnesses another record than this one: keep the file, and ask the operator what it was sent";
        return Err(wrong(says.to_owned()));
    }
    let bytes = bytes.trim_ascii_end();
    let kept = ctx.store.evidence().keep(bytes)?;
    if made.receipt.as_ref().is_some_and(|(known, _)| *known == kept) {
        return Ok(opened);
    }
    let event = Event::ReceiptKept {
        number: made.number,
        summary: made.digest,
        receipt: kept,
        operator: key.to_string(),
    };
    crate::record::append(ctx, who, event, &[])?;
    Ok(opened)
}

/// The operator's key that was given, or else the one that signed what was kept last.
pub(crate) fn operator_key(
    view: &RecordView,
    given: Option<&VerifyingKey>,
) -> Result<VerifyingKey, AppError> {
    match (given, &view.operator) {
        (Some(given), _) => Ok(given.clone()),
        (None, Some(known)) => known.parse().map_err(AppError::ours),
        (None, None) => {
            let says = "the operator's key is not known yet: give it with the first file, and get it another way \
                        than the file";
            Err(AppError::Invalid(says.to_owned()))
        }
    }
}

/// An error and what caused it, in one sentence.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", with_causes(cause)),
        None => error.to_string(),
    }
}
