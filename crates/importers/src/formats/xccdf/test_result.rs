//! One `TestResult`: a device, when it was looked at, and how each rule came out on it.

use super::{File, severity_of};
use crate::targets::host_name;
use crate::xml::{Element, Xml};
use crate::{Damaged, names};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use std::net::IpAddr;
use ward_domain::observation::{AssetSeen, ConfigurationRule, Index, Line, Obligation, Outcome, Severity};

/// A device under way: it becomes an asset at its first rule, when its properties are known.
#[derive(Default)]
struct Device {
    asset: AssetSeen,
    index: Option<Index>,
    benchmark: Option<String>,
    rules: u64,
}

/// Reads the element `TestResult`, which was just opened.
pub(super) fn read(xml: &mut Xml<'_>, file: &mut File) -> Result<(), Damaged> {
    let (inside, line) = (xml.depth(), xml.line());
    file.results += 1;
    let mut device = Device { asset: AssetSeen { line, ..AssetSeen::default() }, ..Device::default() };
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "benchmark" => {
                let named = element.attribute("id")?.or(element.attribute("href")?);
                device.benchmark = named.filter(|name| !name.is_empty());
            }
            "target" => {
                let text = xml.text()?;
                device.name(&text);
            }
            "target-address" => {
                let text = xml.text()?;
                device.address(&text);
            }
            "fact" => {
                let fact = element.attribute("name")?.unwrap_or_default();
                if is_wanted(&fact) {
                    let text = xml.text()?;
                    device.fact(&fact, &text);
                }
            }
            "rule-result" => {
                let row = Row::of(&element)?;
                rule_result(xml, file, &mut device, row)?;
            }
            _ => {}
        }
    }
    if device.rules == 0 {
        file.account.problem(line, "the test result holds no rule");
    }
    Ok(())
}

/// Takes when a `TestResult` ended and what made it, from its attributes.
pub(super) fn note(file: &mut File, element: &Element<'_>) -> Result<(), Damaged> {
    for attribute in element.attributes() {
        match attribute? {
            ("end-time", value) => file.ended = file.ended.max(moment(&value)),
            // `cpe:/a:redhat:openscap:1.3.5`
            ("test-system", value) => {
                let parts: Vec<&str> = value.split(':').skip(3).filter(|part| *part != "*").take(2).collect();
                file.system = Some(parts.join(" ")).filter(|system| !system.is_empty());
            }
            _ => {}
        }
    }
    Ok(())
}

impl Device {
    fn name(&mut self, text: &str) {
        if let Ok(address) = text.parse::<IpAddr>() {
            return self.push(address);
        }
        let Some(name) =
            host_name(text).filter(|name| name != "localhost" && !name.starts_with("localhost."))
        else {
            return;
        };
        let (short, full) = names::host(&name);
        self.asset.host_name = self.asset.host_name.take().or(short);
        self.asset.fqdn = self.asset.fqdn.take().or(full);
    }
    fn address(&mut self, text: &str) {
        if let Ok(address) = text.trim().parse::<IpAddr>() {
            self.push(address);
        }
    }
    fn push(&mut self, address: IpAddr) {
        if !address.is_loopback() && !address.is_unspecified() && !self.asset.addresses.contains(&address) {
            self.asset.addresses.push(address);
        }
    }
    fn fact(&mut self, name: &str, text: &str) {
        match name.rsplit(':').next().unwrap_or_default() {
            "MAC" | "mac" | "mac_address" => {
                if let Some(mac) = names::mac(text).filter(|mac| !self.asset.macs.contains(mac)) {
                    self.asset.macs.push(mac);
                }
            }
            "fqdn" | "FQDN" | "host_name" => self.name(text),
            "ipv4" | "ipv6" | "IPv4" | "IPv6" => self.address(text),
            "os_name" if !text.is_empty() => self.asset.operating_system = Some(text.to_owned()),
            _ => {}
        }
    }
    /// Where the device stands; `None` when nothing tells it from others.
    fn index(&mut self, file: &mut File) -> Option<Index> {
        let asset = &self.asset;
        let is_known = asset.host_name.is_some() || !asset.addresses.is_empty() || !asset.macs.is_empty();
        if self.index.is_none() && is_known {
            self.index = Some(file.settings.asset(std::mem::take(&mut self.asset)));
        }
        self.index
    }
}

fn is_wanted(fact: &str) -> bool {
    let kind = fact.rsplit(':').next().unwrap_or_default();
    ["MAC", "mac", "mac_address", "fqdn", "FQDN", "host_name", "ipv4", "ipv6", "IPv4", "IPv6", "os_name"]
        .contains(&kind)
}

/// The attributes of a `rule-result`.
struct Row {
    rule: String,
    severity: Severity,
}

impl Row {
    fn of(element: &Element<'_>) -> Result<Self, Damaged> {
        let mut row = Self { rule: String::new(), severity: Severity::Info };
        for attribute in element.attributes() {
            match attribute? {
                ("idref", value) => row.rule = value.into_owned(),
                ("severity", value) => row.severity = severity_of(Some(&value)),
                _ => {}
            }
        }
        Ok(row)
    }
}

/// Reads the element `rule-result`, whose attributes are `row`.
fn rule_result(xml: &mut Xml<'_>, file: &mut File, device: &mut Device, row: Row) -> Result<(), Damaged> {
    let (inside, line) = (xml.depth(), xml.line());
    let mut word = None;
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "result" if word.is_none() => word = Some(xml.text()?),
            // An override tells the old and the new result; the new one stands outside of it.
            _ => xml.leave()?,
        }
    }
    device.rules += 1;
    take(file, device, row, word.as_deref(), line)
}

fn take(
    file: &mut File,
    device: &mut Device,
    row: Row,
    word: Option<&str>,
    line: Line,
) -> Result<(), Damaged> {
    if row.rule.is_empty() {
        file.account.skipped(line, "the result names no rule");
        return Ok(());
    }
    let Some(asset) = device.index(file) else {
        file.account.skipped(line, "the test result names no device: name and address are missing");
        return Ok(());
    };
    let outcome = outcome(word.unwrap_or_default());
    if outcome.is_none() {
        let reason = "the result is not a word of XCCDF: the rule counts as not checked";
        file.account.problem(line, reason);
    }
    let known = file.benchmark.rules.get(&row.rule);
    let title = known.map(|(title, _)| title.clone()).unwrap_or_default();
    let severity = known.map_or(row.severity, |(_, severity)| row.severity.max(*severity));
    let benchmark = file.benchmark.title.clone().filter(|title| !title.is_empty());
    let benchmark =
        benchmark.or_else(|| device.benchmark.clone()).unwrap_or_else(|| file.benchmark.id.clone());
    let rule = file.settings.rule(ConfigurationRule {
        benchmark,
        id: row.rule,
        title,
        obligation: Obligation::Shall,
        severity,
    });
    file.account.used();
    file.settings.result(rule, Some(asset), outcome.unwrap_or(Outcome::NotChecked), line)
}

/// The words of XCCDF 1.2, table 26. `fixed` failed and was put right.
fn outcome(word: &str) -> Option<Outcome> {
    Some(match word {
        "pass" | "fixed" => Outcome::Pass,
        "fail" => Outcome::Fail,
        "notapplicable" => Outcome::NotApplicable,
        "error" | "unknown" | "notchecked" | "notselected" | "informational" => Outcome::NotChecked,
        _ => return None,
    })
}

/// A moment; some tools leave the zone out, which is then taken as UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| Offset::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok())
}
