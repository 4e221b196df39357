//! One question to many records: for whoever keeps those of several organisations, as a health system does.

use super::super::letter::opened;
use super::super::{Format, json};
use super::{Args, words};
use crate::failure::{Code, Failure};
use crate::ui::Ui;
use jiff::civil::Date;
use serde_json::to_vec_pretty;
use std::fs;
use std::path::{Path, PathBuf};
use ward_app::advisories::{Asked, look, parse};
use ward_app::{Actor, AppError, Ctx, SystemClock};
use ward_catalog::Catalog;
use ward_domain::exposure::State;
use ward_domain::record::Tally;
use ward_estate::SourceInfo;

/// What one record says.
pub(super) struct Seen {
    /// The name of the organisation, as its record has it.
    pub(super) organisation: String,
    /// Folder of the record.
    pub(super) folder: String,
    /// Whether it is touched.
    pub(super) state: State,
    /// On how many devices.
    pub(super) devices: u32,
    /// Of how many that are known there.
    pub(super) known: usize,
    /// The day of the newest evidence that says so.
    pub(super) newest: Option<Date>,
}

/// What all of them say.
#[derive(Default)]
pub(super) struct All {
    /// Worst first, then by name.
    pub(super) seen: Vec<Seen>,
    /// Folders that cannot be looked into and records that cannot be read, and why.
    pub(super) failed: Vec<(String, Failure)>,
    /// Folders that hold no record.
    pub(super) without: Vec<String>,
    /// What was not understood in the advisory.
    pub(super) not_understood: Tally,
}

pub(super) fn run(args: &Args, folder: &Path, ui: &Ui) -> Result<Code, Failure> {
    let mut all = All::default();
    let advisory = match &args.file {
        Some(path) => {
            let (name, mut file) = opened(path)?;
            let read = parse(&name, &mut file)?;
            all.not_understood = read.tally;
            Some(read.advisory)
        }
        None => None,
    };
    let vendor = args.outage.as_deref().unwrap_or_default().trim();
    let asked = match (&advisory, args.flaw) {
        (Some(advisory), _) => Asked::Advisory(advisory),
        (None, Some(cve)) => Asked::Flaw(cve),
        (None, None) if vendor.is_empty() => {
            return Err(Failure::usage("the vendor has no name", "Name the vendor behind --outage."));
        }
        (None, None) => Asked::Outage(vendor),
    };
    for path in inside(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match fs::metadata(&path) {
            Ok(it) if !it.is_dir() => {}
            Ok(_) => match ask(&path, &name, asked) {
                Ok(Some(seen)) => all.seen.push(seen),
                Ok(None) => all.without.push(name),
                Err(error) => all.failed.push((name, error.into())),
            },
            Err(error) => all.failed.push((name, Failure::machine("looking at it", &error))),
        }
    }
    if all.seen.is_empty() && all.failed.is_empty() {
        return Err(Failure::usage(
            format!("{} holds no folder with a record", folder.display()),
            "Name the folder whose folders are the records, each as --data names it.",
        ));
    }
    all.seen
        .sort_by(|a, b| (a.state, &a.organisation, &a.folder).cmp(&(b.state, &b.organisation, &b.folder)));
    match args.format {
        Format::Text => ui.data(words::records(&all).as_bytes())?,
        Format::Json => json(to_vec_pretty(&words::records_json(&all)), ui)?,
    }
    Ok(if all.failed.is_empty() { Code::Done } else { Code::Partly })
}

/// What is in a folder, by name.
fn inside(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error: std::io::Error| {
        let says = format!("cannot read {}: {error}", folder.display());
        Failure::usage(says, "Name the folder whose folders are the records.")
    };
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut found =
        entries.map(|entry| Ok(entry.map_err(failed)?.path())).collect::<Result<Vec<_>, Failure>>()?;
    found.sort();
    Ok(found)
}

/// What a record says; none where there is no record.
fn ask(path: &Path, name: &str, asked: Asked<'_>) -> Result<Option<Seen>, AppError> {
    let Some(ctx) = Ctx::open_existing(path, Catalog::built_in(), Box::new(SystemClock))? else {
        return Ok(None);
    };
    let (posture, touches) = look(&ctx, &Actor::at_this_machine(), asked)?;
    let (state, devices) = touches.answer();
    let estate = &posture.estate;
    Ok(Some(Seen {
        organisation: estate.organisation.name.clone(),
        folder: name.to_owned(),
        state,
        devices,
        known: estate.assets.len(),
        newest: estate.sources.iter().map(SourceInfo::collected_on).max(),
    }))
}
