//! A goal: what it claims, how its measures came out and why, what fails, what would change it, and its history.

use super::home::{AsOf, day_form, day_query, other_day_note};
use super::measure::section;
use crate::kit::layout::Page;
use crate::kit::parts::{grade, range_bar, tag};
use crate::kit::table::{table, text};
use crate::kit::words::{day, percent};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::{Path, Query};
use jiff::civil::Date;
use maud::{Markup, html};
use std::collections::BTreeMap;
use ward_catalog::{Catalog, CrosswalkLink, Goal};
use ward_domain::GoalId;
use ward_domain::follow_up::{GoalThen, HistoryRow};
use ward_domain::ids::Tier;

/// Most points of the history that are listed; the line shows all.
const MOST_POINTS: usize = 12;

pub(crate) async fn show(visit: Visit, Path(id): Path<String>, Query(as_of): Query<AsOf>) -> Answer {
    visit
        .show(move |context| {
            let id =
                id.parse().map_err(|e: ward_domain::ids::NotAGoal| Trouble::not_found(format!("{e}.")))?;
            page(context, id, as_of.date()?)
        })
        .await
}

fn page(context: &Context<'_>, id: GoalId, as_of: Option<Date>) -> Result<Page, Trouble> {
    let posture = context.port.posture(as_of)?;
    let assessment = &posture.assessment;
    let catalog = context.catalog();
    let missing = || Trouble::not_found(format!("There is no goal {id}."));
    let result = assessment.find_goal(id).ok_or_else(missing)?;
    let framework = catalog.frameworks.get(assessment.framework.as_ref()).ok_or_else(missing)?;
    let goal = framework.goals.iter().find(|goal| goal.id == id).ok_or_else(missing)?;
    let content = html! {
        (other_day_note(assessment.as_of, context.today()))
        p.verdict { (tag(result.status)) " " span { (result.because) } }
        p.lead { (goal.plain_words) }
        dl.facts.wide {
            div { dt { "Proven" } dd { (range_bar(result.status, result.score)) } }
            div { dt { "Covered by evidence" } dd { (percent(result.coverage())) } }
            div { dt { "Lowest grade used" } dd { (grade(result.grade)) } }
            div { dt { "List" } dd { (tier_words(result.tier)) } }
        }
        blockquote.outcome {
            p { (goal.outcome) }
            p.quiet {
                "The outcome as HHS states it. "
                @if !goal.outcome_is_verified { strong { "Not verified against the original." } }
            }
        }
        nav.toc aria-label="Measures of this goal" {
            ul {
                @for measure in &result.measures {
                    li {
                        (tag(measure.status)) " "
                        a href={ "#" (measure.id) } {
                            (measure.id) " " (catalog.measures.get(&measure.id).map_or(measure.slug.as_ref(), |m| m.title.as_str()))
                        }
                        @if !measure.is_required { " " span.quiet { "(only reported)" } }
                    }
                }
            }
        }
        @for measure in &result.measures { (section(context, &posture, measure)) }
        (history(&context.port.history()?, id))
        (crosswalk(catalog, goal))
        (day_form(&format!("/goals/{id}"), assessment.as_of))
    };
    let back = format!("/{}", day_query(as_of));
    Ok(Page::new(format!("{id} {}", goal.title), Some(Section::Home), content).up(back, "All goals"))
}

fn tier_words(tier: Tier) -> &'static str {
    match tier {
        Tier::Essential => "essential: for everyone first",
        Tier::Enhanced => "enhanced: after the essential ones",
    }
}

fn history(rows: &[HistoryRow], id: GoalId) -> Markup {
    let then: Vec<(Date, GoalThen)> = rows
        .iter()
        .filter_map(|row| row.goals.iter().find(|then| then.goal == id).map(|then| (row.as_of, *then)))
        .collect();
    let newest = then
        .iter()
        .rev()
        .take(MOST_POINTS)
        .map(|(date, then)| [day(*date), tag(then.status), range_bar(then.status, then.score)]);
    html! {
        section aria-labelledby="history-heading" {
            h2 #history-heading { "History" }
            @if then.len() > 1 { (line(&then)) }
            (table("Recorded assessments, newest first", [text("Day"), text("Status"), text("Proven")], newest, "Nothing was recorded yet. Ward records an assessment after every change of evidence."))
            @if then.len() > MOST_POINTS { p.quiet { "The " (MOST_POINTS) " newest of " (then.len()) "." } }
        }
    }
}

/// The proven share over time as a stepped line; the table says the same.
fn line(then: &[(Date, GoalThen)]) -> Markup {
    let (Some((first, _)), Some((last, _))) = (then.first(), then.last()) else { return html! {} };
    let days = |date: Date| f64::from((date - *first).get_days());
    let width = days(*last).max(1.0);
    let x = |date: Date| days(date) / width * 300.0;
    let y = |low: f64| 38.0 - low * 36.0;
    let point = |(position, (date, then)): (usize, &(Date, GoalThen))| {
        let (x, y) = (x(*date), y(then.score.low));
        if position == 0 { format!("M{x:.1} {y:.1}") } else { format!("H{x:.1}V{y:.1}") }
    };
    let path: String = then.iter().enumerate().map(point).collect();
    html! {
        svg.steps viewBox="0 0 300 40" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            path.floor d="M0 38H300" {}
            path.line d=(path) {}
        }
    }
}

fn crosswalk(catalog: &Catalog, goal: &Goal) -> Markup {
    let mut by_text: BTreeMap<&str, Vec<&CrosswalkLink>> = BTreeMap::new();
    for link in &goal.crosswalk {
        by_text.entry(&link.to).or_default().push(link);
    }
    html! {
        @if !by_text.is_empty() {
            details {
                summary { "The same thing in other texts (" (goal.crosswalk.len()) ")" }
                p.quiet { "Links marked “not verified” are our reading; a person has not compared them with a published source." }
                @for (to, links) in by_text {
                    h3 { (text_name(catalog, to)) }
                    ul {
                        @for link in links {
                            li {
                                @if link.is_primary { strong { (link.id) } } @else { (link.id) }
                                @if let Some(title) = &link.title { " " (title) }
                                " " span.quiet {
                                    "(" (link.basis) ", " (catalog.sources.get(&link.source).map_or(link.source.as_str(), |s| s.title.as_str())) ")"
                                }
                                @if !link.is_verified { " " span.unverified { "not verified" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The title of the framework that the key stands for; the key itself for texts that Ward does not judge.
fn text_name(catalog: &Catalog, key: &str) -> Markup {
    let framework = catalog.frameworks.values().find(|f| f.crosswalk_keys.iter().any(|known| known == key));
    html! {
        @match framework {
            Some(framework) => a href={ "/frameworks/" (framework.id) } { (framework.short_title) },
            None => (key.replace('_', " ")),
        }
        @if key == "hicp_practices" { ": practices" } @else if key == "nist_csf_2_0_categories" { ": categories" }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of =
        |name, kind, id: &str| (name, page(&Fake::of(kind).context(), id.parse().unwrap(), None).unwrap());
    vec![
        of("goal-empty", Kind::Empty, "E1"),
        of("goal-typical-e1", Kind::Typical, "E1"),
        of("goal-typical-e3", Kind::Typical, "E3"),
        of("goal-typical-e4", Kind::Typical, "E4"),
        of("goal-not-built", Kind::Typical, "E2"),
        of("goal-hostile", Kind::Hostile, "E1"),
    ]
}
