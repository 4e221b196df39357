//! Free and paid help that fits the gaps of an organisation and for which it is eligible.

use crate::identifiers::State;
use crate::participants::{Kind, Profile, Setting};
use std::collections::BTreeSet;
use ward_catalog::SizeLimits;
use ward_domain::{MeasureId, Size};

/// An offer, as the catalogue lists it. Empty lists take everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// Its id.
    pub id: String,
    /// For what kinds of organisation.
    pub kinds: BTreeSet<Kind>,
    /// For what sizes.
    pub sizes: BTreeSet<Size>,
    /// In which states.
    pub states: BTreeSet<State>,
    /// For rural ones alone.
    pub rural: bool,
    /// The measures that it helps with.
    pub measures: BTreeSet<MeasureId>,
}

/// Who needs help with what.
#[derive(Clone, Copy, Debug)]
pub struct Need<'a> {
    /// What is publicly known of it.
    pub profile: &'a Profile,
    /// The limits of sizes on the day.
    pub limits: SizeLimits,
    /// The measures that are not met.
    pub gaps: &'a BTreeSet<MeasureId>,
}

/// An offer that helps with a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match<'a> {
    /// Which.
    pub resource: &'a Resource,
    /// The gaps that it helps with.
    pub gaps: Vec<MeasureId>,
    /// What must be known before it is sure that the organisation is eligible; empty when it is.
    pub to_find_out: Vec<&'static str>,
}

/// The offers that help with at least one gap and are not ruled out, most gaps first, sure ones before unsure ones.
pub fn matches<'a>(resources: &'a [Resource], need: Need<'_>) -> Vec<Match<'a>> {
    let mut found: Vec<_> = resources.iter().filter_map(|resource| fits(resource, need)).collect();
    found.sort_by(|a, b| {
        let rank = |one: &Match<'_>| (!one.to_find_out.is_empty(), usize::MAX - one.gaps.len());
        (rank(a), &a.resource.id).cmp(&(rank(b), &b.resource.id))
    });
    found
}

/// None when it does not help or the organisation is shown not to be eligible.
fn fits<'a>(resource: &'a Resource, need: Need<'_>) -> Option<Match<'a>> {
    let gaps: Vec<_> = resource.measures.intersection(need.gaps).copied().collect();
    let profile = need.profile;
    let mut to_find_out = Vec::new();
    let mut asks = |what: &'static str, asked: bool, known: Option<bool>| match (asked, known) {
        (false, _) | (true, Some(true)) => true,
        (true, Some(false)) => false,
        (true, None) => {
            to_find_out.push(what);
            true
        }
    };
    let kind = (profile.kind != Kind::Other).then(|| resource.kinds.contains(&profile.kind));
    let size = profile.size(need.limits).map(|size| resource.sizes.contains(&size));
    let state = profile.state.map(|state| resource.states.contains(&state));
    let rural = match profile.setting {
        Setting::Rural => Some(true),
        Setting::Urban => Some(false),
        Setting::Unknown => None,
    };
    let eligible = asks("kind of organisation", !resource.kinds.is_empty(), kind)
        && asks("size", !resource.sizes.is_empty(), size)
        && asks("state", !resource.states.is_empty(), state)
        && asks("rural or urban", resource.rural, rural);
    (eligible && !gaps.is_empty()).then_some(Match { resource, gaps, to_find_out })
}
