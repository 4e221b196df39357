//! From rows of the public CMS files to a plan of changes that the operator reads before it becomes events.
//!
//! A file changes only what it has a column for. Nothing is deleted: a closed hospital stays with its last day. Who is
//! one hospital under two CCNs is taken from the file's own reference and never from names. That a hospital is not in a
//! file says nothing.

mod codes;
#[cfg(test)]
mod tests;

use super::{Event, Held, Participant, ParticipantId, Participants, Profile};
use crate::identifiers::{Ccn, CcnForm, Npi};
use codes::read_day;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::public_list::PublicRow;

/// What a file would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// One for each change, in the order of the file.
    pub changes: Vec<Planned>,
    /// Participants that the file knows and does not change.
    pub unchanged: usize,
    /// Rows that are left out, repairs and doubts, each with its line and a sentence.
    pub notes: Vec<(u32, String)>,
}

impl Plan {
    /// The events of all changes, in an order in which they can be applied.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.changes.iter().flat_map(|change| &change.events)
    }
    /// How many changes of that sort.
    pub fn count(&self, what: Change) -> usize {
        self.changes.iter().filter(|change| change.what == what).count()
    }
}

/// The sort of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A participant that was not known.
    New,
    /// Public facts or numbers differ.
    Changed,
    /// It stopped working.
    Closed,
    /// It works again.
    Reopened,
    /// A known participant has a new CCN.
    Linked,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Whose.
    pub participant: ParticipantId,
    /// Of which sort.
    pub what: Change,
    /// What differs, for people: `beds: 40 → 25`.
    pub details: Vec<String>,
    /// The line that it follows from.
    pub line: u32,
    /// What it becomes in the record.
    pub events: Vec<Event>,
}

/// Works out what a file would change. `source` names the file and its release, for the record; `day` is its day.
pub fn plan(source: &str, day: Date, rows: &[PublicRow], known: &Participants) -> Plan {
    let mut planner =
        Planner { source, day, after: known.clone(), plan: Plan::default(), seen: BTreeMap::new() };
    // What works comes first, so that a closed predecessor is known to have a successor.
    let (open, ended): (Vec<&PublicRow>, Vec<&PublicRow>) = rows.iter().partition(|row| !has_ended(row));
    let open_ccns: BTreeSet<Ccn> =
        open.iter().filter_map(|row| Some(Ccn::repaired(&row.ccn).ok()?.0)).collect();
    for row in open.into_iter().chain(ended) {
        planner.row(row, &open_ccns);
    }
    planner.plan
}

fn has_ended(row: &PublicRow) -> bool {
    row.termination_code.as_deref().is_some_and(|code| !code.trim_matches('0').is_empty())
}

struct Planner<'a> {
    source: &'a str,
    day: Date,
    /// How things stand once the changes planned so far are made.
    after: Participants,
    plan: Plan,
    seen: BTreeMap<Ccn, &'a PublicRow>,
}

impl<'a> Planner<'a> {
    fn row(&mut self, row: &'a PublicRow, open_ccns: &BTreeSet<Ccn>) {
        let ccn = match Ccn::repaired(&row.ccn) {
            Ok((ccn, None)) => ccn,
            Ok((ccn, Some(_))) => {
                self.note(
                    row,
                    format!("“{}” lost its first zero in a spreadsheet and is read as {ccn}", row.ccn),
                );
                ccn
            }
            Err(error) => return self.note(row, format!("{error}: the row is left out")),
        };
        if let CcnForm::Unit(_) = ccn.form() {
            return self.note(
                row,
                format!("{ccn} is a unit of a hospital and no organisation: the row is left out"),
            );
        }
        if let Some(first) = self.seen.get(&ccn)
            && (row.npi.is_none() || row.npi == first.npi)
        {
            let same = PublicRow { line: first.line, ccn: first.ccn.clone(), ..row.clone() } == **first;
            let which = if same { "says the same" } else { "says something else, and the first row counts" };
            let reason =
                format!("{ccn} was on line {} already, which {which}: the row is left out", first.line);
            return self.note(row, reason);
        }
        self.seen.entry(ccn.clone()).or_insert(row);
        let owner = self.owner(&ccn).map(|one| one.id.clone());
        match owner {
            Some(_) if has_ended(row) => self.end(row, &ccn),
            Some(id) => {
                self.check_reference(row, &id);
                self.change(row, &ccn, &id, Change::Changed, Vec::new());
            }
            None if has_ended(row) => {
                self.note(row, format!("{ccn} has ended and nobody here held it: the row is left out"));
            }
            None => self.add(row, ccn, open_ccns),
        }
    }

    /// Who holds the CCN, or held it last.
    fn owner(&self, ccn: &Ccn) -> Option<&Participant> {
        self.after.by_ccn(ccn, self.day).or_else(|| self.after.ever_by_ccn(ccn).last())
    }

