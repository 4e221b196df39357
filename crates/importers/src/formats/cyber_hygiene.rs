//! Reads the CSV files that come with CISA's weekly Cyber Hygiene report: findings, services, hosts and scope.
//!
//! Each is a table of its own; `scope.csv` says which addresses CISA looks at, which no other of them does. The file of
//! mitigated findings, of false positives and of findings that were closed since are none of ours.

use crate::scanned::Scanned;
use crate::table::{COLLECTED, Field, Layout, Row, System, Table, recognise_system};
use crate::targets::host_name;
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading, names};
use std::io::BufRead;
use std::net::IpAddr;
use ward_domain::network::{AddressRange, Protocol};
use ward_domain::observation::{AssetSeen, Check, Line, Observations, Origin, Scan, Severity};

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
        recognise_system(head, &LAYOUT)
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        if table.has("network") {
            return scope(table);
        }
        let mut scanned = Scanned::new(&context.limits);
        let is_findings = table.has("severity");
        table.each(seen, |Seen { address, operating_system, host, port, service, check, line }| {
            let asset = scanned.host(&address.to_string(), line, || AssetSeen {
                addresses: vec![address],
                line,
                ..AssetSeen::default()
            })?;
            if let Some((asset, _)) = scanned.host_mut(asset) {
                asset.operating_system = asset.operating_system.take().or(operating_system);
                if let Some(name) = host {
                    (asset.host_name, asset.fqdn) = names::host(&name);
                }
            }
            let place = (Protocol::Tcp, port);
            scanned.open_port(asset, place, &service, line)?;
            check.map_or(Ok(()), |check| scanned.fired(asset, check, place, line))
        })?;
        let scan = Scan { ended: table.newest(), looks_for_vulnerabilities: is_findings, ..Scan::default() };
        let observations = scanned.finish(scan, |_| {});
        if is_findings {
            table.problem(
                "the findings do not say which addresses were looked at: add scope.csv of the same report",
            );
        }
        Ok(table.finish(Observations { tool: "CISA Cyber Hygiene".to_owned(), ..observations }))
    }
}

/// A row of findings, services or hosts.
struct Seen {
    address: IpAddr,
    operating_system: Option<String>,
    host: Option<String>,
    /// 0 when the row is about none.
    port: u16,
    service: String,
    /// Only in findings.
    check: Option<Check>,
    line: Line,
}

fn seen(row: &mut Row<'_>) -> Result<Seen, String> {
    let address = row.text("address").and_then(|text| text.parse::<IpAddr>().ok());
    let address = address.ok_or("the row has no address")?;
    let check = if row.has("severity") {
        Some(check(row).ok_or("the row has no severity from 0 to 4, or no name")?)
    } else {
        None
    };
    Ok(Seen {
        address,
        operating_system: row.text("os"),
        host: row.text("host").and_then(|name| host_name(&name)),
        port: row.text("port").and_then(|port| port.parse().ok()).unwrap_or(0),
        service: row.text("service").unwrap_or_default(),
        check,
        line: row.line(),
    })
}

/// The check of a row. CISA writes the severity of Nessus, 0 to 4, or its word.
fn check(row: &mut Row<'_>) -> Option<Check> {
    let severity = match row.lower("severity")?.as_str() {
        "0" => Severity::Info,
        "1" => Severity::Low,
        "2" => Severity::Medium,
        "3" => Severity::High,
        "4" => Severity::Critical,
        word => crate::settings::severity(word)?,
    };
    let title = row.text("name");
    let source = row.lower("source").unwrap_or_else(|| "nessus".to_owned());
    let id = row.text("plugin").or_else(|| title.clone())?;
    Some(Check {
        id: format!("{source}:{id}"),
        title: title.unwrap_or_default(),
        severity,
        cves: row.cves("cve"),
        ..Check::default()
    })
}

/// `scope.csv`: a scan of those networks that found nothing to say.
fn scope(mut table: Table<'_>) -> Result<Reading, Damaged> {
    let mut targets: Vec<AddressRange> = table.rows(|row| {
        let network = row.text("network").and_then(|text| text.parse().ok());
        network.ok_or_else(|| "the row has no network such as 203.0.113.0/24".to_owned())
    })?;
    targets.sort_unstable();
    targets.dedup();
    let observations = Observations {
        tool: "CISA Cyber Hygiene".to_owned(),
        origin: Origin::Machine,
        scans: vec![Scan { looks_for_vulnerabilities: true, targets, ..Scan::default() }],
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
