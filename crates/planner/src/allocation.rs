//! The best awards of a round: which levels of which applications to fund, under the budget, a cap for each applicant,
//! and floors and caps of groups.
//!
//! **How.** At a price for a dollar, and a price for each group's rule, every applicant has one best award; the sum of
//! these is an upper bound at any prices. For each applicant the possible awards are reduced once to those that are best
//! at some price (`menu.rs`), so a look at all applicants takes less than a millisecond. The prices that give the least
//! bound are found by bisection, price by price (`prices.rs`). The awards at those prices are then made to keep every
//! rule, and what is left is spent (`repair.rs`). Small rounds are searched whole (`exact.rs`): then the answer is the
//! best, and a refusal is proven.

mod exact;
mod explain;
mod menu;
mod prices;
mod repair;
#[cfg(test)]
mod tests;

pub use explain::WhyAward;

use menu::Menu;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::{GoalId, Money};

/// What is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Round {
    /// Money to award at most.
    pub budget: Money,
    /// Who asks for what.
    pub applications: Vec<Application>,
    /// Floors and caps of groups.
    pub rules: Vec<Rule>,
}

/// An application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: String,
    /// Most that the applicant may be awarded.
    pub cap: Money,
    /// Groups that the applicant belongs to: `state:IA`, `class:critical-access-hospital`.
    pub groups: BTreeSet<String>,
    /// What it asks for, a row for each goal.
    pub asks: Vec<Ask>,
}

/// What is asked for a goal: at most one of the levels is funded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ask {
    /// The goal.
    pub goal: GoalId,
    /// Choices, in any order.
    pub levels: Vec<Level>,
}

/// A choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Money that it takes.
    pub cost: Money,
    /// What it is worth in points of the caller's own scale: whole, so that sums are exact; at most a billion.
    pub value: u64,
}

/// A floor and a cap for a group. Shares of the budget are worked out by the caller: [`Money::share`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The group.
    pub group: String,
    /// What is limited.
    pub limit: Limit,
}

/// What a rule limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Money awarded to members of the group.
    Money {
        /// Floor.
        at_least: Money,
        /// Cap.
        at_most: Option<Money>,
    },
    /// Members of the group with an award.
    Awards {
        /// Floor.
        at_least: u32,
        /// Cap.
        at_most: Option<u32>,
    },
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Two of a name.
    #[error("application `{0}` stands in the list twice: remove one")]
    Twice(String),
    /// A number that means nothing.
    #[error("`{what}` of {of} is out of range: {expected}")]
    Number {
        /// Which number.
        what: &'static str,
        /// Of what.
        of: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// More than 255 levels, or more than 64 rows.
    #[error("application `{0}` has more than 64 goals or more than 255 levels for one")]
    TooLong(String),
    /// The floor of a group is above its own cap.
    #[error("the floor of `{0}` is above its cap: lower the floor or raise the cap")]
    FloorAboveCap(String),
    /// The members of a group do not ask for as much as its floor.
    #[error(
        "the floor of `{group}` is {floor}, but its members can be awarded at most {most}: lower the floor or seek applications"
    )]
    TooFewAsk {
        /// The group.
        group: String,
        /// Its floor.
        floor: String,
        /// What its members can be awarded at most.
        most: String,
    },
    /// The floors of groups that share no member are above the budget.
    #[error(
        "the floors of {groups} together take at least {least}, but the budget is {budget}: lower a floor or raise the budget"
    )]
    FloorsAboveBudget {
        /// The groups.
        groups: String,
        /// What their floors take at least.
        least: Money,
        /// The budget.
        budget: Money,
    },
    /// Every choice of awards was tried.
    #[error("no choice of awards keeps all floors and caps together: lower a floor")]
    Impossible,
    /// None was found, and not every choice was tried.
    #[error(
        "no awards were found that keep all floors and caps, though this does not prove that there are none: lower a floor that shares members with another"
    )]
    NotFound,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Allocation {
    /// For each application, in their order.
    pub awards: Vec<Award>,
    /// Points of all awards.
    pub value: u64,
    /// No awards that keep the rules have more points.
    pub bound: u64,
    /// `bound` over `value`, less one; 0 when the awards are proven best.
    pub gap: f64,
    /// Whether no awards are better.
    pub is_proven_best: bool,
    /// Money awarded.
    pub spent: Money,
    /// Points that a dollar must bring to be funded, before the rules of groups.
    pub points_per_dollar: f64,
    /// What each rule counts, in their order.
    pub rules: Vec<RuleCount>,
}

