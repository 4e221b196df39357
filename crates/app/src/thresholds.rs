//! Numbers that this project chose, chosen otherwise by the organisation: each change is an entry, and the published value
//! is shown beside it.

use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::MeasureId;
use ward_domain::follow_up::ChosenNumber;
use ward_domain::record::{Decision, Event};

/// Chooses a number otherwise.
pub fn choose(
    ctx: &Ctx,
    who: &Actor,
    measure: MeasureId,
    key: &str,
    value: f64,
    reason: &str,
) -> Result<(), AppError> {
    who.may(Permission::Decide)?;
    if reason.trim().is_empty() {
        return Err(AppError::Invalid("say why: an auditor will ask".to_owned()));
    }
    let size = crate::record::view(ctx)?.organisation.unwrap_or_default().size;
    ctx.catalog
        .check_own_number(measure, key, size, value)
        .map_err(|wrong| AppError::Invalid(wrong.to_string()))?;
    let (key, reason) = (key.to_owned(), reason.trim().to_owned());
    let decision = Decision::ChooseNumber { measure, key, value, reason };
    crate::record::append(ctx, who, Event::DecisionMade { decision }, &[]).map(drop)
}

/// The numbers in force, newest decision for each.
pub fn chosen(ctx: &Ctx, who: &Actor) -> Result<Vec<ChosenNumber>, AppError> {
    who.may(Permission::Read)?;
    Ok(crate::record::view(ctx)?.numbers)
}
