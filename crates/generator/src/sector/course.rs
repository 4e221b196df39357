//! How an organisation fares over two years: one rank for each goal and week, from "nobody knows" to "met, shown by
//! machine files".

use super::WEEKS;
use crate::prng::Prng;
use ward_domain::summary::GoalStanding;
use ward_domain::{GoalId, Grade, Status};

/// The way an organisation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Course {
    /// Slowly better.
    Steady,
    /// Slowly better, with a loss of several months on the way.
    SetBack,
    /// Hardly better.
    Slow,
    /// All essential goals at grade A in the second year.
    Leader,
    /// All essential goals met in the first year, and four of them lost late in the second.
    Fallen,
    /// Better at first; then nothing more is heard.
    Stopped,
    /// Never takes part.
    Absent,
}

/// The last weeks, in which some report daily.
const DAILY_WEEKS: u32 = 4;

/// Goals of a tier.
const TIER: usize = 10;
const GOALS: usize = 2 * TIER;

/// The best rank: met, shown by machine files.
const BEST: u8 = 8;

/// Status, grade, and in hundredths the ends of the score and the coverage, by rank.
const RANKS: [(Status, Option<Grade>, u8, u8, u8); 9] = [
    (Status::Unknown, None, 0, 100, 0),
    (Status::NotMet, Some(Grade::D), 5, 40, 30),
    (Status::NotMet, Some(Grade::C), 15, 45, 45),
    (Status::Partly, Some(Grade::D), 30, 75, 40),
    (Status::Partly, Some(Grade::C), 45, 80, 60),
    (Status::Met, Some(Grade::D), 90, 100, 70),
    (Status::Met, Some(Grade::C), 92, 100, 80),
    (Status::Met, Some(Grade::B), 94, 100, 90),
    (Status::Met, Some(Grade::A), 95, 100, 96),
];

/// The ranks of all goals over all weeks, and the weeks of which something is told.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    goals: [Way; GOALS],
    /// Every how many weeks it reports.
    every: u32,
    /// The last week of which it reports.
    until: u32,
    /// Weeks that it forgets.
    missed: Vec<u32>,
    /// Whether it reports daily in the last weeks.
    is_daily: bool,
}

/// The way of one goal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Way {
    start: u8,
    ceiling: u8,
    /// The first step up.
    begins: u32,
    /// Weeks for a step.
    step: u32,
    /// A fall: from when until when, and to which rank.
    fall: Option<(u32, u32, u8)>,
    /// Added to the scores, in ten-thousandths, so that no two organisations are alike.
    own: u16,
}

impl Way {
    fn rank(&self, week: u32) -> u8 {
        if let Some((from, to, rank)) = self.fall
            && (from..to).contains(&week)
        {
            return rank;
        }
        let steps = week.checked_sub(self.begins).map_or(0, |weeks| 1 + weeks / self.step.max(1));
        self.start.saturating_add(steps.min(9) as u8).min(self.ceiling).max(self.start)
    }
}

impl Path {
    /// Invents the path of a course.
    pub(super) fn make(course: Course, prng: &mut Prng) -> Self {
        let mut goals = [Way::default(); GOALS];
        for (place, way) in goals.iter_mut().enumerate() {
            let is_essential = place < TIER;
            let between = |prng: &mut Prng, low: i32, high: i32| prng.between(low, high).unsigned_abs();
            let (start, ceiling, begins, step) = match course {
                Course::Leader => (between(prng, 2, 5), 8, between(prng, 1, 12), between(prng, 4, 8)),
                Course::Fallen => (between(prng, 1, 3), 7, between(prng, 8, 12), between(prng, 4, 6)),
                Course::Slow | Course::Absent => {
                    (between(prng, 0, 2), between(prng, 2, 5), between(prng, 20, 70), between(prng, 20, 40))
                }
                Course::Steady | Course::SetBack | Course::Stopped => {
                    (between(prng, 0, 4), between(prng, 4, 8), between(prng, 4, 40), between(prng, 7, 16))
                }
            };
            // Enhanced goals come later and do not go as far.
            let (ceiling, begins) =
                if is_essential { (ceiling, begins) } else { (ceiling.saturating_sub(1), begins + 20) };
            *way = Way {
                start: start as u8,
                ceiling: (ceiling as u8).clamp(start as u8, BEST),
                begins,
                step,
                fall: None,
                own: prng.below(400) as u16,
            };
        }
        let loses = match course {
            Course::SetBack => 3 + prng.below(4),
            Course::Fallen => 4,
            _ => 0,
        };
        let week = if course == Course::Fallen { prng.between(76, 88) } else { prng.between(35, 70) };
        let (week, weeks) = (week.unsigned_abs(), prng.between(10, 22).unsigned_abs());
        let mut places: Vec<usize> = (0..TIER).collect();
        for place in prng.take(&mut places, loses) {
            let way = &mut goals[place];
            way.fall = Some(match course {
                Course::Fallen => (week, WEEKS + 1, 3),
                _ => (week, week + weeks, way.rank(week).saturating_sub(3)),
            });
        }
        let every = if prng.one_in(9) { 1 } else { 4 };
        let until = if course == Course::Stopped { prng.between(48, 90).unsigned_abs() } else { WEEKS };
        let missed = (0..prng.below(5)).map(|_| prng.below(WEEKS as usize) as u32).collect();
        let is_daily = every == 1 && prng.one_in(2);
        Self { goals, every, until, missed, is_daily }
    }

    /// The weeks of which it tells, once it has enrolled in a week.
    pub(super) fn weeks(&self, enrolled: u32) -> impl Iterator<Item = u32> + '_ {
        // What reports every four weeks ends with the story, so that its last summary is not old.
        let is_turn = |week: &u32| (WEEKS - week).is_multiple_of(self.every) && !self.missed.contains(week);
        (enrolled + 1..=self.until).filter(is_turn)
    }

    /// Whether it tells of each day of a week.
    pub(super) fn tells_daily(&self, week: u32) -> bool {
        self.is_daily && week + DAILY_WEEKS > WEEKS && week <= self.until
    }

    /// What is told of a week.
    pub(super) fn told(&self, week: u32) -> Vec<GoalStanding> {
        let standing = |(goal, way): (GoalId, &Way)| {
            let (status, grade, low, high, coverage) = RANKS[usize::from(way.rank(week).min(BEST))];
            let share = |hundredths: u8, sign: i32| {
                let own = if matches!(hundredths, 0 | 100) { 0 } else { sign * i32::from(way.own) };
                f64::from((i32::from(hundredths) * 100 + own).clamp(0, 10_000)) / 10_000.0
            };
            GoalStanding {
                goal,
                status,
                low: share(low, 1),
                high: share(high, 1),
                grade,
                coverage: share(coverage, 1),
            }
        };
        GoalId::all().zip(&self.goals).map(standing).collect()
    }

    /// Whether all essential goals are met in a week at that rank or better.
    #[cfg(test)]
    pub(super) fn has_all_essential(&self, week: u32, grade: Grade) -> bool {
        let rank = match grade {
            Grade::D => BEST - 3,
            Grade::C => BEST - 2,
            Grade::B => BEST - 1,
            Grade::A => BEST,
        };
        self.goals[..TIER].iter().all(|way| way.rank(week) >= rank)
    }
}
