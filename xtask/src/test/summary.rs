//! Counts what passed and failed, step by step, and says so at the end.

use crate::say;
use std::time::{Duration, Instant};

/// Tests that passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Counts {
    /// Reads a line of a test runner: the summary of nextest, of `cargo test`, of `node --test`, or a plain
    /// `3 passed, 0 failed`.
    pub(super) fn see(&mut self, line: &str) {
        let line = line.trim();
        let node = line.strip_prefix("# ").or(line.strip_prefix("ℹ "));
        if let Some((word, number)) = node.and_then(|rest| rest.split_once(' ')) {
            let number = number.parse().unwrap_or(0);
            match word {
                "pass" => self.passed += number,
                "fail" => self.failed += number,
                _ => {}
            }
        } else if line.starts_with("Summary [") || line.starts_with("test result:") || is_plain(line) {
            self.passed += before(line, "passed");
            self.failed += before(line, "failed") + before(line, "timed out");
        }
    }
}

fn is_plain(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(" passed, ") && line.ends_with(" failed")
}

/// The number in front of a word; 0 when there is none.
fn before(line: &str, word: &str) -> u64 {
    let number = line.split_once(word).and_then(|(before, _)| before.split_whitespace().next_back());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

enum Outcome {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

/// What came of the steps.
#[derive(Default)]
pub(super) struct Summary {
    steps: Vec<(&'static str, Outcome, Duration, Counts)>,
}

impl Summary {
    /// Runs a step and times it. A step that counts no tests counts as one.
    pub(super) fn step(&mut self, name: &'static str, run: impl FnOnce(&mut Counts) -> Result<(), String>) {
        say::line(format!("\n=== {name}"));
        let mut counts = Counts::default();
        let started = Instant::now();
        let result = run(&mut counts);
        let took = started.elapsed();
        let outcome = match result {
            Ok(()) if counts.failed == 0 => {
                counts.passed = counts.passed.max(1);
                Outcome::Passed
            }
            Ok(()) => Outcome::Failed(format!("{} tests failed", counts.failed)),
            Err(says) => {
                say::line(format!("error: {says}"));
                counts.failed = counts.failed.max(1);
                Outcome::Failed(says)
            }
        };
        self.steps.push((name, outcome, took, counts));
    }

    /// Notes a step that does not run.
    pub(super) fn skipped(&mut self, name: &'static str, why: &'static str) {
        say::line(format!("\n=== {name}\nSKIPPED: {why}"));
        self.steps.push((name, Outcome::Skipped(why), Duration::ZERO, Counts::default()));
    }

    /// Prints the table and the last line; fails when a step failed.
    pub(super) fn finish(self) -> Result<(), String> {
        say::line("");
        let mut all = Counts::default();
        let mut failed = Vec::new();
        for (name, outcome, took, counts) in &self.steps {
            all.passed += counts.passed;
            all.failed += counts.failed;
            let seconds = took.as_secs_f64();
            let says = match outcome {
                Outcome::Passed => "ok".to_owned(),
                Outcome::Failed(why) => format!("FAILED: {why}"),
                Outcome::Skipped(why) => format!("SKIPPED: {why}"),
            };
            say::line(format!(
                "{name:<18} {seconds:>7.1} s  {:>5} passed {:>4} failed  {says}",
                counts.passed, counts.failed
            ));
            if matches!(outcome, Outcome::Failed(_)) {
                failed.push(*name);
            }
        }
        let result = if failed.is_empty() {
            Ok(())
        } else {
            Err(format!("these steps failed: {}", failed.join(", ")))
        };
        if let Err(says) = &result {
            say::line(says);
        }
        say::line(format!("{} passed, {} failed", all.passed, all.failed));
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, passed: u64, failed: u64) {
        let mut counts = Counts::default();
        counts.see(line);
        assert_eq!(counts, Counts { passed, failed });
    }

    #[test]
    fn nextest_is_read() {
        check("     Summary [   0.104s] 12 tests run: 12 passed, 0 skipped", 12, 0);
        check(
            "     Summary [   1.5s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped",
            9,
            3,
        );
        check("     Summary [   0.1s] 1 test run: 1 passed, 0 skipped", 1, 0);
    }
    #[test]
    fn cargo_test_is_read() {
        check(
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            3,
            2,
        );
    }
    #[test]
    fn node_is_read() {
        check("# pass 7", 7, 0);
        check("ℹ fail 2", 0, 2);
        check("# duration_ms 12.3", 0, 0);
    }
    #[test]
    fn a_plain_count_is_read() {
        check("31 passed, 1 failed", 31, 1);
    }
    #[test]
    fn other_lines_count_nothing() {
        check("all 12 passed the gate", 0, 0);
        check("        PASS [   0.004s] ward-store::it 3 passed", 0, 0);
    }

    #[track_caller]
    fn check_step(run: impl FnOnce(&mut Counts) -> Result<(), String>, expected: Counts, is_ok: bool) {
        let mut summary = Summary::default();
        summary.step("a step", run);
        assert_eq!(summary.steps[0].3, expected);
        assert_eq!(summary.finish().is_ok(), is_ok);
    }

    #[test]
    fn a_step_without_tests_counts_as_one() {
        check_step(|_| Ok(()), Counts { passed: 1, failed: 0 }, true);
        check_step(|_| Err("no".to_owned()), Counts { passed: 0, failed: 1 }, false);
    }
    #[test]
    fn a_failed_test_fails_the_step_whatever_its_runner_says() {
        let one_of_three = |counts: &mut Counts| {
            *counts = Counts { passed: 2, failed: 1 };
            Ok(())
        };
        check_step(one_of_three, Counts { passed: 2, failed: 1 }, false);
    }
    #[test]
    fn a_runner_that_breaks_off_fails_the_step_whatever_it_counted() {
        let broke_off = |counts: &mut Counts| {
            counts.passed = 5;
            Err("killed".to_owned())
        };
        check_step(broke_off, Counts { passed: 5, failed: 1 }, false);
    }
}
