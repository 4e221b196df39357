//! Fuzzes the importers with the target of `crates/importers/fuzz`, one after the other, each with its fixtures as seeds.

use crate::{program, say};
use std::path::Path;

/// Fuzz the importers
///
/// Runs each for some time with its fixtures as seeds, and stops at the first finding. Inputs that reach new code
/// are kept in crates/importers/fuzz/corpus for the next run.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Importer ids [default: all]
    #[arg(value_name = "FORMAT")]
    formats: Vec<String>,
    /// Seconds for each
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

/// What only an operator reads: advisories and the lists of CMS.
const OF_THE_OPERATOR: [&str; 2] = ["csaf", "cms"];

pub(crate) fn run(root: &Path, args: &Args) -> Result<(), String> {
    let known: Vec<(&str, String)> = ward_importers::IMPORTERS
        .iter()
        .map(|importer| (importer.about().id, format!("fixtures/{}", importer.about().id)))
        .chain(OF_THE_OPERATOR.map(|id| (id, format!("fixtures-{id}"))))
        .collect();
    if let Some(unknown) = args.formats.iter().find(|id| !known.iter().any(|(known, _)| known == id)) {
        let ids: Vec<&str> = known.iter().map(|(id, _)| *id).collect();
        return Err(format!("no importer is called `{unknown}`; there are {}", ids.join(", ")));
    }
    if !program::has_cargo_command(root, "fuzz") {
        say::line("cargo-fuzz is missing: installing it");
        program::run(&mut program::cargo(root, &["install", "--locked", "cargo-fuzz"]))?;
    }
    let importers = root.join("crates/importers");
    let time = format!("-max_total_time={}", args.seconds);
    let chosen = |id: &str| args.formats.is_empty() || args.formats.iter().any(|wanted| wanted == id);
    for (id, seeds) in known.iter().filter(|(id, _)| chosen(id)) {
        let corpus = format!("fuzz/corpus/{id}");
        let made = std::fs::create_dir_all(importers.join(&corpus));
        made.map_err(|problem| format!("cannot make {corpus}: {problem}"))?;
        say::line(format!("fuzzing {id} for {} s", args.seconds));
        let found = format!("fuzz/artifacts/{id}/");
        let made = std::fs::create_dir_all(importers.join(&found));
        made.map_err(|problem| format!("cannot make {found}: {problem}"))?;
        let found = format!("-artifact_prefix={found}");
        let engine = [&time, "-max_len=65536", "-timeout=10", &found];
        let arguments = [&["fuzz", "run", "importer", &corpus, seeds, "--"][..], &engine].concat();
        let mut command = program::cargo(&importers, &arguments);
        // cargo-fuzz needs sanitizer flags that a stable compiler only takes with this variable.
        command.env("RUSTC_BOOTSTRAP", "1").env("WARD_IMPORTER", id);
        program::run(&mut command).map_err(|problem| {
            format!("{problem}. If it found something, the input is in crates/importers/fuzz/artifacts/{id}: make it a fixture")
        })?;
    }
    say::line("no finding");
    Ok(())
}
