//! Numbers, days and counts as people read them.

use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use ward_domain::assessment::Range;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `21 Nov 2026`.
pub(crate) fn day_text(date: Date) -> String {
    let month = MONTHS.get(date.month().unsigned_abs() as usize - 1).copied().unwrap_or("");
    format!("{} {month} {}", date.day(), date.year())
}

/// A day that machines read too.
pub(crate) fn day(date: Date) -> Markup {
    html! { time.day-only datetime=(date) { (day_text(date)) } }
}

/// The last day on which something counts that does not count any more on the given one.
pub(crate) fn last_day(expires: Date) -> Markup {
    day(expires.yesterday().unwrap_or(expires))
}

/// A day, or a dash with its meaning.
pub(crate) fn day_or(date: Option<Date>, none: &str) -> Markup {
    date.map_or_else(|| html! { (none) }, day)
}

/// `21 Nov 2026, 14:05 UTC`.
pub(crate) fn moment(at: Timestamp) -> Markup {
    let zoned = at.to_zoned(jiff::tz::TimeZone::UTC);
    html! { time datetime=(at) { (day_text(zoned.date())) ", " (format!("{:02}:{:02}", zoned.hour(), zoned.minute())) " UTC" } }
}

/// `40 %`, never broken between two lines: rounded towards zero below 100, so that 99.9 % never reads as all.
pub(crate) fn percent(share: f64) -> String {
    format!("{}\u{a0}%", (share * 100.0 + 1e-9).floor().clamp(0.0, 100.0))
}

/// `40 to 70 %`, or one number when both ends are the same.
pub(crate) fn range(range: Range) -> String {
    let (low, high) = (percent(range.low), percent(range.high));
    if low == high { low } else { format!("{} to {high}", low.trim_end_matches("\u{a0}%")) }
}

/// `1 file`, `2 files`, `1,200 files`.
pub(crate) fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {}", thousands(number), plural(one)) }
}

fn plural(one: &str) -> String {
    match (one, one.strip_suffix('y')) {
        ("person", _) => "people".to_owned(),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{one}s"),
    }
}

/// `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `250 MB`.
pub(crate) fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// A value for a query string or a path: everything but unreserved characters is escaped (RFC 3986).
pub(crate) fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for &byte in value.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(byte as char),
            _ => {
                text.push('%');
                text.push_str(&hex::encode_upper([byte]));
            }
        }
    }
    // A whole segment of dots would be taken as a step in the path.
    if !text.is_empty() && text.bytes().all(|b| b == b'.') { text.replace('.', "%2E") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(actual: impl AsRef<str>, expected: &str) {
        assert_eq!(actual.as_ref(), expected);
    }

    #[test]
    fn numbers_read_well() {
        check(thousands(0), "0");
        check(thousands(1_000), "1,000");
        check(thousands(1_234_567), "1,234,567");
        check(count(1, "person"), "1 person");
        check(count(0, "person"), "0 people");
        check(percent(0.9999), "99\u{a0}%");
        check(percent(1.0), "100\u{a0}%");
        check(percent(0.29), "29\u{a0}%");
        check(range(Range { low: 0.4, high: 0.7 }), "40 to 70\u{a0}%");
        check(range(Range { low: 1.0, high: 1.0 }), "100\u{a0}%");
        check(bytes(250_000_000), "250.0 MB");
    }

    #[test]
    fn days_read_well() {
        check(day_text(jiff::civil::date(2026, 11, 3)), "3 Nov 2026");
    }

    #[test]
    fn what_goes_into_an_address_is_escaped() {
        check(escaped("a b/ü?&="), "a%20b%2F%C3%BC%3F%26%3D");
        check(escaped(".."), "%2E%2E");
    }
}
