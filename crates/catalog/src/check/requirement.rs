//! Requirements, and their links: those of the file, and those that goals and measures imply.

use super::Files;
use super::desk::{Desk, Seen};
use super::framework::basis;
use crate::{Basis, BySize, Combine, Goal, Link, Requirement, Target, wire};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::{GoalId, MeasureId, Size};

/// The ids that a crosswalk may name under one key.
#[derive(Debug)]
pub(super) struct Listed {
    /// Whose they are.
    pub(super) framework: String,
    prefix: String,
    ids: BTreeSet<String>,
}

impl Listed {
    /// Whether the framework has that id, written as crosswalks write it.
    pub(super) fn has(&self, id: &str) -> bool {
        id.strip_prefix(&self.prefix).is_some_and(|id| self.ids.contains(id))
    }
}

/// The ids of every framework that crosswalks speak of, by their key for it.
pub(super) fn ids(files: &Files<'_>) -> BTreeMap<String, Listed> {
    let mut all = BTreeMap::new();
    for (_, file) in &files.frameworks {
        for name in &file.crosswalk {
            let own = file.requirement.iter().flat_map(|r| std::iter::once(&r.id).chain(&r.also));
            let ids = own.chain(&name.elsewhere).map(|id| id.get_ref().clone()).collect();
            let listed = Listed { framework: file.id.get_ref().clone(), prefix: name.prefix.clone(), ids };
            all.insert(name.key.get_ref().clone(), listed);
        }
    }
    all
}

/// Links that are written the other way round: goals that name requirements, and measures that cite them.
pub(super) struct Written<'a> {
    /// By key of the text and id there.
    of_goals: BTreeMap<(&'a str, &'a str), Vec<(GoalId, &'a wire::CrosswalkLink)>>,
    /// By source tag and place.
    of_measures: BTreeMap<(&'a str, &'a str), Vec<MeasureId>>,
}

impl<'a> Written<'a> {
    pub(super) fn of(files: &'a Files<'_>) -> Self {
        let mut written = Self { of_goals: BTreeMap::new(), of_measures: BTreeMap::new() };
        for goal in files.frameworks.iter().flat_map(|(_, file)| &file.goal) {
            for link in &goal.crosswalk {
                let place = (link.to.get_ref().as_str(), link.id.get_ref().as_str());
                written.of_goals.entry(place).or_default().push((*goal.id.get_ref(), link));
            }
        }
        for (_, measure) in &files.measures {
            for source in measure.sources.get_ref().iter().flat_map(|text| text.get_ref().split(';')) {
                let mut words = source.split_whitespace();
                if let (Some(tag), Some(place)) = (words.next(), words.next()) {
                    written.of_measures.entry((tag, place)).or_default().push(*measure.id.get_ref());
                }
            }
        }
        written
    }
}

/// A goal as a requirement: it answers itself.
pub(super) fn of_goal(goal: &Goal) -> Requirement {
    Requirement {
        id: goal.id.to_string(),
        title: goal.title.clone(),
        kind: None,
        part_of: None,
        citation: None,
        from: None,
        is_for: BySize { small: true, medium: true, large: true },
        also: Vec::new(),
        combine: Combine::All,
        unanswered: None,
        links: vec![own(Target::Goal(goal.id))],
    }
}

/// A link that the text itself makes.
fn own(to: Target) -> Link {
    Link { to, decides: true, is_verified: true, basis: Basis::Own, source: String::new(), via: Vec::new() }
}

pub(super) fn all(
    file: &wire::Framework,
    written: &Written<'_>,
    desk: &mut Desk<'_, '_>,
) -> Vec<Requirement> {
    let mut seen = Seen::default();
    let mut above: BTreeSet<&str> = BTreeSet::new();
    for requirement in &file.requirement {
        desk.unique("requirement", &requirement.id, &mut seen);
        match &requirement.part_of {
            None => drop(above.insert(requirement.id.get_ref())),
            Some(part_of) if !above.contains(part_of.get_ref().as_str()) => {
                let says = format!(
                    "part_of `{}` is no requirement that stands above and is no part itself",
                    part_of.get_ref()
                );
                desk.wrong(part_of, says);
            }
            Some(_) => {}
        }
        if let (Some(kind), false) = (&requirement.kind, file.legal_status.is_law()) {
            let says = format!(
                "only a law has standards and required or addressable requirements: the framework is `{}`",
                file.legal_status
            );
            desk.wrong(kind, says);
        }
    }
    file.requirement.iter().map(|requirement| one(requirement, file, written, desk)).collect()
}

