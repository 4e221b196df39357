//! The commands, one file each.

mod advisory;
mod assess;
mod check;
mod crosswalk;
mod demo;
mod feeds;
mod formats;
mod identity;
mod import;
mod letter;
mod money;
mod office;
mod packet;
mod plan;
mod posture;
mod receive;
mod request;
mod serve;
mod serving;
mod summary;
mod verify;

use crate::failure::{Code, Failure};
use crate::ui::Ui;
use std::path::Path;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    Advisory(advisory::Args),
    Assess(assess::Args),
    Check(check::Args),
    Crosswalk(crosswalk::Args),
    Demo(demo::Args),
    Feeds(feeds::Args),
    Formats(formats::Args),
    Identity(identity::Args),
    Import(import::Args),
    Money(money::Args),
    Office(office::Args),
    Packet(packet::Args),
    Plan(plan::Args),
    Posture(posture::Args),
    Receive(receive::Args),
    Request(request::Args),
    Serve(serve::Args),
    Summary(summary::Args),
    Verify(verify::Args),
}

impl Command {
    pub(crate) fn run(self, ui: &Ui) -> Result<Code, Failure> {
        match self {
            Self::Advisory(args) => advisory::run(args, ui),
            Self::Assess(args) => assess::run(args, ui),
            Self::Check(args) => check::run(args, ui),
            Self::Crosswalk(args) => crosswalk::run(args, ui),
            Self::Demo(args) => demo::run(args, ui),
            Self::Feeds(args) => feeds::run(args, ui),
            Self::Formats(args) => formats::run(args, ui),
            Self::Identity(args) => identity::run(args, ui),
            Self::Import(args) => import::run(args, ui),
            Self::Money(args) => money::run(args, ui),
            Self::Office(args) => office::run(args, ui),
            Self::Packet(args) => packet::run(args, ui),
            Self::Plan(args) => plan::run(args, ui),
            Self::Posture(args) => posture::run(args, ui),
            Self::Receive(args) => receive::run(args, ui),
            Self::Request(args) => request::run(args, ui),
            Self::Serve(args) => serve::run(args, ui),
            Self::Summary(args) => summary::run(args, ui),
            Self::Verify(args) => verify::run(args, ui),
        }
    }
}

/// How results are written.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// The contract, version 1
    Json,
}

/// Writes a result for programs.
/// What people call a file: its name without the folders.
fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn json(written: serde_json::Result<Vec<u8>>, ui: &Ui) -> Result<(), Failure> {
    let mut json = written.map_err(|e| Failure::machine("writing the result", &std::io::Error::other(e)))?;
    json.push(b'\n');
    ui.data(&json)
}

/// Whether everything, something or nothing of the files was used.
fn code(inputs: &[ward_reports::Input]) -> Code {
    if inputs.iter().all(|i| i.outcome.is_clean()) && !inputs.is_empty() {
        Code::Done
    } else if inputs.iter().any(|i| i.outcome.is_read()) {
        Code::Partly
    } else {
        Code::Nothing
    }
}
