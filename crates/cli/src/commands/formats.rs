//! `ward formats`

use crate::failure::{Code, Failure};
use crate::ui::Ui;
use std::fmt::Write as _;
use ward_importers::IMPORTERS;

/// List the formats that Ward reads, and how to get such files
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: Args, ui: &Ui) -> Result<Code, Failure> {
    let mut out = String::new();
    for importer in IMPORTERS {
        let about = importer.about();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}\n  {}\n  How to get it: {}\n  What it shows: {}\n",
            about.id, about.name, about.how_to_get, about.carries
        );
    }
    ui.data(out.as_bytes())?;
    Ok(Code::Done)
}
