//! A plan in the making: actions go in and out, and points and means follow.

use super::model::{Model, Starts};

/// A plan in the making. It always keeps means, needs and dates.
#[derive(Clone)]
pub(super) struct Draft<'m> {
    model: &'m Model,
    pub(super) starts: Starts,
    /// Cents and minutes that each year has left.
    left: Vec<(i64, i64)>,
    /// Years for which each gap is closed, and each goal reached.
    gaps: Vec<u8>,
    goals: Vec<u8>,
    pub(super) points: i64,
}

impl<'m> Draft<'m> {
    /// An empty plan.
    pub(super) fn new(model: &'m Model) -> Self {
        Self {
            model,
            starts: model.nothing(),
            left: model.left(&model.nothing()),
            gaps: vec![0; model.gaps.len()],
            goals: vec![0; model.goals.len()],
            points: 0,
        }
    }

    /// A plan that keeps everything.
    pub(super) fn of(model: &'m Model, starts: &[u8]) -> Self {
        let mut draft = Self::new(model);
        for (at, &start) in starts.iter().enumerate() {
            if usize::from(start) < model.years {
                draft.put(at, start.into());
            }
        }
        draft
    }

    /// Takes over another draft of the same question without allocating.
    pub(super) fn copy(&mut self, other: &Self) {
        self.starts.copy_from_slice(&other.starts);
        self.left.copy_from_slice(&other.left);
        self.gaps.copy_from_slice(&other.gaps);
        self.goals.copy_from_slice(&other.goals);
        self.points = other.points;
    }

    pub(super) fn is_in(&self, at: usize) -> bool {
        usize::from(self.starts[at]) < self.model.years
    }

    /// Points that a gap has left to give, with its share of the goal's bonus: none when it is closed.
    pub(super) fn credit(&self, gap: usize) -> f64 {
        if self.gaps[gap] > 0 {
            return 0.0;
        }
        let goal = self.model.gaps[gap].goal;
        let target = &self.model.goals[goal];
        let open = target.gaps.iter().filter(|&&other| self.gaps[other] == 0).count().max(1);
        let bonus = if target.is_reachable { target.bonus as f64 / open as f64 } else { 0.0 };
        self.model.gaps[gap].points as f64 + bonus
    }

    /// Adds the action with all that it needs, each as early as it fits, when that gives more points.
    pub(super) fn add_if_better(&mut self, at: usize, placed: &mut Vec<usize>) -> bool {
        if self.is_in(at) {
            return false;
        }
        let before = self.points;
        placed.clear();
        if self.add(at, placed) && self.points > before {
            return true;
        }
        self.undo(placed);
        false
    }

    /// Adds the action with all that it needs, each as early as it fits; what was placed is told even when that fails.
    pub(super) fn add(&mut self, at: usize, placed: &mut Vec<usize>) -> bool {
        let action = &self.model.actions[at];
        if action.may == 0 {
            return false;
        }
        for &need in &action.needs {
            if !self.is_in(need) && !self.add(need, placed) {
                return false;
            }
        }
        let fits = |start: &usize| {
            action.may >> start & 1 == 1 && self.follows_needs(at, *start) && self.fits(at, *start)
        };
        let Some(start) = (0..self.model.years).find(fits) else { return false };
        self.put(at, start);
        placed.push(at);
        true
    }

    pub(super) fn undo(&mut self, placed: &mut Vec<usize>) {
        while let Some(at) = placed.pop() {
            self.take_out(at);
        }
    }

    fn follows_needs(&self, at: usize, start: usize) -> bool {
        self.model.actions[at].needs.iter().all(|&need| {
            self.model.latest(at, need, start).is_some_and(|latest| usize::from(self.starts[need]) <= latest)
        })
    }

    fn fits(&self, at: usize, start: usize) -> bool {
        (start..self.model.years).all(|year| {
            let (money, minutes) = self.model.takes(at, start, year);
            money <= self.left[year].0 && minutes <= self.left[year].1
        })
    }

    /// Takes out an action and all that need it.
    pub(super) fn remove(&mut self, at: usize) {
        if self.is_in(at) {
            for &user in &self.model.actions[at].users {
                self.remove(user);
            }
            self.take_out(at);
        }
    }

    /// Begins what is in as early as it fits, needs before what needs them; whether anything moved.
    pub(super) fn pull_forward(&mut self) -> bool {
        let mut moved = false;
        for &at in &self.model.order {
            let start = usize::from(self.starts[at]);
            if start == 0 || start >= self.model.years {
                continue;
            }
            let may = self.model.actions[at].may;
            if may & ((1 << start) - 1) == 0 {
                continue;
            }
            self.take_out(at);
            let fits = |earlier: &usize| {
                may >> earlier & 1 == 1 && self.follows_needs(at, *earlier) && self.fits(at, *earlier)
            };
            let earlier = (0..start).find(fits);
            moved |= earlier.is_some();
            self.put(at, earlier.unwrap_or(start));
        }
        moved
    }

    /// Takes out what no point and no other action needs.
    pub(super) fn drop_what_adds_nothing(&mut self) {
        for &at in self.model.order.iter().rev() {
            if self.is_in(at) && !self.model.actions[at].users.iter().any(|&user| self.is_in(user)) {
                let (start, points) = (self.starts[at], self.points);
                self.take_out(at);
                if self.points < points {
                    self.put(at, start.into());
                }
            }
        }
    }

    fn put(&mut self, at: usize, start: usize) {
        let action = &self.model.actions[at];
        self.starts[at] = start as u8;
        self.spend(at, start, -1);
        let held = self.model.held(at, start) as u8;
        for &gap in &action.serves {
            if self.gaps[gap] < held {
                self.settle(gap, held);
            }
        }
    }

    fn take_out(&mut self, at: usize) {
        let start = usize::from(self.starts[at]);
        self.spend(at, start, 1);
        self.starts[at] = self.model.years as u8;
        let held = self.model.held(at, start) as u8;
        for &gap in &self.model.actions[at].serves {
            if self.gaps[gap] == held {
                let held = self.model.gap_held(&self.model.gaps[gap], &self.starts) as u8;
                self.settle(gap, held);
            }
        }
    }

    fn spend(&mut self, at: usize, start: usize, sign: i64) {
        for year in start..self.model.years {
            let (money, minutes) = self.model.takes(at, start, year);
            self.left[year] = (self.left[year].0 + sign * money, self.left[year].1 + sign * minutes);
        }
    }

    /// The gap is closed for so many years now.
    fn settle(&mut self, gap: usize, held: u8) {
        let years = |new: u8, old: u8| i64::from(new) - i64::from(old);
        let known = &self.model.gaps[gap];
        self.points += known.points * years(held, self.gaps[gap]);
        self.gaps[gap] = held;
        let goal = &self.model.goals[known.goal];
        if goal.is_reachable {
            let whole = goal.gaps.iter().map(|&gap| self.gaps[gap]).min().unwrap_or(0);
            self.points += goal.bonus * years(whole, self.goals[known.goal]);
            self.goals[known.goal] = whole;
        }
    }
}
