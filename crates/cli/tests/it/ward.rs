//! Runs the binary with a scrubbed environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use ward_generator::{Faults, Hospital, Plan, hospital};

/// The day on which all tests judge.
pub(crate) const TODAY: &str = "2026-11-21";

/// A command that knows nothing of this machine.
pub(crate) fn ward() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ward"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("NO_COLOR", "1");
    command
}

/// What a run printed, with its exit code.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } = command.output().expect("the binary starts");
    Ran {
        code: status.code(),
        out: String::from_utf8(stdout).expect("UTF-8"),
        err: String::from_utf8(stderr).expect("UTF-8"),
    }
}

/// The demonstration hospital.
pub(crate) fn demo_hospital(faults: Faults) -> Hospital {
    hospital(&Plan { beds: 25, seed: 7, as_of: TODAY.parse().expect("a date"), faults })
}

/// Its exports as files, each with the date on which it was made.
pub(crate) fn write(hospital: &Hospital, folder: &Path) -> Vec<PathBuf> {
    hospital
        .files
        .iter()
        .map(|file| {
            let path = folder.join(&file.name);
            std::fs::write(&path, &file.bytes).expect("written");
            let evening = ward_estate::end_of_day(file.collected_on);
            let opened = std::fs::File::options().append(true).open(&path).expect("opened");
            opened.set_modified(evening.into()).expect("dated");
            path
        })
        .collect()
}
