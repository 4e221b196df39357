//! The awards of a closed round, worked out by the planner: what it is given, and its answer as a proposal that explains
//! every yes and every no.
//!
//! **What a goal is worth.** Its share of the risk by the catalogue's base rates (all twenty goals of one organisation
//! weigh 100), times the priorities of the round, times the mean merit that reviewers gave. Nothing of it is law; the
//! terms and the catalogue say where each number comes from.
//!
//! **What the planner never sees.** Applications that cannot be awarded anyway (too few reviews, reviewers against,
//! no participant any more), and goals that are met by now or paid for by another award. They get a no with its reason.

mod explain;
#[cfg(test)]
mod tests;

use super::office::Office;
use crate::AppError;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use ward_catalog::BaseRates;
use ward_domain::{Digest, GoalId, Money};
use ward_planner::allocation as planner;
use ward_programme::funding::{
    Advice, Answer, Application, Floor, Funding, Known, Line, Priority, Progress, Proposal, Roll, Round,
    RoundId, Summaries, Terms,
};
use ward_programme::{Programme, Refused};

/// Points of the planner for one unit of risk weight.
const POINTS: f64 = 1e6;
/// The most points that the planner takes for one level.
const MOST_POINTS: f64 = 1e9;
/// What each level above the leanest adds to the worth of a goal (OWN: no source says how much better they are).
const LEVEL_STEP: f64 = 0.1;

/// What the planner proposes for a closed round now. Nothing is recorded: whoever decides records the proposal.
pub fn propose_now(office: &Office, round: &RoundId) -> Result<Proposal, AppError> {
    let (programme, sector) = (office.programme()?, office.sector()?);
    Ok(propose(&programme, sector.as_ref(), &office.catalog().base_rates, round, office.now())?)
}

/// What the planner proposes for a round, by what is known at that instant. Nothing is recorded.
pub fn propose(
    programme: &Programme,
    summaries: &dyn Summaries,
    rates: &BaseRates,
    round: &RoundId,
    at: Timestamp,
) -> Result<Proposal, Refused> {
    let known = Known { participants: &programme.participants, summaries };
    let funding = &programme.funding;
    let round = funding.round(round)?;
    let mut seen = Vec::with_capacity(round.applicants.len());
    for number in round.applicants.values() {
        seen.push(Seen::of(funding.application(*number)?, round, funding, &known, rates, at));
    }
    // By number, so that the same round is the same input whatever its applicants are called.
    seen.sort_by_key(|one| one.application.id);
    let floors =
        round.terms.floors.iter().map(|floor| Group::of(&floor.value, &round.terms, &seen, &known, at));
    let mut floors: Vec<Group<'_>> = floors.collect();
    let (input, found) = solve(&round.terms, &seen, &mut floors)?;
    let json = serde_json::to_vec(&input)
        .map_err(|_| Refused::new("planner", "the planner's input cannot be written down"))?;
    let missed = floors.iter().filter_map(|floor| Some((floor.name.to_owned(), floor.missed(&found)?)));
    Ok(Proposal {
        input: Digest(Sha256::digest(&json).into()),
        planner: format!("ward-planner {}", env!("CARGO_PKG_VERSION")),
        value: found.value,
        bound: found.bound,
        decisions: seen.iter().zip(&found.awards).map(|(one, award)| one.decision(award)).collect(),
        floors_missed: missed.collect(),
    })
}

