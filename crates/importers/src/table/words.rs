//! What the cells of lists say, whoever wrote them: yes and no, numbers, lengths of time.

/// As [`str::trim`], with a short way for text that has nothing to trim.
#[inline]
pub(super) fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        (None, _) => text,
        _ => text.trim(),
    }
}

/// The words for yes and no that systems export.
pub(crate) fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "yes" | "y" | "true" | "t" | "1" | "x" | "✓" | "enabled" | "capable" | "registered" | "on"
        | "active" | "held" | "on file" | "received" | "done" | "complete" | "completed" => Some(true),
        "no" | "n" | "false" | "f" | "0" | "disabled" | "not capable" | "not registered" | "off"
        | "inactive" | "missing" | "not held" | "not received" | "never" | "not done" => Some(false),
        _ => None,
    }
}

/// The first whole number in a text, which may have commas within.
pub(super) fn first_number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let text = text.get(start..)?;
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(text.len());
    let digits = text.get(..end)?;
    if digits.contains(',') { digits.replace(',', "").parse().ok() } else { digits.parse().ok() }
}

/// `1:30`, `1.5 hours`, `1d 4h`, `within 24 hours`; a bare number counts in units of `unit` minutes.
pub(super) fn length_in_minutes(text: &str, unit: u64) -> Option<u64> {
    if let Some((hours, minutes)) = text.split_once(':') {
        let minutes = minutes.split(':').next()?;
        return Some(
            hours.trim().parse::<u64>().ok()?.checked_mul(60)? + minutes.trim().parse::<u64>().ok()?,
        );
    }
    let mut total: Option<f64> = None;
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let part = rest.get(start..)?;
        let end = part.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(part.len());
        let (digits, after) = part.split_at(end);
        let word = after.trim_start_matches([' ', '-']).trim_start();
        let word_end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
        let minutes_each = match word.get(..word_end)? {
            "" => unit as f64,
            "m" | "min" | "mins" | "minute" | "minutes" => 1.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 60.0,
            "d" | "day" | "days" => 1_440.0,
            "w" | "wk" | "week" | "weeks" => 10_080.0,
            "mo" | "month" | "months" => 43_800.0,
            "y" | "yr" | "yrs" | "year" | "years" => 525_600.0,
            "s" | "sec" | "second" | "seconds" => 1.0 / 60.0,
            _ => return None,
        };
        total = Some(total.unwrap_or(0.0) + digits.parse::<f64>().ok()? * minutes_each);
        rest = after;
    }
    total.filter(|minutes| *minutes < 1e12).map(|minutes| minutes.round() as u64)
}

/// Enough of a cell to find it again.
pub(super) fn shown(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::length_in_minutes;

    #[track_caller]
    fn check(text: &str, unit: u64, minutes: Option<u64>) {
        assert_eq!(length_in_minutes(text, unit), minutes, "{text}");
    }

    #[test]
    fn lengths_of_time_are_read_in_every_unit() {
        check("4", 60, Some(240));
        check("90", 1, Some(90));
        check("1:30", 60, Some(90));
        check("01:30:10", 60, Some(90));
        check("1.5 hours", 1, Some(90));
        check("1d 4h", 1, Some(1_680));
        check("within 24-hours", 1, Some(1_440));
        check("1 year", 1_440, Some(525_600));
        check("12 months", 1_440, Some(525_600));
        check("soon", 60, None);
        check("3 fortnights", 60, None);
        check("9999999999999999999999", 60, None);
    }
}
