//! Dates as people and systems write them, and which part comes first.
//!
//! `03/04/2026` is March in Ohio and April in Leeds. Nothing is guessed: a column says itself which it means as soon as
//! one of its values can be read in one way only, and until the end of the file the rows of such values wait.

use super::words::trimmed;
use crate::DateOrder;
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use ward_domain::observation::Line;

/// A date, with a time and an offset from UTC where they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    /// The day.
    pub(crate) date: Date,
    /// The time of day.
    pub(crate) time: Option<Time>,
    /// How far that time is ahead of UTC.
    pub(crate) offset: Option<Offset>,
}

impl When {
    /// As an instant. Without an offset the time is taken as UTC, without a time as midnight: systems that leave both
    /// out write UTC (Entra) or days that nothing depends on by the hour.
    pub(crate) fn timestamp(&self) -> Option<Timestamp> {
        let local = self.date.to_datetime(self.time.unwrap_or(Time::midnight()));
        self.offset.unwrap_or(Offset::UTC).to_timestamp(local).ok()
    }
    /// As a moment on the wall: a day without a time begins at midnight.
    pub(crate) fn start(&self) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(Time::midnight()))
    }
    /// As the end of something: a day without a time lasts until 23:59:59.
    pub(crate) fn end(&self) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(Time::constant(23, 59, 59, 0)))
    }
}

/// A value as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// What systems write for "no date".
    Nothing,
    /// It can be read in one way.
    Sure(When),
    /// The day number of a spreadsheet.
    Serial(When),
    /// Two numbers and a year, such as 03/04/2026.
    Numbers(Numbers),
}

/// Two numbers of which one is the month, and the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    first: i8,
    second: i8,
    year: i16,
    pub(super) time: Option<Time>,
    offset: Option<Offset>,
}

impl Numbers {
    fn read(&self, order: DateOrder) -> Option<When> {
        let (month, day) = match order {
            DateOrder::DayFirst => (self.second, self.first),
            DateOrder::MonthFirst => (self.first, self.second),
            DateOrder::YearFirst => return None,
        };
        let date = Date::new(self.year, month, day).ok()?;
        Some(When { date, time: self.time, offset: self.offset })
    }
}

/// One column of dates: what it has shown of its order. Its values are kept nowhere: a row with a date that waits is
/// set aside, and read again when the whole column has been seen.
#[derive(Debug, Default)]
pub(super) struct DateColumn {
    day_first_at: Option<Line>,
    month_first_at: Option<Line>,
    /// How many values wait.
    pub(super) waiting: u64,
    /// Where the first day number of a spreadsheet stands.
    pub(super) serials_at: Option<Line>,
}

/// How a column turned out to write its dates.
#[derive(Debug, PartialEq)]
pub(super) enum Order {
    /// In one way.
    Known(DateOrder),
    /// Some values are day first (on that line), others month first (on that line).
    Mixed(Line, Line),
    /// No value shows it.
    NotShown,
}

impl DateColumn {
    /// Reads a value that can be read in one way only, and learns from it; `None` when it has to wait, `Err` when no
    /// order makes it a date.
    pub(super) fn take(&mut self, line: Line, value: Numbers) -> Result<Option<When>, ()> {
        // What is a month both ways is a day both ways, so neither date need be made to see that it waits.
        let is_month = |number: i8| (1..=12).contains(&number);
        if value.first != value.second && is_month(value.first) && is_month(value.second) {
            self.waiting += 1;
            return Ok(None);
        }
        match (value.read(DateOrder::DayFirst), value.read(DateOrder::MonthFirst)) {
            (None, None) => Err(()),
            (Some(one), Some(other)) if one == other => Ok(Some(one)),
            (Some(_), Some(_)) => {
                self.waiting += 1;
                Ok(None)
            }
            (Some(when), None) => {
                self.day_first_at.get_or_insert(line);
                Ok(Some(when))
            }
            (None, Some(when)) => {
                self.month_first_at.get_or_insert(line);
                Ok(Some(when))
            }
        }
    }
    /// Reads a value again that had to wait.
    pub(super) fn settle(&self, value: Numbers) -> Option<When> {
        match (value.read(DateOrder::DayFirst), value.read(DateOrder::MonthFirst), self.order()) {
            (Some(one), Some(other), _) if one == other => Some(one),
            (Some(when), None, _) | (None, Some(when), _) => Some(when),
            (Some(_), Some(_), Order::Known(order)) => value.read(order),
            _ => None,
        }
    }
    /// The order, as far as the values seen so far show it.
    pub(super) fn order(&self) -> Order {
        match (self.day_first_at, self.month_first_at) {
            (Some(_), None) => Order::Known(DateOrder::DayFirst),
            (None, Some(_)) => Order::Known(DateOrder::MonthFirst),
            (Some(day), Some(month)) => Order::Mixed(day, month),
            (None, None) => Order::NotShown,
        }
    }
}

