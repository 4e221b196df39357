//! What would be told, for reading.

use crate::posture::Posture;
use crate::record::RecordView;
use crate::{Actor, AppError, Ctx, Permission};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use ward_domain::Digest;
use ward_domain::summary::{Class, GoalStanding, RecordHead, Summary, VERSION};

/// What the summary is to say beyond the verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The day to judge; today when none is given.
    pub as_of: Option<Date>,
    /// Two-letter state; as in the last summary when none is given.
    pub state: Option<String>,
    /// CMS certification number; as in the last summary when none is given.
    pub ccn: Option<String>,
}

/// The summary as it would be signed now. Nothing is kept and nothing leaves.
pub fn draft(ctx: &Ctx, who: &Actor, asked: &Asked) -> Result<Summary, AppError> {
    who.may(Permission::Read)?;
    let posture = crate::posture::posture(ctx, who, asked.as_of)?;
    compose(ctx, &crate::record::view(ctx)?, &posture, asked)
}

/// The summary of a posture. The record is told as far as the posture rests on it.
pub(super) fn compose(
    ctx: &Ctx,
    view: &RecordView,
    posture: &Posture,
    asked: &Asked,
) -> Result<Summary, AppError> {
    if posture.size == 0 {
        return Err(AppError::EmptyRecord);
    }
    let root = crate::record::root_at(ctx, posture.size)?;
    let last = view.summaries.last();
    let known = last.map(|made| made.class.clone()).unwrap_or_default();
    let written = |text: &Option<String>| {
        text.as_deref().map(|text| text.trim().to_ascii_uppercase()).filter(|text| !text.is_empty())
    };
    let summary = Summary {
        version: VERSION,
        number: last.map_or(0, |made| made.number) + 1,
        as_of: posture.assessment.as_of,
        made_at: ctx.now(),
        catalogue: posture.assessment.catalogue.to_string(),
        class: Class {
            size: posture.assessment.profile,
            state: written(&asked.state).or(known.state),
            ccn: written(&asked.ccn).or(known.ccn),
        },
        goals: GoalStanding::all_of(&posture.assessment),
        assessment: Digest(Sha256::digest(posture.json()).into()),
        record: RecordHead {
            size: posture.size,
            root: root.ok_or_else(|| AppError::ours("the record is shorter than it was"))?,
        },
    };
    summary.check().map_err(|wrong| AppError::Invalid(wrong.to_string()))?;
    Ok(summary)
}