/// What an application is awarded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Award {
    /// The application.
    pub application: String,
    /// For each row of it, in order: the position of the funded level.
    pub levels: Vec<Option<usize>>,
    /// Money.
    pub money: Money,
    /// Points.
    pub value: u64,
    /// Why this much and not more.
    pub why: WhyAward,
}

/// What a rule counts in the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleCount {
    /// The group.
    pub group: String,
    /// Money awarded to its members.
    pub money: Money,
    /// Members with an award.
    pub awards: u32,
}

/// A round with whole numbers and indices.
struct Model {
    budget: i64,
    menus: Vec<Menu>,
    /// Rules that each applicant falls under.
    rules_of: Vec<Vec<usize>>,
    limits: Vec<Bounds>,
}

/// A rule in whole numbers.
struct Bounds {
    members: Vec<usize>,
    /// Cents, or awards.
    is_money: bool,
    least: i64,
    most: i64,
}

impl Bounds {
    /// What an award of that cost counts; `None` is no award.
    fn counts(&self, cost: Option<i64>) -> i64 {
        cost.map_or(0, |cost| if self.is_money { cost } else { 1 })
    }
}

/// The best awards, or good ones with how far they can be from the best.
pub fn allocate(round: &Round) -> Result<Allocation, Refused> {
    let model = Model::of(round)?;
    model.refuse_what_cannot_be(round)?;
    let prices = prices::least(&model);
    let mut bound = prices.bound;
    let mut found = repair::awards(&model, &prices);
    match exact::search(&model, &prices, found.as_ref()) {
        exact::Answer::Best(best) => {
            bound = best.as_ref().map_or(0, |best| model.value(best));
            found = best;
            if found.is_none() {
                return Err(Refused::Impossible);
            }
        }
        exact::Answer::CutShort(best) => found = best.or(found),
    }
    let found = found.ok_or(Refused::NotFound)?;
    Ok(explain::allocation(round, &model, &prices, &found, bound))
}

impl Model {
    fn of(round: &Round) -> Result<Self, Refused> {
        let number = |fits: bool, what, of: &str, expected| {
            if fits { Ok(()) } else { Err(Refused::Number { what, of: of.to_owned(), expected }) }
        };
        let is_amount = |money: Money| (0..=1_000_000_000_000_000).contains(&money.cents);
        number(is_amount(round.budget), "budget", "the round", "from 0 to 10 trillion dollars")?;
        let mut seen = BTreeSet::new();
        let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut menus = Vec::with_capacity(round.applications.len());
        for (at, application) in round.applications.iter().enumerate() {
            if !seen.insert(application.id.as_str()) {
                return Err(Refused::Twice(application.id.clone()));
            }
            number(is_amount(application.cap), "cap", &application.id, "from 0 to 10 trillion dollars")?;
            if application.asks.len() > 64 || application.asks.iter().any(|ask| ask.levels.len() > 255) {
                return Err(Refused::TooLong(application.id.clone()));
            }
            for level in application.asks.iter().flat_map(|ask| &ask.levels) {
                number(is_amount(level.cost), "cost", &application.id, "from 0 to 10 trillion dollars")?;
                number(level.value <= 1_000_000_000, "value", &application.id, "from 0 to a billion points")?;
            }
            menus.push(Menu::of(application, round.budget));
            for group in &application.groups {
                members.entry(group).or_default().push(at);
            }
        }
        let mut rules_of = vec![Vec::new(); menus.len()];
        let mut limits = Vec::with_capacity(round.rules.len());
        for (rule, asked) in round.rules.iter().enumerate() {
            let members = members.get(asked.group.as_str()).cloned().unwrap_or_default();
            for &member in &members {
                rules_of[member].push(rule);
            }
            let (is_money, least, most) = match asked.limit {
                Limit::Money { at_least, at_most } => {
                    (true, at_least.cents, at_most.map_or(i64::MAX, |most| most.cents))
                }
                Limit::Awards { at_least, at_most } => {
                    (false, at_least.into(), at_most.map_or(i64::MAX, i64::from))
                }
            };
            number(least >= 0 && most >= 0, "limit", &asked.group, "0 or more")?;
            if least > most {
                return Err(Refused::FloorAboveCap(asked.group.clone()));
            }
            limits.push(Bounds { members, is_money, least, most });
        }
        Ok(Self { budget: round.budget.cents, menus, rules_of, limits })
    }

