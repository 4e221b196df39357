//! The catalogue versions whose verdicts are accepted. A setting of the installation; the own version always is.

use super::office::Office;
use super::roles::{Officer, Right};
use crate::AppError;
use std::collections::BTreeSet;

const SETTING: &str = "accepted-catalogues";

/// The versions that are accepted, in order.
pub fn accepted_catalogues(office: &Office) -> Result<BTreeSet<String>, AppError> {
    let kept = office.store.setting(SETTING)?.unwrap_or_default();
    let kept = String::from_utf8_lossy(&kept);
    let own = office.catalog().version.clone();
    Ok(kept.lines().map(str::to_owned).chain([own]).collect())
}

/// Chooses the versions that are accepted beside the operator's own.
pub fn accept_catalogues(office: &Office, who: &Officer, versions: &[&str]) -> Result<(), AppError> {
    who.may(Right::ManageSettings)?;
    let is_version = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if let Some(wrong) = versions.iter().find(|text| !is_version(text)) {
        return Err(AppError::Invalid(format!(
            "`{wrong}` is not a version of a catalogue, such as 2026.11.2"
        )));
    }
    Ok(office.store.put_setting(SETTING, versions.join("\n").as_bytes())?)
}
