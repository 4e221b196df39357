//! Properties of a device: who it is, and how it was looked at.

use super::policy::epoch;
use crate::targets::host_name;
use crate::xml::Element;
use crate::{Damaged, names};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::net::IpAddr;
use ward_domain::observation::{AssetKind, AssetSeen, Line};

/// Properties of a device that say who it is and how it was looked at.
#[derive(Default)]
pub(super) struct Properties {
    pub(super) started: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
    pub(super) credentialed: Option<bool>,
    addresses: Vec<IpAddr>,
    fqdn: Option<String>,
    host_name: Option<String>,
    macs: Vec<String>,
    operating_system: Option<String>,
    system_type: Option<String>,
}

/// The properties that count.
#[derive(Clone, Copy)]
pub(super) enum Property {
    Start,
    StartEpoch,
    End,
    EndEpoch,
    Credentialed,
    Address,
    Fqdn,
    NetbiosName,
    HostName,
    Mac,
    OperatingSystem,
    SystemType,
}

/// Which property a `tag` element holds; `None` for the many that say nothing of interest.
pub(super) fn property(element: &Element<'_>) -> Result<Option<Property>, Damaged> {
    for attribute in element.attributes() {
        let ("name", value) = attribute? else { continue };
        return Ok(Some(match &*value {
            "HOST_START" => Property::Start,
            "HOST_START_TIMESTAMP" => Property::StartEpoch,
            "HOST_END" => Property::End,
            "HOST_END_TIMESTAMP" => Property::EndEpoch,
            "Credentialed_Scan" => Property::Credentialed,
            "host-ip" => Property::Address,
            "host-fqdn" => Property::Fqdn,
            "netbios-name" => Property::NetbiosName,
            "hostname" => Property::HostName,
            "mac-address" => Property::Mac,
            "operating-system" => Property::OperatingSystem,
            "system-type" => Property::SystemType,
            _ => return Ok(None),
        }));
    }
    Ok(None)
}

impl Properties {
    pub(super) fn take(&mut self, property: Property, text: String) {
        match property {
            // The epoch has no time zone to guess, so it wins whatever the order.
            Property::StartEpoch => self.started = epoch(&text).or(self.started),
            Property::Start => self.started = self.started.or_else(|| local_time(&text)),
            Property::EndEpoch => self.ended = epoch(&text).or(self.ended),
            Property::End => self.ended = self.ended.or_else(|| local_time(&text)),
            Property::Credentialed => self.credentialed = Some(text.eq_ignore_ascii_case("true")),
            Property::Address => {
                self.addresses.extend(
                    text.split([',', ' ', '\n']).filter_map(|part| part.trim().parse::<IpAddr>().ok()),
                );
            }
            Property::Fqdn => self.name(without_url(&text)),
            Property::NetbiosName => {
                let short = text.rsplit('\\').next().unwrap_or_default();
                self.host_name =
                    host_name(short).filter(|name| !is_loopback_name(name)).or(self.host_name.take());
            }
            Property::HostName => self.name(&text),
            Property::Mac => self.macs.extend(text.split_whitespace().filter_map(names::mac)),
            // Several lines are several guesses.
            Property::OperatingSystem if !text.is_empty() => {
                self.operating_system = Some(text.lines().map(str::trim).collect::<Vec<_>>().join(" or "));
            }
            Property::OperatingSystem => {}
            Property::SystemType => self.system_type = Some(text),
        }
    }
    /// A name that may be a full or a short one; the first of each kind stays.
    fn name(&mut self, text: &str) {
        let Some(name) = host_name(text).filter(|name| !is_loopback_name(name)) else { return };
        let place = if name.contains('.') { &mut self.fqdn } else { &mut self.host_name };
        place.get_or_insert(name);
    }
    /// The device, if anything tells it from others. `name` is what the report calls it.
    pub(super) fn asset(&self, name: &str, line: Line) -> Option<AssetSeen> {
        let mut all = Self { fqdn: self.fqdn.clone(), host_name: self.host_name.clone(), ..Self::default() };
        all.addresses.clone_from(&self.addresses);
        match name.parse::<IpAddr>() {
            Ok(address) => all.addresses.push(address),
            Err(_) => all.name(without_url(name)),
        }
        all.addresses.sort_unstable();
        all.addresses.dedup();
        let mut macs = self.macs.clone();
        macs.sort_unstable();
        macs.dedup();
        let is_known =
            all.fqdn.is_some() || all.host_name.is_some() || !all.addresses.is_empty() || !macs.is_empty();
        is_known.then(|| AssetSeen {
            macs,
            fqdn: all.fqdn,
            host_name: all.host_name,
            addresses: all.addresses,
            kind: kind(self.system_type.as_deref(), self.operating_system.as_deref()),
            operating_system: self.operating_system.clone(),
            line,
            ..AssetSeen::default()
        })
    }
}

/// `Fri May 23 13:06:55 2025`: the scanner's local time, whose zone the file does not name, taken as UTC.
fn local_time(text: &str) -> Option<Timestamp> {
    // The name of the weekday adds nothing and follows the scanner's language.
    let words: Vec<&str> = text.split_whitespace().skip(1).collect();
    let time = DateTime::strptime("%b %d %H:%M:%S %Y", words.join(" ")).ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// The host of `https://host:port/path`, or the text itself.
fn without_url(text: &str) -> &str {
    let Some((_, rest)) = text.split_once("://") else { return text };
    rest.split(['/', ':', '?', '#']).next().unwrap_or_default()
}

fn is_loopback_name(name: &str) -> bool {
    name == "localhost" || name.starts_with("localhost.")
}

/// What Nessus calls `system-type`; a general-purpose computer shows by its system's name what it is for.
fn kind(system_type: Option<&str>, operating_system: Option<&str>) -> Option<AssetKind> {
    let system = operating_system.unwrap_or_default();
    let is = |names: &[&str]| names.iter().any(|name| system.contains(name));
    match system_type? {
        "router"
        | "switch"
        | "firewall"
        | "wireless-access-point"
        | "load-balancer"
        | "vpn"
        | "packet-shaper" => Some(AssetKind::Network),
        "printer" | "print-server" | "webcam" | "camera" | "voip" => Some(AssetKind::Other),
        "mobile" => Some(AssetKind::Mobile),
        "hypervisor" => Some(AssetKind::Server),
        "scada" => Some(AssetKind::Building),
        "general-purpose" if is(&["Windows Server"]) => Some(AssetKind::Server),
        "general-purpose"
            if is(&["Windows 11", "Windows 10", "Windows 8", "Windows 7", "Windows XP", "macOS"]) =>
        {
            Some(AssetKind::Workstation)
        }
        _ => None,
    }
}
