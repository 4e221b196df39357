//! What money and recognition ask about participants, and nothing more.

use super::day_of;
use crate::Refused;
use crate::eligibility::{Rule, Verdict};
use crate::participants::{Participant, ParticipantId, Participants};
use crate::standing::Told;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ward_domain::{Digest, GoalId, Grade, Status};

/// The participants as this area sees them. Summaries may be kept outside the operator's record, so what they say is asked
/// as of an instant: a decision that is folded again years later must see what it saw then.
pub trait Roll {
    /// The name of a participant; none for anyone who does not take part now.
    fn name(&self, who: &ParticipantId) -> Option<&str>;
    /// Whether it agreed to be named in public.
    fn may_be_named(&self, who: &ParticipantId) -> bool;
    /// What the newest summary that was verified by that instant says about a goal; none when there is no summary.
    fn verified(&self, who: &ParticipantId, goal: GoalId, at: Timestamp) -> Option<Verified>;
    /// Whether a rule holds for a participant, by what was known at that instant.
    fn answer(&self, who: &ParticipantId, rule: &Rule, at: Timestamp) -> Answer;
    /// Where a participant belongs in reports.
    fn place(&self, who: &ParticipantId) -> Place;
    /// Everyone who takes part now.
    fn everyone(&self) -> Vec<ParticipantId>;
}

/// The newest verified summaries: whoever keeps them answers this.
pub trait Summaries {
    /// The newest summary of a participant that was verified by that instant.
    fn newest(&self, who: &ParticipantId, at: Timestamp) -> Option<Told>;
}

/// Participants together with their summaries: what decisions about money are checked against.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Who takes part.
    pub participants: &'a Participants,
    /// What they sent.
    pub summaries: &'a dyn Summaries,
}

impl Roll for Known<'_> {
    fn name(&self, who: &ParticipantId) -> Option<&str> {
        self.participants.name(who)
    }
    fn may_be_named(&self, who: &ParticipantId) -> bool {
        self.participants.may_be_named(who)
    }
    fn verified(&self, who: &ParticipantId, goal: GoalId, at: Timestamp) -> Option<Verified> {
        let told = self.summaries.newest(who, at)?;
        let standing = told.goal(goal);
        let (status, grade) = standing.map_or((Status::Unknown, None), |found| (found.status, found.grade));
        Some(Verified { summary: told.summary, as_of: told.as_of, goal, status, grade })
    }
    fn answer(&self, who: &ParticipantId, rule: &Rule, at: Timestamp) -> Answer {
        answer(self.participants, who, rule, at, self.summaries.newest(who, at).as_ref())
    }
    fn place(&self, who: &ParticipantId) -> Place {
        self.participants.place(who)
    }
    fn everyone(&self) -> Vec<ParticipantId> {
        self.participants.everyone()
    }
}

/// Participants alone: no summary is known, so no goal is verified and nothing can be paid or recognised.
impl Roll for Participants {
    fn name(&self, who: &ParticipantId) -> Option<&str> {
        self.get(who).filter(|participant| participant.is_enrolled()).map(|found| found.profile.name.as_str())
    }
    fn may_be_named(&self, who: &ParticipantId) -> bool {
        let consent = self.get(who).and_then(|participant| participant.consent.as_ref());
        consent.is_some_and(|consent| consent.named_in_public)
    }
    fn verified(&self, _who: &ParticipantId, _goal: GoalId, _at: Timestamp) -> Option<Verified> {
        None
    }
    fn answer(&self, who: &ParticipantId, rule: &Rule, at: Timestamp) -> Answer {
        answer(self, who, rule, at, None)
    }
    fn place(&self, who: &ParticipantId) -> Place {
        let Some(Participant { profile, .. }) = self.get(who) else { return Place::default() };
        let state = profile.state.map(|state| state.to_string()).unwrap_or_default();
        Place { state, class: profile.kind.as_str().to_owned() }
    }
    fn everyone(&self) -> Vec<ParticipantId> {
        self.iter().filter(|one| one.is_enrolled()).map(|one| one.id.clone()).collect()
    }
}

fn answer(
    all: &Participants,
    who: &ParticipantId,
    rule: &Rule,
    at: Timestamp,
    summary: Option<&Told>,
) -> Answer {
    let Some(participant) = all.get(who) else { return Answer::No("nobody knows it".to_owned()) };
    let found = rule.evaluate(participant, all.size_limits(day_of(at)), summary);
    if found.verdict == Verdict::Yes {
        return Answer::Yes;
    }
    let groups = found.groups.into_iter().map(|group| {
        let short = group.conditions.into_iter().filter(|(verdict, _)| *verdict != Verdict::Yes);
        let reasons: Vec<String> = short.map(|(_, reason)| reason).collect();
        format!("for “{}”, {}", group.name, reasons.join(" and "))
    });
    Answer::No(groups.collect::<Vec<_>>().join("; "))
}

/// Whether a rule holds, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Yes,
    /// It does not hold, or the fields that it needs are not known; in a sentence.
    No(String),
}

/// State and class of a participant, for reports; empty when not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Two-letter state.
    pub state: String,
    /// Class, such as `critical-access`.
    pub class: String,
}

/// What a verified summary says about one goal: the fact that a payment or a recognition rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// SHA-256 of the signed summary.
    pub summary: Digest,
    /// The day that it judged.
    pub as_of: Date,
    /// The goal.
    pub goal: GoalId,
    /// Its status.
    pub status: Status,
    /// The lowest grade among its evidence; none when nothing is known.
    pub grade: Option<Grade>,
}

impl Verified {
    /// Whether the goal is met by evidence of the required grade or better. *Unknown* is never a pass.
    pub fn holds(&self, required: Grade) -> bool {
        self.status == Status::Met && self.grade.is_some_and(|grade| grade <= required)
    }

    /// Refuses a fact that is not what the newest summary says: it may be older, from elsewhere, or made up.
    pub(crate) fn confirm(&self, who: &ParticipantId, at: Timestamp, roll: &dyn Roll) -> Result<(), Refused> {
        match roll.verified(who, self.goal, at) {
            None => {
                Err(Refused::new("no-summary", format!("{who} has no verified summary: ask for one first")))
            }
            Some(newest) if newest.summary != self.summary => Err(Refused::new(
                "not-the-newest",
                format!(
                    "the summary {} is not the newest of {who}, which is {} of {}: decide on that one",
                    self.summary, newest.summary, newest.as_of
                ),
            )),
            Some(newest) if newest != *self => Err(Refused::new(
                "not-what-it-says",
                format!(
                    "the summary {} says something else about {}: {} at {}, on {}",
                    newest.summary,
                    newest.goal,
                    newest.status.as_str(),
                    newest.grade.map_or("no grade", Grade::as_str),
                    newest.as_of
                ),
            )),
            Some(_) => Ok(()),
        }
    }
}
