//! One device of a report: its properties and its items.

use super::policy::epoch;
use super::File;
use crate::{Damaged, names};
use crate::targets::host_name;
use crate::xml::{Element, Xml};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::net::IpAddr;
use ward_domain::ids::CveId;
use ward_domain::network::Protocol;
use ward_domain::observation::{
    AssetKind, AssetSeen, Check, FindingSeen, HostScan, Index, Line, ServiceSeen, Severity,
};

/// The check that describes the scan itself.
const SCAN_INFORMATION: u32 = 19506;

/// Reads the element `ReportHost`, which was just opened.
pub(super) fn read(xml: &mut Xml<'_>, file: &mut File, name: String) -> Result<(), Damaged> {
    let inside = xml.depth();
    let line = xml.line();
    let mut properties = Properties::default();
    let mut device = Device {
        asset: None,
        scan: HostScan { asset: 0, scan: 0, at: None, completed: false, credentialed: None, line },
        ports: BTreeSet::new(),
        title: String::new(),
        service: String::new(),
        cves: Vec::new(),
    };
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "tag" => {
                let property = property(&element)?;
                if let Some(property) = property {
                    let text = xml.text()?;
                    properties.take(property, text);
                }
            }
            "ReportItem" => {
                let row = device.start_item(&element)?;
                if device.asset.is_none() {
                    device.asset = register(file, &name, &properties, line);
                }
                item(xml, file, &mut device, row)?;
            }
            _ => {}
        }
    }
    // A device without items was looked at all the same.
    let asset = device.asset.or_else(|| register(file, &name, &properties, line));
    let Some(asset) = asset else {
        file.account.problem(line, "a ReportHost has no name and no address: its items were left out");
        return Ok(());
    };
    let started = properties.started;
    file.policy.first_host_started = file.policy.first_host_started.into_iter().chain(started).min();
    let credentialed = properties.credentialed.or(device.scan.credentialed);
    file.observations.coverage.push(HostScan {
        asset,
        at: properties.ended,
        completed: properties.ended.is_some(),
        credentialed,
        ..device.scan
    });
    if properties.ended.is_none() {
        file.account.problem(line, format!("the scan of `{name}` has no end: it does not count as looked at to its end"));
    }
    Ok(())
}

/// Properties of a device that say who it is and how it was looked at.
#[derive(Default)]
struct Properties {
    started: Option<Timestamp>,
    ended: Option<Timestamp>,
    credentialed: Option<bool>,
    addresses: Vec<IpAddr>,
    fqdn: Option<String>,
    host_name: Option<String>,
    macs: Vec<String>,
    operating_system: Option<String>,
    system_type: Option<String>,
}

