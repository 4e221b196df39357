//! `ward request`

use super::letter::{self, opened, sign_into};
use super::{Format, json};
use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use jiff::civil::Date;
use serde_json::{Value, json, to_vec_pretty};
use std::fmt::Write as _;
use std::path::PathBuf;
use ward_app::Actor;
use ward_app::assistance::{KnownRequest, Need, draft, requests, sign, take_result};
use ward_domain::letters::{HandOver, Request};
use ward_domain::{Digest, GoalId};
use ward_programme::help::RequestKind;
use ward_reports::text::printable;

/// Ask the programme for help, and take what comes of it
///
/// Lists the requests that were signed with what came back. Nothing is sent: a signed request is a file.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Where,
}

#[derive(clap::Subcommand)]
enum What {
    For(For),
    Keep(letter::Keep),
    Result(Taken),
}

/// Show what a request would say, or sign it
#[derive(clap::Args)]
struct For {
    /// What is asked for: scan, assistance, exercise, training or incident
    #[arg(value_name = "KIND", value_parser = kind)]
    kind: RequestKind,
    /// What is needed, in sentences. Name no person, device or address that the office need not know
    #[arg(value_name = "WORDS")]
    says: String,
    /// A goal that it is about; may be repeated
    #[arg(long, value_name = "GOAL")]
    goal: Vec<GoalId>,
    /// By when it is wanted
    #[arg(long, value_name = "YYYY-MM-DD")]
    by: Option<Date>,
    /// Sign it, enter that in the record and write the file to send; the file must not exist
    #[arg(long, value_name = "FILE")]
    sign: Option<PathBuf>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Where,
}

/// Add the file that the office handed over to the evidence
///
/// Only the very file that a kept hand-over names is taken.
#[derive(clap::Args)]
struct Taken {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    match args.what {
        Some(What::For(args)) => make(args, ui),
        Some(What::Keep(args)) => letter::keep(&args, ui),
        Some(What::Result(args)) => take(&args, ui),
        None => {
            let known = requests(&args.place.open()?, &Actor::at_this_machine())?;
            match args.format {
                Format::Text => ui.data(list(&known).as_bytes())?,
                Format::Json => json(to_vec_pretty(&list_json(&known)), ui)?,
            }
            Ok(Code::Done)
        }
    }
}

fn make(args: For, ui: &Ui) -> Result<Code, Failure> {
    let (ctx, us) = (args.place.open()?, Actor::at_this_machine());
    let wants = args.kind.as_str().to_owned();
    let need = Need { wants, says: args.says, goals: args.goal, wanted_by: args.by };
    let request = draft(&ctx, &us, &need)?;
    if let Some(path) = &args.sign {
        sign_into(path, || Ok(((), ward_app::money::letter(&ctx, &us, sign(&ctx, &us, &need)?)?)))?;
    }
    match args.format {
        Format::Text => ui.data(text(&request).as_bytes())?,
        Format::Json => json(to_vec_pretty(&request), ui)?,
    }
    match &args.sign {
        Some(path) => {
            ui.say(format!("Request {} is signed: {}", request.number, path.display()));
            ui.say(format!("It was signed with {}", ctx.verifying_key()));
        }
        None => ui.say("Nothing was kept or sent. `--sign FILE` signs it."),
    }
    Ok(Code::Done)
}

fn take(args: &Taken, ui: &Ui) -> Result<Code, Failure> {
    let (ctx, us) = (args.place.open()?, Actor::at_this_machine());
    let (name, mut file) = opened(&args.file)?;
    let input = take_result(&ctx, &us, None, &name, &mut file)?;
    ui.say(super::import::line(&input));
    ward_app::posture::record_assessment(&ctx, &us)?;
    Ok(super::code(std::slice::from_ref(&input)))
}

fn kind(word: &str) -> Result<RequestKind, String> {
    RequestKind::from_word(word).ok_or_else(|| {
        let known = RequestKind::ALL.map(RequestKind::as_str).join(", ");
        format!("there is no such help; it is one of {known}")
    })
}

/// What a request says.
fn text(request: &Request) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "REQUEST {} for {}", request.number, kind_words(&request.wants));
    for line in request.says.lines() {
        let _ = writeln!(out, "  {}", printable(line));
    }
    if !request.goals.is_empty() {
        let goals: Vec<String> = request.goals.iter().map(ToString::to_string).collect();
        let _ = writeln!(out, "  about {}", goals.join(", "));
    }
    if let Some(by) = request.wanted_by {
        let _ = writeln!(out, "  wanted by {by}");
    }
    out
}

fn kind_words(word: &str) -> &str {
    RequestKind::from_word(word).map_or(word, |kind| kind.label())
}

/// Every request with what came back.
fn list(known: &[KnownRequest]) -> String {
    let mut out = String::new();
    for one in known {
        out.push_str(&text(&one.request));
        let _ = match &one.acknowledgement {
            Some((_, answer)) => writeln!(
                out,
                "  signed {}; the office has it as number {}, since {}",
                one.signed_at, answer.number, answer.received_at
            ),
            None => writeln!(out, "  signed {}; no acknowledgement is here", one.signed_at),
        };
        for (_, file, says, is_evidence) in &one.results {
            let taken = if *is_evidence { "it is evidence here" } else { "it was not taken yet" };
            let _ = writeln!(out, "  handed over: {}\n    file {file}; {taken}", printable(&says.says));
        }
    }
    if out.is_empty() {
        out.push_str(
            "Nothing was asked for. `ward request for KIND WORDS` shows what a request would say.\n",
        );
    }
    out
}

/// The same for programs.
fn list_json(known: &[KnownRequest]) -> Value {
    let one = |one: &KnownRequest| {
        let result = |(_, file, says, is_evidence): &(Digest, Digest, HandOver, bool)| json!({ "file": file, "says": says, "is_evidence": is_evidence });
        json!({
            "file": one.digest,
            "signed_at": one.signed_at,
            "request": one.request,
            "acknowledgement": one.acknowledgement.as_ref().map(|(_, answer)| answer),
            "results": one.results.iter().map(result).collect::<Vec<_>>(),
        })
    };
    json!({ "requests": known.iter().map(one).collect::<Vec<_>>() })
}
