//! Releases: tables that may leave the office. Each is kept whole, because the next one must not give away what the
//! earlier ones hid; so a release is never made again, only followed by another.

use super::office::Office;
use super::roles::{Officer, Right};
use crate::AppError;
use jiff::ToSpan as _;
use ward_programme::standing::release::Release;

/// The setting that lists the days of releases, oldest first, one a line.
const DAYS: &str = "releases";
/// Days between two releases (OWN): what changes from one to the next can be seen, so they are few.
const LEAST_DAYS: i64 = 28;

/// Every release, oldest first.
pub fn released(office: &Office, who: &Officer) -> Result<Vec<Release>, AppError> {
    who.may(Right::SeeSector)?;
    let kept = office.store.setting(DAYS)?.unwrap_or_default();
    let kept = String::from_utf8_lossy(&kept);
    let read = |day: &str| {
        let bytes = office.store.setting(&format!("release-{day}"))?;
        let bytes = bytes.ok_or_else(|| AppError::ours(format!("the release of {day} is not kept")))?;
        serde_json::from_slice(&bytes).map_err(AppError::ours)
    };
    kept.lines().map(read).collect()
}

/// Publishes what may be told as of today.
pub fn publish(office: &Office, who: &Officer) -> Result<Release, AppError> {
    who.may(Right::ManageSettings)?;
    let before = released(office, who)?;
    let today = ward_estate::date_of(office.now());
    if let Some(last) = before.last().map(|release| release.day)
        && last.saturating_add(LEAST_DAYS.days()) > today
    {
        return Err(AppError::Invalid(format!(
            "the last release is of {last}: the next can be made {LEAST_DAYS} days after it"
        )));
    }
    let release = office.sector()?.release(&office.programme()?.participants, today, &before);
    if release.tables.is_empty() {
        return Err(AppError::Invalid(
            "no table can be made yet: each number in it must count 11 organisations or more".to_owned(),
        ));
    }
    let bytes = serde_json::to_vec(&release).map_err(AppError::ours)?;
    // The release is there before the list names it.
    office.store.put_setting(&format!("release-{today}"), &bytes)?;
    let days: Vec<String> =
        before.iter().map(|release| release.day).chain([today]).map(|day| day.to_string()).collect();
    office.store.put_setting(DAYS, days.join("\n").as_bytes())?;
    Ok(release)
}
