//! Settings that a benchmark looked at: which of its rules show a protection, and how they came out.
//!
//! A list of the measure names the rules: an entry is a rule's id, with or without the version behind it
//! (`MS.EXO.1.1` means `MS.EXO.1.1v2` too), or, with a space in it, words of its title in lower case.

use super::attested;
use super::subject::Subject;
use crate::{Ground, Ruling};
use std::collections::BTreeMap;
use ward_domain::observation::{ConfigurationRule, Outcome};
use ward_estate::{At, Setting};

/// How the rules of one list add up at one place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Each rule alone shows the protection.
    Any,
    /// Only all of them together do.
    All,
    /// They can show that it is lacking, and never that it is there.
    OnlyRefutes,
}

/// What the rules of one list show at one place.
#[derive(Default)]
pub(super) struct Shown {
    passed: Option<At>,
    failed: Option<At>,
    is_open: bool,
    was_decided: bool,
}

impl Shown {
    fn add(&mut self, outcome: Outcome, at: At, is_fresh: bool) {
        self.was_decided |= matches!(outcome, Outcome::Pass | Outcome::Fail);
        match outcome {
            _ if !is_fresh => self.is_open = true,
            Outcome::Pass => self.passed = Some(at),
            Outcome::Fail => self.failed = Some(at),
            Outcome::NotChecked => self.is_open = true,
            Outcome::NotApplicable => {}
        }
    }

    /// Whether the protection is there, and what says so; `None` when that is not decided.
    pub(super) fn is_so(&self, takes: Takes) -> Option<(bool, At)> {
        let (passed, failed) = (self.passed.map(|at| (true, at)), self.failed.map(|at| (false, at)));
        match takes {
            Takes::Any => passed.or(failed.filter(|_| !self.is_open)),
            Takes::All => failed.or(passed.filter(|_| !self.is_open)),
            Takes::OnlyRefutes => failed,
        }
    }

    /// Whether every rule was looked at and none applies.
    pub(super) fn does_not_apply(&self) -> bool {
        self.passed.is_none() && self.failed.is_none() && !self.is_open
    }
}

/// Whether an entry of a list means a rule, whose title is also given in lower case.
fn fits(rule: &ConfigurationRule, title: &str, entry: &str) -> bool {
    if entry.contains(' ') {
        return title.contains(entry);
    }
    let Some(rest) = rule.id.get(..entry.len()).filter(|id| id.eq_ignore_ascii_case(entry)) else {
        return false;
    };
    let version = rule.id.get(rest.len()..).unwrap_or_default();
    version.is_empty()
        || version.strip_prefix('v').is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit()))
}

/// The results of one rule, ordered by device and age.
fn results<'g>(ground: &Ground<'g>, rule: u32) -> &'g [Setting] {
    let settings = &ground.estate().settings;
    let from = settings.partition_point(|s| s.rule < rule);
    let to = settings.partition_point(|s| s.rule <= rule);
    settings.get(from..to).unwrap_or_default()
}

/// What the rules of a list show at each place: a device, or a tenant by the first part of its rules' ids. The newest
/// result of each rule counts.
pub(super) fn at_places<'g>(ground: &Ground<'g>, list: &str) -> BTreeMap<(Option<u32>, &'g str), Shown> {
    let entries = ground.measure().list(list);
    let mut places: BTreeMap<(Option<u32>, &str), Shown> = BTreeMap::new();
    for (position, rule) in (0u32..).zip(&ground.estate().configuration_rules) {
        let title = rule.title.to_lowercase();
        if !entries.iter().any(|entry| fits(rule, &title, entry)) {
            continue;
        }
        for of_one in results(ground, position).chunk_by(|a, b| a.asset == b.asset) {
            let Some(newest) = of_one.last() else { continue };
            let product = if newest.asset.is_some() { "" } else { product(rule) };
            let shown = places.entry((newest.asset, product)).or_default();
            shown.add(newest.outcome, newest.at, ground.is_fresh(newest.at.source));
        }
    }
    places
}

/// `MS` of `MS.EXO.1.1v2`, `GWS` of `GWS.GMAIL.5.1v1`.
fn product(rule: &ConfigurationRule) -> &str {
    rule.id.split('.').next().unwrap_or_default()
}

/// Whether any check ever looked at a rule of these lists.
pub(super) fn was_said(ground: &Ground<'_>, lists: &[&str]) -> bool {
    lists.iter().any(|list| !at_places(ground, list).is_empty())
}

/// Judges one protection at each place where a check looked at it. Where no check ever decided it, the answer for the
/// measure speaks. The protection is called like the list, with spaces.
pub(super) fn protection<'g>(
    ground: &'g Ground<'g>,
    ruling: &mut Ruling<'g>,
    list: &'static str,
    takes: Takes,
) {
    let name = list.replace('-', " ");
    let places = at_places(ground, list);
    if takes != Takes::OnlyRefutes && places.values().all(|shown| !shown.was_decided) {
        return attested::part(
            ground,
            ruling,
            &name,
            "No check shows it. Answer, or add the check's results.",
        );
    }
    for ((asset, _), shown) in &places {
        if takes != Takes::OnlyRefutes && shown.does_not_apply() {
            ruling.not_applicable();
            continue;
        }
        let told = shown.is_so(takes);
        if told.is_none() && takes == Takes::OnlyRefutes {
            continue;
        }
        let place = asset.and_then(|asset| ground.estate().assets.get(asset as usize));
        let mut subject =
            Subject::new(ground, place.map_or(name.clone(), |asset| format!("{name} on {}", asset.name)));
        subject.must(told, "The check found it not so.", "No check that still counts looked at it.");
        subject.conclude(ruling);
    }
}
