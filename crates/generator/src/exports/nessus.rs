//! Vulnerability scans, as Nessus version 2 files (`.nessus`).

use super::{Site, to_bytes, xml_text};
use crate::dates::{at, ctime, days_before, later};
use crate::devices::{Device, InternalScan, SECOND_SITE};
use crate::flaws::{Flaw, Platform, vector};
use crate::words::{MAKERS, WEAKNESSES};
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::{self, Write};

/// Which of the three rounds of scans.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    First,
    Earlier,
    Later,
}

/// The scan of the public addresses, from outside, without logging in.
pub(super) fn external(site: &Site<'_>, day: Date, round: Round) -> Vec<u8> {
    let targets = &site.network.external_targets;
    let hosts = site.network.devices.iter().filter_map(|device| {
        let address = device.public?;
        let is_scanned = address != SECOND_SITE || targets.contains(&SECOND_SITE.to_string());
        // A target given by name keeps its name.
        let name = if device.inside.is_none() { device.fqdn.clone()? } else { address.to_string() };
        is_scanned.then(|| Met {
            device,
            name,
            address: address.to_string(),
            logs_in: None,
            from_outside: true,
        })
    });
    scan(site, "External perimeter", &targets.join(","), at(day, 3, 10, 2), round, hosts)
}

/// The scan of the inside, with log-in where that works.
pub(super) fn internal(site: &Site<'_>, day: Date, round: Round) -> Vec<u8> {
    let targets = site.network.internal_targets.join(",");
    let hosts = site.network.devices.iter().filter_map(|device| {
        let address = device.inside?.to_string();
        let logs_in = match device.internal_scan {
            InternalScan::LogsIn => true,
            InternalScan::CannotLogIn => false,
            InternalScan::Never => return None,
        };
        // Devices that no inventory lists came before the last round.
        let is_there = device.is_listed || round == Round::Later;
        is_there.then(|| Met {
            device,
            name: address.clone(),
            address,
            logs_in: Some(logs_in),
            from_outside: false,
        })
    });
    scan(site, "Internal credentialed", &targets, at(day, 1, 0, 11), round, hosts)
}

/// A device as one scan meets it.
struct Met<'a> {
    device: &'a Device,
    name: String,
    address: String,
    /// Whether logging in worked; `None` when the scan did not try.
    logs_in: Option<bool>,
    from_outside: bool,
}

fn scan<'a>(
    site: &Site<'_>,
    name: &str,
    targets: &str,
    started: Timestamp,
    round: Round,
    hosts: impl Iterator<Item = Met<'a>>,
) -> Vec<u8> {
    to_bytes(|out| {
        head(out, name, targets)?;
        for (n, met) in (0..).zip(hosts) {
            let start = later(started, n * 20);
            let end = later(start, 410 + n % 7 * 30);
            write_host(out, site, name, &met, [start, end], round)?;
        }
        foot(out)
    })
}

fn write_host(
    out: &mut dyn Write,
    site: &Site<'_>,
    scan: &str,
    met: &Met<'_>,
    [start, end]: [Timestamp; 2],
    round: Round,
) -> io::Result<()> {
    let device = met.device;
    let mut tags: Vec<(&str, String)> = vec![("host-ip", met.address.clone())];
    if let Some(fqdn) = &device.fqdn {
        tags.push(("host-fqdn", fqdn.clone()));
    }
    if !met.from_outside {
        tags.push(("mac-address", device.mac.to_uppercase()));
        if device.class.is_computer() && !device.name.is_empty() {
            tags.push(("netbios-name", device.name.to_uppercase()));
        }
    }
    tags.push(("operating-system", device.system.to_owned()));
    tags.push(("Credentialed_Scan", (met.logs_in == Some(true)).to_string()));
    tags.push(("policy-used", scan.to_owned()));
    open_host(out, &met.name, &tags, start, end)?;

    scan_information(out, scan, met.logs_in == Some(true), start, end)?;
    let system =
        format!("\nRemote operating system : {}\nConfidence level : 95\nMethod : SinFP\n", device.system);
    information(out, 0, "general", 11_936, "OS Identification", "General", &system)?;
    match met.logs_in {
        Some(true) => information(
            out,
            0,
            "general",
            141_118,
            "Target Credential Status by Authentication Protocol - Valid Credentials Provided",
            "Settings",
            "\nNessus was able to log in with the account svc-scanner.\n",
        )?,
        Some(false) if device.class.is_computer() => information(
            out,
            0,
            "general",
            104_410,
            "Target Credential Status by Authentication Protocol - Failure for Provided Credentials",
            "Settings",
            "\nNessus was unable to log in with the account svc-scanner.\n",
        )?,
        _ => {}
    }
    for door in device.doors.iter().filter(|door| door.is_public || !met.from_outside) {
        let output = format!("\nPort {}/tcp was found to be open", door.port);
        information(
            out,
            door.port,
            door.nessus_service,
            11_219,
            "Nessus SYN scanner",
            "Port scanners",
            &output,
        )?;
    }
    for sighting in &device.sightings {
        let is_seen = match round {
            Round::First => sighting.in_first_round,
            Round::Earlier => sighting.in_earlier_round,
            Round::Later => sighting.in_later_round,
        };
        if is_seen {
            vulnerability(out, site, sighting.flaw)?;
        }
    }
    if device.public.is_some() && device.support_ends < start.to_zoned(jiff::tz::TimeZone::UTC).date() {
        unsupported(out, device)?;
    }
    writeln!(out, "</ReportHost>")
}

