//! The machine that the figures are from, in a line, as Linux tells it.

use crate::Result;
use std::fs::read_to_string;

/// Cores, processor, memory and load.
pub(crate) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let kilobytes =
        field("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let memory = kilobytes
        .map_or_else(|| "unknown memory".to_owned(), |kb| format!("{} GB of memory", kb / 1_000_000));
    let build = if cfg!(debug_assertions) { "; NOT a release build" } else { "" };
    format!("{cores} cores of {processor}, {memory}; {}{build}", state())
}

/// How busy the machine is, and how fast it is now. Virtual machines are slowed by neighbours whom no load shows: figures
/// of two runs compare when this piece of work took as long in both.
pub(crate) fn state() -> String {
    let numbers = || {
        let mut number = 0x9E37_79B9_7F4A_7C15_u64;
        let next = move || {
            number ^= number << 13;
            number ^= number >> 7;
            number ^= number << 17;
            number
        };
        std::iter::repeat_with(next).take(1_000_000).collect::<Vec<u64>>()
    };
    let sorting = || {
        let mut numbers = numbers();
        let before = thread_seconds();
        numbers.sort_unstable();
        1_000.0 * (thread_seconds() - before)
    };
    let fastest = std::iter::repeat_with(sorting).take(5).fold(f64::INFINITY, f64::min);
    format!("load {}; a million numbers sorted in {fastest:.1} ms", load())
}

/// Processes that wanted to run, on average over 1, 5 and 15 minutes.
fn load() -> String {
    let text = read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// The first `name: value` of a file.
pub(crate) fn field(path: &str, name: &str) -> Option<String> {
    let text = read_to_string(path).ok()?;
    let (_, value) =
        text.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name)?;
    Some(value.trim().to_owned())
}

/// A figure of this process in `/proc/self/status` that is given in kilobytes, in megabytes.
pub(crate) fn megabytes(name: &str) -> Result<f64> {
    let text = field("/proc/self/status", name).ok_or_else(|| format!("/proc/self/status has no {name}"))?;
    Ok(text.split(' ').next().unwrap_or_default().parse::<f64>()? * 1_024.0 / 1e6)
}

/// Processor time that this process has used, user and system, in seconds. Linux counts it in hundredths.
pub(crate) fn processor_seconds() -> f64 {
    let text = read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name, which stands in brackets, the 12th and 13th fields are user and system time.
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Processor time of this thread in seconds: what work costs when others use the machine too.
pub(crate) fn thread_seconds() -> f64 {
    // Linux brings the sum up to date when the thread is put aside.
    std::thread::yield_now();
    let text = read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|field| field.parse::<f64>().ok()).map_or(f64::NAN, |nanos| nanos / 1e9)
}
