//! Every audit with how far it is.

use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, percent};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Visit};
use maud::{Markup, html};
use ward_programme::audit::{Estimate, Sampled};

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show_office(page).await
}

fn page(desk: &Desk<'_>) -> Result<Page, Trouble> {
    let programme = desk.port.programme()?;
    let today = desk.port.today();
    let audits: Vec<(&str, &Sampled)> = programme.audit.iter().collect();
    let content = html! {
        p.lead { (count(audits.len() as u64, "audit")) ". Each draws some organisations by lot, in a way that anyone can repeat, and looks at the evidence behind what they signed." }
        p { a.button href="/audits/new" { "Design an audit" } }
        (table(
            "Audits",
            [text("Audit"), text("Stage"), number("Drawn"), number("Ended"), number("Overdue"), text("Share that deviates")],
            audits.iter().map(|(name, audit)| {
                let ended = audit.cases.values().filter(|case| case.ended.is_some()).count();
                [
                    html! { a href={ "/audits/" (name) } { (shortened(&audit.design.name, 100)) } },
                    html! { (stage(audit)) },
                    html! { (audit.drawn.len()) " of " (audit.design.population()) },
                    html! { (ended) },
                    html! { (audit.overdue(today).len()) },
                    html! { @match audit.estimate() { Some(estimate) => (interval(&estimate)), None => "not drawn yet" } },
                ]
            }),
            "No audit was designed yet.",
        ))
    };
    Ok(Page::new("Audits", Some(Section::Office(Room::Audit)), content))
}

/// How far an audit is, in words.
fn stage(audit: &Sampled) -> &'static str {
    match (&audit.seed, audit.drawn.is_empty()) {
        (None, _) => "waits for its seed",
        (Some(_), true) => "waits for the draw",
        (Some(_), false) if audit.cases.values().all(|case| case.ended.is_some()) => "all cases ended",
        (Some(_), false) => "under way",
    }
}

/// The interval of an estimate; its upper end is rounded up, so that it never looks surer than it is.
pub(crate) fn interval(estimate: &Estimate) -> Markup {
    let (low, high) = estimate.interval;
    let high = format!("{} %", (high * 100.0 - 1e-9).ceil().clamp(0.0, 100.0));
    html! {
        (percent(low)) " to " (high)
        @if !estimate.is_final { " " span.quiet { "(cases are open)" } }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::FakeOffice;
    let of = |name, kind| (name, page(&FakeOffice::of(kind).desk()).unwrap());
    vec![of("audits-empty", Of::Empty), of("audits", Of::Typical), of("audits-hostile", Of::Hostile)]
}
