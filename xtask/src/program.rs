//! Runs other programs: in a folder, with their output passed on line by line.

use crate::say;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// Cargo in the root of the workspace: the same one that runs this program.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root).args(arguments);
    for (name, _) in std::env::vars_os() {
        // What `cargo run` says to this program is not meant for the next Cargo.
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
    command
}

/// Whether `cargo NAME` exists.
pub(crate) fn has_cargo_command(root: &Path, name: &str) -> bool {
    let mut command = cargo(root, &[name, "--version"]);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// Whether a program of that name is in PATH.
pub(crate) fn is_in_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Runs a program with its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|problem| cannot_run(command, &problem))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", words(command))) }
}

/// Runs a program and shows each line of its output to `see` as it passes by, without colours.
pub(crate) fn run_watched(command: &mut Command, see: impl FnMut(&str) + Send) -> Result<(), String> {
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|problem| cannot_run(command, &problem))?;
    let see = Mutex::new(see);
    let (out, err) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| pass_on(out, &see));
        scope.spawn(|| pass_on(err, &see));
    });
    let status = child.wait().map_err(|problem| cannot_run(command, &problem))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", words(command))) }
}

fn pass_on(from: Option<impl Read>, see: &Mutex<impl FnMut(&str)>) {
    let Some(from) = from else { return };
    for line in BufReader::new(from).split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\r');
        say::line(line);
        let mut see = see.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        see(&without_colours(line));
    }
}

/// The text without terminal escapes (`ESC [ … letter`).
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().skip(1).find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

fn cannot_run(command: &Command, problem: &std::io::Error) -> String {
    format!("cannot run {}: {problem}", command.get_program().display())
}

/// The command as a person would type it.
fn words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        words.push(' ');
        words.push_str(&argument.to_string_lossy());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_away() {
        assert_eq!(without_colours("\u{1b}[32;1m  Summary\u{1b}[0m 3 tests"), "  Summary 3 tests");
        assert_eq!(without_colours("plain"), "plain");
    }

    #[test]
    fn every_line_is_seen_and_a_failure_says_what_failed() {
        let mut seen = Vec::new();
        let mut command = Command::new("sh");
        let failure = run_watched(command.args(["-c", "echo one; echo two >&2; exit 3"]), |line| {
            seen.push(line.to_owned());
        });
        seen.sort();
        assert_eq!(seen, ["one", "two"]);
        assert!(failure.unwrap_err().starts_with("sh -c"));
    }
}
