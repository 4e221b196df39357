//! Reads Nessus version 2 exports (`.nessus`): devices, their findings, and what the scan covered.
//!
//! The policy at the start of the file says what the scanner was told to do: targets, ports, checks. Each `ReportHost`
//! is a device and each `ReportItem` a check that had something to say. Long texts (description, solution, output) are
//! skipped unread, apart from the output of check 19506, which describes the scan itself.

mod host;
mod policy;
mod properties;

use crate::xml::Xml;
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use policy::Policy;
use std::collections::BTreeMap;
use std::io::BufRead;
use ward_domain::observation::{Index, Observations, Origin, Scan};

/// Reads Nessus version 2 exports.
pub struct Nessus;

static ABOUT: About = About {
    id: "nessus",
    name: "Nessus scan (.nessus, version 2)",
    how_to_get: "In Nessus or Tenable, open the scan and choose Export, then Nessus (XML)",
    carries: "Devices, open ports, findings with a severity or a CVE, and whether log-in checks worked; \
              informational items are counted and not kept as findings; times without a zone are taken as UTC",
    version: 1,
    evidence_kind: "vulnerability-scan",
};

impl Importer for Nessus {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        if head.xml_root() == Some("NessusClientData_v2") { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut xml = Xml::new(input, &context.limits, &["NessusClientData_v2"]);
        let mut file = File::new(context);
        while let Some(element) = xml.next_within(0)? {
            match element.name() {
                "Policy" => policy::read(&mut xml, &mut file.policy)?,
                "ReportHost" => {
                    let mut name = String::new();
                    for attribute in element.attributes() {
                        if let ("name", value) = attribute? {
                            value.trim().clone_into(&mut name);
                        }
                    }
                    host::read(&mut xml, &mut file, name)?;
                }
                _ => {}
            }
        }
        Ok(file.finish())
    }
}

/// What has been read so far.
struct File {
    observations: Observations,
    account: Account,
    policy: Policy,
    /// Number of each check in use and where it stands in the observations.
    checks: BTreeMap<u32, Index>,
    /// What the output of check 19506 says of the scan.
    scanner: Scanner,
    rows: usize,
}

/// What check 19506 ("Nessus Scan Information") says.
#[derive(Default)]
struct Scanner {
    version: Option<String>,
    port_range: Option<String>,
}

impl File {
    fn new(context: &Context<'_>) -> Self {
        Self {
            observations: Observations { origin: Origin::Machine, ..Observations::default() },
            account: Account::new(&context.limits),
            policy: Policy::default(),
            checks: BTreeMap::new(),
            scanner: Scanner::default(),
            rows: context.limits.rows,
        }
    }
    fn finish(mut self) -> Reading {
        let coverage = &self.observations.coverage;
        let last = coverage.iter().filter(|host| host.completed).filter_map(|host| host.at).max();
        let all_completed = !coverage.is_empty() && coverage.iter().all(|host| host.completed);
        let mut scan = Scan {
            started: self.policy.started.or(self.policy.first_host_started),
            ended: self.policy.ended.or(last.filter(|_| all_completed)),
            looks_for_vulnerabilities: true,
            checks_run: self.policy.checks_run.take(),
            ..Scan::default()
        };
        let ports = self.policy.port_range.as_ref().or(self.scanner.port_range.as_ref());
        scan.tcp_ports = ports.map(|text| crate::targets::tcp_ports(text)).unwrap_or_default();
        let mut targets = std::mem::take(&mut self.policy.targets);
        for target in &targets.not_understood {
            self.account.problem(
                0,
                format!("the target `{target}` was not understood: it does not count as looked at"),
            );
        }
        if targets.ranges.is_empty() && targets.hosts.is_empty() {
            self.account.problem(
                0,
                "the file does not say what the scanner was told to look at: only the devices in it count as looked at",
            );
            let assets = &self.observations.assets;
            targets.ranges =
                assets.iter().flat_map(|asset| asset.addresses.iter().map(|&a| a.into())).collect();
            targets.hosts = assets.iter().filter_map(|asset| asset.fqdn.clone()).collect();
        }
        targets.tidy();
        (scan.targets, scan.target_hosts) = (targets.ranges, targets.hosts);
        self.observations.collected_at = self.policy.ended.into_iter().chain(last).max();
        self.observations.tool =
            self.scanner.version.map_or_else(|| "Nessus".to_owned(), |version| format!("Nessus {version}"));
        self.observations.scans = vec![scan];
        Reading { observations: self.observations, tally: self.account.finish() }
    }
}

#[cfg(test)]
mod tests;
