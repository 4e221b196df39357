//! Value against budget: what less or more money would buy.

use super::model::{Model, POINTS};
use super::{Question, Refused, search};
use serde::{Deserialize, Serialize};
use ward_domain::Money;

/// A point of the frontier.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Part of each year's budget: 1 is the budget as asked.
    pub part: f64,
    /// Budgets of all years together.
    pub budget: Money,
    /// Weight held, summed over the years.
    pub value: f64,
    /// No plan under that budget can reach more.
    pub bound: f64,
}

/// Plans for parts of the budget from nothing to `most` times as much, in even steps; hours stay as they are. More
/// money never gives less: each point begins with the plan of the one before.
pub fn frontier(question: &Question, most: f64, points: u32) -> Result<Vec<Point>, Refused> {
    if !(most.is_finite() && most > 0.0) {
        let expected = "a number above 0";
        return Err(Refused::Number { what: "most", of: "the frontier".to_owned(), value: most, expected });
    }
    let mut known = None;
    let mut frontier: Vec<Point> = Vec::new();
    for at in 0..=points.max(1) {
        let part = most * f64::from(at) / f64::from(points.max(1));
        let mut asked = question.clone();
        for year in &mut asked.years {
            year.budget = year.budget.share(part);
        }
        let found = search::best(&Model::of(&asked)?, asked.steps, known.as_ref());
        frontier.push(Point {
            part,
            budget: asked.years.iter().map(|year| year.budget).sum(),
            value: found.points as f64 / POINTS,
            bound: found.bound as f64 / POINTS,
        });
        known = Some(found.starts);
    }
    // What no plan under more money can reach, none under less can.
    for at in (1..frontier.len()).rev() {
        frontier[at - 1].bound = frontier[at - 1].bound.min(frontier[at].bound);
    }
    Ok(frontier)
}
