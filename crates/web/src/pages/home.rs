//! Home: the rose of the twenty goals, the same as a table, what to do next, and what is about to grow too old.

use crate::kit::layout::Page;
use crate::kit::parts::{grade_letter, range_bar, shortened, tag};
use crate::kit::rose::{Petal, key, rose};
use crate::kit::table::{number, table, text};
use crate::kit::words::{self, count, day, last_day, percent};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use ward_domain::assessment::{Assessment, MeasureResult, Status};
use ward_domain::ids::Tier;
use ward_engine::next::{Action, actions};

/// Evidence that grows too old within so many days is worth a line.
const SOON_DAYS: i64 = 14;
/// Most such lines.
const MOST_EXPIRING: usize = 6;

/// A day to look at instead of today.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct AsOf {
    #[serde(default)]
    as_of: String,
}

impl AsOf {
    /// The day; `None` is today.
    pub(crate) fn date(&self) -> Result<Option<Date>, Trouble> {
        let text = self.as_of.trim();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| {
            Trouble::user(
                format!("“{}” is not a day.", shortened(text, 40)),
                "Write the day as year, month, day, for example 2026-11-21.",
            )
        })
    }
}

pub(crate) async fn show(visit: Visit, Query(as_of): Query<AsOf>) -> Answer {
    visit.show_first(move |context| page(context, as_of.date()?)).await
}

fn page(context: &Context<'_>, as_of: Option<Date>) -> Result<Page, Trouble> {
    let posture = context.port.posture(as_of)?;
    let assessment = &posture.assessment;
    let summary = summary(assessment);
    let has_evidence = !posture.estate.sources.is_empty();
    let content = html! {
        (other_day_note(assessment.as_of, context.today()))
        p.lead { (summary) }
        @if !has_evidence { (first_step()) }
        div.two.rose-and-next {
            section.rose-box aria-labelledby="rose-heading" {
                h2.hidden #rose-heading { "The rose" }
                (rose(&petals(context, &posture, as_of), &summary))
                (key())
                p.quiet {
                    "Right half: the ten essential goals. Left half: the ten enhanced ones. The filled area is what is proven; the \
                     pale, dashed part is not known yet and may turn out either way."
                }
            }
            section.next aria-labelledby="next-heading" {
                h2 #next-heading { "Do next" }
                (next_actions(&actions(context.catalog(), assessment, 3)))
            }
        }
        (goal_tables(assessment, as_of))
        (expiring(assessment))
        (day_form("/", assessment.as_of))
    };
    let name = shortened(&context.organisation.name, 80);
    let title = if name.is_empty() { "Where you stand".to_owned() } else { format!("Where {name} stands") };
    Ok(Page::new(title, Some(Section::Home), content))
}

/// `3 of 20 goals are met, 2 partly, 3 not, and 12 are unknown.`
fn summary(assessment: &Assessment) -> String {
    let of = |status| assessment.count(status);
    let all = assessment.goals.len();
    let mut rest: Vec<String> = Vec::new();
    for (status, words) in [
        (Status::Partly, "partly met"),
        (Status::NotMet, "not met"),
        (Status::Unknown, "unknown"),
        (Status::NotApplicable, "not applicable"),
    ] {
        match of(status) {
            0 => {}
            n => rest.push(format!("{n} {words}")),
        }
    }
    let rest = if rest.is_empty() { String::new() } else { format!(": {}", rest.join(", ")) };
    match of(Status::Met) {
        n if n == all => format!("All {all} goals are met."),
        1 => format!("1 of {all} goals is met. The others{rest}."),
        n => format!("{n} of {all} goals are met. The others{rest}."),
    }
}

fn first_step() -> Markup {
    html! {
        div.panel {
            h2 { "Start with the files that you already have" }
            p { "There is no evidence yet, so every goal is unknown. Export a list from one of your systems and give it to Ward: a \
                 vulnerability scan, the staff list, the list of accounts, or a training report." }
            p { a.button href="/evidence" { "Add evidence" } }
        }
    }
}

/// Says so when the day is not today.
pub(crate) fn other_day_note(shown: Date, today: Date) -> Markup {
    html! {
        @if shown != today {
            p.note { "You are looking at " strong { (day(shown)) } ", not at today. " a href="?" { "Back to today" } }
        }
    }
}

/// A small form for another day.
pub(crate) fn day_form(address: &str, shown: Date) -> Markup {
    html! {
        form.day method="get" action=(address) {
            label for="as-of" { "Look at another day" }
            input.short type="date" id="as-of" name="as_of" value=(shown);
            button.second type="submit" { "Show" }
        }
    }
}

