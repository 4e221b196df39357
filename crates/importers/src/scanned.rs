//! Collects what a vulnerability scanner saw: devices, open ports, checks and where each fired.

use crate::{Damaged, Limits};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::network::Protocol;
use ward_domain::observation::{
    AssetSeen, Check, FindingSeen, HostScan, Index, Line, Observations, Origin, Scan, ServiceSeen, Severity,
};

/// One scan under way. Its devices all belong to scan 0.
pub(crate) struct Scanned {
    pub(crate) observations: Observations,
    /// Where each device stands, by the name that the file uses for it.
    hosts: BTreeMap<String, Index>,
    checks: BTreeMap<String, Index>,
    ports: BTreeSet<(Index, Protocol, u16)>,
    most: usize,
}

impl Scanned {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            observations: Observations { origin: Origin::Machine, ..Observations::default() },
            hosts: BTreeMap::new(),
            checks: BTreeMap::new(),
            ports: BTreeSet::new(),
            most: limits.rows,
        }
    }
    /// The place of a device, which is also one row of coverage at that place; `asset` makes it when it is new.
    pub(crate) fn host(
        &mut self,
        key: &str,
        line: Line,
        asset: impl FnOnce() -> AssetSeen,
    ) -> Result<Index, Damaged> {
        if let Some(&index) = self.hosts.get(key) {
            return Ok(index);
        }
        if self.observations.assets.len() >= self.most {
            return Err(Damaged { line, reason: format!("there are more than {} devices", self.most) });
        }
        let index = self.observations.assets.len() as Index;
        self.hosts.insert(key.to_owned(), index);
        self.observations.assets.push(asset());
        let scan = HostScan { asset: index, scan: 0, at: None, completed: true, credentialed: None, line };
        self.observations.coverage.push(scan);
        Ok(index)
    }
    /// The device at that place, and what was done on it.
    pub(crate) fn host_mut(&mut self, index: Index) -> Option<(&mut AssetSeen, &mut HostScan)> {
        let asset = self.observations.assets.get_mut(index as usize)?;
        Some((asset, self.observations.coverage.get_mut(index as usize)?))
    }
    /// An open port; port 0 is none. The same port again adds nothing.
    pub(crate) fn open_port(
        &mut self,
        asset: Index,
        (protocol, port): (Protocol, u16),
        service: &str,
        line: Line,
    ) -> Result<(), Damaged> {
        if port == 0 || !self.ports.insert((asset, protocol, port)) {
            return Ok(());
        }
        if self.observations.services.len() >= self.most {
            return Err(Damaged { line, reason: format!("there are more than {} open ports", self.most) });
        }
        self.observations.services.push(ServiceSeen {
            asset,
            scan: 0,
            protocol,
            port,
            service: service.to_owned(),
            product: String::new(),
            line,
        });
        Ok(())
    }
    /// A check that fired. One without a severity and without a CVE is information: it is no finding.
    pub(crate) fn fired(
        &mut self,
        asset: Index,
        check: Check,
        (protocol, port): (Protocol, u16),
        line: Line,
    ) -> Result<(), Damaged> {
        if check.severity == Severity::Info && check.cves.is_empty() {
            return Ok(());
        }
        if self.observations.findings.len() >= self.most {
            return Err(Damaged { line, reason: format!("there are more than {} findings", self.most) });
        }
        let check = self.check(check);
        self.observations.findings.push(FindingSeen { asset, check, scan: 0, port, protocol, line });
        Ok(())
    }
    /// The place of a check. What differs between its rows is joined: all CVEs, the worst severity.
    fn check(&mut self, mut check: Check) -> Index {
        check.cves.sort_unstable();
        check.cves.dedup();
        let checks = &mut self.observations.checks;
        let index = *self.checks.entry(check.id.clone()).or_insert(checks.len() as Index);
        let Some(known) = checks.get_mut(index as usize) else {
            checks.push(check);
            return index;
        };
        known.severity = known.severity.max(check.severity);
        known.cvss2_tenths = known.cvss2_tenths.max(check.cvss2_tenths);
        known.cvss3_tenths = known.cvss3_tenths.max(check.cvss3_tenths);
        known.cvss4_tenths = known.cvss4_tenths.max(check.cvss4_tenths);
        known.epss = known.epss.max(check.epss);
        known.is_unsupported_product |= check.is_unsupported_product;
        known.patch_published = known.patch_published.or(check.patch_published);
        if known.cves != check.cves {
            known.cves.append(&mut check.cves);
            known.cves.sort_unstable();
            known.cves.dedup();
        }
        index
    }
    /// Puts the scan in front of its rows. Where the file does not hold the targets, the devices in it are taken, and
    /// `tell` is told.
    pub(crate) fn finish(mut self, mut scan: Scan, tell: impl FnOnce(&'static str)) -> Observations {
        if scan.targets.is_empty() && scan.target_hosts.is_empty() {
            tell(
                "the file does not say what the scanner was told to look at: only the devices in it count as looked at",
            );
            let assets = &self.observations.assets;
            scan.targets =
                assets.iter().flat_map(|asset| asset.addresses.iter().map(|&a| a.into())).collect();
            scan.target_hosts = assets.iter().filter_map(|asset| asset.fqdn.clone()).collect();
        }
        scan.targets.sort_unstable();
        scan.targets.dedup();
        scan.target_hosts.sort_unstable();
        scan.target_hosts.dedup();
        for host in &mut self.observations.coverage {
            host.at = host.at.or(scan.ended);
        }
        self.observations.scans = vec![scan];
        self.observations
    }
}

/// A score such as `9.8` as 98; `None` for what is none. What follows a space is left out: `9.8 (AV:N/…)`.
pub(crate) fn tenths(text: &str) -> Option<u8> {
    let score: f64 = text.split_whitespace().next()?.parse().ok()?;
    (0.0..=10.0).contains(&score).then(|| (score * 10.0).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_again_is_joined() {
        let mut scanned = Scanned::new(&Limits::default());
        let asset = scanned.host("a", 1, AssetSeen::default).unwrap();
        assert_eq!(scanned.host("a", 2, AssetSeen::default).unwrap(), asset);
        let check = |severity, cve: &str| Check {
            id: "x:1".into(),
            severity,
            cves: vec![cve.parse().unwrap()],
            ..Check::default()
        };
        scanned.fired(asset, check(Severity::Low, "CVE-2026-0002"), (Protocol::Tcp, 80), 1).unwrap();
        scanned.fired(asset, check(Severity::High, "CVE-2026-0001"), (Protocol::Tcp, 81), 2).unwrap();
        scanned.fired(asset, Check::default(), (Protocol::Tcp, 81), 3).unwrap();
        scanned.open_port(asset, (Protocol::Tcp, 80), "http", 1).unwrap();
        scanned.open_port(asset, (Protocol::Tcp, 80), "", 2).unwrap();
        scanned.open_port(asset, (Protocol::Tcp, 0), "", 2).unwrap();
        let mut told = "";
        let seen = scanned.finish(Scan::default(), |words| told = words);
        assert!(told.contains("only the devices in it"));
        assert_eq!((seen.findings.len(), seen.checks.len(), seen.services.len()), (2, 1, 1));
        assert_eq!((seen.checks[0].severity, seen.checks[0].cves.len()), (Severity::High, 2));
    }

    #[test]
    fn scores_are_tenths() {
        assert_eq!(tenths("9.8"), Some(98));
        assert_eq!(tenths("8.1 (AV:N/AC:H)"), Some(81));
        assert_eq!(tenths("11"), None);
        assert_eq!(tenths("-"), None);
    }
}
