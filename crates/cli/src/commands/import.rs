//! `ward import`

use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use jiff::civil::Date;
use std::fs::File;
use std::path::PathBuf;
use ward_app::evidence::{Import, import};
use ward_app::{Actor, AppError};
use ward_reports::{Input, Outcome};

/// Add files to the record
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files to add
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// When they were exported, for those that do not say [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    collected: Option<Date>,
    /// How the columns are meant in tables that Ward does not recognise (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let ctx = args.place.open()?;
    let who = Actor::at_this_machine();
    let mapping = match &args.mapping {
        Some(path) => Some(std::fs::read_to_string(path).map_err(|e| {
            Failure::usage(format!("cannot read {}: {e}", path.display()), "Check the path.")
        })?),
        None => None,
    };
    let progress = ui.progress();
    let mut inputs: Vec<Input> = Vec::new();
    for path in &args.files {
        let name = super::name_of(path);
        progress.set_message(format!("reading {name}"));
        let opened = File::open(path).and_then(|file| {
            if file.metadata()?.is_file() { Ok(file) } else { Err(std::io::Error::other("not a file")) }
        });
        let input = match opened {
            Err(error) => {
                Input { file: name, outcome: Outcome::Unreadable { reason: error.to_string() }, digest: None }
            }
            Ok(mut file) => {
                let request = Import {
                    file_name: &name,
                    content: &mut file,
                    collected_on: args.collected,
                    mapping: mapping.as_deref(),
                };
                match import(&ctx, &who, request) {
                    Err(AppError::BrokenOff { cause, .. }) => Input {
                        file: name,
                        outcome: Outcome::Unreadable { reason: cause.to_string() },
                        digest: None,
                    },
                    other => other?,
                }
            }
        };
        progress.suspend(|| ui.say(line(&input)));
        inputs.push(input);
    }
    progress.set_message("judging");
    ward_app::posture::record_assessment(&ctx, &who)?;
    progress.finish_and_clear();
    Ok(super::code(&inputs))
}

/// What became of a file, in a line.
pub(super) fn line(input: &Input) -> String {
    let says = match &input.outcome {
        Outcome::Read { format, tally } => {
            format!("{format}: {} rows, {} used, {} skipped", tally.read, tally.used, tally.skipped)
        }
        Outcome::SameAs { file } => format!("there already, as {file}"),
        Outcome::Damaged { format, reason, .. } => format!("{format}, damaged, nothing kept: {reason}"),
        Outcome::NotRecognised { looks_like } => format!("not read: looks like {looks_like}"),
        Outcome::Unreadable { reason } => format!("could not be read: {reason}"),
    };
    format!("{}  {says}", input.file)
}
