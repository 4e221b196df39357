//! The lists that organisations keep and what servers answer: rows about one thing, and what the newest of them says.

use crate::{At, Placed, Source, SourceInfo};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::observation::{
    Asked, ConfigurationResult, ConfigurationRule, Observations, Outcome, PhishingSeen,
};

/// What several rows tell of one thing, oldest first. Two lists add to each other: what one does not say takes nothing
/// from the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<T> {
    /// The rows, oldest first.
    pub rows: Vec<Placed<T>>,
}

impl<T> Default for Told<T> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<T> Told<T> {
    /// Adds the newest row. Most things are told of once, so the first row takes no more room than it needs.
    pub(crate) fn add(&mut self, row: T, at: At) {
        if self.rows.is_empty() {
            self.rows.reserve_exact(1);
        }
        self.rows.push(Placed { row, at });
    }
    /// What the newest row says that says anything about it, and where.
    pub fn newest<'a, V>(&'a self, says: impl Fn(&'a T) -> Option<V>) -> Option<(V, At)> {
        self.rows.iter().rev().find_map(|placed| says(&placed.row).map(|value| (value, placed.at)))
    }
    /// The newest answer to a question: one that was given, before one that failed, before none.
    pub fn asked<'a, V>(&'a self, question: impl Fn(&'a T) -> &'a Asked<V>) -> Option<(&'a Asked<V>, At)> {
        let newest = |fits: fn(&Asked<V>) -> bool| {
            self.newest(|row| Some(question(row)).filter(|answer| fits(answer)))
        };
        newest(|answer| matches!(answer, Asked::Found(_) | Asked::Absent))
            .or_else(|| newest(|answer| matches!(answer, Asked::Failed(_))))
    }
    /// The newest place that speaks of it.
    pub fn at(&self) -> Option<At> {
        self.rows.last().map(|placed| placed.at)
    }
}

/// A thing that lists know by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    /// The name, as the newest row writes it.
    pub name: String,
    /// What is told of it.
    pub told: Told<T>,
}

/// How one rule of a benchmark came out on a device or tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Position in [`Estate::configuration_rules`](crate::Estate::configuration_rules).
    pub rule: u32,
    /// Position in [`Estate::assets`](crate::Estate::assets); `None` for a tenant or domain as a whole.
    pub asset: Option<u32>,
    /// How it came out.
    pub outcome: Outcome,
    /// Where that stands.
    pub at: At,
}

/// The rows of all sources, or of those that are current, each with its place; oldest source first.
fn rows<'a, T: 'a>(
    sources: &'a [Source<'_>],
    infos: Option<&'a [SourceInfo]>,
    list: impl Fn(&'a Observations) -> &'a Vec<T>,
    line: impl Fn(&T) -> u32,
) -> Vec<(&'a T, At)> {
    (0u32..)
        .zip(sources)
        .filter(|(source, _)| infos.is_none_or(|infos| infos[*source as usize].is_current))
        .flat_map(|(source, from)| list(from.observations).iter().map(move |row| (source, row)))
        .map(|(source, row)| (row, At { source, line: line(row) }))
        .collect()
}

/// Rows of the current sources.
pub(crate) fn current<'a, T: Clone + 'a>(
    sources: &'a [Source<'_>],
    infos: &'a [SourceInfo],
    list: impl Fn(&'a Observations) -> &'a Vec<T>,
    line: impl Fn(&T) -> u32,
) -> Vec<Placed<T>> {
    let rows = rows(sources, Some(infos), list, line);
    rows.into_iter().map(|(row, at)| Placed { row: row.clone(), at }).collect()
}

/// Rows of all sources, whatever came later, each happening once: what happened stays so.
pub(crate) fn happened<'a, T: Clone + 'a, K: Ord>(
    sources: &'a [Source<'_>],
    list: impl Fn(&'a Observations) -> &'a Vec<T>,
    line: impl Fn(&T) -> u32,
    key: impl Fn(&T) -> K,
) -> Vec<Placed<T>> {
    let mut newest: BTreeMap<K, Placed<T>> = BTreeMap::new();
    for (row, at) in rows(sources, None, list, line) {
        newest.insert(key(row), Placed { row: row.clone(), at });
    }
    newest.into_values().collect()
}

/// Rows grouped by what they are about, ordered by name without regard to case. `infos` restricts them to current sources.
pub(crate) fn named<'a, T: Clone + 'a>(
    sources: &'a [Source<'_>],
    infos: Option<&'a [SourceInfo]>,
    list: impl Fn(&'a Observations) -> &'a Vec<T>,
    line: impl Fn(&T) -> u32,
    name: impl Fn(&T) -> String,
) -> Vec<Named<T>> {
    let mut of: BTreeMap<String, Named<T>> = BTreeMap::new();
    for (row, at) in rows(sources, infos, list, line) {
        let name = name(row);
        let thing = of
            .entry(name.trim().to_lowercase())
            .or_insert_with(|| Named { name: String::new(), told: Told::default() });
        name.trim().clone_into(&mut thing.name);
        thing.told.add(row.clone(), at);
    }
    of.into_values().collect()
}

/// A practice message is one person's part in one test.
pub(crate) fn practice(row: &PhishingSeen) -> (String, String) {
    let who = row.mail.clone().or_else(|| row.person_id.clone()).unwrap_or_else(|| row.name.to_lowercase());
    (row.campaign.to_lowercase(), who)
}

/// Rules of benchmarks, each once, and how they came out by the current sources.
pub(crate) fn settings(
    sources: &[Source<'_>],
    infos: &[SourceInfo],
    asset_of: &[Vec<u32>],
) -> (Vec<ConfigurationRule>, Vec<Setting>) {
    type Key<'a> = (&'a str, &'a str);
    let is_current = |source: usize| infos[source].is_current;
    let spoken: Vec<(usize, &Source<'_>)> =
        sources.iter().enumerate().filter(|(source, _)| is_current(*source)).collect();
    let keys: BTreeSet<Key<'_>> = spoken
        .iter()
        .flat_map(|(_, from)| &from.observations.configuration_rules)
        .map(|rule| (rule.benchmark.as_str(), rule.id.as_str()))
        .collect();
    let position: BTreeMap<Key<'_>, u32> = keys.iter().copied().zip(0u32..).collect();
    let mut rules: Vec<ConfigurationRule> = vec![ConfigurationRule::default(); keys.len()];
    let mut settings = Vec::new();
    for (source, from) in spoken {
        let rule_of: Vec<u32> = from
            .observations
            .configuration_rules
            .iter()
            .map(|rule| position[&(rule.benchmark.as_str(), rule.id.as_str())])
            .collect();
        for (&at, rule) in rule_of.iter().zip(&from.observations.configuration_rules) {
            rules[at as usize].clone_from(rule);
        }
        settings.extend(from.observations.configuration_results.iter().filter_map(|result| {
            let ConfigurationResult { rule, asset, outcome, line } = *result;
            let asset = match asset {
                Some(asset) => Some(*asset_of[source].get(asset as usize)?),
                None => None,
            };
            let rule = *rule_of.get(rule as usize)?;
            Some(Setting { rule, asset, outcome, at: At { source: source as u32, line } })
        }));
    }
    settings.sort_by_key(|s| (s.rule, s.asset, s.at));
    (rules, settings)
}
