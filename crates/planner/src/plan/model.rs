//! The question in whole numbers: cents, minutes and points, with indices for names.

use super::{Question, Refused, YEAR};
use std::collections::BTreeMap;
use ward_domain::MeasureId;

/// Points of one unit of weight. Whole points make sums exact and the same everywhere.
pub(super) const POINTS: f64 = 1e6;

/// Year of the beginning for each action; the number of years stands for never.
pub(super) type Starts = Vec<u8>;

pub(super) struct Model {
    pub(super) years: usize,
    pub(super) money: Vec<i64>,
    pub(super) minutes: Vec<i64>,
    pub(super) actions: Vec<Work>,
    pub(super) gaps: Vec<Gap>,
    pub(super) goals: Vec<Target>,
    /// Actions so that needs come before what needs them.
    pub(super) order: Vec<usize>,
}

pub(super) struct Work {
    pub(super) money: (i64, i64),
    pub(super) minutes: (i64, i64),
    /// Whole years from the year of the beginning to the year in which it is done.
    pub(super) lag: usize,
    /// Whether it must begin in a later year than its needs are done.
    pub(super) is_apart: bool,
    pub(super) needs: Vec<usize>,
    /// Actions that need it.
    pub(super) users: Vec<usize>,
    /// A need that is neither done nor to be had.
    pub(super) missing: Option<String>,
    /// Gaps that it closes.
    pub(super) serves: Vec<usize>,
    /// Years in which it may begin for the sake of time, as bits.
    pub(super) timely: u8,
    /// Those of them whose means it does not exceed alone.
    pub(super) may: u8,
}

pub(super) struct Gap {
    pub(super) id: MeasureId,
    /// Its goal.
    pub(super) goal: usize,
    pub(super) points: i64,
    pub(super) servers: Vec<usize>,
}

pub(super) struct Target {
    pub(super) gaps: Vec<usize>,
    pub(super) bonus: i64,
    /// Whether every gap has an action.
    pub(super) is_reachable: bool,
}

impl Model {
    pub(super) fn of(question: &Question) -> Result<Self, Refused> {
        check(question)?;
        let years = question.years.len();
        let mut index = BTreeMap::new();
        for (at, candidate) in question.candidates.iter().enumerate() {
            if index.insert(candidate.id.as_str(), at).is_some() {
                return Err(Refused::Twice(candidate.id.clone()));
            }
        }
        let (mut gaps, mut goals, mut gap_index) = (Vec::<Gap>::new(), Vec::new(), BTreeMap::new());
        for goal in &question.goals {
            let required = f64::from(goal.required).max(goal.gaps.len() as f64).max(1.0);
            let points = (goal.weight * (1.0 - question.bonus) / required * POINTS).round() as i64;
            let mut of_goal = Vec::new();
            for id in &goal.gaps {
                if gap_index.insert(*id, gaps.len()).is_some() {
                    return Err(Refused::Twice(id.to_string()));
                }
                of_goal.push(gaps.len());
                gaps.push(Gap { id: *id, goal: goals.len(), points, servers: Vec::new() });
            }
            let bonus = (goal.weight * question.bonus * POINTS).round() as i64;
            goals.push(Target { gaps: of_goal, bonus, is_reachable: false });
        }
        let minutes = |hours: f64| (hours * 60.0).round() as i64;
        let mut actions: Vec<Work> = Vec::new();
        for (at, candidate) in question.candidates.iter().enumerate() {
            let serves: Vec<usize> =
                candidate.satisfies.iter().filter_map(|id| gap_index.get(id).copied()).collect();
            for &gap in &serves {
                gaps[gap].servers.push(at);
            }
            let open = || candidate.needs.iter().filter(|need| !question.done.contains(*need));
            actions.push(Work {
                money: (candidate.once.cents, candidate.yearly.cents),
                minutes: (minutes(candidate.hours_once), minutes(candidate.hours_yearly)),
                lag: 0,
                is_apart: false,
                needs: open().filter_map(|need| index.get(need.as_str()).copied()).collect(),
                users: Vec::new(),
                missing: open().find(|need| !index.contains_key(need.as_str())).cloned(),
                serves,
                timely: 0,
                may: 0,
            });
        }
        for at in 0..actions.len() {
            for need in actions[at].needs.clone() {
                actions[need].users.push(at);
            }
        }
        for goal in &mut goals {
            goal.is_reachable =
                !goal.gaps.is_empty() && goal.gaps.iter().all(|&gap| !gaps[gap].servers.is_empty());
        }
        let order = in_order(question, &actions)?;
        let mut model = Self {
            years,
            money: question.years.iter().map(|means| means.budget.cents).collect(),
            minutes: question.years.iter().map(|means| minutes(means.hours)).collect(),
            actions,
            gaps,
            goals,
            order,
        };
        model.place_in_time(question);
        Ok(model)
    }

