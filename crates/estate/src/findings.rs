//! Findings and ports over time: when each was first seen, last seen, and closed by a scan that looked again.
//!
//! Scope closes findings, absence does not. A finding is *fixed* when a later scan of the same tool finished the same
//! device, with log-in checks working if it needed them, with that check switched on and that port tried, and did not
//! report it any more. A finding that comes back opens a new row.

use crate::coverage::{HostScanned, ScanRuns, public_address};
use crate::times::date_of;
use crate::{At, Source};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;
use ward_domain::network::Protocol;
use ward_domain::observation::{Check, Line, ServiceSeen};

/// A check that fired on a device, from the first time that it was seen until a scan closed it. Kept small: an estate
/// may hold a million.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// Which of [`Estate::assets`](crate::Estate::assets).
    pub asset: u32,
    /// Which of [`Estate::checks`](crate::Estate::checks).
    pub check: u32,
    /// Port; 0 for the device as a whole.
    pub port: u16,
    /// Transport.
    pub protocol: Protocol,
    first_seen: i64,
    last_seen: i64,
    fixed: i64,
    /// Where it was first seen.
    pub first: At,
    /// Where it was last seen.
    pub last: At,
}

const OPEN: i64 = i64::MAX;

impl Finding {
    /// The day on which it was first detected.
    pub fn first_seen_on(&self) -> Date {
        day(self.first_seen)
    }
    /// The day on which it was last reported.
    pub fn last_seen_on(&self) -> Date {
        day(self.last_seen)
    }
    /// The day of the scan that found it gone; `None` while it is open.
    pub fn fixed_on(&self) -> Option<Date> {
        (self.fixed != OPEN).then(|| day(self.fixed))
    }
    /// The same three as days since 1970-01-01 UTC, for rules that look at a million of them.
    pub fn days(&self) -> (i64, i64, Option<i64>) {
        let day = |second: i64| second.div_euclid(86_400);
        (day(self.first_seen), day(self.last_seen), (self.fixed != OPEN).then(|| day(self.fixed)))
    }
    /// Whether it is still open.
    pub fn is_open(&self) -> bool {
        self.fixed == OPEN
    }
}

fn day(second: i64) -> Date {
    Timestamp::from_second(second).map_or(Date::MAX, date_of)
}

/// An open port of a device, or one that was open.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Which of [`Estate::assets`](crate::Estate::assets).
    pub asset: u32,
    /// Transport.
    pub protocol: Protocol,
    /// Port.
    pub port: u16,
    /// The public address at which it answered; `None` when it was seen from within.
    pub public_address: Option<IpAddr>,
    /// Service name as guessed by the tool.
    pub service: Arc<str>,
    /// Product and version.
    pub product: Arc<str>,
    /// When it was last seen open.
    pub last_seen: Timestamp,
    /// When a scan that tried the port found it shut.
    pub closed: Option<Timestamp>,
    /// Where it was last seen.
    pub at: At,
}

/// One list of checks over all sources, and for each source the place of its checks in it.
pub(crate) fn merge_checks(sources: &[Source<'_>]) -> (Vec<Check>, Vec<Vec<u32>>) {
    let mut newest: BTreeMap<&str, &Check> = BTreeMap::new();
    for check in sources.iter().flat_map(|s| &s.observations.checks) {
        newest.insert(&check.id, check);
    }
    let places: BTreeMap<&str, u32> = newest.keys().zip(0u32..).map(|(&id, place)| (id, place)).collect();
    let of_source =
        |s: &Source<'_>| s.observations.checks.iter().map(|check| places[check.id.as_str()]).collect();
    (newest.into_values().cloned().collect(), sources.iter().map(of_source).collect())
}

/// What must hold for a scan to have looked again.
struct Looked<'a> {
    sources: &'a [Source<'a>],
    scans: &'a ScanRuns,
}

impl Looked<'_> {
    fn again(&self, host: &HostScanned, before: &HostScanned, check: &Check, port: u16) -> bool {
        let run = &self.scans.runs[host.scan as usize];
        let was = &self.scans.runs[before.scan as usize];
        let tool = |source: u32| self.sources[source as usize].format;
        // A device with two addresses stands in one scan twice: a scan does not contradict itself.
        host.scan != before.scan
            && host.completed
            && run.ended
            && run.looks_for_vulnerabilities
            && tool(run.source) == tool(was.source)
            && (before.credentialed != Some(true) || host.credentialed == Some(true))
            && (port == 0 || run.tcp_ports.ranges().is_empty() || run.tcp_ports.contains(port))
            && run
                .checks_run
                .as_ref()
                .is_none_or(|on| number(check).is_none_or(|n| on.binary_search(&n).is_ok()))
    }
}

fn number(check: &Check) -> Option<u32> {
    check.id.rsplit(':').next()?.parse().ok()
}

/// One line of a scan that reports a finding; sorted, the sightings of one finding stand together in time.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Sighting {
    asset: u32,
    check: u32,
    port: u16,
    protocol: Protocol,
    second: i64,
    /// Which of the device's scans.
    host_scan: u32,
    source: u32,
    line: Line,
}

