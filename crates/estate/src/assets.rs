//! Devices: rows of scans and inventories joined into one asset each.
//!
//! Keys by strength: serial number; identifier in one inventory; MAC address; fully qualified name; host name within a
//! site; address, while no more than [`ADDRESS_WINDOW_DAYS`] lie between sightings (declared public addresses are
//! taken as fixed and never grow old).

use crate::coverage::HostScanned;
use crate::identity::{Carried, Decisions, Groups, Join, Key, Keyed, Keys, Member, join_by_key};
use crate::order::sort_in_place;
use crate::{At, Source, SourceInfo, Told};
use jiff::Timestamp;
use jiff::civil::Date;
use std::net::IpAddr;
use ward_domain::network::is_public;
use ward_domain::observation::{AssetKind, AssetSeen, DeviceState};
use ward_domain::organisation::Organisation;

/// Longest time between two sightings of an address that still speaks of one device. This project's choice: DHCP
/// leases last hours to days, and monthly scans should not chain strangers together.
pub(crate) const ADDRESS_WINDOW_DAYS: i64 = 14;

const SERIAL: u8 = 0;
const DIRECTORY: u8 = 1;
const MAC: u8 = 2;
const FQDN: u8 = 3;
const HOST: u8 = 4;
const SITE: u8 = 5;
/// Never contradicts: a device has many addresses over time.
const ADDRESS: u8 = 6;

/// Serial numbers that makers and people write when there is none.
const NO_SERIAL: &[&str] = &[
    "",
    "-",
    "0",
    "none",
    "n/a",
    "na",
    "unknown",
    "not specified",
    "default string",
    "system serial number",
    "to be filled by o.e.m.",
    "123456789",
];

/// A device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asset {
    /// Stable identifier: the strongest key that it carries.
    pub key: Key,
    /// What it is called: full name, else host name, else address, else serial number.
    pub name: String,
    /// Full names.
    pub fqdns: Vec<String>,
    /// Short names.
    pub host_names: Vec<String>,
    /// Addresses, all that were seen.
    pub addresses: Vec<IpAddr>,
    /// MAC addresses.
    pub macs: Vec<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// Kind; the inventory's word counts more than a scanner's guess.
    pub kind: Option<AssetKind>,
    /// Operating system or firmware.
    pub operating_system: Option<String>,
    /// Site.
    pub site: Option<String>,
    /// Place.
    pub place: Option<String>,
    /// Owner.
    pub owner: Option<String>,
    /// Criticality, in the inventory's words.
    pub criticality: Option<String>,
    /// Holds ePHI.
    pub holds_ephi: Option<bool>,
    /// End of the maker's support.
    pub support_ends: Option<Date>,
    /// Maker.
    pub maker: Option<String>,
    /// Model; the maker where no model is given.
    pub model: Option<String>,
    /// Declared public, or said to sit at the edge, or seen at a declared public address.
    pub is_public: bool,
    /// Said to sit at the edge by an inventory.
    pub is_edge: bool,
    /// Has an address in the declared DMZ.
    pub is_in_dmz: bool,
    /// Has a publicly routable address that nobody declared, and no declared public name: the address of a cloud front
    /// end is its provider's to change.
    pub has_undeclared_public_address: bool,
    /// How it is protected and kept, by the current consoles and lists.
    pub state: Told<DeviceState>,
    /// Row of the current inventory, if it is listed.
    pub inventory_record: Option<At>,
    /// Last time that it was seen on the wire, and where that stands.
    pub seen_on_network: Option<(Timestamp, At)>,
    /// Every row that speaks of it, oldest first.
    pub rows: Vec<At>,
    /// When the first and the last of them was collected: the validity of this asset.
    pub first_seen: Timestamp,
    /// See [`first_seen`](Self::first_seen).
    pub last_seen: Timestamp,
    /// Scans that looked at it, oldest first.
    pub host_scans: Vec<HostScanned>,
    /// Why its rows were taken as one device: reason and the two places.
    pub joins: Vec<(String, At, At)>,
}

