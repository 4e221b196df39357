//! One device: what is known of it, why its names were taken as one device, its ports and findings.

use super::asset_list::reach;
use super::finding_list::{severity_tag, state};
use crate::kit::layout::Page;
use crate::kit::parts::{evidence, facts, joined, shortened, some};
use crate::kit::table::{table, text};
use crate::kit::words::{count, day, escaped};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_estate::{Asset, At, date_of};

/// Findings and ports on this page; the list of findings shows all.
const MOST: usize = 50;

pub(crate) async fn show(visit: Visit, Path(handle): Path<String>) -> Answer {
    visit.show(move |context| page(context, &handle)).await
}

fn page(context: &Context<'_>, handle: &str) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let missing = || Trouble::not_found("There is no such device (any more).");
    let position = posture.assets.position(handle).ok_or_else(missing)?;
    let asset = posture.estate.assets.get(position as usize).ok_or_else(missing)?;
    let addresses: Vec<String> = asset.addresses.iter().map(ToString::to_string).collect();
    let content = html! {
        (facts([
            ("Kind", some(asset.kind.map(ward_domain::observation::AssetKind::as_str))),
            ("System", some(asset.operating_system.as_deref())),
            ("Model", some(asset.model.as_deref())),
            ("Names", joined(&[asset.fqdns.clone(), asset.host_names.clone()].concat())),
            ("Addresses", joined(&addresses)),
            ("MAC addresses", joined(&asset.macs)),
            ("Serial number", some(asset.serial.as_deref())),
            ("Reach", Some(html! { (reach(asset)) })),
            ("Site", some(asset.site.as_deref())),
            ("Place", some(asset.place.as_deref())),
            ("Owner", some(asset.owner.as_deref())),
            ("Criticality", some(asset.criticality.as_deref())),
            ("Holds patient data", asset.holds_ephi.map(|holds| html! { @if holds { "yes" } @else { "no" } })),
            ("Maker’s support ends", asset.support_ends.map(day)),
            ("In the inventory", Some(html! { @match asset.inventory_record { Some(at) => (place(&posture, at)), None => "no" } })),
            ("Seen on the network", asset.seen_on_network.map(|(when, at)| html! { (day(date_of(when))) ", " (place(&posture, at)) })),
            ("Known from", Some(html! { (day(date_of(asset.first_seen))) " to " (day(date_of(asset.last_seen))) })),
        ]))
        (joins(&posture, &asset.joins, "device"))
        p { a href={ "/estate/assets/" (escaped(handle)) "/names" } { "Its names, and what to do when two devices were taken as one" } }
        (scans(&posture, asset))
        (services(&posture, position))
        (findings(&posture, position))
    };
    let name = if asset.name.is_empty() {
        "A device without a name".to_owned()
    } else {
        shortened(&asset.name, 120)
    };
    Ok(Page::new(name, Some(Section::Estate), content).up("/estate", "Assets"))
}

/// A place in a file, as a link.
pub(crate) fn place(posture: &Posture, at: At) -> Markup {
    evidence(posture, &posture.estate.evidence(at))
}

/// Why rows were taken as one.
pub(crate) fn joins(posture: &Posture, joins: &[(String, At, At)], what: &str) -> Markup {
    html! {
        @if !joins.is_empty() {
            details {
                summary { "Why these rows are taken as one " (what) " (" (joins.len()) ")" }
                ul {
                    @for (by, one, other) in joins.iter().take(MOST) {
                        li { "Both have " (join_words(by)) ": " (place(posture, *one)) " and " (place(posture, *other)) }
                    }
                }
                @if joins.len() > MOST { p.quiet { (joins.len() - MOST) " more reasons." } }
            }
        }
    }
}