/// The query that keeps the day on links.
pub(crate) fn day_query(as_of: Option<Date>) -> String {
    as_of.map_or_else(String::new, |date| format!("?as_of={date}"))
}

fn petals(context: &Context<'_>, posture: &Posture, as_of: Option<Date>) -> Vec<Petal> {
    let framework = context.catalog().frameworks.get(posture.assessment.framework.as_ref());
    posture
        .assessment
        .goals
        .iter()
        .map(|goal| {
            let known = framework.and_then(|f| f.goals.iter().find(|g| g.id == goal.id));
            Petal {
                id: goal.id.to_string(),
                short_title: known.map_or_else(|| goal.title.to_string(), |g| g.short_title.clone()),
                status: goal.status,
                score: goal.score,
                address: format!("/goals/{}{}", goal.id, day_query(as_of)),
            }
        })
        .collect()
}

fn next_actions(actions: &[Action]) -> Markup {
    html! {
        @if actions.is_empty() {
            p { "Nothing is open. Keep the evidence fresh." }
        } @else {
            ol.actions {
                @for action in actions {
                    li {
                        h3 { a href={ "/goals/" (action.goal) "#" (action.measure) } { (action.title) } }
                        p { (action.step.trim()) }
                        p.quiet { (action.because) " Effort, our estimate: " (action.effort) "." }
                    }
                }
            }
        }
    }
}

fn goal_tables(assessment: &Assessment, as_of: Option<Date>) -> Markup {
    let rows = |tier: Tier| {
        assessment.goals.iter().filter(move |goal| goal.tier == tier).map(move |goal| {
            [
                html! { a href={ "/goals/" (goal.id) (day_query(as_of)) } { span.id { (goal.id) } " " (goal.title) } },
                tag(goal.status),
                range_bar(goal.status, goal.score),
                grade_letter(goal.grade),
                html! { (percent(goal.coverage())) },
                html! { (goal.because) },
            ]
        })
    };
    let heads =
        [text("Goal"), text("Status"), text("Proven"), text("Grade"), number("Covered"), text("Because")];
    html! {
        section aria-labelledby="goals-heading" {
            h2 #goals-heading { "The twenty goals" }
            p.quiet {
                "Proven runs from what holds even if everything unknown should fail, to what may hold if all of it should pass. \
                 Grade: A is a machine’s own file, D is an answer only. Covered: how much of what is asked evidence reaches."
            }
            (table("Essential goals: what HHS asks of everyone first", heads, rows(Tier::Essential), "No goals."))
            (table("Enhanced goals: the next ten", heads, rows(Tier::Enhanced), "No goals."))
        }
    }
}

fn expiring(assessment: &Assessment) -> Markup {
    let last = assessment.as_of.saturating_add(SOON_DAYS.days());
    let mut soon: Vec<(Date, &MeasureResult)> = assessment
        .goals
        .iter()
        .flat_map(|goal| &goal.measures)
        .filter_map(|measure| measure.expires_at.map(|date| (date, measure)))
        .filter(|(date, _)| *date <= last)
        .collect();
    soon.sort_by_key(|(date, measure)| (*date, measure.id));
    html! {
        section aria-labelledby="expiring-heading" {
            h2 #expiring-heading { "Evidence that grows too old soon" }
            @if soon.is_empty() {
                p { "None within " (SOON_DAYS) " days." }
            } @else {
                ul {
                    @for (date, measure) in soon.iter().take(MOST_EXPIRING) {
                        li {
                            a href={ "/goals/" (measure.id.goal()) "#" (measure.id) } { (measure.id) " " (readable(&measure.slug)) }
                            ": counts until " (last_day(*date)) "."
                        }
                    }
                }
                @if soon.len() > MOST_EXPIRING { p.quiet { "And " (count((soon.len() - MOST_EXPIRING) as u64, "more measure")) "." } }
            }
        }
    }
}

/// `yearly-training` → `yearly training`.
pub(crate) fn readable(slug: &str) -> String {
    words::first_lower(&slug.replace('-', " "))
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind| {
        let fake = Fake::of(kind);
        (name, page(&fake.context(), None).unwrap())
    };
    vec![
        of("home-empty", Kind::Empty),
        of("home-typical", Kind::Typical),
        of("home-hostile", Kind::Hostile),
        (
            "home-another-day",
            page(&Fake::of(Kind::Typical).context(), Some(jiff::civil::date(2026, 1, 1))).unwrap(),
        ),
    ]
}
