//! Looking from any requirement to what answers it, and from a goal or a measure to every text that asks for it.

use crate::{Catalog, Framework, Goal, Link, Measure, Requirement, Target};
use ward_domain::{GoalId, MeasureId};

/// What a look-up found.
#[derive(Clone, Debug)]
pub enum Found<'c> {
    /// A goal.
    Goal(&'c Goal),
    /// A measure.
    Measure(&'c Measure),
    /// A whole framework.
    Framework(&'c Framework),
    /// Requirements of that id; several frameworks may have one.
    Requirements(Vec<(&'c Framework, &'c Requirement)>),
}

/// A requirement with the link that leads from it to the goal or measure looked at.
#[derive(Clone, Copy, Debug)]
pub struct Crossing<'c> {
    /// Whose it is.
    pub framework: &'c Framework,
    /// The requirement.
    pub requirement: &'c Requirement,
    /// The link.
    pub link: &'c Link,
}

impl Catalog {
    /// All frameworks: the one that owns the goals first, then by force of law and title.
    pub fn frameworks_in_order(&self) -> Vec<&Framework> {
        let mut all: Vec<&Framework> = self.frameworks.values().collect();
        all.sort_by_key(|f| (f.goals.is_empty(), f.legal_status, f.short_title.as_str()));
        all
    }

    /// What a person means by `E3`, `E3.1`, `nist-csf-2-0`, `45 CFR 164.312(d)` or `hicp/8.M.B`. Upper and lower case,
    /// spaces and a framework's `45 CFR` in front do not matter.
    pub fn look_up(&self, text: &str) -> Option<Found<'_>> {
        let wanted = plain(text);
        if let Some(framework) = self.frameworks.get(&wanted) {
            return Some(Found::Framework(framework));
        }
        let upper = text.trim().to_ascii_uppercase();
        if let Some(goal) = upper.parse::<GoalId>().ok().and_then(|id| self.goal(id)) {
            return Some(Found::Goal(goal));
        }
        if let Some(measure) = upper.parse::<MeasureId>().ok().and_then(|id| self.measures.get(&id)) {
            return Some(Found::Measure(measure));
        }
        let (only, wanted) = match wanted.split_once('/') {
            Some((framework, id)) => (Some(framework), id),
            None => (None, wanted.as_str()),
        };
        let mut found = Vec::new();
        for framework in self.frameworks_in_order() {
            if only.is_none_or(|id| id == framework.id) {
                let fits = |requirement: &&Requirement| {
                    plain(&requirement.id) == wanted || requirement.also.iter().any(|id| plain(id) == wanted)
                };
                found.extend(framework.requirements.iter().filter(fits).map(|r| (framework, r)));
            }
        }
        (!found.is_empty()).then_some(Found::Requirements(found))
    }

    /// The goal of that id.
    pub fn goal(&self, id: GoalId) -> Option<&Goal> {
        self.frameworks.values().flat_map(|f| &f.goals).find(|goal| goal.id == id)
    }

    /// Every requirement of other texts that leads to the goal or to one of its measures.
    pub fn crossings_of_goal(&self, id: GoalId) -> Vec<Crossing<'_>> {
        self.crossings(|target| match target {
            Target::Goal(goal) => *goal == id,
            Target::Measure(measure) => measure.goal() == id,
            Target::Part(_) => false,
        })
    }

    /// Every requirement that leads to the measure itself.
    pub fn crossings_of_measure(&self, id: MeasureId) -> Vec<Crossing<'_>> {
        self.crossings(|target| *target == Target::Measure(id))
    }

    fn crossings(&self, leads_there: impl Fn(&Target) -> bool) -> Vec<Crossing<'_>> {
        let mut all = Vec::new();
        for framework in self.frameworks_in_order().into_iter().filter(|f| f.goals.is_empty()) {
            for requirement in &framework.requirements {
                let links = requirement.links.iter().filter(|link| leads_there(&link.to));
                all.extend(links.map(|link| Crossing { framework, requirement, link }));
            }
        }
        all
    }
}

/// Lower case, without spaces, section signs and the title of the Code of Federal Regulations.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '§').collect();
    let text = text.to_ascii_lowercase();
    text.strip_prefix("45cfr").map_or(text.clone(), str::to_owned)
}