fn one(
    requirement: &wire::Requirement,
    file: &wire::Framework,
    written: &Written<'_>,
    desk: &mut Desk<'_, '_>,
) -> Requirement {
    let id = desk.text("id", &requirement.id);
    let unanswered = requirement.unanswered.as_ref().map(|text| desk.text("unanswered", text));
    let mut links = Links::default();
    for part in file.requirement.iter().filter(|r| r.part_of.as_ref().is_some_and(|p| *p.get_ref() == id)) {
        links.add(Rank::Narrow, own(Target::Part(part.id.get_ref().clone())));
    }
    for link in &requirement.links {
        if links.has(&link.to.get_ref().0) {
            let says = format!("{id} already has a link to {}: remove one", link.to.get_ref().0);
            desk.wrong(&link.to, says);
        }
        links.add(Rank::Narrow, explicit(link, desk));
    }
    let names: Vec<&str> = std::iter::once(requirement.id.get_ref().as_str())
        .chain(requirement.also.iter().map(|also| also.get_ref().as_str()))
        .collect();
    cited(&names, file, written, &mut links);
    crossed(&names, file, written, &mut links);
    Requirement {
        id,
        title: desk.text("title", &requirement.title),
        kind: requirement.kind.as_ref().map(|kind| *kind.get_ref()),
        part_of: requirement.part_of.as_ref().map(|text| text.get_ref().clone()),
        citation: requirement.citation.as_ref().map(|text| desk.text("citation", text)),
        from: requirement.from.map(|day| day.0),
        is_for: sizes(requirement, desk),
        also: requirement.also.iter().map(|text| desk.text("also", text)).collect(),
        combine: requirement.combine,
        links: links.finish(unanswered.is_some()),
        unanswered,
    }
}

fn explicit(link: &wire::Link, desk: &mut Desk<'_, '_>) -> Link {
    let to = link.to.get_ref().0.clone();
    let (measures, goals) = (&desk.known.measures, &desk.known.goals);
    let exists = match &to {
        Target::Measure(id) => measures.is_empty() || measures.contains(id),
        Target::Goal(id) => goals.is_empty() || goals.contains(id),
        Target::Part(_) => true,
    };
    if !exists {
        desk.wrong(&link.to, format!("the link leads to {to}, which does not exist"));
    }
    Link {
        to,
        decides: false,
        is_verified: *link.verified.get_ref(),
        basis: basis(&link.basis, &link.verified, desk),
        source: desk.tag(&link.source),
        via: link.via.iter().map(|step| desk.text("via", step)).collect(),
    }
}

/// Measures that name one of the ids as a source of what they ask.
fn cited(names: &[&str], file: &wire::Framework, written: &Written<'_>, links: &mut Links) {
    let Some(tag) = &file.cited_as else { return };
    for place in names {
        for measure in written.of_measures.get(&(tag.get_ref().as_str(), *place)).into_iter().flatten() {
            let link = Link {
                to: Target::Measure(*measure),
                decides: false,
                is_verified: false,
                basis: Basis::Cited,
                source: tag.get_ref().clone(),
                via: Vec::new(),
            };
            links.add(Rank::Narrow, link);
        }
    }
}

/// Goals whose crosswalk names one of the ids.
fn crossed(names: &[&str], file: &wire::Framework, written: &Written<'_>, links: &mut Links) {
    for name in &file.crosswalk {
        for id in names {
            let id = format!("{}{id}", name.prefix);
            let place = (name.key.get_ref().as_str(), id.as_str());
            for (goal, link) in written.of_goals.get(&place).into_iter().flatten() {
                let basis = Basis::WRITTEN.into_iter().find(|basis| basis.as_str() == link.basis.get_ref());
                let basis = basis.unwrap_or(Basis::Judgement);
                // Being cited beside each other is no mapping unless a person has looked at it.
                let is_mapping = link.primary || basis != Basis::CoCited;
                let link = Link {
                    to: Target::Goal(*goal),
                    decides: false,
                    is_verified: *link.verified.get_ref(),
                    basis,
                    source: link.source.get_ref().clone(),
                    via: link.via.iter().map(|step| step.get_ref().clone()).collect(),
                };
                links.add(if is_mapping { Rank::Wide } else { Rank::Touching }, link);
            }
        }
    }
}

/// How closely a link fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Parts, measures, and what the framework's own file names.
    Narrow,
    /// Whole goals.
    Wide,
    /// Goals that are only cited beside the requirement.
    Touching,
}

/// The links of one requirement, each target once.
#[derive(Default)]
struct Links(Vec<(Rank, Link)>);

impl Links {
    fn has(&self, to: &Target) -> bool {
        self.0.iter().any(|(_, link)| link.to == *to)
    }
    /// Adds a link; of several with the same target, the closest stays.
    fn add(&mut self, rank: Rank, link: Link) {
        match self.0.iter_mut().find(|(_, known)| known.to == link.to) {
            Some(known) if rank < known.0 => *known = (rank, link),
            Some(_) => {}
            None => self.0.push((rank, link)),
        }
    }
    /// The closest links decide, unless nothing does.
    fn finish(mut self, unanswered: bool) -> Vec<Link> {
        let closest = self.0.iter().map(|(rank, _)| *rank).min();
        for (rank, link) in &mut self.0 {
            link.decides = !unanswered && *rank != Rank::Touching && Some(*rank) == closest;
        }
        // Parts keep the order of the text.
        self.0.sort_by_key(|(rank, link)| {
            let target = if matches!(link.to, Target::Part(_)) { None } else { Some(link.to.clone()) };
            (*rank, target)
        });
        self.0.into_iter().map(|(_, link)| link).collect()
    }
}

fn sizes(requirement: &wire::Requirement, desk: &mut Desk<'_, '_>) -> BySize<bool> {
    let Some(sizes) = &requirement.sizes else { return BySize { small: true, medium: true, large: true } };
    if sizes.get_ref().is_empty() {
        desk.wrong(sizes, "`sizes` is empty: name those for whom it is written, or remove it");
    }
    let is_for = |size| sizes.get_ref().contains(&size);
    BySize { small: is_for(Size::Small), medium: is_for(Size::Medium), large: is_for(Size::Large) }
}
