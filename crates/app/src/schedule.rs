//! Looking again by itself: what is due now, and what will be soon. Everything follows from the record and the time, so
//! a restart forgets nothing.

use crate::check::FORMAT;
use crate::record::RecordView;
use crate::{Actor, AppError, Ctx, Permission};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use std::collections::{BTreeMap, BTreeSet};
use ward_catalog::Catalog;
use ward_domain::follow_up::{Reminder, Soon, Task};
use ward_domain::observation::AnswerSeen;
use ward_domain::{Assessment, MeasureId, Organisation};
use ward_estate::{Estate, date_of};

/// Days between two looks when nobody chose otherwise.
pub const LOOK_EVERY: u16 = 1;
/// What ends or is due within so many days is worth a reminder.
pub const SOON_DAYS: i64 = 14;

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// To look from outside.
    pub look: bool,
    /// To enter an assessment of today.
    pub assessment: bool,
}

/// What is due, given what the record says and what the organisation declares.
pub fn due(view: &RecordView, organisation: &Organisation, now: Timestamp) -> Due {
    let newest = view.assessments.iter().map(|recorded| recorded.as_of).max();
    let has_anything = !view.evidence.is_empty() || !view.answers.is_empty();
    Due {
        look: next_look(view, organisation).is_some_and(|next| next <= now),
        assessment: has_anything && newest.is_none_or(|newest| newest < date_of(now)),
    }
}

/// When Ward looks from outside by itself; `None` is never: nobody allowed it, nothing is declared, or it is switched off.
pub fn next_look(view: &RecordView, organisation: &Organisation) -> Option<Timestamp> {
    let days = view.look_every.unwrap_or(LOOK_EVERY);
    let statement = view.ownership.as_ref()?;
    if days == 0 || statement.part_of(organisation).outside_names().is_empty() {
        return None;
    }
    // A report may come from elsewhere and say any time; it speaks for no later one than that of its arrival.
    let looks = view.evidence.iter().filter(|file| file.format == FORMAT);
    let newest = looks.map(|file| file.collected_at.min(file.received_at)).max();
    match newest.filter(|looked| *looked >= statement.at) {
        Some(looked) => looked.checked_add(SignedDuration::from_hours(i64::from(days) * 24)).ok(),
        None => Some(statement.at),
    }
}

/// What ends or is due within [`SOON_DAYS`] of the day judged, soonest first; open tasks that are overdue as well.
pub fn soon(catalog: &Catalog, tasks: &[Task], estate: &Estate, assessment: &Assessment) -> Vec<Reminder> {
    let today = assessment.as_of;
    let last = today.saturating_add(SOON_DAYS.days());
    let mut reminders = BTreeSet::new();
    for (key, answer) in newest_answers(estate) {
        let Some(measure) = catalog.measures.get(&key.0) else { continue };
        let expiry = ward_engine::answer_expiry(measure, assessment.profile, answer);
        let last_day = expiry.yesterday().unwrap_or(expiry);
        if !answer.is_for_review && today <= last_day && last_day <= last {
            let what = Soon::Answer { subject: answer.subject.clone() };
            reminders.insert(Reminder { last_day, measure: key.0, what });
        }
    }
    let told: BTreeSet<(Date, MeasureId)> = reminders.iter().map(|r| (r.last_day, r.measure)).collect();
    for measure in assessment.goals.iter().flat_map(|goal| &goal.measures) {
        let last_day = measure.expires_at.and_then(|expiry| expiry.yesterday().ok());
        let Some(last_day) = last_day.filter(|day| today <= *day && *day <= last) else { continue };
        // An answer that ends is told as that.
        if !told.contains(&(last_day, measure.id)) {
            reminders.insert(Reminder { last_day, measure: measure.id, what: Soon::Evidence });
        }
    }
    for task in tasks.iter().filter(|task| task.closed.is_none() && task.asked.due <= last) {
        let what = Soon::Task { entry: task.entry, role: task.asked.role.clone() };
        reminders.insert(Reminder { last_day: task.asked.due, measure: task.asked.measure, what });
    }
    reminders.into_iter().collect()
}

/// The newest answer about each measure and subject: an older one ends unnoticed.
fn newest_answers(estate: &Estate) -> BTreeMap<(MeasureId, Option<String>), &AnswerSeen> {
    let mut newest: BTreeMap<(MeasureId, Option<String>), &AnswerSeen> = BTreeMap::new();
    for answer in estate.answers.iter().map(|placed| &placed.row) {
        let subject = answer.subject.as_ref().map(|subject| subject.trim().to_lowercase());
        let known = newest.entry((answer.measure, subject)).or_insert(answer);
        if known.signed_on <= answer.signed_on {
            *known = answer;
        }
    }
    newest
}

/// What is due by the record as it stands.
pub fn due_now(ctx: &Ctx, who: &Actor) -> Result<Due, AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    let organisation = declared(ctx, who, &view)?;
    Ok(due(&view, &organisation, ctx.now()))
}

/// The reminders of today.
pub fn soon_now(ctx: &Ctx, who: &Actor) -> Result<Vec<Reminder>, AppError> {
    let posture = crate::posture::posture(ctx, who, None)?;
    let tasks = crate::tasks::list(ctx, who)?;
    Ok(soon(&ctx.catalog, &tasks, &posture.estate, &posture.assessment))
}

/// What the organisation declares; folded from the files only when somebody stated that it may be looked at.
pub(crate) fn declared(ctx: &Ctx, who: &Actor, view: &RecordView) -> Result<Organisation, AppError> {
    match (&view.organisation, &view.ownership) {
        (Some(profile), _) => Ok(profile.clone()),
        (None, None) => Ok(Organisation::default()),
        (None, Some(_)) => Ok(crate::posture::posture(ctx, who, None)?.estate.organisation.clone()),
    }
}

#[cfg(test)]
mod tests;