    /// A CCN that nobody here has: an old hospital under a new number, or a new one.
    fn add(&mut self, row: &PublicRow, ccn: Ccn, open_ccns: &BTreeSet<Ccn>) {
        let former = row.former_ccn.as_deref().and_then(|text| Ccn::repaired(text).ok()).map(|(ccn, _)| ccn);
        let former = former.filter(|former| *former != ccn && !open_ccns.contains(former));
        let from = row.reh_conversion.as_ref().and_then(|(_, day)| read_day(day.as_deref()?));
        let link = former.and_then(|former| Some((self.owner(&former)?.id.clone(), former)));
        if let Some((id, former)) = link {
            let last = from.and_then(|from| from.checked_sub(1.day()).ok());
            let mut events = vec![self.certified(&id, &ccn, from, None)];
            let before = self.after.get(&id).and_then(|one| one.ccns.iter().find(|held| held.id == former));
            if let Some(held) = before.filter(|held| held.to.is_none()) {
                let last =
                    last.or(Some(self.day)).filter(|last| held.from.is_none_or(|first| first <= *last));
                events.insert(0, self.certified(&id, &former, held.from, last));
            }
            return self.change(row, &ccn, &id, Change::Linked, events);
        }
        let id = ParticipantId::from(&ccn);
        if self.after.get(&id).is_some() {
            return self.note(
                row,
                format!("there is a participant {id} that does not hold the CCN {ccn}: settle that first"),
            );
        }
        let (profile, doubts) = codes::profile(row, &Profile::default(), false);
        self.doubts(row, doubts);
        let listed = Event::Listed { participant: id.clone(), profile: Box::new(profile) };
        let mut events = vec![listed, self.certified(&id, &ccn, None, None)];
        events.extend(self.billed(row, &id));
        self.push(row, id, Change::New, Vec::new(), events);
    }

    /// A participant that is known: the facts that the file has and that differ.
    fn change(&mut self, row: &PublicRow, ccn: &Ccn, id: &ParticipantId, what: Change, first: Vec<Event>) {
        let Some(one) = self.after.get(id) else { return };
        let (profile, doubts) = codes::profile(row, &one.profile, what == Change::Linked);
        let mut details = codes::differences(&one.profile, &profile);
        let mut events = first;
        let is_back = one.closed.is_some() && row.termination_code.is_some();
        if what == Change::Linked {
            details.push(format!("new CCN {ccn}"));
        }
        if is_back {
            events.push(Event::Reopened { participant: id.clone(), because: self.source.to_owned() });
        }
        if one.profile != profile {
            let because = self.source.to_owned();
            events.push(Event::Changed { participant: id.clone(), profile: Box::new(profile), because });
        }
        self.doubts(row, doubts);
        if let Some(billed) = self.billed(row, id) {
            details.push("a further NPI".to_owned());
            events.push(billed);
        }
        if events.is_empty() {
            self.plan.unchanged += 1;
            return;
        }
        let what = if is_back { Change::Reopened } else { what };
        self.push(row, id.clone(), what, details, events);
    }

    /// A row that ended: the organisation closed, unless it goes on under another CCN.
    fn end(&mut self, row: &PublicRow, ccn: &Ccn) {
        let Some(one) = self.owner(ccn) else { return };
        let id = one.id.clone();
        let goes_on = one.ccns.iter().any(|held| held.id != *ccn && held.to.is_none_or(|to| to >= self.day));
        if one.closed.is_some() || goes_on {
            self.plan.unchanged += 1;
            return;
        }
        let told = row.termination_date.as_deref().and_then(read_day);
        if told.is_none() {
            self.note(
                row,
                format!("{ccn} ended on a day that the file does not tell: the day of the file is taken"),
            );
        }
        let on = told.unwrap_or(self.day);
        let closed = Event::Closed { participant: id.clone(), on, because: self.source.to_owned() };
        self.push(row, id, Change::Closed, vec![format!("closed on {on}")], vec![closed]);
    }

    /// Says when the file takes two participants for one.
    fn check_reference(&mut self, row: &PublicRow, id: &ParticipantId) {
        let former = row.former_ccn.as_deref().and_then(|text| Ccn::repaired(text).ok());
        let other = former.and_then(|(ccn, _)| Some(self.owner(&ccn)?.id.clone()));
        if let Some(other) = other.filter(|other| other != id) {
            self.note(row, format!("the file refers from {id} to {other}: if they are one hospital, move the CCN to one of them"));
        }
    }

    fn billed(&mut self, row: &PublicRow, id: &ParticipantId) -> Option<Event> {
        match row.npi.as_deref()?.parse::<Npi>() {
            Ok(npi) => {
                let has = self.after.get(id).is_some_and(|one| one.npis.iter().any(|held| held.id == npi));
                let held = Held { id: npi, from: None, to: None };
                let because = self.source.to_owned();
                (!has).then(|| Event::Billed { participant: id.clone(), held, because })
            }
            Err(error) => {
                self.note(row, format!("{error}: the NPI is left out"));
                None
            }
        }
    }

    fn certified(&self, id: &ParticipantId, ccn: &Ccn, from: Option<Date>, to: Option<Date>) -> Event {
        let held = Held { id: ccn.clone(), from, to };
        Event::Certified { participant: id.clone(), held, because: self.source.to_owned() }
    }

    fn push(
        &mut self,
        row: &PublicRow,
        id: ParticipantId,
        what: Change,
        details: Vec<String>,
        events: Vec<Event>,
    ) {
        let made = crate::Made { number: 0, at: jiff::Timestamp::UNIX_EPOCH, actor: self.source };
        let mut fit = Vec::new();
        for event in events {
            match self.after.apply(made, &event) {
                Ok(()) => fit.push(event),
                Err(refused) => {
                    self.note(row, format!("{refused}: this part of the row is left out"));
                    break;
                }
            }
        }
        if fit.is_empty() {
            return;
        }
        self.plan.changes.push(Planned { participant: id, what, details, line: row.line, events: fit });
    }

    fn doubts(&mut self, row: &PublicRow, doubts: Vec<String>) {
        for doubt in doubts {
            self.note(row, doubt);
        }
    }

    fn note(&mut self, row: &PublicRow, reason: String) {
        self.plan.notes.push((row.line, reason));
    }
}
