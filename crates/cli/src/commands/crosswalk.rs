//! `ward crosswalk`

use super::Format;
use crate::failure::{Code, Failure};
use crate::ui::Ui;
use ward_app::frameworks;
use ward_catalog::Catalog;

/// Look from a requirement of any text to the goals and measures that answer it, and back
///
/// Says how each link was made and whether it was read in a published source. Nothing is judged and no file is read.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A goal (E3), a measure (E3.1), a requirement (164.312(d), PR.AA-01, hicp/8.M.B) or a framework (nist-csf-2-0)
    #[arg(required = true, value_name = "WHAT", num_args = 1..)]
    what: Vec<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let catalog = Catalog::built_in();
    // `45 CFR 164.312(d)` need not be quoted.
    let what = args.what.join(" ");
    let found = catalog.look_up(&what).ok_or_else(|| {
        let there_are = frameworks::find(&catalog, "").err().unwrap_or_default();
        Failure::usage(
            format!("no goal, measure, requirement or framework is called `{what}`"),
            format!("Name one as its text does, or a framework to list its requirements. {there_are}"),
        )
    })?;
    let out = match args.format {
        Format::Text => ward_reports::crosswalk::text(&catalog, &found).into_bytes(),
        Format::Json => ward_reports::crosswalk::json(&catalog, &found),
    };
    ui.data(&out)?;
    Ok(Code::Done)
}