/// Reads a value in an order that a person named.
pub(super) fn in_order(value: Numbers, order: DateOrder) -> Option<When> {
    value.read(order)
}

/// Reads what a cell says; `Err` says what is wrong with it.
pub(super) fn read(text: &str) -> Result<Written, &'static str> {
    let text = trimmed(text);
    if is_nothing(text) {
        return Ok(Written::Nothing);
    }
    let mut rest = Cursor(text);
    let day = rest.day()?;
    let (day, month, year) = match day {
        Day::Unix(when) => return Ok(Written::Sure(when)),
        Day::Serial(date, time) => return Ok(Written::Serial(When { date, time, offset: None })),
        Day::Parts(parts) => parts,
        Day::Numbers(first, second, year) => {
            let (time, offset) = rest.time()?;
            return Ok(Written::Numbers(Numbers { first, second, year, time, offset }));
        }
    };
    let (time, offset) = rest.time()?;
    // The zero dates of .NET and SQL Server stand for "none".
    if (day, month) == (1, 1) && (year == 1 || year == 1900) {
        return Ok(Written::Nothing);
    }
    let date = Date::new(year, month, day).ok().filter(|d| d.year() > 1900).ok_or("there is no such day")?;
    Ok(Written::Sure(When { date, time, offset }))
}

/// Reads a time of day on its own.
pub(super) fn read_time(text: &str) -> Option<Time> {
    Cursor(text.trim()).time().ok()?.0
}

fn is_nothing(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "",
        "-",
        "--",
        "n/a",
        "na",
        "none",
        "no",
        "not yet",
        "null",
        "nil",
        "never",
        "present",
        "current",
        "ongoing",
        "evergreen",
        "perpetual",
    ];
    !text.starts_with(|c: char| c.is_ascii_digit())
        && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

enum Day {
    Parts((i8, i8, i16)),
    Numbers(i8, i8, i16),
    Serial(Date, Option<Time>),
    Unix(When),
}

const NOT_A_DATE: &str = "it is not a date";
const TWO_DIGIT_YEAR: &str = "it has a year of two digits: export it with four";

