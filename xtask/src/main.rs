//! Chores of the house, run as `cargo xtask …`: tests, house rules, generated data and docs, fuzzing.
//!
//! Nothing here is part of the product, and nothing here is needed to build it.

mod docs;
mod fuzz;
mod generate;
mod licences;
mod program;
mod say;
mod test;
mod tidy;

use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Chores of the house
#[derive(Parser)]
enum Chore {
    Test(test::Args),
    /// Check the house rules: arrows between crates, pairings, sizes, words (under a second)
    Tidy,
    /// Check licences, sources and bans of all dependencies against deny.toml
    Licences,
    #[command(subcommand)]
    Generate(generate::What),
    Fuzz(fuzz::Args),
    /// Write docs/formats.md and docs/measures.md from the code and the catalogue
    Docs,
}

fn main() -> ExitCode {
    let root = root();
    let result = match Chore::parse() {
        Chore::Test(args) => test::run(&root, &args),
        Chore::Tidy => tidy::run(&root),
        Chore::Licences => licences::check(&root),
        Chore::Generate(what) => generate::run(&what),
        Chore::Fuzz(args) => fuzz::run(&root, &args),
        Chore::Docs => docs::write(&root),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(says) => {
            say::line(format!("error: {says}"));
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}
