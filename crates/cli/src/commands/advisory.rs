//! `ward advisory`

mod records;
mod words;

use super::letter::{opened, sign_into};
use super::{Format, json};
use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use jiff::civil::Date;
use serde_json::to_vec_pretty;
use std::path::PathBuf;
use ward_app::{Actor, Ctx, advisories};
use ward_domain::CveId;
use ward_domain::exposure::Question;

/// Look what an advisory, a flaw or a vendor's outage touches here, and sign the answer for the programme
///
/// Names every device, product, system and vendor that is or may be touched, and why. A version that is not known counts as
/// maybe affected. An advisory is kept in the record; a version of it that is there already is kept once. The answer says how
/// many devices, and nothing else; it is signed only with --sign, and nothing is sent. Without a question it lists what is
/// kept and what was answered.
#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("question").args(["file", "flaw", "outage"]))]
pub(crate) struct Args {
    /// An advisory in CSAF 2.0 or 2.1, as its publisher offers it (JSON)
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The number of a flaw: CVE-2026-12345
    #[arg(long, value_name = "CVE")]
    flaw: Option<CveId>,
    /// A vendor whose service is down
    #[arg(long, value_name = "VENDOR", requires = "since")]
    outage: Option<String>,
    /// The day on which the outage began
    #[arg(long, value_name = "YYYY-MM-DD", requires = "outage")]
    since: Option<Date>,
    /// Sign the answer, enter that in the record and write the file to send; the file must not exist
    #[arg(long, value_name = "FILE", requires = "question")]
    sign: Option<PathBuf>,
    /// Ask many records at once, for whoever keeps those of several organisations: the folder whose folders are the records.
    /// Says of each whether it is touched and on how many devices. Nothing is kept or signed; --data is not looked at, nor are
    /// records in PostgreSQL
    #[arg(long, value_name = "FOLDER", requires = "question", conflicts_with = "sign")]
    records: Option<PathBuf>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    if let Some(folder) = &args.records {
        return records::run(&args, folder, ui);
    }
    let ctx = args.place.open()?;
    let us = Actor::at_this_machine();
    let Some(question) = question(&args, &ctx)? else {
        let (kept, told) = (advisories::list(&ctx, &us)?, advisories::told(&ctx, &us)?);
        match args.format {
            Format::Text => ui.data(words::list(&kept, &told).as_bytes())?,
            Format::Json => json(to_vec_pretty(&words::list_json(&kept, &told)), ui)?,
        }
        return Ok(Code::Done);
    };
    let touched = advisories::touched(&ctx, &us, &question)?;
    // Also when it is not signed: what could not be answered is refused now.
    let read = advisories::draft(&ctx, &us, &question)?;
    if let Some(path) = &args.sign {
        sign_into(path, || {
            let signed = advisories::sign(&ctx, &us, &question, (read.state, read.devices))?;
            Ok(((), signed.bytes))
        })?;
    }
    match args.format {
        Format::Text => ui.data(words::text(&question, &touched, &read).as_bytes())?,
        Format::Json => json(to_vec_pretty(&words::json(&question, &touched, &read)), ui)?,
    }
    match &args.sign {
        Some(path) => ui.say(format!("The answer is signed: {}. Send it by whatever way.", path.display())),
        None => ui.say("Nothing was signed or sent. `--sign FILE` signs the answer."),
    }
    Ok(Code::Done)
}

/// What is asked; an advisory is kept first.
fn question(args: &Args, ctx: &Ctx) -> Result<Option<Question>, Failure> {
    if let Some(path) = &args.file {
        let (name, mut file) = opened(path)?;
        let file = advisories::keep(ctx, &Actor::at_this_machine(), &name, &mut file)?;
        return Ok(Some(Question::Advisory { file }));
    }
    Ok(match (args.flaw, &args.outage, args.since) {
        (Some(cve), ..) => Some(Question::Flaw { cve }),
        (None, Some(vendor), Some(since)) => {
            Some(Question::Outage { vendor: vendor.trim().to_owned(), since })
        }
        _ => None,
    })
}
