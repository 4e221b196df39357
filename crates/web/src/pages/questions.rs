//! All questions of the organisation's size, by goal, with what was answered; in English or Spanish, for one role or all.

use crate::kit::layout::Page;
use crate::kit::parts::{shortened, tag};
use crate::kit::words::{count, day};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;
use ward_catalog::{Measure, Role};
use ward_domain::observation::AnswerSeen;
use ward_engine::consistency::{conflicts, newest_answers};

/// Which questions, and in which language.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    pub(crate) role: String,
    #[serde(default)]
    pub(crate) lang: String,
}

impl Which {
    pub(crate) fn is_spanish(&self) -> bool {
        self.lang == "es"
    }
    /// The language as HTML names it, for parts that are not English.
    pub(crate) fn tag(&self) -> Option<&'static str> {
        self.is_spanish().then_some("es")
    }
    fn asks(&self, measure: &Measure) -> bool {
        self.role.is_empty() || measure.role.as_str() == self.role
    }
}

/// Title and question in the wanted language.
pub(crate) fn asked<'m>(measure: &'m Measure, which: &Which) -> (&'m str, &'m str) {
    if which.is_spanish() {
        (&measure.spanish.title, &measure.spanish.question)
    } else {
        (&measure.title, &measure.question)
    }
}

pub(crate) async fn show(visit: Visit, Query(which): Query<Which>) -> Answer {
    visit.show(move |context| page(context, &which)).await
}

fn page(context: &Context<'_>, which: &Which) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let catalog = context.catalog();
    let answers = newest_answers(&posture.estate);
    let asked_for = catalog.measures.values().filter(|measure| which.asks(measure));
    let (all, given) = asked_for
        .fold((0u64, 0u64), |(all, given), m| (all + 1, given + u64::from(answers.contains_key(&m.id))));
    let content = html! {
        p.lead { (given) " of " (count(all, "question")) " answered. A machine file answers better than a person: where there is one, it decides." }
        (filters(which))
        p { a.button.second href={ "/worksheet?lang=" (which.lang) } { "Print as a worksheet" } " " a.button.second href="/worksheet/type" { "Type a worksheet back" } }
        (misfits(context, &posture))
        @for goal in &posture.assessment.goals {
            @let questions: Vec<&Measure> = catalog.measures_of(goal.id).filter(|m| which.asks(m)).collect();
            @if !questions.is_empty() {
                section aria-labelledby={ "q-" (goal.id) } {
                    h2 id={ "q-" (goal.id) } { (goal.id) " " (goal.title) }
                    ul.questions {
                        @for measure in questions {
                            li {
                                (question(measure, which))
                                @if let Some(result) = posture.assessment.find_measure(measure.id) { (tag(result.status)) " " }
                                (given_answer(&posture, measure, answers.get(&measure.id).map(|placed| &placed.row)))
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Page::new("Questions for people", Some(Section::Questions), content))
}

fn question(measure: &Measure, which: &Which) -> Markup {
    let (title, text) = asked(measure, which);
    html! {
        p lang=[which.tag()] { strong { (measure.id) " " (title) } br; (text) }
    }
}

fn given_answer(posture: &Posture, measure: &Measure, answer: Option<&AnswerSeen>) -> Markup {
    let link = |words: &str| html! { a href={ "/measures/" (measure.id) "/answer" } { (words) span.hidden { " " (measure.id) } } };
    html! {
        @match answer {
            None => { span.quiet { "Nobody has answered. Usually for: " (measure.role.label()) ". " } (link("Answer")) }
            Some(answer) => {
                @let days = measure.answer_days.get(posture.assessment.profile);
                @let by_measure = answer.signed_on.saturating_add(jiff::Span::new().days(days));
                @let last = answer.expires.map_or(by_measure, |end| end.min(by_measure));
                (shortened(&answer.signer, 60)) " said “" (answer.says.label()) "” on " (day(answer.signed_on))
                @if answer.is_for_review { ", and " strong { "is not sure: somebody must look at it" } }
                @if last < posture.estate.as_of { ". " strong { "Carried over, not confirmed: " } "it counted until " (day(last)) ". " (link("Confirm or change")) }
                @else { "; it counts until " (day(last)) ". " (link("Change")) }
            }
        }
        " " a href={ "/measures/" (measure.id) "/task" } { "Give as a task" span.hidden { ": " (measure.id) } }
    }
}

fn misfits(context: &Context<'_>, posture: &Posture) -> Markup {
    let found = conflicts(context.catalog(), &posture.estate, &posture.assessment);
    html! {
        @if !found.is_empty() {
            details open[found.len() < 6] {
                summary { (count(found.len() as u64, "answer")) " to look at again" }
                ul { @for conflict in &found { li { a href={ "/measures/" (conflict.measure) } { (conflict.measure) } ": " (shortened(&conflict.says, 400)) "." } } }
            }
        }
    }
}

fn filters(which: &Which) -> Markup {
    html! {
        form.search method="get" action="/questions" role="search" {
            div {
                label for="f-role" { "For whom" }
                select id="f-role" name="role" {
                    option value="" selected[which.role.is_empty()] { "Everybody" }
                    @for role in Role::ALL { option value=(role.as_str()) selected[which.role == role.as_str()] { (role.label()) } }
                }
            }
            div {
                label for="f-lang" { "Language" }
                select id="f-lang" name="lang" {
                    option value="en" selected[!which.is_spanish()] { "English" }
                    option value="es" lang="es" selected[which.is_spanish()] { "Español" }
                }
            }
            button type="submit" { "Show" }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, role: &str, lang: &str| {
        let which = Which { role: role.to_owned(), lang: lang.to_owned() };
        (name, page(&Fake::of(kind).context(), &which).unwrap())
    };
    vec![
        of("questions-empty", Kind::Empty, "", ""),
        of("questions-typical", Kind::Typical, "hr", "en"),
        of("questions-spanish", Kind::Typical, "clinical", "es"),
        of("questions-hostile", Kind::Hostile, "<b>", "<b>"),
    ]
}
