//! Measures what people wait for, against the project's budgets. For people to run and read; no test depends on it.
//!
//! ```text
//! cargo build --release -p ward-cli -p ward-bench
//! target/release/ward-bench all
//! ```
//!
//! Every data set is made by `ward_generator` and the same in every run. The release binary `ward` is measured from
//! outside, as a person meets it: its processor time and its memory are read from Linux's `/proc`.

mod advisory;
mod allocation;
mod child;
mod data;
mod demo;
mod estate;
mod formats;
mod importers;
mod machine;
mod nessus;
mod pages;
mod plan;
mod report;
mod sector;
mod server;
mod summaries;

use clap::{Parser, ValueEnum};
use data::Bench;
use report::Report;
use std::path::PathBuf;
use std::process::ExitCode;

/// Anything that keeps a figure from being taken, in words.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measure Ward against its budgets for time and memory
///
/// Build first: cargo build --release -p ward-cli -p ward-bench
#[derive(Parser)]
#[command(max_term_width = 100)]
struct Cli {
    /// What to measure
    #[arg(value_enum, default_value_t)]
    what: What,
    /// Folder for the data sets, 4 GB at most; what is made there is removed at the end [default: the system's temporary folder]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Of the importers and their memory, only the fixtures with this in their name
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
}

/// A group of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum What {
    /// Everything
    #[default]
    All,
    /// A Nessus file of 250 MB, and one four times as large
    Nessus,
    /// Other formats, about 100 MB each
    Formats,
    /// Every importer alone, on its own fixtures made large
    Importers,
    /// The memory of every importer: it must not grow with the file
    ImporterMemory,
    /// The demonstration, from start to first page
    Demo,
    /// A million findings: import, cold start, rebuild
    Estate,
    /// Pages over a million findings
    Pages,
    /// Summaries received by an operator
    Summaries,
    /// The pages of an operator with 6,200 participants and 4.5 million summaries
    Sector,
    /// An organisation's plan of 200 actions
    Plan,
    /// A funding round with 6,200 applications
    Allocation,
    /// An advisory against 6,200 estates with 5 million products
    Advisory,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let report = Report::new();
    match run(&cli, &report) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report.note(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli, report: &Report) -> Result<()> {
    let bench = Bench::begin(cli.data.as_deref())?;
    report.head(&machine::describe());
    let is_asked = |what| cli.what == What::All || cli.what == what;
    if is_asked(What::Demo) {
        demo::run(&bench, report)?;
    }
    if is_asked(What::Nessus) {
        nessus::run(&bench, report)?;
    }
    if is_asked(What::Formats) {
        formats::run(&bench, report)?;
    }
    if is_asked(What::Importers) {
        importers::speed(report, &cli.only)?;
    }
    if is_asked(What::ImporterMemory) {
        importers::memory(report, &cli.only)?;
    }
    if is_asked(What::Estate) || is_asked(What::Pages) {
        let imported = estate::import(&bench, report)?;
        if is_asked(What::Estate) {
            estate::run(&bench, &imported, report)?;
        }
        if is_asked(What::Pages) {
            pages::run(&bench, &imported.folder, report)?;
        }
    }
    if is_asked(What::Summaries) {
        summaries::run(&bench, report)?;
    }
    if is_asked(What::Sector) {
        sector::run(&bench, report)?;
    }
    if is_asked(What::Plan) {
        plan::run(report)?;
    }
    if is_asked(What::Allocation) {
        allocation::run(report)?;
    }
    if is_asked(What::Advisory) {
        advisory::run(report)?;
    }
    report.note(&format!("At the end: {}", machine::state()));
    Ok(())
}
