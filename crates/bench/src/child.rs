//! Runs a process and says what it cost: wall time, processor time, and memory at its peak.
//!
//! Linux tells both in `/proc`. Processor time is read when the process has ended and nobody has asked for its exit code
//! yet: until then its entry stands. The peak of memory is gone by that time, so it is read again and again before.

use crate::Result;
use crate::machine::field;
use std::fs::read_to_string;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often memory is read. What is allocated and given back within the last of these intervals does not show.
const INTERVAL: Duration = Duration::from_millis(2);

/// Clock ticks of `/proc` in a second; the same on every architecture that Rust's Linux targets run on.
const TICKS: f64 = 100.0;

/// What a process cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Seconds from start to end.
    pub(crate) wall: f64,
    /// Seconds of processor time, user and system.
    pub(crate) cpu: f64,
    /// Megabytes of memory at the peak.
    pub(crate) megabytes: f64,
}

/// Runs a command to its end, output thrown away. It must succeed.
pub(crate) fn run(command: &mut Command) -> Result<Cost> {
    let shown = format!("{command:?}");
    let started = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut megabytes: f64 = 0.0;
    let cpu = loop {
        match state(&child)? {
            ('Z', cpu) => break cpu,
            _ => megabytes = megabytes.max(peak(&child).unwrap_or(0.0)),
        }
        std::thread::sleep(INTERVAL);
    };
    let wall = started.elapsed().as_secs_f64();
    let output = child.wait_with_output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{shown} ended with {}: {}", output.status, said.trim()).into());
    }
    Ok(Cost { wall, cpu, megabytes })
}

/// State and processor seconds of a process.
fn state(child: &Child) -> Result<(char, f64)> {
    let path = format!("/proc/{}/stat", child.id());
    let text = read_to_string(&path)
        .map_err(|error| format!("cannot read {path}, which only Linux has: {error}"))?;
    // The name before it is in parentheses and may hold anything.
    let fields: Vec<&str> =
        text.rsplit_once(") ").map_or_else(Vec::new, |(_, rest)| rest.split(' ').collect());
    let ticks = |position: usize| fields.get(position).and_then(|text| text.parse::<f64>().ok());
    match (fields.first().and_then(|text| text.chars().next()), ticks(11), ticks(12)) {
        (Some(state), Some(user), Some(system)) => Ok((state, (user + system) / TICKS)),
        _ => Err(format!("{path} is not as expected: {text}").into()),
    }
}

/// Megabytes at the peak so far; nothing once the process has ended.
pub(crate) fn peak(child: &Child) -> Option<f64> {
    let text = field(&format!("/proc/{}/status", child.id()), "VmHWM")?;
    let kilobytes: f64 = text.split(' ').next()?.parse().ok()?;
    Some(kilobytes * 1_024.0 / 1e6)
}

/// The value in the middle.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    percentile(values, 50)
}

/// The smallest value that at least so many percent of the values do not exceed.
pub(crate) fn percentile(values: impl IntoIterator<Item = f64>, percent: usize) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], percent: usize, expected: f64) {
        assert!((percentile(values.iter().copied(), percent) - expected).abs() < 1e-9);
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        check(&[3.0], 50, 3.0);
        check(&[5.0, 1.0, 3.0], 50, 3.0);
        check(&[4.0, 1.0, 3.0, 2.0], 50, 2.0);
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        check(&hundred, 95, 95.0);
        check(&hundred, 100, 100.0);
    }

    #[test]
    fn nothing_measured_is_no_number() {
        assert!(percentile([], 95).is_nan());
    }

    #[test]
    fn a_process_that_works_has_costs() {
        let cost = run(Command::new("sh").args(["-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"]))
            .unwrap();
        assert!(cost.cpu > 0.0 && cost.wall > 0.0 && cost.megabytes > 0.0, "{cost:?}");
    }

    #[test]
    fn a_process_that_fails_is_an_error_with_its_words() {
        let error = run(Command::new("sh").args(["-c", "echo no luck >&2; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("no luck") && error.contains('3'), "{error}");
    }
}
