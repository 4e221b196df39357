//! Decisions about the plan. None of them changes a verdict.

use crate::{Actor, AppError, Ctx, Permission};
use jiff::civil::Date;
use ward_catalog::{Action, Eligibility, Role};
use ward_domain::plan::{Assumed, Frame, Outcome};
use ward_domain::record::{Decision, Event};

/// How often to begin again when somebody else wrote at the same moment.
const TRIES: u32 = 4;

/// Sets what the plan may take in each year.
pub fn set_frame(ctx: &Ctx, who: &Actor, frame: Frame) -> Result<(), AppError> {
    who.may(Permission::Decide)?;
    frame.check().map_err(AppError::Invalid)?;
    if let Some(kind) = frame.kind.as_deref().filter(|kind| !Eligibility::KINDS.contains(kind)) {
        return Err(AppError::Invalid(format!(
            "`{kind}` is no kind of organisation that the catalogue knows"
        )));
    }
    if let Some(state) = &frame.state {
        let known = state.parse::<ward_programme::identifiers::State>();
        known.map_err(|wrong| AppError::Invalid(wrong.to_string()))?;
    }
    let decision = Decision::SetPlanFrame { frame };
    crate::record::append(ctx, who, Event::DecisionMade { decision }, &[]).map(drop)
}

/// Assumes a cost, a duration or a weight otherwise; without a value, the published one counts again.
pub fn assume(
    ctx: &Ctx,
    who: &Actor,
    of: &str,
    which: Assumed,
    value: Option<f64>,
    reason: &str,
) -> Result<(), AppError> {
    who.may(Permission::Decide)?;
    if reason.trim().is_empty() {
        return Err(AppError::Invalid("say where your number comes from: somebody will ask".to_owned()));
    }
    let is_known = if which == Assumed::Weight {
        ctx.catalog.base_rates.goals.keys().any(|goal| goal.to_string() == of)
    } else {
        ctx.catalog.actions.contains_key(of)
    };
    if !is_known {
        return Err(AppError::Invalid(format!("the catalogue has no `{of}` with {}", which.label())));
    }
    if let Some(value) = value.filter(|value| !(0.0..=which.most()).contains(value)) {
        let (label, most) = (which.label(), which.most());
        return Err(AppError::Invalid(format!("{label} cannot be {value}: give a number from 0 to {most}")));
    }
    let (of, reason) = (of.to_owned(), reason.trim().to_owned());
    let decision = Decision::Assume { of, which, value, reason };
    crate::record::append(ctx, who, Event::DecisionMade { decision }, &[]).map(drop)
}

/// An action to be taken into the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUndertaking {
    /// Id of the action.
    pub action: String,
    /// Last day.
    pub due: Date,
    /// The role that it falls to, by the catalogue's word.
    pub role: String,
    /// Why, or how; may be empty.
    pub note: String,
}

/// Takes an action into the plan and gives a task for it. An action that is planned already gets the new day and role;
/// its task is closed and a new one is given.
pub fn undertake(ctx: &Ctx, who: &Actor, new: &NewUndertaking) -> Result<(), AppError> {
    who.may(Permission::Decide)?;
    let action = find(ctx, &new.action)?;
    if !Role::ALL.iter().any(|known| known.as_str() == new.role) {
        return Err(AppError::Invalid(format!("`{}` is not a role", new.role)));
    }
    if new.due < ctx.today() {
        return Err(AppError::Invalid(format!("{} is past: choose today or a later day", new.due)));
    }
    for _ in 0..TRIES {
        let view = crate::record::view(ctx)?;
        let mut events: Vec<Event> = open_task(&view, &new.action)
            .map(|task| Decision::CloseTask { task, note: "planned anew".to_owned() })
            .map(|decision| Event::DecisionMade { decision })
            .into_iter()
            .collect();
        let task = action.satisfies.first().map(|measure| Decision::GiveTask {
            measure: *measure,
            subject: None,
            role: new.role.clone(),
            person: None,
            due: new.due,
            note: action.title.clone(),
        });
        let number = task.is_some().then_some(view.size + events.len() as u64);
        events.extend(task.map(|decision| Event::DecisionMade { decision }));
        let decision = Decision::PlanAction {
            action: new.action.clone(),
            due: new.due,
            role: new.role.clone(),
            task: number,
            note: new.note.trim().to_owned(),
        };
        events.push(Event::DecisionMade { decision });
        if crate::record::append_after(ctx, who, view.size, &events, &[])? {
            return Ok(());
        }
    }
    Err(AppError::Contended)
}

/// Says that an action is done, or that it is not for this organisation and why. Its task is closed with it.
pub fn end(ctx: &Ctx, who: &Actor, action: &str, outcome: Outcome, note: &str) -> Result<(), AppError> {
    who.may(Permission::Decide)?;
    find(ctx, action)?;
    let note = note.trim().to_owned();
    if outcome == Outcome::Dropped && note.is_empty() {
        return Err(AppError::Invalid("say why it is not for you: somebody will ask".to_owned()));
    }
    let view = crate::record::view(ctx)?;
    if view.intentions.undertaking(action).is_some_and(|known| known.outcome == Some(outcome)) {
        return Err(AppError::Invalid("that is recorded already".to_owned()));
    }
    let closing = open_task(&view, action).map(|task| Decision::CloseTask { task, note: note.clone() });
    let ended = Decision::EndAction { action: action.to_owned(), outcome, note };
    let events: Vec<Event> = [Some(ended), closing]
        .into_iter()
        .flatten()
        .map(|decision| Event::DecisionMade { decision })
        .collect();
    crate::record::append_all(ctx, who, &events, &[]).map(drop)
}

fn find<'c>(ctx: &'c Ctx, action: &str) -> Result<&'c Action, AppError> {
    let missing = || AppError::Invalid(format!("the catalogue has no action `{action}`"));
    ctx.catalog.actions.get(action).ok_or_else(missing)
}

/// The task of an action that is still open.
fn open_task(view: &crate::record::RecordView, action: &str) -> Option<u64> {
    let number = view.intentions.undertaking(action)?.task?;
    view.tasks.iter().any(|task| task.entry == number && task.closed.is_none()).then_some(number)
}
