//! How each goal stood, assessment by assessment.

use crate::{Actor, AppError, Ctx, Permission};
use serde::Deserialize as _;
use ward_domain::assessment::{Range, Status};
use ward_domain::follow_up::{GoalThen, HistoryRow};

/// Most assessments that are looked back at.
const MOST: usize = 60;

/// The newest assessments of the record, oldest first.
pub fn history(ctx: &Ctx, who: &Actor) -> Result<Vec<HistoryRow>, AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    let from = view.assessments.len().saturating_sub(MOST);
    let mut rows = Vec::new();
    for recorded in &view.assessments[from..] {
        let Some(json) = ctx.store.assessment(&ctx.organisation, recorded.digest)? else { continue };
        let value: serde_json::Value = serde_json::from_slice(&json).map_err(AppError::ours)?;
        let goals = value["goals"].as_array().into_iter().flatten().filter_map(goal).collect();
        rows.push(HistoryRow { entry: recorded.entry, as_of: recorded.as_of, goals });
    }
    Ok(rows)
}

fn goal(value: &serde_json::Value) -> Option<GoalThen> {
    Some(GoalThen {
        goal: value["id"].as_str()?.parse().ok()?,
        status: Status::deserialize(&value["status"]).ok()?,
        score: Range { low: value["score"]["low"].as_f64()?, high: value["score"]["high"].as_f64()? },
    })
}
