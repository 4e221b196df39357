//! The table of figures: what was measured, the budget, and whether it was kept. Lines are printed as they come, since
//! the next figure may take minutes.

use std::io::{Stdout, Write as _};

/// Prints figures. Counts nothing and decides nothing beyond *within* and *over*.
pub(crate) struct Report {
    out: Stdout,
}

/// A measured value with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Figure {
    /// Seconds of wall time.
    Wall(f64),
    /// Seconds of processor time, user and system.
    Cpu(f64),
    /// Microseconds of processor time.
    Micros(f64),
    /// Milliseconds of wall time.
    Millis(f64),
    /// Megabytes (10^6 bytes) at the peak.
    Megabytes(f64),
    /// Megabytes read in a second of processor time.
    Throughput(f64),
    /// Bytes.
    Bytes(f64),
}

impl Figure {
    fn value(self) -> f64 {
        match self {
            Self::Wall(v)
            | Self::Cpu(v)
            | Self::Micros(v)
            | Self::Millis(v)
            | Self::Megabytes(v)
            | Self::Throughput(v)
            | Self::Bytes(v) => v,
        }
    }
    fn words(self) -> String {
        match self {
            Self::Wall(v) => format!("{v:.2} s wall"),
            Self::Cpu(v) => format!("{v:.2} s CPU"),
            Self::Micros(v) => format!("{v:.1} µs CPU"),
            Self::Millis(v) => format!("{v:.1} ms"),
            Self::Megabytes(v) => format!("{v:.0} MB"),
            Self::Throughput(v) => format!("{v:.0} MB/s"),
            Self::Bytes(v) => format!("{v:.0} bytes"),
        }
    }
}

impl Report {
    /// To the standard output.
    pub(crate) fn new() -> Self {
        Self { out: std::io::stdout() }
    }
    /// The machine, and the head of the table.
    pub(crate) fn head(&self, machine: &str) {
        self.note(machine);
        self.note("");
        self.line("what", "measured", "budget", "");
    }
    /// A group of figures over one data set.
    pub(crate) fn group(&self, words: &str) {
        self.note("");
        self.note(words);
    }
    /// A figure without a budget of its own.
    pub(crate) fn figure(&self, what: &str, measured: Figure) {
        self.line(what, &measured.words(), "", "");
    }
    /// A figure that must stay below a budget in the same unit.
    pub(crate) fn below(&self, what: &str, measured: Figure, budget: f64) {
        let verdict = if measured.value() < budget { "within" } else { "OVER" };
        let budget = match measured {
            Figure::Wall(_) | Figure::Cpu(_) => format!("< {budget} s"),
            Figure::Micros(_) => format!("< {budget} µs"),
            Figure::Millis(_) => format!("< {budget} ms"),
            Figure::Megabytes(_) => format!("< {budget} MB"),
            Figure::Throughput(_) | Figure::Bytes(_) => format!("< {budget}"),
        };
        self.line(what, &measured.words(), &budget, verdict);
    }
    /// A figure that must reach a budget in the same unit.
    pub(crate) fn above(&self, what: &str, measured: Figure, budget: f64) {
        let verdict = if measured.value() >= budget { "within" } else { "UNDER" };
        self.line(what, &measured.words(), &format!(">= {budget}"), verdict);
    }
    /// A line of words.
    pub(crate) fn note(&self, words: &str) {
        // Nobody reads on when the output is closed.
        let _ = writeln!(&self.out, "{words}");
    }
    fn line(&self, what: &str, measured: &str, budget: &str, verdict: &str) {
        self.note(format!("  {what:<52} {measured:>14}  {budget:>10}  {verdict}").trim_end());
    }
}
