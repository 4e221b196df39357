//! The binary `ward`: parse the command line, run one command, turn its result into words and an exit code.

mod commands;
mod failure;
mod log;
mod looking;
mod office_port;
mod port;
mod rounds;
mod settings;
mod ui;

use clap::Parser;
use std::process::ExitCode;

/// Builds for development keep the system's: this one is quick only when it is optimised too.
#[cfg(not(debug_assertions))]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where a healthcare organisation stands on the HPH Cybersecurity Performance Goals, with the evidence behind it
///
/// Exit codes: 0 done; 1 a packet does not hold; 2 wrong usage; 3 nothing could be read; 4 partly done, some files or
/// rows were left out; 70 a fault of Ward or of this machine.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: commands::Command,
    /// Say less on the error output
    #[arg(long, short, global = true)]
    quiet: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ui = ui::Ui::new(cli.quiet);
    log::start(cli.quiet);
    match cli.command.run(&ui) {
        Ok(code) => code.into(),
        Err(failure) => ui.failed(&failure),
    }
}
