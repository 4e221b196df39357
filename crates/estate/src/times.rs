//! Days and instants: every day is a day in UTC, so that the same evidence gives the same verdict everywhere.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day of an instant, UTC.
pub fn date_of(instant: Timestamp) -> Date {
    instant.to_zoned(TimeZone::UTC).date()
}

/// The last instant of a day, UTC.
pub fn end_of_day(day: Date) -> Timestamp {
    day.at(23, 59, 59, 999_999_999).to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}
