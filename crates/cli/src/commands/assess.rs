//! `ward assess`

use super::Format;
use crate::failure::{Code, Failure};
use crate::ui::Ui;
use jiff::civil::Date;
use std::path::PathBuf;
use ward_app::folder::{Request, assess};
use ward_app::{Clock as _, SystemClock};
use ward_catalog::Catalog;
use ward_domain::Size;
use ward_importers::Mapping;

/// Judge a folder of files, without server and without database
///
/// Reads every file by its content, says what it read and what it could not, and prints the twenty goals with the facts
/// behind each and the next three actions. Nothing is kept.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files and folders to read
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Whose thresholds: small, medium or large [default: as the organisation's file says, else medium]
    #[arg(long, value_name = "SIZE")]
    profile: Option<Size>,
    /// The day to judge; evidence collected later does not count [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
    /// When the files were exported, for those that do not say [default: the date of the file]
    #[arg(long, value_name = "YYYY-MM-DD")]
    collected: Option<Date>,
    /// How the columns are meant in tables that Ward does not recognise (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let mapping = args.mapping.map(read_mapping).transpose()?;
    let as_of = args.as_of.unwrap_or_else(|| SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date());
    let request =
        Request { paths: args.paths, as_of, size: args.profile, collected_on: args.collected, mapping };
    let catalog = Catalog::built_in();
    let progress = ui.progress();
    let posture =
        assess(&catalog, &request, |path| progress.set_message(format!("reading {}", path.display())));
    progress.finish_and_clear();
    let out = match args.format {
        Format::Json => ward_reports::json_v1::bytes(&posture.assessment, &posture.inputs),
        Format::Text => ward_reports::text::report(
            &catalog,
            &posture.assessment,
            &posture.estate.organisation.name,
            &posture.inputs,
        )
        .into_bytes(),
    };
    ui.data(&out)?;
    Ok(super::code(&posture.inputs))
}

fn read_mapping(path: PathBuf) -> Result<Mapping, Failure> {
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::usage(format!("cannot read {}: {error}", path.display()), "Check the path.")
    })?;
    Mapping::parse(&text).map_err(|error| {
        Failure::usage(
            format!("{}: {error}", path.display()),
            "`ward formats` lists the fields that columns can be mapped to.",
        )
    })
}
