//! One subject in the making: what must be so of it, what is not, and what nobody can say.
//!
//! Most rules ask several things of each row of a list, or of each server that was asked. A subject is met when all of
//! them are shown, not met when one is shown to be wrong, and else undecided.

use crate::{Ground, Ruling};
use ward_domain::observation::Asked;
use ward_estate::At;

/// See the module.
pub(super) struct Subject<'g> {
    ground: &'g Ground<'g>,
    name: String,
    wrong: Vec<String>,
    open: Vec<String>,
    at: Vec<At>,
    taken_as: Option<&'static str>,
}

/// What a server answered, as far as it still counts.
pub(super) enum Answered<'g, V> {
    /// It is there.
    Found(&'g V),
    /// It is not there.
    Absent,
    /// Nobody could say lately; the subject was left open.
    Unknown,
}

impl<'g> Subject<'g> {
    /// Begins with nothing asked.
    pub(super) fn new(ground: &'g Ground<'g>, name: impl Into<String>) -> Self {
        Self {
            ground,
            name: name.into(),
            wrong: Vec::new(),
            open: Vec::new(),
            at: Vec::new(),
            taken_as: None,
        }
    }

    /// What is said of it counts no longer than evidence of this kind does.
    pub(super) fn taken_as(mut self, evidence_kind: &'static str) -> Self {
        self.taken_as = Some(evidence_kind);
        self
    }

    /// Whether a place still counts.
    pub(super) fn is_fresh(&self, at: At) -> bool {
        match self.taken_as {
            Some(kind) => self.ground.is_fresh_as(at.source, kind),
            None => self.ground.is_fresh(at.source),
        }
    }

    /// What comes next rests on a place.
    pub(super) fn by(&mut self, at: At) {
        if !self.at.contains(&at) {
            self.at.push(at);
        }
    }

    /// Something is shown to be wrong.
    pub(super) fn wrong(&mut self, why: impl Into<String>) {
        self.wrong.push(why.into());
    }

    /// Something is not known.
    pub(super) fn open(&mut self, why: impl Into<String>) {
        self.open.push(why.into());
    }

    /// What a list says of it, if the list still counts.
    pub(super) fn said<V>(&mut self, told: Option<(V, At)>) -> Option<V> {
        let (value, at) = told.filter(|(_, at)| self.is_fresh(*at))?;
        self.by(at);
        Some(value)
    }

    /// What a list must say of it. Not said is not known.
    pub(super) fn must(&mut self, told: Option<(bool, At)>, wrong: &str, open: &str) {
        match self.said(told) {
            Some(true) => {}
            Some(false) => self.wrong(wrong),
            None => self.open(open),
        }
    }

    /// What a server answered. Where that is not known, the subject is left open.
    pub(super) fn asked<V>(&mut self, told: Option<(&'g Asked<V>, At)>, what: &str) -> Answered<'g, V> {
        match told {
            Some((Asked::Found(_) | Asked::Absent, at)) if !self.is_fresh(at) => {
                let on = self.ground.estate().source(at).collected_on();
                self.open(format!("Nobody asked for {what} since {on}, and that is too long ago to count."));
                Answered::Unknown
            }
            Some((Asked::Found(value), at)) => {
                self.by(at);
                Answered::Found(value)
            }
            Some((Asked::Absent, at)) => {
                self.by(at);
                Answered::Absent
            }
            Some((Asked::Failed(why), _)) => {
                self.open(format!("Could not ask for {what}: {why}."));
                Answered::Unknown
            }
            Some((Asked::NotAsked, _)) | None => {
                self.open(format!("Nobody asked for {what}."));
                Answered::Unknown
            }
        }
    }

    /// How it comes out.
    pub(super) fn conclude(self, ruling: &mut Ruling<'g>) {
        if self.wrong.is_empty() && !self.open.is_empty() {
            ruling.undecided(0, &self.name, &self.at, || self.open.join(" "));
            return;
        }
        for at in &self.at {
            ruling.rests_on(at.source);
            if let Some(kind) = self.taken_as {
                ruling.rests_on_as(at.source, kind);
            }
        }
        if self.wrong.is_empty() {
            ruling.met();
        } else {
            let weight = i64::try_from(self.wrong.len()).unwrap_or(i64::MAX);
            ruling.not_met(weight, &self.name, &self.at, || self.wrong.join(" "));
        }
    }
}
