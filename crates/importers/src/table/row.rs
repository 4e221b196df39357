//! One row of a list as our fields: text, words, numbers and dates, with whatever is wrong told to the account.

use super::cells::Cells;
use super::dates::{self, DateColumn, Order, When, Written};
use super::header::Header;
use super::layout::COLLECTED;
use super::places::Places;
use super::words::{first_number, length_in_minutes, shown, trimmed, yes_or_no};
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
    /// The word that was last asked for.
    pub(super) word: String,
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

// A method that only finds the column of a field is part of its caller, where the name is written out: of most fields no
// more is left than to see that there is no column. Left to itself the compiler decides this anew with each change.
#[expect(clippy::inline_always, reason = "the layout of the list is looked up many times in each row")]
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
    #[inline(always)]
    pub(crate) fn has(&self, field: &str) -> bool {
        self.column(field).is_some()
    }
    /// Something in the row is left out, and the rest of it is used. The sentence is made only while problems are still
    /// listed: every row of a list may be wrong in the same way.
    pub(crate) fn problem<R: Into<String>>(&mut self, reason: impl FnOnce() -> R) {
        self.account.problem_with(self.cells.line, reason);
    }

    /// Whether the cell holds anything.
    #[inline(always)]
    pub(crate) fn says(&self, field: &str) -> bool {
        self.column(field).is_some_and(|column| !trimmed(&self.decoded(column)).is_empty())
    }
    /// The cell as text, trimmed; `None` when it is empty or there is no such column.
    #[inline(always)]
    pub(crate) fn text(&self, field: &str) -> Option<String> {
        self.text_in(self.column(field)?)
    }
    /// The same, to be looked at and not kept, so that it takes no memory of its own.
    #[inline(always)]
    pub(crate) fn look(&self, field: &str) -> Option<Cow<'_, str>> {
        self.look_in(self.column(field)?)
    }
    /// The cell as a name that is compared without regard to case.
    #[inline(always)]
    pub(crate) fn lower(&mut self, field: &str) -> Option<String> {
        self.folded(field).map(str::to_owned)
    }
    /// The cell as a text that the row cannot do without.
    #[inline(always)]
    pub(crate) fn required(&self, field: &str) -> Result<String, String> {
        self.text(field).ok_or_else(|| format!("the row has no {}", field.replace('-', " ")))
    }
    /// The cell as a measure's id; what is none is the reason to skip the row.
    pub(crate) fn measure(&self, field: &str) -> Result<MeasureId, String> {
        let text = self.look(field).unwrap_or_default().to_uppercase();
        text.parse::<MeasureId>().map_err(|error| error.to_string())
    }
    /// A name as written, or else put together from first and last name; empty when there is none.
    pub(crate) fn name(&self) -> String {
        self.text("name").unwrap_or_else(|| match (self.text("first-name"), self.text("last-name")) {
            (Some(first), Some(last)) => first + " " + &last,
            (first, last) => first.or(last).unwrap_or_default(),
        })
    }
    /// The cell as one of the words of its field: in lower case, and translated as the mapping says.
    #[inline(always)]
    pub(crate) fn word(&mut self, field: &str) -> Option<&str> {
        let column = self.column(field)?;
        self.word_in(column, field)
    }
    /// The cell as a word that `means` knows; a word it does not know is a problem, and then nothing.
    #[inline(always)]
    pub(crate) fn meaning<T>(&mut self, field: &str, means: impl Fn(&str) -> Option<T>) -> Option<T> {
        let meaning = means(self.word(field)?);
        if meaning.is_none() {
            self.not_known(field);
        }
        meaning
    }
    /// The cell as yes or no.
    #[inline(always)]
    pub(crate) fn yes_no(&mut self, field: &str) -> Option<bool> {
        let column = self.column(field)?;
        self.yes_no_in(column, field)
    }
    /// The cell as yes, no or the day since when it is so: `held`, `2026-03-04` and `yes` all say yes.
    #[inline(always)]
    pub(crate) fn yes_no_or_date(&mut self, field: &str) -> Option<bool> {
        let column = self.column(field)?;
        if self.is_date_in(column) { Some(true) } else { self.yes_no_in(column, field) }
    }
    /// The cell as CVE ids, parted by commas or spaces; what is none is a problem. A lone `-` stands for none.
    pub(crate) fn cves(&mut self, field: &str) -> Vec<CveId> {
        let mut cves = Vec::new();
        for id in self.text(field).iter().flat_map(|text| text.split([',', ' '])).filter(|id| id.len() > 1) {
            match id.parse() {
                Ok(cve) => cves.push(cve),
                Err(error) => self.problem(|| format!("{error}: it was left out")),
            }
        }
        cves
    }
    /// The cell as a whole number: the first one that it holds, so `72 h` is 72 and `1,200` is 1200.
    #[inline(always)]
    pub(crate) fn number<N: std::str::FromStr>(&mut self, field: &str) -> Option<N> {
        let column = self.column(field)?;
        let number = first_number(&self.decoded(column));
        if number.is_none() {
            self.no_number(column, field);
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
        let text = self.look(field)?;
        let time = dates::read_time(&text);
        if time.is_none() {
            let text = text.into_owned();
            self.value_problem(field, |heading| {
                format!("“{}” in the column “{heading}” is not a time of day", shown(&text))
            });
        }
        time
    }

    /// The cell as a day.
    #[inline(always)]
    pub(crate) fn date(&mut self, field: &str) -> Option<Date> {
        self.when(field).map(|when| when.date)
    }
    /// The cell as a date, with its time where one is written.
    ///
    /// `None` when there is none and when it cannot be read (a problem then). A date of which only the whole column
    /// shows which part is the month makes the row wait: it is read again at the end of the file.
    #[inline(always)]
    pub(crate) fn when(&mut self, field: &str) -> Option<When> {
        self.when_with_time(field, None)
    }
    /// The same, with a time of day from elsewhere.
    #[inline(always)]
    pub(crate) fn when_with_time(&mut self, field: &str, time: Option<Time>) -> Option<When> {
        let index = self.place(field)?;
        let column = self.header.column(index)?;
        self.when_in(column, index, time)
    }
    fn when_in(&mut self, at: usize, index: usize, time: Option<Time>) -> Option<When> {
        let written = dates::read(&self.decoded(at));
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
        let field = self.places.layout().fields.get(index).map_or("", |field| field.name);
        self.cell_left_out(at, field, wrong);
        None
    }
    /// Whether the cell holds no date at all: it is empty, or says so in the way of some system. A date that cannot be
    /// read is not nothing.
    #[inline(always)]
    pub(crate) fn is_empty(&self, field: &str) -> bool {
        self.column(field)
            .is_none_or(|column| matches!(dates::read(&self.decoded(column)), Ok(Written::Nothing)))
    }

    /// Takes the row's own date into the file's.
    pub(super) fn collect(&mut self) {
        let Some(index) = self.collected.field else { return };
        let Some(at) = self.header.column(index) else { return };
        let written = dates::read(&self.decoded(at));
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

    /// The place in the layout of a field for which the list has a column.
    #[inline(always)]
    fn place(&self, field: &str) -> Option<usize> {
        debug_assert!(
            self.places.find(field).is_some(),
            "{} has no field `{field}`",
            self.places.layout().id
        );
        self.places.held(field)
    }
    #[inline(always)]
    fn column(&self, field: &str) -> Option<usize> {
        self.header.column(self.place(field)?)
    }
    /// What follows has the work of the methods above, once it is known which column holds the field: so those are
    /// small enough to be inlined, and most fields have no column.
    fn decoded(&self, column: usize) -> Cow<'_, str> {
        let (text, is_utf8) = self.cells.text(column);
        if !is_utf8.0 {
            self.has_other_letters.set(true);
        }
        text
    }
    fn text_in(&self, column: usize) -> Option<String> {
        let text = self.decoded(column);
        let text = trimmed(&text);
        (!text.is_empty()).then(|| text.to_owned())
    }
    fn look_in(&self, column: usize) -> Option<Cow<'_, str>> {
        let text = match self.decoded(column) {
            Cow::Borrowed(text) => Cow::Borrowed(trimmed(text)),
            Cow::Owned(text) => Cow::Owned(trimmed(&text).to_owned()),
        };
        Some(text).filter(|text| !text.is_empty())
    }
    /// The cell trimmed and in lower case.
    #[inline]
    fn folded(&mut self, field: &str) -> Option<&str> {
        let column = self.column(field)?;
        self.folded_in(column)
    }
    fn folded_in(&mut self, column: usize) -> Option<&str> {
        let mut word = std::mem::take(&mut self.word);
        word.clear();
        let text = self.decoded(column);
        let text = trimmed(&text);
        if text.is_ascii() {
            word.push_str(text);
            word.make_ascii_lowercase();
        } else {
            word.push_str(&text.to_lowercase());
        }
        self.word = word;
        (!self.word.is_empty()).then_some(&self.word)
    }
    /// The cell as a word, translated as the mapping says.
    fn word_in(&mut self, column: usize, field: &str) -> Option<&str> {
        self.folded_in(column)?;
        let ours = self.mapping.and_then(|mapping| mapping.values.get(field)?.get(self.word.as_str()));
        if let Some(ours) = ours {
            self.word.clone_from(ours);
        }
        Some(&self.word)
    }
    fn yes_no_in(&mut self, column: usize, field: &str) -> Option<bool> {
        let word = self.word_in(column, field)?;
        let answer = yes_or_no(word);
        // What is not known, and what does not apply, is not said.
        let is_silent = matches!(
            word,
            "unknown" | "n/a" | "na" | "not applicable" | "tbd" | "?" | "-" | "unsure" | "not sure"
        );
        if answer.is_none() && !is_silent {
            self.not_known(field);
        }
        answer
    }
    fn is_date_in(&self, column: usize) -> bool {
        let text = self.decoded(column);
        let may_be_date = text.bytes().any(|byte| byte.is_ascii_digit());
        may_be_date
            && matches!(dates::read(&text), Ok(Written::Sure(_) | Written::Serial(_) | Written::Numbers(_)))
    }
    /// A length of time in minutes; a bare number counts in units of `unit` minutes.
    #[inline]
    fn minutes_in(&mut self, field: &str, unit: u64) -> Option<u64> {
        let column = self.column(field)?;
        let text = self.folded_in(column)?;
        let minutes = length_in_minutes(text, unit);
        if minutes.is_none() && !matches!(text, "n/a" | "na" | "none" | "-" | "unknown" | "tbd") {
            let text = text.to_owned();
            self.left_out(field, &text, "it is not a length of time");
        }
        minutes
    }

    fn no_number(&mut self, column: usize, field: &str) {
        let is_none = {
            let text = self.decoded(column);
            let words = ["", "n/a", "na", "none", "-", "unknown", "tbd", "never"];
            words.iter().any(|word| text.trim().eq_ignore_ascii_case(word))
        };
        if !is_none {
            self.cell_left_out(column, field, "it is not a number");
        }
    }
    /// The word that was last asked for is not known.
    fn not_known(&mut self, field: &str) {
        let word = std::mem::take(&mut self.word);
        self.value_problem(field, |heading| {
            format!(
                "“{}” in the column “{heading}” is not a word that Ward knows; say what it means under [values] in a mapping",
                shown(&word)
            )
        });
        self.word = word;
    }
    fn cell_left_out(&mut self, column: usize, field: &str, wrong: &str) {
        let text = self.decoded(column).into_owned();
        self.left_out(field, &text, wrong);
    }
    fn left_out(&mut self, field: &str, text: &str, wrong: &str) {
        self.value_problem(field, |heading| {
            format!("“{}” in the column “{heading}” is left out: {wrong}", shown(text))
        });
    }
    /// Something is wrong with a value.
    fn value_problem(&mut self, field: &str, sentence: impl FnOnce(&str) -> String) {
        let heading = self.place(field).map_or("", |index| {
            let column = self.header.column(index);
            column.and_then(|at| self.header.headings.get(at)).map_or("", String::as_str)
        });
        self.account.problem_with(self.cells.line, || sentence(heading));
    }
}
