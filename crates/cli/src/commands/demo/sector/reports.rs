//! The summaries of a week: signed with each organisation's own key, received in one go.

use super::{Story, ours};
use ward_app::AppError;
use ward_app::programme::receive_many;
use ward_generator::sector::{Organisation, Sector, WEEKS};
use ward_ledger::SigningKey;

/// The name of an organisation's key, as Ward gives it.
pub(super) const KEY_NAME: &str = "ward/main";

/// What is due in each week, and how much came.
pub(super) struct Reports<'a> {
    due: Vec<Vec<&'a Organisation>>,
    /// Summaries received so far.
    pub(super) received: usize,
}

impl<'a> Reports<'a> {
    pub(super) fn of(sector: &'a Sector) -> Self {
        let mut due = vec![Vec::new(); WEEKS as usize + 1];
        for one in &sector.organisations {
            for week in one.reports() {
                if let Some(list) = due.get_mut(week as usize) {
                    list.push(one);
                }
            }
        }
        Self { due, received: 0 }
    }

    /// Signs and sends what is due.
    pub(super) fn week(&mut self, story: &Story<'_>, week: u32) -> Result<(), AppError> {
        let due = self.due.get(week as usize).map(Vec::as_slice).unwrap_or_default();
        self.received += send(story, due, week, 0)?;
        Ok(())
    }

    /// What some report daily, up to the day before that of the week.
    pub(super) fn days_before(&mut self, story: &Story<'_>, week: u32) -> Result<(), AppError> {
        for days in (1..7).rev() {
            let is_due = |one: &&Organisation| one.reports_before(week).any(|due| due == days);
            let due: Vec<&Organisation> = story.sector.organisations.iter().filter(is_due).collect();
            self.received += send(story, &due, week, days)?;
        }
        Ok(())
    }
}

/// Signs and sends summaries of so many days before the day of a week; how many were received.
fn send(story: &Story<'_>, due: &[&Organisation], week: u32, days: u32) -> Result<usize, AppError> {
    if due.is_empty() {
        return Ok(0);
    }
    let programme = story.office.programme()?;
    let is_in = |one: &&&Organisation| {
        let found = super::id(one).and_then(|id| programme.participants.get(&id));
        found.is_some_and(ward_programme::participants::Participant::is_enrolled)
    };
    let due: Vec<&Organisation> = due.iter().filter(is_in).copied().collect();
    drop(programme);
    let catalogue = story.office.catalog().version.as_str();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let parts = due.chunks(due.len().div_ceil(cores).max(1));
    let sealed = |one: &Organisation| -> Result<Vec<u8>, AppError> {
        let key = SigningKey::new(KEY_NAME, &one.key).map_err(ours)?;
        let summary = story.sector.summary_before(one, week, days, catalogue);
        Ok(ward_ledger::claim::seal(&key, &summary).map_err(ours)?.to_bytes())
    };
    let sealed = &sealed;
    let signed: Result<Vec<Vec<u8>>, AppError> = std::thread::scope(|scope| {
        let running: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(|one| sealed(one)).collect::<Vec<_>>()))
            .collect();
        let finished = running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        finished.collect()
    });
    let signed = signed?;
    let files: Vec<&[u8]> = signed.iter().map(Vec::as_slice).collect();
    for answer in receive_many(story.office, &files, story.sector.received_before(week, days))? {
        answer?;
    }
    Ok(files.len())
}
