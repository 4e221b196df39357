//! One device of a report and its items.

use super::File;
use super::properties::{Properties, property};
use crate::Damaged;
use crate::xml::{Element, Xml};
use jiff::civil::Date;
use std::collections::BTreeSet;
use ward_domain::ids::CveId;
use ward_domain::network::Protocol;
use ward_domain::observation::{Check, FindingSeen, HostScan, Index, Line, ServiceSeen, Severity};

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
        file.account.problem(
            line,
            format!("the scan of `{name}` has no end: it does not count as looked at to its end"),
        );
    }
    Ok(())
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
            plugin: Err(String::new()), // Costs nothing; see `why`.
            port: Err(String::new()),
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
            "cve" => match xml.text()?.parse() {
                Ok(cve) => device.cves.push(cve),
                Err(error) => file.account.problem(xml.line(), format!("{error}: it was left out")),
            },
            "cvss3_base_score" | "cvssv3" => details.cvss3_tenths = tenths(&xml.text()?),
            "exploit_available" => details.exploit_available = Some(xml.text()?.eq_ignore_ascii_case("true")),
            "patch_publication_date" => details.patch_published = date(&xml.text()?),
            "unsupported_by_vendor" => {
                details.is_unsupported_product = xml.text()?.eq_ignore_ascii_case("true");
            }
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
            file.account.skipped(line, why(reason));
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

fn why(reason: String) -> String {
    if reason.is_empty() { "the item has no pluginID or no port".to_owned() } else { reason }
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

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
