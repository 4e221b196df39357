//! A small sector that says what a test wants: who takes part, where, and what the newest summaries show.

use crate::eligibility::Rule;
use crate::funding::{Answer, Place, Roll, Verified};
use crate::participants::ParticipantId;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use ward_domain::{Digest, GoalId, Grade, Status};

#[derive(Clone, Debug, Default)]
pub(crate) struct Sector {
    members: BTreeMap<ParticipantId, Member>,
    summaries: u64,
}

#[derive(Clone, Debug, Default)]
struct Member {
    place: Place,
    summary: Option<(Digest, Date)>,
    goals: BTreeMap<GoalId, (Status, Option<Grade>)>,
    has_left: bool,
    is_shy: bool,
}

pub(crate) fn id(name: &str) -> ParticipantId {
    name.parse().unwrap()
}

/// What the newest summary says.
impl Sector {
    pub(crate) fn newest(&self, name: &str, goal_name: &str) -> Verified {
        self.verified(&id(name), goal(goal_name), Timestamp::MAX).unwrap()
    }
}

pub(crate) fn goal(text: &str) -> GoalId {
    text.parse().unwrap()
}

impl Sector {
    pub(crate) fn join(&mut self, name: &str, state: &str, class: &str) {
        let place = Place { state: state.into(), class: class.into() };
        self.members.insert(id(name), Member { place, ..Member::default() });
    }

    pub(crate) fn leave(&mut self, name: &str) {
        self.members.get_mut(&id(name)).unwrap().has_left = true;
    }

    /// It does not want to be named in public any more.
    pub(crate) fn hide(&mut self, name: &str) {
        self.members.get_mut(&id(name)).unwrap().is_shy = true;
    }

    /// A newer summary, which keeps what it does not change.
    pub(crate) fn report(&mut self, name: &str, day: Date, goals: &[(GoalId, Status, Option<Grade>)]) {
        self.summaries += 1;
        let mut digest = [7; 32];
        digest[..8].copy_from_slice(&self.summaries.to_be_bytes());
        let member = self.members.get_mut(&id(name)).unwrap();
        member.summary = Some((Digest(digest), day));
        member.goals.extend(goals.iter().map(|(goal, status, grade)| (*goal, (*status, *grade))));
    }
}

impl Roll for Sector {
    fn name(&self, who: &ParticipantId) -> Option<&str> {
        let (id, _) = self.members.get_key_value(who).filter(|(_, member)| !member.has_left)?;
        Some(id.as_str())
    }

    fn may_be_named(&self, who: &ParticipantId) -> bool {
        self.members.get(who).is_some_and(|member| !member.is_shy)
    }

    fn verified(&self, who: &ParticipantId, goal: GoalId, _at: Timestamp) -> Option<Verified> {
        let member = self.members.get(who)?;
        let (summary, as_of) = member.summary?;
        let (status, grade) = member.goals.get(&goal).copied().unwrap_or((Status::Unknown, None));
        Some(Verified { summary, as_of, goal, status, grade })
    }

    /// Rules of tests name a class, or `all`.
    fn answer(&self, who: &ParticipantId, rule: &Rule, _at: Timestamp) -> Answer {
        let class = self.place(who).class;
        let holds = *rule == super::rule("all") || *rule == super::rule(&class);
        if holds { Answer::Yes } else { Answer::No(format!("its class is {class}")) }
    }

    fn place(&self, who: &ParticipantId) -> Place {
        self.members.get(who).map(|member| member.place.clone()).unwrap_or_default()
    }

    fn everyone(&self) -> Vec<ParticipantId> {
        self.members.iter().filter(|(_, member)| !member.has_left).map(|(id, _)| id.clone()).collect()
    }
}
