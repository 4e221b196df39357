//! Which texts bind on a day, and which only look as if they did.

use jiff::civil::Date;
use ward_catalog::{Family, Force, Parameters, Standing};

/// A text with its force on a day.
#[derive(Clone, Copy, Debug)]
pub struct RegimeOn<'a> {
    /// The text and its numbers.
    pub family: &'a Family,
    /// Its force; none where the catalogue does not know it for that day.
    pub standing: Option<&'a Standing>,
}

impl RegimeOn<'_> {
    /// Whether it is in force. What is not known is not.
    pub fn is_in_force(&self) -> bool {
        self.standing.is_some_and(|standing| standing.status == Force::InForce)
    }
    /// Whether somebody is, was or may come to be bound by it. A model binds nobody, so nobody can break it.
    pub fn may_bind(&self) -> bool {
        self.standing.is_none_or(|standing| standing.status != Force::Template)
    }
    /// Its force in words.
    pub fn words(&self) -> &'static str {
        self.standing.map_or("not known for this day: look it up", |standing| standing.status.label())
    }
}

/// All texts that the catalogue knows, with their force on a day; those in force first.
pub fn regimes(parameters: &Parameters, day: Date) -> Vec<RegimeOn<'_>> {
    let on = |family| RegimeOn { family, standing: parameters.standing(&family.id, day) };
    let mut all: Vec<_> = parameters.families.values().map(on).collect();
    all.sort_by_key(|regime| !regime.is_in_force());
    all
}