#[derive(Clone, Copy)]
enum Property {
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
fn property(element: &Element<'_>) -> Result<Option<Property>, Damaged> {
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
    fn take(&mut self, property: Property, text: String) {
        match property {
            // The epoch has no time zone to guess, so it wins whatever the order.
            Property::StartEpoch => self.started = epoch(&text).or(self.started),
            Property::Start => self.started = self.started.or_else(|| local_time(&text)),
            Property::EndEpoch => self.ended = epoch(&text).or(self.ended),
            Property::End => self.ended = self.ended.or_else(|| local_time(&text)),
            Property::Credentialed => self.credentialed = Some(text.eq_ignore_ascii_case("true")),
            Property::Address => {
                self.addresses.extend(text.split([',', ' ', '\n']).filter_map(|part| part.trim().parse::<IpAddr>().ok()));
            }
            Property::Fqdn => self.name(without_url(&text)),
            Property::NetbiosName => {
                let short = text.rsplit('\\').next().unwrap_or_default();
                self.host_name = host_name(short).filter(|name| !is_loopback_name(name)).or(self.host_name.take());
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
    fn asset(&self, name: &str, line: Line) -> Option<AssetSeen> {
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
        let is_known = all.fqdn.is_some() || all.host_name.is_some() || !all.addresses.is_empty() || !macs.is_empty();
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

fn register(file: &mut File, name: &str, properties: &Properties, line: Line) -> Option<Index> {
    let asset = properties.asset(name, line)?;
    let index = Index::try_from(file.observations.assets.len()).ok()?;
    file.observations.assets.push(asset);
    Some(index)
}

/// A device under way: it becomes an asset at its first item, when its properties are known.
struct Device {
    asset: Option<Index>,
    scan: HostScan,
    /// Ports already noted.
    ports: BTreeSet<(Protocol, u16)>,
    /// Of the item under way.
    title: String,
    service: String,
    cves: Vec<CveId>,
}

/// The numbers of an item.
struct Row {
    plugin: Result<u32, String>,
    port: Result<u16, String>,
    protocol: Protocol,
    severity: Severity,
}

impl Device {
    fn start_item(&mut self, element: &Element<'_>) -> Result<Row, Damaged> {
        let mut row = Row {
            plugin: Err("an item has no pluginID".to_owned()),
            port: Err("an item has no port".to_owned()),
            protocol: Protocol::Other,
            severity: Severity::Info,
        };
        self.title.clear();
        self.service.clear();
        self.cves.clear();
        for attribute in element.attributes() {
            let (name, value) = attribute?;
            match name {
                "pluginID" => row.plugin = number(&value, "pluginID"),
                "port" => row.port = number(&value, "port"),
                "protocol" if value.eq_ignore_ascii_case("tcp") => row.protocol = Protocol::Tcp,
                "protocol" if value.eq_ignore_ascii_case("udp") => row.protocol = Protocol::Udp,
                "severity" => match severity(&value) {
                    Some(severity) => row.severity = severity,
                    None => row.port = Err(format!("`{}` is not a severity from 0 to 4", short(&value))),
                },
                "pluginName" => self.title.push_str(&value),
                "svc_name" => self.service.push_str(value.trim_end_matches('?')),
                _ => {}
            }
        }
        Ok(row)
    }
}

/// Reads the element `ReportItem`, whose attributes are `row`.
fn item(xml: &mut Xml<'_>, file: &mut File, device: &mut Device, row: Row) -> Result<(), Damaged> {
    let line = xml.line();
    let is_scan_information = row.plugin == Ok(SCAN_INFORMATION);
    let mut details = Check::default();
    let inside = xml.depth();
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "cve" => device.cves.extend(xml.text()?.parse::<CveId>()),
            "cvss3_base_score" | "cvssv3" => details.cvss3_tenths = tenths(&xml.text()?),
            "exploit_available" => details.exploit_available = Some(xml.text()?.eq_ignore_ascii_case("true")),
            "patch_publication_date" => details.patch_published = date(&xml.text()?),
            "unsupported_by_vendor" => details.is_unsupported_product = xml.text()?.eq_ignore_ascii_case("true"),
            "plugin_output" if is_scan_information => {
                let output = xml.text()?;
                scan_information(file, device, &output);
            }
            _ => {}
        }
    }
    let Some(asset) = device.asset else {
        file.account.skipped(line, "the item belongs to a ReportHost without name and address");
        return Ok(());
    };
    let (plugin, port) = match (row.plugin, row.port) {
        (Ok(plugin), Ok(port)) => (plugin, port),
        (Err(reason), _) | (_, Err(reason)) => {
            file.account.skipped(line, reason);
            return Ok(());
        }
    };
    file.account.used();
    if port > 0 && device.ports.insert((row.protocol, port)) {
        file.observations.services.push(ServiceSeen {
            asset,
            scan: 0,
            protocol: row.protocol,
            port,
            service: device.service.clone(),
            product: String::new(),
            line,
        });
    }
    if row.severity > Severity::Info || !device.cves.is_empty() {
        if file.observations.findings.len() >= file.rows {
            return Err(Damaged { line, reason: format!("there are more than {} findings", file.rows) });
        }
        let check = check(file, plugin, row.severity, details, device);
        let finding = FindingSeen { asset, check, scan: 0, port, protocol: row.protocol, line };
        file.observations.findings.push(finding);
    }
    Ok(())
}

/// The place of a check among the observations. What differs between its items is joined: all CVEs, worst severity.
fn check(file: &mut File, plugin: u32, severity: Severity, details: Check, device: &mut Device) -> Index {
    device.cves.sort_unstable();
    device.cves.dedup();
    let checks = &mut file.observations.checks;
    let index = *file.checks.entry(plugin).or_insert_with(|| {
        checks.push(Check {
            id: format!("nessus:{plugin}"),
            title: device.title.clone(),
            severity,
            cves: device.cves.clone(),
            ..details
        });
        (checks.len() - 1) as Index
    });
    if let Some(check) = checks.get_mut(index as usize) {
        check.severity = check.severity.max(severity);
        if check.cves != device.cves {
            check.cves.append(&mut device.cves);
            check.cves.sort_unstable();
            check.cves.dedup();
        }
    }
    index
}

/// Takes what check 19506 prints, one `name : value` a line.
fn scan_information(file: &mut File, device: &mut Device, output: &str) {
    for (name, value) in output.lines().filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        match name.trim() {
            "Nessus version" if file.scanner.version.is_none() => {
                let version = value.split_whitespace().next().unwrap_or_default();
                file.scanner.version = Some(short(version)).filter(|version| !version.is_empty());
            }
            "Port range" => file.scanner.port_range = Some(value.to_owned()),
            "Credentialed checks" => device.scan.credentialed = Some(value.starts_with("yes")),
            _ => {}
        }
    }
}

fn number<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, String> {
    text.trim().parse().map_err(|_| format!("`{}` is not a {what}", short(text)))
}

fn severity(text: &str) -> Option<Severity> {
    Some(match text.trim() {
        "0" => Severity::Info,
        "1" => Severity::Low,
        "2" => Severity::Medium,
        "3" => Severity::High,
        "4" => Severity::Critical,
        _ => return None,
    })
}

/// `9.8` as 98.
fn tenths(text: &str) -> Option<u8> {
    let score: f64 = text.trim().parse().ok()?;
    (0.0..=10.0).contains(&score).then(|| (score * 10.0).round() as u8)
}

/// `2024/05/23`, or a day at the start of an RFC 3339 moment.
fn date(text: &str) -> Option<Date> {
    text.trim().get(..10)?.replace('/', "-").parse().ok()
}

/// `Fri May 23 13:06:55 2025`: the scanner's local time, whose zone the file does not name, taken as UTC.
fn local_time(text: &str) -> Option<Timestamp> {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let time = DateTime::strptime("%a %b %d %H:%M:%S %Y", joined).ok()?;
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

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// What Nessus calls `system-type`; a general-purpose computer shows by its system's name what it is for.
fn kind(system_type: Option<&str>, operating_system: Option<&str>) -> Option<AssetKind> {
    let system = operating_system.unwrap_or_default();
    let is = |names: &[&str]| names.iter().any(|name| system.contains(name));
    match system_type? {
        "router" | "switch" | "firewall" | "wireless-access-point" | "load-balancer" | "vpn" | "packet-shaper" => {
            Some(AssetKind::Network)
        }
        "printer" | "print-server" | "webcam" | "camera" | "voip" => Some(AssetKind::Other),
        "mobile" => Some(AssetKind::Mobile),
        "hypervisor" => Some(AssetKind::Server),
        "scada" => Some(AssetKind::Building),
        "general-purpose" if is(&["Windows Server"]) => Some(AssetKind::Server),
        "general-purpose" if is(&["Windows 11", "Windows 10", "Windows 8", "Windows 7", "Windows XP", "macOS"]) => {
            Some(AssetKind::Workstation)
        }
        _ => None,
    }
}
