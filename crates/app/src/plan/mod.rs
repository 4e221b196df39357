//! The plan: what to do next with the money and the hours that there are, and how far what was taken on has come.
//!
//! The plan follows from the posture, the catalogue and what the organisation decided; it is never kept. What is kept are
//! decisions: the means, own assumptions with a reason, and the actions that were planned, done or dropped.

mod decide;
#[cfg(test)]
mod tests;

pub use decide::{NewUndertaking, assume, end, set_frame, undertake};

use crate::{Actor, AppError, Ctx, Permission};
use ward_catalog::Catalog;
use ward_domain::Assessment;
use ward_domain::plan::{Frame, Intentions};
use ward_estate::Estate;
use ward_planner::outlook::{self, Ask, Outlook};

/// What the record says about the plan, and the frame that counts.
pub fn intentions(ctx: &Ctx, who: &Actor) -> Result<(Intentions, Frame), AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    let size = view.organisation.as_ref().map(|known| known.size).unwrap_or_default();
    let mut frame = view.intentions.frame.clone().unwrap_or_else(|| outlook::first_frame(size));
    // What was told about the class in a summary need not be told again.
    if frame.state.is_none() {
        frame.state = view.summaries.last().and_then(|made| made.class.state.clone());
    }
    Ok((view.intentions, frame))
}

/// The best plan as of today. With a frame, what would be under that one; nothing is kept.
pub fn plan(ctx: &Ctx, who: &Actor, frame: Option<&Frame>) -> Result<Outlook, AppError> {
    let (intentions, known) = intentions(ctx, who)?;
    let posture = crate::posture::posture(ctx, who, None)?;
    of(&ctx.catalog, &posture.estate, &posture.assessment, &intentions, frame.unwrap_or(&known))
}

/// The best plan for an estate, without a record.
pub fn of(
    catalog: &Catalog,
    estate: &Estate,
    assessment: &Assessment,
    intentions: &Intentions,
    frame: &Frame,
) -> Result<Outlook, AppError> {
    frame.check().map_err(AppError::Invalid)?;
    let ask = Ask {
        catalog,
        assessment,
        has_exploited_flaws: estate.has_exploited_flaws(),
        intentions,
        frame,
        today: assessment.as_of,
    };
    outlook::outlook(&ask).map_err(|refused| AppError::Invalid(refused.to_string()))
}
