//! Base rates: shares are shares, and each goal names ways that exist.

use super::desk::{Desk, Seen};
use super::{Files, Known};
use crate::load::Mistakes;
use crate::wire::{BaseRatesFile, WayShare};
use crate::{BaseRates, BreachYear, GoalRisk, KnownExploited, Way};
use std::collections::BTreeMap;
use toml::Spanned;
use ward_domain::GoalId;

pub(super) fn the_one(files: &Files<'_>, known: &Known, found: &mut Mistakes) -> Option<BaseRates> {
    let Some((page, file)) = files.base_rates.first() else {
        found.add_missing("base-rates.toml");
        return None;
    };
    let mut desk = Desk { page: *page, known, found };
    let years = years(file, &mut desk);
    let ways = ways(file, &years, &mut desk);
    if !(file.known_exploited.factor.get_ref() >= &1.0 && file.known_exploited.factor.get_ref().is_finite()) {
        desk.wrong(
            &file.known_exploited.factor,
            "`factor` is below 1: open flaws never make a goal count less",
        );
    }
    desk.goal("known_exploited.goal", &file.known_exploited.goal);
    Some(BaseRates {
        title: desk.text("title", &file.title),
        as_of: file.as_of.0,
        source: desk.sources_of("source", &file.source),
        mark: file.mark,
        base_year: *file.base_year.get_ref(),
        goals: goals(file, &ways, &mut desk),
        known_exploited: KnownExploited {
            goal: *file.known_exploited.goal.get_ref(),
            factor: *file.known_exploited.factor.get_ref(),
            source: desk.sources_of("known_exploited.source", &file.known_exploited.source),
        },
        years,
        ways,
    })
}

fn years(file: &BaseRatesFile, desk: &mut Desk<'_, '_>) -> Vec<BreachYear> {
    let mut seen = Seen::default();
    for year in &file.year {
        desk.unique("year", &year.year, &mut seen);
        for (name, share) in &year.shares {
            desk.part(name, share);
        }
    }
    if !file.year.iter().any(|year| year.year.get_ref() == file.base_year.get_ref()) {
        desk.wrong(
            &file.base_year,
            format!("`base_year` is {}, which is no year here", file.base_year.get_ref()),
        );
    }
    let mut years: Vec<_> = file
        .year
        .iter()
        .map(|year| BreachYear {
            year: *year.year.get_ref(),
            breaches: year.breaches,
            partly: year.partly.clone(),
            median_people: year.median_people,
            shares: year.shares.iter().map(|(name, share)| (name.clone(), *share.get_ref())).collect(),
        })
        .collect();
    years.sort_by_key(|year| year.year);
    years
}

fn ways(file: &BaseRatesFile, years: &[BreachYear], desk: &mut Desk<'_, '_>) -> BTreeMap<String, Way> {
    let base = years.iter().find(|year| year.year == *file.base_year.get_ref());
    let mut seen = Seen::default();
    let mut ways = BTreeMap::new();
    for way in &file.way {
        desk.unique("way", &way.id, &mut seen);
        let share = match way.share.get_ref() {
            WayShare::Number(share) => *share,
            WayShare::Named(name) => {
                let share = base.and_then(|year| year.shares.get(name)).copied();
                if base.is_some() && share.is_none() {
                    desk.wrong(&way.share, format!("the base year has no share `{name}`"));
                }
                share.unwrap_or_default()
            }
        };
        if !(0.0..=1.0).contains(&share) {
            desk.wrong(&way.share, format!("`share` is {share}: a share is from 0 to 1"));
        }
        let id = desk.slug("id", &way.id);
        let says = desk.text("says", &way.says);
        ways.insert(id, Way { says, share, source: desk.sources_of("source", &way.source) });
    }
    ways
}

fn goals(
    file: &BaseRatesFile,
    ways: &BTreeMap<String, Way>,
    desk: &mut Desk<'_, '_>,
) -> BTreeMap<GoalId, GoalRisk> {
    let mut seen = Seen::default();
    let mut goals = BTreeMap::new();
    for risk in &file.goal {
        desk.unique("goal", &risk.goal, &mut seen);
        desk.goal("goal", &risk.goal);
        for (way, stops) in &risk.stops {
            if !ways.contains_key(way.get_ref()) {
                desk.wrong(way, format!("`stops` names `{}`, which is no way", way.get_ref()));
            }
            desk.part(way.get_ref(), stops);
        }
        let stops =
            |(way, stops): (&Spanned<String>, &Spanned<f64>)| (way.get_ref().clone(), *stops.get_ref());
        let risk_of_goal = GoalRisk {
            because: desk.text("because", &risk.because),
            stops: risk.stops.iter().map(stops).collect(),
            source: desk.sources_of("source", &risk.source),
        };
        goals.insert(*risk.goal.get_ref(), risk_of_goal);
    }
    if let Some(first) = file.goal.first() {
        for goal in desk.known.goals.iter().filter(|goal| !goals.contains_key(goal)) {
            desk.found.add(
                desk.page,
                first.goal.span(),
                format!("goal {goal} has no row: say what it stops"),
            );
        }
    }
    goals
}