pub(crate) fn fold(
    sources: &[Source<'_>],
    asset_of: &[Vec<u32>],
    check_of: &[Vec<u32>],
    checks: &[Check],
    scans: &ScanRuns,
    host_scans: &[Vec<HostScanned>],
) -> Vec<Finding> {
    let mut sightings = Vec::with_capacity(sources.iter().map(|s| s.observations.findings.len()).sum());
    for (source, from) in (0u32..).zip(sources) {
        let here = source as usize;
        for row in &from.observations.findings {
            let (Some(&asset), Some(&check)) =
                (asset_of[here].get(row.asset as usize), check_of[here].get(row.check as usize))
            else {
                continue;
            };
            let scan = scans.first_of[here] + u32::from(row.scan);
            let of_host = host_scans.get(asset as usize).map_or(&[][..], Vec::as_slice);
            let host_scan = of_host.iter().position(|h| h.scan == scan);
            let at = host_scan.map_or(from.collected_at, |position| of_host[position].at);
            sightings.push(Sighting {
                asset,
                check,
                port: row.port,
                protocol: row.protocol,
                second: at.as_second(),
                host_scan: host_scan.map_or(u32::MAX, |position| position as u32),
                source,
                line: row.line,
            });
        }
    }
    sightings.sort_unstable();

    let looked = Looked { sources, scans };
    let mut findings = Vec::with_capacity(sightings.len());
    let same = |a: &Sighting, b: &Sighting| {
        (a.asset, a.check, a.port, a.protocol) == (b.asset, b.check, b.port, b.protocol)
    };
    for group in sightings.chunk_by(same) {
        let of_host = host_scans.get(group[0].asset as usize).map_or(&[][..], Vec::as_slice);
        let check = &checks[group[0].check as usize];
        let mut open: Option<Finding> = None;
        for (position, sighting) in group.iter().enumerate() {
            let at = At { source: sighting.source, line: sighting.line };
            let finding = open.get_or_insert(Finding {
                asset: sighting.asset,
                check: sighting.check,
                port: sighting.port,
                protocol: sighting.protocol,
                first_seen: sighting.second,
                last_seen: sighting.second,
                fixed: OPEN,
                first: at,
                last: at,
            });
            finding.last_seen = sighting.second;
            finding.last = at;
            let until = group.get(position + 1).map_or(OPEN, |next| next.second);
            if let Some(fixed) = closed_between(&looked, of_host, sighting, until, check) {
                finding.fixed = fixed;
                findings.extend(open.take());
            }
        }
        findings.extend(open);
    }
    findings
}

/// When a scan between a sighting and the next one looked again and found nothing.
fn closed_between(
    looked: &Looked<'_>,
    of_host: &[HostScanned],
    sighting: &Sighting,
    until: i64,
    check: &Check,
) -> Option<i64> {
    let before = of_host.get(sighting.host_scan as usize)?;
    of_host[sighting.host_scan as usize + 1..]
        .iter()
        .take_while(|host| host.at.as_second() < until)
        .find(|host| {
            host.at.as_second() > sighting.second && looked.again(host, before, check, sighting.port)
        })
        .map(|host| host.at.as_second())
}

/// An answer of a port, in one file.
struct Answer<'a> {
    /// Device, port, protocol, and the public address at which it answered.
    door: (u32, u16, Protocol, Option<IpAddr>),
    at: Timestamp,
    scan: u32,
    source: u32,
    row: &'a ServiceSeen,
}

/// Every port that answered, once, as it was last seen.
pub(crate) fn fold_services(
    sources: &[Source<'_>],
    asset_of: &[Vec<u32>],
    scans: &ScanRuns,
    host_scans: &[Vec<HostScanned>],
) -> Vec<Service> {
    let of_host = |asset: u32| host_scans.get(asset as usize).map_or(&[][..], Vec::as_slice);
    let mut answers = Vec::new();
    for (source, from) in (0u32..).zip(sources) {
        let here = source as usize;
        for row in &from.observations.services {
            let Some(&asset) = asset_of[here].get(row.asset as usize) else { continue };
            let scan = scans.first_of[here] + row.scan;
            let at = of_host(asset).iter().find(|h| h.scan == scan).map_or(from.collected_at, |h| h.at);
            let door = (asset, row.port, row.protocol, public_address(from.observations, row.asset));
            answers.push(Answer { door, at, scan, source, row });
        }
    }
    answers.sort_by_key(|answer| (answer.door, answer.at));
    let mut words = Words::default();
    let of_door = |answers: &[Answer<'_>]| {
        let newest = answers.last()?;
        let (asset, port, protocol, public_address) = newest.door;
        // Tools differ in what they can name: an empty word does not speak over a full one.
        let mut named = |word: fn(&ServiceSeen) -> &str| {
            let full = answers.iter().rev().map(|answer| word(answer.row)).find(|word| !word.is_empty());
            words.shared(full.unwrap_or_default())
        };
        let closed = of_host(asset)
            .iter()
            .filter(|host| host.at > newest.at && host.completed && host.scan != newest.scan)
            .filter(|host| host.public_address == public_address)
            .find(|host| {
                let run = &scans.runs[host.scan as usize];
                run.ended && protocol == Protocol::Tcp && run.tcp_ports.contains(port)
            });
        Some(Service {
            asset,
            protocol,
            port,
            public_address,
            service: named(|row| &row.service),
            product: named(|row| &row.product),
            last_seen: newest.at,
            closed: closed.map(|host| host.at),
            at: At { source: newest.source, line: newest.row.line },
        })
    };
    answers.chunk_by(|a, b| a.door == b.door).filter_map(of_door).collect()
}

/// Words that thousands of ports have in common, each kept once.
#[derive(Default)]
struct Words(BTreeSet<Arc<str>>);

impl Words {
    fn shared(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.0.get(word) {
            return known.clone();
        }
        let word: Arc<str> = word.into();
        self.0.insert(word.clone());
        word
    }
}
