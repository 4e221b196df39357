//! The contract of `ward assess --format json`, version 1. Fields may be added, never renamed; renames make version 2.
//!
//! These bytes are what the record keeps the digest of, so they depend on nothing but their arguments.

use crate::{Input, Outcome};
use serde::Serialize;
use ward_domain::assessment::{Assessment, Case, GoalResult, MeasureResult, Range};

#[derive(Serialize)]
struct AssessmentV1<'a> {
    version: u8,
    as_of: String,
    profile: &'static str,
    framework: &'a str,
    catalogue: &'a str,
    inputs: Vec<InputV1<'a>>,
    goals: Vec<GoalV1<'a>>,
}

#[derive(Serialize)]
pub(crate) struct InputV1<'a> {
    file: &'a str,
    format: Option<&'a str>,
    sha256: Option<String>,
    outcome: &'static str,
    read: u64,
    used: u64,
    skipped: u64,
    problems: Vec<ProblemV1<'a>>,
    more_problems: u64,
}

#[derive(Serialize)]
struct ProblemV1<'a> {
    line: u32,
    reason: &'a str,
}

#[derive(Serialize)]
struct GoalV1<'a> {
    id: String,
    title: &'a str,
    tier: &'static str,
    status: &'static str,
    because: &'a str,
    score: RangeV1,
    coverage: f64,
    grade: Option<&'static str>,
    measures: Vec<MeasureV1<'a>>,
}

#[derive(Serialize)]
struct RangeV1 {
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct MeasureV1<'a> {
    id: String,
    slug: &'a str,
    status: &'static str,
    because: &'a str,
    target: &'a str,
    required: bool,
    population: u64,
    met: u64,
    not_met: u64,
    unknown: u64,
    not_applicable: u64,
    excepted: u64,
    coverage: f64,
    score: RangeV1,
    grade: Option<&'static str>,
    observed_at: Option<String>,
    expires_at: Option<String>,
    failing: Vec<CaseV1<'a>>,
    failing_omitted: u64,
    undecided: Vec<CaseV1<'a>>,
    undecided_omitted: u64,
    notes: &'a [String],
    would_change: &'a [String],
}

#[derive(Serialize)]
struct CaseV1<'a> {
    subject: &'a str,
    reason: &'a str,
    evidence: Vec<String>,
}

/// The contract's bytes, indented, with a line end at the end.
pub fn bytes(assessment: &Assessment, inputs: &[Input]) -> Vec<u8> {
    let wire = AssessmentV1 {
        version: 1,
        as_of: assessment.as_of.to_string(),
        profile: assessment.profile.as_str(),
        framework: &assessment.framework,
        catalogue: &assessment.catalogue,
        inputs: inputs.iter().map(input).collect(),
        goals: assessment.goals.iter().map(goal).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&wire).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

pub(crate) fn input(input: &Input) -> InputV1<'_> {
    let mut wire = InputV1 {
        file: &input.file,
        format: None,
        sha256: input.digest.map(|d| d.to_string()),
        outcome: "read",
        read: 0,
        used: 0,
        skipped: 0,
        problems: Vec::new(),
        more_problems: 0,
    };
    match &input.outcome {
        Outcome::Read { format, tally } => {
            wire.format = Some(format);
            (wire.read, wire.used, wire.skipped) = (tally.read, tally.used, tally.skipped);
            wire.problems =
                tally.problems.iter().map(|p| ProblemV1 { line: p.line, reason: &p.reason }).collect();
            wire.more_problems = tally.more_problems;
        }
        Outcome::SameAs { file } => {
            wire.outcome = "same-as";
            wire.problems.push(ProblemV1 { line: 0, reason: file });
        }
        Outcome::Damaged { format, reason, line } => {
            wire.outcome = "damaged";
            wire.format = Some(format);
            wire.problems.push(ProblemV1 { line: *line, reason });
        }
        Outcome::NotRecognised { looks_like } => {
            wire.outcome = "not-recognised";
            wire.problems.push(ProblemV1 { line: 0, reason: looks_like });
        }
        Outcome::Unreadable { reason } => {
            wire.outcome = "unreadable";
            wire.problems.push(ProblemV1 { line: 0, reason });
        }
    }
    wire
}

fn goal(goal: &GoalResult) -> GoalV1<'_> {
    GoalV1 {
        id: goal.id.to_string(),
        title: &goal.title,
        tier: match goal.tier {
            ward_domain::ids::Tier::Essential => "essential",
            ward_domain::ids::Tier::Enhanced => "enhanced",
        },
        status: goal.status.as_str(),
        because: &goal.because,
        score: range(goal.score),
        coverage: rounded(goal.coverage()),
        grade: goal.grade.map(ward_domain::Grade::as_str),
        measures: goal.measures.iter().map(measure).collect(),
    }
}

fn measure(m: &MeasureResult) -> MeasureV1<'_> {
    MeasureV1 {
        id: m.id.to_string(),
        slug: &m.slug,
        status: m.status.as_str(),
        because: &m.because,
        target: &m.target,
        required: m.is_required,
        population: m.counts.population(),
        met: m.counts.met,
        not_met: m.counts.not_met,
        unknown: m.counts.unknown,
        not_applicable: m.counts.not_applicable,
        excepted: m.counts.excepted,
        coverage: rounded(m.counts.coverage()),
        score: range(m.score),
        grade: m.grade.map(ward_domain::Grade::as_str),
        observed_at: m.observed_at.map(|d| d.to_string()),
        expires_at: m.expires_at.map(|d| d.to_string()),
        failing: m.failing.iter().map(case).collect(),
        failing_omitted: m.failing_omitted,
        undecided: m.undecided.iter().map(case).collect(),
        undecided_omitted: m.undecided_omitted,
        notes: &m.notes,
        would_change: &m.would_change,
    }
}

fn case(case: &Case) -> CaseV1<'_> {
    CaseV1 {
        subject: &case.subject,
        reason: &case.reason,
        evidence: case.evidence.iter().map(ToString::to_string).collect(),
    }
}

fn range(range: Range) -> RangeV1 {
    RangeV1 { low: rounded(range.low), high: rounded(range.high) }
}

/// Four decimals: a hundredth of a percent, the same on every machine.
pub(crate) fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}
