//! Remediation tables: dates that follow each other, and rows of which each decides something.

use super::desk::{Desk, Seen};
use super::{Files, Known};
use crate::load::{Mistakes, Page};
use crate::remediation::{SEVERITIES, Traits};
use crate::{FixWithin, RemediationRow, RemediationTable, wire};
use toml::Spanned;

pub(super) fn all(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> Vec<RemediationTable> {
    if files.tables.is_empty() {
        found.add_missing("tables/*.toml");
    }
    let mut seen = Seen::default();
    let mut by_date: Vec<_> = files.tables.iter().collect();
    by_date.sort_by_key(|(_, table)| table.from.get_ref().0);
    let mut tables = Vec::new();
    let mut before: Option<&(Page<'_>, wire::RemediationTable)> = None;
    for dated in by_date {
        let (page, file) = dated;
        let mut desk = Desk { page: *page, known, found };
        desk.unique("table", &file.id, &mut seen);
        tables.push(table(file, &mut desk));
        if let Some((earlier_page, earlier)) = before {
            let mut desk = Desk { page: *earlier_page, known, found };
            follows_on(earlier, file, &mut desk);
        }
        before = Some(dated);
    }
    if let Some((page, newest)) = before {
        let mut desk = Desk { page: *page, known, found };
        if let Some(to) = &newest.to {
            desk.wrong(
                to,
                "no table follows this one: remove `to`, or add the table that holds from then on",
            );
        }
    }
    tables
}

/// A table ends on the day on which the next one begins: no gap, no day with two.
fn follows_on(earlier: &wire::RemediationTable, later: &wire::RemediationTable, desk: &mut Desk<'_, '_>) {
    let starts = later.from.get_ref().0;
    let next = later.id.get_ref();
    match &earlier.to {
        Some(to) if to.get_ref().0 == starts => {}
        Some(to) => {
            desk.wrong(to, format!("the table ends on {}, but `{next}` begins on {starts}", to.get_ref().0));
        }
        None => desk
            .wrong(&earlier.from, format!("the table has no end, but `{next}` begins on {starts}: add `to`")),
    }
}

fn table(file: &wire::RemediationTable, desk: &mut Desk<'_, '_>) -> RemediationTable {
    desk.named_as_file("id", &file.id);
    let from = file.from.get_ref().0;
    if let Some(to) = file.to.as_ref().filter(|to| to.get_ref().0 <= from) {
        desk.wrong(to, format!("`to` is {}, which is not after `from`, {from}", to.get_ref().0));
    }
    if let Some(binding) = file.binding_from.as_ref().filter(|day| day.get_ref().0 < from) {
        desk.wrong(
            binding,
            format!("`binding_from` is {}, which is before `from`, {from}", binding.get_ref().0),
        );
    }
    RemediationTable {
        id: desk.slug("id", &file.id),
        title: desk.text("title", &file.title),
        status: desk.text("status", &file.status),
        from,
        to: file.to.as_ref().map(|day| day.get_ref().0),
        binding_from: file.binding_from.as_ref().map(|day| day.get_ref().0),
        source: desk.text("source", &file.source),
        source_tag: desk.sources_of("source_tag", &file.source_tag),
        rows: rows(&file.rows, desk),
    }
}

fn rows(
    written: &Spanned<Vec<Spanned<wire::RemediationRow>>>,
    desk: &mut Desk<'_, '_>,
) -> Vec<RemediationRow> {
    let rows: Vec<_> = written.get_ref().iter().map(|row| self::row(row.get_ref(), desk)).collect();
    let all = every_combination();
    if !rows.last().is_some_and(|last| all.iter().all(|traits| traits.fit(last))) {
        let says = "the last row has conditions: end with a row that fits everything";
        match written.get_ref().last() {
            Some(last) => desk.wrong(last, says),
            None => desk.wrong(written, "the table has no rows"),
        }
    }
    let deciding: Vec<_> =
        all.iter().filter_map(|traits| rows.iter().position(|row| traits.fit(row))).collect();
    for (at, row) in written.get_ref().iter().enumerate() {
        if !deciding.contains(&at) {
            desk.wrong(row, "this row never decides: earlier rows take all that fits it");
        }
    }
    rows
}

fn row(written: &wire::RemediationRow, desk: &mut Desk<'_, '_>) -> RemediationRow {
    let fix = fix_within(written.fix.get_ref()).unwrap_or_else(|| {
        let says = format!(
            "fix `{}` is unknown: use `14 days`, `kev due date` or `on upgrade`",
            written.fix.get_ref()
        );
        desk.wrong(&written.fix, says);
        FixWithin::OnUpgrade
    });
    RemediationRow {
        public: written.public,
        known_exploited: written.known_exploited,
        automatable: written.automatable,
        total: written.total,
        severity: written.severity,
        fix,
        triage: written.triage,
    }
}

fn fix_within(text: &str) -> Option<FixWithin> {
    match text {
        "kev due date" => Some(FixWithin::KevDueDate),
        "on upgrade" => Some(FixWithin::OnUpgrade),
        _ => match text.strip_suffix(" days")?.parse() {
            Ok(days @ 1..=365) => Some(FixWithin::Days(days)),
            _ => None,
        },
    }
}

fn every_combination() -> Vec<Traits> {
    let bit = |number: u8, place: u8| number >> place & 1 == 1;
    (0..16)
        .flat_map(|n| {
            SEVERITIES.map(|severity| Traits {
                public: bit(n, 0),
                known_exploited: bit(n, 1),
                automatable: bit(n, 2),
                total: bit(n, 3),
                severity,
            })
        })
        .collect()
}
