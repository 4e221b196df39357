//! The texts that Ward knows: what force each has, and how far the evidence answers it.

use super::home::{AsOf, day_query, other_day_note};
use crate::kit::layout::Page;
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use jiff::civil::Date;
use maud::{Markup, html};
use ward_catalog::{Framework, LegalStatus};
use ward_domain::Status;
use ward_engine::{FrameworkResult, judge_framework};

pub(crate) async fn show(visit: Visit, Query(as_of): Query<AsOf>) -> Answer {
    visit.show(move |context| page(context, as_of.date()?)).await
}

fn page(context: &Context<'_>, as_of: Option<Date>) -> Result<Page, Trouble> {
    let posture = context.port.posture(as_of)?;
    let catalog = context.catalog();
    let results: Vec<FrameworkResult<'_>> = catalog
        .frameworks_in_order()
        .into_iter()
        .map(|framework| judge_framework(catalog, framework, &posture.assessment))
        .collect();
    let query = day_query(as_of);
    let heads = [text("Text"), text("Force"), text("For"), number("Met"), number("Unknown"), number("Of")];
    let content = html! {
        (other_day_note(posture.assessment.as_of, context.today()))
        p.lead { "The same evidence, judged by each of these texts through links to the goals and measures of Ward." }
        p { "A verdict here is no finding of compliance, and is no surer than its links. What no measure answers stays unknown." }
        (table("Texts, the goals first", heads, results.iter().map(|result| line(result, &query)), "No text is known."))
        p { a.button.second href="/crosswalk" { "Look up a requirement" } }
    };
    Ok(Page::new("Texts and laws", Some(Section::Frameworks), content))
}

fn line(result: &FrameworkResult<'_>, query: &str) -> [Markup; 6] {
    let framework = result.framework;
    let address = if framework.goals.is_empty() {
        format!("/frameworks/{}{query}", framework.id)
    } else {
        format!("/{query}")
    };
    [
        html! { a href=(address) { (framework.short_title) } },
        html! { (force(framework.legal_status)) " " span.quiet { (dates(framework)) } },
        html! { (framework.applies_to) },
        html! { (result.count(Status::Met)) },
        html! { (result.count(Status::Unknown)) },
        html! { (result.counted().count()) },
    ]
}

/// What force a text has; what is not law looks like something that is not.
pub(crate) fn force(status: LegalStatus) -> Markup {
    html! {
        @match status {
            LegalStatus::InForce | LegalStatus::Local => strong { (status.label()) },
            LegalStatus::Voluntary => (status.label()),
            LegalStatus::Proposed | LegalStatus::Scenario => span.unverified { (status.label()) },
        }
    }
}

/// Since and until when it applies, as far as that is known.
pub(crate) fn dates(framework: &Framework) -> Markup {
    html! {
        @match (framework.from, framework.to) {
            (Some(from), Some(to)) => { "from " (day(from)) ", replaced on " (day(to)) },
            (Some(from), None) => { "since " (day(from)) },
            (None, _) => { "published " (day(framework.released)) },
        }
    }
}

/// `12 of 51 requirements met, 30 unknown`.
pub(crate) fn summary(result: &FrameworkResult<'_>) -> String {
    let counted = result.counted().count();
    format!(
        "{} of {} met, {} unknown",
        result.count(Status::Met),
        count(counted as u64, "requirement"),
        result.count(Status::Unknown)
    )
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind| (name, page(&Fake::of(kind).context(), None).unwrap());
    vec![of("frameworks-empty", Kind::Empty), of("frameworks-typical", Kind::Typical)]
}
