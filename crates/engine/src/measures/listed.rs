//! Rules over lists: each line must say something, name something, or hold a date that is not too old.
//!
//! What a list does not say decides nothing. What has grown too old since the list was made decides nothing either: a
//! line fails only by what its list already showed. So a shorter or older list never passes, and never accuses.

use crate::ground::plus;
use crate::{Ground, Ruling};
use jiff::civil::Date;
use std::collections::BTreeSet;
use ward_estate::{At, Named, Placed, Told, date_of};

/// What one or several lists tell of a thing, oldest row first.
pub(super) trait Tells {
    /// What a row says.
    type Row;
    /// The rows.
    fn rows(&self) -> &[Placed<Self::Row>];
}

impl<T> Tells for Placed<T> {
    type Row = T;
    fn rows(&self) -> &[Placed<T>] {
        std::slice::from_ref(self)
    }
}

impl<T> Tells for Told<T> {
    type Row = T;
    fn rows(&self) -> &[Placed<T>] {
        &self.rows
    }
}

impl<T> Tells for Named<T> {
    type Row = T;
    fn rows(&self) -> &[Placed<T>] {
        &self.told.rows
    }
}

/// Judges each line of a list. `name` is what a line is called; `judge` says what must hold of it.
///
/// Without a fresh list nothing is known; a line that only lists too old to count name is undecided.
pub(super) fn judge<'g, L: Tells>(
    ground: &'g Ground<'g>,
    evidence_kind: &str,
    list: &'g [L],
    name: impl Fn(&L::Row) -> String,
    mut judge: impl FnMut(&'g L, &mut Line<'g>),
) -> Ruling<'g> {
    let mut ruling = match open(ground, evidence_kind, list) {
        Ok(ruling) => ruling,
        Err(because) => return Ruling::unknown(ground, because),
    };
    for told in list {
        let Some(newest) = told.rows().last() else { continue };
        let mut line = Line::new(ground, name(&newest.row));
        line.listed(told);
        if !line.is_too_old() {
            judge(told, &mut line);
        }
        line.conclude(&mut ruling);
    }
    ruling
}

/// A ruling that rests on the fresh sources of a list, or why there is none.
pub(super) fn open<'g, L: Tells>(
    ground: &'g Ground<'g>,
    evidence_kind: &str,
    list: &[L],
) -> Result<Ruling<'g>, String> {
    let rows = list.iter().flat_map(Tells::rows);
    let mut sources: BTreeSet<u32> = rows.map(|row| row.at.source).collect();
    sources.retain(|source| ground.is_fresh(*source));
    sources.extend(ground.fresh(evidence_kind));
    if sources.is_empty() {
        return Err(ground.missing(evidence_kind));
    }
    if list.is_empty() {
        return Err("The list has no lines.".to_owned());
    }
    let mut ruling = Ruling::new(ground);
    for source in sources {
        ruling.rests_on(source);
    }
    Ok(ruling)
}

/// A field that a record should have, and whether the list has it at all: where no line fills it, the list has no such
/// column, and an empty cell says nothing.
pub(super) struct Column<'g, T> {
    what: &'g str,
    fills: fn(&T) -> bool,
    is_used: bool,
}

impl<'g, T> Column<'g, T> {
    /// A column of a list, as people call it.
    pub(super) fn new<L: Tells<Row = T>>(list: &[L], what: &'g str, fills: fn(&T) -> bool) -> Self {
        let is_used = list.iter().flat_map(Tells::rows).any(|row| fills(&row.row));
        Self { what, fills, is_used }
    }
}

/// One line under judgement: what is wrong with it, and what it does not say.
pub(super) struct Line<'g> {
    ground: &'g Ground<'g>,
    name: String,
    is_listed: bool,
    applies: Option<bool>,
    is_due: bool,
    faults: Vec<String>,
    doubts: Vec<String>,
    unsaid: Vec<String>,
    places: Vec<At>,
    history: Vec<At>,
}

impl<'g> Line<'g> {
    /// A subject of which nothing is said yet.
    pub(super) fn new(ground: &'g Ground<'g>, name: impl Into<String>) -> Self {
        Self {
            ground,
            name: name.into(),
            is_listed: true,
            applies: Some(true),
            is_due: true,
            faults: Vec::new(),
            doubts: Vec::new(),
            unsaid: Vec::new(),
            places: Vec::new(),
            history: Vec::new(),
        }
    }
    /// The line stands in these lists.
    pub(super) fn listed(&mut self, told: &impl Tells) {
        let fresh = told.rows().iter().rev().find(|row| self.ground.is_fresh(row.at.source));
        self.is_listed = fresh.is_some();
        self.places.extend(fresh.or(told.rows().last()).map(|row| row.at));
    }
    /// The line stands at a place of an inventory that joins rows by itself.
    pub(super) fn listed_at(&mut self, at: At) {
        self.is_listed = self.ground.is_fresh(at.source);
        self.places.push(at);
    }
    /// Whether only lists that are too old to count name it.
    pub(super) fn is_too_old(&self) -> bool {
        !self.is_listed
    }