    /// Refuses floors that cannot be kept for a reason that can be named.
    fn refuse_what_cannot_be(&self, round: &Round) -> Result<(), Refused> {
        let mut apart: Vec<(usize, i64)> = Vec::new();
        for (rule, limit) in self.limits.iter().enumerate().filter(|(_, limit)| limit.least > 0) {
            let costs = limit.members.iter().filter_map(|&member| self.menus[member].range());
            let (mut cheapest, mut most) = (Vec::new(), 0);
            for (low, high) in costs {
                cheapest.push(low);
                most += limit.counts(Some(high));
            }
            let says = |amount: i64| {
                if limit.is_money { Money { cents: amount }.to_string() } else { format!("{amount} awards") }
            };
            if most < limit.least {
                let group = round.rules[rule].group.clone();
                return Err(Refused::TooFewAsk { group, floor: says(limit.least), most: says(most) });
            }
            cheapest.sort_unstable();
            let wanted = usize::try_from(limit.least).unwrap_or(usize::MAX);
            let least = if limit.is_money { limit.least } else { cheapest.iter().take(wanted).sum() };
            apart.push((rule, least));
        }
        // Disjoint groups, the dearest floors first.
        apart.sort_by_key(|(rule, least)| (-least, *rule));
        let (mut taken, mut sum, mut names) = (BTreeSet::<usize>::new(), 0, Vec::new());
        for (rule, least) in apart {
            if self.limits[rule].members.iter().all(|member| !taken.contains(member)) {
                taken.extend(&self.limits[rule].members);
                sum += least;
                names.push(format!("`{}`", round.rules[rule].group));
            }
        }
        if sum > self.budget {
            let least = Money { cents: sum };
            return Err(Refused::FloorsAboveBudget { groups: names.join(", "), least, budget: round.budget });
        }
        Ok(())
    }

    fn value(&self, picks: &[Option<usize>]) -> u64 {
        self.menus
            .iter()
            .zip(picks)
            .filter_map(|(menu, pick)| pick.map(|pick| menu.offers[pick].value))
            .sum::<i64>() as u64
    }

    fn cost(&self, at: usize, pick: Option<usize>) -> Option<i64> {
        pick.map(|pick| self.menus[at].offers[pick].cost)
    }

    /// What each rule counts, and the money of all.
    fn count(&self, picks: &[Option<usize>]) -> (i64, Vec<i64>) {
        let mut counts = vec![0; self.limits.len()];
        let mut spent = 0;
        for (at, &pick) in picks.iter().enumerate() {
            let cost = self.cost(at, pick);
            spent += cost.unwrap_or(0);
            for &rule in &self.rules_of[at] {
                counts[rule] += self.limits[rule].counts(cost);
            }
        }
        (spent, counts)
    }

    fn keeps_all(&self, picks: &[Option<usize>]) -> bool {
        let (spent, counts) = self.count(picks);
        spent <= self.budget
            && self
                .limits
                .iter()
                .zip(counts)
                .all(|(limit, count)| (limit.least..=limit.most).contains(&count))
    }
}
