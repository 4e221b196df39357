//! Device inventories as CSV: what the organisation says that it has, from a CMDB, an asset manager or a spreadsheet.

mod layout;
mod words;

pub(crate) use layout::LAYOUT;

use crate::names;
use crate::table::{COLLECTED, Column, Table, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use std::net::IpAddr;
use ward_domain::observation::AssetSeen;
use words::{is_gone, is_serial, kind_of};

/// Reads device inventories.
pub struct AssetInventory;

static ABOUT: About = About {
    id: "asset-inventory",
    name: "Asset inventory (CSV)",
    how_to_get: "Export all devices with owner, place, kind, system, address, criticality and end of support from the \
                 inventory or CMDB",
    carries: "Which devices are known and what is known of each; not what is on the network",
    version: 1,
    evidence_kind: "asset-inventory",
};

impl Importer for AssetInventory {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        recognise(head, &LAYOUT)
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        let mut observations = table.observations("asset inventory");
        let assets = &mut observations.assets;
        let (id, serial, mac) = (table.column("id"), table.column("serial"), table.column("mac"));
        let (fqdn, host, name, address) =
            (table.column("fqdn"), table.column("host"), table.column("name"), table.column("address"));
        let (kind, os, os_version) = (table.column("kind"), table.column("os"), table.column("os-version"));
        let (site, place, owner) = (table.column("site"), table.column("place"), table.column("owner"));
        let (criticality, ephi, edge) =
            (table.column("criticality"), table.column("ephi"), table.column("edge"));
        let (support_ends, maker, model) =
            (table.column("support-ends"), table.column("maker"), table.column("model"));
        let (status, collected) = (table.column("status"), table.column(COLLECTED));

        while table.next()? {
            let (line, row) = (table.line(), assets.len());
            if let Some(gone) = table.lower(status).filter(|status| is_gone(status)) {
                table.skipped(line, format!("the inventory says that the device is {gone}"));
                continue;
            }
            let (short, full) = [host, name, fqdn]
                .into_iter()
                .find_map(|column| {
                    table.text(column).map(|text| names::host(&text)).filter(|(short, _)| short.is_some())
                })
                .unwrap_or_default();
            let fqdn = table.text(fqdn).and_then(|text| names::host(&text).1).or(full);
            let (macs, addresses) = (macs(&mut table, mac), addresses(&mut table, address));
            let (id, serial) = (table.text(id), table.text(serial).filter(|serial| is_serial(serial)));
            if id.is_none()
                && serial.is_none()
                && short.is_none()
                && fqdn.is_none()
                && macs.is_empty()
                && addresses.is_empty()
            {
                table.skipped(line, "the row names no device: it has no number, serial, name or address");
                continue;
            }
            let system =
                [table.text(os), table.text(os_version)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            assets.push(AssetSeen {
                is_inventory_record: true,
                directory_id: id.map(|id| id.to_lowercase()),
                serial: serial.map(|serial| serial.to_lowercase()),
                macs,
                fqdn,
                host_name: short,
                addresses,
                kind: table.meaning(kind, kind_of),
                operating_system: (!system.is_empty()).then_some(system),
                site: table.text(site),
                place: table.text(place),
                owner: table.text(owner),
                criticality: table.text(criticality),
                holds_ephi: table.yes_no(ephi),
                support_ends: table.when(support_ends, row).map(|when| when.date),
                maker: table.text(maker),
                model: table.text(model),
                is_edge: table.yes_no(edge),
                state: None,
                line,
            });
            table.collected(collected);
            table.used();
        }

        for late in table.settle_dates() {
            if let Some(asset) = assets.get_mut(late.row) {
                asset.support_ends = Some(late.when.date);
            }
        }
        Ok(table.finish(observations))
    }
}

fn macs(table: &mut Table<'_>, column: Column) -> Vec<String> {
    let Some(listed) = table.text(column) else { return Vec::new() };
    let mut macs = Vec::new();
    for part in listed.split([',', ';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match names::mac(part) {
            Some(mac) if !macs.contains(&mac) => macs.push(mac),
            Some(_) => {}
            None => table.problem(table.line(), format!("“{part}” is not a MAC address and is left out")),
        }
    }
    macs
}

fn addresses(table: &mut Table<'_>, column: Column) -> Vec<IpAddr> {
    let Some(listed) = table.text(column) else { return Vec::new() };
    let mut addresses = Vec::new();
    for part in listed.split([',', ';', '|', '\n', ' ']).map(str::trim).filter(|part| !part.is_empty()) {
        match part.parse::<IpAddr>() {
            Ok(address) if !addresses.contains(&address) => addresses.push(address),
            Ok(_) => {}
            Err(_) if part.eq_ignore_ascii_case("dhcp") => {}
            Err(_) => table.problem(table.line(), format!("“{part}” is not an IP address and is left out")),
        }
    }
    addresses
}

#[cfg(test)]
mod tests;
