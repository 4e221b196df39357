//! Reads the CSV files that come with CISA's weekly Cyber Hygiene report: findings, services, hosts and scope.
//!
//! Each is a table of its own; `scope.csv` says which addresses CISA looks at, which no other of them does. The file of
//! mitigated findings, of false positives and of findings that were closed since are none of ours.

use crate::scanned::Scanned;
use crate::table::{self, COLLECTED, Column, Field, Layout, System, Table};
use crate::targets::host_name;
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading, names};
use jiff::Timestamp;
use std::io::BufRead;
use std::net::IpAddr;
use ward_domain::network::Protocol;
use ward_domain::observation::{AssetSeen, Check, Observations, Origin, Scan, Severity};

/// Reads the CSV files of CISA's Cyber Hygiene report.
pub struct CyberHygiene;

static ABOUT: About = About {
    id: "cyber-hygiene",
    name: "CISA Cyber Hygiene report (findings.csv, services.csv, hosts.csv, scope.csv)",
    how_to_get: "Sign up for CISA's free Cyber Hygiene scanning and take the CSV files that are attached to the weekly \
                 report",
    carries: "Public devices, open ports, findings with CISA's severity and CVE, and the addresses that CISA scans; the \
              CVSS score is left out, because the file does not name its version",
    version: 1,
    evidence_kind: "external-scan",
};

static LAYOUT: Layout = Layout {
    id: "cyber-hygiene",
    fields: &[
        Field::new("address", &["ip"]),
        Field::new("port", &["port"]),
        Field::new("severity", &["severity"]),
        Field::new("first", &["initial_detection"]),
        Field::new(COLLECTED, &["latest_detection"]),
        Field::new("cve", &["cve"]),
        Field::new("name", &["name"]),
        Field::new("source", &["source"]),
        Field::new("plugin", &["plugin_id"]),
        Field::new("service", &["service"]),
        Field::new("os", &["os"]),
        Field::new("host", &["hostname"]),
        Field::new("network", &["cidr"]),
        Field::new("count", &["count"]),
    ],
    systems: &[
        System {
            name: "CISA Cyber Hygiene",
            marks: &[&["ip"], &["initial_detection"], &["latest_detection"], &["age_days"], &["plugin_id"]],
        },
        System {
            name: "CISA Cyber Hygiene services",
            marks: &[&["ip_int"], &["ip"], &["port"], &["service"]],
        },
        System { name: "CISA Cyber Hygiene hosts", marks: &[&["ip_int"], &["ip"], &["os"], &["hostname"]] },
        System { name: "CISA Cyber Hygiene scope", marks: &[&["cidr"], &["first"], &["last"], &["count"]] },
    ],
    needs: &[&["address", "network"], &["plugin", "service", "os", "count"]],
    foreign: &["mitigationdetected", "falsepositiveeffective"],
};

impl Importer for CyberHygiene {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        match table::recognise(head, &LAYOUT) {
            Confidence::Certain => Confidence::Certain,
            _ => Confidence::No,
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        if table.column("network").is_there() {
            return scope(table);
        }
        let mut scanned = Scanned::new(&context.limits);
        let columns = Columns::of(&table);
        let is_findings = columns.severity.is_there();
        let mut last: Option<Timestamp> = None;
        while table.next()? {
            let line = table.line();
            let Some(address) = table.text(columns.address).and_then(|text| text.parse::<IpAddr>().ok())
            else {
                table.skipped(line, "the row has no address");
                continue;
            };
            let asset = scanned.host(&address.to_string(), line, || AssetSeen {
                addresses: vec![address],
                line,
                ..AssetSeen::default()
            })?;
            if let Some((asset, _)) = scanned.host_mut(asset) {
                asset.operating_system = asset.operating_system.take().or(table.text(columns.os));
                if let Some(name) = table.text(columns.host).and_then(|name| host_name(&name)) {
                    (asset.host_name, asset.fqdn) = names::host(&name);
                }
            }
            let port = table.text(columns.port).and_then(|port| port.parse().ok()).unwrap_or(0);
            let service = table.text(columns.service).unwrap_or_default();
            let place = (Protocol::Tcp, port);
            scanned.open_port(asset, place, &service, line)?;
            if is_findings {
                let Some(check) = check(&mut table, &columns) else {
                    table.skipped(line, "the row has no severity from 0 to 4, or no name");
                    continue;
                };
                table.collected(columns.seen);
                last = last.max(table.when(columns.seen, 0).and_then(|when| when.timestamp()));
                scanned.fired(asset, check, place, line)?;
            }
            table.used();
        }
        table.settle_dates();
        let scan = Scan { ended: last, looks_for_vulnerabilities: is_findings, ..Scan::default() };
        let observations = scanned.finish(scan, |_| {});
        if is_findings {
            table.problem(
                0,
                "the findings do not say which addresses were looked at: add scope.csv of the same report",
            );
        }
        Ok(table.finish(Observations { tool: "CISA Cyber Hygiene".to_owned(), ..observations }))
    }
}

