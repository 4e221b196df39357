//! One framework, judged: as text for people and as JSON for machines.

use crate::json_v1::{InputV1, input, rounded};
use crate::text::{files, line, printable, shortened};
use crate::{Input, crosswalk};
use serde::Serialize;
use ward_catalog::RequirementKind;
use ward_domain::assessment::{Assessment, Grade, Status};
use ward_engine::framework::{FrameworkResult, LinkResult, RequirementResult};

/// What a verdict on another text is, said with every list of them.
pub const CAVEAT: &str = "Judged through links to the goals and measures that Ward knows. A verdict here is no finding of compliance, \
     and is no surer than its links.";

/// The report: files, what force the text has, then each requirement with its verdict and why.
pub fn text(
    result: &FrameworkResult<'_>,
    assessment: &Assessment,
    organisation: &str,
    inputs: &[Input],
) -> String {
    let mut out = String::new();
    let framework = result.framework;
    let name = if organisation.is_empty() { "the organisation" } else { organisation };
    line(
        &mut out,
        format_args!(
            "{} and {} on {}, thresholds for size {}",
            framework.short_title,
            printable(name),
            assessment.as_of,
            assessment.profile.as_str()
        ),
    );
    files(&mut out, inputs);
    line(&mut out, format_args!("\n{}", framework.title));
    crosswalk::provenance(&mut out, framework);
    line(&mut out, format_args!("  {CAVEAT}"));
    let counted = result.counted().count();
    let (met, unknown) = (result.count(Status::Met), result.count(Status::Unknown));
    line(&mut out, format_args!("\nREQUIREMENTS  {met} of {counted} met, {unknown} unknown"));
    result.requirements.iter().for_each(|requirement| one(&mut out, requirement));
    out
}

fn one(out: &mut String, result: &RequirementResult<'_>) {
    let requirement = result.requirement;
    let indent = if requirement.part_of.is_some() { "    " } else { "  " };
    let kind = requirement.kind.map_or("", RequirementKind::as_str);
    line(
        out,
        format_args!(
            "\n{indent}{:<24} {:<56} {:<14} {:<5} {kind}",
            requirement.id,
            shortened(&requirement.title, 56),
            result.status.label(),
            result.grade.map_or("–", Grade::as_str),
        ),
    );
    line(out, format_args!("{indent}  {}", result.because));
}

#[derive(Serialize)]
struct FrameworkV1<'a> {
    version: u8,
    as_of: String,
    profile: &'static str,
    catalogue: &'a str,
    framework: AboutV1<'a>,
    inputs: Vec<InputV1<'a>>,
    requirements: Vec<RequirementV1<'a>>,
}

#[derive(Serialize)]
struct AboutV1<'a> {
    id: &'a str,
    title: &'a str,
    publisher: &'a str,
    version: &'a str,
    legal_status: &'static str,
    is_law: bool,
    status_words: &'a str,
    from: Option<String>,
    to: Option<String>,
    citation: &'a str,
    applies_to: &'a str,
    checked: &'a str,
}

#[derive(Serialize)]
struct RequirementV1<'a> {
    id: &'a str,
    title: &'a str,
    kind: Option<&'static str>,
    part_of: Option<&'a str>,
    citation: Option<&'a str>,
    status: &'static str,
    because: &'a str,
    combine: &'static str,
    coverage: f64,
    grade: Option<&'static str>,
    excepted: u64,
    links_verified: Option<bool>,
    links: Vec<LinkV1<'a>>,
}

#[derive(Serialize)]
struct LinkV1<'a> {
    to: String,
    title: &'a str,
    decides: bool,
    verified: bool,
    basis: &'static str,
    source: &'a str,
    via: &'a [String],
    status: &'static str,
}

/// The same for machines, indented, with a line end at the end.
pub fn json(result: &FrameworkResult<'_>, assessment: &Assessment, inputs: &[Input]) -> Vec<u8> {
    let framework = result.framework;
    let wire = FrameworkV1 {
        version: 1,
        as_of: assessment.as_of.to_string(),
        profile: assessment.profile.as_str(),
        catalogue: &assessment.catalogue,
        framework: AboutV1 {
            id: &framework.id,
            title: &framework.title,
            publisher: &framework.publisher,
            version: &framework.version,
            legal_status: framework.legal_status.as_str(),
            is_law: framework.legal_status.is_law(),
            status_words: &framework.status_words,
            from: framework.from.map(|day| day.to_string()),
            to: framework.to.map(|day| day.to_string()),
            citation: &framework.citation,
            applies_to: &framework.applies_to,
            checked: &framework.checked,
        },
        inputs: inputs.iter().map(input).collect(),
        requirements: result.requirements.iter().map(requirement).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&wire).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn requirement<'a>(result: &'a RequirementResult<'_>) -> RequirementV1<'a> {
    let of = result.requirement;
    RequirementV1 {
        id: &of.id,
        title: &of.title,
        kind: of.kind.map(RequirementKind::as_str),
        part_of: of.part_of.as_deref(),
        citation: of.citation.as_deref(),
        status: result.status.as_str(),
        because: &result.because,
        combine: of.combine.as_str(),
        coverage: rounded(result.coverage),
        grade: result.grade.map(Grade::as_str),
        excepted: result.excepted,
        links_verified: result.is_verified,
        links: result.links.iter().map(link).collect(),
    }
}

fn link<'a>(result: &'a LinkResult<'_>) -> LinkV1<'a> {
    LinkV1 {
        to: result.link.to.to_string(),
        title: result.title,
        decides: result.link.decides,
        verified: result.is_verified,
        basis: result.link.basis.as_str(),
        source: &result.link.source,
        via: &result.link.via,
        status: result.status.as_str(),
    }
}
