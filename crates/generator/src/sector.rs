//! A fictional state with its organisations: as the public CMS files list them, and as their summaries tell of them over
//! two years.
//!
//! The state, its places and organisations are invented. It borrows the letters DE and the CCN code 08, because no
//! hospital there has a number of the series used here, and because a code that begins with 0 is what spreadsheets spoil.
//! Everything follows from the [`Plan`]: same plan, same bytes.

mod course;
mod files;
mod organisations;
#[cfg(test)]
mod tests;

pub use course::Course;
pub use organisations::{Class, Organisation, System};

use crate::dates::{at, days_before};
use crate::prng::Prng;
use jiff::Timestamp;
use jiff::civil::Date;
use ward_domain::Digest;
use ward_domain::summary::{Class as OwnWord, RecordHead, Summary, VERSION};

/// Weeks of the story: two years.
pub const WEEKS: u32 = 104;

/// What kind of sector to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Organisations, from 20 to 300; values outside are moved inside.
    pub organisations: usize,
    /// Which sector of that size.
    pub seed: u64,
    /// The day after the story ends.
    pub as_of: Date,
}

/// A generated sector.
#[derive(Clone, Debug, PartialEq)]
pub struct Sector {
    /// The state's invented name.
    pub state: &'static str,
    /// The organisations, by no particular order; the first is the one whose own pages are shown.
    pub organisations: Vec<Organisation>,
    /// The systems that some of them belong to. No CMS file lists them.
    pub systems: Vec<System>,
    /// The three public files, in the order in which they are read.
    pub files: Vec<crate::ExportFile>,
    /// What a reader must find.
    pub truth: Truth,
    plan: Plan,
}

/// What the files and the two years must show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// Organisations that the files list, each once.
    pub listed: usize,
    /// Rows whose CCN lost its zero.
    pub lost_zeros: usize,
    /// Hospitals that closed.
    pub closed: usize,
    /// Hospitals that became rural emergency hospitals under a new CCN.
    pub converted: usize,
    /// NPIs with a mistyped digit.
    pub mistyped_npis: usize,
    /// Organisations that enrol, without the one whose own pages are shown.
    pub enrolled: usize,
    /// Of these, those that stop to report.
    pub stopped: usize,
    /// Of these, those that meet all essential goals and fall back later.
    pub fallen: usize,
    /// Summaries that they sign.
    pub summaries: usize,
}

/// Makes the sector of that plan.
pub fn sector(plan: &Plan) -> Sector {
    let plan = Plan { organisations: plan.organisations.clamp(20, 300), ..*plan };
    let organisations = organisations::all(&plan);
    let systems = organisations::systems(&organisations);
    let (files, spoilt) = files::all(&plan, &organisations);
    let enrolled = || organisations.iter().filter(|one| one.enrols.is_some());
    let truth = Truth {
        listed: organisations.len(),
        closed: organisations.iter().filter(|one| one.is_closed).count(),
        converted: organisations.iter().filter(|one| one.new_ccn.is_some()).count(),
        enrolled: enrolled().count(),
        stopped: enrolled().filter(|one| one.course == Course::Stopped).count(),
        fallen: enrolled().filter(|one| one.course == Course::Fallen).count(),
        summaries: enrolled().map(|one| one.reports().count()).sum::<usize>()
            + enrolled()
                .map(|one| (0..=WEEKS).map(|week| one.reports_before(week).count()).sum::<usize>())
                .sum::<usize>(),
        ..spoilt
    };
    Sector { state: "Meridon", organisations, systems, files, truth, plan }
}

impl Sector {
    /// The day of a week of the story; the last week ends on the day before the plan's day.
    pub fn day(&self, week: u32) -> Date {
        day(&self.plan, week)
    }

    /// When summaries of a week arrive.
    pub fn received_at(&self, week: u32) -> Timestamp {
        self.received_before(week, 0)
    }
    /// When summaries arrive that are of so many days before a week's day.
    pub fn received_before(&self, week: u32, days: u32) -> Timestamp {
        at(days_before(self.day(week), days.cast_signed()), 22, 0, 0)
    }

    /// What an organisation tells in a week, by that version of the catalogue. Ask for weeks of [`Organisation::reports`].
    pub fn summary(&self, of: &Organisation, week: u32, catalogue: &str) -> Summary {
        self.summary_before(of, week, 0, catalogue)
    }

    /// The same of so many days before the week's day: ask for those of [`Organisation::reports_before`].
    pub fn summary_before(&self, of: &Organisation, week: u32, days: u32, catalogue: &str) -> Summary {
        let mut prng = Prng::stream(self.plan.seed, &format!("summary/{}/{week}/{days}", of.ccn));
        let day = days_before(self.day(week), days.cast_signed());
        let number = (7 * u64::from(week) + 1).saturating_sub(u64::from(days));
        Summary {
            version: VERSION,
            number,
            as_of: day,
            made_at: at(day, 6 + prng.below(12) as i8, prng.below(60) as i8, 0),
            catalogue: catalogue.to_owned(),
            class: OwnWord { size: of.size, state: Some(files::STATE.to_owned()), ccn: Some(of.ccn.clone()) },
            goals: of.goals(if days == 0 { week } else { week.saturating_sub(1) }),
            assessment: Digest(prng.bytes()),
            record: RecordHead { size: entries(number), root: Digest(prng.bytes()) },
        }
    }
}

/// Entries of an organisation's record when it signs the summary of that number.
pub fn entries(number: u64) -> u64 {
    20 + number * 2
}

fn day(plan: &Plan, week: u32) -> Date {
    days_before(plan.as_of, 1 + 7 * (WEEKS.cast_signed() - week.cast_signed()))
}
