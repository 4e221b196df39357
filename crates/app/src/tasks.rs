//! Tasks: who answers a question or closes a gap, by when. A task changes no verdict.

use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::follow_up::{NewTask, Task};
use ward_domain::record::{Decision, EntryNumber, Event};

/// Gives a task.
pub fn give(ctx: &Ctx, who: &Actor, task: NewTask) -> Result<(), AppError> {
    who.may(Permission::Answer)?;
    let NewTask { measure, subject, role, person, due, note } = task;
    if !ctx.catalog.measures.contains_key(&measure) {
        return Err(AppError::Invalid(format!("the catalogue has no measure {measure}")));
    }
    if !ward_catalog::Role::ALL.iter().any(|known| known.as_str() == role) {
        return Err(AppError::Invalid(format!("`{role}` is not a role")));
    }
    if due < ctx.today() {
        return Err(AppError::Invalid(format!("{due} is past: a task is due today or later")));
    }
    let decision = Decision::GiveTask { measure, subject, role, person, due, note };
    crate::record::append(ctx, who, Event::DecisionMade { decision }, &[]).map(drop)
}

/// Closes a task.
pub fn close(ctx: &Ctx, who: &Actor, task: EntryNumber, note: &str) -> Result<(), AppError> {
    who.may(Permission::Answer)?;
    let view = crate::record::view(ctx)?;
    if !view.tasks.iter().any(|known| known.entry == task && known.closed.is_none()) {
        return Err(AppError::Invalid(format!("there is no open task {task}")));
    }
    let decision = Decision::CloseTask { task, note: note.trim().to_owned() };
    crate::record::append(ctx, who, Event::DecisionMade { decision }, &[]).map(drop)
}

/// All tasks, oldest first.
pub fn list(ctx: &Ctx, who: &Actor) -> Result<Vec<Task>, AppError> {
    who.may(Permission::Read)?;
    Ok(crate::record::view(ctx)?.tasks)
}
