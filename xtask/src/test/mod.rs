//! Runs every test: house rules, format, lints, licences, unit and integration tests on both databases, docs, browser.
//!
//! One set of features throughout (the whole workspace, with what tests need), so that nothing is compiled twice for want
//! of the same flags. All steps run, whatever fails; the last line counts tests, a step without tests as one.

mod browser;
mod needs;
mod summary;

use crate::{licences, program, say, tidy};
use needs::Need;
use std::path::Path;
use std::process::Command;
use summary::{Counts, Summary};

/// Install what the tests need, and run all of them
///
/// Installs PostgreSQL, Chromium and Node with apt-get where they are missing and that is possible; says what to install
/// where it is not.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only this part
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Install nothing and skip loudly what cannot run, rather than fail
    #[arg(long)]
    skip_missing: bool,
    /// Run `cargo deny` too, installing it if need be (takes minutes; fetches the advisory database)
    #[arg(long, env = "WARD_WITH_DENY")]
    with_deny: bool,
}

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// The house rules
    Tidy,
    /// Format, clippy, licences, rustdoc
    Lint,
    /// Unit, integration and documentation tests, on SQLite and PostgreSQL
    Unit,
    /// The pages in a browser
    E2e,
}

pub(crate) fn run(root: &Path, args: &Args) -> Result<(), String> {
    let wants = |part: Part| args.only.is_none_or(|only| only == part);
    let mut summary = Summary::default();
    let has_postgres = wants(Part::Unit) && provide(&mut summary, args, &needs::POSTGRES)?;
    let has_browser = wants(Part::E2e) && {
        let has_node = provide(&mut summary, args, &needs::NODE)?;
        provide(&mut summary, args, &needs::CHROMIUM)? && has_node
    };
    if wants(Part::Tidy) {
        summary.step("tidy", |_| tidy::run(root));
    }
    if wants(Part::Lint) {
        lint(root, args, &mut summary);
    }
    if wants(Part::Unit) {
        unit(root, has_postgres, &mut summary);
    }
    if wants(Part::Lint) {
        summary.step("docs", |_| {
            program::run(
                program::cargo(root, &["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"),
            )
        });
    }
    if has_browser {
        summary.step("e2e", |counts| browser::run(root, counts));
    }
    summary.finish()
}

/// Whether what is needed is there, after installing it if that is possible.
fn provide(summary: &mut Summary, args: &Args, need: &Need) -> Result<bool, String> {
    if need.is_there() {
        return Ok(true);
    }
    if args.skip_missing {
        summary.skipped(need.name, "not installed, and --skip-missing was given");
        return Ok(false);
    }
    need.install().map(|()| true)
}

fn lint(root: &Path, args: &Args, summary: &mut Summary) {
    let cargo = |arguments: &[&str]| program::run(&mut program::cargo(root, arguments));
    summary.step("fmt", |_| cargo(&["fmt", "--all", "--check"]));
    summary.step("clippy", |_| cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    summary.step("licences", |_| licences::check(root));
    if args.with_deny && !program::has_cargo_command(root, "deny") {
        summary.step("install cargo-deny", |_| cargo(&["install", "--locked", "cargo-deny"]));
    }
    if args.with_deny {
        summary.step("deny", |_| cargo(&["deny", "--workspace", "check"]));
    } else {
        summary.skipped("deny", "known vulnerabilities were not looked up: run with --with-deny");
    }
}

fn unit(root: &Path, has_postgres: bool, summary: &mut Summary) {
    if !root.join("../shared/corpus/expected.json").is_file() {
        summary.skipped(
            "corpus",
            "no real sample files beside this repository: the tests over them pass without a look",
        );
    }
    let tests = |arguments: &[&str], counts: &mut Counts| {
        let mut command = program::cargo(root, arguments);
        if has_postgres {
            command.env("WARD_REQUIRE_POSTGRES", "1");
        }
        program::run_watched(&mut command, |line| counts.see(line))
    };
    if program::has_cargo_command(root, "nextest") {
        summary.step("tests", |counts| tests(&["nextest", "run", "--workspace", "--no-fail-fast"], counts));
        summary
            .step("doc tests", |counts| tests(&["test", "--workspace", "--doc", "--no-fail-fast"], counts));
    } else {
        say::line("cargo-nextest is not installed: `cargo test` runs the tests, one crate after the other");
        summary.step("tests", |counts| tests(&["test", "--workspace", "--no-fail-fast"], counts));
    }
}

/// What a program prints on its output, without the line end; `None` when it fails.
fn answer_of(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