    /// Lags, and the years in which each action may begin at all.
    fn place_in_time(&mut self, question: &Question) {
        let mut days_in_year = vec![0; self.actions.len()];
        let mut first_done = vec![Some(0); self.actions.len()];
        for &at in &self.order {
            let lead = question.candidates[at].lead_days.max(1);
            let action = &self.actions[at];
            let before = action.needs.iter().map(|&need| days_in_year[need]).max().unwrap_or(0);
            let is_apart = !action.needs.is_empty() && before + lead > YEAR;
            let days = if is_apart { lead } else { before + lead };
            let lag = ((days - 1) / YEAR) as usize;
            days_in_year[at] = (days - 1) % YEAR + 1;
            let after: Option<usize> = action
                .needs
                .iter()
                .map(|&need| first_done[need])
                .try_fold(0, |most, done| Some(most.max(done?)));
            let first = after.filter(|_| action.missing.is_none()).map(|year| year + usize::from(is_apart));
            first_done[at] = first.map(|year| year + lag);
            let timely: Vec<usize> = (0..self.years)
                .filter(|&year| first.is_some_and(|first| year >= first) && year + lag < self.years)
                .collect();
            let may: Vec<usize> = timely.iter().copied().filter(|&year| self.fits_alone(at, year)).collect();
            let bits = |years: &[usize]| years.iter().fold(0_u8, |bits, year| bits | 1 << year);
            let action = &mut self.actions[at];
            (action.lag, action.is_apart) = (lag, is_apart);
            (action.timely, action.may) = (bits(&timely), bits(&may));
        }
    }

    fn fits_alone(&self, at: usize, start: usize) -> bool {
        (start..self.years).all(|year| {
            let (money, minutes) = self.takes(at, start, year);
            money <= self.money[year] && minutes <= self.minutes[year]
        })
    }

    /// Cents and minutes that an action begun in `start` takes in `year`.
    pub(super) fn takes(&self, at: usize, start: usize, year: usize) -> (i64, i64) {
        let action = &self.actions[at];
        if year < start || start >= self.years {
            return (0, 0);
        }
        let once = if year == start { (action.money.0, action.minutes.0) } else { (0, 0) };
        (once.0 + action.money.1, once.1 + action.minutes.1)
    }

    /// Years for which the work of an action is held.
    pub(super) fn held(&self, at: usize, start: usize) -> usize {
        self.years.saturating_sub(start + self.actions[at].lag)
    }

    /// The latest year in which `need` may begin for `at` to begin in `start`; `None` when there is none.
    pub(super) fn latest(&self, at: usize, need: usize, start: usize) -> Option<usize> {
        start.checked_sub(self.actions[need].lag + usize::from(self.actions[at].is_apart))
    }

