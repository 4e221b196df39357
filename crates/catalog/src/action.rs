//! Actions: what closes gaps, what it takes, and what it needs first.
//!
//! All hours and dollars are assumptions of this project unless their source says otherwise. They are ranges; a plan
//! works with the middle and shows the range.

use crate::{BySize, Catalog, Role};
use ward_domain::{MeasureId, Size};

/// From low to high.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    /// Lowest that is expected.
    pub low: f64,
    /// Highest that is expected.
    pub high: f64,
}

impl Span {
    /// The middle, with which plans reckon.
    pub fn middle(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }
}

/// What something takes: once when it begins, and each year from then on.
#[derive(Clone, Debug)]
pub struct Outlay {
    /// Once.
    pub once: BySize<Span>,
    /// Each year, the first one included.
    pub yearly: BySize<Span>,
    /// Source tags with a few words, several divided by `;`. `OWN` is this project's assumption.
    pub source: String,
}

/// A piece of work that an organisation can decide to do.
#[derive(Clone, Debug)]
pub struct Action {
    /// `second-factor-outside`; also the file name.
    pub id: String,
    /// Short title.
    pub title: String,
    /// What to do, in a plain sentence.
    pub what: String,
    /// Measures that are met once it is done.
    pub satisfies: Vec<MeasureId>,
    /// Who usually does it.
    pub role: Role,
    /// Actions that must be done before.
    pub needs: Vec<String>,
    /// Resources that give it, or most of it, without money.
    pub free: Vec<String>,
    /// Days from the beginning until it is done.
    pub lead_days: BySize<i64>,
    /// Source of the days.
    pub lead_source: String,
    /// Hours of own staff.
    pub hours: Outlay,
    /// US dollars.
    pub dollars: Outlay,
}

impl Action {
    /// Hours in the year of the beginning for that size.
    pub fn first_year_hours(&self, size: Size) -> Span {
        self.hours.first_year(size)
    }
    /// Dollars in the year of the beginning for that size.
    pub fn first_year_dollars(&self, size: Size) -> Span {
        self.dollars.first_year(size)
    }
}

impl Outlay {
    /// Both parts together: what the first year takes.
    pub fn first_year(&self, size: Size) -> Span {
        let (once, yearly) = (self.once.get(size), self.yearly.get(size));
        Span { low: once.low + yearly.low, high: once.high + yearly.high }
    }
}

impl Catalog {
    /// The actions that satisfy a measure, by id.
    pub fn actions_for(&self, measure: MeasureId) -> impl Iterator<Item = &Action> {
        self.actions.values().filter(move |action| action.satisfies.contains(&measure))
    }
}
