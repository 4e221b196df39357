//! Pages over the large estate, asked for one after the other as a person would.

use crate::Result;
use crate::child::percentile;
use crate::data::Bench;
use crate::report::{Figure, Report};
use crate::server::Server;
use std::path::Path;

const TIMES: usize = 200;
const BUDGET: f64 = 200.0;

pub(crate) fn run(bench: &Bench, folder: &Path, report: &Report) -> Result<()> {
    let server = Server::start(bench.speaking("serve").arg("--data").arg(folder))?;
    let first = server.get("/")?;
    report.group(&format!("pages over the same estate, {TIMES} times each, compressed, a connection each"));
    report.figure("first page after the start", Figure::Millis(first.millis));
    timed(report, &server, "home", |_| "/".to_owned())?;
    timed(report, &server, "goal E1", |_| "/goals/E1".to_owned())?;
    timed(report, &server, "findings, first page", |_| "/estate/findings".to_owned())?;
    // The pages are by position in the estate: this walks through all of it.
    timed(report, &server, "findings, further pages", |n| {
        format!("/estate/findings?after={}", n * 1_000_000 / TIMES)
    })?;
    timed(report, &server, "findings, search for a device", |n| {
        format!("/estate/findings?q=host-{:05}", n * 50)
    })?;
    timed(report, &server, "findings, search for a CVE", |n| {
        format!("/estate/findings?q=cve-2025-92{n:03}")
    })?;
    timed(report, &server, "findings, nothing found", |_| "/estate/findings?q=no-such-thing".to_owned())?;
    timed(report, &server, "devices, search", |n| format!("/estate?q=host-0{n:03}"))?;
    report.figure("memory of the server at the peak", Figure::Megabytes(server.megabytes()));
    Ok(())
}

fn timed(report: &Report, server: &Server, what: &str, target: impl Fn(usize) -> String) -> Result<()> {
    let warm = server.read(&target(0))?;
    let answers = (0..TIMES).map(|n| server.get(&target(n))).collect::<Result<Vec<_>>>()?;
    let at = |percent| percentile(answers.iter().map(|answer| answer.millis), percent);
    let kilobytes = answers.iter().map(|answer| answer.bytes).max().unwrap_or(0).div_ceil(1_000);
    report.below(&format!("{what}: p95"), Figure::Millis(at(95)), BUDGET);
    report.note(&format!(
        "    p50 {:.1} ms, max {:.1} ms; {} kB of HTML, {kilobytes} kB sent",
        at(50),
        at(100),
        warm.text.len().div_ceil(1_000)
    ));
    Ok(())
}
