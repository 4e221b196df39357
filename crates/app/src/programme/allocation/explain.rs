//! The planner's answer as decisions, with a sentence for each yes and each no.

use super::Seen;
use ward_planner::allocation::{Award, WhyAward};
use ward_programme::funding::{Choice, Decision, Given, Line};

impl Seen<'_> {
    pub(super) fn decision(&self, award: &Award) -> Decision {
        let why = words(&award.why);
        let mut choices: Vec<Choice> = self
            .barred
            .iter()
            .map(|(goal, because)| Choice { goal: *goal, given: None, because: because.clone() })
            .collect();
        for ((goal, lines), level) in self.rows.iter().zip(&award.levels) {
            let given = level.and_then(|place| Some((place, lines.get(place)?)));
            choices.push(match given {
                Some((place, (line, value))) => Choice {
                    goal: *goal,
                    given: Some(Given { level: line.level, amount: line.asked }),
                    because: yes(line, *value, place, lines.len()),
                },
                None => Choice { goal: *goal, given: None, because: format!("no money for {goal}: {why}") },
            });
        }
        choices.sort_by_key(|choice| choice.goal);
        let asked = self.application.asked();
        let because = if self.rows.is_empty() {
            self.barred.values().next().cloned().unwrap_or_else(|| "nothing is asked for".to_owned())
        } else {
            format!("{} of the {asked} that is asked: {why}", award.money)
        };
        Decision { application: self.application.id, choices, because }
    }
}

fn yes(line: &Line, value: u64, place: usize, levels: usize) -> String {
    let (goal, asked) = (line.goal, line.asked);
    let which = if levels > 1 { format!(", level {} of {levels}", place + 1) } else { String::new() };
    format!("{asked} for {goal}{which}: it brings {}", a_thousand(value as f64, asked.cents as f64 / 100.0))
}

/// Worth for each thousand dollars, in weighted points of risk.
fn a_thousand(points: f64, dollars: f64) -> String {
    format!("{:.2} weighted points of risk for each $1,000", points / 1e6 / dollars.max(0.01) * 1_000.0)
}

/// Why an application gets this much and not more, in words for the applicant.
fn words(why: &WhyAward) -> String {
    match why {
        WhyAward::Full => "all that it asks for is funded".to_owned(),
        WhyAward::NothingToFund => "nothing in it fits within the cap and the budget".to_owned(),
        WhyAward::AtCap { cap, next } => {
            format!("more would take {next}, and one applicant can get {cap}")
        }
        WhyAward::GroupIsFull { group } => format!("more would give {group} more than it can get"),
        WhyAward::BelowTheLine { more, points_per_dollar, line } => format!(
            "the next {more} would bring {}, and {:.2} were needed to be among the funded",
            a_thousand(*points_per_dollar, 1.0),
            line / 1e3
        ),
        WhyAward::NotEnoughLeft { more, left } => {
            format!("the next {more} would be worth it, and {left} is left of the budget")
        }
        WhyAward::LiftedByFloor { group } => {
            format!("funded so that {group} gets the share that the terms promise")
        }
    }
}
