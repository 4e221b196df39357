//! Numbers that rules elsewhere rest on, on whatever day they are asked: checked when the catalogue is loaded, so that
//! they are there on every day.

use super::{Parameters, Unit};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;
use ward_domain::Size;

/// A value for every day.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated<T> {
    first: T,
    later: BTreeMap<Date, T>,
}

impl<T: Copy> Dated<T> {
    /// The value on that day.
    pub fn on(&self, day: Date) -> T {
        self.later.range(..=day).next_back().map_or(self.first, |(_, value)| *value)
    }
}

/// Numbers that make no sense together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{says}")]
pub struct Unfit {
    /// The key of the number that should be another one.
    pub key: &'static str,
    /// What is wrong, in a sentence.
    pub says: String,
}

impl Unfit {
    fn new(key: &'static str, says: impl Into<String>) -> Self {
        Self { key, says: says.into() }
    }
}

/// What is made of the numbers of one family.
pub(crate) trait OfFamily: Sized {
    /// The family's id.
    const FAMILY: &'static str;
    /// What all its numbers count.
    const UNIT: Unit;
    /// Makes it from the number of each key.
    fn make(number: impl Fn(&'static str) -> Result<u32, Unfit>) -> Result<Self, Unfit>;
}

/// The value on every day, or the first day found on which there is none and why.
pub(crate) fn read<T: OfFamily>(parameters: &Parameters) -> Result<Dated<T>, (Date, Unfit)> {
    let number = |key: &'static str, day: Date| {
        let found = parameters.template(&format!("{}/{key}", T::FAMILY), day).map_err(|_| {
            let when = if day == Date::MIN { "from the beginning".to_owned() } else { format!("on {day}") };
            Unfit::new(
                key,
                format!("no `{key}` with the status `template` holds {when}: every day needs one"),
            )
        })?;
        if found.unit != T::UNIT {
            let (is, wants) = (found.unit.label(), T::UNIT.label());
            return Err(Unfit::new(key, format!("`{key}` counts {is} and must count {wants}")));
        }
        Ok(found.value as u32)
    };
    let on = |day: Date| T::make(|key| number(key, day)).map_err(|unfit| (day, unfit));
    let family = parameters.families.get(T::FAMILY);
    let effective = family.into_iter().flat_map(|family| &family.values).map(|one| one.effective);
    let days = effective.flat_map(|effective| [effective.from, effective.to]).flatten();
    Ok(Dated { first: on(Date::MIN)?, later: days.map(|day| Ok((day, on(day)?))).collect::<Result<_, _>>()? })
}

/// How many beds make a hospital small, medium or large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeLimits {
    small_most: u32,
    medium_most: u32,
    critical_access_least: u32,
}

impl SizeLimits {
    /// The most beds of a small and of a medium hospital, and how many a critical access hospital counts as having at
    /// least.
    pub fn new(small_most: u32, medium_most: u32, critical_access_least: u32) -> Result<Self, Unfit> {
        if small_most >= medium_most {
            let says = format!("`medium-most` is {medium_most}: it must be above `small-most`, {small_most}");
            return Err(Unfit::new("medium-most", says));
        }
        Ok(Self { small_most, medium_most, critical_access_least })
    }

    /// The size of a hospital by its beds.
    pub fn size(self, beds: u32, is_critical_access: bool) -> Size {
        let beds = if is_critical_access { beds.max(self.critical_access_least) } else { beds };
        if beds <= self.small_most {
            Size::Small
        } else if beds <= self.medium_most {
            Size::Medium
        } else {
            Size::Large
        }
    }
}

impl OfFamily for SizeLimits {
    const FAMILY: &'static str = "hicp-sizes";
    const UNIT: Unit = Unit::Beds;
    fn make(number: impl Fn(&'static str) -> Result<u32, Unfit>) -> Result<Self, Unfit> {
        Self::new(number("small-most")?, number("medium-most")?, number("critical-access-least")?)
    }
}

/// The smallest count of organisations that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SmallestCell(u32);

impl SmallestCell {
    /// Its id among the parameters.
    pub const ID: &'static str = "smallest-cell/organisations";

    /// A count of at least two: a single organisation is never shown as a number.
    pub fn new(count: u32) -> Result<Self, Unfit> {
        if count < 2 {
            let says =
                format!("`organisations` is {count}: a count of one names it, so the smallest is 2 or more");
            return Err(Unfit::new("organisations", says));
        }
        Ok(Self(count))
    }
    /// The count.
    pub fn get(self) -> u32 {
        self.0
    }
    /// Whether so many may be shown.
    pub fn allows(self, count: u32) -> bool {
        count >= self.0
    }
}

impl fmt::Display for SmallestCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl OfFamily for SmallestCell {
    const FAMILY: &'static str = "smallest-cell";
    const UNIT: Unit = Unit::Organisations;
    fn make(number: impl Fn(&'static str) -> Result<u32, Unfit>) -> Result<Self, Unfit> {
        Self::new(number("organisations")?)
    }
}

/// Days by which an office works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeDays {
    /// The fewest between two releases of tables.
    pub between_releases: u32,
    /// Without a summary, after which a participant is called.
    pub silent_after: u32,
    /// Between the end of the work and the last day on which an application promises to show the goal met.
    pub to_show_met: u32,
}

impl OfFamily for OfficeDays {
    const FAMILY: &'static str = "office-days";
    const UNIT: Unit = Unit::Days;
    fn make(number: impl Fn(&'static str) -> Result<u32, Unfit>) -> Result<Self, Unfit> {
        let days = |key| match number(key)? {
            0 => Err(Unfit::new(key, format!("`{key}` is 0: a day is the least"))),
            days => Ok(days),
        };
        Ok(Self {
            between_releases: days("between-releases")?,
            silent_after: days("silent-after")?,
            to_show_met: days("to-show-met")?,
        })
    }
}
