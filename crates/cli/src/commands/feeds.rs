//! `ward feeds`

use crate::failure::{Code, Failure};
use crate::looking::NameServers;
use crate::settings::Where;
use crate::ui::Ui;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use ward_app::feeds::{self, Feed, MOST_BYTES};
use ward_app::{Actor, Ctx};
use ward_reports::Outcome;

/// Show the reference feeds that verdicts rest on, and fetch the newest
///
/// CISA's catalogue of known exploited vulnerabilities changes several times a week. A feed that is too old makes what rests
/// on it unknown.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    place: Where,
}

#[derive(clap::Subcommand)]
enum What {
    Update(Update),
}

/// Fetch a feed, or read it from a file, and add it to the record
#[derive(clap::Args)]
struct Update {
    /// An address (https://…) of the feed or a mirror, or a file that was brought on a stick
    #[arg(value_name = "URL|FILE", default_value = feeds::KEV)]
    from: String,
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    name_servers: NameServers,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    match args.what {
        None => show(&args.place.open()?, ui).map(|()| Code::Done),
        Some(What::Update(update)) => run_update(&update, ui),
    }
}

fn run_update(update: &Update, ui: &Ui) -> Result<Code, Failure> {
    let ctx = update.place.open()?;
    let who = Actor::at_this_machine();
    let progress = ui.progress();
    progress.set_message(format!("reading {}", update.from));
    let (name, bytes) = if update.from.contains("://") {
        let bytes = feeds::fetch(&ctx, &update.from, &update.name_servers.settings()?)?;
        let path = update.from.split(['?', '#']).next().unwrap_or_default();
        (path.rsplit('/').next().unwrap_or_default().to_owned(), bytes)
    } else {
        read(Path::new(&update.from))?
    };
    let input = feeds::update(&ctx, &who, &name, &bytes)?;
    let code = match &input.outcome {
        Outcome::Read { .. } => Code::Done,
        Outcome::SameAs { file } => {
            ui.say(format!("Nothing new: the same bytes are kept as {file}."));
            Code::Done
        }
        Outcome::Damaged { reason, .. } | Outcome::Unreadable { reason } => {
            ui.say(format!("{name} is damaged, and nothing of it was kept: {reason}"));
            Code::Nothing
        }
        Outcome::NotRecognised { looks_like } => {
            ui.say(format!("{name} was not read: it looks like {looks_like}"));
            Code::Nothing
        }
    };
    if code == Code::Done {
        progress.set_message("judging");
        ward_app::posture::record_assessment(&ctx, &who)?;
    }
    progress.finish_and_clear();
    show(&ctx, ui)?;
    Ok(code)
}

fn read(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("cannot read {}: {error}", path.display()), "Check the path.")
    };
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64;
    let read =
        File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)).map_err(cannot)?;
    if read as u64 > most {
        return Err(Failure::usage(
            format!("{} has more than {MOST_BYTES} bytes, too many for a feed", path.display()),
            "Add large files with `ward import`.",
        ));
    }
    Ok((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes))
}

/// What is kept of each feed, how old it is, and when it stops counting.
fn show(ctx: &Ctx, ui: &Ui) -> Result<(), Failure> {
    let today = ctx.today();
    let mut out = String::new();
    for Feed { name, how_to_get, kept } in feeds::kept(ctx, &Actor::at_this_machine())? {
        let says = match kept {
            None => format!("none kept: what rests on it is unknown. {how_to_get}."),
            Some(kept) => {
                let age = kept.released.until(today).map_or(0, |span| span.get_days());
                let last = kept.expires.yesterday().unwrap_or(kept.expires);
                let until = if kept.counts_on(today) {
                    format!("counts until {last}")
                } else {
                    format!("too old since {}: what rests on it is unknown", kept.expires)
                };
                format!("released {}, {age} days old, {} entries; {until}", kept.released, kept.entries)
            }
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{name}\n  {says}");
    }
    ui.data(out.as_bytes())
}