/// The beginning of a file, up to its first host.
pub(crate) fn head(out: &mut dyn Write, name: &str, targets: &str) -> io::Result<()> {
    let (name, targets) = (xml_text(name), xml_text(targets));
    writeln!(out, "<?xml version=\"1.0\" ?>\n<NessusClientData_v2>")?;
    writeln!(out, "<Policy><policyName>{name}</policyName>\n<Preferences><ServerPreferences>")?;
    let preferences = [
        ("TARGET", targets.as_str()),
        ("port_range", "1-65535"),
        ("safe_checks", "yes"),
        ("unscanned_closed", "no"),
    ];
    for (key, value) in preferences {
        writeln!(out, "<preference><name>{key}</name>\n<value>{value}</value>\n</preference>")?;
    }
    writeln!(
        out,
        "</ServerPreferences>\n<PluginsPreferences>\n</PluginsPreferences>\n</Preferences>\n</Policy>"
    )?;
    writeln!(out, "<Report name=\"{name}\" xmlns:cm=\"http://www.nessus.org/cm\">")
}

/// The end of a file.
pub(crate) fn foot(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</Report>\n</NessusClientData_v2>")
}

/// The beginning of a host, up to its first item; the caller closes it.
pub(crate) fn open_host(
    out: &mut dyn Write,
    name: &str,
    tags: &[(&str, String)],
    start: Timestamp,
    end: Timestamp,
) -> io::Result<()> {
    writeln!(out, "<ReportHost name=\"{}\"><HostProperties>", xml_text(name))?;
    writeln!(out, "<tag name=\"HOST_END_TIMESTAMP\">{}</tag>", end.as_second())?;
    writeln!(out, "<tag name=\"HOST_END\">{}</tag>", ctime(end))?;
    for (key, value) in tags {
        writeln!(out, "<tag name=\"{key}\">{}</tag>", xml_text(value))?;
    }
    writeln!(out, "<tag name=\"HOST_START_TIMESTAMP\">{}</tag>", start.as_second())?;
    writeln!(out, "<tag name=\"HOST_START\">{}</tag>", ctime(start))?;
    writeln!(out, "</HostProperties>")
}

/// A result of a check, without its elements.
pub(crate) struct Item<'a> {
    pub(crate) port: u16,
    pub(crate) service: &'a str,
    /// 0 information to 4 critical.
    pub(crate) severity: u8,
    pub(crate) plugin: u32,
    pub(crate) name: &'a str,
    pub(crate) family: &'a str,
}

/// Writes an item with its elements in the order given.
pub(crate) fn item(out: &mut dyn Write, item: &Item<'_>, elements: &[(&str, &str)]) -> io::Result<()> {
    writeln!(
        out,
        "<ReportItem port=\"{}\" svc_name=\"{}\" protocol=\"tcp\" severity=\"{}\" pluginID=\"{}\" pluginName=\"{}\" pluginFamily=\"{}\">",
        item.port,
        item.service,
        item.severity,
        item.plugin,
        xml_text(item.name),
        item.family
    )?;
    for (name, text) in elements {
        writeln!(out, "<{name}>{}</{name}>", xml_text(text))?;
    }
    writeln!(out, "</ReportItem>")
}

fn information(
    out: &mut dyn Write,
    port: u16,
    service: &str,
    plugin: u32,
    name: &str,
    family: &str,
    output: &str,
) -> io::Result<()> {
    let elements = [
        ("plugin_name", name),
        ("plugin_type", "remote"),
        ("risk_factor", "None"),
        ("plugin_output", output),
    ];
    item(out, &Item { port, service, severity: 0, plugin, name, family }, &elements)
}

