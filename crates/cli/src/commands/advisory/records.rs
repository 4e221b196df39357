//! One question to many records: for whoever keeps those of several organisations, as a health system does.

use super::super::letter::opened;
use super::super::{Format, json};
use super::{Args, words};
use crate::failure::{Code, Failure};
use crate::ui::Ui;
use serde_json::to_vec_pretty;
use std::fs;
use std::path::{Path, PathBuf};
use ward_app::advisories::{Asked, look, parse};
use ward_app::{Actor, AppError, Ctx, SystemClock};
use ward_catalog::Catalog;
use ward_domain::exposure::State;

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
}

/// What all of them say.
#[derive(Default)]
pub(super) struct All {
    /// Worst first, then by name.
    pub(super) seen: Vec<Seen>,
    /// Folders with a record that cannot be read, and why.
    pub(super) failed: Vec<(String, Failure)>,
    /// How many folders hold no record.
    pub(super) without: usize,
}

pub(super) fn run(args: &Args, folder: &Path, ui: &Ui) -> Result<Code, Failure> {
    let advisory = match &args.file {
        Some(path) => {
            let (name, mut file) = opened(path)?;
            Some(parse(&name, &mut file)?.advisory)
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
    let mut all = All::default();
    for path in folders(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match ask(&path, &name, asked) {
            Ok(Some(seen)) => all.seen.push(seen),
            Ok(None) => all.without += 1,
            Err(error) => all.failed.push((name, error.into())),
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

/// The folders in a folder, by name.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error: std::io::Error| {
        let says = format!("cannot read {}: {error}", folder.display());
        Failure::usage(says, "Name the folder whose folders are the records.")
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
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
    let organisation = posture.estate.organisation.name.clone();
    Ok(Some(Seen { organisation, folder: name.to_owned(), state, devices }))
}