    /// What the newest fresh row says that says anything about it, and where.
    pub(super) fn said<'t, R: Tells, V>(
        &self,
        told: &'t R,
        says: impl Fn(&'t R::Row) -> Option<V>,
    ) -> Option<(V, At)> {
        let fresh = told.rows().iter().rev().filter(|row| self.ground.is_fresh(row.at.source));
        fresh.into_iter().find_map(|row| says(&row.row).map(|value| (value, row.at)))
    }
    /// The rule is only about lines that say so; one that does not say it is undecided.
    pub(super) fn only_if<R: Tells>(&mut self, told: &R, says: impl Fn(&R::Row) -> Option<bool>, what: &str) {
        let said = self.said(told, says);
        if said.is_none() {
            self.unsaid.push(what.to_owned());
        }
        // A line that is out for one reason stays out, whatever else is not said.
        if self.applies != Some(false) {
            self.applies = match said {
                Some((true, _)) => self.applies,
                Some((false, _)) => Some(false),
                None => None,
            };
        }
    }
    /// It must be so.
    pub(super) fn must<R: Tells>(&mut self, told: &R, says: impl Fn(&R::Row) -> Option<bool>, what: &str) {
        match self.said(told, says) {
            Some((true, at)) => self.rests_on(at),
            Some((false, at)) => self.fault(at, format!("no {what}")),
            None => self.unsaid(what),
        }
    }
    /// The record must have the field.
    pub(super) fn names<R: Tells>(&mut self, told: &R, column: &Column<'_, R::Row>) {
        match self.said(told, |row| (column.fills)(row).then_some(())) {
            Some(((), at)) => self.rests_on(at),
            None if column.is_used => self.wrong(format!("no {}", column.what)),
            None => self.unsaid(column.what),
        }
    }
    /// The day must lie within the last so many days.
    pub(super) fn within<R: Tells>(
        &mut self,
        told: &R,
        says: impl Fn(&R::Row) -> Option<Date>,
        days: i64,
        what: &str,
    ) {
        let Some((day, at)) = self.happened(told, says, what) else { return };
        let listed = self.collected(at);
        if self.ground.age(day) <= days {
            self.rests_on(at);
        } else if plus(day, days) >= listed {
            self.doubt(at, format!("{what} is {day}, more than {days} days ago; the list of {listed} does not say what came since"));
        } else {
            self.fault(at, format!("{what} is {day}, more than {days} days ago"));
        }
    }
    /// The day of something that happened, which the list could know when it was made; in doubt where it does not say.
    pub(super) fn happened<R: Tells>(
        &mut self,
        told: &R,
        says: impl Fn(&R::Row) -> Option<Date>,
        what: &str,
    ) -> Option<(Date, At)> {
        let said = self.said(told, says);
        match said {
            Some((day, at)) if self.is_ahead(day, at) => {
                self.doubt(at, format!("{what} is {day}, after the list was made"));
                None
            }
            Some(_) => said,
            None => {
                self.unsaid(what);
                None
            }
        }
    }
    /// The first day of a window that ends on the day on which the line was listed: what failed in it does not fall out
    /// of it while the list grows old.
    pub(super) fn window(&self, days: i64) -> Date {
        let listed = self.places.first().map_or(self.ground.as_of(), |at| self.collected(*at));
        plus(listed, -days)
    }
    /// Something must have been done by a day. Before that day it is not due, and the line does not count for it.
    pub(super) fn done_by<R: Tells>(
        &mut self,
        told: &R,
        due: Option<Date>,
        done: impl Fn(&R::Row) -> Option<Date>,
        column: &Column<'_, R::Row>,
    ) {
        let what = column.what;
        let Some(due) = due else { return self.unsaid(&format!("by when {what} is due")) };
        if let Some((day, at)) = self.said(told, done) {
            if self.is_ahead(day, at) {
                self.doubt(at, format!("{what} is dated {day}, after the list was made"));
            } else if day <= due {
                self.rests_on(at);
            } else {
                self.fault(at, format!("{what} came on {day}; it was due on {due}"));
            }
            return;
        }
        let Some(at) = self.places.first().copied() else { return self.unsaid(what) };
        let listed = self.collected(at);
        if self.ground.as_of() <= due {
            self.is_due = false;
        } else if listed <= due {
            self.doubt(
                at,
                format!("{what} was due on {due}; the list of {listed} does not say what came since"),
            );
        } else if column.is_used {
            self.fault(at, format!("no {what}; it was due on {due}"));
        } else {
            self.unsaid(what);
        }
    }
    /// At least one of several rows must be in order; else the best of them speaks. Without any, `without` is in doubt.
    pub(super) fn any<R>(
        &mut self,
        rows: impl IntoIterator<Item = R>,
        without: &str,
        judge: impl Fn(R, &mut Line<'g>),
    ) {
        let tried = rows.into_iter().map(|row| {
            let mut line = Line::new(self.ground, "");
            judge(row, &mut line);
            line
        });
        match tried.min_by_key(|line| (!line.faults.is_empty(), line.has_gaps())) {
            None => self.perhaps(without),
            Some(best) => {
                self.faults.extend(best.faults);
                self.doubts.extend(best.doubts);
                self.unsaid.extend(best.unsaid);
                self.places.extend(best.places);
                self.history.extend(best.history);
            }
        }
    }

    /// It is shown to be wrong; begins in lower case and has no full stop.
    pub(super) fn fault(&mut self, at: At, fault: impl Into<String>) {
        self.places.push(at);
        self.faults.push(fault.into());
    }
    /// It may be wrong; begins in lower case and has no full stop.
    pub(super) fn doubt(&mut self, at: At, doubt: impl Into<String>) {
        self.places.push(at);
        self.doubts.push(doubt.into());
    }
    /// The places that are at hand show it to be wrong.
    pub(super) fn wrong(&mut self, fault: impl Into<String>) {
        self.faults.push(fault.into());
    }
    /// The places that are at hand do not show it to be right.
    pub(super) fn perhaps(&mut self, doubt: impl Into<String>) {
        self.doubts.push(doubt.into());
    }
    /// Whether nothing is in doubt so far.
    pub(super) fn is_without_doubt(&self) -> bool {
        !self.has_gaps()
    }
    /// Nobody says.
    pub(super) fn unsaid(&mut self, what: &str) {
        self.unsaid.push(what.to_owned());
    }
    /// The verdict rests on this place, as long as its source is fresh.
    pub(super) fn rests_on(&mut self, at: At) {
        self.places.push(at);
    }
    /// The verdict rests on something that happened, however old its source; see [`Ruling::rests_on_history`].
    pub(super) fn rests_on_history(&mut self, at: At) {
        self.history.push(at);
    }

    /// Adds the line to a ruling. What is wrong speaks before what is not known.
    pub(super) fn conclude(self, ruling: &mut Ruling<'g>) {
        let mut places = self.places.clone();
        places.extend(&self.history);
        places.sort_unstable();
        places.dedup();
        if !self.is_listed {
            let because = || "The list that names it is too old to count.".to_owned();
            return ruling.undecided(0, &self.name, &places, because);
        }
        if self.applies == Some(false) {
            return ruling.not_applicable();
        }
        let holds = self.applies == Some(true);
        if holds && !self.faults.is_empty() {
            self.rest(ruling);
            let weight = i64::try_from(self.faults.len()).unwrap_or(i64::MAX);
            ruling.not_met(weight, &self.name, &places, || sentence(&self.faults.join("; ")));
        } else if !holds || self.has_gaps() {
            ruling.undecided(0, &self.name, &places, || self.why_undecided());
        } else if !self.is_due {
            self.rest(ruling);
            ruling.not_applicable();
        } else {
            self.rest(ruling);
            ruling.met();
        }
    }

    fn rest(&self, ruling: &mut Ruling<'g>) {
        let fresh = |at: &&At| self.ground.is_fresh(at.source);
        self.places.iter().filter(fresh).for_each(|at| ruling.rests_on(at.source));
        self.history.iter().for_each(|at| ruling.rests_on_history(at.source));
    }
    fn has_gaps(&self) -> bool {
        !self.doubts.is_empty() || !self.unsaid.is_empty()
    }
    fn why_undecided(&self) -> String {
        let doubts = (!self.doubts.is_empty()).then(|| sentence(&self.doubts.join("; ")));
        let unsaid = (!self.unsaid.is_empty()).then(|| format!("Not said: {}.", self.unsaid.join(", ")));
        doubts.into_iter().chain(unsaid).collect::<Vec<_>>().join(" ")
    }
    fn collected(&self, at: At) -> Date {
        date_of(self.ground.estate().source(at).collected_at)
    }
    /// A day of the past that the list could not know yet. One day is left for time zones.
    pub(super) fn is_ahead(&self, day: Date, at: At) -> bool {
        day > plus(self.collected(at), 1)
    }
}

/// The first letter large, and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Whether two names are the same but for case and spaces around them.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Entries of a catalogue list that carry their words, `label: word, other words`.
pub(super) fn labelled<'g>(ground: &'g Ground<'g>, list: &str) -> Vec<(&'g str, Vec<&'g str>)> {
    let entry = |text: &'g String| {
        let (label, words) = text.split_once(':').unwrap_or((text, text));
        (label.trim(), words.split(',').map(str::trim).collect())
    };
    ground.measure().list(list).iter().map(entry).collect()
}

/// Whether a text has one of the words, each as a whole and without regard to case: `lab` is not in `available`.
pub(super) fn has_word(text: &str, words: &[&str]) -> bool {
    let plain = |text: &str| {
        let letters = text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ");
        format!(" {} ", letters.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let text = plain(text);
    words.iter().any(|word| text.contains(&plain(word)))
}