/// Check 19506, which tells about the scan itself.
pub(crate) fn scan_information(
    out: &mut dyn Write,
    scan: &str,
    logged_in: bool,
    start: Timestamp,
    end: Timestamp,
) -> io::Result<()> {
    let credentialed = if logged_in { "yes, as 'svc-scanner' via SMB or SSH" } else { "no" };
    let output = format!(
        "Information about this scan :\n\nNessus version : 10.9.4\nNessus build : 20021\nPlugin feed version : {}\n\
         Scanner edition used : Nessus\nScan type : Normal\nScan name : {scan}\nScan policy used : {scan}\n\
         Port scanner(s) : nessus_syn_scanner\nPort range : 1-65535\nSafe checks : yes\nOptimize the test : yes\n\
         Credentialed checks : {credentialed}\nScan Start Date : {}\nScan duration : {} sec\n",
        start.strftime("%Y%m%d0412"),
        start.strftime("%Y/%-m/%-d %H:%M UTC"),
        end.as_second() - start.as_second()
    );
    information(out, 0, "general", 19_506, "Nessus Scan Information", "Settings", &output)
}

/// Severity as Nessus counts it, and its word, from the CVSS v3 rating scale.
pub(crate) fn severity(score_tenths: u8) -> (u8, &'static str) {
    match score_tenths {
        90.. => (4, "Critical"),
        70..=89 => (3, "High"),
        40..=69 => (2, "Medium"),
        1..=39 => (1, "Low"),
        0 => (0, "None"),
    }
}

fn vulnerability(out: &mut dyn Write, site: &Site<'_>, flaw: &Flaw) -> io::Result<()> {
    let (maker, product) = MAKERS[flaw.maker];
    let (weakness, cwe) = WEAKNESSES[flaw.weakness];
    let (severity, risk) = severity(flaw.score_tenths);
    let (port, service, family) = match flaw.on {
        Platform::Edge => (443, "www", "CGI abuses"),
        Platform::Windows => (445, "cifs", "Windows"),
        Platform::Linux => (0, "general", "Misc."),
        Platform::Appliance => (161, "snmp", "Misc."),
    };
    let name = format!(
        "{maker} {product} {weakness} ({}-{})",
        site.day(flaw.published_days_ago).year(),
        flaw.plugin
    );
    let published = days_before(site.plan.as_of, flaw.published_days_ago).strftime("%Y/%m/%d").to_string();
    let description = format!(
        "The version of {maker} {product} on the remote host has a weakness of the kind: {}.",
        weakness.to_lowercase()
    );
    let solution = format!("Update {product} to the version that {maker} released on {published} or later.");
    let output = format!(
        "\n  Product : {maker} {product}\n  Installed version : 4.1.{0}\n  Fixed version : 4.1.{1}\n",
        flaw.maker,
        flaw.maker + 1
    );
    let score = format!("{}.{}", flaw.score_tenths / 10, flaw.score_tenths % 10);
    let is_exploitable = (flaw.ssvc.exploitation != "none").to_string();
    let cves: Vec<String> = flaw.cve_ids().collect();
    let weakness_number = cwe.trim_start_matches("CWE-");

    let mut elements: Vec<(&str, &str)> = cves.iter().map(|cve| ("cve", cve.as_str())).collect();
    elements.extend([
        ("cvss3_base_score", score.as_str()),
        ("cvss3_vector", vector(flaw.score_tenths)),
        ("cwe", weakness_number),
        ("description", &description),
        ("exploit_available", &is_exploitable),
        ("patch_publication_date", &published),
        ("plugin_name", &name),
        ("plugin_publication_date", &published),
        (
            "plugin_type",
            if flaw.on == Platform::Edge || flaw.on == Platform::Appliance { "remote" } else { "local" },
        ),
        ("risk_factor", risk),
        ("solution", &solution),
        ("synopsis", "The remote host has software with a known vulnerability."),
        ("vuln_publication_date", &published),
        ("plugin_output", &output),
    ]);
    item(out, &Item { port, service, severity, plugin: flaw.plugin, name: &name, family }, &elements)
}

/// The check for products that their maker has given up.
fn unsupported(out: &mut dyn Write, device: &Device) -> io::Result<()> {
    let (maker, product) = MAKERS[5];
    let name = format!("{maker} {product} Unsupported Version Detection");
    let ended = device.support_ends.to_string();
    let output = format!("\n  Product : {maker} {product} 2.8\n  EOL date : {ended}\n");
    let elements = [
        ("cvss3_base_score", "10.0"),
        ("cvss3_vector", "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"),
        (
            "description",
            "The maker no longer supports the version on the remote host, so it gets no security updates.",
        ),
        ("exploit_available", "false"),
        ("plugin_name", name.as_str()),
        ("plugin_type", "remote"),
        ("risk_factor", "Critical"),
        ("solution", "Move to a version that the maker supports."),
        ("synopsis", "The remote host runs software that its maker no longer supports."),
        ("unsupported_by_vendor", "true"),
        ("plugin_output", &output),
    ];
    item(
        out,
        &Item { port: 443, service: "www", severity: 4, plugin: 910_900, name: &name, family: "Web Servers" },
        &elements,
    )
}
