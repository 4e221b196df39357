//! Releases: tables that may leave the office. Each is kept whole, because the next one must not give away what the
//! earlier ones hid; so a release is never made again, only followed by another.
//!
//! The file lies among the kept files under its digest, and the entry that names it is what makes it a release.

use super::decide::record;
use super::office::Office;
use super::roles::{Officer, Right};
use crate::AppError;
use sha2::{Digest as _, Sha256};
use std::io::Read as _;
use ward_domain::Digest;
use ward_programme::standing::release::Release;
use ward_programme::{Event, Programme, office};

/// Every release, oldest first.
pub fn released(office: &Office, who: &Officer) -> Result<Vec<Release>, AppError> {
    who.may(Right::SeeSector)?;
    kept(office, office.programme()?.as_ref())
}

fn kept(office: &Office, programme: &Programme) -> Result<Vec<Release>, AppError> {
    let read = |released: &office::Released| {
        let mut bytes = Vec::new();
        let doing = || format!("reading the release of {}", released.day);
        let mut file = office.store.evidence().open_checked(released.file)?;
        file.read_to_end(&mut bytes).map_err(|cause| AppError::File { doing: doing(), cause })?;
        serde_json::from_slice(&bytes).map_err(AppError::ours)
    };
    programme.office.releases().iter().map(read).collect()
}

/// Publishes what may be told as of today.
pub fn publish(office: &Office, who: &Officer) -> Result<Release, AppError> {
    who.may(Right::ManageSettings)?;
    let programme = office.programme()?;
    let today = ward_estate::date_of(office.now());
    // Asked before the tables are made, which takes longer; decided after.
    programme.office.may_release(today)?;
    let smallest = office.catalog().smallest_cell.on(today);
    let before = kept(office, &programme)?;
    let release = office.sector()?.release(&programme.participants, today, &before, smallest);
    let tables = u32::try_from(release.tables.len()).unwrap_or(u32::MAX);
    if tables == 0 {
        return Err(office::no_table(smallest).into());
    }
    let bytes = serde_json::to_vec(&release).map_err(AppError::ours)?;
    let file = Digest(Sha256::digest(&bytes).into());
    let event = Event::Office(office::Event::Released { day: today, file, tables });
    // Whoever published meanwhile has refused this one: two at once cannot both follow the last.
    record(office, who.name(), &[event], &[&bytes])?;
    Ok(release)
}