struct Columns {
    address: Column,
    port: Column,
    service: Column,
    severity: Column,
    name: Column,
    source: Column,
    plugin: Column,
    cve: Column,
    os: Column,
    host: Column,
    seen: Column,
}

impl Columns {
    fn of(table: &Table<'_>) -> Self {
        Self {
            address: table.column("address"),
            port: table.column("port"),
            service: table.column("service"),
            severity: table.column("severity"),
            name: table.column("name"),
            source: table.column("source"),
            plugin: table.column("plugin"),
            cve: table.column("cve"),
            os: table.column("os"),
            host: table.column("host"),
            seen: table.column(COLLECTED),
        }
    }
}

/// The check of a row. CISA writes the severity of Nessus, 0 to 4, or its word.
fn check(table: &mut Table<'_>, columns: &Columns) -> Option<Check> {
    let line = table.line();
    let severity = match table.lower(columns.severity)?.as_str() {
        "0" => Severity::Info,
        "1" => Severity::Low,
        "2" => Severity::Medium,
        "3" => Severity::High,
        "4" => Severity::Critical,
        word => crate::settings::severity(word)?,
    };
    let title = table.text(columns.name);
    let source = table.lower(columns.source).unwrap_or_else(|| "nessus".to_owned());
    let id = table.text(columns.plugin).or_else(|| title.clone())?;
    let mut check = Check {
        id: format!("{source}:{id}"),
        title: title.unwrap_or_default(),
        severity,
        ..Check::default()
    };
    for cve in
        table.text(columns.cve).iter().flat_map(|text| text.split([',', ' '])).filter(|id| !id.is_empty())
    {
        match cve.parse() {
            Ok(cve) => check.cves.push(cve),
            Err(error) => table.problem(line, format!("{error}: it was left out")),
        }
    }
    Some(check)
}

/// `scope.csv`: a scan of those networks that found nothing to say.
fn scope(mut table: Table<'_>) -> Result<Reading, Damaged> {
    let network = table.column("network");
    let mut scan = Scan { looks_for_vulnerabilities: true, ..Scan::default() };
    while table.next()? {
        let line = table.line();
        match table.text(network).and_then(|text| text.parse().ok()) {
            Some(range) => {
                scan.targets.push(range);
                table.used();
            }
            None => table.skipped(line, "the row has no network such as 203.0.113.0/24"),
        }
    }
    scan.targets.sort_unstable();
    scan.targets.dedup();
    let observations = Observations {
        tool: "CISA Cyber Hygiene".to_owned(),
        origin: Origin::Machine,
        scans: vec![scan],
        ..Observations::default()
    };
    Ok(table.finish(observations))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, read_fixture};

    #[test]
    fn findings_are_read() {
        let reading = read_fixture(&CyberHygiene, "many-findings.csv");
        let seen = &reading.observations;
        assert_eq!((seen.assets.len(), seen.findings.len(), seen.services.len()), (2, 2, 2));
        assert_eq!((reading.tally.used, reading.tally.skipped), (2, 2));
        assert_eq!(seen.checks[0].id, "nessus:900001");
        assert_eq!((seen.checks[0].severity, seen.checks[0].cves.len()), (Severity::Critical, 1));
        assert_eq!(seen.checks[0].cvss2_tenths.or(seen.checks[0].cvss3_tenths), None);
        assert_eq!(seen.collected_at, Some("2026-11-16T02:00:00Z".parse().unwrap()));
    }

    #[test]
    fn services_and_hosts_are_read() {
        let seen = read_fixture(&CyberHygiene, "many-services.csv").observations;
        assert_eq!((seen.services.len(), seen.services[0].service.as_str()), (2, "https"));
        assert!(!seen.scans[0].looks_for_vulnerabilities);
        let seen = read_fixture(&CyberHygiene, "one.csv").observations;
        assert_eq!(seen.assets[0].fqdn.as_deref(), Some("portal.hospital.example"));
    }

    #[test]
    fn the_scope_is_what_was_looked_at() {
        let seen = read_fixture(&CyberHygiene, "many-scope.csv").observations;
        assert_eq!(seen.scans[0].targets[0].to_string(), "203.0.113.0-203.0.113.15");
        assert_eq!(seen.scans[0].targets.len(), 2);
    }

    #[test]
    fn closed_findings_are_none_of_ours() {
        for heading in [
            "name,cve,severity,ip,port,initial_detection,latest_detection,age_days",
            "vulnerability,severity,ip,port,initial_detection,mitigation_detected,days_to_mitigate",
        ] {
            assert_eq!(CyberHygiene.recognise(&Head::of(heading.as_bytes())), Confidence::No, "{heading}");
        }
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&CyberHygiene, "broken.csv", 2, "in the middle of row 1");
    }
}
