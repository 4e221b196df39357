//! Home: the rose of the twenty goals, the same as a table, what to do next, what got worse, and what ends soon.

use crate::kit::layout::Page;
use crate::kit::parts::{evidence, grade_letter, range_bar, shortened, tag};
use crate::kit::rose::{Petal, key, rose};
use crate::kit::table::{number, prose, table, text};
use crate::kit::words::{self, day, last_day, percent};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use ward_catalog::Role;
use ward_domain::MeasureId;
use ward_domain::assessment::{Assessment, Status};
use ward_domain::follow_up::{Drift, Reminder, Soon, Why, Worse};
use ward_domain::ids::Tier;
use ward_engine::next::{Action, actions};

/// So many days are looked ahead; the port says what lies within.
const SOON_DAYS: i64 = 14;
/// Most lines of what is soon.
const MOST_SOON: usize = 10;

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
    let is_today = assessment.as_of == context.today();
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
                @if has_evidence { p { a href="/plan" { "Plan with your budget and hours" } } }
            }
        }
        @if is_today { (drift(context, &posture)?) }
        (goal_tables(assessment, as_of))
        @if is_today { (soon(context)?) }
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
        [text("Goal"), text("Status"), text("Proven"), text("Grade"), number("Covered"), prose("Because")];
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

/// What got worse; nothing when nothing did. What is worse than on two days for one reason is told of the nearer one.
fn drift(context: &Context<'_>, posture: &Posture) -> Result<Markup, Trouble> {
    let drifts = context.port.drift()?;
    let because = |why: &Why| {
        html! {
            @match why {
                Why::Expired(expires) => { "The evidence counted until " (last_day(*expires)) "." },
                Why::Case { subject, reason, evidence: reference } => {
                    (shortened(subject, 80)) ": " (shortened(reason, 200))
                    @if let Some(reference) = reference { " (" (evidence(posture, reference)) ")" }
                }
                Why::Said(words) => (shortened(words, 200)),
            }
        }
    };
    let row = |worse: &Worse| {
        [
            html! { a href={ "/goals/" (worse.measure.goal()) "#" (worse.measure) } { span.id { (worse.measure) } " " (measure_title(context, worse.measure)) } },
            html! { (tag(worse.then)) " " span.hidden { "then, now " } (tag(worse.now)) },
            day(worse.since),
            because(&worse.why),
        ]
    };
    let heads = [text("Measure"), text("Then and now"), text("Since"), prose("Because")];
    let untold = |(place, drift): (usize, &Drift)| {
        let is_told = |worse: &Worse| drifts.iter().take(place).any(|nearer| nearer.worse.contains(worse));
        drift.worse.iter().filter(|worse| !is_told(worse)).map(row).collect::<Vec<_>>()
    };
    let told: Vec<_> = drifts.iter().zip(drifts.iter().enumerate().map(untold)).collect();
    Ok(html! {
        @if !drifts.is_empty() {
            section aria-labelledby="drift-heading" {
                h2 #drift-heading { "What got worse" }
                @for (drift, rows) in told.into_iter().filter(|(_, rows)| !rows.is_empty()) {
                    @if drift.is_other_catalogue { p.quiet { "Ward’s own catalogue has changed since " (day(drift.since)) "; part of this may come from there." } }
                    (table(&format!("Worse today than on {}", words::day_text(drift.since)), heads, rows.into_iter(), ""))
                }
            }
        }
    })
}

/// What ends or is due soon.
fn soon(context: &Context<'_>) -> Result<Markup, Trouble> {
    let today = context.today();
    let reminders = context.port.soon()?;
    let line = |reminder: &Reminder| {
        let title = measure_title(context, reminder.measure);
        let link = html! { a href={ "/goals/" (reminder.measure.goal()) "#" (reminder.measure) } { (reminder.measure) " " (title) } };
        html! {
            li {
                @match &reminder.what {
                    Soon::Task { role, .. } => { a href="/tasks" { "Task" } " for " (Role::ALL.into_iter().find(|known| known.as_str() == role).map_or("", Role::label)) " on " (link) ": due " }
                    Soon::Answer { subject } => { "Answer to " (link) @if let Some(subject) = subject { " about " (shortened(subject, 80)) } ": counts until " }
                    Soon::Evidence => { "Evidence for " (link) ": counts until " }
                }
                (day(reminder.last_day)) @if reminder.last_day < today { " " strong.bad { "overdue" } } "."
            }
        }
    };
    Ok(html! {
        section aria-labelledby="soon-heading" {
            h2 #soon-heading { "Soon" }
            @if reminders.is_empty() {
                p { "Nothing ends and no task is due within " (SOON_DAYS) " days." }
            } @else {
                ul { @for reminder in reminders.iter().take(MOST_SOON) { (line(reminder)) } }
                @if reminders.len() > MOST_SOON { p.quiet { "And " (reminders.len() - MOST_SOON) " more." } }
            }
        }
    })
}

fn measure_title(context: &Context<'_>, id: MeasureId) -> String {
    let measure = context.catalog().measures.get(&id);
    measure.map(|measure| measure.title.clone()).unwrap_or_default()
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
        of("home-full", Kind::Full),
        of("home-hostile", Kind::Hostile),
        (
            "home-another-day",
            page(&Fake::of(Kind::Typical).context(), Some(jiff::civil::date(2026, 1, 1))).unwrap(),
        ),
    ]
}
