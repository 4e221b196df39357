//! `ward plan`

use super::{Format, json};
use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use jiff::civil::Date;
use serde_json::to_vec_pretty;
use std::fmt::Write as _;
use std::path::PathBuf;
use ward_app::folder::{Request, assess};
use ward_app::{Actor, Clock as _, SystemClock, plan};
use ward_catalog::{Catalog, Eligibility};
use ward_domain::plan::{Frame, Intentions, Outcome};
use ward_domain::{Money, Size};
use ward_planner::outlook::{Choice, Outlook, first_frame, words};

/// What to do next with the money and the hours that there are
///
/// Chooses from the catalogue's actions those that close the most risk within the budget and the staff hours of each
/// year, says why each is in or out, and what a little more would buy. Costs are assumptions: ranges of the catalogue, or
/// your own numbers where the record has them. Nothing is kept.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Dollars for each year [default: as set in the record, else by size]
    #[arg(long, value_name = "DOLLARS")]
    budget: Option<i64>,
    /// Hours of own staff for each year [default: as set in the record, else by size]
    #[arg(long, value_name = "HOURS")]
    hours: Option<f64>,
    /// Years of the plan, one to five [default: as set in the record, else 2]
    #[arg(long, value_name = "YEARS")]
    years: Option<u8>,
    /// Kind of organisation, which decides about free offers: critical-access-hospital, practice, …
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Two-letter state, which decides about free offers
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
    /// Reckon with prices even where somebody gives it for nothing
    #[arg(long)]
    without_free: bool,
    /// A folder of files to plan for, in the place of a record
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Whose thresholds and costs, with --folder: small, medium or large [default: as the files say, else medium]
    #[arg(long, value_name = "SIZE", requires = "folder")]
    profile: Option<Size>,
    /// The day to judge, with --folder [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", requires = "folder")]
    as_of: Option<Date>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Where,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    if let Some(kind) = args.kind.as_deref().filter(|kind| !Eligibility::KINDS.contains(kind)) {
        let known = format!("Use one of these: {}.", Eligibility::KINDS.join(", "));
        return Err(Failure::usage(format!("`{kind}` is no kind of organisation"), known));
    }
    let (catalog, outlook) = if let Some(folder) = &args.folder {
        let catalog = Catalog::built_in();
        let as_of = args.as_of.unwrap_or_else(|| SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date());
        let request =
            Request { paths: vec![folder.clone()], as_of, size: args.profile, ..Request::default() };
        let posture = assess(&catalog, &request, |_| {});
        if !posture.inputs.iter().any(|input| input.outcome.is_read()) {
            ui.say(format!("No file of {} could be used: every goal is unknown.", folder.display()));
        }
        let frame = with(&args, first_frame(posture.assessment.profile));
        let intentions = Intentions::default();
        let seen = plan::of(&catalog, &posture.estate, &posture.assessment, &intentions, &frame)?;
        (catalog, seen)
    } else {
        let ctx = args.place.open()?;
        let us = Actor::at_this_machine();
        let frame = with(&args, plan::intentions(&ctx, &us)?.1);
        let seen = plan::plan(&ctx, &us, Some(&frame))?;
        (ctx.catalog().clone(), seen)
    };
    match args.format {
        Format::Text => ui.data(text(&catalog, &outlook).as_bytes())?,
        Format::Json => json(to_vec_pretty(&outlook), ui)?,
    }
    Ok(Code::Done)
}

/// The frame with what was said on the command line.
fn with(args: &Args, known: Frame) -> Frame {
    Frame {
        budget: args.budget.map_or(known.budget, Money::dollars),
        hours: args.hours.unwrap_or(known.hours),
        years: args.years.unwrap_or(known.years),
        kind: args.kind.clone().or(known.kind),
        state: args.state.as_ref().map(|state| state.to_ascii_uppercase()).or(known.state),
        rural: known.rural,
        counts_on_free: known.counts_on_free && !args.without_free,
    }
}

