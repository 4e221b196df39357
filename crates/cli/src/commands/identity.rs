//! `ward identity`

use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use ward_app::{Actor, identities};

/// Decide that two names mean one device or person, or that they never do
///
/// Names are keys as the pages show them: fqdn:pacs1.example, mac:00:11:22:33:44:55, person:1234, log-in:a@b.example. The
/// decision is an entry of the record; the newest about a pair counts.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What is decided
    #[arg(value_enum)]
    decision: Decision,
    /// A name
    #[arg(value_name = "NAME")]
    one: String,
    /// The other name
    #[arg(value_name = "NAME")]
    other: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
    #[command(flatten)]
    place: Where,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Decision {
    /// They are one
    Join,
    /// They are two
    KeepApart,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let ctx = args.place.open()?;
    let who = Actor::at_this_machine();
    match args.decision {
        Decision::Join => identities::join(&ctx, &who, &args.one, &args.other, &args.reason)?,
        Decision::KeepApart => identities::keep_apart(&ctx, &who, &args.one, &args.other, &args.reason)?,
    }
    ward_app::posture::record_assessment(&ctx, &who)?;
    ui.say("Decided, and judged again.");
    Ok(Code::Done)
}
