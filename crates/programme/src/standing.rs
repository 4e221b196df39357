//! Where each participant stands by its verified summaries, today and on any day before.
//!
//! A [`Standing`] is fed one verified summary after the other. It keeps the latest one whole and the days before as runs
//! of equal marks, some 24 bytes for each change, so that two years of daily summaries of a whole sector stay small and
//! every view is one walk over the participants.

pub mod peers;
pub mod release;
pub mod sector;
#[cfg(test)]
mod tests;

use crate::participants::ParticipantId;
use crate::{Refused, Summaries};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use std::collections::BTreeMap;
use ward_domain::assessment::{Grade, Status};
use ward_domain::ids::Tier;
use ward_domain::summary::{GoalStanding, Summary};
use ward_domain::{Digest, GoalId, Size};

/// What a verified summary told: the parts on which decisions and views rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// SHA-256 of the signed summary: what a decision that rests on it names.
    pub summary: Digest,
    /// Number of the summary.
    pub number: u64,
    /// The day judged.
    pub as_of: Date,
    /// When the operator received it.
    pub received_at: Timestamp,
    /// HICP size by the organisation's own word.
    pub size: Size,
    /// Version of the catalogue that judged.
    pub catalogue: String,
    /// All twenty goals, in order.
    pub goals: Vec<GoalStanding>,
}

impl Told {
    /// What a summary told that was received then.
    pub fn of(digest: Digest, summary: &Summary, received_at: Timestamp) -> Self {
        Self {
            summary: digest,
            number: summary.number,
            as_of: summary.as_of,
            received_at,
            size: summary.class.size,
            catalogue: summary.catalogue.clone(),
            goals: summary.goals.clone(),
        }
    }
    /// What it told of a goal.
    pub fn goal(&self, goal: GoalId) -> Option<&GoalStanding> {
        self.goals.iter().find(|told| told.goal == goal)
    }
}

/// How many goals there are.
pub const GOALS: usize = 20;

/// Every goal in the order of the tables: E1 to E10, H1 to H10.
pub fn goals() -> impl Iterator<Item = GoalId> {
    let of_tier = |letter: char| (1..=10).filter_map(move |number| format!("{letter}{number}").parse().ok());
    of_tier('E').chain(of_tier('H'))
}

/// Place of a goal in that order.
pub fn place_of(goal: GoalId) -> usize {
    let before = if goal.tier() == Tier::Essential { 0 } else { 10 };
    before + usize::from(goal.number()).saturating_sub(1)
}

/// Status and grade of one goal on one day, in a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u8);

const STATUSES: [Status; 5] =
    [Status::Met, Status::Partly, Status::NotMet, Status::Unknown, Status::NotApplicable];
const GRADES: [Grade; 4] = [Grade::A, Grade::B, Grade::C, Grade::D];

impl Mark {
    /// What a goal has of which nothing was told.
    pub const UNKNOWN: Self = Self(3 << 4);

    fn new(status: Status, grade: Option<Grade>) -> Self {
        let status = STATUSES.iter().position(|one| *one == status).unwrap_or(3);
        let grade = GRADES.iter().position(|one| Some(*one) == grade).map_or(0, |at| at + 1);
        Self((status << 4 | grade) as u8)
    }
    /// The status.
    pub fn status(self) -> Status {
        STATUSES.get(usize::from(self.0 >> 4)).copied().unwrap_or(Status::Unknown)
    }
    /// The grade of its evidence.
    pub fn grade(self) -> Option<Grade> {
        GRADES.get(usize::from(self.0 & 15).wrapping_sub(1)).copied()
    }
}

/// All goals on one day.
pub type Marks = [Mark; GOALS];

/// Days over which nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    first: Date,
    /// The last day that a summary told.
    last: Date,
    marks: Marks,
}

/// One participant's summaries.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// The latest verified summary.
    pub latest: Told,
    runs: Vec<Run>,
}

