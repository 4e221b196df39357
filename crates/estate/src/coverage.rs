//! Scans, and what each of them did on each device: what was looked at, whether or not anything was found.

use crate::{At, Source};
use jiff::Timestamp;
use std::net::IpAddr;
use ward_domain::network::{AddressRange, Ports, is_public};
use ward_domain::observation::Observations;

/// A scan that ended (or was cut off).
#[derive(Clone, Debug, PartialEq)]
pub struct ScanRun {
    /// Which source.
    pub source: u32,
    /// When it ended, or was collected.
    pub at: Timestamp,
    /// Whether it ran to its end.
    pub ended: bool,
    /// Addresses that it was told to look at.
    pub targets: Vec<AddressRange>,
    /// Host names that it was told to look at.
    pub target_hosts: Vec<String>,
    /// TCP ports that it was told to try; empty when not said.
    pub tcp_ports: Ports,
    /// Whether it looks for vulnerabilities.
    pub looks_for_vulnerabilities: bool,
    /// Numbers of the checks that were on; `None` means all.
    pub checks_run: Option<Vec<u32>>,
}

impl ScanRun {
    /// Whether the address was among its targets.
    pub fn targets_address(&self, address: IpAddr) -> bool {
        self.targets.iter().any(|range| range.contains(address))
    }
}

/// A scan's work on one device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HostScanned {
    /// Which of [`Estate::scans`](crate::Estate::scans).
    pub scan: u32,
    /// When the device was done.
    pub at: Timestamp,
    /// Whether it was looked at to its end.
    pub completed: bool,
    /// Whether log-in checks worked.
    pub credentialed: Option<bool>,
    /// The public address at which it looked; `None` when it looked from within. What answers to the whole Internet
    /// and what answers inside are two questions.
    pub public_address: Option<IpAddr>,
    /// Where the file says so.
    pub place: At,
}

/// The public address under which a file speaks of a device.
pub(crate) fn public_address(of: &Observations, asset: u32) -> Option<IpAddr> {
    of.assets.get(asset as usize)?.addresses.iter().copied().find(|address| is_public(*address))
}

pub(crate) struct ScanRuns {
    pub(crate) runs: Vec<ScanRun>,
    /// For each source, the position of its first scan.
    pub(crate) first_of: Vec<u32>,
}

pub(crate) fn scan_runs(sources: &[Source<'_>]) -> ScanRuns {
    let mut runs = Vec::new();
    let mut first_of = Vec::with_capacity(sources.len());
    for (source, from) in (0u32..).zip(sources) {
        first_of.push(runs.len() as u32);
        runs.extend(from.observations.scans.iter().map(|scan| ScanRun {
            source,
            at: scan.ended.unwrap_or(from.collected_at),
            ended: scan.ended.is_some(),
            targets: scan.targets.clone(),
            target_hosts: scan.target_hosts.clone(),
            tcp_ports: scan.tcp_ports.clone(),
            looks_for_vulnerabilities: scan.looks_for_vulnerabilities,
            checks_run: scan.checks_run.clone(),
        }));
    }
    ScanRuns { runs, first_of }
}

/// For each asset, the scans that looked at it, oldest first.
pub(crate) fn host_scans(
    sources: &[Source<'_>],
    asset_of: &[Vec<u32>],
    scans: &ScanRuns,
) -> Vec<Vec<HostScanned>> {
    let assets = asset_of.iter().flatten().max().map_or(0, |last| *last as usize + 1);
    let mut by_asset: Vec<Vec<HostScanned>> = vec![Vec::new(); assets];
    for (source, from) in (0u32..).zip(sources) {
        for row in &from.observations.coverage {
            let Some(&asset) = asset_of[source as usize].get(row.asset as usize) else { continue };
            by_asset[asset as usize].push(HostScanned {
                scan: scans.first_of[source as usize] + row.scan,
                at: row.at.unwrap_or(from.collected_at),
                completed: row.completed,
                credentialed: row.credentialed,
                public_address: public_address(from.observations, row.asset),
                place: At { source, line: row.line },
            });
        }
    }
    for of_asset in &mut by_asset {
        of_asset.sort_by_key(|h| (h.at, h.scan));
    }
    by_asset
}