/// What is left of a value.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn take(&mut self, end: Option<usize>) -> &'a str {
        let (part, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        part
    }
    fn digits(&mut self) -> &'a str {
        self.take(self.0.bytes().position(|byte| !byte.is_ascii_digit()))
    }
    #[inline]
    fn word(&mut self) -> &'a str {
        // Most of what is looked at for a word is none.
        match self.0.as_bytes().first() {
            Some(first) if first.is_ascii_alphabetic() || !first.is_ascii() => {
                self.take(self.0.find(|c: char| !c.is_alphabetic()))
            }
            _ => "",
        }
    }
    /// Takes what is made of these ASCII letters.
    #[inline]
    fn gap(&mut self, of: &str) -> &'a str {
        self.take(self.0.bytes().position(|byte| !of.bytes().any(|one| one == byte)))
    }
    /// Takes blanks, also those that do not break lines: Excel and ICU write them before AM and PM.
    fn blanks(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    }

    /// Takes a day as ISO 8601 writes it, which is how most of them are written.
    fn iso_day(&mut self) -> Option<Day> {
        let (day, rest) = self.0.split_at_checked(10)?;
        let bytes = day.as_bytes();
        let has_dashes = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
        if !has_dashes || rest.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let part = |from: usize, to: usize| {
            bytes.get(from..to)?.iter().try_fold(0_i16, |number, byte| {
                byte.is_ascii_digit().then(|| number * 10 + i16::from(byte - b'0'))
            })
        };
        let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
        self.0 = rest;
        Some(Day::Parts((i8::try_from(day).ok()?, i8::try_from(month).ok()?, year)))
    }

    /// Takes two numbers and a year between slashes or dashes, which is how most others are written.
    fn numbers_and_year(&mut self) -> Option<Day> {
        fn one_or_two(text: &[u8]) -> Option<(i8, &[u8])> {
            let digit = |byte: &u8| byte.is_ascii_digit().then(|| (byte - b'0').cast_signed());
            let (first, rest) = text.split_first()?;
            match rest.split_first().and_then(|(second, rest)| Some((digit(second)?, rest))) {
                Some((second, rest)) => Some((digit(first)? * 10 + second, rest)),
                None => Some((digit(first)?, rest)),
            }
        }
        let (first, rest) = one_or_two(self.0.as_bytes())?;
        let (gap, rest) = rest.split_first().filter(|(gap, _)| matches!(gap, b'/' | b'-'))?;
        let (second, rest) = one_or_two(rest)?;
        let (_, rest) = rest.split_first().filter(|(again, _)| *again == gap)?;
        let (year, rest) = rest.split_at_checked(4)?;
        if !year.iter().all(u8::is_ascii_digit) || rest.first().is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let year = year.iter().fold(0, |year, digit| year * 10 + i16::from(digit - b'0'));
        self.0 = self.0.get(self.0.len() - rest.len()..)?;
        Some(Day::Numbers(first, second, year))
    }

    fn day(&mut self) -> Result<Day, &'static str> {
        if let Some(day) = self.iso_day().or_else(|| self.numbers_and_year()) {
            return Ok(day);
        }
        let mut word = self.word();
        if is_weekday(word) {
            self.gap(" ,.");
            word = self.word();
        }
        if !word.is_empty() {
            let month = month_of(word)?;
            self.gap(" .-/");
            let day = number(self.digits())?;
            self.word(); // 4th
            self.gap(" ,-/");
            return Ok(Day::Parts((day, month, self.year()?)));
        }
        let first = self.digits();
        match first.len() {
            1 | 2 => {}
            4 => {
                self.gap("-/.");
                let month = number(self.digits())?;
                self.gap("-/.");
                return Ok(Day::Parts((number(self.digits())?, month, number(first)?)));
            }
            8 => {
                let (year, rest) = first.split_at(4);
                let (month, day) = rest.split_at(2);
                return Ok(Day::Parts((number(day)?, number(month)?, number(year)?)));
            }
            5 => return self.serial(first),
            10 | 13 => return self.unix(first),
            _ => return Err(NOT_A_DATE),
        }
        let day = number(first)?;
        let gap = self.gap(" -/.");
        let word = self.word();
        if !word.is_empty() {
            let month = month_of(word)?;
            self.gap(" ,.-/");
            return Ok(Day::Parts((day, month, self.year()?)));
        }
        let second = number(self.digits())?;
        let second_gap = self.gap("-/.");
        match (gap, second_gap) {
            // Nobody writes the month first between dots (CLDR date formats).
            (".", ".") => Ok(Day::Parts((day, second, self.year()?))),
            ("/", "/") | ("-", "-") => Ok(Day::Numbers(day, second, self.year()?)),
            _ => Err(NOT_A_DATE),
        }
    }

    fn year(&mut self) -> Result<i16, &'static str> {
        let digits = self.digits();
        match digits.len() {
            4 => number(digits),
            2 => Err(TWO_DIGIT_YEAR),
            _ => Err(NOT_A_DATE),
        }
    }

    /// Day numbers of spreadsheets from 1954 to 2064, counted from 30 December 1899, with the time as a fraction.
    fn serial(&mut self, digits: &str) -> Result<Day, &'static str> {
        let days: i64 = digits.parse().map_err(|_| NOT_A_DATE)?;
        let fraction = self.0;
        let seconds = match format!("0{fraction}").parse::<f64>() {
            Ok(part)
                if (20_000..=60_000).contains(&days)
                    && (fraction.is_empty() || fraction.starts_with('.')) =>
            {
                (part * 86_400.0).round().min(86_399.0) as i64
            }
            _ => return Err(NOT_A_DATE),
        };
        self.0 = "";
        let date = Date::constant(1899, 12, 30).checked_add(days.days()).map_err(|_| NOT_A_DATE)?;
        let time = Time::midnight().checked_add(seconds.seconds()).ok().filter(|_| !fraction.is_empty());
        Ok(Day::Serial(date, time))
    }

    /// Seconds or milliseconds since 1970, from 2001 on, as Splunk and other log systems write them.
    fn unix(&mut self, digits: &str) -> Result<Day, &'static str> {
        let is_fraction = self.0.is_empty()
            || self.0.strip_prefix('.').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        let seconds = digits.get(..10).and_then(|seconds| seconds.parse::<i64>().ok());
        let at = seconds.filter(|seconds| is_fraction && *seconds >= 1_000_000_000);
        let at = at.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or(NOT_A_DATE)?;
        self.0 = "";
        let local = Offset::UTC.to_datetime(at);
        Ok(Day::Unix(When { date: local.date(), time: Some(local.time()), offset: Some(Offset::UTC) }))
    }

    fn time(&mut self) -> Result<(Option<Time>, Option<Offset>), &'static str> {
        const NOT_A_TIME: &str = "its time of day cannot be read";
        self.gap(" ,Tt");
        if self.0.is_empty() {
            return Ok((None, None));
        }
        let first = self.digits();
        let mut hour: i8;
        let (mut minute, mut second, mut nanosecond) = (0, 0, 0);
        if first.len() == 4 || first.len() == 6 {
            hour = number(first.get(..2).unwrap_or_default())?;
            minute = number(first.get(2..4).unwrap_or_default())?;
            second = first.get(4..).filter(|s| !s.is_empty()).map_or(Ok(0), number)?;
        } else {
            hour = number(first).map_err(|_| NOT_A_TIME)?;
            if self.gap(":.") == ":" {
                minute = number(self.digits()).map_err(|_| NOT_A_TIME)?;
                if self.gap(":") == ":" {
                    second = number(self.digits()).map_err(|_| NOT_A_TIME)?;
                }
            } else if !self.0.trim_start().starts_with(['a', 'A', 'p', 'P']) {
                return Err(NOT_A_TIME);
            }
        }
        if self.gap(".") == "." {
            let digits = self.digits();
            let digits = digits.bytes().map(|digit| i32::from(digit - b'0')).chain(std::iter::repeat(0));
            nanosecond = digits.take(9).fold(0, |sum, digit| sum * 10 + digit);
        }
        self.blanks();
        let mut offset = None;
        while !self.0.is_empty() {
            let word = self.word();
            let is = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
            if word.is_empty() {
                offset = Some(self.offset().ok_or(NOT_A_TIME)?);
            } else if is(&["am", "a"]) && (1..=12).contains(&hour) {
                hour %= 12;
            } else if is(&["pm", "p"]) && (1..=12).contains(&hour) {
                hour = hour % 12 + 12;
            } else if is(&["z", "utc", "gmt"]) {
                offset = offset.or(Some(Offset::UTC));
            } else if word.len() > 5 || word.ends_with(['m', 'M']) {
                return Err(NOT_A_TIME);
            } // Else EST and its like: the hour on the wall is right, the offset is not known.
            self.gap(" .()");
        }
        Ok((Some(Time::new(hour, minute, second, nanosecond).map_err(|_| NOT_A_TIME)?), offset))
    }

    fn offset(&mut self) -> Option<Offset> {
        let sign = match self.gap("+-") {
            "+" => 1,
            "-" => -1,
            _ => return None,
        };
        let digits = self.digits();
        let (hours, minutes) = match digits.len() {
            1 | 2 if self.gap(":") == ":" => (digits, self.digits()),
            1 | 2 => (digits, "0"),
            4 => digits.split_at(2),
            _ => return None,
        };
        let seconds =
            hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().ok().filter(|m| *m < 60)? * 60;
        Offset::from_seconds(sign * seconds).ok()
    }
}

fn number<N: std::str::FromStr>(digits: &str) -> Result<N, &'static str> {
    digits.parse().map_err(|_| NOT_A_DATE)
}

fn month_of(word: &str) -> Result<i8, &'static str> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let is = |known: &str| word.eq_ignore_ascii_case(known);
    let found = MONTHS.iter().position(|month| {
        is(month) || month.get(..3).is_some_and(is) || (is("sept") && *month == "september")
    });
    found.map(|index| index as i8 + 1).ok_or(NOT_A_DATE)
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let begins = |day: &&str| day.get(..word.len()).is_some_and(|start| word.eq_ignore_ascii_case(start));
    word.len() >= 3 && DAYS.iter().any(begins)
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
