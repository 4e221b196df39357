//! A large health system: a million findings on ten thousand devices, twenty thousand people with an account each.

use crate::Result;
use crate::child::{median, run as run_child};
use crate::data::{Bench, DataFile};
use crate::report::{Figure, Report};
use std::path::PathBuf;
use std::time::Instant;
use ward_app::{Actor, Ctx, SOLE_ORGANISATION, SystemClock, posture::posture};
use ward_catalog::Catalog;
use ward_generator::scale::{self, NessusSize};
use ward_store::Location;

/// One of the ten scans of the newer round: after the item about the scan itself, 150 items, of which 100 are findings.
const NEWER: NessusSize =
    NessusSize { first_host: 0, hosts: 1_000, items_per_host: 151, padding_bytes_per_item: 0 };
/// The older round found the first half of them already, so they have a history and most of them are overdue.
const OLDER: NessusSize = NessusSize { items_per_host: 76, ..NEWER };
/// Between the rounds, in hours.
const APART: i64 = 45 * 24;
const SCANS: u32 = 10;
const PEOPLE: u32 = 20_000;
/// Entries of the catalogue about checks of the scans: 60 of the 600 checks with a CVE, so 100,000 findings.
const EXPLOITED: u32 = 90;
const SEED: u64 = 7;
const TIMES: usize = 3;

/// What the system declares: 256 of its devices can be reached from outside.
const ORGANISATION: &str = "[organisation]\nname = \"Scale Health System\"\nsize = \"large\"\n\
                            domains = [\"scale.example\"]\npublic_addresses = [\"10.64.0.0/24\"]\n";

/// A record with the estate in it.
pub(crate) struct Imported {
    /// Where it is.
    pub(crate) folder: PathBuf,
    /// Seconds of wall time that the imports took, judging included.
    wall: f64,
}

/// Writes the exports, imports them into a new record and says what that took.
pub(crate) fn import(bench: &Bench, report: &Report) -> Result<Imported> {
    let files = write(bench)?;
    let megabytes: f64 = files.iter().map(|file| file.megabytes).sum();
    report.group(&format!(
        "estate of 1,000,000 findings, 10,000 devices, 20,000 accounts and workers: {} files, {megabytes:.0} MB",
        files.len()
    ));
    let folder = bench.path("estate");
    let cost =
        run_child(bench.ward("import").args(files.iter().map(|file| &file.path)).arg("--data").arg(&folder))?;
    report.figure("`ward import` of all, and judged once", Figure::Wall(cost.wall));
    report.figure("  the same, processor time", Figure::Cpu(cost.cpu));
    report.figure("  memory at the peak", Figure::Megabytes(cost.megabytes));
    Ok(Imported { folder, wall: cost.wall })
}

fn write(bench: &Bench) -> Result<Vec<DataFile>> {
    let (day, end) = (bench.exported, bench.scan_end());
    let mut files = vec![
        bench.file("ward-organisation.toml", |out| out.write_all(ORGANISATION.as_bytes()))?,
        bench.file("kev.json", |out| scale::kev(out, EXPLOITED, day))?,
        bench.file("accounts.csv", |out| scale::entra_users_csv(out, PEOPLE, day))?,
        bench.file("roster.csv", |out| scale::roster_csv(out, PEOPLE, day))?,
        bench.file("training.csv", |out| scale::training_csv(out, PEOPLE, day))?,
        bench.file("inventory.csv", |out| scale::inventory_csv(out, NEWER.hosts * SCANS, day))?,
    ];
    for (round, scan, end) in
        [("older", OLDER, end - jiff::SignedDuration::from_hours(APART)), ("newer", NEWER, end)]
    {
        for n in 0..SCANS {
            let size = NessusSize { first_host: n * scan.hosts, ..scan };
            let name = format!("{round}-{n}.nessus");
            files.push(bench.file(&name, |out| scale::nessus(out, size, SEED, end))?);
        }
    }
    Ok(files)
}

/// Asks where the system stands: from a cold start, again, and with everything derived dropped.
pub(crate) fn run(bench: &Bench, imported: &Imported, report: &Report) -> Result<()> {
    let folder = &imported.folder;
    let ask = || run_child(bench.ward("posture").args(["--format", "json", "--data"]).arg(folder));
    let costs = (0..TIMES).map(|_| ask()).collect::<Result<Vec<_>>>()?;
    report.below("`ward posture`, cold start", Figure::Wall(median(costs.iter().map(|c| c.wall))), 3.0);
    report.figure("  the same, processor time", Figure::Cpu(median(costs.iter().map(|c| c.cpu))));
    report.figure("  memory at the peak", Figure::Megabytes(median(costs.iter().map(|c| c.megabytes))));

    let location = Location::Folder(folder.clone());
    let no_key = || Err(std::io::Error::other("the record has its key"));
    let ctx = Ctx::open(&location, Catalog::built_in(), Box::new(SystemClock), no_key)?;
    let who = Actor::at_this_machine();
    let first = posture(&ctx, &who, None)?;
    let (findings, devices, accounts) =
        (first.estate.findings.len(), first.estate.assets.len(), first.estate.accounts.len());
    report.note(&format!("  (in it: {findings} findings, {devices} devices, {accounts} accounts)"));
    let started = Instant::now();
    let json = posture(&ctx, &who, None)?.json();
    report.below(
        "the same again, nothing changed",
        Figure::Millis(started.elapsed().as_secs_f64() * 1_000.0),
        300.0,
    );
    drop(json);

    ctx.store().drop_derived(SOLE_ORGANISATION)?;
    drop((ctx, first));
    let cost = ask()?;
    // Quicker than the imports were, in the same run on the same machine.
    let budget = (imported.wall * 100.0).round() / 100.0;
    report.below("rebuilt from the record, and judged once", Figure::Wall(cost.wall), budget);
    report.figure("  the same, processor time", Figure::Cpu(cost.cpu));
    report.figure("  memory at the peak", Figure::Megabytes(cost.megabytes));
    Ok(())
}
