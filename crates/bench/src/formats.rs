//! Other formats at about a hundred megabytes, from the first byte to the verdicts.

use crate::Result;
use crate::child::{median, run as run_child};
use crate::data::{Bench, Out, rows_for};
use crate::report::{Figure, Report};
use std::io;
use ward_generator::scale;

const BYTES: u64 = 100_000_000;
const TIMES: usize = 3;

pub(crate) fn run(bench: &Bench, report: &Report) -> Result<()> {
    report.group(&format!(
        "other formats, about {} MB each, through `ward assess`; median of {TIMES}",
        BYTES / 1_000_000
    ));
    let (day, end) = (bench.exported, bench.scan_end());
    one(bench, report, "scan.xml", "nmap XML", |out, rows| scale::nmap(out, rows, end))?;
    one(bench, report, "kev.json", "KEV catalogue, JSON", |out, rows| scale::kev(out, rows, day))?;
    one(bench, report, "accounts.csv", "Entra registration details, CSV", |out, rows| {
        scale::entra_users_csv(out, rows, day)
    })?;
    one(bench, report, "roster.csv", "roster, CSV", |out, rows| scale::roster_csv(out, rows, day))?;
    one(bench, report, "training.csv", "training report, CSV", |out, rows| {
        scale::training_csv(out, rows, day)
    })?;
    one(bench, report, "inventory.csv", "asset inventory, CSV", |out, rows| {
        scale::inventory_csv(out, rows, day)
    })
}

fn one(
    bench: &Bench,
    report: &Report,
    name: &str,
    what: &str,
    write: impl Fn(Out<'_>, u32) -> io::Result<()>,
) -> Result<()> {
    let rows = rows_for(BYTES, &write)?;
    let file = bench.file(name, |out| write(out, rows))?;
    let costs = (0..TIMES).map(|_| run_child(&mut bench.assess(&file.path))).collect::<Result<Vec<_>>>()?;
    let cpu = median(costs.iter().map(|c| c.cpu));
    report.figure(
        &format!("{what}: {rows} rows, {:.0} MB", file.megabytes),
        Figure::Throughput(file.megabytes / cpu),
    );
    report.figure("  processor time", Figure::Cpu(cpu));
    report.figure("  memory at the peak", Figure::Megabytes(median(costs.iter().map(|c| c.megabytes))));
    Ok(())
}
