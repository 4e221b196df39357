//! The XML of one scan: a header with the targets, then one `IP` for each device.

use super::severity;
use crate::scanned::{Scanned, tenths};
use crate::targets::{Targets, host_name};
use crate::xml::{Element, Xml};
use crate::{Account, Context, Damaged, Reading, names};
use jiff::{SignedDuration, Timestamp};
use std::io::BufRead;
use ward_domain::network::Protocol;
use ward_domain::observation::{AssetSeen, Check, Index, Observations, Scan};

/// What has been read so far.
struct File {
    scanned: Scanned,
    account: Account,
    started: Option<Timestamp>,
    took: Option<SignedDuration>,
    targets: Targets,
    excluded: Targets,
    is_finished: Option<bool>,
}

pub(super) fn read(input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
    let mut xml = Xml::new(input, &context.limits, &["SCAN"]);
    let mut file = File {
        scanned: Scanned::new(&context.limits),
        account: Account::new(&context.limits),
        started: None,
        took: None,
        targets: Targets::default(),
        excluded: Targets::default(),
        is_finished: None,
    };
    while let Some(element) = xml.next_within(0)? {
        match element.name() {
            "KEY" => {
                let key = element.attribute("value")?.unwrap_or_default();
                let text = xml.text()?;
                file.key(&key, &text);
            }
            "IP" => {
                let (address, name) = (element.attribute("value")?, element.attribute("name")?);
                device(&mut xml, &mut file, address.unwrap_or_default(), name)?;
            }
            _ => {}
        }
    }
    Ok(file.finish())
}

impl File {
    fn key(&mut self, key: &str, text: &str) {
        let listed = || text.split([',', ' ', '\n']).filter(|part| !part.is_empty() && *part != "N/A");
        match key {
            "DATE" => self.started = text.parse().ok(),
            "DURATION" => self.took = duration(text),
            "TARGET" => listed().for_each(|target| self.targets.add(target)),
            "EXCLUDED_TARGET" => listed().for_each(|target| self.excluded.add(target)),
            "STATUS" => self.is_finished = Some(text.eq_ignore_ascii_case("finished")),
            _ => {}
        }
    }
    fn finish(mut self) -> Reading {
        let is_finished = self.is_finished != Some(false);
        if !is_finished {
            self.account.problem(0, "the scan was not finished: no device counts as looked at to its end");
            self.scanned.observations.coverage.iter_mut().for_each(|host| host.completed = false);
        }
        self.targets.exclude(&self.excluded);
        self.targets.tidy();
        for target in self.targets.not_understood.iter().chain(&self.excluded.not_understood) {
            let reason = format!("the target `{target}` was not understood: it does not count as looked at");
            self.account.problem(0, reason);
        }
        let ended = self.started.zip(self.took).and_then(|(started, took)| started.checked_add(took).ok());
        let scan = Scan {
            started: self.started,
            ended: ended.or(self.started).filter(|_| is_finished),
            targets: self.targets.ranges,
            target_hosts: self.targets.hosts,
            looks_for_vulnerabilities: true,
            ..Scan::default()
        };
        let observations = self.scanned.finish(scan, |told| self.account.problem(0, told));
        let observations =
            Observations { tool: "Qualys".to_owned(), collected_at: ended.or(self.started), ..observations };
        Reading { observations, tally: self.account.finish() }
    }
}

