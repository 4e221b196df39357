//! `ward demo`

use super::serving::{self, Listen};
use crate::failure::{Code, Failure};
use crate::settings::random_key;
use crate::ui::Ui;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use ward_app::evidence::{Import, import};
use ward_app::{Actor, Clock, Ctx, SystemClock};
use ward_catalog::Catalog;
use ward_generator::{ExportFile, Faults, Plan, hospital};
use ward_store::Location;

/// Show Ward on the files of a fictional hospital
///
/// Writes the exports that the tools of a small hospital would produce, adds them in the order in which they were made,
/// judges after each day, and serves the pages. Everything is gone when it ends.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Beds of the hospital
    #[arg(long, default_value_t = 25)]
    beds: u32,
    /// Seed: the same seed gives the same hospital
    #[arg(long, default_value_t = 7)]
    seed: u64,
    #[command(flatten)]
    listen: Listen,
}

pub(crate) fn run(args: Args, ui: &Ui) -> Result<Code, Failure> {
    let folder = tempfile::Builder::new()
        .prefix("ward-demo-")
        .tempdir()
        .map_err(|e| Failure::machine("making a folder for the demonstration", &e))?;
    let clock = DemoClock::default();
    let location = Location::Folder(folder.path().to_owned());
    let ctx = Ctx::open(&location, Catalog::built_in(), Box::new(clock.clone()), random_key)?;
    let plan = Plan { beds: args.beds, seed: args.seed, as_of: ctx.today(), faults: Faults::Planted };
    let hospital = hospital(&plan);
    ui.say(format!("{}: {} exported files are read …", hospital.name, hospital.files.len()));
    let mut by_day: BTreeMap<Date, Vec<ExportFile>> = BTreeMap::new();
    for file in hospital.files {
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
            import(&ctx, &who, request)?;
        }
        ward_app::posture::record_assessment(&ctx, &who)?;
    }
    clock.go();
    ward_app::posture::record_assessment(&ctx, &who)?;
    serving::serve(ctx, &args.listen, ui)
}

/// A clock that can stand at a day of the past while files of that day are added.
#[derive(Clone, Default)]
struct DemoClock(Arc<Mutex<Option<Timestamp>>>);

impl DemoClock {
    fn stand_at(&self, day: Date) {
        let evening = day
            .at(20, 0, 0, 0)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map(|z| z.timestamp().min(SystemClock.now()));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = evening.ok();
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