    /// Points of a plan.
    pub(super) fn points(&self, starts: &[u8]) -> i64 {
        let held: Vec<usize> = self.gaps.iter().map(|gap| self.gap_held(gap, starts)).collect();
        let gaps: i64 =
            self.gaps.iter().zip(&held).map(|(gap, &years)| gap.points * years.cast_signed() as i64).sum();
        let goals = self.goals.iter().filter(|goal| goal.is_reachable);
        gaps + goals
            .map(|goal| {
                goal.bonus * goal.gaps.iter().map(|&gap| held[gap]).min().unwrap_or(0).cast_signed() as i64
            })
            .sum::<i64>()
    }

    /// Years for which a gap is closed.
    pub(super) fn gap_held(&self, gap: &Gap, starts: &[u8]) -> usize {
        gap.servers.iter().map(|&at| self.held(at, starts[at].into())).max().unwrap_or(0)
    }

    /// What each year has left; below zero is too much.
    pub(super) fn left(&self, starts: &[u8]) -> Vec<(i64, i64)> {
        let mut left: Vec<_> = self.money.iter().copied().zip(self.minutes.iter().copied()).collect();
        for (at, &start) in starts.iter().enumerate() {
            for (year, left) in left.iter_mut().enumerate().skip(start.into()) {
                let (money, minutes) = self.takes(at, start.into(), year);
                *left = (left.0 - money, left.1 - minutes);
            }
        }
        left
    }

    /// Whether all needs are begun in time.
    pub(super) fn keeps_needs(&self, at: usize, starts: &[u8]) -> bool {
        let start = usize::from(starts[at]);
        start >= self.years
            || self.actions[at].needs.iter().all(|&need| {
                self.latest(at, need, start).is_some_and(|latest| usize::from(starts[need]) <= latest)
            })
    }

    /// A plan with nothing in it.
    pub(super) fn nothing(&self) -> Starts {
        vec![self.years as u8; self.actions.len()]
    }
}

fn check(question: &Question) -> Result<(), Refused> {
    if !(1..=5).contains(&question.years.len()) {
        return Err(Refused::Years(question.years.len()));
    }
    let number = |what, of: &str, value: f64, most: f64, expected| {
        let refused = Refused::Number { what, of: of.to_owned(), value, expected };
        if (0.0..=most).contains(&value) { Ok(()) } else { Err(refused) }
    };
    number("bonus", "the question", question.bonus, 1.0, "from 0 to 1")?;
    for goal in &question.goals {
        number("weight", &goal.goal.to_string(), goal.weight, 1e6, "from 0 to 1,000,000")?;
    }
    for (year, means) in question.years.iter().enumerate() {
        let of = format!("year {}", year + 1);
        number("budget", &of, means.budget.cents as f64, 1e15, "from 0 to 10 trillion dollars")?;
        number("hours", &of, means.hours, 1e9, "from 0 to a billion")?;
    }
    for candidate in &question.candidates {
        for (what, money) in [("once", candidate.once), ("yearly", candidate.yearly)] {
            number(what, &candidate.id, money.cents as f64, 1e15, "from 0 to 10 trillion dollars")?;
        }
        for (what, hours) in [("hours_once", candidate.hours_once), ("hours_yearly", candidate.hours_yearly)]
        {
            number(what, &candidate.id, hours, 1e9, "from 0 to a billion")?;
        }
        number("lead_days", &candidate.id, candidate.lead_days.into(), 36_500.0, "at most 36,500")?;
    }
    Ok(())
}

fn in_order(question: &Question, actions: &[Work]) -> Result<Vec<usize>, Refused> {
    let mut order = Vec::new();
    let mut placed = vec![false; actions.len()];
    while order.len() < actions.len() {
        let before = order.len();
        for (at, action) in actions.iter().enumerate() {
            if !placed[at] && action.needs.iter().all(|&need| placed[need]) {
                placed[at] = true;
                order.push(at);
            }
        }
        if order.len() == before {
            let stuck = placed.iter().position(|placed| !placed).unwrap_or_default();
            return Err(Refused::Circle(question.candidates[stuck].id.clone()));
        }
    }
    Ok(order)
}
