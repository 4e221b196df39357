//! One text: what force it has, and each requirement with its verdict, what it rests on and how sure each link is.

use super::framework_list::{dates, force, summary};
use super::home::{AsOf, day_form, day_query, other_day_note};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, grade_letter, tag};
use crate::kit::table::{prose, table, text};
use crate::kit::words::percent;
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::{Path, Query};
use jiff::civil::Date;
use maud::{Markup, html};
use ward_catalog::{Basis, Catalog, Framework, LegalStatus, Link, Target};
use ward_engine::framework::{LinkResult, RequirementResult};
use ward_engine::judge_framework;

pub(crate) async fn show(visit: Visit, Path(id): Path<String>, Query(as_of): Query<AsOf>) -> Answer {
    visit.show(move |context| page(context, &id, as_of.date()?)).await
}

fn page(context: &Context<'_>, id: &str, as_of: Option<Date>) -> Result<Page, Trouble> {
    let catalog = context.catalog();
    let framework = catalog
        .frameworks
        .get(id)
        .ok_or_else(|| Trouble::not_found("There is no such text. The list of texts names all of them."))?;
    let posture = context.port.posture(as_of)?;
    let result = judge_framework(catalog, framework, &posture.assessment);
    let heads = [text("Requirement"), text("Verdict"), prose("Why"), prose("Rests on")];
    let rows = result.requirements.iter().map(|requirement| line(catalog, requirement));
    let content = html! {
        (other_day_note(posture.assessment.as_of, context.today()))
        p.lead { (force(framework.legal_status)) " " (framework.status_words) }
        @if matches!(framework.legal_status, LegalStatus::Proposed | LegalStatus::Scenario) {
            p.note { "Nobody has to follow this text. The verdicts say how the evidence would stand if it were law." }
        }
        (provenance(framework))
        p { strong { (summary(&result)) } ". Headings count through their parts." }
        p.quiet { "A verdict here is no finding of compliance, and is no surer than its links. Links marked “not verified” were not compared with a published mapping." }
        (table("Requirements, as the text orders them", heads, rows, "The text asks for nothing."))
        (day_form(&format!("/frameworks/{id}"), posture.assessment.as_of))
    };
    let back = format!("/frameworks{}", day_query(as_of));
    Ok(Page::new(framework.title.clone(), Some(Section::Frameworks), content).up(back, "All texts"))
}

fn provenance(framework: &Framework) -> Markup {
    let urls = html! {
        @for url in &framework.urls { a href=(url) rel="noreferrer" { (url) } " " }
    };
    facts([
        ("Published by", Some(html! { (framework.publisher) })),
        ("Version", Some(html! { (framework.version) ", " (dates(framework)) })),
        ("Cited as", Some(html! { (framework.citation) })),
        ("For", Some(html! { (framework.applies_to) })),
        ("How far checked", Some(html! { (framework.checked) })),
        ("Where to read it", Some(urls)),
    ])
}

fn line(catalog: &Catalog, result: &RequirementResult<'_>) -> [Markup; 4] {
    let requirement = result.requirement;
    let name = html! { strong { (requirement.id) } " " (requirement.title) };
    [
        html! {
            (name)
            @if let Some(kind) = requirement.kind { " " span.quiet { (kind.as_str()) } }
            @if let Some(part_of) = &requirement.part_of { " " span.quiet { "part of " (part_of) } }
            @if let Some(citation) = &requirement.citation { " " span.quiet { (citation) } }
        },
        html! {
            (tag(result.status))
            @if result.is_verified.is_some() {
                p.quiet { "grade " (grade_letter(result.grade)) ", " (percent(result.coverage)) " covered" }
            }
        },
        html! { (result.because) },
        links(catalog, result),
    ]
}

