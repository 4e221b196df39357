//! `ward serve`

use super::serving::{self, Listen};
use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;

/// Keep a record and show it in the browser, on this machine only
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    listen: Listen,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let ctx = args.place.open()?;
    serving::serve(ctx, &args.listen, ui)
}
