//! `ward money`

mod words;

use super::letter::{self, sign_into};
use super::{Format, json};
use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use jiff::civil::Date;
use serde_json::to_vec_pretty;
use std::path::PathBuf;
use ward_app::money::{Offer, calls, draft, offer, sign};
use ward_app::{Actor, Ctx};
use ward_domain::{GoalId, Money};
use ward_planner::outlook::funding::{Ask, first_asks};

/// Apply for the money of a programme's round, from the own plan
///
/// Lists the calls that are kept and the applications that were signed. Nothing is sent: calls come as files, and signed
/// applications leave as files.
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
    Keep(letter::Keep),
    Apply(Apply),
}

/// Show what an application for a round would say, or sign it
///
/// Without --ask it asks for all that the plan has for the goals of the round, up to what one applicant can get.
#[derive(clap::Args)]
struct Apply {
    /// The round, as its call names it: upfront-2027
    #[arg(value_name = "ROUND")]
    round: String,
    /// Dollars to ask for a goal, at most what the plan says it costs; may be repeated
    #[arg(long, value_name = "GOAL=DOLLARS", value_parser = pair::<GoalId, i64>)]
    ask: Vec<(GoalId, i64)>,
    /// The last day on which a goal's being met counts; may be repeated [default: 90 days after the plan has it done]
    #[arg(long, value_name = "GOAL=YYYY-MM-DD", value_parser = pair::<GoalId, Date>)]
    due: Vec<(GoalId, Date)>,
    /// A goal of which half is kept until it is still met a year later; may be repeated
    #[arg(long, value_name = "GOAL")]
    half_later: Vec<GoalId>,
    /// Sign it, enter that in the record and write the file to send; the file must not exist
    #[arg(long, value_name = "FILE")]
    sign: Option<PathBuf>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    match args.what {
        Some(What::Keep(args)) => letter::keep(&args, ui),
        Some(What::Apply(args)) => apply(&args, ui),
        None => {
            let known = calls(&args.place.open()?, &Actor::at_this_machine())?;
            match args.format {
                Format::Text => ui.data(words::list(&known).as_bytes())?,
                Format::Json => json(to_vec_pretty(&words::list_json(&known)), ui)?,
            }
            Ok(Code::Done)
        }
    }
}

fn apply(args: &Apply, ui: &Ui) -> Result<Code, Failure> {
    let (ctx, us) = (args.place.open()?, Actor::at_this_machine());
    let call = find(&ctx, &args.round)?;
    let offer = offer(&ctx, &us, call)?;
    let to_show_met = ctx.catalog().office_days.on(ctx.today()).to_show_met;
    let asks = asks(args, &offer, to_show_met)?;
    let read = draft(&ctx, &us, call, &asks)?;
    if let Some(path) = &args.sign {
        sign_into(path, || Ok(((), sign(&ctx, &us, call, &asks, read.as_read)?.bytes)))?;
    }
    match args.format {
        Format::Text => ui.data(words::text(ctx.catalog(), &offer, &read.application).as_bytes())?,
        Format::Json => json(to_vec_pretty(&words::json(&offer, &read.application)), ui)?,
    }
    match &args.sign {
        Some(path) => {
            ui.say(format!("Application {} is signed: {}", read.application.number, path.display()));
            ui.say(format!("It was signed with {}", ctx.verifying_key()));
        }
        None => ui.say("Nothing was kept or sent. `--sign FILE` signs it."),
    }
    Ok(Code::Done)
}

/// The newest call of a round.
fn find(ctx: &Ctx, round: &str) -> Result<ward_domain::Digest, Failure> {
    let known = calls(ctx, &Actor::at_this_machine())?;
    let found = known.iter().rev().find(|known| known.call.round == round);
    found.map(|known| known.digest).ok_or_else(|| {
        Failure::usage(
            format!("no call of a round `{round}` is kept"),
            "`ward money` lists those that are; `ward money keep FILE` keeps one.",
        )
    })
}

/// What is asked: as said, else as the plan begins.
fn asks(args: &Apply, offer: &Offer, to_show_met: u32) -> Result<Vec<Ask>, Failure> {
    let closes = ward_estate::date_of(offer.call.closes);
    // Without a limit it has a day for each goal.
    let all = first_asks(&offer.lines, offer.lines.iter().map(|line| line.cost).sum(), closes, to_show_met);
    let due = |goal: GoalId| all.iter().find(|ask| ask.goal == goal).map_or(closes, |ask| ask.due);
    let of = |(goal, dollars): &(GoalId, i64)| Ask {
        goal: *goal,
        asked: Money::dollars(*dollars),
        due: due(*goal),
        half_later: false,
    };
    let asks =
        if args.ask.is_empty() { offer.asks.clone() } else { args.ask.iter().map(of).collect::<Vec<_>>() };
    let said = args.due.iter().map(|(goal, _)| goal).chain(&args.half_later);
    if let Some(goal) = said.into_iter().find(|goal| asks.iter().all(|ask| ask.goal != **goal)) {
        return Err(Failure::usage(
            format!("{goal} is not asked for, and --due or --half-later names it"),
            format!("Ask for it with --ask {goal}=DOLLARS, or leave it out."),
        ));
    }
    let as_said = |ask: Ask| {
        let said = args.due.iter().rev().find(|(goal, _)| *goal == ask.goal).map(|(_, day)| *day);
        Ask { due: said.unwrap_or(ask.due), half_later: args.half_later.contains(&ask.goal), ..ask }
    };
    Ok(asks.into_iter().map(as_said).collect())
}

/// `E4=20000`.
fn pair<A: std::str::FromStr, B: std::str::FromStr>(text: &str) -> Result<(A, B), String> {
    let parts = text.split_once('=').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    parts.ok_or_else(|| "it is no goal and a value with = between them, such as E4=20000".to_owned())
}
