//! What the tests need besides Rust, and how it is installed.

use super::answer_of;
use crate::{program, say};
use std::path::Path;
use std::process::Command;

/// A program that tests run.
pub(super) struct Need {
    /// What people call it.
    pub(super) name: &'static str,
    /// What it is for, as the end of a sentence.
    what_for: &'static str,
    /// Debian packages.
    packages: &'static [&'static str],
    check: fn() -> bool,
}

pub(super) const POSTGRES: Need = Need {
    name: "PostgreSQL",
    what_for: "the tests of the store run on it as on SQLite, in a cluster of their own",
    packages: &["postgresql"],
    check: has_initdb,
};
pub(super) const CHROMIUM: Need = Need {
    name: "Chromium",
    what_for: "the tests of the pages run in it",
    packages: &["chromium"],
    check: || Path::new("/usr/bin/chromium").is_file() || program::is_in_path("chromium"),
};
pub(super) const NODE: Need = Need {
    name: "Node",
    what_for: "the tests of the pages are written for it",
    packages: &["nodejs", "npm"],
    check: || program::is_in_path("node") && program::is_in_path("npm"),
};

impl Need {
    /// Whether it is installed.
    pub(super) fn is_there(&self) -> bool {
        (self.check)()
    }

    /// Installs it with apt-get, or says what to install.
    pub(super) fn install(&self) -> Result<(), String> {
        let packages = self.packages.join(" ");
        let by_hand = format!(
            "{} is missing: {}. Install it (Debian: apt-get install {packages}), or run with --skip-missing",
            self.name, self.what_for
        );
        let Some(prefix) = as_root().filter(|_| program::is_in_path("apt-get")) else { return Err(by_hand) };
        say::line(format!("{} is missing: installing {packages} with apt-get", self.name));
        let apt = |arguments: &[&str]| {
            let words: Vec<&str> =
                prefix.iter().copied().chain(["apt-get"]).chain(arguments.iter().copied()).collect();
            let (first, rest) = words.split_first().ok_or("no command")?;
            program::run(Command::new(first).args(rest).env("DEBIAN_FRONTEND", "noninteractive"))
        };
        apt(&["update"])
            .and_then(|()| apt(&[&["install", "-y", "--no-install-recommends"], self.packages].concat()))
            .map_err(|problem| format!("{problem}. {by_hand}"))?;
        if self.is_there() {
            Ok(())
        } else {
            Err(format!("apt-get installed {packages}, and it is still not found. {by_hand}"))
        }
    }
}

fn has_initdb() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    program::is_in_path("initdb")
        || versions.into_iter().any(|version| version.path().join("bin/initdb").is_file())
}

const SUDO: &[&str] = &["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"];

/// What to put in front of a command that needs root: nothing, `sudo`, or not possible without a question.
fn as_root() -> Option<&'static [&'static str]> {
    if answer_of(Command::new("id").arg("-u"))? == "0" {
        return Some(&[]);
    }
    answer_of(Command::new("sudo").args(["-n", "true"])).map(|_| SUDO)
}
