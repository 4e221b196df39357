//! One device of a report, with what the scanner learned of it.

use super::{File, moment};
use crate::targets::host_name;
use crate::xml::Xml;
use crate::{Damaged, names};
use std::net::IpAddr;
use ward_domain::observation::{AssetSeen, Line};

/// Whether a text names a device: an address, or a name.
pub(super) fn is_known(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok() || host_name(host).is_some()
}

/// A device, as its address or name tells it.
pub(super) fn asset(host: &str, line: Line) -> AssetSeen {
    let mut asset = AssetSeen { line, ..AssetSeen::default() };
    match host.parse() {
        Ok(address) => asset.addresses.push(address),
        Err(_) => name(&mut asset, host),
    }
    asset
}

/// Takes a name; the first of each kind stays.
pub(super) fn name(asset: &mut AssetSeen, text: &str) {
    let (short, full) = names::host(text);
    if let Some(short) = short.filter(|_| host_name(text).is_some()) {
        asset.host_name.get_or_insert(short);
    }
    if let Some(full) = full.filter(|full| host_name(full).is_some()) {
        asset.fqdn.get_or_insert(full);
    }
}

/// Reads the element `host` of the report, which was just opened.
pub(super) fn read(xml: &mut Xml<'_>, file: &mut File) -> Result<(), Damaged> {
    let (inside, line) = (xml.depth(), xml.line());
    let (mut ip, mut ended, mut has_times) = (String::new(), None, false);
    let mut details: Vec<(String, String)> = Vec::new();
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "ip" => ip = xml.text()?,
            "end" => {
                has_times = true;
                ended = moment(&xml.text()?);
            }
            "detail" => {
                let (_, children) = xml.text_and_children()?;
                let value = |wanted| {
                    children
                        .iter()
                        .find(|(name, _)| name == wanted)
                        .map(|(_, text)| text.clone())
                        .unwrap_or_default()
                };
                let (name, value) = (value("name"), value("value"));
                if is_wanted(&name) {
                    details.push((name, value));
                }
            }
            _ => xml.leave()?,
        }
    }
    if !is_known(&ip) {
        file.account.problem(line, "a host of the report has no address: it was left out");
        return Ok(());
    }
    let index = file.scanned.host(&ip, line, || asset(&ip, line))?;
    let Some((asset, scan)) = file.scanned.host_mut(index) else { return Ok(()) };
    scan.at = ended;
    scan.completed = ended.is_some() || !has_times;
    scan.line = line;
    for (key, value) in details {
        match key.as_str() {
            "hostname" => name(asset, &value),
            "best_os_txt" if !value.is_empty() => asset.operating_system = Some(value),
            "MAC" => asset.macs.extend(names::mac(&value)),
            key if key.ends_with("-Success") => scan.credentialed = Some(true),
            key if key.ends_with("-Failure") => scan.credentialed = scan.credentialed.or(Some(false)),
            _ => {}
        }
    }
    asset.macs.sort_unstable();
    asset.macs.dedup();
    if !scan.completed {
        file.account.problem(
            line,
            format!("the scan of `{ip}` has no end: it does not count as looked at to its end"),
        );
    }
    Ok(())
}

fn is_wanted(name: &str) -> bool {
    matches!(name, "hostname" | "best_os_txt" | "MAC")
        || name.starts_with("Auth-") && (name.ends_with("-Success") || name.ends_with("-Failure"))
}
