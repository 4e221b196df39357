//! One row of a list as our fields: text, words, numbers and dates, with whatever is wrong told to the account.

use super::dates::{self, DateColumn, Order, When, Written};
use super::header::Header;
use super::layout::COLLECTED;
use super::places::Places;
use super::rows::Cells;
use super::source::decode_cell;
use crate::Mapping;
use crate::tally::Account;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use std::borrow::Cow;
use std::cell::Cell;
use ward_domain::observation::Line;
use ward_domain::{CveId, MeasureId};

/// The row of a list that is being read. Fields are asked for by the names of the [`Layout`].
pub(crate) struct Row<'a> {
    pub(super) places: Places,
    pub(super) mapping: Option<&'a Mapping>,
    pub(super) header: Header,
    pub(super) cells: Cells,
    pub(super) account: Account,
    pub(super) dates: Vec<DateColumn>,
    /// Whether a date of the row has to wait for the end of the file.
    pub(super) waits: bool,
    /// Whether the file has been read to its end, so that no date waits any more.
    pub(super) is_settled: bool,
    pub(super) collected: Collected,
    pub(super) has_other_letters: Cell<bool>,
}

/// The newest date in the field [`COLLECTED`], read in each order until the column shows which is right.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// The field's place in the layout.
    field: Option<usize>,
    sure: Option<Timestamp>,
    day_first: Option<Timestamp>,
    month_first: Option<Timestamp>,
}

impl Collected {
    pub(super) fn of(places: &Places) -> Self {
        Self { field: places.find(COLLECTED), ..Self::default() }
    }
}

