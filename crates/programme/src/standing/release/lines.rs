//! A release as files have it: one line for each row of each table, and one for its total.

use super::{Release, Row};
use crate::standing::sector::By;
use jiff::civil::Date;
use std::fmt::Write as _;
use ward_domain::GoalId;

/// One row of a release as files have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Which goal.
    pub goal: GoalId,
    /// Grouped by what.
    pub by: By,
    /// State, kind or size, [`OTHER`](super::OTHER), or `all`.
    pub group: &'a str,
    /// The day it is about.
    pub day: Date,
    /// Organisations that meet the goal.
    pub met: u32,
    /// Organisations that do not, or are not known to.
    pub not_met: u32,
}

impl Release {
    /// All rows of all tables, each table with a row `all` at its end.
    pub fn lines(&self) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        for table in &self.tables {
            let line = |group, met, not_met| Line {
                goal: table.goal,
                by: table.by,
                group,
                day: table.day,
                met,
                not_met,
            };
            lines.extend(table.rows.iter().map(|row| line(row.group.as_str(), row.met, row.not_met)));
            let sum = |count: fn(&Row) -> u32| table.rows.iter().map(count).sum();
            lines.push(line("all", sum(|row| row.met), sum(|row| row.not_met)));
        }
        lines
    }
    /// All tables as one CSV file with a header.
    pub fn to_csv(&self) -> String {
        let mut csv = "goal,by,group,day,organisations,met,not_met_or_unknown\n".to_owned();
        for Line { goal, by, group, day, met, not_met } in self.lines() {
            // Groups are words of ours, states and `other`: nothing to quote. Writing to a string cannot fail.
            let _ = writeln!(csv, "{goal},{},{group},{day},{},{met},{not_met}", by.as_str(), met + not_met);
        }
        csv
    }
}
