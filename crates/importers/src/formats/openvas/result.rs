//! One result of a report: a check that had something to say on a port of a device.

use super::{File, host, port};
use crate::Damaged;
use crate::scanned::tenths;
use crate::settings::severity;
use crate::xml::Xml;
use ward_domain::network::Protocol;
use ward_domain::observation::{Check, Line, Severity};

/// What a result says.
#[derive(Default)]
struct Found {
    host: String,
    host_name: Option<String>,
    port: Option<(Protocol, u16)>,
    threat: Option<String>,
    score: Option<String>,
    check: Check,
}

/// Reads the element `result`, which was just opened.
pub(super) fn read(xml: &mut Xml<'_>, file: &mut File) -> Result<(), Damaged> {
    let (inside, line) = (xml.depth(), xml.line());
    let mut found = Found::default();
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "host" => {
                let (text, children) = xml.text_and_children()?;
                found.host = text;
                found.host_name =
                    children.into_iter().find(|(name, _)| name == "hostname").map(|(_, text)| text);
            }
            "port" => found.port = Some(port(&xml.text()?)),
            "nvt" => {
                let oid = element.attribute("oid")?.unwrap_or_default();
                found.check.id = format!("openvas:{oid}");
                nvt(xml, file, &mut found.check)?;
            }
            "threat" => found.threat = Some(xml.text()?),
            "severity" => found.score = Some(xml.text()?),
            // What else there is may hold a result and a host of its own: how it was detected, notes, overrides.
            _ => xml.leave()?,
        }
    }
    take(file, found, line)
}

fn take(file: &mut File, mut found: Found, line: Line) -> Result<(), Damaged> {
    if !host::is_known(&found.host) {
        file.account.skipped(line, "the result names no device");
        return Ok(());
    }
    if found.check.id.len() <= "openvas:".len() {
        file.account.skipped(line, "the result names no check (nvt oid)");
        return Ok(());
    }
    let threat = found.threat.unwrap_or_default();
    if threat.eq_ignore_ascii_case("false positive") {
        file.account.used(); // Somebody has looked at it and marked it.
        return Ok(());
    }
    found.check.severity = severity(&threat).unwrap_or_else(|| by_score(found.score.as_deref()));
    let asset = file.scanned.host(&found.host, line, || host::asset(&found.host, line))?;
    if let (Some(name), Some((asset, _))) = (&found.host_name, file.scanned.host_mut(asset)) {
        host::name(asset, name);
    }
    let place = found.port.unwrap_or((Protocol::Other, 0));
    file.scanned.open_port(asset, place, "", line)?;
    file.account.used();
    file.scanned.fired(asset, found.check, place, line)
}

/// Reads the element `nvt`: the check itself.
fn nvt(xml: &mut Xml<'_>, file: &mut File, check: &mut Check) -> Result<(), Damaged> {
    let inside = xml.depth();
    let (mut base, mut kind) = (None, String::new());
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "name" if check.title.is_empty() => check.title = xml.text()?,
            "cvss_base" => base = tenths(&xml.text()?),
            // Within `severities`, one for each version of CVSS.
            "severity" => kind = element.attribute("type")?.unwrap_or_default(),
            "score" if !kind.is_empty() => {
                let score = tenths(&xml.text()?);
                match kind.as_str() {
                    "cvss_base_v2" => check.cvss2_tenths = check.cvss2_tenths.max(score),
                    "cvss_base_v3" => check.cvss3_tenths = check.cvss3_tenths.max(score),
                    "cvss_base_v4" => check.cvss4_tenths = check.cvss4_tenths.max(score),
                    _ => {}
                }
            }
            "tags" => {
                let tags = xml.text()?;
                let vector = tags.split('|').find_map(|tag| tag.strip_prefix("cvss_base_vector="));
                match vector.unwrap_or_default() {
                    vector if vector.starts_with("CVSS:3") => {
                        check.cvss3_tenths = check.cvss3_tenths.or(base);
                    }
                    vector if vector.starts_with("CVSS:4") => {
                        check.cvss4_tenths = check.cvss4_tenths.or(base);
                    }
                    vector if vector.starts_with("AV:") => check.cvss2_tenths = check.cvss2_tenths.or(base),
                    _ => {}
                }
                check.is_unsupported_product |=
                    tags.contains("reached its end of life") || tags.contains("end of life (EOL)");
            }
            "epss" => check.epss = epss(xml)?,
            "ref" => {
                let is_cve = element.attribute("type")?.is_some_and(|kind| kind.eq_ignore_ascii_case("cve"));
                let id = element.attribute("id")?.filter(|_| is_cve);
                if let Some(id) = id {
                    cve(file, xml.line(), &id, check);
                }
            }
            // Reports before version 20: `<cve>CVE-…, CVE-…</cve>` or NOCVE.
            "cve" => {
                let (text, line) = (xml.text()?, xml.line());
                let listed = text.split([',', ' ']).map(str::trim);
                listed
                    .filter(|id| !id.is_empty() && *id != "NOCVE")
                    .for_each(|id| cve(file, line, id, check));
            }
            _ => {}
        }
    }
    Ok(())
}

fn cve(file: &mut File, line: Line, id: &str, check: &mut Check) {
    match id.parse() {
        Ok(cve) => check.cves.push(cve),
        Err(error) => file.account.problem(line, format!("{error}: it was left out")),
    }
}

/// The highest probability under `epss`, in hundredths of a percent.
fn epss(xml: &mut Xml<'_>) -> Result<Option<u16>, Damaged> {
    let (inside, mut highest) = (xml.depth(), None);
    while let Some(element) = xml.next_within(inside)? {
        if element.name() == "score" {
            let score = xml.text()?.parse::<f64>().ok().filter(|score| (0.0..=1.0).contains(score));
            highest = highest.max(score.map(|score| (score * 10_000.0).round() as u16));
        }
    }
    Ok(highest)
}

/// Greenbone's own classes, for a result that has a score and no word.
fn by_score(score: Option<&str>) -> Severity {
    match score.and_then(tenths) {
        Some(90..) => Severity::Critical,
        Some(70..) => Severity::High,
        Some(40..) => Severity::Medium,
        Some(1..) => Severity::Low,
        _ => Severity::Info,
    }
}