impl Row<'_> {
    /// The line on which the row begins; in a workbook the number of the row.
    pub(crate) fn line(&self) -> Line {
        self.cells.line
    }
    /// The system that wrote the list, when its headings are known.
    pub(crate) fn system(&self) -> Option<&'static str> {
        self.header.system.map(|system| system.name)
    }
    /// Whether the list has a column for the field.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.column(field).is_some()
    }
    /// Something in the row is left out, and the rest of it is used.
    pub(crate) fn problem(&mut self, reason: impl Into<String>) {
        self.account.problem(self.cells.line, reason);
    }

    /// The cell as text, trimmed; `None` when it is empty or there is no such column.
    pub(crate) fn text(&mut self, field: &str) -> Option<String> {
        let text = self.raw(field)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
    /// The cell as a name that is compared without regard to case.
    pub(crate) fn lower(&mut self, field: &str) -> Option<String> {
        self.folded(field).map(Cow::into_owned)
    }
    /// The cell as a text that the row cannot do without.
    pub(crate) fn required(&mut self, field: &str) -> Result<String, String> {
        self.text(field).ok_or_else(|| format!("the row has no {}", field.replace('-', " ")))
    }
    /// The cell as a measure's id; what is none is the reason to skip the row.
    pub(crate) fn measure(&mut self, field: &str) -> Result<MeasureId, String> {
        let text = self.text(field).unwrap_or_default().to_uppercase();
        text.parse::<MeasureId>().map_err(|error| error.to_string())
    }
    /// A name as written, or else put together from first and last name; empty when there is none.
    pub(crate) fn name(&mut self) -> String {
        self.text("name").unwrap_or_else(|| {
            [self.text("first-name"), self.text("last-name")]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        })
    }
    /// The cell as one of the words of its field: in lower case, and translated as the mapping says.
    pub(crate) fn word(&mut self, field: &str) -> Option<String> {
        self.said(field).map(Cow::into_owned)
    }
    /// The cell as a word that `means` knows; a word it does not know is a problem, and then nothing.
    pub(crate) fn meaning<T>(&mut self, field: &str, means: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = self.said(field)?;
        let meaning = means(&word);
        if meaning.is_none() {
            let word = word.into_owned();
            self.not_known(field, &word);
        }
        meaning
    }
    /// The cell as yes or no.
    pub(crate) fn yes_no(&mut self, field: &str) -> Option<bool> {
        let word = self.said(field)?;
        let answer = yes_or_no(&word);
        // What is not known, and what does not apply, is not said.
        let is_silent = || {
            matches!(
                &*word,
                "unknown" | "n/a" | "na" | "not applicable" | "tbd" | "?" | "-" | "unsure" | "not sure"
            )
        };
        if answer.is_none() && !is_silent() {
            let word = word.into_owned();
            self.not_known(field, &word);
        }
        answer
    }
    /// The cell as yes, no or the day since when it is so: `held`, `2026-03-04` and `yes` all say yes.
    pub(crate) fn yes_no_or_date(&mut self, field: &str) -> Option<bool> {
        let text = self.raw(field).filter(|text| !text.trim().is_empty())?;
        let may_be_date = text.bytes().any(|byte| byte.is_ascii_digit());
        match may_be_date.then(|| dates::read(&text)) {
            Some(Ok(Written::Sure(_) | Written::Serial(_) | Written::Numbers(_))) => Some(true),
            _ => self.yes_no(field),
        }
    }
    /// The cell as CVE ids, parted by commas or spaces; what is none is a problem. A lone `-` stands for none.
    pub(crate) fn cves(&mut self, field: &str) -> Vec<CveId> {
        let mut cves = Vec::new();
        for id in self.text(field).iter().flat_map(|text| text.split([',', ' '])).filter(|id| id.len() > 1) {
            match id.parse() {
                Ok(cve) => cves.push(cve),
                Err(error) => self.problem(format!("{error}: it was left out")),
            }
        }
        cves
    }
    /// The cell as a whole number: the first one that it holds, so `72 h` is 72 and `1,200` is 1200.
    pub(crate) fn number<N: std::str::FromStr>(&mut self, field: &str) -> Option<N> {
        let text = self.raw(field)?;
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let number = first_number(text);
        let is_none = || {
            ["n/a", "na", "none", "-", "unknown", "tbd", "never"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word))
        };
        if number.is_none() && !is_none() {
            let text = text.to_owned();
            self.left_out(field, &text, "it is not a number");
        }
        number
    }
    /// The cell as a length of time in hours: `4`, `4 h`, `90 minutes` (2, rounded up), `3 days`, `1 week`.
    pub(crate) fn hours(&mut self, field: &str) -> Option<u32> {
        let minutes = self.minutes_in(field, 60)?;
        u32::try_from(minutes.div_ceil(60)).ok()
    }
    /// The cell as a length of time in minutes: `90`, `1:30`, `1.5 hours`, `2 h`.
    pub(crate) fn minutes(&mut self, field: &str) -> Option<u32> {
        u32::try_from(self.minutes_in(field, 1)?).ok()
    }
    /// The cell as a length of time in days: `365`, `12 months`, `1 year`.
    pub(crate) fn days(&mut self, field: &str) -> Option<u32> {
        u32::try_from(self.minutes_in(field, 1_440)? / 1_440).ok()
    }
    /// The cell as a time of day.
    pub(crate) fn time_of_day(&mut self, field: &str) -> Option<Time> {
        let text = self.text(field)?;
        let time = dates::read_time(&text);
        if time.is_none() {
            self.value_problem(field, |heading| {
                format!("“{}” in the column “{heading}” is not a time of day", shown(&text))
            });
        }
        time
    }

    /// The cell as a day.
    pub(crate) fn date(&mut self, field: &str) -> Option<Date> {
        self.when(field).map(|when| when.date)
    }
    /// The cell as a date, with its time where one is written.
    ///
    /// `None` when there is none and when it cannot be read (a problem then). A date of which only the whole column
    /// shows which part is the month makes the row wait: it is read again at the end of the file.
    pub(crate) fn when(&mut self, field: &str) -> Option<When> {
        self.when_with_time(field, None)
    }
    /// The same, with a time of day from elsewhere.
    pub(crate) fn when_with_time(&mut self, field: &str, time: Option<Time>) -> Option<When> {
        let index = self.place(field)?;
        let written = dates::read(&self.raw_at(index)?);
        let with_time = |when: When| When { time: when.time.or(time), ..when };
        let (line, order) = (self.cells.line, self.mapping.and_then(|m| m.date_order));
        let column = self.dates.get_mut(index)?;
        let wrong = match (written, order) {
            (Ok(Written::Nothing), _) => return None,
            (Ok(Written::Sure(when)), _) => return Some(with_time(when)),
            (Ok(Written::Serial(when)), _) => {
                column.serials_at.get_or_insert(line);
                return Some(with_time(when));
            }
            (Ok(Written::Numbers(numbers)), Some(order)) => match dates::in_order(numbers, order) {
                Some(when) => return Some(with_time(when)),
                None => "it is no date in the order that the mapping names",
            },
            (Ok(Written::Numbers(numbers)), None) if self.is_settled => {
                return column.settle(numbers).map(with_time);
            }
            (Ok(Written::Numbers(numbers)), None) => match column.take(line, numbers) {
                Ok(when) => {
                    self.waits |= when.is_none();
                    return when.map(with_time);
                }
                Err(()) => "there is no such day",
            },
            (Err(reason), _) => reason,
        };
        let text = self.raw_at(index).map(Cow::into_owned).unwrap_or_default();
        self.left_out(field, &text, wrong);
        None
    }
    /// Whether the cell holds no date at all: it is empty, or says so in the way of some system. A date that cannot be
    /// read is not nothing.
    pub(crate) fn is_empty(&mut self, field: &str) -> bool {
        self.raw(field).is_none_or(|text| matches!(dates::read(&text), Ok(Written::Nothing)))
    }

    /// Takes the row's own date into the file's.
    pub(super) fn collect(&mut self) {
        let Some(index) = self.collected.field else { return };
        let Some(written) = self.raw_at(index).map(|text| dates::read(&text)) else { return };
        let (line, order) = (self.cells.line, self.mapping.and_then(|m| m.date_order));
        let newest = |known: &mut Option<Timestamp>, when: Option<When>| {
            *known = (*known).max(when.and_then(|when| when.timestamp()));
        };
        let Some(column) = self.dates.get_mut(index) else { return };
        match (written, order) {
            (Ok(Written::Sure(when) | Written::Serial(when)), _) => {
                newest(&mut self.collected.sure, Some(when));
            }
            (Ok(Written::Numbers(numbers)), Some(order)) => {
                newest(&mut self.collected.sure, dates::in_order(numbers, order));
            }
            (Ok(Written::Numbers(numbers)), None) => match column.take(line, numbers) {
                Ok(Some(when)) => newest(&mut self.collected.sure, Some(when)),
                Ok(None) => {
                    newest(
                        &mut self.collected.day_first,
                        dates::in_order(numbers, crate::DateOrder::DayFirst),
                    );
                    newest(
                        &mut self.collected.month_first,
                        dates::in_order(numbers, crate::DateOrder::MonthFirst),
                    );
                }
                Err(()) => {}
            },
            _ => {}
        }
    }
    /// The newest of the rows' own dates.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        let column = self.collected.field.and_then(|index| self.dates.get(index));
        let waited = match column.map(DateColumn::order) {
            Some(Order::Known(crate::DateOrder::DayFirst)) => self.collected.day_first,
            Some(Order::Known(_)) => self.collected.month_first,
            _ => None,
        };
        self.collected.sure.max(waited)
    }

    pub(super) fn heading_at(&self, field: usize) -> &str {
        self.header.column(field).and_then(|at| self.header.headings.get(at)).map_or("", String::as_str)
    }

    /// The place of a field in the layout.
    fn place(&self, field: &str) -> Option<usize> {
        let place = self.places.find(field);
        debug_assert!(place.is_some(), "{} has no field `{field}`", self.places.layout().id);
        place
    }
    fn column(&self, field: &str) -> Option<usize> {
        self.header.column(self.place(field)?)
    }
    fn raw(&self, field: &str) -> Option<Cow<'_, str>> {
        Some(self.decoded(self.column(field)?))
    }
    /// The cell of the field at that place of the layout.
    fn raw_at(&self, field: usize) -> Option<Cow<'_, str>> {
        Some(self.decoded(self.header.column(field)?))
    }
    fn decoded(&self, column: usize) -> Cow<'_, str> {
        let (text, is_utf8) = decode_cell(self.cells.cell(column));
        if !is_utf8.0 {
            self.has_other_letters.set(true);
        }
        text
    }
    /// The cell trimmed and in lower case; a copy only where it is not so already.
    fn folded(&self, field: &str) -> Option<Cow<'_, str>> {
        let is_plain = |text: &str| !text.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii());
        let folded = match self.raw(field)? {
            Cow::Borrowed(text) if is_plain(text) => Cow::Borrowed(text.trim()),
            text => Cow::Owned(text.trim().to_lowercase()),
        };
        (!folded.is_empty()).then_some(folded)
    }
    /// The cell as a word, translated as the mapping says.
    fn said(&self, field: &str) -> Option<Cow<'_, str>> {
        let word = self.folded(field)?;
        let ours = self.mapping.and_then(|m| m.values.get(field)?.get(&*word));
        Some(ours.map_or(word, |ours| Cow::Borrowed(ours.as_str())))
    }

    fn not_known(&mut self, field: &str, word: &str) {
        self.value_problem(field, |heading| {
            format!(
                "“{}” in the column “{heading}” is not a word that Ward knows; say what it means under [values] in a mapping",
                shown(word)
            )
        });
    }
    fn left_out(&mut self, field: &str, text: &str, wrong: &str) {
        self.value_problem(field, |heading| {
            format!("“{}” in the column “{heading}” is left out: {wrong}", shown(text))
        });
    }
    /// Something is wrong with a value. The sentence is made only while problems are still listed: a column may be
    /// wrong a million times.
    fn value_problem(&mut self, field: &str, sentence: impl FnOnce(&str) -> String) {
        let reason = if self.account.lists_problems() {
            sentence(self.place(field).map_or("", |index| self.heading_at(index)))
        } else {
            String::new()
        };
        self.problem(reason);
    }

    /// A length of time in minutes; a bare number counts in units of `unit` minutes.
    fn minutes_in(&mut self, field: &str, unit: u64) -> Option<u64> {
        let text = self.folded(field)?;
        let minutes = length_in_minutes(&text, unit);
        if minutes.is_none() && !matches!(&*text, "n/a" | "na" | "none" | "-" | "unknown" | "tbd") {
            let text = text.into_owned();
            self.left_out(field, &text, "it is not a length of time");
        }
        minutes
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
fn first_number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let text = text.get(start..)?;
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(text.len());
    let digits = text.get(..end)?;
    if digits.contains(',') { digits.replace(',', "").parse().ok() } else { digits.parse().ok() }
}

/// `1:30`, `1.5 hours`, `1d 4h`, `within 24 hours`; a bare number counts in units of `unit` minutes.
fn length_in_minutes(text: &str, unit: u64) -> Option<u64> {
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
fn shown(text: &str) -> String {
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
