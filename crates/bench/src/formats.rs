//! Other formats at about a hundred megabytes, from the first byte to the verdicts, in proportion to the budget of Nessus.
//!
//! That budget is 2 s and 200 MB for 250 MB that tell of 1,000 hosts and 100,000 findings. In proportion is meant by what is
//! told and then known, judged and shown: a host, an open port, an account, a person, a course. By the size of the file it
//! would say nothing: a finding takes 2,500 bytes of XML, a person 180 of CSV. An inventory has no such budget, since each of its
//! devices brings twenty facts.

use crate::Result;
use crate::child::{median, run as run_child};
use crate::data::{Bench, Out, rows_for};
use crate::report::{Figure, Report};
use std::io;
use ward_generator::scale;

const BYTES: u64 = 100_000_000;
const TIMES: usize = 3;
/// Microseconds of processor time for each thing told: 2 s for 101,000.
const MICROS_EACH: f64 = 19.8;
/// Bytes of memory for each of them: 200 MB for 101,000.
const BYTES_EACH: f64 = 1_980.0;

pub(crate) fn run(bench: &Bench, report: &Report) -> Result<()> {
    report.group(&format!(
        "other formats, about {} MB each, through `ward assess`; median of {TIMES}",
        BYTES / 1_000_000
    ));
    let (day, end) = (bench.exported, bench.scan_end());
    // Each host has six open ports.
    one(bench, report, "scan.xml", "nmap XML", Some(7), |out, rows| scale::nmap(out, rows, end))?;
    one(bench, report, "kev.json", "KEV catalogue, JSON", Some(1), |out, rows| scale::kev(out, rows, day))?;
    one(bench, report, "accounts.csv", "Entra registration details, CSV", Some(1), |out, rows| {
        scale::entra_users_csv(out, rows, day)
    })?;
    one(bench, report, "roster.csv", "roster, CSV", Some(1), |out, rows| scale::roster_csv(out, rows, day))?;
    one(bench, report, "training.csv", "training report, CSV", Some(1), |out, rows| {
        scale::training_csv(out, rows, day)
    })?;
    one(bench, report, "inventory.csv", "asset inventory, CSV", None, |out, rows| {
        scale::inventory_csv(out, rows, day)
    })
}

fn one(
    bench: &Bench,
    report: &Report,
    name: &str,
    what: &str,
    told_by_row: Option<u32>,
    write: impl Fn(Out<'_>, u32) -> io::Result<()>,
) -> Result<()> {
    let rows = rows_for(BYTES, &write)?;
    let file = bench.file(name, |out| write(out, rows))?;
    let costs = (0..TIMES).map(|_| run_child(&mut bench.assess(&file.path))).collect::<Result<Vec<_>>>()?;
    let cpu = median(costs.iter().map(|c| c.cpu));
    let megabytes = median(costs.iter().map(|c| c.megabytes));
    report.figure(
        &format!("{what}: {rows} rows, {:.0} MB", file.megabytes),
        Figure::Throughput(file.megabytes / cpu),
    );
    report.figure("  processor time", Figure::Cpu(cpu));
    report.figure("  memory at the peak", Figure::Megabytes(megabytes));
    if let Some(told_by_row) = told_by_row {
        let told = f64::from(rows * told_by_row);
        report.below("  processor time for each thing told", Figure::Micros(cpu * 1e6 / told), MICROS_EACH);
        report.below("  memory for each", Figure::Bytes(megabytes * 1e6 / told), BYTES_EACH);
    }
    Ok(())
}