/// The plan for people.
fn text(catalog: &Catalog, seen: &Outlook) -> String {
    let mut out = String::new();
    let frame = &seen.frame;
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "PLAN for {} year(s) with {} and {} hours each, as of {}, costs of size {}",
        frame.years,
        frame.budget,
        frame.hours,
        seen.as_of,
        seen.size.as_str()
    );
    let _ = writeln!(out, "Costs are assumptions of the catalogue, or your own where the record has them.");
    let last = usize::from(frame.years).saturating_sub(1);
    let _ = writeln!(
        out,
        "At its end it closes {:.0} % of the open risk. {}",
        100.0 * seen.closed(last),
        sure(seen)
    );
    for (year, taken) in seen.plan.years.iter().enumerate() {
        let _ = writeln!(
            out,
            "\nYEAR {}: {} of {}, {:.0} of {} hours, {:.0} % of the open risk closed at its end",
            year + 1,
            taken.money,
            frame.budget,
            taken.hours,
            frame.hours,
            100.0 * seen.closed(year)
        );
        for choice in &seen.choices {
            if choice.step.as_ref().is_some_and(|step| step.year == year) {
                line(catalog, choice, &mut out);
            }
        }
    }
    let open = seen.open * f64::from(frame.years);
    let next = &seen.plan.next;
    let offers = [&next.dollar, &next.hour, &next.both];
    if offers.iter().any(|offer| offer.is_some()) {
        let _ = writeln!(out, "\nA LITTLE MORE");
        for offer in offers.into_iter().flatten() {
            let _ = writeln!(out, "  {}", words::offer(catalog, offer, open));
        }
    }
    let left: Vec<&Choice> = seen.choices.iter().filter(|choice| choice.step.is_none()).collect();
    if !left.is_empty() {
        let _ = writeln!(out, "\nNOT IN THE PLAN");
    }
    for choice in left {
        let ended = choice.undertaking.as_ref().and_then(|known| known.outcome);
        let why = match (&choice.why, ended) {
            (_, Some(Outcome::Done)) => "Done, as you said.".to_owned(),
            (_, Some(Outcome::Dropped)) => "Not for you, as you said.".to_owned(),
            (Some(why), None) => words::why(catalog, why),
            (None, None) => "Met by evidence already.".to_owned(),
        };
        let _ = writeln!(out, "  {}\n      {why}", words::title(catalog, &choice.action));
    }
    if !seen.awaiting_evidence.is_empty() {
        let ids: Vec<String> = seen.awaiting_evidence.iter().map(ToString::to_string).collect();
        let _ = writeln!(out, "\nDONE, AND NO EVIDENCE SHOWS IT YET: {}", ids.join(", "));
    }
    helps(catalog, seen, &mut out);
    out
}

fn sure(seen: &Outlook) -> String {
    if seen.plan.is_proven_best {
        "No plan within these means is better.".to_owned()
    } else {
        format!("No plan within these means can be better by more than {:.1} %.", 100.0 * seen.plan.gap)
    }
}

fn line(catalog: &Catalog, choice: &Choice, out: &mut String) {
    let cost = match choice.first_year {
        (_, Money::ZERO) if choice.is_free => "given for nothing".to_owned(),
        (_, Money::ZERO) => "no money".to_owned(),
        (low, high) if low == high => low.to_string(),
        (low, high) => format!("{low} to {high}"),
    };
    let done = choice.step.as_ref().map_or(0, |step| step.done);
    let _ = writeln!(
        out,
        "  {}\n      {cost}, {:.0} hours in its first year; done by day {done}\n      {}",
        words::title(catalog, &choice.action),
        choice.first_year_hours,
        choice.why.as_ref().map(|why| words::why(catalog, why)).unwrap_or_default()
    );
}

fn helps(catalog: &Catalog, seen: &Outlook, out: &mut String) {
    let may: Vec<_> = seen.offers.iter().filter(|help| help.admits != Some(false)).collect();
    if may.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nWHO HELPS WITH MONEY, SERVICE OR MATERIAL");
    for help in may {
        let Some(resource) = catalog.resources.get(&help.resource) else { continue };
        let says = match (help.is_given, help.admits) {
            (true, Some(true)) => "you may have it",
            (true, _) => "ask whether you may have it",
            (false, _) => resource.status.label(),
        };
        let _ = writeln!(out, "  {} ({says}): {}", resource.title, resource.ask.trim());
    }
}
