//! `ward import`

use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fs::File;
use std::path::{Path, PathBuf};
use ward_app::evidence::{Import, import};
use ward_app::folder::{changed_at, files, is_mapping, mapping_beside};
use ward_app::{Actor, AppError};
use ward_reports::text::counts;
use ward_reports::{Input, Outcome};

/// Add files, and all files of folders, to the record
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files and folders to add
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// When they were exported, for those that do not say [default: when each was last changed]
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
    for found in files(&args.paths) {
        let name = found.name();
        if found.path.as_deref().is_ok_and(is_mapping) {
            let says =
                format!("{name}  is no evidence: it says how the columns of the file beside it are meant");
            progress.suspend(|| ui.say(says));
            continue;
        }
        progress.set_message(format!("reading {name}"));
        let opened = found.path.and_then(|path| open(&path, mapping.as_deref()));
        let unreadable =
            |reason| Input { file: name.clone(), outcome: Outcome::Unreadable { reason }, digest: None };
        let input = match opened {
            Err(reason) => unreadable(reason),
            Ok(mut opened) => {
                let request = Import {
                    file_name: &name,
                    content: &mut opened.file,
                    // What was changed today, or by a wrong clock later, is of this moment.
                    collected_on: args.collected.or(opened.changed_on.filter(|day| *day < ctx.today())),
                    mapping: opened.mapping.as_deref(),
                };
                match import(&ctx, &who, request) {
                    Err(AppError::BrokenOff { cause, .. }) => unreadable(cause.to_string()),
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

/// A file that is about to be read.
struct Opened {
    file: File,
    /// How its columns are meant, by the file beside it or by the one that was named.
    mapping: Option<String>,
    /// The day on which it was last changed, in UTC.
    changed_on: Option<Date>,
}

fn open(path: &Path, mapping: Option<&str>) -> Result<Opened, String> {
    let beside = mapping_beside(path)?.map(|(_, text)| text);
    let told = |error: std::io::Error| format!("{error}. Check that you may read it");
    let file = File::open(path).map_err(told)?;
    let changed_on = changed_at(&file).map(|at| at.to_zoned(TimeZone::UTC).date());
    Ok(Opened { file, mapping: beside.or_else(|| mapping.map(str::to_owned)), changed_on })
}

/// What became of a file, in a line.
pub(super) fn line(input: &Input) -> String {
    let says = match &input.outcome {
        Outcome::Read { format, tally } => {
            format!("{format}: {}", counts(tally))
        }
        Outcome::SameAs { file } => format!("there already, as {file}"),
        Outcome::Damaged { format, reason, .. } => format!("{format}, damaged, nothing kept: {reason}"),
        Outcome::NotRecognised { looks_like } => format!("not read: looks like {looks_like}"),
        Outcome::Unreadable { reason } => format!("could not be read: {reason}"),
    };
    format!("{}  {says}", input.file)
}
