//! `ward summary`

use super::letter;
use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use jiff::civil::Date;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use ward_app::summary::{Asked, draft, keep_receipt, sign};
use ward_app::{Actor, Ctx};
use ward_catalog::Catalog;
use ward_domain::summary::Summary;

/// Read, sign and follow up the summary for the programme: the only thing that leaves
///
/// Without an option it prints in words what a summary would say, and keeps and sends nothing.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The day to judge; evidence collected later does not count [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "receipt")]
    as_of: Option<Date>,
    /// Two-letter state to tell [default: as in the last summary]
    #[arg(long, value_name = "STATE", conflicts_with = "receipt")]
    state: Option<String>,
    /// CMS certification number to tell [default: as in the last summary]
    #[arg(long, value_name = "CCN", conflicts_with = "receipt")]
    ccn: Option<String>,
    /// Sign it, enter that in the record and write the file to send; the file must not exist
    #[arg(long, value_name = "FILE", conflicts_with = "receipt")]
    sign: Option<PathBuf>,
    /// Check the operator's receipt and keep it
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// The operator's public key, with the first receipt: the text itself, or a file that holds it
    #[arg(long, value_name = "KEY", requires = "receipt")]
    operator_key: Option<String>,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let ctx = args.place.open()?;
    let asked = Asked { as_of: args.as_of, state: args.state, ccn: args.ccn };
    match (&args.receipt, &args.sign) {
        (Some(file), _) => keep(&ctx, file, args.operator_key.as_deref(), ui),
        (None, Some(file)) => sign_into(&ctx, file, &asked, ui),
        (None, None) => {
            let summary = draft(&ctx, &Actor::at_this_machine(), &asked)?;
            ui.data(words(ctx.catalog(), &summary).as_bytes())?;
            ui.say("Nothing was kept or sent. `ward summary --sign FILE` signs it.");
            Ok(Code::Done)
        }
    }
}

fn sign_into(ctx: &Ctx, path: &Path, asked: &Asked, ui: &Ui) -> Result<Code, Failure> {
    let summary = letter::sign_into(path, || {
        let signed = sign(ctx, &Actor::at_this_machine(), asked, None)?;
        Ok((signed.summary, signed.bytes))
    })?;
    ui.data(words(ctx.catalog(), &summary).as_bytes())?;
    ui.say(format!("Summary {} is signed: {}", summary.number, path.display()));
    ui.say(format!("It was signed with {}", ctx.verifying_key()));
    Ok(Code::Done)
}

fn keep(ctx: &Ctx, path: &Path, key: Option<&str>, ui: &Ui) -> Result<Code, Failure> {
    let bytes = super::receive::read_envelope(path)?;
    let key = key.map(letter::parse_key).transpose()?;
    let opened = keep_receipt(ctx, &Actor::at_this_machine(), &bytes, key.as_ref())?;
    ui.say(format!(
        "The operator received summary {} at {} as {}, and witnessed {} entries of this record.",
        opened.receipt.number, opened.receipt.received_at, opened.receipt.participant, opened.record.size
    ));
    Ok(Code::Done)
}

/// Everything that the summary says, for reading before it is sent.
fn words(catalog: &Catalog, summary: &Summary) -> String {
    let mut out = String::new();
    let told = |text: &Option<String>| text.clone().unwrap_or_else(|| "not told".to_owned());
    // Writing to a String cannot fail.
    let _ =
        writeln!(out, "SUMMARY {} as of {}, catalogue {}", summary.number, summary.as_of, summary.catalogue);
    let class = &summary.class;
    let (state, ccn) = (told(&class.state), told(&class.ccn));
    let _ = writeln!(out, "  size {}, state {state}, certification number {ccn}", class.size.as_str());
    for goal in &summary.goals {
        let mut goals = catalog.frameworks.values().flat_map(|framework| &framework.goals);
        let title = goals.find(|known| known.id == goal.goal).map_or("", |known| known.title.as_str());
        let grade = goal.grade.map_or("–", |grade| grade.as_str());
        let _ = writeln!(
            out,
            "  {:<4} {:<14} {:>5.1} to {:>5.1} %  grade {grade}  evidence reaches {:>5.1} %  {title}",
            goal.goal.to_string(),
            goal.status.label(),
            goal.low * 100.0,
            goal.high * 100.0,
            goal.coverage * 100.0,
        );
    }
    let _ = writeln!(out, "  assessment {}", summary.assessment);
    let _ = writeln!(out, "  record of {} entries, root {}", summary.record.size, summary.record.root);
    let _ = writeln!(out, "It says nothing else: no host, address, person or finding.");
    out
}
