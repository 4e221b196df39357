//! Every importer alone: its own fixtures, made large by repeating what repeats in them, read on one core.
//!
//! Of a list all rows are repeated, in their order and with their faults. A fixture is there to show faults, so their
//! share is far above that of a real file, and the figure is a low one.

mod enlarged;

use crate::Result;
use crate::child::median;
use crate::machine::megabytes;
use crate::report::{Figure, Report};
use enlarged::enlarged;
use std::fs;
use std::path::Path;
use ward_importers::{Context, Importer, Reading, recognise};

/// What each importer must reach, in megabytes of a second of processor time.
const BUDGET: f64 = 50.0;
/// Size to which a fixture is brought; in bytes.
const BYTES: usize = 24_000_000;
const TIMES: usize = 3;
/// How many times larger the second file is of which the memory is measured.
const LARGER: usize = 4;
/// How many megabytes more an importer may take for it, besides what it hands over. The allocator keeps some pages for
/// itself, more or fewer of them in each run.
const MORE_MEMORY: f64 = 8.0;
/// A profile is a page of settings: nothing in it repeats.
const NEVER_LARGE: &str = "ward-organisation";

/// How fast each fixture is read whose name, as `importer/file`, contains `only`.
pub(crate) fn speed(report: &Report, only: &str) -> Result<()> {
    report.group(&format!(
        "each importer alone, on one core, {} MB made of its own fixtures (of a list: all its rows, faults included); \
         median of {TIMES}",
        BYTES / 1_000_000
    ));
    each_fixture(report, only, |importer, what, fixture| {
        let Some(bytes) = large(importer, what, fixture, BYTES, report) else { return Ok(()) };
        let mut seconds = Vec::new();
        for _ in 0..TIMES {
            let before = thread_seconds()?;
            // What was read is given back within the time.
            if let Err(damaged) = read(importer, &bytes) {
                report.note(&format!("  {what}: made large, it is damaged: {damaged}"));
                return Ok(());
            }
            seconds.push(thread_seconds()? - before);
        }
        let speed = bytes.len() as f64 / 1e6 / median(seconds);
        report.above(what, Figure::Throughput(speed), BUDGET);
        Ok(())
    })
}

/// What each takes besides the observations that it hands over, and that this does not grow with the file.
pub(crate) fn memory(report: &Report, only: &str) -> Result<()> {
    report.group(&format!(
        "memory of each importer beyond what it hands over: how much more for {} MB than for {} MB",
        BYTES * LARGER / 1_000_000,
        BYTES / 1_000_000
    ));
    each_fixture(report, only, |importer, what, fixture| {
        let mut beyond = Vec::new();
        let mut kept = 0.0;
        for size in [BYTES, BYTES * LARGER] {
            let Some(bytes) = large(importer, what, fixture, size, report) else { return Ok(()) };
            let before = megabytes("VmRSS")?;
            forget_peak()?;
            let reading = read(importer, &bytes);
            let (peak, after) = (megabytes("VmHWM")?, megabytes("VmRSS")?);
            if let Err(damaged) = reading {
                report.note(&format!("  {what}: made large, it is damaged: {damaged}"));
                return Ok(());
            }
            beyond.push(peak - after);
            kept = (after - before) * 1e6 / bytes.len() as f64;
        }
        let more = beyond.last().unwrap_or(&f64::NAN) - beyond.first().unwrap_or(&f64::NAN);
        report.below(what, Figure::Megabytes(more.max(0.0)), MORE_MEMORY);
        report.note(&format!("    it hands over {kept:.1} bytes for each byte of the file"));
        Ok(())
    })
}

fn each_fixture(
    report: &Report,
    only: &str,
    mut take: impl FnMut(&dyn Importer, &str, &[u8]) -> Result<()>,
) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../importers/fixtures");
    for importer in ward_importers::IMPORTERS {
        let id = importer.about().id;
        let mut files: Vec<_> = fs::read_dir(folder.join(id))?.collect::<std::io::Result<_>>()?;
        files.sort_by_key(std::fs::DirEntry::file_name);
        for file in files {
            let name = file.file_name().to_string_lossy().into_owned();
            let what = format!("{id}/{name}");
            if !name.starts_with("many") || !what.contains(only) {
                continue;
            }
            if id == NEVER_LARGE {
                report.note(&format!("  {what}: a page of settings, in which nothing repeats"));
            } else if name.contains(".xlsx") {
                report.note(&format!("  {what}: a packed workbook is not made large here"));
            } else {
                take(*importer, &what, &fs::read(file.path())?)?;
            }
        }
    }
    Ok(())
}

/// The fixture made large, if it can be; otherwise why not is told.
fn large(
    importer: &dyn Importer,
    what: &str,
    fixture: &[u8],
    size: usize,
    report: &Report,
) -> Option<Vec<u8>> {
    let Some(bytes) = enlarged(fixture, size, importer) else {
        report.note(&format!("  {what}: nothing repeats in it"));
        return None;
    };
    if recognise(&bytes[..bytes.len().min(64 << 10)], None).map(|i| i.about().id) != Ok(importer.about().id) {
        report.note(&format!("  {what}: made large, it is not recognised"));
        return None;
    }
    Some(bytes)
}

fn read(importer: &dyn Importer, bytes: &[u8]) -> std::result::Result<Reading, ward_importers::Damaged> {
    importer.read(&mut &*bytes, &Context::default())
}

/// Processor time of this thread, in seconds.
fn thread_seconds() -> Result<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = text.split_whitespace().next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1e9)
}

/// From now on, `VmHWM` of this process is the peak since now (Linux, `proc_pid_clear_refs(5)`).
fn forget_peak() -> Result<()> {
    fs::write("/proc/self/clear_refs", "5")
        .map_err(|error| format!("cannot reset the peak of memory: {error}").into())
}
