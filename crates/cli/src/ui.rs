//! The only place that prints: data to the output, everything said to a person to the error output.

use crate::failure::Failure;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{ErrorKind, IsTerminal as _, Write};
use std::process::ExitCode;
use std::time::Duration;

/// What commands speak through.
pub(crate) struct Ui {
    quiet: bool,
}

impl Ui {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// Data. A reader that has closed its end is no error.
    #[expect(clippy::unused_self, reason = "commands speak through the one Ui")]
    pub(crate) fn data(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
            Err(error) => Err(Failure::machine("writing the output", &error)),
        }
    }

    /// A line for a person.
    pub(crate) fn say(&self, words: impl AsRef<str>) {
        if !self.quiet {
            // Nobody listens when the error output is closed.
            let _ = writeln!(anstream::stderr(), "{}", words.as_ref());
        }
    }

    /// A failure, and its exit code.
    #[expect(clippy::unused_self, reason = "commands speak through the one Ui")]
    pub(crate) fn failed(&self, failure: &Failure) -> ExitCode {
        let mut err = anstream::stderr();
        let _ = writeln!(err, "error: {}", failure.says);
        if !failure.hint.is_empty() {
            let _ = writeln!(err, "hint:  {}", failure.hint);
        }
        ExitCode::from(failure.exit)
    }

    /// A sign of life for long work; nothing when nobody watches.
    pub(crate) fn progress(&self) -> ProgressBar {
        if self.quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{spinner} {elapsed} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::new_spinner().with_style(style);
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}
