//! What is asked of whom: voluntary → rewarded → required → penalised, as dated settings for goals and classes.

use super::{latest_day, needs};
use crate::identifiers::State;
use crate::participants::{Kind, Profile};
use crate::{Made, Refused};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ward_catalog::SizeLimits;
use ward_domain::{GoalId, Size};

/// How strongly a goal is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// At one's own pace. Where nothing is set, this holds.
    #[default]
    Voluntary,
    /// Money or recognition for those who meet it.
    Incentivised,
    /// It must be met; what follows if not is said and not charged.
    Required,
    /// Not meeting it costs.
    Penalised,
}

impl Level {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Voluntary => "voluntary",
            Self::Incentivised => "rewarded",
            Self::Required => "required",
            Self::Penalised => "penalised",
        }
    }
}

/// Whom a setting is for. An empty list takes everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Class {
    /// What they are.
    pub kinds: BTreeSet<Kind>,
    /// Their HICP size.
    pub sizes: BTreeSet<Size>,
    /// Their state.
    pub states: BTreeSet<State>,
}

impl Class {
    /// Whether somebody belongs to it. What is not known of somebody does not make them belong.
    pub fn takes(&self, profile: &Profile, limits: SizeLimits) -> bool {
        let size = profile.size(limits);
        (self.kinds.is_empty() || self.kinds.contains(&profile.kind))
            && (self.sizes.is_empty() || size.is_some_and(|size| self.sizes.contains(&size)))
            && (self.states.is_empty() || profile.state.is_some_and(|state| self.states.contains(&state)))
    }
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Which goals.
    pub goals: BTreeSet<GoalId>,
    /// Whom it is for.
    pub class: Class,
    /// How strongly they are asked for.
    pub level: Level,
    /// First day.
    pub from: Date,
    /// What entitles the operator to ask: law, contract, programme rule, with the place in it.
    pub authority: String,
    /// Why.
    pub because: String,
}

/// All settings, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demands {
    settings: Vec<Setting>,
}

impl Demands {
    /// The setting that decides for a goal, an organisation and a day: of those that fit the one that begins last, and of
    /// these the one made last. None: the goal is voluntary. The limits of sizes are those of the day.
    pub fn setting(
        &self,
        goal: GoalId,
        profile: &Profile,
        limits: SizeLimits,
        day: Date,
    ) -> Option<&Setting> {
        let fits = |setting: &&Setting| {
            setting.from <= day && setting.goals.contains(&goal) && setting.class.takes(profile, limits)
        };
        self.settings.iter().filter(fits).max_by_key(|setting| setting.from)
    }
    /// How strongly a goal is asked of an organisation on a day.
    pub fn level(&self, goal: GoalId, profile: &Profile, limits: SizeLimits, day: Date) -> Level {
        self.setting(goal, profile, limits, day).map_or(Level::Voluntary, |setting| setting.level)
    }
    /// All settings, in the order in which they were made.
    pub fn all(&self) -> &[Setting] {
        &self.settings
    }

    pub(super) fn set(&mut self, made: Made<'_>, setting: &Setting) -> Result<(), Refused> {
        needs("the authority", &setting.authority)?;
        needs("the reason", &setting.because)?;
        if setting.goals.is_empty() {
            return Err(Refused::new("no-goal", "the setting names no goal: name at least one"));
        }
        // A goal can be eased for the past, and never be asked for after the fact.
        if setting.level >= Level::Required && setting.from < latest_day(made.at) {
            let why = format!(
                "{} from {} would bind days that have passed: choose a day from {} on",
                setting.level.label(),
                setting.from,
                latest_day(made.at)
            );
            return Err(Refused::new("retroactive", why));
        }
        self.settings.push(setting.clone());
        Ok(())
    }
}
