//! A penalty, line by line: each line a sentence with its rules, so that a person can follow and doubt every step.

use crate::Refused;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ward_catalog::{Force, Mark, Parameter, Unit};
use ward_domain::Money;

/// What must stand beside every penalty that Ward shows.
pub const AID: &str = "Worked out by Ward as an aid for people who decide. It is not legal advice.";

/// The same penalty by the words of the regulation and under the enforcement discretion of 2019.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// By the regulation.
    pub regulation: Money,
    /// Under the discretion. The same where there is none.
    pub discretion: Money,
}

impl Amounts {
    /// The same in both.
    pub fn both(amount: Money) -> Self {
        Self { regulation: amount, discretion: amount }
    }
    /// The share of both.
    pub fn share(self, share: f64) -> Self {
        Self { regulation: self.regulation.share(share), discretion: self.discretion.share(share) }
    }
    /// What makes them lower.
    pub fn negative(self) -> Self {
        Self { regulation: -self.regulation, discretion: -self.discretion }
    }
    /// One of them.
    pub fn of(self, column: Column) -> Money {
        match column {
            Column::Regulation => self.regulation,
            Column::Discretion => self.discretion,
        }
    }
    /// Both sums.
    pub fn plus(self, other: Self) -> Self {
        Self {
            regulation: self.regulation + other.regulation,
            discretion: self.discretion + other.discretion,
        }
    }
}

/// Which of the two is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// By the regulation.
    Regulation,
    /// Under the enforcement discretion of 2019.
    Discretion,
}

/// A number that a line rests on, as it was when it was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id in the catalogue.
    pub id: String,
    /// The number.
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
    /// Where it stands.
    pub citation: String,
    /// Its force on the day asked for.
    pub status: Force,
    /// Since when.
    pub from: Option<Date>,
    /// Who told us.
    pub source: String,
    /// How sure it is.
    pub mark: Mark,
}

impl From<&Parameter> for Rule {
    fn from(parameter: &Parameter) -> Self {
        Self {
            id: parameter.id.clone(),
            value: parameter.value,
            unit: parameter.unit,
            citation: parameter.citation.clone(),
            status: parameter.status,
            from: parameter.effective.from,
            source: parameter.source.clone(),
            mark: parameter.mark,
        }
    }
}

impl Rule {
    /// Its source as a sentence.
    pub fn sentence(&self) -> String {
        let since = self.from.map(|from| format!(" since {from}")).unwrap_or_default();
        format!("{}, {}{since}; {} ({})", self.citation, self.status.label(), self.source, self.mark.label())
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The step, in a sentence with its numbers.
    pub says: String,
    /// The day whose rules were taken.
    pub on: Date,
    /// What it adds; below zero for what it takes away.
    pub amounts: Amounts,
    /// What it rests on.
    pub rules: Vec<Rule>,
}

/// A share of a penalty that is not charged, with the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Relief {
    /// 0 to 1.
    pub share: f64,
    /// Why.
    pub because: String,
}

/// A penalty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    /// Id of a family of parameters.
    pub regime: String,
    /// Which sum is charged.
    pub charged: Column,
    /// The steps, in order.
    pub lines: Vec<Line>,
    /// What could not be worked out, each in a sentence.
    pub open: Vec<String>,
}

impl Penalty {
    /// Both sums.
    pub fn sums(&self) -> Amounts {
        self.lines.iter().fold(Amounts::default(), |sum, line| sum.plus(line.amounts))
    }
    /// What is charged.
    pub fn total(&self) -> Money {
        self.sums().of(self.charged)
    }
    /// Whether a line rests on something that was never law.
    pub fn rests_on_a_scenario(&self) -> bool {
        let never_law = |rule: &Rule| !matches!(rule.status, Force::InForce | Force::Template);
        self.lines.iter().flat_map(|line| &line.rules).any(never_law)
    }
    /// Whether it can be set in a case.
    pub(super) fn check(&self, exercise: bool) -> Result<(), Refused> {
        let amounts = |column| self.lines.iter().map(move |line| line.amounts.of(column));
        for column in [Column::Regulation, Column::Discretion] {
            let mut sum = Money::ZERO;
            if amounts(column).any(|amount| {
                sum += amount;
                sum < Money::ZERO
            }) {
                return Err(Refused::new("below-zero", "the lines take away more than there is: check them"));
            }
        }
        if self.total() == Money::ZERO {
            return Err(Refused::new("nothing", "the penalty is nothing: close or settle the case instead"));
        }
        if !self.open.is_empty() {
            let why = format!("a part could not be worked out: {}", self.open.join("; "));
            return Err(Refused::new("open", why));
        }
        if self.rests_on_a_scenario() && !exercise {
            let why = "a line rests on what was never law: only an exercise may reckon with scenarios";
            return Err(Refused::new("not-law", why));
        }
        Ok(())
    }
    /// Adds what is not charged, as a line below zero in both sums.
    pub(super) fn relieve(&mut self, relief: &Relief, on: Date, rules: Vec<Rule>) -> Result<(), Refused> {
        let Relief { share, because } = relief;
        if !(0.0..=1.0).contains(share) {
            let why = format!("{share} is no share: give a number from 0 to 1");
            return Err(Refused::new("share", why));
        }
        let amounts = self.sums().share(*share).negative();
        let says = format!("{} % less: {because}", share * 100.0);
        self.lines.push(Line { says, on, amounts, rules });
        Ok(())
    }
}
