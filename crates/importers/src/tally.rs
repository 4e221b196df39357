//! Keeps account of rows while a file is read: nothing is dropped in silence.

use crate::Limits;
use ward_domain::observation::Line;
use ward_domain::record::{Problem, Tally};

/// Counts rows and remembers the first problems.
#[derive(Debug)]
pub struct Account {
    tally: Tally,
    most_problems: usize,
}

/// A place in an account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    problems: usize,
    more_problems: u64,
}

impl Account {
    /// Starts at nothing.
    pub fn new(limits: &Limits) -> Self {
        Self { tally: Tally::default(), most_problems: limits.problems }
    }
    /// A row was read and used.
    pub fn used(&mut self) {
        self.tally.read += 1;
        self.tally.used += 1;
    }
    /// A row was read and left out.
    pub fn skipped(&mut self, line: Line, reason: impl Into<String>) {
        self.tally.read += 1;
        self.tally.skipped += 1;
        self.problem(line, reason);
    }
    /// Something is wrong with a row that was used all the same, or with the file as a whole (line 0).
    pub fn problem(&mut self, line: Line, reason: impl Into<String>) {
        self.problem_with(line, || reason);
    }
    /// The same, of which the sentence is made only when it is listed.
    pub(crate) fn problem_with<R: Into<String>>(&mut self, line: Line, reason: impl FnOnce() -> R) {
        if self.lists_problems() {
            self.tally.problems.push(Problem { line, reason: reason().into() });
        } else {
            self.tally.more_problems += 1;
        }
    }
    /// Whether the next problem is listed; the others are counted, so nobody reads their sentences.
    pub(crate) fn lists_problems(&self) -> bool {
        self.tally.problems.len() < self.most_problems
    }
    /// How far the account has come, to return to with [`back_to`](Self::back_to).
    pub(crate) fn mark(&self) -> Mark {
        Mark { problems: self.tally.problems.len(), more_problems: self.tally.more_problems }
    }
    /// Forgets the problems since the mark: the row is read again later.
    pub(crate) fn back_to(&mut self, mark: Mark) {
        self.tally.problems.truncate(mark.problems);
        self.tally.more_problems = mark.more_problems;
    }
    /// A column or part that was understood, and as what.
    pub fn understood(&mut self, column: &str, meaning: &str) {
        self.tally.understood.push(format!("{column} → {meaning}"));
    }
    /// A column or part that was not.
    pub fn not_understood(&mut self, column: &str) {
        self.tally.not_understood.push(column.to_owned());
    }
    /// The finished count.
    pub fn finish(self) -> Tally {
        self.tally
    }
}
