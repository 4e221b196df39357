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
use ward_domain::Size;
use ward_domain::assessment::{Assessment, Status};
use ward_domain::ids::Tier;
use ward_domain::observation::AnswerSeen;
use ward_engine::consistency::{conflicts, newest_answers};

/// The questions to start with: those of the essential goals that nothing answers yet.
const FIRST: &str = "first";
/// All questions.
const ALL: &str = "all";

/// Which questions, and in which language.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    pub(crate) role: String,
    #[serde(default)]
    pub(crate) lang: String,
    /// [`FIRST`] or [`ALL`]; anything else is what suits the size.
    #[serde(default)]
    pub(crate) part: String,
}

impl Which {
    pub(crate) fn is_spanish(&self) -> bool {
        self.lang == "es"
    }
    /// The language as HTML names it, for parts that are not English.
    pub(crate) fn tag(&self) -> Option<&'static str> {
        self.is_spanish().then_some("es")
    }
    /// Whether only the questions to start with are shown. A small organisation sees them unless it asks for all.
    fn is_start(&self, size: Size) -> bool {
        self.part == FIRST || (self.part != ALL && size == Size::Small)
    }
    /// Whether the question belongs to what is wanted.
    pub(crate) fn asks(&self, measure: &Measure, assessment: &Assessment) -> bool {
        let is_open = || {
            let status = assessment.find_measure(measure.id).map(|result| result.status);
            measure.id.goal().tier() == Tier::Essential
                && measure.is_required.get(assessment.profile)
                && status == Some(Status::Unknown)
        };
        (self.role.is_empty() || measure.role.as_str() == self.role)
            && (!self.is_start(assessment.profile) || is_open())
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
    let assessment = &posture.assessment;
    let is_start = which.is_start(assessment.profile);
    let shown = catalog.measures.values().filter(|measure| which.asks(measure, assessment)).count();
    let given = catalog.measures.keys().filter(|id| answers.contains_key(id)).count();
    let all = catalog.measures.len();
    let content = html! {
        p.lead {
            @if is_start && shown > 0 { "Start with these " (count(shown as u64, "question")) ": they belong to the essential goals, and nothing answers them yet. " }
            @if is_start && shown == 0 { "Nothing is open in the essential goals. " }
            (given) " of all " (count(all as u64, "question")) " are answered by people. A machine file answers better than a person: where there is one, it decides."
        }
        (filters(which, is_start))
        p { a.button.second href={ "/worksheet?lang=" (which.lang) "&role=" (which.role) "&part=" (if is_start { FIRST } else { ALL }) } { "Print as a worksheet" } " " a.button.second href="/worksheet/type" { "Type a worksheet back" } }
        (misfits(context, &posture))
        @for goal in &assessment.goals {
            @let questions: Vec<&Measure> = catalog.measures_of(goal.id).filter(|m| which.asks(m, assessment)).collect();
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

/// What somebody said about a measure as a whole, beside what the files show; empty when nobody did.
pub(crate) fn said(posture: &Posture, measure: &Measure) -> Markup {
    let answers = newest_answers(&posture.estate);
    html! {
        @if let Some(answer) = answers.get(&measure.id).map(|placed| &placed.row) {
            p.said {
                strong { "What people said: " } (given_answer(posture, measure, Some(answer)))
                @if let Some(paper) = &answer.artefact { " It rests on " (shortened(paper, 80)) @if answer.is_third_party { ", a document of somebody else" } "." }
                @if let Some(other) = &answer.alternate_control { " Instead: " (shortened(other, 300)) }
                @if !answer.comment.is_empty() { " “" (shortened(&answer.comment, 300)) "”" }
            }
        }
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

fn filters(which: &Which, is_start: bool) -> Markup {
    html! {
        form.search method="get" action="/questions" role="search" {
            div {
                label for="f-part" { "Questions" }
                select id="f-part" name="part" {
                    option value=(FIRST) selected[is_start] { "To start with" }
                    option value=(ALL) selected[!is_start] { "All" }
                }
            }
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
    let of = |name, kind, role: &str, lang: &str, part: &str| {
        let which = Which { role: role.to_owned(), lang: lang.to_owned(), part: part.to_owned() };
        (name, page(&Fake::of(kind).context(), &which).unwrap())
    };
    vec![
        of("questions-empty", Kind::Empty, "", "", ""),
        of("questions-typical", Kind::Typical, "hr", "en", ALL),
        of("questions-spanish", Kind::Typical, "clinical", "es", ""),
        of("questions-start", Kind::Empty, "", "", FIRST),
        of("questions-hostile", Kind::Hostile, "<b>", "<b>", "<b>"),
    ]
}
