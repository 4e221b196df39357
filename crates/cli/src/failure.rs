//! Why a command failed, and the exit codes.

use std::process::ExitCode;
use ward_app::{AppError, ErrorKind};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Everything done.
    Done,
    /// A packet does not hold, or its verdicts do not follow.
    DoesNotHold,
    /// Nothing could be read.
    Nothing,
    /// Some files or rows were left out.
    Partly,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(match code {
            Code::Done => 0,
            Code::DoesNotHold => 1,
            Code::Nothing => 3,
            Code::Partly => 4,
        })
    }
}

/// A failure in words.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What happened, with its causes.
    pub(crate) says: String,
    /// What to do next.
    pub(crate) hint: String,
    /// Exit code.
    pub(crate) exit: u8,
}

impl Failure {
    /// Something that the person can mend.
    pub(crate) fn usage(says: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { says: says.into(), hint: hint.into(), exit: 2 }
    }
    /// A fault of this machine.
    pub(crate) fn machine(doing: &str, cause: &std::io::Error) -> Self {
        Self { says: format!("{doing} failed: {cause}"), hint: String::new(), exit: 70 }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let exit = match error.kind() {
            ErrorKind::User | ErrorKind::NotFound | ErrorKind::Forbidden => 2,
            ErrorKind::Full | ErrorKind::Ours => 70,
        };
        let mut says = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(next) = cause {
            let words = next.to_string();
            if !says.contains(&words) {
                says = format!("{says}: {words}");
            }
            cause = next.source();
        }
        Self { says: format!("{says} ({})", error.code()), hint: error.hint().to_owned(), exit }
    }
}