/// Reads the element `IP`, which was just opened.
fn device(xml: &mut Xml<'_>, file: &mut File, address: String, name: Option<String>) -> Result<(), Damaged> {
    let (inside, line) = (xml.depth(), xml.line());
    let mut asset = AssetSeen { line, ..AssetSeen::default() };
    asset.addresses.extend(address.parse::<std::net::IpAddr>());
    if let Some(name) = name.and_then(|name| host_name(&name)) {
        (asset.host_name, asset.fqdn) = names::host(&name);
    }
    let is_known = !asset.addresses.is_empty() || asset.host_name.is_some();
    if !is_known {
        file.account.problem(line, "a device has no address and no name: what was found on it is left out");
    }
    let index = if is_known { Some(file.scanned.host(&address, line, || asset)?) } else { None };
    let mut place = (Protocol::Other, 0);
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "OS" => {
                let system = xml.text()?;
                if let Some((asset, _)) = index.and_then(|index| file.scanned.host_mut(index)) {
                    asset.operating_system = Some(system).filter(|system| !system.is_empty());
                }
            }
            "NETBIOS_HOSTNAME" => {
                let name = names::host(&xml.text()?).0;
                if let Some((asset, _)) = index.and_then(|index| file.scanned.host_mut(index)) {
                    asset.host_name = asset.host_name.take().or(name);
                }
            }
            // A category holds the port on which its rows were found.
            "CAT" => place = port(&element)?,
            "INFO" | "SERVICE" => {
                let line = xml.line();
                if let Some(index) = index {
                    file.scanned.open_port(index, place, "", line)?;
                    file.account.used();
                } else {
                    file.account.skipped(line, "it belongs to a device without address and name");
                }
                xml.leave()?;
            }
            "VULN" | "PRACTICE" => {
                let number = element.attribute("number")?;
                let level = element.attribute("severity")?.unwrap_or_default();
                vulnerability(xml, file, index, number, &level, place)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn port(category: &Element<'_>) -> Result<(Protocol, u16), Damaged> {
    let (mut protocol, mut port) = (Protocol::Other, 0);
    for attribute in category.attributes() {
        match attribute? {
            ("protocol", value) if value.eq_ignore_ascii_case("tcp") => protocol = Protocol::Tcp,
            ("protocol", value) if value.eq_ignore_ascii_case("udp") => protocol = Protocol::Udp,
            ("port", value) => port = value.trim().parse().unwrap_or(0),
            _ => {}
        }
    }
    Ok((protocol, port))
}

/// Reads the element `VULN`, or `PRACTICE` for a potential one.
fn vulnerability(
    xml: &mut Xml<'_>,
    file: &mut File,
    asset: Option<Index>,
    number: Option<String>,
    level: &str,
    place: (Protocol, u16),
) -> Result<(), Damaged> {
    let (inside, line) = (xml.depth(), xml.line());
    let mut check = Check::default();
    let mut is_cve = false;
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "TITLE" => check.title = xml.text()?,
            "CVSS_BASE" => check.cvss2_tenths = tenths(&xml.text()?),
            "CVSS3_BASE" => check.cvss3_tenths = tenths(&xml.text()?),
            "CVE_ID" => is_cve = true,
            "BUGTRAQ_ID" | "VENDOR_REFERENCE" => is_cve = false,
            "ID" if is_cve => match xml.text()?.parse() {
                Ok(cve) => check.cves.push(cve),
                Err(error) => file.account.problem(xml.line(), format!("{error}: it was left out")),
            },
            _ => {}
        }
    }
    let (Some(asset), Some(number), Some(severity)) =
        (asset, number.filter(|n| !n.is_empty()), severity(level))
    else {
        let reason = "the vulnerability has no number, no severity from 1 to 5, or no device";
        file.account.skipped(line, reason);
        return Ok(());
    };
    check.id = format!("qualys:{number}");
    check.severity = severity;
    check.is_unsupported_product = check.title.starts_with("EOL/Obsolete");
    file.account.used();
    file.scanned.open_port(asset, place, "", line)?;
    file.scanned.fired(asset, check, place, line)
}

/// `04:29:11`, hours first; a scan of days says `1 day 04:29:11`.
fn duration(text: &str) -> Option<SignedDuration> {
    let (days, clock) = match text.split_once("day") {
        Some((days, rest)) => (days.trim().parse::<i64>().ok()?, rest.trim_start_matches('s').trim()),
        None => (0, text.trim()),
    };
    let mut parts =
        clock.splitn(3, ':').map(|part| part.trim().parse::<i64>().ok().filter(|n| (0..=9_999).contains(n)));
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    Some(SignedDuration::from_secs((days.clamp(0, 999) * 24 + hours) * 3_600 + minutes * 60 + seconds))
}
