//! An assessment as plain text for people at a terminal or on paper.

use crate::{Input, Outcome};
use std::fmt::Write as _;
use ward_catalog::Catalog;
use ward_domain::assessment::{Assessment, Case, MeasureResult, Range, Status};
use ward_domain::record::Tally;

/// Most subjects that are printed for each measure; the JSON form lists more.
const MOST_SUBJECTS: usize = 10;

/// The whole report: files, next actions, the twenty goals, then each measure with the subjects that fail.
pub fn report(catalog: &Catalog, assessment: &Assessment, organisation: &str, inputs: &[Input]) -> String {
    let mut out = String::new();
    let name = if organisation.is_empty() { "the organisation" } else { organisation };
    line(
        &mut out,
        format_args!(
            "Posture of {name} on {}, thresholds for size {}",
            assessment.as_of,
            assessment.profile.as_str()
        ),
    );
    files(&mut out, inputs);
    goals(&mut out, assessment);
    next(&mut out, catalog, assessment);
    measures(&mut out, catalog, assessment);
    out
}

pub(crate) fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(text);
    out.push('\n');
}

/// How many rows there were, and what became of them.
pub fn counts(tally: &Tally) -> String {
    let rows = if tally.read == 1 { "row" } else { "rows" };
    format!("{} {rows}, {} used, {} skipped", tally.read, tally.used, tally.skipped)
}

pub(crate) fn files(out: &mut String, inputs: &[Input]) {
    let read = inputs.iter().filter(|i| i.outcome.is_read()).count();
    line(out, format_args!("\nFILES  {read} of {} read", inputs.len()));
    for input in inputs {
        let file = printable(&input.file);
        match &input.outcome {
            Outcome::Read { format, tally } => {
                line(out, format_args!("  {file}  {format}: {}", counts(tally)));
                for problem in tally.problems.iter().take(3) {
                    let place =
                        if problem.line == 0 { String::new() } else { format!("line {}: ", problem.line) };
                    line(out, format_args!("      {place}{}", printable(&problem.reason)));
                }
                let more = tally.problems.len().saturating_sub(3) as u64 + tally.more_problems;
                if more > 0 {
                    line(out, format_args!("      and {more} more; `--format json` lists them"));
                }
            }
            Outcome::SameAs { file: other } => {
                line(out, format_args!("  {file}  the same file as {}: counts once", printable(other)));
            }
            Outcome::Damaged { format, reason, .. } => {
                line(
                    out,
                    format_args!("  {file}  {format}, DAMAGED, nothing of it is used: {}", printable(reason)),
                );
            }
            Outcome::NotRecognised { looks_like } => {
                line(out, format_args!("  {file}  not read: looks like {}", printable(looks_like)));
            }
            Outcome::Unreadable { reason } => {
                line(out, format_args!("  {file}  could not be opened: {}", printable(reason)));
            }
        }
    }
}

fn goals(out: &mut String, assessment: &Assessment) {
    let met = assessment.count(Status::Met);
    let unknown = assessment.count(Status::Unknown);
    line(out, format_args!("\nGOALS  {met} of {} met, {unknown} unknown", assessment.goals.len()));
    line(out, format_args!("       {:<44} {:<14} {:>9}  {:<5}  coverage", "", "status", "proven", "grade"));
    for goal in &assessment.goals {
        let grade = goal.grade.map_or("–", ward_domain::Grade::as_str);
        line(
            out,
            format_args!(
                "  {:<4} {:<44} {:<14} {:>9}  {grade:<5}  {:>3.0} %",
                goal.id.to_string(),
                shortened(&goal.title, 44),
                goal.status.label(),
                percent(goal.score),
                goal.coverage() * 100.0
            ),
        );
    }
    line(out, format_args!("  “proven” runs from everything unknown failing to everything unknown passing."));
}

fn next(out: &mut String, catalog: &Catalog, assessment: &Assessment) {
    line(out, format_args!("\nNEXT"));
    for (number, action) in (1..).zip(ward_engine::next::actions(catalog, assessment, 3)) {
        line(out, format_args!("  {number}. {} {}", action.measure, action.title));
        line(out, format_args!("     Why: {}", printable(&action.because)));
        line(out, format_args!("     Do:  {}", action.step));
        line(out, format_args!("     Effort (our estimate): {}", action.effort));
    }
}

fn measures(out: &mut String, catalog: &Catalog, assessment: &Assessment) {
    line(out, format_args!("\nMEASURES"));
    for goal in &assessment.goals {
        line(out, format_args!("\n{} {}: {}", goal.id, goal.title, goal.status.label()));
        line(out, format_args!("  {}", goal.because));
        for measure in &goal.measures {
            one(out, catalog, measure);
        }
    }
}

fn one(out: &mut String, catalog: &Catalog, m: &MeasureResult) {
    let title = catalog.measures.get(&m.id).map_or("", |measure| measure.title.as_str());
    let reported = if m.is_required { "" } else { " (reported only)" };
    line(out, format_args!("  {} {title}: {}{reported}", m.id, m.status.label()));
    line(out, format_args!("      {}", printable(&m.because)));
    line(out, format_args!("      Target: {}", m.target));
    let c = m.counts;
    if c.population() > 0 {
        line(
            out,
            format_args!(
                "      Of {}: {} met, {} not met, {} unknown, {} not applicable, {} excepted; coverage {:.0} %, grade {}",
                c.population(),
                c.met,
                c.not_met,
                c.unknown,
                c.not_applicable,
                c.excepted,
                c.coverage() * 100.0,
                m.grade.map_or("–", ward_domain::Grade::as_str),
            ),
        );
    }
    if let (Some(observed), Some(expires)) = (m.observed_at, m.expires_at) {
        line(out, format_args!("      Oldest evidence of {observed}; counts until {expires}"));
    }
    for note in &m.notes {
        line(out, format_args!("      {}", printable(note)));
    }
    cases(out, "fails", &m.failing, m.failing_omitted);
    cases(out, "unknown", &m.undecided, m.undecided_omitted);
    for wanted in &m.would_change {
        line(out, format_args!("      Would answer it: {wanted}"));
    }
}

fn cases(out: &mut String, word: &str, cases: &[Case], omitted: u64) {
    for case in cases.iter().take(MOST_SUBJECTS) {
        line(out, format_args!("      {word}: {}: {}", printable(&case.subject), printable(&case.reason)));
    }
    let more = cases.len().saturating_sub(MOST_SUBJECTS) as u64 + omitted;
    if more > 0 {
        line(out, format_args!("      {word}: and {more} more"));
    }
}

fn percent(range: Range) -> String {
    let (low, high) = ((range.low * 100.0).floor(), (range.high * 100.0).ceil());
    if (range.high - range.low).abs() < 1e-9 {
        format!("{low:.0} %")
    } else {
        format!("{low:.0}–{high:.0} %")
    }
}

/// Text from files, without what a terminal would obey.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

pub(crate) fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        text.to_owned()
    } else {
        text.chars().take(width - 1).chain(std::iter::once('…')).collect()
    }
}
