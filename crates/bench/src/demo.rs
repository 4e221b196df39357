//! The demonstration: the first thing that anybody runs.

use crate::Result;
use crate::child::{median, run as run_child};
use crate::data::Bench;
use crate::report::{Figure, Report};
use crate::server::Server;
use std::time::Instant;
use ward_generator::{Faults, Plan, hospital};

const TIMES: usize = 5;

pub(crate) fn run(bench: &Bench, report: &Report) -> Result<()> {
    let plan = Plan { beds: 25, seed: 7, as_of: bench.exported.tomorrow()?, faults: Faults::Planted };
    let folder = bench.path("demo");
    std::fs::create_dir(&folder)?;
    let files = hospital(&plan).files;
    for file in &files {
        std::fs::write(folder.join(&file.name), &file.bytes)?;
    }
    report.group(&format!(
        "demonstration: hospital of {} beds, {} files; median of {TIMES}",
        plan.beds,
        files.len()
    ));

    let (mut seconds, mut frameworks) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let started = Instant::now();
        // The address of the pages is said on the error output, so this command is not quiet.
        let server = Server::start(&mut bench.speaking("demo"))?;
        server.get("/")?;
        seconds.push(started.elapsed().as_secs_f64());
        let asked = Instant::now();
        server.get("/frameworks")?;
        frameworks.push(asked.elapsed().as_secs_f64() * 1e3);
    }
    report.below("start to first page served", Figure::Wall(median(seconds)), 1.0);
    report.below("all frameworks judged and shown", Figure::Millis(median(frameworks)), 100.0);

    let costs = (0..TIMES).map(|_| run_child(&mut bench.assess(&folder))).collect::<Result<Vec<_>>>()?;
    report.below("`ward assess` of the folder", Figure::Wall(median(costs.iter().map(|c| c.wall))), 1.0);
    report.figure("  the same, processor time", Figure::Cpu(median(costs.iter().map(|c| c.cpu))));
    Ok(())
}
