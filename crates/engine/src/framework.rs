//! Other texts, judged from the same verdicts: each requirement from the goals, measures and parts that it is linked to.
//!
//! Nothing is looked at twice: the input is an assessment. A requirement never comes out better than its best deciding
//! link, nor, where all are needed, than its worst; one without a deciding link is unknown. How sure the links are goes
//! with every verdict.

mod words;

use std::collections::BTreeMap;
use ward_catalog::{Catalog, Combine, Framework, Link, Requirement, RequirementKind, Target};
use ward_domain::assessment::{Assessment, GoalResult, Grade, MeasureResult, Status};
use ward_domain::{GoalId, MeasureId};

/// A framework, judged.
#[derive(Clone, Debug)]
pub struct FrameworkResult<'c> {
    /// Which.
    pub framework: &'c Framework,
    /// Its requirements, in order.
    pub requirements: Vec<RequirementResult<'c>>,
}

impl FrameworkResult<'_> {
    /// How many requirements have the status. Those with parts count through their parts alone.
    pub fn count(&self, status: Status) -> usize {
        self.counted().filter(|r| r.status == status).count()
    }
    /// The requirements that are counted: those without parts.
    pub fn counted(&self) -> impl Iterator<Item = &RequirementResult<'_>> {
        self.requirements.iter().filter(|r| !r.has_parts())
    }
}

/// A requirement, judged.
#[derive(Clone, Debug)]
pub struct RequirementResult<'c> {
    /// Which.
    pub requirement: &'c Requirement,
    /// The verdict.
    pub status: Status,
    /// Which measure holds it back and how sure the link is, in a few sentences.
    pub because: String,
    /// Mean coverage of the deciding links that have cases, 0 to 1.
    pub coverage: f64,
    /// Lowest grade among the deciding links that have evidence.
    pub grade: Option<Grade>,
    /// Cases that an exception covers. They answer an addressable requirement, and fail a required one.
    pub excepted: u64,
    /// Whether every deciding link was read in a published source; `None` without a deciding link.
    pub is_verified: Option<bool>,
    /// All its links, deciding ones first.
    pub links: Vec<LinkResult<'c>>,
}

impl RequirementResult<'_> {
    /// Whether other requirements are parts of it.
    pub fn has_parts(&self) -> bool {
        self.links.iter().any(|link| matches!(link.link.to, Target::Part(_)))
    }
}

/// What stands at the end of a link.
#[derive(Clone, Debug)]
pub struct LinkResult<'c> {
    /// The link.
    pub link: &'c Link,
    /// Title of the goal, measure or part.
    pub title: &'c str,
    /// How that came out, for this requirement.
    pub status: Status,
    /// How much of it evidence covers, 0 to 1.
    pub coverage: f64,
    /// Lowest grade of its evidence.
    pub grade: Option<Grade>,
    /// Its cases that an exception covers.
    pub excepted: u64,
    /// Whether it was read in a published source; for a part, whether all of the part's links were.
    pub is_verified: bool,
    /// Of a goal that is not met, the measures that hold it back.
    pub(crate) held_back_by: Vec<(MeasureId, &'c str)>,
}

/// Judges a framework by the verdicts of an assessment.
pub fn judge_framework<'c>(
    catalog: &'c Catalog,
    framework: &'c Framework,
    assessment: &Assessment,
) -> FrameworkResult<'c> {
    let verdicts = Verdicts::of(catalog, assessment);
    let mut parts: BTreeMap<&str, RequirementResult<'c>> = BTreeMap::new();
    for requirement in framework.requirements.iter().filter(|r| r.part_of.is_some()) {
        let result = judge(requirement, assessment, &verdicts, &BTreeMap::new());
        parts.insert(&requirement.id, result);
    }
    let requirements = framework
        .requirements
        .iter()
        .map(|requirement| match parts.get(requirement.id.as_str()) {
            Some(part) => part.clone(),
            None => judge(requirement, assessment, &verdicts, &parts),
        })
        .collect();
    FrameworkResult { framework, requirements }
}

/// The verdicts of an assessment by id.
struct Verdicts<'c, 'a> {
    catalog: &'c Catalog,
    goals: BTreeMap<GoalId, &'a GoalResult>,
    measures: BTreeMap<MeasureId, &'a MeasureResult>,
}

impl<'c, 'a> Verdicts<'c, 'a> {
    fn of(catalog: &'c Catalog, assessment: &'a Assessment) -> Self {
        let measures = assessment.goals.iter().flat_map(|goal| &goal.measures);
        Self {
            catalog,
            goals: assessment.goals.iter().map(|goal| (goal.id, goal)).collect(),
            measures: measures.map(|measure| (measure.id, measure)).collect(),
        }
    }

    fn title(&self, id: MeasureId) -> &'c str {
        self.catalog.measures.get(&id).map_or("", |measure| measure.title.as_str())
    }
}

