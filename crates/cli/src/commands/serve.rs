//! `ward serve`

use super::serving::{self, Listen};
use crate::failure::{Code, Failure};
use crate::looking::NameServers;
use crate::settings::Where;
use crate::ui::Ui;

/// Keep a record and show it in the browser, on this machine only
///
/// Judges every day, and looks from outside every day at what the organisation declared once somebody stated that it may.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    listen: Listen,
    /// Contact no other machine: no live checks, neither by themselves nor by the button
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    name_servers: NameServers,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let ctx = args.place.open()?;
    let settings = if args.offline {
        Err("Ward was started with --offline.".to_owned())
    } else {
        args.name_servers.settings().map_err(|failure| failure.says)
    };
    serving::serve(ctx, &args.listen, settings, ui)
}
