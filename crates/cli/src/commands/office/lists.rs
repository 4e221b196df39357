//! `ward office lists`

use crate::failure::{Code, Failure};
use crate::settings::Where;
use crate::ui::Ui;
use jiff::civil::Date;
use std::fmt::Write as _;
use std::fs::File;
use std::path::PathBuf;
use ward_app::programme::{ListRead, Officer, keep_list, plan_list, take_list};
use ward_programme::participants::merge::Change;

/// Problems and changes that are shown; all of them are counted.
const MOST: usize = 20;

/// Read the public lists of CMS into the register of participants
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    Read(Read),
}

/// Read one list: Hospital General Information, Provider of Services or Hospital Enrollments
///
/// Shows what it would change, and changes nothing without --take. Exit code 0 when it was read, 4 when rows were skipped.
#[derive(clap::Args)]
struct Read {
    /// The CSV file that CMS publishes
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The day of its release
    #[arg(long, value_name = "DAY")]
    day: Date,
    /// Make the changes, all or none
    #[arg(long)]
    take: bool,
    #[command(flatten)]
    place: Where,
}

pub(super) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let What::Read(args) = args.what;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut file = File::open(&args.file).map_err(|e| {
        Failure::usage(format!("cannot read {}: {e}", args.file.display()), "Check the path.")
    })?;
    let office = args.place.open_office()?;
    let who = Officer::at_this_machine();
    let progress = ui.progress();
    progress.set_message(format!("reading {name}"));
    let digest = keep_list(&office, &who, &name, &mut file)?;
    let read = plan_list(&office, &who, digest, args.day)?;
    progress.finish_and_clear();
    ui.data(shown(&read).as_bytes())?;
    if args.take {
        let entries = take_list(&office, &who, digest, args.day, read.seen)?;
        ui.say(match entries {
            0 => "There was nothing to change.".to_owned(),
            1 => "The change is made, in 1 entry of the record.".to_owned(),
            _ => format!("The changes are made, in {entries} entries of the record."),
        });
    } else if !read.plan.changes.is_empty() {
        ui.say("Nothing was changed. The same command with --take makes these changes.");
    }
    Ok(if read.tally.skipped > 0 { Code::Partly } else { Code::Done })
}

/// What a list says and would change, for people.
fn shown(read: &ListRead) -> String {
    let mut out = String::new();
    let tally = &read.tally;
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{}", read.source);
    let _ = writeln!(out, "  {} rows read, {} used, {} skipped", tally.read, tally.used, tally.skipped);
    for (heading, cost) in &read.missing {
        let _ = writeln!(out, "  no column “{heading}”: {cost}");
    }
    for problem in tally.problems.iter().take(MOST) {
        let _ = writeln!(out, "  line {}: {}", problem.line, problem.reason);
    }
    let more = (tally.problems.len().saturating_sub(MOST)) as u64 + tally.more_problems;
    if more > 0 {
        let _ = writeln!(out, "  and {more} more problems");
    }
    let _ = writeln!(out, "Changes");
    for change in [Change::New, Change::Changed, Change::Linked, Change::Closed, Change::Reopened] {
        let _ = writeln!(out, "  {} {}", read.plan.count(change), words(change));
    }
    let _ = writeln!(out, "  {} as they were", read.plan.unchanged);
    for change in read.plan.changes.iter().take(MOST) {
        let details = change.details.join("; ");
        let details = if details.is_empty() { details } else { format!(": {details}") };
        let _ =
            writeln!(out, "  line {}: {} {}{details}", change.line, change.participant, words(change.what));
    }
    if let Some(more) = read.plan.changes.len().checked_sub(MOST).filter(|more| *more > 0) {
        let _ = writeln!(out, "  and {more} more changes");
    }
    if !read.plan.notes.is_empty() {
        let _ = writeln!(out, "Left out, repaired, in doubt");
    }
    for (line, why) in read.plan.notes.iter().take(MOST) {
        let _ = writeln!(out, "  line {line}: {why}");
    }
    if let Some(more) = read.plan.notes.len().checked_sub(MOST).filter(|more| *more > 0) {
        let _ = writeln!(out, "  and {more} more");
    }
    out
}

fn words(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Changed => "with other facts or numbers",
        Change::Linked => "with another CCN",
        Change::Closed => "closed",
        Change::Reopened => "open again",
    }
}