/// `mac:aa:bb…` → `the MAC address aa:bb…`.
fn join_words(by: &str) -> String {
    let (kind, value) = by.split_once(':').unwrap_or(("", by));
    let kind = match kind {
        "serial" => "the serial number",
        "id" => "the inventory’s number",
        "mac" => "the MAC address",
        "fqdn" => "the full name",
        "host" => "the host name",
        "address" => "the address, close in time,",
        "person" => "the person number",
        "log-in" => "the address or log-in name",
        "name" => "a name that only one person has:",
        _ => return by.to_owned(),
    };
    format!("{kind} {}", value.trim())
}

fn scans(posture: &Posture, asset: &Asset) -> Markup {
    let rows = asset.host_scans.iter().rev().take(MOST).map(|scan| {
        [
            day(date_of(scan.at)),
            html! { @if scan.completed { "to its end" } @else { "broke off" } },
            html! { @match scan.credentialed { Some(true) => "worked", Some(false) => "did not work", None => "not tried" } },
            place(posture, scan.place),
        ]
    });
    html! {
        h2 { "Scans" }
        (table("Scans that looked at it, newest first", [text("Day"), text("Looked"), text("Log-in checks"), text("Evidence")], rows, "No scan looked at it."))
    }
}

fn services(posture: &Posture, position: u32) -> Markup {
    let services = posture.estate.services_of(position);
    let rows = services.iter().take(MOST).map(|service| {
        [
            html! { (service.port) "/" (service.protocol.as_str()) },
            html! { (shortened(&service.service, 60)) },
            html! { (shortened(&service.product, 100)) },
            html! { @match service.closed { Some(closed) => { "shut on " (day(date_of(closed))) }, None => { "open, last seen " (day(date_of(service.last_seen))) } } },
            place(posture, service.at),
        ]
    });
    html! {
        @if !services.is_empty() {
            h2 { "Ports" }
            (table("Ports that were seen open", [text("Port"), text("Service"), text("Product"), text("State"), text("Evidence")], rows, ""))
            @if services.len() > MOST { p.quiet { "The first " (MOST) " of " (services.len()) " ports." } }
        }
    }
}

fn findings(posture: &Posture, position: u32) -> Markup {
    let all = posture.estate.findings_of(position);
    let mut order: Vec<&ward_estate::Finding> = all.iter().collect();
    let severity = |f: &ward_estate::Finding| posture.estate.checks.get(f.check as usize).map(|c| c.severity);
    order.sort_by_key(|f| (!f.is_open(), std::cmp::Reverse(severity(f)), f.check, f.port));
    let rows = order.into_iter().take(MOST).filter_map(|finding| {
        let check = posture.estate.checks.get(finding.check as usize)?;
        let cves: Vec<String> = check.cves.iter().take(4).map(ToString::to_string).collect();
        Some([
            html! { (shortened(&check.title, 140)) " " span.quiet { (cves.join(", ")) } },
            severity_tag(check.severity),
            html! { @if finding.port > 0 { (finding.port) "/" (finding.protocol.as_str()) } @else { "the device" } },
            state(finding),
            place(posture, finding.last),
        ])
    });
    let name = posture.estate.assets.get(position as usize).map_or("", |asset| asset.name.as_str());
    html! {
        h2 { "Findings" }
        (table("Findings, open and worst first", [text("Finding"), text("Severity"), text("Where"), text("State"), text("Evidence")], rows, "No finding."))
        @if all.len() > MOST {
            p { a href={ "/estate/findings?show=all&q=" (escaped(name)) } { "Show all " (count(all.len() as u64, "finding")) } }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let all = |kind, name: &'static str| {
        let fake = Fake::of(kind);
        let posture = fake.context().port.posture(None).unwrap();
        (0..posture.estate.assets.len().min(8) as u32)
            .map(|position| (name, page(&fake.context(), posture.assets.name(position)).unwrap()))
            .collect::<Vec<_>>()
    };
    [all(Kind::Typical, "asset"), all(Kind::Hostile, "asset-hostile"), all(Kind::Full, "asset-full")]
        .into_iter()
        .flatten()
        .collect()
}
