//! The sector in counts, for the operator: by state, class and size, by goal, and over time.
//!
//! These counts are not suppressed. What leaves the operator's office is a [release](super::release).

use super::{GOALS, Marks, Standing};
use crate::participants::{Kind, Participant, Participants};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ward_catalog::SizeLimits;
use ward_domain::Size;
use ward_domain::assessment::{Grade, Status};

/// What participants are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// State of the address.
    State,
    /// Kind of organisation.
    Kind,
    /// HICP size.
    Size,
}

impl By {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::State, Self::Kind, Self::Size];
    /// The word used in files and URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Kind => "kind",
            Self::Size => "size",
        }
    }
    /// The group of a participant: two letters, or the word of a kind or size; `unknown` when that is not known.
    pub fn group(self, participant: &Participant, limits: SizeLimits) -> String {
        let profile = &participant.profile;
        let word = match self {
            Self::State => profile.state.map(|state| state.to_string()),
            Self::Kind => Some(profile.kind.as_str().to_owned()),
            Self::Size => profile.size(limits).map(|size| size.as_str().to_owned()),
        };
        word.unwrap_or_else(|| "unknown".to_owned())
    }
}

/// Which participants are looked at; an empty field admits all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// In this state.
    pub state: Option<crate::identifiers::State>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this size.
    pub size: Option<Size>,
}

impl Filter {
    /// Whether a participant is looked at.
    pub fn admits(&self, participant: &Participant, limits: SizeLimits) -> bool {
        let profile = &participant.profile;
        self.state.is_none_or(|state| profile.state == Some(state))
            && self.kind.is_none_or(|kind| profile.kind == kind)
            && self.size.is_none_or(|size| profile.size(limits) == Some(size))
    }
}

/// Counts of one goal in one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GoalCounts {
    /// By status, in the order met, partly, not met, unknown, not applicable.
    pub statuses: [u32; 5],
    /// Those that meet it, by grade A to D, then those without a grade.
    pub met_by_grade: [u32; 5],
}

impl GoalCounts {
    fn add(&mut self, status: Status, grade: Option<Grade>) {
        let at = super::STATUSES.iter().position(|one| *one == status).unwrap_or(3);
        if let Some(count) = self.statuses.get_mut(at) {
            *count += 1;
        }
        let at = super::GRADES.iter().position(|one| Some(*one) == grade).unwrap_or(4);
        if let Some(count) = self.met_by_grade.get_mut(at).filter(|_| status == Status::Met) {
            *count += 1;
        }
    }
    /// How many meet it.
    pub fn met(&self) -> u32 {
        self.statuses[0]
    }
}

/// Counts of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupCounts {
    /// Enrolled participants.
    pub enrolled: u32,
    /// Those of them that have sent a summary.
    pub reported: u32,
    /// Reported by age of the latest summary: up to 7 days, 30 days, 90 days, older.
    pub ages: [u32; 4],
    /// Every goal, E1 first.
    pub goals: [GoalCounts; GOALS],
}

impl GroupCounts {
    fn add(&mut self, told: Option<(&Marks, i32)>) {
        self.enrolled += 1;
        let Some((marks, age)) = told else { return };
        self.reported += 1;
        let band = [7, 30, 90].iter().position(|most| age <= *most).unwrap_or(3);
        if let Some(count) = self.ages.get_mut(band) {
            *count += 1;
        }
        for (counts, mark) in self.goals.iter_mut().zip(marks) {
            counts.add(mark.status(), mark.grade());
        }
    }
}

/// The sector on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sector {
    /// Each group by its word.
    pub groups: BTreeMap<String, GroupCounts>,
    /// All groups together.
    pub all: GroupCounts,
}

/// Those that meet each goal on each day asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptionPoint {
    /// The day.
    pub day: Date,
    /// Participants enrolled now that had sent a summary by then.
    pub reported: u32,
    /// How many meet each goal, E1 first.
    pub met: [u32; GOALS],
}

impl Standing {
    /// Counts of the participants that are enrolled and that the filter admits.
    pub fn sector(&self, participants: &Participants, day: Date, by: By, filter: &Filter) -> Sector {
        let (mut sector, limits) = (Sector::default(), participants.size_limits(day));
        for one in enrolled(participants, limits, filter) {
            let told = self.track(&one.id).and_then(|track| track.on(day));
            sector.groups.entry(by.group(one, limits)).or_default().add(told);
            sector.all.add(told);
        }
        sector
    }
    /// How many meet each goal over time: the same organisations on all days, by the limits of sizes of the last one.
    pub fn adoption(
        &self,
        participants: &Participants,
        days: &[Date],
        filter: &Filter,
    ) -> Vec<AdoptionPoint> {
        let mut points: Vec<AdoptionPoint> =
            days.iter().map(|day| AdoptionPoint { day: *day, reported: 0, met: [0; GOALS] }).collect();
        let Some(last) = days.iter().max() else { return points };
        let limits = participants.size_limits(*last);
        for track in enrolled(participants, limits, filter).filter_map(|one| self.track(&one.id)) {
            for point in &mut points {
                let Some((marks, _)) = track.on(point.day) else { continue };
                point.reported += 1;
                for (count, mark) in point.met.iter_mut().zip(marks) {
                    *count += u32::from(mark.status() == Status::Met);
                }
            }
        }
        points
    }
}

fn enrolled<'a>(
    participants: &'a Participants,
    limits: SizeLimits,
    filter: &'a Filter,
) -> impl Iterator<Item = &'a Participant> {
    participants.iter().filter(move |one| one.is_enrolled() && filter.admits(one, limits))
}