fn judge<'c>(
    requirement: &'c Requirement,
    assessment: &Assessment,
    verdicts: &Verdicts<'c, '_>,
    parts: &BTreeMap<&str, RequirementResult<'c>>,
) -> RequirementResult<'c> {
    let links: Vec<LinkResult<'c>> =
        requirement.links.iter().map(|link| end_of(link, requirement.kind, verdicts, parts)).collect();
    let deciding: Vec<&LinkResult<'c>> = links.iter().filter(|link| link.link.decides).collect();
    let (status, because) = if let Some(because) = words::does_not_apply(requirement, assessment) {
        (Status::NotApplicable, because)
    } else {
        let statuses: Vec<Status> = deciding.iter().map(|link| link.status).collect();
        let status = combine(requirement.combine, &statuses);
        (status, words::because(requirement, status, &deciding, &links))
    };
    let with_cases: Vec<f64> = deciding
        .iter()
        .filter(|link| link.status != Status::NotApplicable)
        .map(|link| link.coverage)
        .collect();
    RequirementResult {
        requirement,
        status,
        because,
        coverage: if with_cases.is_empty() {
            0.0
        } else {
            with_cases.iter().sum::<f64>() / with_cases.len() as f64
        },
        grade: deciding.iter().filter_map(|link| link.grade).max(),
        excepted: deciding.iter().map(|link| link.excepted).sum(),
        is_verified: (!deciding.is_empty()).then(|| deciding.iter().all(|link| link.is_verified)),
        links,
    }
}

/// How statuses add up. Links without cases are left out; nothing but such links gives *not applicable*, and no link at
/// all gives *unknown*.
pub fn combine(rule: Combine, statuses: &[Status]) -> Status {
    let counted = statuses.iter().copied().filter(|status| *status != Status::NotApplicable);
    let decided = match rule {
        Combine::All => counted.min_by_key(|status| passing(*status)),
        Combine::Any => counted.max_by_key(|status| passing(*status)),
        Combine::Weakest => counted.min_by_key(|status| known(*status)),
    };
    match decided {
        Some(status) => status,
        None if statuses.is_empty() => Status::Unknown,
        None => Status::NotApplicable,
    }
}

/// The better, the higher. What is shown to fail is worse than what is not known.
fn passing(status: Status) -> u8 {
    match status {
        Status::NotMet => 0,
        Status::Unknown => 1,
        Status::Partly => 2,
        Status::Met | Status::NotApplicable => 3,
    }
}

/// The same, with what is not known below all.
fn known(status: Status) -> u8 {
    match status {
        Status::Unknown => 0,
        Status::NotMet => 1,
        Status::Partly => 2,
        Status::Met | Status::NotApplicable => 3,
    }
}

fn end_of<'c>(
    link: &'c Link,
    kind: Option<RequirementKind>,
    verdicts: &Verdicts<'c, '_>,
    parts: &BTreeMap<&str, RequirementResult<'c>>,
) -> LinkResult<'c> {
    let mut end = LinkResult {
        link,
        title: "",
        status: Status::Unknown,
        coverage: 0.0,
        grade: None,
        excepted: 0,
        is_verified: link.is_verified,
        held_back_by: Vec::new(),
    };
    match &link.to {
        Target::Part(id) => {
            if let Some(part) = parts.get(id.as_str()) {
                end.title = &part.requirement.title;
                end.status = part.status;
                end.coverage = part.coverage;
                end.grade = part.grade;
                end.excepted = part.excepted;
                end.is_verified = part.is_verified.unwrap_or(false);
            }
        }
        Target::Measure(id) => {
            end.title = verdicts.title(*id);
            if let Some(measure) = verdicts.measures.get(id) {
                end.coverage = measure.counts.coverage();
                end.grade = measure.grade;
                end.excepted = measure.counts.excepted;
                end.status = with_exceptions(measure.status, end.excepted, kind);
            }
        }
        Target::Goal(id) => {
            end.title = verdicts.catalog.goal(*id).map_or("", |goal| goal.title.as_str());
            if let Some(goal) = verdicts.goals.get(id) {
                let needed = || goal.measures.iter().filter(|m| m.is_required);
                end.coverage = goal.coverage();
                end.grade = goal.grade;
                end.excepted = needed().map(|m| m.counts.excepted).sum();
                end.status = with_exceptions(goal.status, end.excepted, kind);
                let holds = |m: &&MeasureResult| !matches!(m.status, Status::Met | Status::NotApplicable);
                end.held_back_by = needed().filter(holds).map(|m| (m.id, verdicts.title(m.id))).collect();
            }
        }
    }
    end
}

/// An exception is a documented reason: it answers what is addressable and does not answer what is required.
fn with_exceptions(status: Status, excepted: u64, kind: Option<RequirementKind>) -> Status {
    match (kind, status) {
        _ if excepted == 0 => status,
        (Some(RequirementKind::Addressable), Status::NotApplicable) => Status::Met,
        (Some(RequirementKind::Required), Status::NotApplicable) => Status::NotMet,
        (Some(RequirementKind::Required), Status::Met) => Status::Partly,
        _ => status,
    }
}

#[cfg(test)]
mod tests;
