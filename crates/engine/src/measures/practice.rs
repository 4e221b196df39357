//! Practice phishing tests: when each was held, and what people did with it.

use crate::Ground;
use jiff::civil::Date;
use std::collections::BTreeMap;
use ward_domain::observation::PhishingSeen;
use ward_estate::Placed;

/// One test.
pub(super) struct Test<'g> {
    /// The day on which its first message was sent.
    pub(super) held: Date,
    /// What it was called.
    pub(super) name: &'g str,
    /// One row for each person.
    pub(super) rows: Vec<&'g Placed<PhishingSeen>>,
}

impl Test<'_> {
    /// People who did something, as a share of all: at least, and at most if all did whose row does not say.
    pub(super) fn share(&self, did: fn(&PhishingSeen) -> Option<bool>) -> (f64, f64) {
        share(&self.rows, did)
    }
}

/// The same over the rows of several tests.
pub(super) fn share(rows: &[&Placed<PhishingSeen>], did: fn(&PhishingSeen) -> Option<bool>) -> (f64, f64) {
    let count =
        |wanted: &[Option<bool>]| rows.iter().filter(|r| wanted.contains(&did(&r.row))).count() as f64;
    let all = rows.len().max(1) as f64;
    (count(&[Some(true)]) / all, count(&[Some(true), None]) / all)
}

/// The tests, oldest first, and how many have no date and so no place in the order.
pub(super) fn tests<'g>(ground: &Ground<'g>) -> (Vec<Test<'g>>, usize) {
    let mut by_name: BTreeMap<String, Vec<&'g Placed<PhishingSeen>>> = BTreeMap::new();
    for placed in &ground.estate().phishing {
        by_name.entry(placed.row.campaign.trim().to_lowercase()).or_default().push(placed);
    }
    let all = by_name.len();
    let dated = by_name.into_values().filter_map(|rows| {
        let held = rows.iter().filter_map(|r| r.row.sent).min().filter(|day| *day <= ground.as_of())?;
        let name = rows.first().map_or("", |r| r.row.campaign.as_str());
        Some(Test { held, name, rows })
    });
    let mut tests: Vec<Test<'g>> = dated.collect();
    tests.sort_by_key(|test| (test.held, test.name));
    let undated = all - tests.len();
    (tests, undated)
}
