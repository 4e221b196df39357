//! What each letter must satisfy before anybody believes a word of it: shapes, limits and order.

use super::{Acknowledgement, Application, Call, HandOver, LetterKind, Line, Request, VERSION};
use crate::ids::GoalId;
use crate::money::Money;
use std::collections::BTreeSet;

/// Longest name of a catalogue version; ours have nine characters.
const LONGEST_VERSION: usize = 32;
/// Largest number that every database can hold.
const LARGEST: u64 = i64::MAX as u64;
/// Longest title of a round, and longest sentence beside it (OWN).
const LONGEST_LINE: usize = 1_000;
/// Longest text of a request or a hand-over (OWN).
const LONGEST_TEXT: usize = 4_000;
/// Most lines of an application: twenty goals at several levels (OWN).
const MOST_LINES: usize = 60;
/// Most actions of a line (OWN); the catalogue has some fifty.
const MOST_ACTIONS: usize = 100;
/// More than anybody asks for: an amount above it is a slip.
const MOST_MONEY: Money = Money::dollars(1_000_000_000_000);

/// The letter does not say what such a letter says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {kind} cannot be used: {why}", kind = kind.label())]
pub struct NotALetter {
    /// Which letter.
    pub kind: LetterKind,
    /// What is wrong and what to do, in a sentence.
    pub why: String,
}

/// Collects what is wrong with a letter of one kind.
struct Of(LetterKind);

impl Of {
    fn unless(&self, holds: bool, why: impl FnOnce() -> String) -> Result<(), NotALetter> {
        if holds { Ok(()) } else { Err(NotALetter { kind: self.0, why: why() }) }
    }
    fn version(&self, version: u32) -> Result<(), NotALetter> {
        self.unless(version == VERSION, || {
            format!(
                "it has format {version}, and this Ward reads format {VERSION}: one of the two must be updated"
            )
        })
    }
    fn number(&self, number: u64) -> Result<(), NotALetter> {
        self.unless((1..=LARGEST).contains(&number), || {
            format!("its number is {number}, and must be between 1 and {LARGEST}")
        })
    }
    fn round(&self, name: &str) -> Result<(), NotALetter> {
        self.unless(is_slug(name, 60), || {
            "the round must be named with 1 to 60 small letters, digits and hyphens".to_owned()
        })
    }
    fn text(&self, what: &str, text: &str, most: usize) -> Result<(), NotALetter> {
        let is_plain = !text.chars().any(|c| c.is_control() && c != '\n');
        self.unless(is_plain && !text.trim().is_empty() && text.chars().count() <= most, || {
            format!("its {what} must have 1 to {most} characters and no control characters")
        })
    }
    fn amount(&self, what: &str, amount: Money) -> Result<(), NotALetter> {
        self.unless(amount > Money::ZERO && amount <= MOST_MONEY, || {
            format!("the {what} is {amount}, and must be above $0 and at most {MOST_MONEY}")
        })
    }
    fn goals<'g>(&self, what: &str, goals: impl Iterator<Item = &'g GoalId>) -> Result<(), NotALetter> {
        let all: Vec<_> = goals.collect();
        self.unless(all.windows(2).all(|pair| matches!(pair, [one, next] if one < next)), || {
            format!("the goals of its {what} must stand in order, each once")
        })
    }
}

impl Call {
    /// Whether everything that it says can be so.
    pub fn check(&self) -> Result<(), NotALetter> {
        let of = Of(LetterKind::Call);
        of.version(self.version)?;
        of.round(&self.round)?;
        of.text("title", &self.title, LONGEST_LINE)?;
        of.unless(self.opens < self.closes, || "its window closes before it opens".to_owned())?;
        of.amount("budget", self.budget)?;
        of.amount("most for one applicant", self.cap)?;
        of.unless(self.cap <= self.budget, || "one applicant could get more than there is".to_owned())?;
        for sentence in self.who.iter().chain(&self.grounds) {
            of.text("sentences", sentence, LONGEST_LINE)?;
        }
        of.unless(!self.who.is_empty(), || "it does not say who may apply".to_owned())
    }
}

impl Application {
    /// Whether everything that it says can be so. Whether the round takes it is another question.
    pub fn check(&self) -> Result<(), NotALetter> {
        let of = Of(LetterKind::Application);
        of.version(self.version)?;
        of.number(self.number)?;
        of.round(&self.round)?;
        let is_version = (1..=LONGEST_VERSION).contains(&self.catalogue.len())
            && self.catalogue.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        of.unless(is_version, || "its catalogue is not the version of one, such as 2026.11.2".to_owned())?;
        of.unless((1..=MOST_LINES).contains(&self.lines.len()), || {
            format!("it has {} lines, and must have 1 to {MOST_LINES}", self.lines.len())
        })?;
        let mut seen = BTreeSet::new();
        for line in &self.lines {
            line.check(&of)?;
            of.unless(seen.insert((line.goal, line.level)), || {
                format!("{} at level {} stands twice", line.goal, line.level)
            })?;
        }
        of.goals("list of what is there already", self.already.iter().map(|already| &already.goal))
    }
}

impl Line {
    fn check(&self, of: &Of) -> Result<(), NotALetter> {
        let goal = self.goal;
        of.unless(self.level > 0, || format!("levels of {goal} start at 1"))?;
        of.unless((1..=MOST_ACTIONS).contains(&self.actions.len()), || {
            format!("{goal} names {} actions, and must name 1 to {MOST_ACTIONS}", self.actions.len())
        })?;
        of.unless(self.actions.iter().all(|action| is_slug(action, 64)), || {
            format!("an action of {goal} is not named as the catalogue names them")
        })?;
        of.amount("cost of a goal", self.cost)?;
        of.amount("money asked for a goal", self.asked)?;
        of.unless(self.asked <= self.cost, || {
            format!("{} is asked for {goal}, and it costs {}", self.asked, self.cost)
        })?;
        of.unless(self.kept_back >= Money::ZERO && self.kept_back < self.asked, || {
            format!("the part of {goal} that is kept back must be below what is asked")
        })
    }
}

impl Request {
    /// Whether everything that it says can be so.
    pub fn check(&self) -> Result<(), NotALetter> {
        let of = Of(LetterKind::Request);
        of.version(self.version)?;
        of.number(self.number)?;
        of.unless(is_slug(&self.wants, 30), || "what it asks for is no word of the programme".to_owned())?;
        of.text("text", &self.says, LONGEST_TEXT)?;
        of.goals("text", self.goals.iter())
    }
}

impl Acknowledgement {
    /// Whether everything that it says can be so.
    pub fn check(&self) -> Result<(), NotALetter> {
        let of = Of(LetterKind::Acknowledgement);
        of.version(self.version)?;
        of.unless(is_slug(&self.participant, 64), || "its participant is no short name".to_owned())?;
        of.unless(matches!(self.kind, LetterKind::Application | LetterKind::Request), || {
            format!("the office does not acknowledge a {}", self.kind.label())
        })?;
        of.unless(self.number <= LARGEST, || "its number is too large".to_owned())
    }
}

impl HandOver {
    /// Whether everything that it says can be so.
    pub fn check(&self) -> Result<(), NotALetter> {
        let of = Of(LetterKind::HandOver);
        of.version(self.version)?;
        of.text("text", &self.says, LONGEST_TEXT)?;
        of.unless(self.number <= LARGEST, || "its number is too large".to_owned())
    }
}

/// Small letters, digits and hyphens, and no more of them than that.
fn is_slug(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
