//! Resources: money, services and material from outside that help to close gaps, and who may have them.

use crate::Catalog;
use crate::parameters::Mark;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ward_domain::{GoalId, MeasureId, Size};

/// Whether a resource can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    /// It exists and is given.
    InForce,
    /// It existed; nobody checked whether it still does.
    Unsure,
    /// Planned, and not there yet.
    Proposed,
    /// It ended.
    Lapsed,
}

impl Availability {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::InForce => "In force",
            Self::Unsure => "Not sure: ask first",
            Self::Proposed => "Proposed, not there yet",
            Self::Lapsed => "Ended",
        }
    }
}

/// Who may have a resource. An empty list excludes nobody.
#[derive(Clone, Debug, Default)]
pub struct Eligibility {
    /// In words; where they and the fields differ, the words count.
    pub words: String,
    /// Kinds of organisation, of [`Eligibility::KINDS`].
    pub kinds: Vec<String>,
    /// Sizes.
    pub sizes: Vec<Size>,
    /// Two-letter states.
    pub states: Vec<String>,
    /// Rural only, or not rural only, when that matters.
    pub rural: Option<bool>,
}

impl Eligibility {
    /// The kinds of organisation that the data may name.
    pub const KINDS: [&'static str; 10] = [
        "acute-care-hospital",
        "critical-access-hospital",
        "rural-emergency-hospital",
        "psychiatric-hospital",
        "childrens-hospital",
        "long-term-hospital",
        "health-centre",
        "rural-clinic",
        "practice",
        "post-acute",
    ];

    /// Whether the asker fits, `None` when a field that matters is not known of the asker.
    pub fn admits(&self, asker: &Asker<'_>) -> Option<bool> {
        let fits = [
            one_of(&self.kinds, asker.kind),
            Some(self.sizes.is_empty() || self.sizes.contains(&asker.size)),
            one_of(&self.states, asker.state),
            self.rural.map_or(Some(true), |wanted| asker.rural.map(|rural| rural == wanted)),
        ];
        if fits.contains(&Some(false)) {
            Some(false)
        } else {
            fits.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
        }
    }
}

fn one_of(list: &[String], word: Option<&str>) -> Option<bool> {
    if list.is_empty() { Some(true) } else { word.map(|word| list.iter().any(|entry| entry == word)) }
}

/// What is known of the organisation that asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asker<'a> {
    /// One of [`Eligibility::KINDS`].
    pub kind: Option<&'a str>,
    /// Its size.
    pub size: Size,
    /// Two-letter state.
    pub state: Option<&'a str>,
    /// Whether it is rural.
    pub rural: Option<bool>,
}

/// Money, a service or material from outside.
#[derive(Clone, Debug)]
pub struct Resource {
    /// `cisa-cyber-hygiene`; also the file name.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What one gets.
    pub gives: String,
    /// Goals that it helps.
    pub goals: Vec<GoalId>,
    /// Measures that it helps.
    pub measures: Vec<MeasureId>,
    /// Actions that it helps.
    pub actions: Vec<String>,
    /// Who may have it.
    pub eligible: Eligibility,
    /// Whether it can be had.
    pub status: Availability,
    /// How sure all this is.
    pub mark: Mark,
    /// The day on which this was written down.
    pub as_of: Date,
    /// First day on which it can be had.
    pub from: Option<Date>,
    /// First day on which it cannot be had any more.
    pub to: Option<Date>,
    /// Source tags, several divided by `;`.
    pub source: String,
    /// Where to ask.
    pub ask: String,
}

impl Resource {
    /// Whether its dates cover the day.
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }
}

impl Catalog {
    /// The resources whose dates cover the day and that are not known to refuse the asker, with whether they admit it.
    pub fn resources_for<'c>(
        &'c self,
        asker: &Asker<'_>,
        day: Date,
    ) -> impl Iterator<Item = (&'c Resource, Option<bool>)> {
        let fits =
            move |resource: &&Resource| resource.covers(day) && resource.status != Availability::Lapsed;
        self.resources
            .values()
            .filter(fits)
            .map(|resource| (resource, resource.eligible.admits(asker)))
            .filter(|(_, admitted)| *admitted != Some(false))
    }
}
