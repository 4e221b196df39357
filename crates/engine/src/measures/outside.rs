//! The declared outside: which public addresses there are, and which a fresh vulnerability scan has looked at.

use crate::{Ground, Ruling};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::net::IpAddr;
use ward_domain::observation::Severity;
use ward_domain::{CveId, assessment::EvidenceRef};
use ward_estate::{Asset, At, Finding, ScanRun, date_of};

/// Why the outside cannot be judged at all, if so.
pub(super) fn cannot_judge(ground: &Ground<'_>) -> Option<String> {
    if !ground.estate().organisation.declares_an_outside() {
        return Some("No public address is declared, so nobody can say whether everything was looked at. Declare your public addresses.".to_owned());
    }
    if ground.declared_addresses().is_none() {
        return Some(
            "More than 65,536 public addresses are declared. Declare the blocks that are in use.".to_owned(),
        );
    }
    None
}

/// Declared addresses and host names that no vulnerability scan has looked at lately become undecided subjects; the
/// scans that looked at the others become evidence. Gives back the addresses that were looked at.
pub(super) fn looked_at<'g>(ground: &'g Ground<'g>, ruling: &mut Ruling<'g>) -> BTreeSet<IpAddr> {
    let days = ground.freshness("external-scan");
    let mut looked = BTreeSet::new();
    for &address in ground.declared_addresses().unwrap_or_default() {
        if let Some(run) = ground.scan_of(address, days, |run| run.looks_for_vulnerabilities) {
            ruling.rests_on_external(run.source);
            looked.insert(address);
            continue;
        }
        let before = ground.scan_of(address, i64::from(i32::MAX), |run| run.looks_for_vulnerabilities);
        not_looked_at(ruling, &address.to_string(), before, days);
    }
    for host in &ground.estate().organisation.public_hosts {
        let scan = |days| ground.scan_of_host(host, days, |run| run.looks_for_vulnerabilities);
        match scan(days) {
            Some(run) => ruling.rests_on_external(run.source),
            None => not_looked_at(ruling, host, scan(i64::from(i32::MAX)), days),
        }
    }
    looked
}

fn not_looked_at(ruling: &mut Ruling<'_>, subject: &str, before: Option<&ScanRun>, days: i64) {
    ruling.undecided(0, subject, &[], || match before {
        Some(run) => {
            format!("Last scanned for vulnerabilities on {}, more than {days} days ago.", date_of(run.at))
        }
        None => "Never scanned for vulnerabilities.".to_owned(),
    });
}

/// The public devices, and whether a fresh scan of each is known.
pub(super) fn devices<'g>(
    ground: &'g Ground<'g>,
    looked: &BTreeSet<IpAddr>,
) -> impl Iterator<Item = (u32, &'g Asset, bool)> {
    let days = ground.freshness("external-scan");
    let looked = looked.clone();
    (0u32..).zip(&ground.estate().assets).filter(|(_, asset)| asset.is_public).map(
        move |(position, asset)| {
            let is_known = asset.addresses.iter().any(|a| looked.contains(a))
                || ground.vulnerability_scan(asset, days).is_some();
            (position, asset, is_known)
        },
    )
}

/// One vulnerability on one device: several checks may speak of it.
pub(super) struct OpenCve {
    pub(super) cve: CveId,
    pub(super) severity: Severity,
    pub(super) detected: Date,
    pub(super) at: At,
}

/// The open vulnerabilities of a device, each once, by the earliest detection.
pub(super) fn open_cves(ground: &Ground<'_>, asset: u32) -> Vec<OpenCve> {
    let mut open: BTreeMap<CveId, OpenCve> = BTreeMap::new();
    let is_open = |f: &&Finding| f.is_open();
    for finding in ground.estate().findings_of(asset).iter().filter(is_open) {
        let check = &ground.estate().checks[finding.check as usize];
        for &cve in &check.cves {
            let detected = finding.first_seen_on();
            let entry = open.entry(cve).or_insert(OpenCve {
                cve,
                severity: check.severity,
                detected,
                at: finding.last,
            });
            entry.severity = entry.severity.max(check.severity);
            entry.detected = entry.detected.min(detected);
        }
    }
    open.into_values().collect()
}

/// The reference of a place.
pub(super) fn reference(ground: &Ground<'_>, at: At) -> Vec<EvidenceRef> {
    vec![ground.estate().evidence(at)]
}
