//! The catalogue versions whose verdicts are accepted: those that the office decided on, and its own always.

use super::decide::decide;
use super::office::Office;
use super::roles::Officer;
use crate::AppError;
use std::collections::BTreeSet;
use ward_programme::{Event, Programme, office};

/// The versions that are accepted, in order.
pub fn accepted_catalogues(office: &Office) -> Result<BTreeSet<String>, AppError> {
    Ok(accepted(office, office.programme()?.as_ref()))
}

/// The same by a state of the programme that is at hand.
pub(super) fn accepted(office: &Office, programme: &Programme) -> BTreeSet<String> {
    let mut versions = programme.office.catalogues().clone();
    versions.insert(office.catalog().version.clone());
    versions
}

/// Decides which versions are accepted beside the office's own, and why.
pub fn accept_catalogues(
    office: &Office,
    who: &Officer,
    versions: &[&str],
    because: &str,
) -> Result<(), AppError> {
    let versions = versions.iter().map(|text| (*text).to_owned()).collect();
    let event = office::Event::CataloguesAccepted { versions, because: because.to_owned() };
    decide(office, who, Event::Office(event)).map(drop)
}