fn links(catalog: &Catalog, result: &RequirementResult<'_>) -> Markup {
    let of = |decides: bool| result.links.iter().filter(move |link| link.link.decides == decides);
    let touching = of(false).count();
    html! {
        @if of(true).next().is_some() {
            @if of(true).count() > 1 { p.quiet { (result.requirement.combine.words()) } }
            (ends(catalog, &of(true).collect::<Vec<_>>()))
        } @else {
            p.quiet { "nothing in Ward" }
        }
        @if touching > 0 {
            details {
                summary { "Only touched by " (touching) }
                (ends(catalog, &of(false).collect::<Vec<_>>()))
            }
        }
    }
}

/// The ends of links, each with how sure it is; what makes all of them alike sure is said once, below.
fn ends(catalog: &Catalog, all: &[&LinkResult<'_>]) -> Markup {
    let ground = |one: &LinkResult<'_>| (one.link.basis, one.link.source.clone(), one.is_verified);
    let shared =
        all.first().filter(|first| all.len() > 1 && all.iter().all(|one| ground(one) == ground(first)));
    html! {
        ul {
            @for end in all {
                li {
                    (tag(end.status)) " " (target(&end.link.to)) " " (end.title)
                    @if shared.is_none() { " " (surety(catalog, end.link, end.is_verified)) }
                }
            }
        }
        @if let Some(first) = shared.filter(|one| one.link.basis != Basis::Own || !one.is_verified) { p { span.quiet { "Each: " } (surety(catalog, first.link, first.is_verified)) } }
    }
}

/// A goal or measure as a link; a part as its number.
pub(crate) fn target(to: &Target) -> Markup {
    html! {
        @match to {
            Target::Goal(id) => a href={ "/goals/" (id) } { (id) },
            Target::Measure(id) => a href={ "/goals/" (id.goal()) "#" (id) } { (id) },
            Target::Part(id) => strong { (id) },
        }
    }
}

/// How a link was made and whether it is verified; what is not verified looks so.
pub(crate) fn surety(catalog: &Catalog, link: &Link, is_verified: bool) -> Markup {
    html! {
        @if link.basis == Basis::Own {
            @if !is_verified { span.unverified { "not verified" } }
        } @else {
            @let source = catalog.sources.get(&link.source).map_or(link.source.as_str(), |s| s.title.as_str());
            span.quiet { "(" (link.basis.words()) "; " (source) ")" }
            @if is_verified { " " span.quiet { "verified" } } @else { " " span.unverified { "not verified" } }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, id: &str| (name, page(&Fake::of(kind).context(), id, None).unwrap());
    vec![
        of("framework-empty", Kind::Empty, "hipaa-security-rule"),
        of("framework-typical-hipaa", Kind::Typical, "hipaa-security-rule"),
        of("framework-typical-proposed", Kind::Typical, "hipaa-nprm-2025"),
        of("framework-typical-csf", Kind::Typical, "nist-csf-2-0"),
        of("framework-typical-goals", Kind::Typical, "hph-cpg"),
        of("framework-full-hicp", Kind::Full, "hicp"),
        of("framework-hostile", Kind::Hostile, "ny-405-46"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{Fake, Kind};

    fn html_of(id: &str) -> String {
        page(&Fake::of(Kind::Typical).context(), id, None).unwrap().render("St. Mary’s").into_string()
    }

    #[test]
    fn a_proposal_is_never_shown_as_law() {
        let html = html_of("hipaa-nprm-2025");
        assert!(html.contains("Proposed, not law"), "{html}");
        assert!(html.contains("Nobody has to follow this text"), "{html}");
        assert!(!html.contains("Law in force"), "{html}");
        assert!(!html.contains(">required<"), "{html}");
    }
    #[test]
    fn a_link_that_is_not_verified_looks_so() {
        assert!(html_of("nist-800-53r5").contains("<span class=\"unverified\">not verified</span>"));
    }
    #[test]
    fn a_text_that_nobody_knows_is_not_found() {
        let trouble = page(&Fake::of(Kind::Typical).context(), "hipaa", None).unwrap_err();
        assert_eq!(trouble.code, "not-found");
    }
}
