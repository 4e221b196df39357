//! Federal holidays (5 USC 6103) and the business days between them.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// The holidays that the catalogue lists.
#[derive(Clone, Debug, Default)]
pub struct Holidays(pub(crate) Vec<Holiday>);

/// One of them, as a rule for every year.
#[derive(Clone, Debug)]
pub struct Holiday {
    /// `Labor Day`.
    pub name: String,
    /// 1 to 12.
    pub month: i8,
    /// Which day of the month.
    pub(crate) falls: Falls,
    /// First day on which it is one; none where it has always been one.
    pub from: Option<Date>,
}

/// Where in its month a holiday falls.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Falls {
    /// Always on that day.
    On(i8),
    /// On the first, second … such weekday; the last one is -1.
    Nth(i8, Weekday),
}

impl Holiday {
    /// The day on which offices are shut for the holiday of that year: on a Saturday it is kept the day before, on a Sunday
    /// the day after (5 USC 6103(b); Executive Order 11582).
    fn kept(&self, year: i16) -> Option<Date> {
        let day = match self.falls {
            Falls::On(day) => Date::new(year, self.month, day).ok()?,
            Falls::Nth(nth, weekday) => {
                Date::new(year, self.month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?
            }
        };
        if self.from.is_some_and(|from| day < from) {
            return None;
        }
        match day.weekday() {
            Weekday::Saturday => day.yesterday().ok(),
            Weekday::Sunday => day.tomorrow().ok(),
            _ => Some(day),
        }
    }
}

impl Holidays {
    /// The name of the holiday that is kept on a day.
    pub fn on(&self, day: Date) -> Option<&str> {
        // New Year's Day of the next year may be kept on 31 December.
        let kept = |holiday: &&Holiday| {
            holiday.kept(day.year()) == Some(day) || holiday.kept(day.year().saturating_add(1)) == Some(day)
        };
        self.0.iter().find(kept).map(|holiday| holiday.name.as_str())
    }
    /// Whether federal offices are open.
    pub fn is_business_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && self.on(day).is_none()
    }
    /// The day that many business days after another; the other itself is not counted. None beyond the calendar.
    pub fn business_days_after(&self, day: Date, days: u32) -> Option<Date> {
        let mut day = day;
        let mut left = days;
        while left > 0 {
            day = day.checked_add(1.day()).ok()?;
            left -= u32::from(self.is_business_day(day));
        }
        Some(day)
    }
}
