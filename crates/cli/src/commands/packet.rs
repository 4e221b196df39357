//! `ward packet`

use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use std::path::PathBuf;
use ward_app::Actor;

/// Write the record with its evidence as a packet that anyone can verify offline
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where to write it; must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let ctx = args.place.open()?;
    let who = Actor::at_this_machine();
    let folder = args
        .file
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("."), PathBuf::from);
    let unfinished =
        tempfile::NamedTempFile::new_in(&folder).map_err(|e| Failure::machine("making the packet", &e))?;
    let (file, path) = unfinished.into_parts();
    let file = ward_app::packet::export(&ctx, &who, file)?;
    file.sync_all().map_err(|e| Failure::machine("writing the packet", &e))?;
    path.persist_noclobber(&args.file).map_err(|e| {
        Failure::usage(
            format!("cannot write {}: {}", args.file.display(), e.error),
            "Name a file that does not exist yet.",
        )
    })?;
    ui.say(format!("{} written. Give the auditor this key by another way:", args.file.display()));
    ui.data(format!("{}\n", ctx.verifying_key()).as_bytes())?;
    Ok(Code::Done)
}
