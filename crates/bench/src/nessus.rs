//! A large vulnerability scan, read and kept.

use crate::Result;
use crate::child::{Cost, median, run as run_child};
use crate::data::{Bench, DataFile};
use crate::report::{Figure, Report};
use ward_generator::scale::{self, NessusSize};

const TIMES: usize = 5;
const SEED: u64 = 7;

pub(crate) fn run(bench: &Bench, report: &Report) -> Result<()> {
    let size = NessusSize::QUARTER_GIGABYTE;
    let file = write(bench, size)?;
    report.group(&format!(
        "Nessus file of {:.0} MB: {} hosts, {} items; median of {TIMES}",
        file.megabytes,
        size.hosts,
        size.hosts * size.items_per_host
    ));
    let costs = (0..TIMES).map(|_| run_child(&mut bench.assess(&file.path))).collect::<Result<Vec<_>>>()?;
    let small = median(costs.iter().map(|c| c.megabytes));
    report.below("`ward assess`, processor time", Figure::Cpu(median(costs.iter().map(|c| c.cpu))), 2.0);
    report.figure("  the same, wall time", Figure::Wall(median(costs.iter().map(|c| c.wall))));
    report.below("  memory at the peak", Figure::Megabytes(small), 200.0);

    let costs = (0..TIMES).map(|n| import(bench, &file, n)).collect::<Result<Vec<_>>>()?;
    report.below(
        "`ward import`, durable, and judged",
        Figure::Wall(median(costs.iter().map(|c| c.wall))),
        6.0,
    );
    report.figure("  the same, processor time", Figure::Cpu(median(costs.iter().map(|c| c.cpu))));
    report.figure("  memory at the peak", Figure::Megabytes(median(costs.iter().map(|c| c.megabytes))));
    drop(file);

    let fourfold = NessusSize { hosts: size.hosts * 4, ..size };
    let file = write(bench, fourfold)?;
    let cost = run_child(&mut bench.assess(&file.path))?;
    report.group(&format!("Nessus file of {:.0} MB: {} hosts; once", file.megabytes, fourfold.hosts));
    report.figure("`ward assess`, processor time", Figure::Cpu(cost.cpu));
    report.figure("  memory at the peak", Figure::Megabytes(cost.megabytes));
    let more = findings(fourfold) - findings(size);
    report.figure("  memory for each further finding", Figure::Bytes((cost.megabytes - small) * 1e6 / more));
    Ok(())
}

fn write(bench: &Bench, size: NessusSize) -> Result<DataFile> {
    bench.file("large.nessus", |out| scale::nessus(out, size, SEED, bench.scan_end()))
}

fn import(bench: &Bench, file: &DataFile, n: usize) -> Result<Cost> {
    let folder = bench.path(&format!("import-{n}"));
    let cost = run_child(bench.ward("import").arg(&file.path).arg("--data").arg(&folder))?;
    std::fs::remove_dir_all(folder)?;
    Ok(cost)
}

/// Findings in the file: two in three of the items that are not about the scan itself.
fn findings(size: NessusSize) -> f64 {
    f64::from(size.hosts) * f64::from(size.items_per_host - 1) * 2.0 / 3.0
}
