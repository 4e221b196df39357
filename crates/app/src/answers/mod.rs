//! Answers and exceptions by people.

pub mod worksheet;

use crate::{Actor, AppError, Ctx, Permission};
use std::io::Read;
use ward_domain::Digest;
use ward_domain::observation::{AnswerSeen, ExceptionSeen};
use ward_domain::record::{Decision, Event};

/// Longest time for which an exception may run, in days: twelve months, leap years included (DESIGN: exceptions).
const LONGEST_EXCEPTION: i32 = 366;

/// Gives a signed answer; an artefact is kept under its digest.
pub fn answer(
    ctx: &Ctx,
    who: &Actor,
    mut answer: AnswerSeen,
    artefact: Option<(&str, &mut dyn Read)>,
) -> Result<(), AppError> {
    who.may(Permission::Answer)?;
    answer = checked(ctx, answer)?;
    let kept = artefact.map(|(name, content)| keep(ctx, name, content)).transpose()?;
    if let Some((name, _)) = &kept {
        answer.artefact = Some(name.clone());
    }
    let event = Event::AnswerGiven { answer, artefact: kept.map(|(_, digest)| digest) };
    crate::record::append(ctx, who, event, &[]).map(drop)
}

/// An answer that somebody signed, about a measure that there is.
fn checked(ctx: &Ctx, answer: AnswerSeen) -> Result<AnswerSeen, AppError> {
    known_measure(ctx, answer.measure)?;
    if answer.signer.trim().is_empty() {
        return Err(AppError::Invalid("say who signs the answer".to_owned()));
    }
    if answer.signed_on > ctx.today() {
        return Err(AppError::Invalid(format!(
            "{} lies ahead: an answer is signed today or earlier",
            answer.signed_on
        )));
    }
    Ok(answer)
}

/// Accepts an exception: with reason, compensating control, approver, and for twelve months at most.
pub fn except(ctx: &Ctx, who: &Actor, exception: ExceptionSeen) -> Result<(), AppError> {
    who.may(Permission::Decide)?;
    known_measure(ctx, exception.measure)?;
    let texts = [
        (&exception.subject, "what is excepted"),
        (&exception.reason, "why"),
        (&exception.compensating_control, "what protects instead"),
        (&exception.approver, "who approves"),
    ];
    if let Some((_, missing)) = texts.iter().find(|(text, _)| text.trim().is_empty()) {
        return Err(AppError::Invalid(format!("an exception must say {missing}")));
    }
    let days = exception.approved_on.until(exception.expires).map_or(i32::MAX, |span| span.get_days());
    if !(0..=LONGEST_EXCEPTION).contains(&days) {
        return Err(AppError::Invalid(
            "an exception ends after it is approved, and within twelve months".to_owned(),
        ));
    }
    let event = Event::DecisionMade { decision: Decision::Except { exception } };
    crate::record::append(ctx, who, event, &[]).map(drop)
}

fn known_measure(ctx: &Ctx, id: ward_domain::MeasureId) -> Result<&ward_catalog::Measure, AppError> {
    let measure = ctx.catalog.measures.get(&id);
    measure.ok_or_else(|| AppError::Invalid(format!("the catalogue has no measure {id}")))
}

fn keep(ctx: &Ctx, name: &str, content: &mut dyn Read) -> Result<(String, Digest), AppError> {
    Ok((name.to_owned(), crate::incoming::keep(&ctx.store, name, content)?))
}