/// An application as the planner sees it.
struct Seen<'a> {
    application: &'a Application,
    /// What can be awarded: the lines of each goal by level, each with its worth.
    rows: Vec<(GoalId, Vec<(&'a Line, u64)>)>,
    /// What cannot, and why.
    barred: BTreeMap<GoalId, String>,
    cap: Money,
}

impl<'a> Seen<'a> {
    fn of(
        application: &'a Application,
        round: &Round,
        funding: &Funding,
        roll: &dyn Roll,
        rates: &BaseRates,
        at: Timestamp,
    ) -> Self {
        let whole = bar(application, &round.terms, roll);
        let weight = priority(application, &round.terms.priorities, roll, at) * merit(application);
        let mut rows: BTreeMap<GoalId, Vec<&Line>> = BTreeMap::new();
        for line in &application.form.lines {
            rows.entry(line.goal).or_default().push(line);
        }
        let mut seen =
            Self { application, rows: Vec::new(), barred: BTreeMap::new(), cap: round.terms.cap.value };
        for (goal, mut lines) in rows {
            let why = whole.clone().or_else(|| bar_goal(application, goal, &round.terms, funding, roll, at));
            if let Some(why) = why {
                seen.barred.insert(goal, why);
                continue;
            }
            lines.sort_by_key(|line| line.level);
            let worth = |place: usize| {
                let points = POINTS * rates.weight(goal, false) * weight * (1.0 + LEVEL_STEP * place as f64);
                // What somebody asks for within the rules is worth at least a little.
                points.round().clamp(1.0, MOST_POINTS) as u64
            };
            let lines = lines.into_iter().enumerate().map(|(place, line)| (line, worth(place)));
            seen.rows.push((goal, lines.collect()));
        }
        seen
    }

    /// The most that can be awarded.
    fn most(&self) -> Money {
        let dearest = |lines: &Vec<(&Line, u64)>| lines.iter().map(|(line, _)| line.asked).max();
        self.rows.iter().filter_map(|(_, lines)| dearest(lines)).sum::<Money>().min(self.cap)
    }

    fn input(&self, groups: BTreeSet<String>) -> planner::Application {
        let level = |(line, value): &(&Line, u64)| planner::Level { cost: line.asked, value: *value };
        let ask = |(goal, lines): &(GoalId, Vec<_>)| planner::Ask {
            goal: *goal,
            levels: lines.iter().map(level).collect(),
        };
        planner::Application {
            id: self.application.id.to_string(),
            cap: self.cap,
            groups,
            asks: self.rows.iter().map(ask).collect(),
        }
    }
}

/// Why nothing of an application can be awarded; none when something can.
fn bar(application: &Application, terms: &Terms, roll: &dyn Roll) -> Option<String> {
    let reviews = application.counting_reviews().count();
    let against = application.counting_reviews().filter(|one| one.opinion.advice == Advice::Decline).count();
    if roll.name(&application.participant).is_none() {
        Some(format!("{} takes part no longer", application.participant))
    } else if reviews < usize::from(terms.reviews_needed) {
        Some(format!("the application has {reviews} of the {} reviews that it needs", terms.reviews_needed))
    } else if against * 2 > reviews {
        Some(format!("{against} of {reviews} reviewers advise against it"))
    } else {
        None
    }
}

/// Why a goal of an application cannot be awarded; none when it can.
fn bar_goal(
    application: &Application,
    goal: GoalId,
    terms: &Terms,
    funding: &Funding,
    roll: &dyn Roll,
    at: Timestamp,
) -> Option<String> {
    let who = &application.participant;
    let grade = terms.required_grade.value;
    if let Some(verified) = roll.verified(who, goal, at).filter(|verified| verified.holds(grade)) {
        let day = verified.as_of;
        return Some(format!(
            "{goal} is met at grade {} or better already, by the summary of {day}",
            grade.as_str()
        ));
    }
    let mut open = funding.awards_of(who).filter(|award| award.closed.is_none());
    let paying = open.find(|award| {
        let of_goal = award.milestones.iter().filter(|(place, _)| place.goal == goal);
        of_goal.into_iter().any(|(_, milestone)| !matches!(milestone.progress, Progress::ClawedBack(..)))
    });
    paying.map(|award| format!("award {} pays for {goal} already", award.id))
}

/// The priorities of all groups that the applicant belongs to, multiplied; 1 is as everyone.
fn priority(
    application: &Application,
    priorities: &[ward_programme::funding::Dated<Priority>],
    roll: &dyn Roll,
    at: Timestamp,
) -> f64 {
    let mine = priorities
        .iter()
        .map(|priority| &priority.value)
        .filter(|priority| roll.answer(&application.participant, &priority.who, at) == Answer::Yes);
    mine.map(|priority| f64::from(priority.per_cent) / 100.0).product()
}

/// The mean merit of the reviews that count, 0 to 1; 1 where nobody reviewed.
fn merit(application: &Application) -> f64 {
    let merits: Vec<f64> =
        application.counting_reviews().map(|review| f64::from(review.opinion.merit) / 100.0).collect();
    if merits.is_empty() { 1.0 } else { merits.iter().sum::<f64>() / merits.len() as f64 }
}

/// A group with a floor, and the places of its members among the applications.
struct Group<'a> {
    name: &'a str,
    members: BTreeSet<usize>,
    /// What the terms ask for: its share of the budget, or all that it asks for when that is less.
    least: Money,
    /// What the planner is asked to keep.
    kept: Money,
    /// Why `kept` is below `least`.
    because: String,
}