pub(crate) struct Resolved {
    pub(crate) assets: Vec<Asset>,
    /// For each source, for each of its asset rows, the asset.
    pub(crate) asset_of: Vec<Vec<u32>>,
}

struct Row<'a> {
    at: At,
    collected_at: Timestamp,
    seen: &'a AssetSeen,
}

pub(crate) fn resolve(
    sources: &[Source<'_>],
    infos: &[SourceInfo],
    organisation: &Organisation,
    decisions: &Decisions,
) -> Resolved {
    let rows: Vec<Row<'_>> = (0u32..)
        .zip(sources)
        .flat_map(|(source, from)| {
            from.observations.assets.iter().map(move |seen| Row {
                at: At { source, line: seen.line },
                collected_at: from.collected_at,
                seen,
            })
        })
        .collect();
    let mut keyed = Vec::with_capacity(5 * rows.len());
    for (position, row) in (0u32..).zip(&rows) {
        add_keys(row, infos, |rank, key| keyed.push(Keyed::new(rank, key, position)));
    }
    let keys = Keys::of(rows.len(), keyed);
    let [by_serial, by_directory, by_mac, by_fqdn] =
        [SERIAL, DIRECTORY, MAC, FQDN].map(|rank| keys.carried(rank).to_vec());
    let by_host = unambiguous_hosts(&keys);

    let mut groups = Groups::new(keys, decisions);
    join_by_key(&mut groups, &by_serial, &[]);
    join_by_key(&mut groups, &by_directory, &[SERIAL]);
    join_by_key(&mut groups, &by_mac, &[SERIAL, DIRECTORY]);
    join_by_key(&mut groups, &by_fqdn, &[SERIAL, DIRECTORY]);
    join_by_key(&mut groups, &by_host, &[SERIAL, DIRECTORY, FQDN, SITE]);
    join_by_address(&mut groups, &rows, organisation);

    let members = groups.members();
    let mut joins = groups.joins_by_root();
    drop(groups);
    let mut assets = Vec::with_capacity(members.chunk_by(|a, b| a.group == b.group).count());
    let mut asset_of_row = vec![0u32; rows.len()];
    for members in members.chunk_by(|a, b| a.group == b.group) {
        let why = members.first().and_then(|member| joins.remove(&member.group)).unwrap_or_default();
        for member in members {
            asset_of_row[member.row as usize] = assets.len() as u32;
        }
        assets.push(merge(&rows, members, &why, infos, organisation));
    }
    let place =
        sort_in_place(&mut assets, |a, b| (&a.name, &a.key, &a.rows).cmp(&(&b.name, &b.key, &b.rows)));
    for asset in &mut asset_of_row {
        *asset = place[*asset as usize];
    }
    let mut asset_of_row = asset_of_row.into_iter();
    let asset_of =
        sources.iter().map(|s| asset_of_row.by_ref().take(s.observations.assets.len()).collect()).collect();
    Resolved { assets, asset_of }
}

fn add_keys(row: &Row<'_>, infos: &[SourceInfo], mut add: impl FnMut(u8, Key)) {
    let seen = row.seen;
    if let Some(serial) =
        seen.serial.as_deref().map(str::to_lowercase).filter(|s| !NO_SERIAL.contains(&s.trim()))
    {
        add(SERIAL, format!("serial:{}", serial.trim()));
    }
    if let Some(id) = &seen.directory_id {
        let source = &infos[row.at.source as usize];
        add(DIRECTORY, format!("id:{}:{id}", source.format));
    }
    for mac in seen.macs.iter().filter(|m| is_a_devices_own(m)) {
        add(MAC, format!("mac:{mac}"));
    }
    if let Some(fqdn) = &seen.fqdn {
        add(FQDN, format!("fqdn:{fqdn}"));
    }
    let short = seen.host_name.as_deref().or_else(|| seen.fqdn.as_deref().and_then(|f| f.split('.').next()));
    if let Some(host) = short.filter(|h| !h.is_empty() && h.parse::<IpAddr>().is_err()) {
        add(HOST, format!("host:{host}"));
    }
    if let Some(site) = &seen.site {
        add(SITE, format!("site:{}", site.to_lowercase()));
    }
    for address in &seen.addresses {
        add(ADDRESS, format!("address:{address}"));
    }
}

/// Not all zeros, not broadcast, not multicast.
fn is_a_devices_own(mac: &str) -> bool {
    mac != "00:00:00:00:00:00"
        && u8::from_str_radix(mac.get(..2).unwrap_or("01"), 16).is_ok_and(|first| first & 1 == 0)
}

/// A host name that occurs at several sites or under several full names joins only rows that say which.
fn unambiguous_hosts(keys: &Keys) -> Vec<Carried> {
    let is_ambiguous = |same: &[Carried], rank: u8| {
        let mut values = same.iter().filter_map(|(_, row)| keys.of_row(*row, rank));
        values.next().is_some_and(|first| values.any(|other| other != first))
    };
    let mut unambiguous = Vec::with_capacity(keys.carried(HOST).len());
    for same in keys.carried(HOST).chunk_by(|a, b| a.0 == b.0) {
        let must_say = [SITE, FQDN].map(|rank| (rank, is_ambiguous(same, rank)));
        let says = |row: u32| must_say.iter().all(|(rank, must)| !must || keys.of_row(row, *rank).is_some());
        unambiguous.extend(same.iter().filter(|(_, row)| says(*row)));
    }
    unambiguous
}

fn join_by_address(groups: &mut Groups, rows: &[Row<'_>], organisation: &Organisation) {
    let mut sightings: Vec<(IpAddr, Timestamp, u32)> = (0u32..)
        .zip(rows)
        .flat_map(|(row, from)| {
            from.seen.addresses.iter().map(move |&address| (address, from.collected_at, row))
        })
        .collect();
    sightings.sort();
    for pair in sightings.windows(2) {
        let ((address, before, one), (same, after, other)) = (pair[0], pair[1]);
        let close = after.as_second() - before.as_second() <= ADDRESS_WINDOW_DAYS * 86_400;
        if address == same && (close || organisation.declares_public(address)) {
            let says = || format!("address:{address}");
            groups.join_because(one, other, says, &[SERIAL, DIRECTORY, MAC, FQDN, HOST]);
        }
    }
}

fn merge(
    rows: &[Row<'_>],
    members: &[Member],
    why: &[Join],
    infos: &[SourceInfo],
    organisation: &Organisation,
) -> Asset {
    let mut asset = Asset { first_seen: Timestamp::MAX, last_seen: Timestamp::MIN, ..Asset::default() };
    let mut kind_is_from_inventory = false;
    // Members are ordered as sources are, by collection: later rows speak over earlier ones.
    for member in members {
        let Row { at, collected_at, seen } = rows[member.row as usize];
        asset.rows.push(at);
        asset.first_seen = asset.first_seen.min(collected_at);
        asset.last_seen = asset.last_seen.max(collected_at);
        add_new(&mut asset.fqdns, seen.fqdn.as_ref());
        add_new(&mut asset.host_names, seen.host_name.as_ref());
        for mac in &seen.macs {
            add_new(&mut asset.macs, Some(mac));
        }
        for address in &seen.addresses {
            add_new(&mut asset.addresses, Some(address));
        }
        if let Some(state) = seen.state.as_deref().filter(|_| infos[at.source as usize].is_current) {
            asset.state.add(state.clone(), at);
        }
        speak_over(&mut asset.serial, seen.serial.as_ref());
        speak_over(&mut asset.operating_system, seen.operating_system.as_ref());
        speak_over(&mut asset.site, seen.site.as_ref());
        speak_over(&mut asset.maker, seen.maker.as_ref());
        speak_over(&mut asset.model, seen.model.as_ref().or(seen.maker.as_ref()));
        if seen.is_inventory_record {
            if infos[at.source as usize].is_current {
                // The list of a console grows old sooner than an inventory, and does not hide what the inventory says.
                let is_consoles = |at: At| infos[at.source as usize].evidence_kind == "device-encryption";
                if asset.inventory_record.is_none_or(|known| is_consoles(known) || !is_consoles(at)) {
                    asset.inventory_record = Some(at);
                }
                // Only the newest file of each inventory speaks here, so an emptied cell is empty. Two inventories
                // add to each other: what one does not hold takes nothing from the other.
                speak_over(&mut asset.place, seen.place.as_ref());
                speak_over(&mut asset.owner, seen.owner.as_ref());
                speak_over(&mut asset.criticality, seen.criticality.as_ref());
                speak_over(&mut asset.holds_ephi, seen.holds_ephi.as_ref());
                speak_over(&mut asset.support_ends, seen.support_ends.as_ref());
                asset.is_edge |= seen.is_edge == Some(true);
            }
            if seen.kind.is_some() {
                asset.kind = seen.kind;
                kind_is_from_inventory = true;
            }
        } else {
            asset.seen_on_network = Some((collected_at, at));
            if !kind_is_from_inventory {
                speak_over(&mut asset.kind, seen.kind.as_ref());
            }
        }
    }
    asset.is_in_dmz =
        asset.addresses.iter().any(|a| organisation.dmz_addresses.iter().any(|r| r.contains(*a)));
    let has_declared_name = asset.fqdns.iter().any(|name| organisation.public_hosts.contains(name));
    let has_declared_address = asset.addresses.iter().any(|a| organisation.declares_public(*a));
    asset.is_public = asset.is_edge || has_declared_address || has_declared_name;
    asset.has_undeclared_public_address = !has_declared_name
        && asset.addresses.iter().any(|a| is_public(*a) && !organisation.declares_public(*a));
    asset.joins =
        why.iter().map(|j| (j.by.clone(), rows[j.one as usize].at, rows[j.other as usize].at)).collect();
    asset.joins.sort();
    asset.name = name(&asset);
    asset.key = key(&asset);
    asset
}

fn name(asset: &Asset) -> String {
    let newest = |list: &[String]| list.last().cloned();
    newest(&asset.fqdns)
        .or_else(|| newest(&asset.host_names))
        .or_else(|| asset.addresses.last().map(ToString::to_string))
        .or_else(|| asset.serial.clone())
        .or_else(|| newest(&asset.macs))
        .unwrap_or_else(|| "device without a name".to_owned())
}

fn key(asset: &Asset) -> Key {
    let smallest = |kind: &str, list: &[String]| list.iter().min().map(|value| format!("{kind}:{value}"));
    asset
        .serial
        .as_ref()
        .map(|s| format!("serial:{}", s.to_lowercase()))
        .or_else(|| smallest("mac", &asset.macs))
        .or_else(|| smallest("fqdn", &asset.fqdns))
        .or_else(|| smallest("host", &asset.host_names))
        .or_else(|| asset.addresses.iter().min().map(|a| format!("address:{a}")))
        .unwrap_or_else(|| "none".to_owned())
}

/// Adds a value that is not there yet, or moves it to the end: the newest stands last.
fn add_new<T: Clone + PartialEq>(list: &mut Vec<T>, value: Option<&T>) {
    if let Some(value) = value {
        list.retain(|known| known != value);
        if list.is_empty() {
            list.reserve_exact(1); // Most devices have one name and one address.
        }
        list.push(value.clone());
    }
}

fn speak_over<T: Clone>(slot: &mut Option<T>, value: Option<&T>) {
    if let Some(value) = value {
        *slot = Some(value.clone());
    }
}
