//! Dates and times counted back from the day of judgement.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The day `days` before; negative values look ahead.
pub(crate) fn days_before(date: Date, days: i32) -> Date {
    date.saturating_sub(days.days())
}

/// That time of day in UTC.
pub(crate) fn at(date: Date, hour: i8, minute: i8, second: i8) -> Timestamp {
    let time = date.at(hour.clamp(0, 23), minute.clamp(0, 59), second.clamp(0, 59), 0);
    time.to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// The day of a moment in UTC.
pub(crate) fn day(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
}

/// That many seconds later.
pub(crate) fn later(time: Timestamp, seconds: i64) -> Timestamp {
    time.saturating_add(seconds.seconds()).unwrap_or(time)
}

/// As C's `ctime` writes it, and so nmap and Nessus: `Wed Nov 18 02:04:07 2026`.
pub(crate) fn ctime(time: Timestamp) -> String {
    time.strftime("%a %b %e %H:%M:%S %Y").to_string()
}
