//! Calls as the office signs them, and applications as organisations sign them.

use super::{Basis, Force, Form, Funding, Line, Milestone, Roll, Round, RoundId, Stage, Stamp};
use crate::participants::ParticipantId;
use crate::{Made, Refused};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use ward_domain::letters::{Already, Application as Letter, Call, Line as Asked, VERSION};
use ward_domain::{Digest, Money};

/// Longest sentence in a call, in characters.
const LONGEST: usize = 1_000;

/// What a signed application told beside what it asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The organisation's own number of it.
    pub number: u64,
    /// When it was signed.
    pub made_at: Timestamp,
    /// What the organisation has already, by its own word.
    pub already: Vec<Already>,
}

/// That an application came signed, as its newest version stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// SHA-256 of the signed file.
    pub document: Digest,
    /// What it told.
    pub sent: Sent,
    /// When it came.
    pub at: Stamp,
}

impl Round {
    /// What the office tells everyone about the round; none before it was opened. The terms of an open round cannot
    /// change, so it is the same for ever.
    pub fn call(&self) -> Option<Call> {
        let (_, opened) = self.steps.iter().find(|(stage, _)| *stage == Stage::Open)?;
        let terms = &self.terms;
        let who = terms.eligibility.value.any_of.iter().map(|group| {
            let all: Vec<String> = group.all_of.iter().map(crate::eligibility::Condition::words).collect();
            line(&format!("{}: {}", group.name, all.join(" and ")))
        });
        let mut grounds = vec![
            ground("the budget", &terms.budget.basis),
            ground("the most for one applicant", &terms.cap.basis),
            ground("the grade of evidence", &terms.required_grade.basis),
            ground("who may apply", &terms.eligibility.basis),
        ];
        grounds.extend(terms.floors.iter().map(|floor| {
            let share = f64::from(floor.value.basis_points) / 100.0;
            ground(&format!("{share} % of the budget for {}", floor.value.name), &floor.basis)
        }));
        grounds.extend(terms.priorities.iter().map(|priority| {
            ground(
                &format!("{} count for {} %", priority.value.name, priority.value.per_cent),
                &priority.basis,
            )
        }));
        Some(Call {
            version: VERSION,
            round: self.id.to_string(),
            title: line(&terms.title),
            tier: terms.kind.tier(),
            opened_at: opened.at,
            opens: terms.opens,
            closes: terms.closes,
            budget: terms.budget.value,
            cap: terms.cap.value,
            required_grade: terms.required_grade.value,
            who: who.collect(),
            grounds,
        })
    }
}

fn ground(what: &str, basis: &Basis) -> String {
    let force = match basis.force {
        Force::InForce => "law in force",
        Force::Proposed => "proposed, not law",
        Force::Reported => "reported out of committee, not law",
        Force::Lapsed => "law that has lapsed",
        Force::NeverEnacted => "never enacted",
        Force::Scenario => "a what-if that the office adopted",
        Force::Template => "a model that others follow",
        Force::Own => "the office’s own choice",
    };
    line(&format!("{what}: {force}, {}", basis.citation))
}

/// The text on one line, and no longer than a letter may have it.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

impl Form {
    /// What a signed application asks for. `document` is the SHA-256 of the signed file.
    pub fn of(letter: &Letter, document: Digest) -> Self {
        Self { document, lines: letter.lines.iter().map(asked).collect() }
    }
}

impl Sent {
    /// What it told beside that.
    pub fn of(letter: &Letter) -> Self {
        Self { number: letter.number, made_at: letter.made_at, already: letter.already.clone() }
    }
}

fn asked(line: &Asked) -> Line {
    let milestone =
        |name: &str, amount, not_before, due| Milestone { name: name.to_owned(), amount, not_before, due };
    let mut milestones = vec![milestone("the goal is met", line.asked - line.kept_back, None, line.due)];
    if line.kept_back > Money::ZERO {
        let (from, to) = (line.due.saturating_add(1.year()), line.due.saturating_add(18.months()));
        milestones.push(milestone("it is still met a year later", line.kept_back, Some(from), to));
    }
    Line {
        goal: line.goal,
        level: line.level,
        actions: line.actions.clone(),
        cost: line.cost,
        asked: line.asked,
        milestones,
    }
}

impl Funding {
    /// Files a signed application, or puts it in the place of the one that the organisation signed before.
    pub(super) fn receive(
        &mut self,
        made: Made<'_>,
        round_id: &RoundId,
        who: &ParticipantId,
        form: &Form,
        sent: &Sent,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        let place = (round_id.clone(), who.clone());
        if let Some(last) = self.sent.get(&place).filter(|last| sent.number <= **last) {
            let why = format!(
                "application {} of {who} is not newer than application {last}, which came before: sign a new one, do \
                 not send an old one again",
                sent.number
            );
            return Err(Refused::new("replayed", why));
        }
        let standing = self.round(round_id)?.applicants.get(who).copied();
        match standing {
            None => self.file(made, round_id, who, form, roll)?,
            Some(id) => {
                let known = self.application(id)?;
                if known.received.is_none() {
                    let why = format!(
                        "application {id} was filed for {who} by the office: ask the office to withdraw it, then send \
                         yours"
                    );
                    return Err(Refused::new("applied-twice", why));
                }
                let version = known.version;
                self.change(made, id, version, form, roll)?;
            }
        }
        self.sent.insert(place, sent.number);
        let id = self.round(round_id)?.applicants.get(who).copied();
        if let Some(application) = id.and_then(|id| self.applications.get_mut(&id)) {
            application.received =
                Some(Received { document: form.document, sent: sent.clone(), at: Stamp::of(made) });
        }
        Ok(())
    }
}