impl<'a> Group<'a> {
    fn of(floor: &'a Floor, terms: &Terms, seen: &[Seen<'_>], roll: &dyn Roll, at: Timestamp) -> Self {
        let is_in = |one: &Seen<'_>| roll.answer(&one.application.participant, &floor.who, at) == Answer::Yes;
        let members: BTreeSet<usize> =
            seen.iter().enumerate().filter(|(_, one)| is_in(one)).map(|(place, _)| place).collect();
        let mine = || members.iter().filter_map(|place| seen.get(*place));
        let asked: Money = mine().map(|one| one.application.asked()).sum();
        let most: Money = mine().map(Seen::most).sum();
        let least = floor.amount(terms.budget.value).min(asked);
        let because = format!("only {most} of the {asked} that its members ask for can be awarded");
        Self { name: &floor.name, members, least, kept: least.min(most), because }
    }

    /// Why the floor is not reached; none when it is.
    fn missed(&self, found: &planner::Allocation) -> Option<String> {
        let awards = self.members.iter().filter_map(|place| found.awards.get(*place));
        let given: Money = awards.map(|award| award.money).sum();
        (given < self.least).then(|| format!("{given} of {}: {}", self.least, self.because))
    }
}

/// The best awards. Where the floors cannot be kept together, those named later in the terms give way first.
fn solve(
    terms: &Terms,
    seen: &[Seen<'_>],
    floors: &mut [Group<'_>],
) -> Result<(planner::Round, planner::Allocation), Refused> {
    loop {
        let input = input(terms, seen, floors);
        let refused = match planner::allocate(&input) {
            Ok(found) => return Ok((input, found)),
            Err(refused) => refused,
        };
        let is_about_floors = matches!(
            refused,
            planner::Refused::TooFewAsk { .. }
                | planner::Refused::FloorsAboveBudget { .. }
                | planner::Refused::Impossible
                | planner::Refused::NotFound
        );
        match floors.iter_mut().rev().find(|floor| floor.kept > Money::ZERO) {
            Some(last) if is_about_floors => {
                last.kept = Money::ZERO;
                last.because = format!("it gave way to what stands before it in the terms, for {refused}");
            }
            _ => return Err(Refused::new("planner", refused.to_string())),
        }
    }
}

fn input(terms: &Terms, seen: &[Seen<'_>], floors: &[Group<'_>]) -> planner::Round {
    let groups = |place: usize| {
        let mine = floors.iter().filter(|floor| floor.members.contains(&place));
        mine.map(|floor| floor.name.to_owned()).collect()
    };
    let rule = |floor: &Group<'_>| planner::Rule {
        group: floor.name.to_owned(),
        limit: planner::Limit::Money { at_least: floor.kept, at_most: None },
    };
    planner::Round {
        budget: terms.budget.value,
        applications: seen.iter().enumerate().map(|(place, one)| one.input(groups(place))).collect(),
        rules: floors.iter().filter(|floor| floor.kept > Money::ZERO).map(rule).collect(),
    }
}
