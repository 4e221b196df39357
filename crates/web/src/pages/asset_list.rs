//! Assets: every device that any file speaks of.

use super::estate::{Look, Tab, head, nothing, slice};
use crate::kit::layout::Page;
use crate::kit::parts::{self, shortened};
use crate::kit::table::{PAGE, number, table, text, turn};
use crate::kit::words::{count, day, escaped, thousands};
use crate::port::{Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use ward_estate::date_of;

pub(crate) async fn show(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.show(move |context| page(context, &look)).await
}

fn page(context: &Context<'_>, look: &Look) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let assets = &posture.estate.assets;
    let needle = look.needle();
    let slice = slice(&posture.assets, assets.len(), &look.after, PAGE, |position| {
        let asset = &assets[position as usize];
        let addresses: Vec<String> = if needle.is_empty() {
            Vec::new()
        } else {
            asset.addresses.iter().map(ToString::to_string).collect()
        };
        let texts = [
            Some(asset.name.as_str()),
            asset.operating_system.as_deref(),
            asset.owner.as_deref(),
            asset.site.as_deref(),
            asset.serial.as_deref(),
            asset.kind.map(ward_domain::observation::AssetKind::as_str),
        ];
        needle.is_in(
            texts
                .into_iter()
                .flatten()
                .chain(asset.host_names.iter().map(String::as_str))
                .chain(asset.macs.iter().map(String::as_str))
                .chain(addresses.iter().map(String::as_str)),
        )
    });
    let content = html! {
        p.lead { (count(assets.len() as u64, "device")) " known from all files." }
        (head(Tab::Assets, look, "Name, address, system, owner, site or kind.", html! {}))
        (table(
            "Devices, by name",
            [text("Name"), text("Kind"), text("System"), text("Reach"), text("In the inventory"), text("Last seen"), number("Open findings")],
            slice.rows.iter().map(|position| line(&posture, *position)),
            nothing(&needle, "No device yet. Scans and inventories bring them."),
        ))
        (turn(&slice, &look.address(Tab::Assets), "devices"))
    };
    Ok(Page::new("Assets", Some(Section::Estate), content))
}

fn line(posture: &Posture, position: u32) -> [Markup; 7] {
    let asset = &posture.estate.assets[position as usize];
    let open = posture.estate.findings_of(position).iter().filter(|finding| finding.is_open()).count();
    [
        link(posture, position),
        html! { (asset.kind.map_or("not known", |kind| kind.as_str())) },
        html! { (asset.operating_system.as_deref().map_or_else(|| "not known".to_owned(), |system| shortened(system, 60))) },
        html! { (reach(asset)) },
        html! { @if asset.inventory_record.is_some() { "yes" } @else { "no" } },
        day(date_of(asset.last_seen)),
        html! { (thousands(open as u64)) },
    ]
}

/// A device as a link to its page.
pub(crate) fn link(posture: &Posture, position: u32) -> Markup {
    let name = posture.estate.assets.get(position as usize).map_or("", |asset| asset.name.as_str());
    let name = parts::name(if name.is_empty() { "(no name)" } else { name }, 60);
    html! { a href={ "/estate/assets/" (escaped(posture.assets.name(position))) } { (name) } }
}

/// Whether it can be reached from the Internet.
pub(crate) fn reach(asset: &ward_estate::Asset) -> &'static str {
    match asset {
        asset if asset.has_undeclared_public_address => "public address that nobody declared",
        asset if asset.is_public => "from the Internet",
        asset if asset.is_in_dmz => "in the DMZ",
        _ => "inside",
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, q: &str| {
        (name, page(&Fake::of(kind).context(), &Look { q: q.into(), ..Look::default() }).unwrap())
    };
    vec![
        of("assets-empty", Kind::Empty, ""),
        of("assets-typical", Kind::Typical, ""),
        of("assets-full", Kind::Full, ""),
        of("assets-hostile", Kind::Hostile, "<script>"),
        of("assets-none-fits", Kind::Typical, "no such thing"),
    ]
}
