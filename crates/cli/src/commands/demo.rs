//! `ward demo`

mod sector;

use super::serving::{self, Listen};
use crate::failure::{Code, Failure};
use crate::settings::random_key;
use crate::ui::Ui;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use ward_app::evidence::{Import, import};
use ward_app::{Actor, AppError, Clock, Ctx, SystemClock};
use ward_catalog::Catalog;
use ward_generator::{ExportFile, Faults, Hospital, Plan};
use ward_store::Location;

/// Show Ward on the files of a fictional hospital or clinic, or a whole state from the operator's office
///
/// Writes the exports that the tools of a small hospital would produce, or what a clinic of five people without any tool
/// has, adds them in the order in which they were made, judges after each day, and serves the pages. Everything is gone
/// when it ends. `ward demo sector` shows the office at the port and one of the hospitals at the port after it.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Whose files
    #[arg(value_enum, default_value_t = Whose::Hospital)]
    whose: Whose,
    /// Beds of the hospital
    #[arg(long, default_value_t = 25)]
    beds: u32,
    /// Seed: the same seed gives the same hospital or clinic
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Organisations of the sector
    #[arg(long, default_value_t = 300, hide = true)]
    organisations: usize,
    #[command(flatten)]
    listen: Listen,
}

/// Who is shown.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Whose {
    /// A critical access hospital with the exports of its tools
    Hospital,
    /// A clinic of five people without tools
    Clinic,
    /// A state with 300 organisations over two years, from its office; and one of the hospitals
    Sector,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let folder = tempfile::Builder::new()
        .prefix("ward-demo-")
        .tempdir()
        .map_err(|e| Failure::machine("making a folder for the demonstration", &e))?;
    if matches!(args.whose, Whose::Sector) {
        return sector::run(folder.path(), args.organisations, args.seed, args.beds, &args.listen, ui);
    }
    let clock = DemoClock::default();
    let location = Location::Folder(folder.path().to_owned());
    let ctx = Ctx::open(&location, Catalog::built_in(), Box::new(clock.clone()), random_key)?;
    let as_of = ctx.today();
    let shown = match args.whose {
        Whose::Hospital | Whose::Sector => {
            let faults = Faults::Planted;
            ward_generator::hospital(&Plan { beds: args.beds, seed: args.seed, as_of, faults })
        }
        Whose::Clinic => ward_generator::clinic(args.seed, as_of),
    };
    ui.say(format!("{}: {} files are read …", shown.name, shown.files.len()));
    fill(&ctx, &clock, shown)?;
    let settings = Err("A demonstration contacts no other machine.".to_owned());
    serving::serve(ctx, &args.listen, settings, ui)
}

/// Adds the files day by day, as they were made, and judges after each day.
fn fill(ctx: &Ctx, clock: &DemoClock, shown: Hospital) -> Result<(), AppError> {
    let mut by_day: BTreeMap<Date, Vec<ExportFile>> = BTreeMap::new();
    for file in shown.files {
        by_day.entry(file.collected_on).or_default().push(file);
    }
    let who = Actor::at_this_machine();
    for (day, files) in by_day {
        clock.stand_at(day);
        for file in files {
            let request = Import {
                file_name: &file.name,
                content: &mut file.bytes.as_slice(),
                collected_on: Some(day),
                mapping: None,
            };
            import(ctx, &who, request)?;
        }
        ward_app::posture::record_assessment(ctx, &who)?;
    }
    clock.go();
    ward_app::posture::record_assessment(ctx, &who)?;
    Ok(())
}

/// A clock that can stand at a day of the past while files of that day are added.
#[derive(Clone, Default)]
struct DemoClock(Arc<Mutex<Option<Timestamp>>>);

impl DemoClock {
    fn stand_at(&self, day: Date) {
        self.stand_at_hour(day, 20);
    }
    /// At a full hour of a day, in UTC; never ahead of the machine's clock.
    fn stand_at_hour(&self, day: Date, hour: i8) {
        let moment = day
            .at(hour, 0, 0, 0)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map(|z| z.timestamp().min(SystemClock.now()));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = moment.ok();
    }
    fn go(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(|| SystemClock.now())
    }
}
