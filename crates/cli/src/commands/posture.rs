//! `ward posture`

use super::Format;
use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use jiff::civil::Date;
use ward_app::{Actor, posture::posture};

/// Print where the record stands, today or on any day
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The day to judge; evidence collected later does not count [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let ctx = args.place.open()?;
    let posture = posture(&ctx, &Actor::at_this_machine(), args.as_of)?;
    let out = match args.format {
        Format::Json => posture.json(),
        Format::Text => {
            let name = &posture.estate.organisation.name;
            ward_reports::text::report(ctx.catalog(), &posture.assessment, name, &posture.inputs).into_bytes()
        }
    };
    ui.data(&out)?;
    Ok(Code::Done)
}
