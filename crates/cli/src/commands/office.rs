//! `ward office`

mod lists;

use super::serving::{self, Listen};
use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;

/// Run a programme: participants, where the sector stands, money, audits, help; in the browser, on this machine only
///
/// Takes the summaries that organisations sign with `ward summary`, here by `ward receive` and over HTTP at /api/summaries; their signed
/// answers to what a bulletin asks by `ward receive` and at /api/answers.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// The office's name, as pages and statements show it
    #[arg(long, default_value = "Programme office", value_name = "NAME")]
    name: String,
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    listen: Listen,
}

#[derive(clap::Subcommand)]
enum What {
    Lists(lists::Args),
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    if let Some(What::Lists(lists)) = args.what {
        return lists::run(lists, ui);
    }
    serving::serve_office(args.place.open_office()?, args.name, &args.listen, ui)
}
