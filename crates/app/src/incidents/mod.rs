//! Incidents of the organisation itself: what is known, what happened when, who must be told by when, what was shared.
//!
//! Each event is an entry of the record. Clocks and reports follow from the catalogue's dated numbers.

#[cfg(test)]
mod tests;

use crate::{Actor, AppError, Ctx, Permission};
use std::collections::BTreeMap;
use ward_domain::record::Event as Recorded;
use ward_programme::Made;
use ward_programme::incidents::{Event, Incident};

/// How often to begin again when somebody else wrote at the same moment.
const TRIES: u32 = 4;

/// All incidents by their numbers, which begin at 1.
pub fn list(ctx: &Ctx, who: &Actor) -> Result<BTreeMap<u64, Incident>, AppError> {
    who.may(Permission::Read)?;
    fold(&crate::record::view(ctx)?)
}

/// Records an incident and gives its number; or, with a number, what became known about that one.
pub fn note(ctx: &Ctx, who: &Actor, incident: Option<u64>, event: &Event) -> Result<u64, AppError> {
    who.may(Permission::Decide)?;
    for _ in 0..TRIES {
        let view = crate::record::view(ctx)?;
        let known = fold(&view)?;
        let number = incident.unwrap_or_else(|| known.keys().last().map_or(1, |last| last + 1));
        let mut one = match (known.get(&number), incident) {
            (Some(one), _) => one.clone(),
            (None, None) => Incident::default(),
            (None, Some(number)) => {
                return Err(AppError::Invalid(format!("there is no incident {number}")));
            }
        };
        one.apply(Made { number: view.size, at: ctx.now(), actor: who.name() }, event)?;
        let what = serde_json::to_string(event).map_err(AppError::ours)?;
        let recorded = Recorded::IncidentNoted { incident: number, what };
        if crate::record::append_after(ctx, who, view.size, &[recorded], &[])? {
            return Ok(number);
        }
    }
    Err(AppError::Contended)
}

fn fold(view: &crate::record::RecordView) -> Result<BTreeMap<u64, Incident>, AppError> {
    let mut incidents: BTreeMap<u64, Incident> = BTreeMap::new();
    for note in &view.incident_notes {
        let event: Event = serde_json::from_str(&note.what).map_err(AppError::ours)?;
        let made = Made { number: note.entry, at: note.at, actor: &note.actor };
        incidents.entry(note.incident).or_default().apply(made, &event).map_err(AppError::ours)?;
    }
    Ok(incidents)
}
