//! Findings: every check that fired on a device, open or fixed. There may be a million: one pass, nothing sorted.

use super::asset::place;
use super::asset_list;
use super::estate::{Look, Tab, head, nothing};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::search::choice;
use crate::kit::table::{PAGE, Slice, table, text, turn};
use crate::kit::words::{count, day, thousands};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use ward_domain::observation::Severity;
use ward_estate::{Estate, Finding};

const SHOW: [(&str, &str); 3] = [("", "open"), ("fixed", "fixed"), ("all", "open and fixed")];
const SEVERITIES: [(&str, &str); 6] = [
    ("", "any"),
    ("critical", "critical"),
    ("high", "high"),
    ("medium", "medium"),
    ("low", "low"),
    ("info", "info"),
];

pub(crate) async fn show(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.show(move |context| page(context, &look)).await
}

fn page(context: &Context<'_>, look: &Look) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let estate = &posture.estate;
    let (slice, fitting) = select(estate, look, PAGE);
    let content = html! {
        p.lead { (count(estate.findings.len() as u64, "finding")) " in all scans; " (thousands(fitting)) " fit what is shown here." }
        (head(Tab::Findings, look, "Device, title or CVE number.", html! {
            (choice("show", "Show", &SHOW, &look.show))
            (choice("severity", "Severity", &SEVERITIES, &look.severity))
        }))
        (table(
            "Findings, by device",
            [text("Device"), text("Finding"), text("Severity"), text("Port"), text("State"), text("Evidence")],
            slice.rows.iter().filter_map(|position| line(&posture, *position)),
            nothing(&look.needle(), "No finding here. Vulnerability scans bring them."),
        ))
        (turn(&slice, &look.address(Tab::Findings), "findings"))
    };
    Ok(Page::new("Findings", Some(Section::Estate), content))
}

/// The findings that fit, after a position, and how many fit in all. The position is the finding's place in the estate,
/// which is ordered by device, check and port.
fn select(estate: &Estate, look: &Look, most: usize) -> (Slice<u32>, u64) {
    let needle = look.needle();
    let severity = SEVERITIES
        .iter()
        .find(|(value, _)| !value.is_empty() && *value == look.severity)
        .map(|(value, _)| *value);
    // Names are compared once each and not once for every finding.
    let checks: Vec<(bool, bool)> = estate
        .checks
        .iter()
        .map(|check| {
            let cves: Vec<String> = if needle.is_empty() {
                Vec::new()
            } else {
                check.cves.iter().map(ToString::to_string).collect()
            };
            let named = needle.is_in(
                [check.title.as_str(), check.id.as_str()].into_iter().chain(cves.iter().map(String::as_str)),
            );
            (severity.is_none_or(|wanted| check.severity.as_str() == wanted), named)
        })
        .collect();
    let assets: Vec<bool> = estate
        .assets
        .iter()
        .map(|asset| {
            needle.is_in(
                std::iter::once(asset.name.as_str()).chain(asset.host_names.iter().map(String::as_str)),
            )
        })
        .collect();
    let fits = |finding: &Finding| {
        let state = match look.show.as_str() {
            "fixed" => !finding.is_open(),
            "all" => true,
            _ => finding.is_open(),
        };
        let (is_severe, is_named) = checks.get(finding.check as usize).copied().unwrap_or_default();
        state && is_severe && (is_named || assets.get(finding.asset as usize).copied().unwrap_or_default())
    };
    let from = look.after.parse::<u32>().map_or(0, |after| after.saturating_add(1));
    let (mut rows, mut fitting, mut more) = (Vec::with_capacity(most), 0, false);
    for (position, finding) in (0u32..).zip(&estate.findings) {
        if fits(finding) {
            fitting += 1;
            if position >= from {
                if rows.len() < most { rows.push(position) } else { more = true }
            }
        }
    }
    let next = rows.last().filter(|_| more).map(ToString::to_string);
    (Slice { rows, next, is_later: from > 0 }, fitting)
}

fn line(posture: &Posture, position: u32) -> Option<[Markup; 6]> {
    let finding = posture.estate.findings.get(position as usize)?;
    let check = posture.estate.checks.get(finding.check as usize)?;
    let cves: Vec<String> = check.cves.iter().take(3).map(ToString::to_string).collect();
    Some([
        asset_list::link(posture, finding.asset),
        html! { (shortened(&check.title, 120)) " " span.quiet { (cves.join(", ")) @if check.cves.len() > 3 { " and " (check.cves.len() - 3) " more" } } },
        severity_tag(check.severity),
        html! { @if finding.port > 0 { (finding.port) "/" (finding.protocol.as_str()) } @else { "the device" } },
        state(finding),
        place(posture, finding.last),
    ])
}

/// The tool's severity.
pub(crate) fn severity_tag(severity: Severity) -> Markup {
    html! { span class={ "severity " (severity.as_str()) } { (severity.as_str()) } }
}

/// Open since when, or fixed.
pub(crate) fn state(finding: &Finding) -> Markup {
    html! {
        @match finding.fixed_on() {
            Some(fixed) => { "fixed by " (day(fixed)) }
            None => { "open since " (day(finding.first_seen_on())) }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, q: &str, severity: &str| {
        (
            name,
            page(
                &Fake::of(kind).context(),
                &Look { q: q.into(), severity: severity.into(), show: "all".into(), ..Look::default() },
            )
            .unwrap(),
        )
    };
    vec![
        of("findings-empty", Kind::Empty, "", ""),
        of("findings-typical", Kind::Typical, "", ""),
        of("findings-full", Kind::Full, "", "critical"),
        of("findings-hostile", Kind::Hostile, "script", ""),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{Fake, Kind};

    #[track_caller]
    fn visits_all(show: &str, severity: &str, q: &str, most: usize) -> usize {
        let fake = Fake::of(Kind::Full);
        let posture = fake.context().port.posture(None).unwrap();
        let mut look = Look { q: q.into(), show: show.into(), severity: severity.into(), ..Look::default() };
        let mut visited = Vec::new();
        loop {
            let (slice, fitting) = select(&posture.estate, &look, most);
            visited.extend(slice.rows);
            let Some(next) = slice.next else {
                assert_eq!(visited.len() as u64, fitting);
                break;
            };
            look.after = next;
        }
        assert!(visited.windows(2).all(|pair| pair[0] < pair[1]), "a finding came twice");
        visited.len()
    }

    #[test]
    fn paging_visits_every_finding_once() {
        let all = visits_all("all", "", "", 7);
        let (open, fixed) = (visits_all("", "", "", 50), visits_all("fixed", "", "", 3));
        assert_eq!(open + fixed, all);
        assert!(open > 0 && fixed > 0);
    }

    #[test]
    fn filters_and_search_narrow() {
        let all = visits_all("all", "", "", 50);
        let by_severity: usize = ["critical", "high", "medium", "low", "info"]
            .map(|severity| visits_all("all", severity, "", 50))
            .iter()
            .sum();
        assert_eq!(by_severity, all);
        let found = visits_all("all", "", "host-007", 50);
        assert!(found > 0 && found < all);
        assert!(visits_all("all", "", "cve-2024-00", 50) > 0);
    }
}