impl Track {
    /// The marks that were the latest on that day, and how many days old they were then.
    pub fn on(&self, day: Date) -> Option<(&Marks, i32)> {
        let after = self.runs.partition_point(|run| run.first <= day);
        let run = self.runs.get(after.checked_sub(1)?)?;
        let age =
            if day <= run.last { 0 } else { run.last.until(day).map_or(i32::MAX, |span| span.get_days()) };
        Some((&run.marks, age))
    }
    /// The first day, and each day on which something changed, with the marks from then on.
    pub fn changes(&self) -> impl Iterator<Item = (Date, &Marks)> {
        self.runs.iter().map(|run| (run.first, &run.marks))
    }
    /// Whether a goal had been met, with evidence of the grade or better, on each day from `from` to `to`, with no time
    /// of more than `gap` days without a summary.
    pub fn held_throughout(
        &self,
        goal: GoalId,
        grade: Option<Grade>,
        from: Date,
        to: Date,
        gap: i32,
    ) -> bool {
        let is_met = |marks: &Marks| {
            marks.get(place_of(goal)).is_some_and(|mark| {
                mark.status() == Status::Met
                    && grade.is_none_or(|wants| mark.grade().is_some_and(|has| has <= wants))
            })
        };
        if from > to || self.on(from).is_none_or(|(_, age)| age > gap) {
            return false;
        }
        let mut told = from;
        for (at, run) in self.runs.iter().enumerate() {
            let next = self.runs.get(at + 1).map(|next| next.first);
            if run.first > to || next.is_some_and(|next| next <= from) {
                continue;
            }
            if !is_met(&run.marks) || days_between(told, run.first) > gap {
                return false;
            }
            told = told.max(run.last);
        }
        days_between(told, to) <= gap
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// A summary that tells the same of every goal as the one before it.
#[derive(Clone, Copy, Debug)]
pub struct Again {
    /// SHA-256 of the signed summary.
    pub summary: Digest,
    /// Its number.
    pub number: u64,
    /// The day judged.
    pub as_of: Date,
    /// When the operator received it.
    pub received_at: Timestamp,
}

/// Where everybody stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    tracks: BTreeMap<ParticipantId, Track>,
}

impl Standing {
    /// Takes a verified summary into account.
    ///
    /// One that is not newer than the last, or that is no whole summary, is refused and changes nothing.
    pub fn update(&mut self, participant: &ParticipantId, summary: Told) -> Result<(), Refused> {
        let marks = marks_of(&summary)?;
        let run = Run { first: summary.as_of, last: summary.as_of, marks };
        let Some(track) = self.tracks.get_mut(participant) else {
            let track = Track { latest: summary, runs: vec![run] };
            self.tracks.insert(participant.clone(), track);
            return Ok(());
        };
        track.add(participant, summary.number, run)?;
        track.latest = summary;
        Ok(())
    }
    /// Takes a verified summary into account that told the same of every goal as the one before it, which is what most
    /// do: the same as [`update`](Self::update), without the goals.
    pub fn repeat(&mut self, participant: &ParticipantId, again: Again) -> Result<(), Refused> {
        let Some(track) = self.tracks.get_mut(participant) else {
            return Err(Refused::new(
                "first",
                format!("{participant} has told nothing that could be repeated"),
            ));
        };
        let marks = marks_of(&track.latest)?;
        let Again { summary, number, as_of, received_at } = again;
        track.add(participant, number, Run { first: as_of, last: as_of, marks })?;
        (track.latest.summary, track.latest.number) = (summary, number);
        (track.latest.as_of, track.latest.received_at) = (as_of, received_at);
        Ok(())
    }
    /// One participant's summaries.
    pub fn track(&self, participant: &ParticipantId) -> Option<&Track> {
        self.tracks.get(participant)
    }
    /// The latest verified summary of a participant.
    pub fn latest(&self, participant: &ParticipantId) -> Option<&Told> {
        self.tracks.get(participant).map(|track| &track.latest)
    }
    /// How many participants have sent something.
    pub fn len(&self) -> usize {
        self.tracks.len()
    }
    /// Whether nobody has.
    pub fn is_empty(&self) -> bool {
        self.tracks.is_empty()
    }
}

/// The newest that is known, so it answers for the present: what is decided now may rest on it.
impl Summaries for Standing {
    fn newest(&self, who: &ParticipantId, at: Timestamp) -> Option<Told> {
        self.latest(who).filter(|told| told.received_at <= at).cloned()
    }
}

impl Track {
    /// Adds a day, unless it is older than what is known.
    fn add(&mut self, participant: &ParticipantId, number: u64, run: Run) -> Result<(), Refused> {
        let (last, as_of) = (&self.latest, run.first);
        if number <= last.number {
            let why = format!("summary {number} of {participant} is not newer than number {}", last.number);
            return Err(Refused::new("replayed", why));
        }
        if as_of < last.as_of {
            let why =
                format!("summary {number} of {participant} is about {as_of}, and {} is known", last.as_of);
            return Err(Refused::new("older-day", why));
        }
        if as_of == last.as_of {
            self.take_back(as_of);
        }
        match self.runs.last_mut() {
            Some(before) if before.marks == run.marks && days_between(before.last, as_of) <= 1 => {
                before.last = as_of;
            }
            _ => self.runs.push(run),
        }
        Ok(())
    }
    /// Forgets what was told of a day, which is the last one: it is told again.
    fn take_back(&mut self, day: Date) {
        match self.runs.last_mut() {
            Some(run) if run.first == day => drop(self.runs.pop()),
            Some(run) => run.last = day.checked_sub(1.day()).unwrap_or(day),
            None => {}
        }
    }
}

fn marks_of(summary: &Told) -> Result<Marks, Refused> {
    let mut marks = [Mark::UNKNOWN; GOALS];
    let mut seen = [false; GOALS];
    for standing in &summary.goals {
        let at = place_of(standing.goal);
        if let (Some(mark), Some(seen)) = (marks.get_mut(at), seen.get_mut(at)) {
            if std::mem::replace(seen, true) {
                return Err(Refused::new(
                    "goals",
                    format!("the summary tells of goal {} twice", standing.goal),
                ));
            }
            *mark = Mark::new(standing.status, standing.grade);
        }
    }
    if seen == [true; GOALS] {
        return Ok(marks);
    }
    match goals().zip(seen).find(|(_, seen)| !seen) {
        Some((goal, _)) => Err(Refused::new("goals", format!("the summary does not tell of goal {goal}"))),
        None => Ok(marks),
    }
}
