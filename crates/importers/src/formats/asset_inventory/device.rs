//! A device and its state, from a row of any device list whose layout has the fields of an inventory.

use super::words::{is_encrypted, is_held, is_serial};
use crate::names;
use crate::table::Row;
use std::net::IpAddr;
use ward_domain::observation::{AssetSeen, DeviceState};

/// Reads the row as a device of no kind yet.
pub(in crate::formats) fn device(row: &mut Row<'_>) -> Result<AssetSeen, String> {
    let (short, full) = ["host", "name", "fqdn"]
        .into_iter()
        .find_map(|field| row.look(field).map(|text| names::host(&text)).filter(|(short, _)| short.is_some()))
        .unwrap_or_default();
    let fqdn = row.look("fqdn").and_then(|text| names::host(&text).1).or(full);
    let (macs, addresses) = (macs(row), addresses(row));
    let (id, serial) = (row.lower("id"), row.lower("serial").filter(|serial| is_serial(serial)));
    if id.is_none()
        && serial.is_none()
        && short.is_none()
        && fqdn.is_none()
        && macs.is_empty()
        && addresses.is_empty()
    {
        return Err("the row names no device: it has no number, serial, name or address".to_owned());
    }
    let operating_system = match (row.text("os"), row.text("os-version")) {
        (Some(name), Some(version)) => Some(format!("{name} {version}")),
        (name, version) => name.or(version),
    };
    Ok(AssetSeen {
        is_inventory_record: true,
        directory_id: id,
        serial,
        macs,
        fqdn,
        host_name: short,
        addresses,
        kind: None,
        operating_system,
        site: row.text("site"),
        place: row.text("place"),
        owner: row.text("owner"),
        criticality: row.text("criticality"),
        holds_ephi: row.yes_no("ephi"),
        support_ends: row.date("support-ends"),
        maker: row.text("maker"),
        model: row.text("model"),
        is_edge: row.yes_no("edge"),
        state: state(row),
        line: row.line(),
    })
}

/// How the device is kept; `None` when the list says nothing of it.
fn state(row: &mut Row<'_>) -> Option<Box<DeviceState>> {
    let state = DeviceState {
        last_contact: row.when("last-contact").and_then(|when| when.timestamp()),
        is_encrypted: row.meaning("encrypted", is_encrypted),
        is_protected: row.yes_no("protected"),
        blocks_removable_media: row.yes_no("removable-media"),
        has_managed_admin_password: row.yes_no("managed-password"),
        default_password_changed: row.yes_no_or_date("default-password"),
        is_networked: row.yes_no("networked"),
        segment: row.text("segment"),
        is_watched_or_isolated: row.yes_no("watched"),
        has_mds2: held(row, "mds2"),
        has_sbom: held(row, "sbom"),
        cleared_on: row.date("cleared"),
        support_plan: row.text("support-plan"),
        configuration_saved: row.date("configuration-saved"),
        local_administrators: row.lower("local-administrators").map(|listed| {
            let names = listed.split([',', ';', '|', '\n']).map(str::trim).filter(|name| !name.is_empty());
            names.map(str::to_owned).collect()
        }),
        ..DeviceState::default()
    };
    (state != DeviceState::default()).then(|| Box::new(state))
}

/// Whether a paper of the maker is held: yes, the day of it, or its file.
fn held(row: &mut Row<'_>, field: &str) -> Option<bool> {
    row.word(field).and_then(is_held).or_else(|| row.yes_no_or_date(field))
}

fn macs(row: &mut Row<'_>) -> Vec<String> {
    let Some(listed) = row.look("mac") else { return Vec::new() };
    let (mut macs, mut left_out) = (Vec::with_capacity(1), Vec::new());
    for part in listed.split([',', ';', '|', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match names::mac(part) {
            Some(mac) if !macs.contains(&mac) => macs.push(mac),
            Some(_) => {}
            None => left_out.push(part.to_owned()),
        }
    }
    for part in left_out {
        row.problem(|| format!("“{part}” is not a MAC address and is left out"));
    }
    macs
}

fn addresses(row: &mut Row<'_>) -> Vec<IpAddr> {
    let Some(listed) = row.look("address") else { return Vec::new() };
    let (mut addresses, mut left_out) = (Vec::with_capacity(1), Vec::new());
    for part in listed.split([',', ';', '|', '\n', ' ']).map(str::trim).filter(|part| !part.is_empty()) {
        match part.parse::<IpAddr>() {
            Ok(address) if !addresses.contains(&address) => addresses.push(address),
            Ok(_) => {}
            Err(_) if part.eq_ignore_ascii_case("dhcp") => {}
            Err(_) => left_out.push(part.to_owned()),
        }
    }
    for part in left_out {
        row.problem(|| format!("“{part}” is not an IP address and is left out"));
    }
    addresses
}
